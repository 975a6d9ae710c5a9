//! The tool that explains what the list of tools leaves out.

mod answer;
mod fields;
mod paper;
mod section;

use std::fmt::Write;

use rmcp::model::{CallToolResult, ContentBlock, Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use crate::runtime::core::docs::OperationDocs;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::nearest::nearest;
use crate::runtime::core::spec::{Language, Nature, Operation};
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::validate::Problem;
use crate::runtime::core::words::{Said, say};

use super::catalog::Catalog;
use super::neighbours;
use super::schema;
use super::surface::routes::Route;
use super::ways::Way;

pub(super) use section::{Section, error};

/// The tool's name.
pub(super) const DESCRIBE: &str = "describe_operation";

/// The tool as it is listed.
pub(super) fn tool(language: Language) -> Tool {
    let said = |sentence: &'static str| Said::from(sentence).in_language(language);
    let names: Vec<&str> = Section::ALL.iter().map(|section| section.name()).collect();
    let properties = Map::from_iter([
        ("operation".to_owned(), json!({"type": "string", "description": said("tool name or operation id")})),
        ("section".to_owned(), json!({"type": "string", "enum": names})),
        ("page".to_owned(), json!({"type": "integer"})),
    ]);
    let text = said(
        "Explains a tool: all its arguments, values, rules, errors and examples. Use it before a first call whose \
         arguments are not clear; it calls nothing.",
    );
    let annotations =
        ToolAnnotations::with_title(said("Describe")).read_only(true).destructive(false).open_world(false);
    Tool::new(DESCRIBE, text, schema::open(properties, &["operation"])).with_annotations(annotations)
}

/// What the tool is asked.
struct Question {
    name: String,
    section: Option<Section>,
    page: usize,
}

/// Answers a call of the tool.
///
/// # Errors
/// An argument is not one of the tool's, or names nothing.
pub(super) fn call(catalog: &Catalog, arguments: &Map<String, Value>) -> Result<CallToolResult, Failure> {
    let question = question(arguments)?;
    let api = catalog.api();
    let text = if let Some(route) = catalog.route(&question.name) {
        about_route(route, api.language)
    } else if let Some(operation) = catalog.known(&question.name) {
        about(catalog, operation, question.section)
    } else {
        return Err(unknown(catalog, &question.name));
    };
    let (page, pages) = paper::page(&text, question.page);
    let Some(page) = page else {
        return Err(Failure::invalid_argument("page", say("there are {} pages", &[&pages])));
    };
    let mut shown = page.trim_end().to_owned();
    if question.page < pages {
        let more = say("(page {} of {}; page={} goes on)", &[&question.page, &pages, &(question.page + 1)]);
        let _ = write!(shown, "\n\n{}", more.in_language(api.language));
    }
    Ok(CallToolResult::success(vec![ContentBlock::text(shown)]))
}

fn question(arguments: &Map<String, Value>) -> Result<Question, Failure> {
    let mut problems = Vec::new();
    let mut question = Question { name: String::new(), section: None, page: 1 };
    for (name, value) in arguments {
        let taken = match name.as_str() {
            "operation" => value
                .as_str()
                .map(|text| question.name = text.trim().to_owned())
                .ok_or_else(|| "must be the name of a tool or the id of an operation".into()),
            "page" => page_number(value)
                .map(|page| question.page = page)
                .ok_or_else(|| "must be a whole number from 1 on".into()),
            "section" => Section::ALL
                .into_iter()
                .find(|section| value == section.name())
                .map(|section| question.section = Some(section))
                .ok_or_else(|| say("must be one of {}", &[&Section::ALL.map(Section::name).join(", ")])),
            _ => Err("is not an argument of this tool".into()),
        };
        problems.extend(taken.err().map(|message: Said| Problem::new(name, message)));
    }
    if question.name.is_empty() && !problems.iter().any(|problem| problem.path == "operation") {
        problems.push(Problem::new("operation", "is required"));
    }
    if problems.is_empty() { Ok(question) } else { Err(Failure::invalid(problems)) }
}

fn page_number(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|page| usize::try_from(page).ok()).filter(|page| *page > 0)
}

