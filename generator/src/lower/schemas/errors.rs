//! Refusals that tables, lists and saved answers document.

use std::collections::HashSet;

use serde_json::Value;

use super::documented::columns;
use super::facts::tidy;
use super::markdown::{Block, Content, Item, Sections, Table, Target};
use super::response;
use super::vocabulary::{Column, fold};
use crate::model::DocumentedError;
use crate::postman::SavedResponse;

/// Collects refusals, each once.
#[derive(Debug, Default)]
pub(super) struct Errors {
    list: Vec<DocumentedError>,
    known: HashSet<(Option<u16>, Option<String>, String)>,
    /// Status and message alone: a saved answer may lack the code that a table has.
    messages: HashSet<(Option<u16>, String)>,
}

impl Errors {
    /// Adds what others documented.
    pub fn extend(&mut self, errors: &[DocumentedError]) {
        errors.iter().for_each(|error| self.add(error.clone()));
    }

    /// Adds saved answers that refuse.
    pub fn saved(&mut self, responses: &[SavedResponse]) {
        for response in
            responses.iter().filter(|response| response.status.is_some_and(|status| status >= 400))
        {
            let Some(error) = from_answer(response) else { continue };
            let same = (error.status, error.message.clone());
            if error.code.is_some() || !self.messages.contains(&same) {
                self.add(error);
            }
        }
    }

    fn add(&mut self, error: DocumentedError) {
        let key = (error.status, error.code.clone(), error.message.clone());
        self.messages.insert((error.status, error.message.clone()));
        if self.known.insert(key) {
            self.list.push(error);
        }
    }

    /// All of them, in order.
    pub fn finish(self) -> Vec<DocumentedError> {
        self.list
    }
}

/// Refusals in the tables and lists of a description.
pub(super) fn documented(blocks: &[Block]) -> Vec<DocumentedError> {
    let mut sections = Sections::default();
    let mut errors = Vec::new();
    for block in blocks {
        match sections.enter(block) {
            Some((section, Content::Table(rows))) => table(rows, section.target, &mut errors),
            Some((_, Content::List(items))) => items.iter().for_each(|item| errors.extend(listed(item))),
            _ => {}
        }
    }
    errors
}

fn table(table: &Table, target: Option<Target>, errors: &mut Vec<DocumentedError>) {
    let columns = columns(table);
    let at = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
    if at(Column::Type).is_some() || at(Column::Required).is_some() {
        return;
    }
    let holds_statuses = |at: &usize| {
        let statuses =
            table.rows.iter().filter(|row| row.get(*at).and_then(|cell| status(cell)).is_some()).count();
        statuses * 2 >= table.rows.len()
    };
    let status_at =
        at(Column::Status).filter(holds_statuses).or_else(|| at(Column::Code).filter(holds_statuses));
    let code_at = at(Column::Code).filter(|code| Some(*code) != status_at);
    let message_at = at(Column::Message);
    let about_errors = target == Some(Target::Errors) && (code_at.is_some() || message_at.is_some());
    if status_at.is_none() && !about_errors {
        return;
    }
    for row in &table.rows {
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.get(at)).map(|cell| said(cell)).filter(|cell| !is_nothing(cell))
        };
        let status = status_at.and_then(|at| row.get(at)).and_then(|cell| status(cell));
        if status.is_some_and(|status| status < 400) || (status.is_none() && !about_errors) {
            continue;
        }
        let (code, phrase) = match cell(code_at) {
            Some(code) if is_code(&code) => (Some(code), None),
            other => (None, other),
        };
        let mut meanings = row.iter().zip(&columns).filter_map(|(cell, column)| {
            let meaning = matches!(column, Some(Column::Description | Column::Cause | Column::Action));
            Some(tidy(&cell.replace('`', ""))).filter(|cell| meaning && !is_nothing(cell))
        });
        let message = cell(message_at).or(phrase).or_else(|| meanings.next());
        let meaning = meanings.collect::<Vec<_>>().join("; ");
        if let Some(message) = message.or_else(|| code.clone()) {
            errors.push(DocumentedError { status, code, message, meaning });
        }
    }
}

