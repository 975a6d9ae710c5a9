//! The operator's side of the second factor: `<server> approve` lists the calls that wait, `approve ID` lets one go.

use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::Duration;

use jiff::Timestamp;

use crate::runtime::account::terminal;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::visible_lines;
use crate::runtime::core::words::{Said, reason, say};

use super::approvals::Approvals;
use super::args;
use super::environment::Lookup;
use super::{places, print};

/// What the operator wrote after `approve`.
#[derive(Debug)]
struct Wanted<'a> {
    id: Option<&'a str>,
    /// `--yes` answers the question.
    answered: bool,
}

fn wanted<'a>(api: &Api, words: &'a [String]) -> Result<Wanted<'a>, Failure> {
    let (flags, ids): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.as_str() == "--yes");
    match ids.as_slice() {
        [] => Ok(Wanted { id: None, answered: !flags.is_empty() }),
        [id] if !id.starts_with('-') => Ok(Wanted { id: Some(id.as_str()), answered: !flags.is_empty() }),
        _ => Err(args::not_known(api, &words.join(" "))),
    }
}

/// Lists what waits, or approves one of it.
///
/// # Errors
/// No such call waits, the operator says no, or the folder cannot be used.
pub(super) fn run(api: &Api, lookup: Lookup<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let wanted = wanted(api, words)?;
    let approvals = Approvals::new(places::read(api, lookup)?.approvals(), Duration::ZERO);
    let unusable = |error: std::io::Error| {
        let message = say("{} cannot be used: {}", &[&approvals.folder().display(), &reason(&error)]);
        Failure::new(Exit::Other, "approvals-unusable", message).hint("make the folder writable")
    };
    let waiting = approvals.waiting(Timestamp::now()).map_err(unusable)?;
    let Some(id) = wanted.id else {
        let list: Vec<_> =
            waiting.iter().map(|request| visible_lines(&request.told().in_language(api.language))).collect();
        let none = || Said::from("nothing waits").in_language(api.language);
        let text = if list.is_empty() { none() } else { list.join("\n") };
        return Ok(print(&text));
    };
    let Some(request) = waiting.iter().find(|request| request.id == id) else {
        let message = say("no call waits as {}", &[&format!("{id:?}")]);
        let hint = say("{} approve lists the calls that wait", &[&api.app]);
        return Err(Failure::new(Exit::NotFound, "nothing-waits", message).hint(hint));
    };
    print(&visible_lines(&request.told().in_language(api.language)));
    if !wanted.answered && !is_confirmed(api)? {
        return Err(Failure::new(Exit::Refused, "declined", "not approved"));
    }
    approvals.approve(request).map_err(unusable)?;
    Ok(print(&say("{} approved", &[&id]).in_language(api.language)))
}

fn is_confirmed(api: &Api) -> Result<bool, Failure> {
    if !terminal::stdin() {
        return Err(
            Failure::new(Exit::Refused, "confirmation-needed", "nobody can be asked here").hint("add --yes")
        );
    }
    let question = Said::from("approve? [y/N] ").in_language(api.language);
    let mut line = String::new();
    let read = std::io::stderr()
        .write_all(question.as_bytes())
        .and_then(|()| std::io::stdin().lock().read_line(&mut line));
    read.map_err(|error| Failure::new(Exit::Other, "terminal", reason(&error)))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "s" | "si" | "sí"))
}
