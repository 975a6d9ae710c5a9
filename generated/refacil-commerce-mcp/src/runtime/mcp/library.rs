//! The documentation as resources: an overview, and one page for each operation.

use std::fmt::Write;

use rmcp::model::Resource;
use serde_json::Value;

use crate::runtime::core::docs::{ErrorDocs, OperationDocs, ParamDocs};
use crate::runtime::core::spec::{Api, Operation};
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::validate::{self, Labels};

/// The content type of every page.
pub(super) const MARKDOWN: &str = "text/markdown";

/// All pages, the overview first.
pub(super) fn list(api: &'static Api) -> Vec<Resource> {
    let overview = Resource::new(overview_uri(api), "overview")
        .with_title(visible_capped(api.title, 80))
        .with_description("Environments, groups and tools with their class.")
        .with_mime_type(MARKDOWN);
    let pages = api.operations().map(|operation| {
        Resource::new(page_uri(api, operation), operation.tool)
            .with_title(visible_capped(operation.title, 80))
            .with_mime_type(MARKDOWN)
    });
    std::iter::once(overview).chain(pages).collect()
}

/// The page at that address.
pub(super) fn read(api: &'static Api, uri: &str) -> Option<String> {
    if uri == overview_uri(api) {
        return Some(overview(api));
    }
    api.operations().find(|operation| page_uri(api, operation) == uri).map(page)
}

fn overview_uri(api: &Api) -> String {
    format!("docs://{}/overview", api.name)
}

fn page_uri(api: &Api, operation: &Operation) -> String {
    format!("docs://{}/operation/{}", api.name, operation.id)
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

fn overview(api: &'static Api) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n## Environments\n\n",
        visible_capped(api.title, 120),
        visible_lines(api.about)
    );
    for environment in api.environments {
        let kind = if environment.production { "real money" } else { "for tests" };
        let _ = writeln!(out, "- {}: {} ({kind})", environment.name, environment.base_url);
    }
    for group in api.groups {
        let _ = writeln!(out, "\n## {}\n", visible_capped(group.title, 120));
        for operation in group.operations {
            let _ = writeln!(
                out,
                "- `{}` ({}): {}",
                operation.tool,
                operation.class.name(),
                visible_capped(operation.summary, 300)
            );
        }
    }
    out
}

fn page(operation: &'static Operation) -> String {
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let mut out = format!(
        "# {}\n\nTool `{}`, {}, `{} {}`\n",
        visible_capped(operation.title, 120),
        operation.tool,
        operation.class.name(),
        operation.method,
        visible_lines(operation.path)
    );
    let text = if docs.description.is_empty() { operation.summary } else { &docs.description };
    let _ = writeln!(out, "\n{}", visible_lines(text));
    arguments(&mut out, operation, &docs);
    variants(&mut out, &docs);
    rules(&mut out, operation);
    errors(&mut out, &docs.errors);
    example(&mut out, "Example of a request", docs.request.as_ref());
    for answer in docs.examples.iter().take(3) {
        let title = format!("Example of an answer: {}", visible_capped(&answer.name, 80));
        example(&mut out, &title, Some(&answer.body));
    }
    out
}

fn arguments(out: &mut String, operation: &Operation, docs: &OperationDocs) {
    if operation.params.is_empty() {
        return;
    }
    out.push_str("\n## Arguments\n\n");
    for param in operation.params {
        let need = match (param.fixed, param.required) {
            (Some(fixed), _) => format!("always {fixed}, filled in by the tool"),
            (None, true) => "required".to_owned(),
            (None, false) => "optional".to_owned(),
        };
        let _ = writeln!(out, "- `{}` ({need}){}", param.argument, meaning(docs.param(param.argument)));
        nested(out, docs.param(param.argument), 1);
    }
}

fn nested(out: &mut String, docs: Option<&ParamDocs>, depth: usize) {
    for field in docs.iter().flat_map(|docs| &docs.fields) {
        let _ = writeln!(
            out,
            "{}- `{}`{}",
            "  ".repeat(depth),
            visible_capped(&field.argument, 80),
            meaning(Some(field))
        );
        nested(out, Some(field), depth + 1);
    }
}

/// The meaning on one line: a list item must not turn into something else.
fn meaning(docs: Option<&ParamDocs>) -> String {
    let Some(docs) = docs else { return String::new() };
    let mut text = docs.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(unit) = &docs.unit {
        let _ = write!(text, " Unit: {unit}.");
    }
    let choices: Vec<_> =
        docs.choices.iter().map(|choice| format!("{} = {}", choice.value, choice.label)).collect();
    if !choices.is_empty() {
        let _ = write!(text, " Values: {}.", choices.join("; "));
    }
    let text = visible_lines(text.trim());
    if text.is_empty() { text } else { format!(": {text}") }
}

fn variants(out: &mut String, docs: &OperationDocs) {
    for variants in &docs.variants {
        let _ = writeln!(out, "\n## Variants, chosen by `{}`\n", visible_capped(&variants.by, 120));
        for case in &variants.cases {
            let values: Vec<String> = case.values.iter().map(|value| format!("`{value}`")).collect();
            let title = format!("{} {}. {}", values.join(" or "), case.label, case.description);
            let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "- {}", visible_lines(line.trim_end_matches([' ', '.'])));
            for field in &case.fields {
                let need = if field.required { "required" } else { "optional" };
                let path = visible_capped(&field.path, 120);
                let _ = writeln!(out, "  - `{path}` ({need}){}", meaning(Some(&field.known)));
            }
        }
    }
}

fn rules(out: &mut String, operation: &Operation) {
    if operation.conditions.is_empty() {
        return;
    }
    out.push_str("\n## Rules\n\n");
    let labels = Labels::new(operation);
    for condition in operation.conditions {
        let _ = writeln!(out, "- {}", visible_lines(&validate::rule(condition, &labels)));
    }
}

fn errors(out: &mut String, errors: &[ErrorDocs]) {
    if errors.is_empty() {
        return;
    }
    out.push_str("\n## Errors\n\n");
    for error in errors {
        let status = error.status.map_or_else(|| "any status".to_owned(), |status| format!("HTTP {status}"));
        let code = error.code.as_deref().map(|code| format!(" `{code}`")).unwrap_or_default();
        let line = format!("- {status}{code}: {} {}", error.message, error.meaning);
        let _ =
            writeln!(out, "{}", visible_lines(line.split_whitespace().collect::<Vec<_>>().join(" ").trim()));
    }
}

fn example(out: &mut String, title: &str, value: Option<&Value>) {
    let Some(value) = value.filter(|value| !value.is_null()) else { return };
    // Indented, not fenced: a body may hold a fence of its own.
    let text = match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    let indented: Vec<_> = visible_lines(&text).lines().map(|line| format!("    {line}")).collect();
    let _ = writeln!(out, "\n## {title}\n\n{}", indented.join("\n"));
}
