//! `audit`: what was changed through this server, and whether its log is as it was written.
//!
//! Any owner of the file may ask, while the server runs or after it.

use std::process::ExitCode;

use serde_json::Value;

use crate::runtime::account::voice::Voice;
use crate::runtime::core::audit::{View, entries};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::escaped_json;
use crate::runtime::core::words::say;

use super::environment::Lookup;
use super::voices::{Reader, Spoken};
use super::{args, places, print};

/// The command's word.
pub(super) const WORD: &str = "audit";

/// What the operator wrote after `audit`.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    /// All entries where nothing else is wanted.
    view: Option<View>,
    reader: Reader,
}

/// Runs the command with the words that follow it.
///
/// # Errors
/// They are not known, or the log cannot be read or is not whole.
pub(super) fn run(api: &'static Api, lookup: Lookup<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let wish = parse(api, words)?;
    let places = places::read(api, lookup)?;
    let log = places.audit.file()?;
    let Some(view) = wish.view else {
        for entry in entries(log)? {
            print(&escaped_json(&Value::Object(entry).to_string()));
        }
        return Ok(ExitCode::SUCCESS);
    };
    Spoken::to(wish.reader, api.language).data(&view.data(log)?, &|data| view.words(api, data));
    Ok(ExitCode::SUCCESS)
}

fn parse(api: &Api, words: &[String]) -> Result<Wish, Failure> {
    let mut rest = words.iter();
    let verb = rest.next().map_or("", String::as_str);
    let mut view = match verb {
        "list" => Some(View::Calls(50)),
        "tail" => Some(View::Entries(20)),
        "verify" => Some(View::Verdict),
        "export" => None,
        _ => return Err(unknown_verb()),
    };
    let mut reader = Reader::Person;
    while let Some(word) = rest.next() {
        let (name, attached) =
            word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        match (name, &mut view) {
            ("--json", _) if attached.is_none() => reader = Reader::Program,
            ("--limit" | "-n", Some(View::Calls(most) | View::Entries(most))) => {
                let given = attached.or_else(|| rest.next().map(String::as_str));
                let given = given.filter(|given| !given.is_empty());
                let given = given.ok_or_else(|| args::without_value(api, name))?;
                let why = "it must be a whole number";
                *most = given.parse().map_err(|_| args::wrong_value(api, name, given, why))?;
            }
            _ => return Err(args::not_known(api, word)),
        }
    }
    Ok(Wish { view, reader })
}

fn unknown_verb() -> Failure {
    let message = say("{} takes one of {}", &[&WORD, &"verify, list, tail, export"]);
    Failure::new(Exit::Invalid, "usage", message)
}
