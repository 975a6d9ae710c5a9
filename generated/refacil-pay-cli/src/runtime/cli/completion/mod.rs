//! Completion in a shell: the script that asks, and the answer. Nothing is written, no network and no keychain is used.

mod candidates;
mod word;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};
use clap_complete::env::{Bash, CompleteEnv, EnvCompleter, Fish, Powershell, Shells, Zsh};

use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Api;
use super::parser;
use super::printer::{self, Colour};
use super::tree::{self, Extent, Reach};
use word::Shell;

/// Identifier of the shell's name.
const SHELL: &str = "--shell";

const POWERSHELL: &str = "powershell";

/// Variable, without the prefix, by which a shell's script asks.
const VARIABLE: &str = "COMPLETE";

/// The shells.
const SHELLS: [(Shell, &dyn EnvCompleter); 4] =
    [(Shell::Bash, &Bash), (Shell::Zsh, &Zsh), (Shell::Fish, &Fish), (Shell::Pwsh, &Powershell)];

const COMPLETERS: Shells<'static> = Shells(&[&Bash, &Zsh, &Fish, &Powershell]);

/// The command that prints the script.
pub fn command(api: &Api, reach: &Reach<'_>) -> Command {
    let command = Command::new("completion").about("Print the completion script of a shell");
    reach.entered(command, |command| whole(api.app, command))
}

fn whole(app: &str, command: Command) -> Command {
    let shell = Arg::new(SHELL).value_name("SHELL").required(true).value_parser([
        PossibleValue::new("bash"),
        PossibleValue::new("zsh"),
        PossibleValue::new("fish"),
        PossibleValue::new(POWERSHELL).alias("pwsh"),
    ]);
    command.arg(shell).after_help(format!(
        "In the start-up file of the shell:\n  \
         bash:        source <({app} completion bash)\n  \
         zsh:         source <({app} completion zsh), after compinit\n  \
         fish:        {app} completion fish | source\n  \
         PowerShell:  {app} completion powershell | Out-String | Invoke-Expression"
    ))
}

/// The name of the shell, if it is that command.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<String> {
    (word == "completion").then(|| match matches.get_one::<String>(SHELL).map(String::as_str) {
        Some("pwsh") => POWERSHELL.to_owned(),
        shell => shell.unwrap_or_default().to_owned(),
    })
}

/// Prints the script.
///
/// # Errors
/// The shell is unknown.
pub fn script(api: &Api, shell: &str) -> Result<(), Failure> {
    let unknown = || {
        Failure::new(Exit::Invalid, "unknown-shell", format!("there is no script for {shell:?}"))
            .hint(format!("the shells are {}", COMPLETERS.names().collect::<Vec<_>>().join(", ")))
    };
    let completer = COMPLETERS.completer(shell).ok_or_else(unknown)?;
    let mut text = Vec::new();
    completer
        .write_registration(&api.variable(VARIABLE), api.app, api.app, api.app, &mut text)
        .map_err(|error| Failure::new(Exit::Other, "no-script", error.to_string()))?;
    printer::write_quietly(&mut io::stdout().lock(), String::from_utf8_lossy(&text).trim());
    Ok(())
}

/// Answers a shell that asks; `None` where none does.
pub fn answer(api: &'static Api, arguments: &[OsString]) -> Option<Exit> {
    let asked = std::env::var_os(api.variable(VARIABLE)).filter(|name| !name.is_empty())?;
    let name = Path::new(&asked).file_stem()?.to_str()?.to_owned();
    let shell = SHELLS.iter().find(|(_, completer)| completer.is(&name)).map(|(shell, _)| *shell)?;
    // After the dashes comes the program's own name, then what was typed.
    let typed: Vec<&str> =
        arguments.iter().skip_while(|word| *word != "--").skip(2).filter_map(|word| word.to_str()).collect();
    // The last word is being typed: it names nothing yet.
    let words = typed.split_last().map_or(&[][..], |(_, before)| before);
    let factory = || {
        let documented = tree::named(api, words);
        let reach = Reach { words, extent: Extent::Listed, documented, colour: Colour::Never };
        candidates::add(api, shell, words, parser::command(api, &reach))
    };
    // `with_factory` builds the tree once; the name of the variable lives as long as the process.
    let variable: &'static str = Box::leak(api.variable(VARIABLE).into_boxed_str());
    let completed = CompleteEnv::with_factory(factory)
        .var(variable)
        .shells(COMPLETERS)
        .try_complete(arguments.iter().cloned(), None);
    match completed {
        Ok(_) => Some(Exit::Ok),
        Err(error) => {
            // A shell shows nothing of it: who asks by hand is told.
            drop(writeln!(io::stderr(), "{error}"));
            Some(Exit::Other)
        }
    }
}
