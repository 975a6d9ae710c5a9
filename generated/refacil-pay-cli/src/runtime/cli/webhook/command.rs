//! `webhook` as the command line has it.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::super::super::core::spec::Api;
use super::super::super::core::waiting;
use super::super::follow;
use super::super::tree::Reach;

/// The command's word.
pub const WORD: &str = "webhook";
/// The flag of the process that receives.
pub(super) const RECEIVE: &str = "--receive";

// In the manner of all our own arguments.
/// Which notice, where there are several.
pub const NOTICE: &str = "--notice";
const PORT: &str = "--port";
const FORWARD: &str = "--forward";
const ONCE: &str = "--once";
const NOTIFY: &str = "--notify";
const ID: &str = "--id";
const FILE: &str = "--file";
const HEADER: &str = "--header";
const PROVE: &str = "--prove";
const EVENT: &str = "--event";
const TO: &str = "--to";
const REFERENCE: &str = "--reference";
const SET: &str = "--set";

/// How long `wait` waits where nobody says so: a little longer than any tunnel lives.
const PATIENCE: Duration = Duration::from_secs(540);

/// A command about notices.
#[derive(Debug)]
pub enum Asked {
    /// `listen`.
    Listen(Listen),
    /// `list`.
    List,
    /// `show ID`.
    Show(String),
    /// `replay ID --forward URL`.
    Replay(String, String),
    /// `clear`.
    Clear,
    /// `verify FILE`.
    Verify(Verify),
    /// `trigger EVENT --to URL`.
    Trigger(Trigger),
    /// `wait ID`, that long.
    Wait(String, Duration),
    /// The process that receives for it, and which notice.
    Receive(String, Option<String>),
}

/// What is wanted of a receiver.
#[derive(Debug)]
pub struct Listen {
    /// Which notice, where there are several.
    pub notice: Option<String>,
    /// Its port; 0 for a free one.
    pub port: u16,
    /// Where proven notices go on to.
    pub forward: Option<String>,
    /// It ends after the first accepted notice.
    pub once: bool,
    /// The desktop shows each.
    pub desktop: bool,
    /// It ends after this time.
    pub limit: Option<Duration>,
}

/// What is to be verified.
#[derive(Debug)]
pub struct Verify {
    /// Which notice, where there are several.
    pub notice: Option<String>,
    /// The file of the body, `-` for stdin.
    pub file: String,
    /// Headers that came with it.
    pub headers: Vec<String>,
    /// The API is asked too.
    pub prove: bool,
}

/// What is to be delivered.
#[derive(Debug)]
pub struct Trigger {
    /// Which notice, where several have the event.
    pub notice: Option<String>,
    /// The event; empty for a list of all.
    pub event: String,
    /// The receiver.
    pub to: Option<String>,
    /// What the notice is about.
    pub reference: Option<String>,
    /// Fields with other values.
    pub set: Vec<String>,
}

/// The command, where the API sends notices.
#[must_use]
pub fn command(api: &'static Api, reach: &Reach<'_>) -> Option<Command> {
    if api.notices.is_empty() {
        return None;
    }
    let command = Command::new(WORD).about("Receive, verify, prove and try out the API's notices");
    Some(reach.entered(command, |command| whole(api, command)))
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id.trim_start_matches('-')).help(help)
}

/// The flag that chooses a notice; there is none where there is no choice.
pub(super) fn which(api: &'static Api, long: &'static str) -> Option<Arg> {
    let names = api.notices.iter().map(|notice| notice.operation);
    let choice = PossibleValuesParser::new(names);
    let flag = Arg::new(NOTICE).long(long).value_name("NAME").help("Which of the API's notices");
    (api.notices.len() > 1).then(|| flag.value_parser(choice))
}

fn id() -> Arg {
    Arg::new(ID).value_name("ID").required(true).help("The id that came with it")
}

