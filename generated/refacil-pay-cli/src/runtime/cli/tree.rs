//! The operations as a tree of commands, as much of it as a command line can reach.
//!
//! A program may have thousands of commands, and a run needs one: names are made for the level where a choice is made,
//! flags for the command that is named, documentation for the one whose help is asked for.

use std::collections::HashMap;

use clap::Command;

use super::super::core::docs::OperationDocs;
use super::super::core::spec::{Api, Operation};
use super::super::core::text::visible;
use super::flags;
use super::flags::explain::Length;
use super::printer::Colour;

/// How much of the tree is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Where the command line names a command, its neighbours are left out.
    Named,
    /// All names of each level that the command line reaches: for help and suggestions.
    Listed,
    /// Everything, each command with its flags and their help.
    Whole,
}

/// What a command line needs of the tree.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    /// The words of the command line.
    pub words: &'a [&'a str],
    /// How much is made.
    pub extent: Extent,
    /// The one operation whose documentation is parsed.
    pub documented: Option<&'static Operation>,
    /// Of its help and errors.
    pub colour: Colour,
}

impl Reach<'_> {
    /// Everything there is.
    pub const WHOLE: Reach<'static> =
        Reach { words: &[], extent: Extent::Whole, documented: None, colour: Colour::Auto };

    /// The command line holds the word.
    #[must_use]
    pub fn names(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// How much help is to say: only `-h` asks for less.
    #[must_use]
    pub fn length(&self) -> Length {
        if self.names("-h") { Length::Short } else { Length::Long }
    }

    /// What is behind the word is made too.
    #[must_use]
    pub fn enters(&self, word: &str) -> bool {
        self.extent == Extent::Whole || self.names(word)
    }

    /// The command with all that belongs to it, where the line enters it; elsewhere its name and summary are enough.
    #[must_use]
    pub fn entered(&self, command: Command, whole: impl FnOnce(Command) -> Command) -> Command {
        if self.enters(command.get_name()) { whole(command) } else { command }
    }

    /// The nodes of the words that the command line names; where it names none of them, or all are asked for, of all words.
    fn narrowed(&self, nodes: impl Fn(&dyn Fn(&str) -> bool) -> Vec<Node>) -> Vec<Node> {
        let named = if self.extent == Extent::Named { nodes(&|word| self.names(word)) } else { Vec::new() };
        if named.is_empty() { nodes(&|_| true) } else { named }
    }

    /// Of these names, those that the command line can reach.
    #[must_use]
    pub fn reached<T>(&self, all: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<T> {
        if self.extent == Extent::Named && all.iter().any(|one| self.names(name(one))) {
            return all.into_iter().filter(|one| self.names(name(one))).collect();
        }
        all
    }
}

/// The operations that are commands: the API's own login is behind `login`.
pub fn offered(api: &'static Api) -> impl Iterator<Item = &'static Operation> {
    let login = api.login.as_ref().map(|login| login.operation);
    api.operations().filter(move |operation| Some(operation.id) != login)
}

/// A word of the command line with what follows it.
#[derive(Debug)]
pub struct Node {
    /// The word.
    pub word: &'static str,
    /// How many words stand before it.
    depth: usize,
    operation: Option<&'static Operation>,
    /// The title of the folder that the first operation below it comes from.
    title: &'static str,
    /// What needs more words.
    longer: Vec<Placed>,
}

/// An operation, and the title of its folder.
#[derive(Debug, Clone, Copy)]
struct Placed {
    operation: &'static Operation,
    title: &'static str,
}

/// The words that a command line can begin with, in the order of the collection.
#[must_use]
pub fn first(api: &'static Api) -> Vec<Node> {
    first_wanted(api, &|_| true)
}

/// Those of them that the command line can reach.
#[must_use]
pub fn first_reached(api: &'static Api, reach: &Reach<'_>) -> Vec<Node> {
    reach.narrowed(|is_wanted| first_wanted(api, is_wanted))
}

fn first_wanted(api: &'static Api, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Node> {
    let login = api.login.as_ref().map(|login| login.operation);
    let mut level = Level::new(0, is_wanted);
    for group in api.groups {
        for operation in group.operations {
            if Some(operation.id) != login {
                level.add(Placed { operation, title: group.title });
            }
        }
    }
    level.nodes
}

/// The words of one place of the command line, while they are found. It sees each of thousands of operations: what a
/// program that is built for size would call for every one of them, such as an adapter or a comparison, is left out.
struct Level<'w> {
    depth: usize,
    is_wanted: &'w dyn Fn(&str) -> bool,
    nodes: Vec<Node>,
    places: HashMap<&'static str, usize>,
    /// The word of the operation before, and where its node is if it is wanted.
    before: Option<(&'static str, Option<usize>)>,
}

impl<'w> Level<'w> {
    fn new(depth: usize, is_wanted: &'w dyn Fn(&str) -> bool) -> Self {
        Self { depth, is_wanted, nodes: Vec::new(), places: HashMap::new(), before: None }
    }

    fn add(&mut self, placed: Placed) {
        let Some(word) = placed.operation.command.get(self.depth) else { return };
        // Commands of a folder stand together: mostly it is the word of the one before.
        let at = match self.before {
            Some((before, at)) if same(before, word) => at,
            _ => self.place(word, placed.title),
        };
        self.before = Some((word, at));
        let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) else { return };
        if placed.operation.command.len() > self.depth + 1 {
            node.longer.push(placed);
        } else {
            node.operation = Some(placed.operation);
        }
    }

    /// Where the node of the word is, if it is wanted.
    fn place(&mut self, word: &'static str, title: &'static str) -> Option<usize> {
        if !(self.is_wanted)(word) {
            return None;
        }
        Some(*self.places.entry(word).or_insert_with(|| {
            self.nodes.push(Node { word, depth: self.depth, operation: None, title, longer: Vec::new() });
            self.nodes.len() - 1
        }))
    }
}

/// Equal words of a generated program are mostly one text, and that is soon seen.
fn same(one: &str, other: &str) -> bool {
    std::ptr::eq(one, other) || one == other
}

impl Node {
    /// What the word alone does.
    #[must_use]
    pub const fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// The title of the folder that it, or the first operation below it, comes from.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The words that may follow it, in the order of the collection.
    #[must_use]
    pub fn below(&self) -> Vec<Self> {
        self.wanted_below(&|_| true)
    }

    fn wanted_below(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Self> {
        let mut level = Level::new(self.depth + 1, is_wanted);
        self.longer.iter().for_each(|placed| level.add(*placed));
        level.nodes
    }

    /// The command with what can be reached below it.
    pub fn command(&self, api: &'static Api, reach: &Reach<'_>) -> Command {
        let entered = reach.enters(self.word);
        let command = Command::new(self.word);
        let command = match self.operation {
            Some(operation) if entered => {
                let asked = reach.extent == Extent::Whole
                    || reach.documented.is_some_and(|documented| documented.id == operation.id);
                // Without readable documentation a command still has its help.
                let docs = asked.then(|| OperationDocs::parse(operation).unwrap_or_default());
                flags::command::whole(
                    api,
                    command,
                    operation,
                    docs.as_ref().map(|docs| (docs, reach.length())),
                )
            }
            Some(operation) => flags::command::listed(command, operation),
            None => command.about(visible(self.title)).subcommand_required(true).arg_required_else_help(true),
        };
        if !entered || self.longer.is_empty() {
            return command;
        }
        let nodes = reach.narrowed(|is_wanted| self.wanted_below(is_wanted));
        // An operation may be called so; `--help` is there in any case.
        let command = command.disable_help_subcommand(nodes.iter().any(|node| node.word == "help"));
        command.subcommands(nodes.iter().map(|node| node.command(api, reach)))
    }
}

/// The operation whose help is asked for, guessed from the words; a wrong guess costs only the long text.
#[must_use]
pub fn named(api: &'static Api, words: &[&str]) -> Option<&'static Operation> {
    let login = api.login.as_ref().map(|login| login.operation);
    let mut found: Option<&'static Operation> = None;
    let mut before = ("", false);
    for group in api.groups {
        for operation in group.operations {
            let command = operation.command;
            let Some(first) = command.first() else { continue };
            // Commands of a folder stand together: mostly it is the word of the one before.
            if !same(first, before.0) {
                before = (first, words.contains(first));
            }
            if !before.1 || !words.windows(command.len()).any(|window| window == command) {
                continue;
            }
            let longest = found.is_none_or(|known| known.command.len() <= command.len());
            if longest && Some(operation.id) != login {
                found = Some(operation);
            }
        }
    }
    found
}
