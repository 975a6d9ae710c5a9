//! The model for people.

use std::collections::BTreeMap;

use postman_codegen::flow::Loaded;
use postman_codegen::model::{Class, Operation};

use super::skipped;
use crate::report::{class_style, count, diagnostics, line};
use crate::terminal::one_line;

/// Counts, one line for each operation, and what was odd.
pub fn overview(loaded: &Loaded) -> String {
    let mut text = heading(loaded);
    let rows: Vec<[String; 4]> = loaded.api.operations.iter().map(row).collect();
    let widths = [0, 1, 2].map(|column| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    });
    for (operation, [class, command, tool, call]) in loaded.api.operations.iter().zip(&rows) {
        let style = class_style(operation.safety.class);
        let [first, second, third] = widths;
        line(
            &mut text,
            format_args!("{style}{class:<first$}{style:#}  {command:<second$}  {tool:<third$}  {call}"),
        );
    }
    if !loaded.api.diagnostics.is_empty() {
        text.push('\n');
        text.push_str(&diagnostics(&loaded.api.diagnostics));
    }
    if !loaded.accepted.is_empty() {
        text.push('\n');
        for accepted in &loaded.accepted {
            let found = &accepted.diagnostic;
            let place = one_line(&found.place.to_string());
            line(&mut text, format_args!("accepted[{}] {place}", found.code));
            line(&mut text, format_args!("    {}", accepted.reason));
        }
    }
    text
}

/// One line for each operation: class, command and why, strongest first.
pub fn safety(loaded: &Loaded) -> String {
    let mut text = heading(loaded);
    for operation in &loaded.api.operations {
        let class = operation.safety.class;
        let style = class_style(class);
        let evidence: Vec<String> =
            operation.safety.evidence.iter().map(|evidence| one_line(&evidence.to_string())).collect();
        let class = class.to_string();
        line(
            &mut text,
            format_args!("{style}{class:<13}{style:#}  {}  {}", operation.cli.join(" "), evidence.join("; ")),
        );
    }
    text
}

fn heading(loaded: &Loaded) -> String {
    let api = &loaded.api;
    let of = |class: Class| api.operations.iter().filter(|one| one.safety.class == class).count();
    let mut text = String::new();
    line(&mut text, format_args!("{} ({})", one_line(&api.title), one_line(&api.source_file)));
    line(
        &mut text,
        format_args!(
            "{}, {} ({} read-only, {} safe-mutation, {} dangerous), {}, {}, {} accepted\n",
            count(api.requests, "request"),
            count(api.operations.len(), "operation"),
            of(Class::ReadOnly),
            of(Class::SafeMutation),
            of(Class::Dangerous),
            left_out(loaded),
            count(api.diagnostics.len(), "diagnostic"),
            loaded.accepted.len(),
        ),
    );
    text
}

/// How many requests became no operation, with the reasons.
fn left_out(loaded: &Loaded) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for found in skipped(loaded) {
        *reasons.entry(found.code.as_str()).or_default() += 1;
    }
    let all: usize = reasons.values().sum();
    if all == 0 {
        return "none left out".into();
    }
    let reasons: Vec<String> = reasons.iter().map(|(code, number)| format!("{number} {code}")).collect();
    format!("{all} left out ({})", reasons.join(", "))
}

fn row(operation: &Operation) -> [String; 4] {
    let host = operation.foreign_origin.as_deref().unwrap_or_default();
    let call = format!("{} {host}{}", operation.method, operation.route);
    [operation.safety.class.to_string(), operation.cli.join(" "), operation.mcp.clone(), one_line(&call)]
}
