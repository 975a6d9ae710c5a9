//! GraphQL: whether a request reads or mutates, and which fields its mutations call.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Subject;

/// What the GraphQL of a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// Queries and subscriptions only.
    Reads,
    /// At least one mutation.
    Mutates,
    /// The document is known to the server only, by its hash.
    Hidden,
}

/// The GraphQL of a request with the names of the fields that its mutations call.
pub(super) struct Graphql {
    pub nature: Nature,
    pub calls: Vec<String>,
}

/// GraphQL by the request's own mode, or inside its body or its query.
pub(super) fn of(subject: &Subject<'_>) -> Option<Graphql> {
    if let Some(document) = subject.graphql {
        return Some(judge(&[document.to_owned()]));
    }
    let by_query = subject.query.iter().find(|(key, value)| *key == "query" && is_document(value));
    if let Some((_, document)) = by_query {
        return Some(judge(&[(*document).to_owned()]));
    }
    let body = subject.body.as_deref()?.trim_start();
    let parts = match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(one)) => vec![part(&one)],
        Ok(Value::Array(batch)) => batch.iter().filter_map(Value::as_object).map(part).collect(),
        _ => vec![dirty(body)],
    };
    if parts.contains(&Part::Hash) {
        return Some(Graphql { nature: Nature::Hidden, calls: Vec::new() });
    }
    let documents = parts.into_iter().filter_map(|part| match part {
        Part::Document(document) => Some(document),
        Part::Hash | Part::Other => None,
    });
    let documents: Vec<String> = documents.collect();
    (!documents.is_empty()).then(|| judge(&documents))
}

/// One request of a body.
#[derive(PartialEq, Eq)]
enum Part {
    Document(String),
    Hash,
    Other,
}

fn part(object: &Map<String, Value>) -> Part {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    if let Some(document) = text("query").or(text("mutation")).filter(|document| is_document(document)) {
        return Part::Document(document.to_owned());
    }
    let persisted = object.get("extensions").and_then(|extensions| extensions.get("persistedQuery"));
    if persisted.is_some() { Part::Hash } else { Part::Other }
}

/// A body that variables make unreadable as JSON, or a plain document.
fn dirty(body: &str) -> Part {
    if is_document(body) && !body.starts_with(['{', '#']) {
        return Part::Document(body.to_owned());
    }
    let quoted = body
        .split_once("\"query\"")
        .and_then(|(_, after)| after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'));
    match quoted.map(unescaped).filter(|document| is_document(document)) {
        Some(document) => Part::Document(document),
        None if body.contains("\"persistedQuery\"") => Part::Hash,
        None => Part::Other,
    }
}

/// A JSON string up to its closing quote.
fn unescaped(text: &str) -> String {
    let mut document = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => document.push(match characters.next() {
                Some('n' | 'r' | 't') | None => ' ',
                Some(other) => other,
            }),
            other => document.push(other),
        }
    }
    document
}

/// Whether a text is a GraphQL document.
pub(super) fn is_document(text: &str) -> bool {
    const STARTS: &[&str] = &["query", "mutation", "subscription", "{", "fragment", "#"];
    let text = text.trim_start();
    STARTS.iter().any(|start| text.starts_with(start)) && text.contains('{')
}

fn judge(documents: &[String]) -> Graphql {
    let mut nature = Nature::Reads;
    let mut calls = Vec::new();
    for document in documents {
        let definitions = definitions(&without_noise(document));
        let operations = definitions.iter().filter(|one| one.kind != "fragment");
        if operations.clone().next().is_none() {
            nature = Nature::Mutates;
        }
        for mutation in operations.filter(|one| one.kind == "mutation") {
            nature = Nature::Mutates;
            called(mutation, &definitions, &mut BTreeSet::new(), &mut calls);
        }
    }
    Graphql { nature, calls }
}

/// Fields of a definition and of the fragments that it spreads.
fn called<'a>(
    definition: &'a Definition,
    all: &'a [Definition],
    seen: &mut BTreeSet<&'a str>,
    calls: &mut Vec<String>,
) {
    calls.extend(definition.fields.iter().cloned());
    for spread in &definition.spreads {
        let fragment = all.iter().find(|one| one.kind == "fragment" && one.name == *spread);
        if let Some(fragment) = fragment.filter(|_| seen.insert(spread)) {
            called(fragment, all, seen, calls);
        }
    }
}

/// An operation or a fragment.
#[derive(Default)]
struct Definition {
    kind: String,
    name: String,
    /// Root fields, aliases resolved, those of inline fragments among them.
    fields: Vec<String>,
    /// Fragments spread at the root.
    spreads: Vec<String>,
}

