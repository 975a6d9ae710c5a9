//! The command line, built from the API: one definition for parsing and help.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, ColorChoice, Command};

use super::super::core::docs::OperationDocs;
use super::super::core::spec::{Api, Operation};
use super::super::core::text::visible;
use super::flags;
use super::generic;
use super::login::{self, Account};
use super::printer::{Colour, Format};

/// What the user asked for.
#[derive(Debug)]
pub struct Invocation {
    /// Flags of every command.
    pub globals: Globals,
    /// The command.
    pub action: Action,
}

/// Flags of every command.
#[derive(Debug)]
pub struct Globals {
    /// `--env`.
    pub environment: Option<String>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--json`.
    pub format: Format,
    /// `--yes`.
    pub confirmation: Confirmation,
    /// `--dry-run`.
    pub effect: Effect,
    /// `--no-color`.
    pub colour: Colour,
}

/// Who says yes to something dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// A person at the terminal.
    Ask,
    /// `--yes` said it.
    Given,
}

/// Whether a command does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It does.
    Real,
    /// It shows what it would do.
    DryRun,
}

/// A command.
#[derive(Debug)]
pub enum Action {
    /// `--version`.
    Version,
    /// `exit-codes`.
    ExitCodes,
    /// `login` and its companions.
    Account(Account),
    /// An operation of the API, with its own flags.
    Operation(&'static Operation, ArgMatches),
    /// A request by hand.
    Generic(generic::Asked),
}

// Identifiers of our own arguments begin with dashes: a flag of the API can never have one of them.
const ENV: &str = "--env";
const PROFILE: &str = "--profile";
const JSON: &str = "--json";
const YES: &str = "--yes";
const DRY_RUN: &str = "--dry-run";
const NO_COLOR: &str = "--no-color";
const VERSION: &str = "--version";
const HELP: &str = "--help";
/// Shows secrets of an answer.
pub const REVEAL: &str = "--reveal";
/// Where a callback is delivered.
pub const TO: &str = "--to";

/// Parses the process's arguments.
///
/// # Errors
/// Help was asked for, or the arguments are not acceptable.
pub fn parse(api: &'static Api, arguments: &[OsString]) -> Result<Invocation, clap::Error> {
    let words: Vec<&str> = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
    let mut command = command(api, &Wanted { words: &words, documented: asked(api, &words) });
    if arguments.iter().any(|argument| argument == NO_COLOR) {
        command = command.color(ColorChoice::Never);
    }
    let matches = command.try_get_matches_from_mut(arguments)?;
    let globals = Globals {
        environment: matches.get_one::<String>(ENV).cloned(),
        profile: matches.get_one::<String>(PROFILE).cloned(),
        format: if matches.get_flag(JSON) { Format::Json } else { Format::Human },
        confirmation: if matches.get_flag(YES) { Confirmation::Given } else { Confirmation::Ask },
        effect: if matches.get_flag(DRY_RUN) { Effect::DryRun } else { Effect::Real },
        colour: if matches.get_flag(NO_COLOR) { Colour::Never } else { Colour::Auto },
    };
    if matches.get_flag(VERSION) {
        return Ok(Invocation { globals, action: Action::Version });
    }
    let Some((word, below)) = matches.subcommand() else {
        let missing = clap::error::ErrorKind::MissingSubcommand;
        return Err(command.error(missing, "a command is needed; --help lists them"));
    };
    let action = match (word, login::read(word, below)) {
        ("exit-codes", _) => Action::ExitCodes,
        (_, Some(account)) => Action::Account(account),
        (_, None) => match (operation(api, word, below), generic::read(word, below)) {
            (Some((operation, matches)), _) => Action::Operation(operation, matches.clone()),
            (None, Some(asked)) => Action::Generic(asked),
            (None, None) => {
                let missing = clap::error::ErrorKind::MissingSubcommand;
                return Err(command.error(missing, "a command is needed; --help lists them"));
            }
        },
    };
    Ok(Invocation { globals, action })
}

/// How much of the command tree a command line needs.
struct Wanted<'a> {
    /// The words of the command line: an operation that they do not name has no flags.
    words: &'a [&'a str],
    /// The one operation whose documentation is parsed: its help is asked for.
    documented: Option<&'static Operation>,
}

impl Wanted<'_> {
    fn names(&self, operation: &Operation) -> bool {
        let mut words = self.words.iter();
        operation.command.iter().all(|part| words.any(|word| word == part))
    }
}

/// The command tree.
fn command(api: &'static Api, wanted: &Wanted<'_>) -> Command {
    let mut root = Command::new(api.app)
        .about(visible(api.about))
        .disable_help_subcommand(false)
        // Ours stands among the flags of every command, behind those that are a command's own.
        .disable_help_flag(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new(VERSION)
                .long("version")
                .short('V')
                .action(ArgAction::SetTrue)
                .help("Print the version; with --json where the program comes from"),
        )
        .args(globals(api));
    for node in tree(api) {
        root = root.subcommand(node.command(api, wanted));
    }
    root.subcommands(own_commands(api))
}

/// The operations that are commands: the API's own login is behind `login`.
pub fn offered(api: &'static Api) -> impl Iterator<Item = &'static Operation> {
    let login = api.login.as_ref().map(|login| login.operation);
    api.operations().filter(move |operation| Some(operation.id) != login)
}

fn own_commands(api: &'static Api) -> Vec<Command> {
    let mut commands = login::commands(api);
    commands.extend(generic::commands(api));
    commands.push(Command::new("exit-codes").about("List the exit codes and what they mean"));
    commands
}

fn globals(api: &'static Api) -> Vec<Arg> {
    let environments = api.environments.iter().map(|environment| environment.name);
    let variable = api.variable("ENV");
    let profile = api.variable("PROFILE");
    let global = |id: &'static str, help: String| {
        Arg::new(id).long(id.trim_start_matches('-')).help(help).global(true).help_heading("Global options")
    };
    let switch = |id, help: &str| global(id, help.to_owned()).action(ArgAction::SetTrue);
    vec![
        global(ENV, format!("Environment; else {variable}, else {}", api.default_environment))
            .value_name("NAME")
            .value_parser(PossibleValuesParser::new(environments)),
        global(PROFILE, format!("Set of credentials; else {profile}, else default")).value_name("NAME"),
        switch(JSON, "Print JSON: data on stdout, an error as one object on stderr"),
        switch(YES, "Confirm a dangerous command without asking"),
        switch(DRY_RUN, "Show the request, with secrets masked, and send nothing"),
        switch(NO_COLOR, "Print without colours"),
        global(HELP, "Print help; -h is shorter".to_owned()).short('h').action(ArgAction::Help),
    ]
}

/// A word of the command line with what lies below it.
struct Node {
    word: &'static str,
    operation: Option<&'static Operation>,
    below: Vec<Node>,
}

fn tree(api: &'static Api) -> Vec<Node> {
    let mut roots = Vec::new();
    for operation in offered(api) {
        insert(&mut roots, operation.command, operation);
    }
    roots
}

fn insert(nodes: &mut Vec<Node>, words: &'static [&'static str], operation: &'static Operation) {
    let Some((word, rest)) = words.split_first() else { return };
    let at = nodes.iter().position(|node| node.word == *word).unwrap_or_else(|| {
        nodes.push(Node { word, operation: None, below: Vec::new() });
        nodes.len() - 1
    });
    let Some(node) = nodes.get_mut(at) else { return };
    if rest.is_empty() {
        node.operation = Some(operation);
    } else {
        insert(&mut node.below, rest, operation);
    }
}

impl Node {
    fn command(&self, api: &'static Api, wanted: &Wanted<'_>) -> Command {
        let mut command = Command::new(self.word);
        command = match self.operation {
            Some(operation) if wanted.names(operation) => {
                let docs = wanted.documented.filter(|asked| asked.id == operation.id);
                // Without readable documentation a command still has its help.
                let docs = docs.map(|operation| OperationDocs::parse(operation).unwrap_or_default());
                flags::command::whole(api, command, operation, docs.as_ref())
            }
            Some(operation) => flags::command::listed(command, operation),
            None => command
                .about(self.group_title(api).map(visible).unwrap_or_default())
                // An operation may be called so; `--help` is there in any case.
                .disable_help_subcommand(self.below.iter().any(|node| node.word == "help"))
                .subcommand_required(true)
                .arg_required_else_help(true),
        };
        command.subcommands(self.below.iter().map(|node| node.command(api, wanted)))
    }

    /// The title of the folder that the operations below come from.
    fn group_title(&self, api: &'static Api) -> Option<&'static str> {
        let first = self.below.iter().find_map(Node::first_operation)?;
        api.groups
            .iter()
            .find(|group| group.operations.iter().any(|operation| operation.id == first.id))
            .map(|group| group.title)
    }

    fn first_operation(&self) -> Option<&'static Operation> {
        self.operation.or_else(|| self.below.iter().find_map(Self::first_operation))
    }
}

/// The operation whose help is asked for, guessed from the words; a wrong guess costs only the long text.
fn asked(api: &'static Api, words: &[&str]) -> Option<&'static Operation> {
    if !words.iter().any(|word| matches!(*word, "-h" | "--help" | "help")) {
        return None;
    }
    offered(api)
        .filter(|operation| !operation.command.is_empty())
        .filter(|operation| words.windows(operation.command.len()).any(|window| window == operation.command))
        .max_by_key(|operation| operation.command.len())
}

/// The operation that the words of the command line name.
fn operation<'a>(
    api: &'static Api,
    word: &str,
    matches: &'a ArgMatches,
) -> Option<(&'static Operation, &'a ArgMatches)> {
    let mut words = vec![word];
    let mut matches = matches;
    while let Some((word, below)) = matches.subcommand() {
        words.push(word);
        matches = below;
    }
    let found = offered(api).find(|operation| operation.command == words.as_slice())?;
    Some((found, matches))
}
