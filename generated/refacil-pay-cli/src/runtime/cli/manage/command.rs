//! `profile`, `config` and `reset` as the command line has them.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::super::super::core::spec::{Api, Provider};
use super::super::automatic;
use super::super::tree::Reach;
use super::super::whatsapp::{self, Kapso};
use super::config::{self, Choice};

const PROFILE: &str = "profile";
const CONFIG: &str = "config";
const RESET: &str = "reset";

// In the manner of all our own arguments.
const NAME: &str = "--name";
const TO: &str = "--new-name";
const PAIRS: &str = "--pairs";
const VALUE: &str = "--value";
const REVOKE: &str = "--revoke";
const URL: &str = "--url";
const KEY: &str = "--key";

const SET_WEBHOOK_URL: &str = "set-webhook-url";
const GET_WEBHOOK_URL: &str = "get-webhook-url";
const CLEAR_WEBHOOK_URL: &str = "clear-webhook-url";
const WEBHOOK_URL: &str = "webhook-url";
const DELETE: &str = "delete";

/// A command about what is kept.
#[derive(Debug)]
pub enum Manage {
    /// `profile`.
    Profile(Profile),
    /// `config`.
    Config(Config),
    /// `reset`.
    Reset(Tokens),
}

/// A command about profiles.
#[derive(Debug)]
pub enum Profile {
    /// All of them.
    List,
    /// One, or the one in use.
    Show(Option<String>),
    /// From now on this one is used.
    Use(String),
    /// Changes a setting of the profile in use.
    Set(Vec<String>),
    /// Another name for one.
    Rename(String, String),
    /// Forgets one.
    Delete(String),
}

/// A command about what holds for commands that do not name it.
#[derive(Debug)]
pub enum Config {
    /// About a choice.
    Choice(ChoiceCommand),
    /// About where notices go.
    WebhookUrl(WebhookUrl),
    /// About whose number sends messages.
    Kapso(Kapso),
}

/// A command about where notices of payments go.
#[derive(Debug)]
pub enum WebhookUrl {
    /// There.
    Set(String),
    /// Shows it.
    Get,
    /// Nowhere.
    Clear,
}

