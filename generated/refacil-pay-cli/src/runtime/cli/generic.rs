//! `get`, `post`, `put`, `patch`, `delete`: any path of the API, with its credentials and its classes.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use super::super::core::automatic::Filled;
use super::super::core::failure::{Exit, Failure};
use super::super::core::generic::{self, Written};
use super::super::core::ledger::Again;
use super::super::core::spec::Class;
use super::answers::Secrets;
use super::claim;
use super::context::Context;
use super::follow::{self, Far, Wanted};
use super::operation::{self, Order};
use super::printer::Printer;
use super::source::Sources;
use super::tree::Reach;

/// Commands and their methods.
pub(super) const VERBS: [(&str, &str); 5] =
    [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];

// In the manner of the other arguments of our own: no flag of an API is called so.
const PATH: &str = "--path";
const DATA: &str = "--data";
const HEADER: &str = "--header";

/// A request by hand, as it was asked for.
#[derive(Debug)]
pub struct Asked {
    method: &'static str,
    path: String,
    data: Vec<String>,
    headers: Vec<String>,
    again: Again,
    time_limit: Option<Duration>,
    far: Option<Far>,
}

/// The commands.
pub fn commands(reach: &Reach<'_>) -> impl Iterator<Item = Command> {
    VERBS.into_iter().map(|(word, method)| {
        let about = format!("Send a {method} request to any path, with the credentials of the API");
        reach.entered(Command::new(word).about(about), |command| whole(command, method))
    })
}

fn whole(command: Command, method: &str) -> Command {
    let place = if method == "GET" { "the query" } else { "a JSON body" };
    let fields = format!("Field of {place}; KEY:=JSON for a value that is no text");
    let help =
        if method == "GET" { fields } else { format!("{fields}; or the body: JSON, @file, @- for stdin") };
    let reading = if method == "GET" { Some(follow::pages()) } else { None };
    command
        .after_help(
            "A path that the API documents keeps its class; any other is dangerous unless it only reads.",
        )
        .arg(
            Arg::new(PATH)
                .value_name("PATH")
                .required(true)
                .help("Path below the base URL, such as /things/1"),
        )
        .arg(
            Arg::new(DATA)
                .long("data")
                // The name that it has at every other command.
                .aliases((method != "GET").then_some("body"))
                .short('d')
                .value_name(if method == "GET" { "KEY=VALUE" } else { "KEY=VALUE|JSON|@FILE" })
                .action(ArgAction::Append)
                .help(help),
        )
        .arg(
            Arg::new(HEADER)
                .long("header")
                .short('H')
                .value_name("NAME: VALUE")
                .action(ArgAction::Append)
                .help("Another header; those of login, address and method are the tool's own"),
        )
        .args(reading.into_iter().flatten())
        .arg(follow::timeout("else that of the documented path"))
        .arg(claim::flag())
}

/// The request that these words ask for.
pub fn read(word: &str, matches: &ArgMatches) -> Option<Asked> {
    let (_, method) = VERBS.into_iter().find(|(verb, _)| *verb == word)?;
    let texts = |id| matches.get_many::<String>(id).into_iter().flatten().cloned().collect();
    let path = matches.get_one::<String>(PATH)?.clone();
    Some(Asked {
        method,
        path,
        data: texts(DATA),
        headers: texts(HEADER),
        again: claim::said(matches),
        time_limit: follow::time_limit(matches),
        far: follow::far(matches),
    })
}

/// Runs the command.
///
/// # Errors
/// What was written is not acceptable, nobody confirmed, or the call failed.
pub fn run(context: &Context, printer: &Printer, asked: &Asked) -> Result<(), Failure> {
    let (operation, arguments) = generic::operation(context.api, &context.target, written(asked)?)?;
    if asked.far.is_some() && operation.class != Class::ReadOnly {
        let message =
            format!("{} does more than read, so it is sent once and not for each page", operation.id);
        return Err(Failure::new(Exit::Invalid, "invalid-input", message).param("--all"));
    }
    let pages = operation.follow.pages.and_then(|pages| Some((pages, asked.far?.most)));
    let wanted = Wanted { time_limit: asked.time_limit, pages, ..Wanted::default() };
    let (filled, secrets, again) = (Filled::default(), Secrets::Masked, asked.again);
    operation::perform(
        context,
        printer,
        Order { operation, arguments, filled, secrets, again, wanted, local: None },
    )
}

fn written(asked: &Asked) -> Result<Written, Failure> {
    let mut written = Written {
        method: asked.method,
        path: asked.path.clone(),
        headers: asked.headers.iter().map(|line| header(line)).collect::<Result<_, _>>()?,
        body: None,
        fields: Vec::new(),
    };
    let mut sources = Sources::default();
    sources.read_for(DATA);
    for text in &asked.data {
        let is_body = text.starts_with(['@', '{', '[', '"']);
        match text.split_once('=') {
            _ if is_body && written.body.is_some() => return Err(bad(DATA, "holds a second body")),
            _ if is_body => written.body = Some(sources.json(text).map_err(|why| bad(DATA, &why))?),
            Some((key, value)) if !key.trim_end_matches(':').is_empty() => {
                let field = match key.strip_suffix(':') {
                    Some(key) => (key, json(value)?),
                    None => (key, Value::from(value)),
                };
                written.fields.push((field.0.to_owned(), field.1));
            }
            _ => return Err(bad(DATA, "must be KEY=VALUE, KEY:=JSON, or a body: JSON, @file, @- for stdin")),
        }
    }
    Ok(written)
}

fn json(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text)
        .map_err(|error| bad(DATA, &format!("holds behind := what is no JSON: {error}")))
}

fn header(line: &str) -> Result<(String, String), Failure> {
    match line.split_once(':') {
        Some((name, value)) => Ok((name.to_owned(), value.trim().to_owned())),
        None => Err(bad(HEADER, "must be written NAME: VALUE")),
    }
}

fn bad(flag: &str, why: &str) -> Failure {
    Failure::new(Exit::Invalid, "invalid-input", format!("{flag} {why}")).param(flag)
}
