//! The few arguments of a server's command line.

use std::fmt::Write;
use std::iter::Peekable;

use serde_json::json;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::config;
use super::problems::Problems;
use super::variables::{self, Variable};

/// What the command line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Serve over stdio, unless `MCP_MODE` says otherwise.
    Serve,
    /// Serve over HTTP.
    ServeHttp,
    /// Print the version.
    Version,
    /// Print version and origin as JSON.
    VersionJson,
    /// Print the help.
    Help,
}

/// A whole command line.
#[derive(Debug)]
pub(super) struct Invocation {
    /// What is asked for.
    pub(super) command: Command,
    given: Vec<(Variable, String)>,
}

impl Invocation {
    /// The value that an option gives to the variable of that full name; options win over the environment.
    pub(super) fn option(&self, api: &Api, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .given
            .iter()
            .filter(|(variable, _)| variable.full_name(api) == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    }
}

/// Options that set a variable, and the value of those that take none.
const SETTING: &[(&str, Variable, Option<&str>)] = &[
    ("--surface", variables::SURFACE, None),
    ("--names", variables::NAMES, None),
    ("--toolset", variables::TOOLSET, None),
    ("--tools", variables::TOOLS, None),
    ("--exclude-tools", variables::EXCLUDE_TOOLS, None),
    ("--read-only", variables::READ_ONLY, Some("true")),
];

/// The option that sets a variable; the variable's own name where none does.
pub(super) fn option_of(variable: Variable) -> &'static str {
    let known = SETTING.iter().find(|(_, known, _)| known.name == variable.name);
    known.map_or(variable.name, |(option, ..)| option)
}

/// Reads the arguments, the program's name left out. One that is not known or lacks its value is among the problems.
pub(super) fn parse(api: &Api, arguments: &[String], problems: &mut Problems) -> Invocation {
    let mut command = Command::Serve;
    let mut as_json = false;
    let mut given = Vec::new();
    let mut rest = arguments.iter().map(String::as_str).peekable();
    while let Some(argument) = rest.next() {
        match argument {
            "--http" => command = Command::ServeHttp,
            "--version" | "-V" => command = Command::Version,
            "--help" | "-h" => {
                *problems = Problems::default();
                return Invocation { command: Command::Help, given: Vec::new() };
            }
            "--json" => as_json = true,
            other => given.extend(problems.take(setting(api, other, &mut rest))),
        }
    }
    let command = match (command, as_json) {
        (Command::Version, true) => Command::VersionJson,
        (command, true) => {
            problems.add(not_known(api, "--json"));
            command
        }
        (command, false) => command,
    };
    Invocation { command, given }
}

/// `--option value`, `--option=value`, or an option that takes none.
fn setting<'a>(
    api: &Api,
    argument: &str,
    rest: &mut Peekable<impl Iterator<Item = &'a str>>,
) -> Result<(Variable, String), Failure> {
    let (name, attached) =
        argument.split_once('=').map_or((argument, None), |(name, value)| (name, Some(value)));
    // The next option is no value, and stays where it is.
    let mut next = || rest.next_if(|next| !next.starts_with('-'));
    match SETTING.iter().find(|(option, ..)| *option == name) {
        Some((_, variable, Some(fixed))) if attached.is_none() => Ok((*variable, (*fixed).to_owned())),
        Some((_, _, Some(_))) => Err(not_known(api, argument)),
        Some((_, variable, None)) => match attached.or_else(next) {
            Some(value) if !value.trim().is_empty() => Ok((*variable, value.to_owned())),
            _ => Err(without_value(api, name)),
        },
        None => {
            // What follows was meant as its value.
            if name.starts_with('-') && attached.is_none() {
                next();
            }
            Err(not_known(api, argument))
        }
    }
}

/// An argument that has no place there.
pub(super) fn not_known(api: &Api, argument: &str) -> Failure {
    let message = say("{} cannot be used here", &[&format!("{argument:?}")]);
    usage(api, argument, message)
}

/// An option whose value is missing.
pub(super) fn without_value(api: &Api, option: &str) -> Failure {
    usage(api, option, say("{} needs a value", &[&option]))
}

/// An option whose value cannot be used, and why.
pub(super) fn wrong_value(api: &Api, option: &str, value: &str, why: &'static str) -> Failure {
    let value = visible_capped(value, 60);
    usage(api, option, say("{}={} cannot be used: {}", &[&option, &value, &Said::from(why)]))
}

