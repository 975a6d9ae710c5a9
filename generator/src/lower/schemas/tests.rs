use serde_json::json;

use super::*;
use crate::postman::{Body as RawBody, Entry, SavedResponse, Url};

pub(super) fn request(body: &str, answer: &str, description: &str) -> Request {
    Request {
        method: if body.is_empty() { "GET".into() } else { "POST".into() },
        description: description.into(),
        body: if body.is_empty() {
            RawBody::None
        } else {
            RawBody::Raw { text: body.into(), language: "json".into() }
        },
        responses: vec![SavedResponse { name: "ok".into(), status: Some(200), body: answer.into() }],
        ..Request::default()
    }
}

pub(super) fn shapes(request: &Request, folders: &[&str]) -> Shapes {
    let folders: Vec<Folder> =
        folders.iter().map(|text| Folder { description: (*text).into(), ..Folder::default() }).collect();
    let folders: Vec<&Folder> = folders.iter().collect();
    Reader::new(&Variables::default(), "a.json").shapes(request, &folders)
}

/// Each field on a line: name, `*` when required, type, what limits it.
fn outline(schema: &Schema) -> Vec<String> {
    fn walk(schema: &Schema, path: &str, lines: &mut Vec<String>) {
        for property in &schema.properties {
            let path = format!("{path}{}", property.name);
            lines.push(format!(
                "{path}{} {}",
                if property.required { "*" } else { "" },
                facts(&property.schema)
            ));
            walk(&property.schema, &format!("{path}."), lines);
        }
        if let Some(items) = &schema.items {
            let path = format!("{}[]", path.trim_end_matches('.'));
            lines.push(format!("{path} {}", facts(items)));
            walk(items, &format!("{path}."), lines);
        }
    }
    fn facts(schema: &Schema) -> String {
        let mut text = format!("{:?}", schema.kind).to_lowercase();
        let numbers = [("min", &schema.minimum), ("max", &schema.maximum)];
        text.extend(
            numbers.iter().filter_map(|(name, limit)| Some(format!(" {name}={}", (*limit).as_ref()?))),
        );
        let lengths = [("shortest", schema.min_length), ("longest", schema.max_length)];
        text.extend(lengths.iter().filter_map(|(name, limit)| Some(format!(" {name}={}", (*limit)?))));
        if !schema.choices.is_empty() {
            text.push_str(&format!(" of={}", serde_json::to_string(&schema.choices).unwrap_or_default()));
        }
        for word in [&schema.format, &schema.pattern, &schema.unit].into_iter().flatten() {
            text.push_str(&format!(" {word}"));
        }
        if schema.nullable {
            text.push_str(" null");
        }
        if schema.secret {
            text.push_str(" secret");
        }
        text
    }
    let mut lines = Vec::new();
    walk(schema, "", &mut lines);
    lines
}

fn body_outline(shapes: &Shapes) -> Vec<String> {
    shapes.body.as_ref().map(|body| outline(&body.schema)).unwrap_or_default()
}

fn answer_outline(shapes: &Shapes) -> Vec<String> {
    shapes.response.schema.as_ref().map(outline).unwrap_or_default()
}

#[test]
fn an_answer_is_found_by_its_fields() {
    let answer = r#"{"data": {"status": "approved", "id": "7"}}"#;
    let text = "Tells the state.\n\nData (the names are `assumed`):\n\n- `status` (string) - one of the states\n- `id` (string)";
    let shapes = shapes(&request("", answer, text), &[]);
    assert_eq!(answer_outline(&shapes), ["data object", "data.status string", "data.id string"]);
    let described =
        crate::dotted::property(shapes.response.schema.as_ref().expect("a schema"), "data.status");
    assert_eq!(described.map(|property| property.schema.description.as_str()), Some("one of the states"));
}