fn whole(api: &'static Api, command: Command) -> Command {
    let below = |word: &'static str, about: &'static str| Command::new(word).about(about);
    let needed = || which(api, "notice").map(|flag| flag.required(true));
    let command = command.subcommand_required(true).arg_required_else_help(true);
    let command = command.subcommands([
        listen(below(
            "listen",
            "Receive notices on this machine, verify and prove them, show and forward them",
        ))
        .args(needed()),
        below("list", "List the notices that came, the newest first"),
        below("show", "Show a notice with its payload").arg(id()),
        below("replay", "Prove a notice again and forward it again").arg(id()).arg(
            flag(FORWARD, "Where it goes: https, or http on this machine").value_name("URL").required(true),
        ),
        below("clear", "Forget the notices that came"),
        verify(below("verify", "Verify the signature of a notice that came elsewhere")).args(needed()),
        trigger(api, below("trigger", "Deliver a documented notice, signed, to a receiver on this machine")),
        below("wait", "Collect the notice of a command that was run with --webhook-local --detach")
            .arg(id())
            .arg(follow::timeout("else 9m"))
            .arg(flag(RECEIVE, "Receive it").action(ArgAction::SetTrue).hide(true))
            .args(which(api, "notice").map(|flag| flag.hide(true))),
    ]);
    let keys = api.notices.iter().map(|notice| api.variable(notice.key)).collect::<Vec<_>>().join(", ");
    command.after_help(format!(
        "Signatures are checked with the key in {keys} (or in the file that the same name with _FILE names). What a \
         signature does not cover is unproven until the API's own answer says the same: nothing is called paid, and nothing \
         is forwarded, before that."
    ))
}

fn listen(command: Command) -> Command {
    command.args([
        flag(PORT, "Port of 127.0.0.1; else a free one")
            .value_name("PORT")
            .value_parser(clap::value_parser!(u16)),
        flag(FORWARD, "Send proven notices on, as they came: https, or http on this machine")
            .value_name("URL"),
        flag(ONCE, "End after the first accepted notice").action(ArgAction::SetTrue),
        flag(NOTIFY, "Show each accepted notice on the desktop").action(ArgAction::SetTrue),
        Arg::new("--timeout")
            .long("timeout")
            .value_name("TIME")
            .help("End after this time, such as 10m; else when it is interrupted")
            .value_parser(|text: &str| waiting::duration(text).ok_or("write a time such as 90s, 5m or 1h")),
    ])
}

fn verify(command: Command) -> Command {
    command.args([
        Arg::new(FILE).value_name("FILE").required(true).help("The body exactly as it came; - for stdin"),
        flag(HEADER, "A header that came with it, `Name: value`; again for more")
            .value_name("HEADER")
            .action(ArgAction::Append),
        flag(PROVE, "Ask the API whether it says the same").action(ArgAction::SetTrue),
    ])
}

fn trigger(api: &'static Api, command: Command) -> Command {
    let events = api.notices.iter().flat_map(|notice| notice.events).map(|event| event.name);
    command
        .args([
            Arg::new(EVENT)
                .value_name("EVENT")
                .value_parser(PossibleValuesParser::new(events))
                .requires(TO)
                .help("The event; without one all are listed"),
            flag(TO, "Your receiver: http://127.0.0.1:PORT/path").value_name("URL"),
            flag(REFERENCE, "What the notice is about; else that of the example").value_name("TEXT"),
            flag(SET, "Another value for a field, FIELD=VALUE; again for more")
                .value_name("FIELD=VALUE")
                .action(ArgAction::Append),
        ])
        .args(which(api, "notice"))
}

/// What the command line asks for.
#[must_use]
pub fn read(matches: &ArgMatches) -> Asked {
    let (word, matches) = matches.subcommand().unwrap_or(("list", matches));
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    // Absent where there is no choice.
    let notice = matches.try_get_one::<String>(NOTICE).ok().flatten().cloned();
    let needed = |id: &str| text(id).unwrap_or_default();
    let all = |id: &str| matches.get_many::<String>(id).into_iter().flatten().cloned().collect();
    match word {
        "listen" => Asked::Listen(Listen {
            notice,
            port: matches.get_one::<u16>(PORT).copied().unwrap_or_default(),
            forward: text(FORWARD),
            once: matches.get_flag(ONCE),
            desktop: matches.get_flag(NOTIFY),
            limit: follow::time_limit(matches),
        }),
        "show" => Asked::Show(needed(ID)),
        "replay" => Asked::Replay(needed(ID), needed(FORWARD)),
        "clear" => Asked::Clear,
        "verify" => {
            let (file, headers) = (needed(FILE), all(HEADER));
            Asked::Verify(Verify { notice, file, headers, prove: matches.get_flag(PROVE) })
        }
        "trigger" => Asked::Trigger(Trigger {
            notice,
            event: needed(EVENT),
            to: text(TO),
            reference: text(REFERENCE),
            set: all(SET),
        }),
        "wait" if matches.get_flag(RECEIVE) => Asked::Receive(needed(ID), notice),
        "wait" => Asked::Wait(needed(ID), follow::time_limit(matches).unwrap_or(PATIENCE)),
        _ => Asked::List,
    }
}
