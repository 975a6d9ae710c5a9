//! What may stand on the line: enumerations, environments, profiles, names of commands.

use std::ffi::OsStr;

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::super::super::account::home::Home;
use super::super::super::account::{legacy, store};
use super::super::super::core::spec::Api;
use super::super::discover::WORDS;
use super::super::parser::PROFILE;
use super::super::tree;
use super::word::Shell;

/// One value with its meaning.
type Candidate = (String, Option<String>);

/// The tree with the values that its flags may have.
pub fn add(api: &'static Api, shell: Shell, words: &[&str], command: Command) -> Command {
    let names = words_after(api, words);
    change(command, &|arg| match arg.get_id().as_str() {
        PROFILE => offering(arg, shell, Values::Profiles(api)),
        WORDS => offering(arg, shell, Values::Known(names.clone())),
        _ => {
            let values: Vec<Candidate> = arg.get_possible_values().iter().filter_map(candidate).collect();
            if values.is_empty() { arg } else { offering(arg, shell, Values::Known(values)) }
        }
    })
}

fn change(command: Command, to: &dyn Fn(Arg) -> Arg) -> Command {
    let command = command.mut_args(to);
    command.mut_subcommands(|command| change(command, to))
}

fn candidate(value: &PossibleValue) -> Option<Candidate> {
    let help = value.get_help().map(ToString::to_string);
    (!value.is_hide_set()).then(|| (value.get_name().to_owned(), help))
}

#[derive(Debug, Clone)]
enum Values {
    Known(Vec<Candidate>),
    /// Read when they are asked for.
    Profiles(&'static Api),
}

fn offering(arg: Arg, shell: Shell, values: Values) -> Arg {
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_str().unwrap_or_default();
        let known = match &values {
            Values::Known(known) => known.clone(),
            Values::Profiles(api) => profiles(api),
        };
        let fits = |value: &str, word: &str| value.starts_with(typed) || word.starts_with(typed);
        known
            .into_iter()
            .filter_map(|(value, help)| Some((shell.word(&value).filter(|word| fits(&value, word))?, help)))
            .map(|(word, help)| CompletionCandidate::new(word).help(help.map(Into::into)))
            .collect()
    }))
}

/// Profiles that have a session. What cannot be read offers nothing.
fn profiles(api: &'static Api) -> Vec<Candidate> {
    let variable = |name: &str| std::env::var(name).ok();
    let kept = Home::find(api, &variable).and_then(|home| store::listed(legacy::sessions_file(&home)));
    let mut names: Vec<String> = kept.into_iter().flatten().map(|listed| listed.key.profile).collect();
    names.push("default".to_owned());
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name, None)).collect()
}

/// The words that may follow in the name of a command that is asked about.
fn words_after(api: &'static Api, words: &[&str]) -> Vec<Candidate> {
    let mut nodes = tree::first(api);
    for word in words {
        if let Some(node) = nodes.iter().find(|node| node.word == *word) {
            nodes = node.below();
        }
    }
    nodes.iter().map(|node| (node.word.to_owned(), None)).collect()
}
