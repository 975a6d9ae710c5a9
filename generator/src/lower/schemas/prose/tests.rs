use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{
    Body, BodyKind, Case, DocumentedError, Kind, Location, Param, Property, Schema, Variants,
};

fn operation(description: &str) -> Operation {
    let text = || Schema::of(Kind::String);
    let property = |name: &str, schema| Property { name: name.into(), required: false, fixed: None, schema };
    let method = Schema { properties: vec![property("id", text())], ..Schema::of(Kind::Object) };
    let schema = Schema {
        properties: vec![property("amount", text()), property("method", method)],
        ..Schema::of(Kind::Object)
    };
    let case = Case {
        values: vec![json!(117)],
        label: "PSE".into(),
        description: String::new(),
        fields: Vec::new(),
    };
    let error = DocumentedError {
        status: Some(401),
        code: None,
        message: "Unauthorized".into(),
        meaning: String::new(),
    };
    Operation {
        summary: "Charges somebody. It costs a fee.".into(),
        description: description.into(),
        params: vec![Param {
            location: Location::Header,
            name: "X-Key".into(),
            schema: text(),
            required: true,
            fixed: None,
        }],
        body: Some(Body { kind: BodyKind::Json, schema, example: None, content_type: None }),
        variants: vec![Variants { by: "method.id".into(), cases: vec![case] }],
        errors: vec![error],
        ..Operation::default()
    }
}

#[test]
fn what_flags_and_errors_say_is_left_out() {
    let description = "Charges `somebody`. It costs a fee. Keep the key.\n\n## Body\n\n\
        | Field | Type |\n|---|---|\n| `amount` | string |\n| `method.id` | string |\n\n\
        - `X-Key` (string) - the key\n\n## Methods\n\n`method` is one of:\n\n\
        | method.id | Name |\n|---|---|\n| 117 | PSE |\n\nIts fee changes.\n\n### Errors\n\n- `401` - log in again\n";
    assert_eq!(prose(&operation(description)), "Keep the key.\n\nMethods:\nIts fee changes.");
}

#[test]
fn what_nothing_else_says_stays() {
    let description = "Another text.\n\n**Response**\n\n- `data.url` - the page\n- `amount` - what is paid\n\n\
        | sent | waits | result |\n|---|---|---|\n| yes | - | a page |\n";
    assert_eq!(
        prose(&operation(description)),
        "Another text.\n\nResponse:\n  - `data.url` - the page\n  - `amount` - what is paid\n\n  - sent yes: result a page"
    );
}

#[test]
fn what_stands_below_something_known_keeps_its_place() {
    let list = "- `method` (object)\n  - `id` (string)\n  - more: see below\n    - deeper\n";
    assert_eq!(prose(&operation(list)), "  - more: see below\n    - deeper");
}

#[test]
fn tags_are_no_text() {
    assert_eq!(prose(&operation("<div><p>Pay &amp; go</p></div>")), "Pay & go");
    assert_eq!(prose(&operation("")), "");
}

proptest! {
    #[test]
    fn any_text_is_read(description in "(?s)[-#|`*:<>a-z0-9. \n]{0,200}") {
        let text = prose(&operation(&description));
        prop_assert!(!text.contains("\n\n\n"), "{text:?}");
    }
}
