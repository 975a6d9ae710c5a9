//! The command line, built from the API: one definition for parsing and help.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, ColorChoice, Command};

use super::super::core::failure::Failure;
use super::super::core::spec::{Api, Operation};
use super::super::core::text::visible;
use super::audit::{self, Audit};
use super::completion;
use super::discover;
use super::doctor;
use super::generic;
use super::login::{self, Account};
use super::manage::{self, Manage};
use super::output::{Filter, Format, Part};
use super::printer::Colour;
use super::tls;
use super::tree::{self, Extent, Reach};

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
    /// `--output`, `--json`.
    pub format: Format,
    /// `--fields`.
    pub fields: Vec<String>,
    /// `--jq`.
    pub filter: Option<String>,
    /// `--yes`.
    pub confirmation: Confirmation,
    /// `--expect`.
    pub expected: Option<String>,
    /// `--idempotency-key`.
    pub idempotency_key: Option<String>,
    /// `--no-retry`.
    pub repetition: Repetition,
    /// `--dry-run`.
    pub effect: Effect,
    /// How a dry run shows a request.
    pub plan_form: PlanForm,
    /// `--verbose`.
    pub detail: Detail,
    /// `--no-color`.
    pub colour: Colour,
}

impl Globals {
    /// Which part of data is shown.
    ///
    /// # Errors
    /// `--jq` is no filter: that shows before anything is sent.
    pub fn part(&self) -> Result<Part, Failure> {
        match &self.filter {
            Some(program) => Filter::new(program).map(Part::Filtered),
            None if self.fields.is_empty() => Ok(Part::All),
            None => Ok(Part::Fields(self.fields.clone())),
        }
    }
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

/// Whether a request is sent again by itself where that is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// It is.
    WhereSafe,
    /// It is not.
    Never,
}

/// How much is told while a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What came of it.
    Outcome,
    /// Every request and answer.
    Wire,
}

/// How a dry run shows a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanForm {
    /// As it goes over the wire.
    Request,
    /// As a command line of curl.
    Curl,
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
    /// `profile`, `config`, `reset`.
    Manage(Manage),
    /// `audit`.
    Audit(Audit),
    /// An operation of the API, with its own flags.
    Operation(&'static Operation, ArgMatches),
    /// A request by hand.
    Generic(generic::Asked),
    /// What the program can do.
    Discover(discover::Asked),
    /// `completion SHELL`.
    Completion(String),
    /// `doctor`.
    Doctor,
}

// Identifiers of our own arguments begin with dashes: a flag of the API can never have one of them.
const ENV: &str = "--env";
/// Which profile; completion knows those that there are.
pub const PROFILE: &str = "--profile";
const JSON: &str = "--json";
const OUTPUT: &str = "--output";
const FIELDS: &str = "--fields";
const JQ: &str = "--jq";
const YES: &str = "--yes";
const IDEMPOTENCY_KEY: &str = "--idempotency-key";
const NO_RETRY: &str = "--no-retry";
const EXPECT: &str = "--expect";
const DRY_RUN: &str = "--dry-run";
const INSECURE: &str = "--insecure";
const VERBOSE: &str = "--verbose";
const NO_COLOR: &str = "--no-color";
const VERSION: &str = "--version";
const HELP: &str = "--help";
const CURL: &str = "curl";
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
    let (mut command, matches) = matches(api, &words, arguments)?;
    if matches.get_flag(INSECURE) {
        return Err(command.error(clap::error::ErrorKind::UnknownArgument, tls::REFUSAL));
    }
    let globals = Globals {
        environment: matches.get_one::<String>(ENV).cloned(),
        profile: matches.get_one::<String>(PROFILE).cloned(),
        format: format(&matches).map_err(|message| command.error(ErrorKind::ArgumentConflict, message))?,
        fields: matches.get_many::<String>(FIELDS).into_iter().flatten().cloned().collect(),
        filter: matches.get_one::<String>(JQ).cloned(),
        confirmation: if matches.get_flag(YES) { Confirmation::Given } else { Confirmation::Ask },
        expected: matches.get_one::<String>(EXPECT).cloned(),
        idempotency_key: matches.get_one::<String>(IDEMPOTENCY_KEY).cloned(),
        repetition: if matches.get_flag(NO_RETRY) { Repetition::Never } else { Repetition::WhereSafe },
        effect: if matches.contains_id(DRY_RUN) { Effect::DryRun } else { Effect::Real },
        plan_form: match matches.get_one::<String>(DRY_RUN).map(String::as_str) {
            Some(CURL) => PlanForm::Curl,
            _ => PlanForm::Request,
        },
        detail: if matches.get_flag(VERBOSE) { Detail::Wire } else { Detail::Outcome },
        colour: if matches.get_flag(NO_COLOR) { Colour::Never } else { Colour::Auto },
    };
    if globals.filter.is_some() && !globals.fields.is_empty() {
        let message = "--fields and --jq exclude each other";
        return Err(command.error(ErrorKind::ArgumentConflict, message));
    }
    if matches.get_flag(VERSION) {
        return Ok(Invocation { globals, action: Action::Version });
    }
    let Some((word, below)) = matches.subcommand() else {
        return Err(command.error(ErrorKind::MissingSubcommand, "a command is needed; --help lists them"));
    };
    // A command of the API has its words for itself, whatever the program calls its own.
    let asked = operation(api, word, below)
        .map(|(operation, matches)| Action::Operation(operation, matches.clone()))
        .or_else(|| own(word, below));
    match asked {
        Some(action) => Ok(Invocation { globals, action }),
        None => Err(command.error(ErrorKind::MissingSubcommand, "a command is needed; --help lists them")),
    }
}

