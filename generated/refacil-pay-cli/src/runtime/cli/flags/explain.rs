//! What help says behind the flags: cases, rules, what the tool fills in, and the API's own text.

use super::super::super::core::docs::{CaseDocs, OperationDocs};
use super::super::super::core::spec::{Automatic, Case, CaseField, Location, Operation, Repeat, Variants};
use super::super::super::core::text::{visible, visible_capped, visible_lines};
use super::super::super::core::validate::{self, Labels};
use super::name_of;

/// A longer list is in the contract that `schema` prints.
const MOST_ERRORS: usize = 40;

/// How much help says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// What a call needs: `-h`.
    Short,
    /// Everything: `--help` and manual pages.
    Long,
}

/// Cases, rules and what the tool fills in.
pub fn rules(operation: &'static Operation, docs: &OperationDocs, labels: &Labels<'_>) -> String {
    let mut sections: Vec<String> = operation
        .variants
        .iter()
        .enumerate()
        .map(|(at, variants)| {
            cases(operation, variants, docs.variants.get(at).map_or(&[], |known| &known.cases))
        })
        .collect();
    if !operation.conditions.is_empty() {
        let rules = operation
            .conditions
            .iter()
            .map(|condition| format!("  {}", validate::rule(condition, labels).english()));
        sections.push(format!("Rules:\n{}", rules.collect::<Vec<_>>().join("\n")));
    }
    let automatic = automatic(operation);
    if !automatic.is_empty() {
        sections.push(format!("Filled in by this tool:\n  {}", automatic.join("\n  ")));
    }
    sections.join("\n\n")
}

/// The rules, documented refusals, and what the API's own text says besides.
pub fn all(operation: &'static Operation, docs: &OperationDocs, labels: &Labels<'_>) -> String {
    let text = visible_lines(docs.prose.trim_end());
    let parts = [rules(operation, docs, labels), errors(docs), text];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Each refusal with what to do about it.
fn errors(docs: &OperationDocs) -> String {
    let lines = docs.errors.iter().take(MOST_ERRORS).map(|error| {
        let status = error.status.map(|status| status.to_string());
        let message = texts(&error.message);
        let known = [status.as_deref(), error.code.as_deref(), Some(message.as_str())];
        let known = known.into_iter().flatten().filter(|text| !text.is_empty()).map(one_line);
        let known = known.collect::<Vec<_>>().join("  ");
        let meaning = one_line(&error.meaning);
        if meaning.is_empty() { format!("  {known}") } else { format!("  {known}: {meaning}") }
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { String::new() } else { format!("Errors of the API:\n{}", lines.join("\n")) }
}

/// The texts of a message that is a JSON list of them, or the message itself.
fn texts(message: &str) -> String {
    let list: Result<Vec<String>, _> = serde_json::from_str(message);
    list.map_or_else(|_| message.to_owned(), |texts| texts.join("; "))
}

fn cases(operation: &'static Operation, variants: &Variants, docs: &[CaseDocs]) -> String {
    let by = name_of(operation, variants.by);
    let mut lines = vec![format!("Variants, chosen by {by}:")];
    for (at, case) in variants.cases.iter().enumerate() {
        lines.push(format!("  {}", title(case)));
        if let Some(about) =
            docs.get(at).map(|known| one_line(&known.description)).filter(|text| !text.is_empty())
        {
            lines.push(format!("      {about}"));
        }
        for (required, word) in [(true, "required"), (false, "optional")] {
            let names: Vec<String> = case
                .fields
                .iter()
                .filter(|field: &&CaseField| field.required == required)
                .map(|field| visible(&name_of(operation, field.path)))
                .collect();
            if !names.is_empty() {
                lines.push(format!("      {word}: {}", names.join(", ")));
            }
        }
        if case.fields.is_empty() {
            lines.push("      takes nothing more".to_owned());
        }
    }
    lines.join("\n")
}

/// `117 or 133  PSE`.
fn title(case: &Case) -> String {
    let values: Vec<String> =
        case.values.iter().map(|json| visible_capped(json.trim_matches('"'), 60)).collect();
    format!("{}  {}", values.join(" or "), visible_capped(case.label, 60)).trim_end().to_owned()
}

fn one_line(text: &str) -> String {
    visible_capped(&text.split_whitespace().collect::<Vec<_>>().join(" "), 300)
}

/// Parts of the request that no caller gives, and where they come from.
fn automatic(operation: &'static Operation) -> Vec<String> {
    let mut said = Vec::new();
    for param in operation.params {
        if let Some(fixed) = param.fixed {
            said.push(format!("{} is always {}", visible(param.argument), visible_capped(fixed, 120)));
        }
        for field in param.schema.fields {
            if let Some(fixed) = field.fixed {
                let path = visible(&format!("{}.{}", param.argument, field.name));
                said.push(format!("{path} is always {}", visible_capped(fixed, 120)));
            }
        }
    }
    let flags = super::of(operation);
    let without_flag = |automatic: &&Automatic| flags.iter().all(|flag| flag.path != automatic.path);
    for automatic in operation.automatic.iter().filter(without_flag) {
        let name = name_of(operation, automatic.path);
        said.push(format!("{}, where it is not given: {}", visible(&name), automatic.from.about()));
    }
    for step in operation.own_steps() {
        said.push(format!(
            "header {}, fetched anew for each call by {}",
            visible(step.header),
            step.operation
        ));
    }
    if let Repeat::Header(name) = operation.repeat
        && !operation.params.iter().any(|param| param.location == Location::Header && param.name == name)
    {
        said.push(format!("header {}, a key of this call", visible(name)));
    }
    said
}