fn usage(api: &Api, argument: &str, message: Said) -> Failure {
    Failure::new(Exit::Invalid, "usage", message).hint(say("see {} --help", &[&api.app])).param(argument)
}

/// What `--version --json` prints.
pub(super) fn version_json(api: &Api) -> String {
    json!({
        "name": api.app,
        "version": api.build.version,
        "generator": api.build.generator,
        "rust_version": api.build.rust_version,
        "collection": api.build.collection,
        "collection_sha256": api.build.collection_sha256,
    })
    .to_string()
}

/// An option or a command as it is typed, and what it does.
type Row = (&'static str, &'static str);

const OPTIONS: &[Row] = &[
    ("--http", "serve over HTTP; without it over stdio"),
    ("--surface WHICH", "operations, routes or search: how operations become tools"),
    ("--names WHICH", "own or published: names and result envelope of the version published before"),
    ("--toolset A,B", "only the operations of these folders"),
    ("--tools A,B", "only these operations, besides those of --toolset"),
    ("--exclude-tools A", "not these operations"),
    ("--read-only", "only operations that change nothing; wins over the other options"),
    ("--version [--json]", "print the version, with --json also where it came from"),
    ("--help", "print this text"),
    ("print-config CLIENT", "print what the configuration of a client needs (--list shows the names)"),
    ("health", "ask the server on this machine how it is (HTTP mode)"),
    (
        "approve [ID]",
        "list the calls that wait for your approval, or approve one (--yes answers the question)",
    ),
    ("audit verify", "check that no entry of the audit log was changed, taken out or cut off"),
    (
        "audit list | tail",
        "show the last calls with their outcome, or the last entries [--limit NUMBER] [--json]",
    ),
    ("audit export", "print all entries of the audit log, one JSON object a line"),
];
const ACCOUNT: &[Row] = &[
    ("login", "log in once and keep the session on this machine, so that no variable holds a password"),
    (
        "",
        "[--env NAME] [--profile NAME] [--browser | --device | --console | --stdin] [--store-credentials] [--json]",
    ),
    ("logout [--all]", "forget the session, here and at the server"),
    ("whoami", "tell who is logged in, and until when"),
];

/// What `--help` prints.
pub(super) fn help(api: &Api) -> String {
    let said = |sentence: &'static str| Said::from(sentence).in_language(api.language);
    let mut out = format!("{}\n\n{} {} [--http]\n\n", api.about, said("Usage:"), api.app);
    let account = if api.has_sessions() { ACCOUNT } else { &[] };
    for (typed, about) in OPTIONS.iter().chain(account) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {:<18} {}", said(typed), said(about));
    }
    let fields = api.login.iter().flat_map(|login| login.fields);
    let logins = fields.map(|field| (api.variable(field.variable), said("for the login (required)")));
    let settings = api.settings.iter().map(|setting| (api.variable(setting.name), setting.about.to_owned()));
    let general = variables::general(config::has(api)).map(|variable| row(api, variable)).collect();
    let over_http = variables::OVER_HTTP.iter().map(|variable| row(api, variable)).collect();
    let credentials = "Credentials (each also as NAME_FILE with the path of a file that holds it):";
    section(&mut out, &said(credentials), logins.chain(settings).collect());
    section(&mut out, &said("Variables:"), general);
    section(&mut out, &said("Variables of HTTP mode:"), over_http);
    out
}

/// A variable, and what it does.
fn row(api: &Api, variable: &Variable) -> (String, String) {
    let name = variable.full_name(api);
    let about = Said::from(variable.about);
    let about = if variable.secret { say("{} (or {}_FILE)", &[&about, &name]) } else { about };
    let mut about = about.in_language(api.language);
    if !variable.default.is_empty() {
        about.push_str(&format!(" [{}]", variable.default.replace("{app}", api.app)));
    }
    (name, about)
}

/// Nothing where there is no row.
fn section(out: &mut String, title: &str, rows: Vec<(String, String)>) {
    // Writing to a string cannot fail.
    if !rows.is_empty() {
        let _ = writeln!(out, "\n{title}");
    }
    for (name, about) in rows {
        let _ = writeln!(out, "  {name:<20} {about}");
    }
}
