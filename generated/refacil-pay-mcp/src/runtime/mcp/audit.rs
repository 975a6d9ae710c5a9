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
    let log = places::read(api, lookup)?.audit;
    let Some(view) = wish.view else {
        for entry in entries(&log)? {
            print(&escaped_json(&Value::Object(entry).to_string()));
        }
        return Ok(ExitCode::SUCCESS);
    };
    Spoken::to(wish.reader, api.language).data(&view.data(&log)?, &|data| view.words(api, data));
    Ok(ExitCode::SUCCESS)
}

fn parse(api: &Api, words: &[String]) -> Result<Wish, Failure> {
    let refused = |word: &str| args::not_known(api, word);
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
        let limit = || {
            let given = attached.or_else(|| rest.clone().next().map(String::as_str));
            given.and_then(|given| given.parse().ok()).ok_or_else(|| refused(word))
        };
        match (name, &mut view) {
            ("--json", _) if attached.is_none() => reader = Reader::Program,
            ("--limit" | "-n", Some(View::Calls(most) | View::Entries(most))) => {
                *most = limit()?;
                if attached.is_none() {
                    rest.next();
                }
            }
            _ => return Err(refused(word)),
        }
    }
    Ok(Wish { view, reader })
}

fn unknown_verb() -> Failure {
    let message = say("{} takes one of {}", &[&WORD, &"verify, list, tail, export"]);
    Failure::new(Exit::Invalid, "usage", message)
}
