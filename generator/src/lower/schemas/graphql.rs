//! GraphQL: the variables of a query are its parameters, and travel beside it.

use serde_json::Value;

use super::dirty_json;
use super::facts::Facts;
use super::tree::{Node, Source};
use crate::model::{Kind, Property, Provenance, Schema};
use crate::postman::{Body, Request};

/// Lists inside lists deeper than this are nobody's API.
const DEEPEST: usize = 8;

/// Fields of the variables that the query declares, in its order, with their examples.
pub(super) fn variables(query: &str, operation: &str, examples: &str) -> Node {
    let mut node = Node::default();
    let examples = dirty_json::read(examples).unwrap_or_default();
    for declared in declarations(query, operation) {
        let child = node.child(declared.name);
        if let Some(example) = examples.get(declared.name) {
            child.show(example);
        }
        state(child, declared.kind, 0);
        let required = declared.kind.ends_with('!') && declared.default.is_none();
        let default = declared.default.map(|default| default.trim_matches('"').to_owned());
        child.state(
            Source::Description,
            Facts {
                required: Some(required),
                default,
                provenance: Provenance::Parameter,
                ..Facts::default()
            },
        );
    }
    // An undeclared variable is no error in Postman; it is sent all the same.
    if let Value::Object(fields) = &examples {
        for (name, value) in fields {
            if node.find(&[super::tree::Step::Name(name.clone())]).is_none() {
                node.child(name).show(value);
            }
        }
    }
    node
}

/// A GraphQL body as it is sent: the query is a constant, its variables are the parameters.
pub(super) fn body(variables: Schema, example: Option<&Value>, request: &Request) -> Schema {
    let text = |value: Value| Property {
        required: true,
        fixed: Some(value),
        ..property("query", Schema::of(Kind::String))
    };
    let mut properties = Vec::new();
    properties.extend(example.and_then(|example| example.get("query")).cloned().map(text));
    if let Body::Graphql { operation_name, .. } = &request.body
        && !operation_name.is_empty()
    {
        properties
            .push(Property { name: "operationName".into(), ..text(Value::from(operation_name.as_str())) });
    }
    let required = variables.properties.iter().any(|property| property.required);
    properties
        .push(Property { required, ..property("variables", Schema { kind: Kind::Object, ..variables }) });
    Schema { properties, ..Schema::of(Kind::Object) }
}

fn property(name: &str, schema: Schema) -> Property {
    Property { name: name.into(), required: false, fixed: None, schema }
}

struct Declared<'q> {
    name: &'q str,
    kind: &'q str,
    default: Option<&'q str>,
}

fn state(node: &mut Node, kind: &str, depth: usize) {
    let bare = kind.trim_end_matches('!').trim();
    let stated = |kind| Facts { kind: Some(kind), provenance: Provenance::Parameter, ..Facts::default() };
    if let Some(element) = bare.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        node.state(Source::Description, stated(Kind::Array));
        if depth < DEEPEST {
            state(node.items.get_or_insert_default(), element.trim(), depth + 1);
        }
        return;
    }
    match bare {
        "Int" => node.state(Source::Description, stated(Kind::Integer)),
        "Float" => node.state(Source::Description, stated(Kind::Number)),
        "Boolean" => node.state(Source::Description, stated(Kind::Boolean)),
        "String" | "ID" => node.state(Source::Description, stated(Kind::String)),
        // Other names are defined by a schema that is not at hand; the example tells.
        _ => {}
    }
}

/// The variables in brackets after the chosen operation, or the first that declares any.
fn declarations<'q>(query: &'q str, operation: &str) -> Vec<Declared<'q>> {
    let mut first = Vec::new();
    for (name, brackets) in operations(query) {
        let declared = split(brackets);
        if name == operation && !operation.is_empty() {
            return declared;
        }
        if first.is_empty() {
            first = declared;
        }
    }
    first
}

/// Name and bracket contents of each operation at the top level.
fn operations(query: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let bytes = query.as_bytes();
    let (mut depth, mut at, mut start) = (0_usize, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at += query[at..].find('\n').unwrap_or(bytes.len() - at),
            b'"' => at += string_length(&bytes[at..]).saturating_sub(1),
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                start = at + 1;
            }
            b'(' if depth == 0 => {
                let end = closing(&bytes[at..]).map_or(bytes.len(), |length| at + length);
                let name =
                    query.get(start..at).unwrap_or_default().split_whitespace().last().unwrap_or_default();
                found.extend(query.get(at + 1..end).map(|inside| (name, inside)));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn string_length(bytes: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Where the bracket that opens here closes.
fn closing(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at += string_length(&bytes[at..]).saturating_sub(1),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// `$id: ID!, $first: Int = 10` taken apart: each begins at a dollar outside of defaults.
fn split(inside: &str) -> Vec<Declared<'_>> {
    let bytes = inside.as_bytes();
    let mut starts = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at += string_length(&bytes[at..]).saturating_sub(1),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'$' if depth == 0 => starts.push(at),
            _ => {}
        }
        at += 1;
    }
    let ends = starts.iter().skip(1).copied().chain([inside.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| inside.get(*start + 1..end));
    parts.filter_map(declared).collect()
}

fn declared(part: &str) -> Option<Declared<'_>> {
    let (name, rest) = part.split_once(':')?;
    let rest = rest.split(['@', '#']).next().unwrap_or(rest).trim().trim_end_matches(',').trim();
    let (kind, default) = match rest.split_once('=') {
        Some((kind, default)) => (kind.trim(), Some(default.trim().trim_end_matches(',').trim())),
        None => (rest, None),
    };
    Some(Declared { name: name.trim(), kind, default })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn declared_variables_with_types_and_examples() {
        let query = "# a comment (x)\nquery Find($id: ID!, $first: Int = 10, $tags: [String!]!, $where: Filter = {a: \"$x\"}) { a(id: $id) }";
        let node = variables(query, "", r#"{"id": "7", "where": {"a": 1}, "extra": true}"#);
        let shown: Vec<_> = node
            .children()
            .iter()
            .map(|(name, child)| (name.as_str(), child.facts().kind, child.facts().required))
            .collect();
        assert_eq!(
            shown,
            [
                ("id", Some(Kind::String), Some(true)),
                ("first", Some(Kind::Integer), Some(false)),
                ("tags", Some(Kind::Array), Some(true)),
                ("where", Some(Kind::Object), Some(false)),
                ("extra", Some(Kind::Boolean), None),
            ]
        );
        assert_eq!(node.children()[0].1.facts().example, Some(json!("7")));
        assert_eq!(node.children()[1].1.facts().default.as_deref(), Some("10"));
    }

    #[test]
    fn the_chosen_operation_counts() {
        let query = "query A($a: Int) { x } mutation B($b: Int!) { y }";
        assert_eq!(variables(query, "B", "").children()[0].0, "b");
        assert_eq!(variables(query, "", "").children()[0].0, "a");
        assert!(variables("{ x(a: 1) }", "", "").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(query in r#"[(){}$:!=\["\\a #é\n\]]{0,60}"#) {
            let _ = variables(&query, "a", "");
        }
    }
}
