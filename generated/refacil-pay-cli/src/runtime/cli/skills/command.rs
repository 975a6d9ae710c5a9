//! `skills` and `init` as the command line has them.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::super::super::core::spec::Api;
use super::super::super::extras::skills::AGENTS;
use super::super::tree::Reach;

const SKILLS: &str = "skills";
const INIT: &str = "init";

// In the manner of all our own arguments.
const IDE: &str = "--ide";
const PATH: &str = "--path";

/// What is wanted of skills.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Where it is, and where it could be.
    List(Choice),
    /// Brings it there.
    Install(Choice),
    /// Brings this version to where it is.
    Update(Choice),
    /// Takes it away.
    Uninstall(Choice),
    /// Asks which agents there are.
    Init,
}

/// Where: nothing named means all agents that are found.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Agents by name.
    pub agents: Vec<String>,
    /// A folder of skills.
    pub folder: Option<PathBuf>,
}

impl Choice {
    /// Somebody named a place.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.agents.is_empty() || self.folder.is_some()
    }
}

/// The commands, where the program has a skill.
#[must_use]
pub fn commands(api: &'static Api, reach: &Reach<'_>) -> Vec<Command> {
    if api.skill.is_none() {
        return Vec::new();
    }
    let skills = Command::new(SKILLS).about("Install what agents must know about this program");
    let init = Command::new(INIT).about("Choose the agents that may use this program, at a terminal");
    vec![reach.entered(skills, whole), init]
}

fn whole(command: Command) -> Command {
    let below = |word: &'static str, about: &'static str| placed(Command::new(word).about(about));
    command.subcommand_required(true).arg_required_else_help(true).subcommands([
        below("list", "List the agents, and how the skill stands with each"),
        below("install", "Install the skill for the agents that are found, or for those named"),
        below("update", "Bring installed skills to the version of this program"),
        below("uninstall", "Remove installed skills, and nothing that is not theirs"),
    ])
}

fn placed(command: Command) -> Command {
    let words =
        AGENTS.iter().flat_map(|agent| std::iter::once(agent.id).chain(agent.aliases.iter().copied()));
    let ide = Arg::new(IDE)
        .long("ide")
        .value_name("ID")
        .action(ArgAction::Append)
        .value_parser(PossibleValuesParser::new(words))
        .hide_possible_values(true)
        .help(format!("For this agent, found or not: {}", ids()));
    let path = Arg::new(PATH)
        .long("path")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .help("In this folder of skills");
    command.args([ide, path])
}

/// The agents, for people.
pub(super) fn ids() -> String {
    AGENTS.iter().map(|agent| agent.id).collect::<Vec<_>>().join(", ")
}

/// What the command line asks for, where the word is one of these.
#[must_use]
pub fn read(api: &Api, word: &str, matches: &ArgMatches) -> Option<Wanted> {
    api.skill.as_ref()?;
    if word == INIT {
        return Some(Wanted::Init);
    }
    let (below, matches) = matches.subcommand().filter(|_| word == SKILLS)?;
    let agents = matches.get_many::<String>(IDE).into_iter().flatten().cloned().collect();
    let choice = Choice { agents, folder: matches.get_one::<PathBuf>(PATH).cloned() };
    Some(match below {
        "install" => Wanted::Install(choice),
        "update" => Wanted::Update(choice),
        "uninstall" => Wanted::Uninstall(choice),
        _ => Wanted::List(choice),
    })
}