/// Comments and strings hold words that mean nothing here.
fn without_noise(document: &str) -> String {
    let mut clean = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(character) = rest.chars().next() {
        let skipped = match character {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' => string_length(rest),
            _ => 0,
        };
        if skipped == 0 {
            clean.push(character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        } else {
            clean.push(' ');
            rest = rest.get(skipped..).unwrap_or_default();
        }
    }
    clean
}

/// Length of the string that a text begins with, quotes included; a plain string ends with its line.
fn string_length(text: &str) -> usize {
    if let Some(block) = text.strip_prefix("\"\"\"") {
        return block.find("\"\"\"").map_or(text.len(), |end| end + 6);
    }
    let mut escaped = false;
    let mut inside = text.char_indices().skip(1);
    let end = inside.find_map(|(at, character)| {
        let ends = (character == '"' && !escaped) || character == '\n';
        escaped = character == '\\' && !escaped;
        ends.then_some(at + 1)
    });
    end.unwrap_or(text.len())
}

/// Reads the tokens of a document.
#[derive(Default)]
struct Reader {
    definitions: Vec<Definition>,
    current: Definition,
    /// For each open brace, whether it holds root fields.
    braces: Vec<bool>,
    parentheses: usize,
    /// What the words before mean for the next.
    before: Before,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// `...`
    Dots,
    /// `... on`
    InlineOn,
    /// `... on Type`, `... @include(if: $a)`
    Inline,
    /// `@`
    At,
}

fn definitions(document: &str) -> Vec<Definition> {
    let mut reader = Reader::default();
    let mut rest = document;
    while let Some(character) = rest.chars().next() {
        let length = if is_word(character) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("...") {
            3
        } else {
            character.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        reader.take(token, after);
    }
    reader.definitions
}

impl Reader {
    fn take(&mut self, token: &str, after: &str) {
        match token {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            _ if self.parentheses > 0 => {}
            "{" => self.open(),
            "}" => self.close(),
            "..." => self.before = Before::Dots,
            "@" if matches!(self.before, Before::Dots | Before::Inline) => self.before = Before::Inline,
            "@" => self.before = Before::At,
            _ if token.starts_with(is_word) => self.word(token, after),
            _ => {}
        }
    }

    fn open(&mut self) {
        let root = match self.braces.last() {
            None => true,
            // `... on Mutation {` holds fields of what surrounds it.
            Some(root) => *root && matches!(self.before, Before::Dots | Before::Inline),
        };
        if self.braces.is_empty() && self.current.kind.is_empty() {
            self.current.kind = "query".into();
        }
        self.braces.push(root);
        self.before = Before::Nothing;
    }

    fn close(&mut self) {
        self.braces.pop();
        if self.braces.is_empty() {
            self.definitions.push(std::mem::take(&mut self.current));
        }
    }

    fn word(&mut self, word: &str, after: &str) {
        let before = std::mem::take(&mut self.before);
        match self.braces.last() {
            None if before == Before::At => {}
            None if self.current.kind.is_empty() => self.current.kind = word.to_owned(),
            None if self.current.name.is_empty() => self.current.name = word.to_owned(),
            Some(true) => match before {
                Before::Dots if word == "on" => self.before = Before::InlineOn,
                Before::Dots => self.current.spreads.push(word.to_owned()),
                Before::InlineOn | Before::Inline => self.before = Before::Inline,
                Before::At => {}
                // `alias: field`: the field itself comes next.
                Before::Nothing if after.trim_start().starts_with(':') => {}
                Before::Nothing => self.current.fields.push(word.to_owned()),
            },
            _ => {}
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn mutations_are_told_from_queries() {
        let table = [
            ("{ a }", Nature::Reads, ""),
            ("query X { deleteEverything }", Nature::Reads, ""),
            ("subscription { a }", Nature::Reads, ""),
            ("# mutation\nquery { a(x: \"mutation { b }\") { c } }", Nature::Reads, ""),
            ("query { a(x: \"\"\"\n) } mutation { b }\n\"\"\") { c } }", Nature::Reads, ""),
            ("query { a(x: \"\\\" } mutation { b \") { c } }", Nature::Reads, ""),
            (
                "mutation M($a: In!) { gone: deleteUser(id: $a) { id name } createPost { id } }",
                Nature::Mutates,
                "deleteUser createPost",
            ),
            ("fragment F on User { id } mutation { login }", Nature::Mutates, "login"),
            ("query A { a } mutation B @live(if: true) { b @skip(if: $c) { x } c }", Nature::Mutates, "b c"),
            ("mutation { ...Go ...Go } fragment Go on Mutation { pay ...Go { x } }", Nature::Mutates, "pay"),
            ("mutation { ... on Mutation @live { pay { id } } ... { buy } }", Nature::Mutates, "pay buy"),
            ("", Nature::Mutates, ""),
        ];
        for (document, nature, fields) in table {
            let found = judge(&[document.to_owned()]);
            assert_eq!((found.nature, found.calls.join(" ").as_str()), (nature, fields), "{document}");
        }
    }

    #[test]
    fn documents_are_found_in_bodies() {
        let table = [
            (r#"{"query":"{ a }"}"#, Some(Nature::Reads)),
            (r#"[{"query":"{ a }"},{"query":"mutation { b }"}]"#, Some(Nature::Mutates)),
            (r#"{"query":"mutation { b(x: \"{{y}}\") }","variables":{{vars}}}"#, Some(Nature::Mutates)),
            (r#"{"extensions":{"persistedQuery":{"sha256Hash":"a"}}}"#, Some(Nature::Hidden)),
            ("mutation { pay }", Some(Nature::Mutates)),
            (r#"{"query":"shoes {red}"}"#, None),
            (r#"{"name":"a"}"#, None),
        ];
        for (body, nature) in table {
            let subject = Subject { method: "POST", body: Some(Cow::Borrowed(body)), ..Subject::default() };
            assert_eq!(of(&subject).map(|graphql| graphql.nature), nature, "{body}");
        }
    }
}