#[test]
fn a_description_adds_to_the_example_fact_by_fact() {
    let text = "
## Body

| Field | Type | Required | Description |
|---|---|---|---|
| `amount` | number | Yes | COP, minimum 1000 |
| `user` | object | Yes | |
| `user.email` | string | No | E-mail address, max 60 characters |
| `user.pin` | string | Yes | |
| `note` | string | No | not in the example |

## Response

- `data` (object)
  - `token` (string)
  - `items[]` (array)
    - `id` (integer)

## Errors

| HTTP | code | message |
|---|---|---|
| 400 | `a.b` | No |
";
    let body = r#"{"user": {"email": "a@b.example", "pin": "{{pin}}", "tags": ["x"]}, "amount": {{amount}}, "extra": null}"#;
    let shapes = shapes(&request(body, r#"{"data": {"token": "x"}}"#, text), &[]);
    assert_eq!(
        body_outline(&shapes),
        [
            "user* object",
            "user.email string longest=60 email",
            "user.pin* string secret",
            "user.tags array",
            "user.tags[] string",
            "amount* number min=1000 COP",
            "extra any null",
            "note string",
        ]
    );
    assert_eq!(
        answer_outline(&shapes),
        [
            "data object",
            "data.token string secret",
            "data.items array",
            "data.items[] object",
            "data.items[].id integer",
        ]
    );
    assert_eq!(shapes.secret_answers, ["data.token"]);
    assert_eq!(shapes.errors.len(), 1);
}

#[test]
fn parameters_are_documented_where_they_go() {
    let text = "
| In | Field | Type | Required | Description |
|---|---|---|---|---|
| path | `id` | number | Yes | which |
| query | `expand` | boolean | Yes | more |
| header | `X-Trace` | string | No | trace |
| body | `active` | boolean | Yes | on |
";
    let mut request = request(r#"{"active": true}"#, "", text);
    request.url = Url {
        path: vec!["users".into(), ":id".into()],
        query: vec![Entry { key: "expand".into(), value: Some("<boolean>".into()), ..Entry::default() }],
        ..Url::default()
    };
    let shapes = shapes(&request, &[]);
    let params: Vec<_> =
        shapes.params.iter().map(|param| (param.name.as_str(), param.schema.kind, param.required)).collect();
    assert_eq!(
        params,
        [("id", Kind::Number, true), ("expand", Kind::Boolean, true), ("X-Trace", Kind::String, false),]
    );
    assert_eq!(body_outline(&shapes), ["active* boolean"]);
}

#[test]
fn one_case_of_several_demands_nothing() {
    let text = "
- `method` (object, required)
  - `id` (number, required) - one of `1`, `2`

### 1 Card

| Field | Type | Required | Description |
|---|---|---|---|
| method.id | number | Yes | 1 |
| method.number | string | Yes | max 19 characters |
| method.name | string | Yes | max 10 characters |

### 2 Cash

- `method.name` (string, required) - max 20 characters

If `method.id` = `2`:

- `office` (string, required)
";
    let shapes = shapes(&request(r#"{"method": {"id": 1}}"#, "", text), &[]);
    assert_eq!(
        body_outline(&shapes),
        [
            "method* object",
            "method.id* number of=[1,2]",
            "method.number string longest=19",
            "method.name string",
            "office string",
        ]
    );
}

#[test]
fn a_description_alone_gives_a_body() {
    let text = "#### Cuerpo\n\n* **monto** *(número, obligatorio)*: máximo 20\n* **estado** *(texto, opcional)*: `A` activo, `I` inactivo";
    let mut request = request("", "", text);
    request.method = "POST".into();
    let shapes = shapes(&request, &[]);
    assert_eq!(body_outline(&shapes), ["monto* number max=20", r#"estado string of=["A","I"]"#]);
    assert_eq!(shapes.body.map(|body| body.kind), Some(BodyKind::Json));
}

#[test]
fn folders_explain_fields_and_errors_and_add_none() {
    let folder = "
| state | Meaning |
|---|---|
| 1 | on |
| 2 | off |

- `name`: at least 3 characters
- `unknown` (string, required)

| HTTP | Message |
|---|---|
| 401 | `Unauthorized` |
";
    let shapes = shapes(&request(r#"{"state": 1, "name": "x"}"#, "", ""), &[folder]);
    assert_eq!(body_outline(&shapes), ["state number", "name string"]);
    let labels = shapes.body.map(|body| body.schema.properties[0].schema.choice_labels.clone());
    assert_eq!(labels, Some(vec![("1".into(), "on".into()), ("2".into(), "off".into())]));
    assert_eq!(shapes.errors[0].message, "Unauthorized");
}

#[test]
fn forms_keep_their_wire_names() {
    let entry =
        |key: &str, value: &str| Entry { key: key.into(), value: Some(value.into()), ..Entry::default() };
    let entries = vec![
        entry("items[0][price]", "p_1"),
        Entry { disabled: true, description: "Optional. max 5 characters".into(), ..entry("note", "") },
        Entry { file: true, value: None, ..entry("document", "") },
        entry("tag", "a"),
        entry("tag", "b"),
    ];
    let text = "| Parameter | Required |\n|---|---|\n| items[0][price] | yes |";
    let mut request = request("", "", text);
    request.body = RawBody::Formdata(entries);
    let shapes = shapes(&request, &[]);
    assert_eq!(
        body_outline(&shapes),
        [
            "items[0][price]* string",
            "note string longest=5",
            "document string binary",
            "tag array",
            "tag[] string",
        ]
    );
}

#[test]
fn graphql_variables_are_fields_beside_a_constant_query() {
    let mut request = request("", "", "");
    request.body = RawBody::Graphql {
        query: "mutation Pay($id: ID!, $note: String) { pay(id: $id) }".into(),
        variables: r#"{"id": "7"}"#.into(),
        operation_name: "Pay".into(),
    };
    let body = shapes(&request, &[]).body.expect("a body");
    assert_eq!(
        outline(&body.schema),
        [
            "query* string",
            "operationName* string",
            "variables* object",
            "variables.id* string",
            "variables.note string",
        ]
    );
    assert_eq!(
        body.schema.property("operationName").and_then(|property| property.fixed.clone()),
        Some(json!("Pay"))
    );
}

#[test]
fn secrets_are_reported_by_place_and_copied_nowhere() {
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl";
    let mut request = request(
        &json!({"password": "hunter22", "note": jwt}).to_string(),
        &json!({"jwt": jwt}).to_string(),
        "",
    );
    request.headers =
        vec![Entry { key: "X-Auth".into(), value: Some(format!("Bearer {jwt}")), ..Entry::default() }];
    request.url.query =
        vec![Entry { key: "api_key".into(), value: Some("abcdef0123456789".into()), ..Entry::default() }];
    let shapes = shapes(&request, &[]);
    let places: Vec<_> = shapes.diagnostics.iter().map(|found| found.place.field.as_str()).collect();
    assert_eq!(places, ["header.X-Auth", "query.api_key", "body.note"]);
    let written = format!("{shapes:?}");
    for secret in [jwt, "hunter22", "abcdef0123456789"] {
        assert!(!written.contains(secret), "{secret}");
    }
}

#[test]
fn a_limit_that_the_example_breaks_is_reported_and_left_out() {
    let text = "| Field | Type | Required | Description |\n|---|---|---|---|\n| code | string | yes | max 3 characters |";
    let shapes = shapes(&request(r#"{"code": "abcdef"}"#, "", text), &[]);
    assert_eq!(body_outline(&shapes), ["code* string"]);
    assert_eq!(shapes.diagnostics[0].code, "limit-contradicted");
    assert_eq!(shapes.diagnostics[0].place.field, "body.code");
}