fn format(matches: &ArgMatches) -> Result<Format, &'static str> {
    let asked = matches.get_one::<String>(OUTPUT).and_then(|word| Format::of(word));
    match (asked, matches.get_flag(JSON)) {
        (Some(format), false) => Ok(format),
        (None | Some(Format::Json), true) => Ok(Format::Json),
        (None, false) => Ok(Format::Human),
        (Some(_), true) => Err("--json and another --output exclude each other"),
    }
}

/// The command of the program itself.
fn own(word: &str, matches: &ArgMatches) -> Option<Action> {
    let exit_codes = (word == "exit-codes").then_some(Action::ExitCodes);
    exit_codes
        .or_else(|| login::read(word, matches).map(Action::Account))
        .or_else(|| manage::read(word, matches).map(Action::Manage))
        .or_else(|| (word == audit::WORD).then(|| Action::Audit(audit::read(matches))))
        .or_else(|| generic::read(word, matches).map(Action::Generic))
        .or_else(|| discover::read(word, matches).map(Action::Discover))
        .or_else(|| completion::read(word, matches).map(Action::Completion))
        .or_else(|| (word == "doctor").then_some(Action::Doctor))
}

/// Parses with as little of the tree as can do; what cannot be parsed is judged by all names, for the suggestions.
fn matches(
    api: &'static Api,
    words: &[&str],
    arguments: &[OsString],
) -> Result<(Command, ArgMatches), clap::Error> {
    let plain = words.contains(&NO_COLOR);
    let parsed = |reach: &Reach<'_>| {
        let command = command(api, reach);
        let mut command = if plain { command.color(ColorChoice::Never) } else { command };
        let matches = command.try_get_matches_from_mut(arguments)?;
        Ok((command, matches))
    };
    let help = words.iter().rposition(|word| matches!(*word, "-h" | "--help" | "help"));
    let documented = help.and_then(|_| tree::named(api, words));
    // Help of a command stands behind its words; else it may be that of a level above.
    let last =
        documented.and_then(|operation| words.iter().rposition(|word| operation.command.contains(word)));
    if help.is_some() && (last.is_none() || last > help) {
        return parsed(&Reach { words, extent: Extent::Listed, documented });
    }
    parsed(&Reach { words, extent: Extent::Named, documented }).or_else(|error| match error.kind() {
        ErrorKind::DisplayHelp => Err(error),
        _ => parsed(&Reach { words, extent: Extent::Listed, documented }),
    })
}

/// The command tree.
#[must_use]
pub fn command(api: &'static Api, reach: &Reach<'_>) -> Command {
    let root = Command::new(api.app)
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
        .args(globals(api))
        .after_help(format!(
            "{app} commands --json maps all commands; {app} schema COMMAND is the contract of one",
            app = api.app
        ));
    // Who wants the version names no command.
    if reach.extent == Extent::Named && (reach.names("-V") || reach.names(VERSION)) {
        return root;
    }
    let nodes = tree::below(api, &[]);
    let own =
        own_commands(api).into_iter().filter(|own| nodes.iter().all(|node| node.word != own.get_name()));
    let all = nodes.iter().map(First::Operations).chain(own.map(|own| First::Own(Box::new(own)))).collect();
    root.subcommands(reach.reached(all, First::word).into_iter().map(|first| match first {
        First::Operations(node) => node.command(api, reach),
        First::Own(command) => *command,
    }))
}

/// A word that a command line can begin with.
enum First<'a> {
    Operations(&'a tree::Node),
    Own(Box<Command>),
}

impl First<'_> {
    fn word(&self) -> &str {
        match self {
            Self::Operations(node) => node.word,
            Self::Own(command) => command.get_name(),
        }
    }
}

/// The commands of the program itself.
#[must_use]
pub fn own_commands(api: &'static Api) -> Vec<Command> {
    let mut commands = login::commands(api);
    commands.extend(manage::commands(api));
    commands.push(audit::command());
    commands.extend(discover::commands());
    commands.push(completion::command());
    commands.push(doctor::command());
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
        global(OUTPUT, "Form of the data; people get tables and cards".to_owned())
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(Format::WORDS.map(|(word, _)| word))),
        global(FIELDS, "Print these fields only: id,customer.name".to_owned())
            .value_name("A,B.C")
            .value_delimiter(','),
        global(JQ, "Print what this jq program gives for the answer".to_owned()).value_name("FILTER"),
        switch(YES, "Confirm a dangerous command without asking"),
        global(EXPECT, "Send only what moves this amount to this recipient".into())
            .value_name("AMOUNT:RECIPIENT"),
        global(
            IDEMPOTENCY_KEY,
            "Key of an earlier call that this one repeats, where the API honours it".into(),
        )
        .value_name("KEY"),
        switch(NO_RETRY, "Send nothing again by itself, not even a read"),
        global(DRY_RUN, "Show the request, with secrets masked, or its line for curl; send nothing".into())
            .value_name("FORM")
            .value_parser(PossibleValuesParser::new(["request", CURL]))
            .hide_possible_values(true)
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("request"),
        // What other tools call so is known here to be refused with its reason.
        switch(INSECURE, "").short('k').hide(true),
        switch(
            VERBOSE,
            "Tell on stderr what is sent and answered, with secrets masked; under --json line by line",
        )
        .short('v'),
        switch(NO_COLOR, "Print without colours"),
        global(HELP, "Print help; -h is shorter".to_owned()).short('h').action(ArgAction::Help),
    ]
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
    let found = tree::offered(api).find(|operation| operation.command == words.as_slice())?;
    Some((found, matches))
}