/// "- `404` `Not here` - meaning", "- 401 Unauthorized: log in".
fn listed(item: &Item) -> Option<DocumentedError> {
    let text = item.text.trim().trim_start_matches('`');
    let text = text.strip_prefix("HTTP").map_or(text, str::trim_start);
    let digits = text.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = text.get(3..)?;
    if rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '.' | '/')) {
        return None;
    }
    let status: u16 = digits.parse().ok().filter(|status| (400..600).contains(status))?;
    // `401 Unauthorized` in one code span loses its end, `401` and a message in spans of their own do not.
    let rest = match rest.strip_prefix('`') {
        Some(rest) => rest.trim_start_matches(is_joint).to_owned(),
        None => rest
            .replacen('`', "", usize::from(item.text.trim_start().starts_with('`')))
            .trim_start_matches(is_joint)
            .to_owned(),
    };
    let (message, meaning) = match rest.strip_prefix('`').and_then(|inner| inner.split_once('`')) {
        Some((message, meaning)) => (message, meaning),
        None => split_at_joint(&rest),
    };
    let meaning = without_remark(meaning.trim()).trim_start_matches(is_joint);
    let message = without_end_remark(message.trim());
    let (message, meaning) = if message.is_empty() { (meaning, "") } else { (message, meaning) };
    (!message.is_empty()).then(|| DocumentedError {
        status: Some(status),
        code: None,
        message: tidy(&message.replace('`', "")),
        meaning: tidy(&meaning.replace('`', "")),
    })
}

fn is_joint(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ':' | '-' | '–' | '—' | '=')
}

fn split_at_joint(text: &str) -> (&str, &str) {
    [": ", " - ", " – ", " — "]
        .iter()
        .filter_map(|joint| text.split_once(joint))
        .min_by_key(|(before, _)| before.len())
        .unwrap_or((text, ""))
}

/// What a cell says: its code span when it begins with one, else its text.
fn said(cell: &str) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('`').and_then(|inner| inner.split_once('`')) {
        Some((code, _)) => code.trim().to_owned(),
        None => tidy(&without_end_remark(cell).replace('`', "")),
    }
}