fn unknown(catalog: &Catalog, name: &str) -> Failure {
    let shown = format!("\"{}\"", visible_capped(name, 80));
    let message = match nearest(name, catalog.names()) {
        Some(meant) => say("{} is no tool and no operation; {} is", &[&shown, &meant]),
        None => say("{} is no tool and no operation", &[&shown]),
    };
    Failure::invalid_argument("operation", message)
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

/// One section, or the page that a caller needs first: what it takes, and what else can be read.
fn about(catalog: &Catalog, operation: &'static Operation, section: Option<Section>) -> String {
    let api = catalog.api();
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    if let Some(section) = section {
        let nothing = || {
            let text = say("Nothing is documented under {}.", &[&section.name()]);
            format!("{}\n", text.in_language(api.language))
        };
        return section.page(operation, &docs, api.language).unwrap_or_else(nothing);
    }
    let mut out = head(catalog, operation);
    let parts = [Section::Arguments, Section::Rules].map(|part| part.page(operation, &docs, api.language));
    for part in parts.into_iter().flatten() {
        let _ = write!(out, "\n{part}");
    }
    let further = [Section::Errors, Section::Answer, Section::Examples, Section::Text];
    let further: Vec<&str> = further
        .into_iter()
        .filter(|section| section.page(operation, &docs, api.language).is_some())
        .map(Section::name)
        .collect();
    if !further.is_empty() {
        let text = say("Further sections: {}.", &[&further.join(", ")]);
        let _ = writeln!(out, "\n{}", text.in_language(api.language));
    }
    out
}

/// Name, class and place of an operation, and the calls before and after it.
pub(super) fn head(catalog: &Catalog, operation: &'static Operation) -> String {
    let mut out = format!(
        "# {}\n\n`{}` ({}), {} {}\n\n{}\n",
        visible_capped(operation.title, 120),
        catalog.spoken(operation),
        operation.class.name(),
        operation.method,
        visible_lines(operation.path),
        visible_lines(operation.summary)
    );
    let said = |said: Said| said.in_language(catalog.api().language);
    let id = format!("{:?}", operation.id);
    let way = match catalog.way(operation) {
        Way::Own(_) => None,
        Way::Route(tool, key) => {
            Some(say("Call {} with {}: {}, and its arguments beside it.", &[&tool, &key, &id]))
        }
        Way::Runner(tool) => {
            Some(say("Call {} with operation: {}, and its arguments inside `arguments`.", &[&tool, &id]))
        }
    };
    if let Some(way) = way {
        let _ = writeln!(out, "{}", said(way));
    }
    for line in neighbours::lines(catalog, operation) {
        let _ = writeln!(out, "{line}");
    }
    let remark = match operation.nature {
        Nature::Login => "The configured credentials are used; the token stays in the server.",
        Nature::Token => "The token stays in the server: tools that need one fetch their own.",
        Nature::Callback => "Your own server receives this call; nothing is sent to the API.",
        Nature::Call => "",
    };
    if !remark.is_empty() {
        let _ = writeln!(out, "{}", said(remark.into()));
    }
    out
}

/// The variants of a route, of which each has a page of its own.
fn about_route(route: &Route, language: Language) -> String {
    let text = say(
        "`{}` does one of these, chosen by `operation`. Describe one by its id for what it takes.",
        &[&route.tool],
    );
    let text = text.in_language(language);
    let mut out = format!("# {} {}\n\n{text}\n\n", route.method, visible_lines(route.path));
    for operation in &route.operations {
        let _ = writeln!(
            out,
            "- `{}` ({}): {}",
            operation.id,
            operation.class.name(),
            visible_capped(operation.summary, 200)
        );
    }
    out
}
