//! Usage errors: exit 3 where clap says 2, and JSON where it was asked for.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Api;
use super::printer::{Colour, Format, Printer};

/// Shows help or the error, and gives the exit code.
pub fn report(api: &Api, error: &clap::Error, arguments: &[OsString]) -> Exit {
    let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if wants_json(api, arguments) && !help {
        Printer::new(Format::Json, Colour::Never).failure(&failure(error), None);
    } else {
        // A reader that went away wants no more.
        drop(if help { page(error) } else { error.print() });
    }
    if help { Exit::Ok } else { Exit::Invalid }
}

/// Prints help. Its texts are harmless already, so where it has no colours it need not be searched for codes to remove.
fn page(help: &clap::Error) -> io::Result<()> {
    let text = help.render().ansi().to_string();
    if text.contains('\u{1b}') { help.print() } else { io::stdout().write_all(text.as_bytes()) }
}

/// Output was asked for that is not for people, as far as arguments that are not acceptable can tell.
fn wants_json(api: &Api, arguments: &[OsString]) -> bool {
    let mut words =
        arguments.iter().filter_map(|argument| argument.to_str()).take_while(|word| *word != "--");
    let is_for_programs = |word: &str| Format::of(word).is_some_and(|format| format != Format::Human);
    let mut usual = Format::usual(api);
    while let Some(word) = words.next() {
        let asked = match word.strip_prefix("--output") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None if word == "--json" => return true,
            None => None,
        };
        match asked {
            Some(format) if is_for_programs(format) => return true,
            Some(_) => usual = Format::Human,
            None => {}
        }
    }
    usual != Format::Human
}

fn failure(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "a command is needed; --help lists them".into()
        }
        _ => first_paragraph(&text),
    };
    let failure = Failure::new(Exit::Invalid, "usage", message).hint(hint(error));
    match context(error, ContextKind::InvalidArg).into_iter().next() {
        Some(flag) => failure.param(flag.split_whitespace().next().unwrap_or_default()),
        None => failure,
    }
}

fn first_paragraph(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.trim().is_empty());
    let joined = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    joined.strip_prefix("error: ").unwrap_or(&joined).to_owned()
}

fn hint(error: &clap::Error) -> String {
    let suggested: Vec<String> =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .flat_map(|kind| context(error, kind))
            .collect();
    if suggested.is_empty() {
        "--help shows what the command takes".to_owned()
    } else {
        format!("did you mean {}?", suggested.join(" or "))
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
