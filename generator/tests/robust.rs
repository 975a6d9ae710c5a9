//! What `cargo xtask fuzz` does for as long as one likes, for a moment and with fixed seeds: damaged collections, odd
//! Markdown and odd scripts through the whole generator. Nothing panics, no request is lost.

// The same entry points as the fuzzer's.
#[path = "../../tests/fuzz/src/lib.rs"]
mod entry;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/collections");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the fixtures").flatten().map(|one| one.path()).collect();
    files.sort();
    files.iter().filter(|path| path.is_file()).map(|path| fs::read(path).expect("a fixture")).collect()
}

/// Fixtures that are quick to render: how damage is taken does not depend on size.
fn small() -> impl Strategy<Value = Vec<u8>> {
    let files: Vec<_> = fixtures().into_iter().filter(|bytes| bytes.len() < 5_000).collect();
    proptest::sample::select(files)
}

/// Values of every type, some of them odd.
fn odd() -> impl Strategy<Value = Value> {
    let values = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1.5e300),
        json!(""),
        json!("{{x}}"),
        json!("{{"),
        json!("://"),
        json!("\u{0}\u{202e}"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": null}),
        json!([[[[]]]]),
        json!({"item": []}),
        json!({"key": 1, "value": {}}),
        json!({"content": ["x"]}),
        json!({"raw": null}),
    ];
    proptest::sample::select(values)
}

fn damage_tree(value: &mut Value, at: &mut usize, replacement: &Value) {
    if *at == 0 {
        *value = replacement.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| damage_tree(inner, at, replacement)),
        Value::Object(object) => object.values_mut().for_each(|inner| damage_tree(inner, at, replacement)),
        _ => {}
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(size).sum::<usize>(),
        Value::Object(object) => object.values().map(size).sum(),
        _ => 0,
    }
}

/// Pieces that Markdown of descriptions is made of.
const MARKDOWN: &[&str] = &[
    "| Field | Type | Required |\n|---|---|---|\n",
    "| `amount` | number | yes |\n",
    "|",
    "-",
    "- `to.name` (string, required) ",
    "  - ",
    "> ",
    "```",
    "\n",
    "\n\n",
    "#",
    "*",
    "<!--",
    "-->",
    "<b>",
    "[",
    "](",
    "`",
    "\\",
    "min 1",
    "max 0",
    "one of `a`, `b`",
    "obligatorio",
    "^[a-z",
    "$",
    "null",
    "\u{200b}",
    "é",
    "1e999",
    "{{x}}",
    ":--:",
    "\t",
];

/// Pieces that scripts are made of.
const SCRIPTS: &[&str] = &[
    "pm.environment.set(",
    "pm.collectionVariables.set('token', ",
    "pm.response.json()",
    ".data.token",
    ")",
    ";",
    "\n",
    "{",
    "}",
    "(",
    "[",
    "]",
    "const a = ",
    "var a=",
    "let {b, ...c} = ",
    "JSON.parse(responseBody)",
    "postman.setEnvironmentVariable('id', ",
    "if (",
    "else ",
    "=> ",
    "function f(",
    "async ",
    "`${",
    "`",
    "//",
    "/*",
    "*/",
    "'token'",
    "\"",
    "'",
    ".",
    "?.",
    "a",
    "b",
    ", ",
    "pm.response.headers.get('X')",
    "eval(",
    "/x/",
    "\\u{",
    "#!",
    "<div>",
    "return ",
    "import x from 'y'",
    "await ",
    "\u{2028}",
];

fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(of), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_collection_with_odd_values_is_read_and_rendered(
        file in small(), places in proptest::collection::vec((any::<Index>(), odd()), 1..6),
    ) {
        let text = String::from_utf8(file).expect("text");
        let mut collection: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        for (place, replacement) in places {
            let mut at = place.index(size(&collection));
            damage_tree(&mut collection, &mut at, &replacement);
        }
        entry::reader(collection.to_string().as_bytes());
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(
        file in small(), edits in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..4), end in any::<Index>(),
    ) {
        let mut file = file;
        for (at, byte) in edits {
            let at = at.index(file.len());
            file[at] = byte;
        }
        entry::reader(&file);
        file.truncate(end.index(file.len()));
        entry::reader(&file);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        entry::reader(&bytes);
    }

    #[test]
    fn any_markdown_is_lowered(text in pieces(MARKDOWN)) {
        entry::markdown(&text);
    }

    #[test]
    fn any_script_is_lowered(text in pieces(SCRIPTS)) {
        entry::scripts(&text);
    }
}

/// What is nested deeper than any stack.
#[test]
fn depth_ends_no_process() {
    let deep = 50_000;
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("(", ")"),
        ("> ", ""),
        ("- ", ""),
        ("`${", "}`"),
        ("!", ""),
        ("a+", "a"),
    ] {
        let text = open.repeat(deep) + &close.repeat(deep);
        for text in [text.as_str(), &open.repeat(deep)] {
            entry::markdown(text);
            entry::scripts(text);
            let body = json!({"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}});
            let graphql = json!({"mode": "graphql", "graphql": {"query": text, "variables": text}});
            for body in [body, graphql] {
                let request = json!({"method": "POST", "url": "https://a.example/x", "body": body});
                let collection =
                    json!({"info": {"name": "Deep"}, "item": [{"name": "x", "request": request}]});
                entry::reader(collection.to_string().as_bytes());
            }
        }
        entry::reader(text.as_bytes());
    }
}
