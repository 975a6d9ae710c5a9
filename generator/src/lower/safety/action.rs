//! What is done, where the method and the path do not say it: RPC, SOAP, GraphQL, `?Action=`.

use serde_json::Value;

use super::Subject;
use super::path::Path;

/// The name of an action with the place where it stands.
pub(super) struct Action {
    pub source: &'static str,
    pub name: String,
}

/// What GraphQL says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Graphql {
    /// Queries and subscriptions.
    Reads,
    /// At least one mutation.
    Mutates,
}

/// Keys whose value names an action.
const ACTION_KEYS: &[&str] = &[
    "action",
    "act",
    "cmd",
    "command",
    "op",
    "operation",
    "acao",
    "accion",
    "operacion",
    "operacao",
    "soapaction",
];

/// All actions that the request names.
pub(super) fn actions(subject: &Subject<'_>, path: &Path) -> Vec<Action> {
    let mut found = Vec::new();
    let mut add = |source, name: &str| {
        let name = name.trim().trim_matches('"');
        if is_name(name) {
            found.push(Action { source, name: name.to_owned() });
        }
    };
    for (key, value) in &subject.query {
        if is_action_key(key) || (*key == "method" && value.contains('.')) {
            add("query", value);
        }
    }
    if let Some(action) = subject.soap_action {
        add("header", last_piece(action));
    }
    let body = subject.body.as_deref().unwrap_or_default();
    if let Some(element) = soap_element(body) {
        add("body", element);
    }
    for name in body_actions(body, path) {
        add("body", &name);
    }
    found
}

fn is_action_key(key: &str) -> bool {
    ACTION_KEYS.contains(&key.to_ascii_lowercase().as_str())
}

/// A name, not a sentence, a number or a variable.
fn is_name(text: &str) -> bool {
    let ordinary = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ');
    text.len() <= 80 && text.chars().any(char::is_alphabetic) && text.chars().all(ordinary)
}

fn last_piece(action: &str) -> &str {
    let action = action.trim().trim_matches('"').trim_end_matches('/');
    action.rsplit(['/', '#', ':']).next().unwrap_or(action)
}

/// Name of the first element inside a SOAP body.
fn soap_element(body: &str) -> Option<&str> {
    if !body.trim_start().starts_with('<') {
        return None;
    }
    let mut inside = false;
    for tag in body.split('<').skip(1) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
        let local = name.rsplit(':').next()?;
        if inside && !local.is_empty() && !local.starts_with(['!', '?']) {
            return Some(local);
        }
        inside = inside || (local == "Body" && !tag.starts_with('/'));
    }
    None
}

fn body_actions(body: &str, path: &Path) -> Vec<String> {
    if let Ok(Value::Object(object)) = serde_json::from_str::<Value>(body) {
        let rpc = object.contains_key("jsonrpc") || path.is_opaque();
        let named = |(key, value): (&String, &Value)| {
            (is_action_key(key) || (rpc && key == "method"))
                .then(|| value.as_str().map(str::to_owned))
                .flatten()
        };
        return object.iter().filter_map(named).collect();
    }
    // A JSON body that variables make unreadable, or a form.
    let mut names: Vec<String> = Vec::new();
    let rpc = body.contains("\"jsonrpc\"");
    if rpc || path.is_opaque() {
        names.extend(quoted_value(body, "method"));
    }
    names.extend(ACTION_KEYS.iter().filter_map(|key| quoted_value(body, key)));
    if !body.contains(['{', '<', '\n']) {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        names.extend(pairs.filter(|(key, _)| is_action_key(key)).map(|(_, value)| value.to_owned()));
    }
    names
}

/// The text after `"key": "`.
fn quoted_value(body: &str, key: &str) -> Option<String> {
    let (_, after) = body.split_once(&format!("\"{key}\""))?;
    let value = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next().map(str::to_owned)
}