/// The text without a remark in brackets at its start: "(`assumed`): log in".
fn without_remark(text: &str) -> &str {
    match text.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

/// The text without a remark in backticks and brackets at its end: "array of texts (`assumed`)".
fn without_end_remark(text: &str) -> &str {
    match text.strip_suffix("`)").and_then(|before| before.rsplit_once("(`")) {
        Some((before, _)) if !before.trim().is_empty() => before.trim_end(),
        _ => text,
    }
}

fn status(cell: &str) -> Option<u16> {
    let text = cell.trim().trim_start_matches('`').trim_start_matches("HTTP").trim_start();
    let digits = text.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let ends = text.get(3..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    digits.parse().ok().filter(|status| ends && (100..600).contains(status))
}

fn is_nothing(cell: &str) -> bool {
    matches!(
        fold(cell).as_str(),
        "" | "none"
            | "n a"
            | "na"
            | "null"
            | "ninguno"
            | "ninguna"
            | "nenhum"
            | "sin codigo"
            | "sem codigo"
            | "no code"
    )
}

/// A code is one word, and no phrase that HTTP has for every status.
fn is_code(text: &str) -> bool {
    let phrase = matches!(text, "Unauthorized" | "Forbidden" | "Conflict" | "Gone" | "NotFound" | "Error");
    !phrase && !text.contains(char::is_whitespace) && text.len() <= 100
}

fn from_answer(response: &SavedResponse) -> Option<DocumentedError> {
    let body = response::value(&response.body);
    let first = |paths: &[&str]| paths.iter().find_map(|path| body.pointer(path).and_then(text));
    let code = first(&["/errorCode", "/error_code", "/code", "/error/code", "/errors/0/code", "/error/type"]);
    let code =
        code.filter(|code| is_code(code) && response.status.is_none_or(|status| *code != status.to_string()));
    let message = first(&[
        "/message",
        "/error/message",
        "/error_description",
        "/errors/0/message",
        "/errors/0/detail",
        "/detail",
        "/mensaje",
        "/mensagem",
        "/msg",
        "/error",
        "/title",
        "/errors",
    ]);
    let message = message.or_else(|| body.as_str().map(|text| tidy(text).chars().take(200).collect()));
    let message = message.or_else(|| code.clone())?;
    Some(DocumentedError { status: response.status, code, message, meaning: String::new() })
}

/// A scalar or a list of texts, verbatim.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_string) => {
            Some(value.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::markdown::blocks;
    use super::*;

    fn shown(markdown: &str) -> Vec<String> {
        let show = |error: &DocumentedError| {
            let status = error.status.map(|status| status.to_string()).unwrap_or_default();
            format!(
                "{status}|{}|{}|{}",
                error.code.as_deref().unwrap_or_default(),
                error.message,
                error.meaning
            )
        };
        documented(&blocks(markdown)).iter().map(show).collect()
    }

    #[test]
    fn tables_in_any_order_and_language() {
        for markdown in [
            "| HTTP | errorCode | message | What to do |\n|---|---|---|---|\n| 400 | `a.b` | No va | stop |",
            "| Código | Mensaje | Qué hacer | Código HTTP |\n|---|---|---|---|\n| `a.b` | `No va` | stop | 400 |",
            "## Errores\n\n| Descripción | Mensaje | Código de error | Estado HTTP |\n|---|---|---|---|\n| stop | No va | a.b | 400 |",
        ] {
            assert_eq!(shown(markdown), ["400|a.b|No va|stop"], "{markdown}");
        }
        assert_eq!(
            shown("| Code | Description |\n|---|---|\n| 200 | OK |\n| 401 | Unauthorized |"),
            ["401||Unauthorized|"]
        );
        assert_eq!(
            shown(
                "| HTTP | error | message | Cause |\n|---|---|---|---|\n| 404 | `Not Found` | gone: 9 | unknown |"
            ),
            ["404||gone: 9|unknown"]
        );
        assert_eq!(
            shown("| HTTP | code | message |\n|---|---|---|\n| 404 | — | Not Found |"),
            ["404||Not Found|"]
        );
    }

    #[test]
    fn other_tables_hold_no_errors() {
        for markdown in [
            "| status | Meaning |\n|---|---|\n| 0 | rejected |\n| 1 | pending |",
            "| Field | Type | Code |\n|---|---|---|\n| a | string | 400 |",
            "| Name | Description |\n|---|---|\n| a | b |",
        ] {
            assert_eq!(shown(markdown), Vec::<String>::new(), "{markdown}");
        }
    }

    #[test]
    fn lists_of_statuses() {
        let text = "- `400` `Failed (numeric)` (`Bad Request`) - no number\n- `401` - `Unauthorized` (`assumed`): log in\n- 404: gone\n- **403 Forbidden**: not yours\n- `400` - array of texts (`assumed`): wrong\n- 200 is fine";
        assert_eq!(
            shown(text),
            [
                "400||Failed (numeric)|no number",
                "401||Unauthorized|log in",
                "404||gone|",
                "403||Forbidden|not yours",
                "400||array of texts|wrong",
            ]
        );
    }

    #[test]
    fn saved_refusals_join_documented_ones() {
        let saved = |body: &str| SavedResponse { name: String::new(), status: Some(400), body: body.into() };
        let mut errors = Errors::default();
        errors.extend(&[DocumentedError {
            status: Some(400),
            code: None,
            message: "no".into(),
            meaning: "m".into(),
        }]);
        errors.saved(&[
            saved(r#"{"message": "no"}"#),
            saved(r#"{"errorCode": "x.y", "message": "no"}"#),
            saved(r#"{"code": 400, "error": {"message": "deep"}}"#),
            saved(r#"{"message": ["a", "b"]}"#),
        ]);
        let found: Vec<_> = errors.finish().into_iter().map(|error| (error.code, error.message)).collect();
        assert_eq!(
            found,
            [
                (None, "no".into()),
                (Some("x.y".into()), "no".into()),
                (None, "deep".into()),
                (None, "[\"a\",\"b\"]".into()),
            ]
        );
    }
}