/// A command about a choice.
#[derive(Debug)]
pub enum ChoiceCommand {
    /// Makes it.
    Set(&'static Choice, String),
    /// Shows it.
    Get(&'static Choice),
    /// Takes it back.
    Clear(&'static Choice),
}

/// What becomes of tokens that are forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokens {
    /// The server takes them back.
    Revoked,
    /// The server still knows them.
    Forgotten,
}

/// The commands.
#[must_use]
pub fn commands(api: &'static Api, reach: &Reach<'_>) -> Vec<Command> {
    let profiles = Command::new(PROFILE).about("Keep several sets of credentials apart");
    let choices = Command::new(CONFIG).about("Choose what commands use unless told otherwise");
    let resetting = Command::new(RESET).about("Forget all sessions and choices on this machine");
    vec![
        reach.entered(profiles, profile),
        reach.entered(choices, |command| config(api, command)),
        reach.entered(resetting, reset),
    ]
}

fn reset(command: Command) -> Command {
    let revoke = Arg::new(REVOKE).long("revoke").action(ArgAction::SetTrue);
    command.arg(revoke.help("Ask the server to take the tokens back first"))
}

fn group(command: Command) -> Command {
    command.subcommand_required(true).arg_required_else_help(true)
}

fn word(id: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(id).value_name(value).required(true).help(help)
}

fn profile(command: Command) -> Command {
    let below = |word: &'static str, about: &'static str| Command::new(word).about(about);
    let names = [word(NAME, "OLD", "Its name"), word(TO, "NEW", "Its name from now on")];
    group(command).subcommands([
        below("list", "List the profiles, their environments and sessions"),
        below("show", "Show a profile, or the one in use")
            .arg(word(NAME, "NAME", "The profile; else the one in use").required(false)),
        below("use", "Use this profile where none is named").arg(word(NAME, "NAME", "The profile")),
        below("set", "Change a setting of the profile in use: env=NAME").arg(
            word(PAIRS, "KEY=VALUE", "The setting; only env can be set")
                .action(ArgAction::Append)
                .num_args(1..),
        ),
        below("rename", "Rename a profile, with its sessions").args(names),
        below("delete", "Forget a profile and its sessions").arg(word(NAME, "NAME", "The profile")),
    ])
}

fn config(api: &'static Api, command: Command) -> Command {
    let mut command = group(command);
    for choice in config::CHOICES.iter().filter(|choice| (choice.offered)(api)) {
        let mut value = word(VALUE, "NAME", "What commands use unless told otherwise");
        if let Some(values) = (choice.values)(api) {
            value = value.value_parser(PossibleValuesParser::new(values));
        }
        command = command.subcommands([
            Command::new(choice.set).about(format!("Choose the default {}", choice.name)).arg(value),
            Command::new(choice.get).about(format!("Show the default {}", choice.name)),
            Command::new(choice.clear).about(format!("Go back to the usual {}", choice.name)),
        ]);
    }
    if automatic::is_used(api, Provider::WebhookUrl) {
        let url = Arg::new(URL)
            .long("url")
            .value_name("URL")
            .required(true)
            .help("An https address, or one on this machine");
        command = command.subcommands([
            Command::new(SET_WEBHOOK_URL)
                .about("Choose where notices go, for this profile and environment")
                .arg(url),
            Command::new(GET_WEBHOOK_URL).about("Show where notices go"),
            Command::new(CLEAR_WEBHOOK_URL).about("Forget where notices go"),
        ]);
    }
    command = command.subcommands(whatsapp::config_commands(api));
    let keys = PossibleValuesParser::new(deletable(api));
    let delete = Command::new(DELETE).about("Forget a choice; the same as its clear command");
    command.subcommand(delete.arg(word(KEY, "KEY", "The choice").value_parser(keys)))
}

/// What `config delete` can forget.
fn deletable(api: &'static Api) -> Vec<&'static str> {
    let webhook = automatic::is_used(api, Provider::WebhookUrl).then_some(WEBHOOK_URL);
    let choices = config::CHOICES.iter().filter(|choice| (choice.offered)(api));
    choices.map(|choice| choice.name).chain(webhook).collect()
}

/// What the command line asks for, where the word is one of these.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<Manage> {
    let (below, matches) = matches.subcommand().unwrap_or(("", matches));
    Some(match word {
        PROFILE => Manage::Profile(read_profile(below, matches)),
        CONFIG => Manage::Config(read_config(below, matches)),
        RESET if matches.get_flag(REVOKE) => Manage::Reset(Tokens::Revoked),
        RESET => Manage::Reset(Tokens::Forgotten),
        _ => return None,
    })
}

fn text(matches: &ArgMatches, id: &str) -> String {
    matches.get_one::<String>(id).cloned().unwrap_or_default()
}

fn read_profile(word: &str, matches: &ArgMatches) -> Profile {
    match word {
        "show" => Profile::Show(matches.get_one::<String>(NAME).cloned()),
        "use" => Profile::Use(text(matches, NAME)),
        "set" => Profile::Set(matches.get_many::<String>(PAIRS).into_iter().flatten().cloned().collect()),
        "rename" => Profile::Rename(text(matches, NAME), text(matches, TO)),
        "delete" => Profile::Delete(text(matches, NAME)),
        _ => Profile::List,
    }
}

fn read_config(word: &str, matches: &ArgMatches) -> Config {
    if let Some(kapso) = whatsapp::read_config(word, matches) {
        return Config::Kapso(kapso);
    }
    let key = (word == DELETE).then(|| text(matches, KEY));
    match key.as_deref().unwrap_or(word) {
        SET_WEBHOOK_URL => Config::WebhookUrl(WebhookUrl::Set(text(matches, URL))),
        GET_WEBHOOK_URL => Config::WebhookUrl(WebhookUrl::Get),
        CLEAR_WEBHOOK_URL | WEBHOOK_URL => Config::WebhookUrl(WebhookUrl::Clear),
        name => Config::Choice(match config::CHOICES.iter().copied().find(|choice| choice.name == name) {
            Some(choice) => ChoiceCommand::Clear(choice),
            None => read_choice(word, matches),
        }),
    }
}

fn read_choice(word: &str, matches: &ArgMatches) -> ChoiceCommand {
    let named = |command: fn(&Choice) -> &'static str| {
        config::CHOICES.iter().copied().find(|choice| command(choice) == word)
    };
    match (named(|choice| choice.set), named(|choice| choice.clear)) {
        (Some(choice), _) => ChoiceCommand::Set(choice, text(matches, VALUE)),
        (None, Some(choice)) => ChoiceCommand::Clear(choice),
        (None, None) => ChoiceCommand::Get(named(|choice| choice.get).unwrap_or(&config::ENVIRONMENT)),
    }
}
