use crate::lower::schemas::Reader;
use crate::lower::variables::Variables;
use crate::model::{Demand, Schema, When};
use crate::postman::{Body, Request};

/// What comes of a description: alternatives and conditions, a line each.
fn of(body: &str, description: &str) -> Vec<String> {
    let request = Request {
        method: "POST".into(),
        description: description.into(),
        body: Body::Raw { text: body.into(), language: "json".into() },
        ..Request::default()
    };
    let shapes = Reader::new(&Variables::default(), "a.json").shapes(&request, &[]);
    let mut lines = Vec::new();
    for variants in &shapes.variants {
        for case in &variants.cases {
            let values: Vec<_> = case.values.iter().map(ToString::to_string).collect();
            let star = |required: bool| if required { "*" } else { "" };
            let fields: Vec<_> = case
                .fields
                .iter()
                .map(|field| format!("{}{}{}", field.path, star(field.required), limit(&field.schema)))
                .collect();
            lines.push(format!("{}={} {}: {}", variants.by, values.join("|"), case.label, fields.join(" ")));
        }
    }
    for condition in &shapes.conditions {
        let when: Vec<_> = condition.when.iter().map(premise).collect();
        let demand = match &condition.demand {
            Demand::BeGiven => "given".to_owned(),
            Demand::BeAbsent => "absent".to_owned(),
            Demand::BeAtLeast(number) => format!(">= {number}"),
            Demand::BeAtMost(number) => format!("<= {number}"),
            Demand::HaveAtLeast(length) => format!("at least {length} long"),
            Demand::HaveAtMost(length) => format!("at most {length} long"),
            Demand::Match(pattern) => pattern.clone(),
            Demand::BeOneOf(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"),
        };
        lines.push(format!("{} -> {} {demand}", when.join("&"), condition.field));
    }
    let doubts = shapes.diagnostics.iter().filter(|found| found.code == "condition-contradicted");
    lines.extend(doubts.map(|found| format!("contradicted {}", found.place.field)));
    lines
}

fn limit(schema: &Schema) -> String {
    schema.max_length.map(|length| format!("<{length}")).unwrap_or_default()
}

fn premise(when: &When) -> String {
    let values: Vec<_> = when.values.iter().map(ToString::to_string).collect();
    if values.is_empty() { when.field.clone() } else { format!("{}={}", when.field, values.join("|")) }
}

const TWO_CASES: [&str; 2] =
    ["pay.type=\"card\" : pay.number*<19 pay.holder", "pay.type=\"bank\" : pay.iban*<34"];

#[test]
fn sections_of_all_cases_are_alternatives() {
    let intro = "- `pay` (object, required)\n  - `type` (string, required) - one of `card`, `bank`\n\n";
    let tables = "### `type` = `card`\n\n| Field | Type | Required | Notes |\n|---|---|---|---|\n| `pay.number` | string | yes | max 19 characters |\n| `pay.holder` | string | no | Name |\n\n### Bank\n\n- `pay.iban` (string, required, max 34)\n";
    let lists = "When `type` is `card`:\n\n- `pay.number` (string, required, max 19)\n- `pay.holder` (string, optional)\n\nSi `type` es `bank`:\n\n- `pay.iban` (string, obligatorio, max 34)\n";
    let nested = "  - if `type` is `card`:\n    - `number` (string, required, max 19)\n    - `holder` (string)\n  - if `type` is `bank`:\n    - `iban` (string, required, max 34)\n";
    for text in [tables, lists] {
        assert_eq!(
            of(r#"{"pay": {"type": "card", "number": "4"}}"#, &format!("{intro}{text}")),
            TWO_CASES,
            "{text}"
        );
    }
    assert_eq!(
        of(
            r#"{"pay": {"type": "card"}}"#,
            &format!("{}{nested}", intro.trim_end_matches('\n').to_owned() + "\n")
        ),
        TWO_CASES
    );
}

#[test]
fn a_table_of_cases_lists_their_fields() {
    let body = r#"{"amount": 9, "way": {"id": 1, "phone": "300"}}"#;
    let english = "| way.id | Method | Minimum amount (COP) | Required fields | Optional fields |\n|---|---|---|---|---|\n| 1 | Phone | 5 | `phone` | - |\n| 2 | Cash | - | - | `note` |\n";
    let spanish = "| Campos opcionales | Campos obligatorios | Mínimo de amount | Método | way.id |\n|---|---|---|---|---|\n| - | `phone` | 5 | Phone | 1 |\n| `note` | ninguno | - | Cash | 2 |\n";
    let fields = "- `way` (object)\n  - `id` (number, required)\n  - `phone`, `note` (string)\n\n";
    for table in [english, spanish] {
        // Fields that are documented for all cases stay everybody's, and what one case demands is a condition.
        assert_eq!(
            of(body, &format!("{fields}{table}")),
            ["way.id=1 -> amount >= 5", "way.id=1 -> way.phone given"]
        );
        let sections = format!(
            "{table}\n### 1 Phone\n\n- `way.phone` (string, required)\n\n### Cash\n\n- `way.note` (string, max 9)\n"
        );
        let expected = ["way.id=1 Phone: way.phone*", "way.id=2 Cash: way.note<9", "way.id=1 -> amount >= 5"];
        assert_eq!(of(body, &sections), expected, "{table}");
    }
}

#[test]
fn half_of_the_cases_forbid_nothing() {
    let text = "- `type` (string, required) - one of `card`, `bank`, `cash`\n\n### `type` = `card`\n\n- `number` (string, required)\n- `holder` (string)\n";
    assert_eq!(of(r#"{"type": "card", "number": "1"}"#, text), ["type=\"card\" -> number given"]);
}

#[test]
fn what_every_case_has_alike_is_a_plain_field() {
    let text = "- `type` (string, required) - one of `a`, `b`\n\n### `type` = `a`\n\n- `x` (string, required, max 5)\n- `y` (string)\n\n### `type` = `b`\n\n- `x` (string, required, max 5)\n";
    assert_eq!(of(r#"{"type": "a"}"#, text), ["type=\"a\" : y", "type=\"b\" : "]);
}

#[test]
fn rules_between_fields_in_all_places() {
    let body = r#"{"kind": "P", "doc": "12345678", "taxId": null, "mail": ""}"#;
    let kind = "| Field | Type | Required | Limits |\n|---|---|---|---|\n| `kind` | string | yes | one of `P`, `C` |\n";
    for (text, expected) in [
        (format!("{kind}| `taxId` | string | Yes, if `kind` is `C` | |\n"), "kind=\"C\" -> taxId given"),
        (format!("{kind}| `taxId` | string | for `C` | |\n"), "kind=\"C\" -> taxId given"),
        (format!("{kind}| `taxId` | string | Sí, si kind = C | |\n"), "kind=\"C\" -> taxId given"),
        (format!("{kind}| `doc` | string | yes | person (`kind` = `P`) pattern `^\\d+$` |\n"), "kind=\"P\" -> doc ^\\d+$"),
        (format!("{kind}\n- If `kind` is `C`, `taxId` is required."), "kind=\"C\" -> taxId given"),
        (format!("{kind}\nRules for `doc` by `kind`:\n\n- `P` person: 7-10 digits\n- `C`: anything"), "kind=\"P\" -> doc ^\\d{7,10}$"),
        (format!("{kind}\nReglas de `doc`, según `kind`:\n\n| Valor | Longitud |\n|---|---|\n| P | 10 |"), "kind=\"P\" -> doc at most 10 long"),
        ("| Field | Type | Required | When |\n|---|---|---|---|\n| `kind` | string | yes | |\n| `taxId` | string | yes | kind = C |\n".into(), "kind=\"C\" -> taxId given"),
        ("- `mail` (string) - obrigatório quando `taxId` for informado".into(), "taxId -> mail given"),
    ] {
        assert_eq!(of(body, &text), [expected], "{text}");
    }
}

#[test]
fn what_fits_no_field_or_not_the_example_is_left_out() {
    let body = r#"{"kind": "P", "doc": "12"}"#;
    for text in [
        "If `colour` is `red`, `doc` is required",
        "If `kind` is `P`, `colour` is required",
        "- `kind` (string) - one of `P`, `C`\n- If `kind` is `X`, `doc` is required",
        "## Response\n\nIf `kind` is `C`, `doc` is required",
        "- `doc` (string) - required if `kind` is not `P`",
        "Formerly, if `kind` was `C`, `doc` is required",
    ] {
        assert_eq!(of(body, text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(of(body, "If `kind` = `P`: `doc` must match `^\\d{5}$`"), ["contradicted body.doc"]);
}
