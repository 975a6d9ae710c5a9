//! The first overlay of an API: every decision that the generator made, for a person to look over.
//!
//! Decisions stand there as lines with a mark, so that the overlay changes nothing until somebody takes one away.

mod operation;
mod session;
mod text;

use std::collections::HashSet;

use text::{Lines, list, quoted};

use crate::lower::codes;
use crate::model::{Api, Setting, Target, TargetKind};

/// The text of an overlay that gives these targets and otherwise changes nothing.
///
/// What cannot stay undecided is written without a mark: targets, and variables that the collection gives no value.
#[must_use]
pub fn draft(api: &Api, targets: &[Target]) -> String {
    let mut lines = Lines::default();
    general(&mut lines, api);
    environments(&mut lines, api);
    session::write(&mut lines, api);
    targets.iter().for_each(|target| crate_to_render(&mut lines, target));
    settings(&mut lines, api);
    lines.heading("Operations, in the order of the collection");
    api.operations.iter().for_each(|one| operation::write(&mut lines, one));
    lines.into_text()
}

fn general(lines: &mut Lines, api: &Api) {
    lines.prose(&format!(
        "Decisions about {}, as the generator made them from {}.",
        api.title, api.source_file
    ));
    lines.prose("A line that begins with a mark, such as #title, shows a decision as it stands: take the mark away to");
    lines.prose("decide otherwise, and delete what you do not care about. What the collection states need not stand here.");
    lines.blank();
    lines.decision("title", &quoted(&api.title));
    lines.decision("language", &quoted(&api.language));
    lines.decision("default_environment", &quoted(&api.default_environment));
    let ignored = undeclared(api);
    if !ignored.is_empty() {
        lines.blank();
        lines.prose("Variables of the collection that have no value in it and are no setting below.");
        lines.set("ignore_variables", &list(&ignored));
    }
}

/// Variables without a value that no setting stands for, in the order of their first use.
fn undeclared(api: &Api) -> Vec<&str> {
    let mut seen = HashSet::new();
    api.diagnostics
        .iter()
        .filter_map(codes::undeclared)
        .filter(|name| !is_setting(api, name) && seen.insert(*name))
        .collect()
}

fn is_setting(api: &Api, variable: &str) -> bool {
    api.settings.iter().any(|setting| setting.variable == variable)
}

fn environments(lines: &mut Lines, api: &Api) {
    lines.heading("Where the API lives; users choose with --env");
    for environment in &api.environments {
        if environment.base_url.is_empty() {
            lines.prose(
                "The collection does not say it. Name the address here, or users have to configure it.",
            );
        }
        lines.decision_table("[[environment]]");
        lines.decision("name", &quoted(&environment.name));
        let address =
            if environment.base_url.is_empty() { "https://api.example.com" } else { &environment.base_url };
        lines.decision("base_url", &quoted(address));
        lines.prose("Real money: confirmations are stricter there.");
        lines.decision("production", &environment.production.to_string());
        if let Some(url) = &environment.sign_up_url {
            lines.decision("sign_up_url", &quoted(url));
        }
        lines.blank();
    }
}

fn crate_to_render(lines: &mut Lines, target: &Target) {
    let (kind, heading) = match target.kind {
        TargetKind::Cli => ("cli", "The command-line tool"),
        TargetKind::Mcp => ("mcp", "The MCP server"),
    };
    lines.heading(heading);
    lines.table("[[target]]");
    lines.set("kind", &quoted(kind));
    lines.set("name", &quoted(&target.name));
    lines.set("version", &quoted(&target.version));
    lines.prose("Begins each environment variable of the tool.");
    lines.set("env_prefix", &quoted(&target.env_prefix));
    lines.set("about", &quoted(&target.about));
    lines.decision("language", &quoted(&target.language));
    lines.blank();
}

fn settings(lines: &mut Lines, api: &Api) {
    let of_variables = || api.settings.iter().filter(|setting| !setting.variable.is_empty());
    if of_variables().next().is_none() {
        return;
    }
    lines.heading(
        "What users configure; without a name of its own a setting is called as the generator called it",
    );
    let undeclared: HashSet<&str> = api.diagnostics.iter().filter_map(codes::undeclared).collect();
    for setting in of_variables() {
        // A variable without a value must be decided about; the others may be left to the generator.
        if undeclared.contains(setting.variable.as_str()) {
            lines.table("[[setting]]");
            lines.set("variable", &quoted(&setting.variable));
        } else {
            lines.decision_table("[[setting]]");
            lines.decision("variable", &quoted(&setting.variable));
        }
        details(lines, setting);
    }
}

fn details(lines: &mut Lines, setting: &Setting) {
    lines.decision("name", &quoted(&setting.name));
    lines.decision("about", &quoted(&setting.about));
    lines.decision("secret", &setting.secret.to_string());
    lines.blank();
}

#[cfg(test)]
mod tests;
