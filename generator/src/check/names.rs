//! Names of operations, commands, tools, crates and settings: usable, and each one's own.

use std::collections::HashMap;

use super::Report;
use crate::model::Operation;

/// Longest name of a tool that models are given.
const LONGEST_TOOL: usize = 40;

/// Tools that every generated server has, or may get.
pub const RESERVED_TOOLS: &[&str] =
    &["describe_operation", "money_operation", "read_operation", "search_operations", "write_operation"];

/// Commands that every generated program has, or may get.
pub const RESERVED_COMMANDS: &[&str] = &[
    "api",
    "approve",
    "audit",
    "commands",
    "completion",
    "completions",
    "config",
    "delete",
    "describe",
    "doctor",
    "exit-codes",
    "get",
    "help",
    "init",
    "login",
    "logout",
    "man",
    "patch",
    "policy",
    "post",
    "profile",
    "put",
    "register",
    "reset",
    "schema",
    "skills",
    "version",
    "whatsapp",
    "whoami",
];

/// Variable of a session token that was obtained elsewhere.
const SESSION_VARIABLE: &str = "TOKEN";

pub(super) fn check(report: &mut Report<'_>) {
    for operation in &report.api.operations {
        check_shape(report, operation);
    }
    check_unique(report, "id", |operation| vec![operation.id.clone()]);
    check_unique(report, "cli", |operation| vec![operation.cli.join(" ")]);
    check_unique(report, "mcp", |operation| {
        std::iter::once(&operation.mcp).chain(&operation.aliases).cloned().collect()
    });
    check_groups(report);
    check_targets(report);
    check_settings(report);
}

fn check_shape(report: &mut Report<'_>, operation: &Operation) {
    let rename = "name it in the overlay";
    if !is_words(&operation.id) {
        let message = format!("`{}` is no id: lower-case words joined by hyphens", operation.id);
        report.error("bad-name", report.at(operation, "id"), message, rename);
    }
    if operation.cli.is_empty() || !operation.cli.iter().all(|word| is_words(word)) {
        let message =
            format!("`{}` is no command: lower-case words, joined by hyphens", operation.cli.join(" "));
        report.error("bad-name", report.at(operation, "cli"), message, rename);
    }
    for (field, name) in std::iter::once(("mcp", &operation.mcp))
        .chain(operation.aliases.iter().map(|alias| ("aliases", alias)))
    {
        if !is_tool(name) {
            let message = format!("`{name}` is no tool name: 1 to {LONGEST_TOOL} of a-z, A-Z, 0-9, _ and -");
            report.error("bad-name", report.at(operation, field), message, rename);
        }
        if RESERVED_TOOLS.contains(&name.as_str()) {
            let message = format!("the tool `{name}` is one of the server's own");
            report.error("reserved-name", report.at(operation, field), message, rename);
        }
    }
    for (field, name) in
        [("cli", operation.cli.last().map_or("", String::as_str)), ("mcp", operation.mcp.as_str())]
    {
        if has_numeric_suffix(name) {
            let message = format!("`{name}` ends with a number that tells nobody anything");
            report.warning("numeric-suffix", report.at(operation, field), message, rename);
        }
    }
    if operation.cli.first().is_some_and(|word| RESERVED_COMMANDS.contains(&word.as_str())) {
        let message = format!("the command `{}` is one of the program's own", operation.cli.join(" "));
        report.error("reserved-name", report.at(operation, "cli"), message, rename);
    }
}

fn is_words(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.ends_with('-')
}

fn is_tool(text: &str) -> bool {
    (1..=LONGEST_TOOL).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn has_numeric_suffix(name: &str) -> bool {
    name.rsplit_once(['-', '_'])
        .is_some_and(|(_, last)| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()))
}

fn check_unique(report: &mut Report<'_>, field: &str, names: impl Fn(&Operation) -> Vec<String>) {
    let mut owners: HashMap<String, &Operation> = HashMap::new();
    for operation in &report.api.operations {
        for name in names(operation) {
            match owners.get(name.as_str()) {
                Some(owner) => {
                    let message = format!("`{name}` is also the {field} of `{}`", owner.path.join(" > "));
                    let place = report.at(operation, field);
                    report.error("name-clash", place, message, "rename one of them in the overlay");
                }
                None => {
                    owners.insert(name, operation);
                }
            }
        }
    }
}

/// A command cannot be a group of commands too.
fn check_groups(report: &mut Report<'_>) {
    let commands: HashMap<&[String], &Operation> =
        report.api.operations.iter().map(|operation| (operation.cli.as_slice(), operation)).collect();
    for operation in &report.api.operations {
        for end in 1..operation.cli.len() {
            let Some(owner) = operation.cli.get(..end).and_then(|group| commands.get(group)) else {
                continue;
            };
            let message = format!(
                "`{}` is a command of its own (`{}`) and cannot be a group",
                owner.cli.join(" "),
                owner.path.join(" > ")
            );
            let place = report.at(operation, "cli");
            report.error("name-clash", place, message, "rename one of them in the overlay");
        }
    }
}

fn check_targets(report: &mut Report<'_>) {
    let names = report.api.targets.iter().map(|target| target.name.as_str());
    report.name_clashes("targets", names, |_| "target".to_owned());
}

/// One environment variable means one thing.
fn check_settings(report: &mut Report<'_>) {
    let api = report.api;
    let login = api.login.iter().flat_map(|login| &login.fields).map(|field| field.variable.as_str());
    let settings = api.settings.iter().map(|setting| setting.name.as_str());
    let session = (api.login.is_some() || api.oauth.is_some()).then_some(SESSION_VARIABLE);
    let mut seen: Vec<&str> = session.into_iter().collect();
    for name in login.chain(settings) {
        if seen.contains(&name) {
            let message = format!("two configured values are called `{name}`");
            let place = report.at_api("setting");
            report.error("name-clash", place, message, "rename one of them with [[setting]] in the overlay");
        }
        let usable = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if !usable {
            let message = format!("`{name}` is no name of an environment variable");
            let place = report.at_api("setting");
            report.error("bad-name", place, message, "use upper-case letters, digits and underscores");
        }
        seen.push(name);
    }
}