/// The GraphQL document of a request: its own mode, or a `query` in a JSON body.
pub(super) fn graphql_document(subject: &Subject<'_>) -> Option<String> {
    if let Some(document) = subject.graphql {
        return Some(document.to_owned());
    }
    let body: Value = serde_json::from_str(subject.body.as_deref()?).ok()?;
    let document = body.get("query")?.as_str()?.trim_start();
    let graphql = ["query", "mutation", "subscription", "{", "fragment", "#"];
    (graphql.iter().any(|start| document.starts_with(start)) && document.contains('{'))
        .then(|| document.to_owned())
}

/// What a document does, and the fields that its mutations call.
pub(super) fn graphql(document: &str) -> (Graphql, Vec<Action>) {
    let mut mutates = false;
    let mut actions = Vec::new();
    for operation in operations(&without_noise(document)) {
        if operation.kind != "mutation" {
            continue;
        }
        mutates = true;
        actions.extend(operation.fields.into_iter().map(|name| Action { source: "body", name }));
    }
    (if mutates { Graphql::Mutates } else { Graphql::Reads }, actions)
}

struct Operation {
    kind: String,
    fields: Vec<String>,
}

/// Comments and strings hold words that mean nothing here.
fn without_noise(document: &str) -> String {
    let mut clean = String::with_capacity(document.len());
    let (mut comment, mut string) = (false, false);
    for character in document.chars() {
        match character {
            '\n' => (comment, string) = (false, false),
            '"' if !comment => string = !string,
            '#' if !string => comment = true,
            _ => {}
        }
        let kept = !comment && !string && character != '"';
        clean.push(if kept { character } else { ' ' });
    }
    clean
}

/// Top-level operations with the names of their root fields, aliases resolved.
fn operations(document: &str) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let (mut braces, mut parentheses) = (0_usize, 0_usize);
    let mut kind: Option<String> = None;
    let mut rest = document;
    while let Some(character) = rest.chars().next() {
        let length = if is_word(character) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            character.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        match character {
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            _ if parentheses > 0 => {}
            '{' => {
                if braces == 0 {
                    let kind = kind.take().unwrap_or_else(|| "query".into());
                    operations.push(Operation { kind, fields: Vec::new() });
                }
                braces += 1;
            }
            '}' => braces = braces.saturating_sub(1),
            _ if !is_word(character) => {}
            _ if braces == 0 && kind.is_none() => kind = Some(token.to_owned()),
            // `alias: field` is followed by a colon; the field itself comes next.
            _ if braces == 1 && !after.trim_start().starts_with(':') => {
                if let Some(operation) = operations.last_mut() {
                    operation.fields.push(token.to_owned());
                }
            }
            _ => {}
        }
    }
    operations
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_bodies_name_their_action() {
        let body = r#"<?xml version="1.0"?><soap:Envelope><soap:Header/><soap:Body><x:DoSearch a="1"/></soap:Body></soap:Envelope>"#;
        assert_eq!(soap_element(body), Some("DoSearch"));
        assert_eq!(soap_element("<a><b/></a>"), None);
        assert_eq!(last_piece("\"http://x/Service/DoSearch\""), "DoSearch");
    }

    #[test]
    fn graphql_mutations_are_told_from_queries() {
        let table = [
            ("{ a }", Graphql::Reads, ""),
            ("query X { deleteEverything }", Graphql::Reads, ""),
            ("subscription { a }", Graphql::Reads, ""),
            ("# mutation\nquery { a(x: \"mutation { b }\") { c } }", Graphql::Reads, ""),
            (
                "mutation M($a: In!) { gone: deleteUser(id: $a) { id name } createPost { id } }",
                Graphql::Mutates,
                "deleteUser createPost",
            ),
            ("fragment F on User { id } mutation { login }", Graphql::Mutates, "login"),
            ("", Graphql::Reads, ""),
        ];
        for (document, nature, fields) in table {
            let (read, actions) = graphql(document);
            let names: Vec<String> = actions.into_iter().map(|action| action.name).collect();
            assert_eq!((read, names.join(" ").as_str()), (nature, fields), "{document}");
        }
    }
}
