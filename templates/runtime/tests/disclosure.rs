//! What a plan and a question show of a request, and where credentials go, in every place that a request has.

mod shop;

use std::sync::Arc;

use codegen_runtime::runtime::core::answer::Response;
use codegen_runtime::runtime::core::call::{Call, Next};
use codegen_runtime::runtime::core::confirmation;
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::plan;
use codegen_runtime::runtime::core::request::{HeaderValue, Request};
use codegen_runtime::runtime::core::session::{Method, Session};
use codegen_runtime::runtime::core::spec::*;
use codegen_runtime::runtime::core::target::Target;
use jiff::Timestamp;
use serde_json::{Value, json};
use shop::API;

const CANARY: &str = "canary-4711";

static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
static SECRET: Schema = Schema { kind: Kind::String, secret: true, ..Schema::ANY };
static CARD: Schema = Schema {
    kind: Kind::Object,
    fields: &[Field { name: "cvv", flag: "cvv", required: false, fixed: None, schema: &SECRET }],
    ..Schema::ANY
};
static CARDS: Schema = Schema { kind: Kind::Array, items: Some(&CARD), ..Schema::ANY };

const fn param(name: &'static str, location: Location, schema: &'static Schema) -> Param {
    Param { name, argument: name, flag: name, location, required: false, fixed: None, schema }
}

const SALE: Operation = Operation {
    id: "sale",
    command: &["sale"],
    tool: "sale",
    title: "Sale",
    method: "POST",
    path: "/sales/{code}",
    params: &[
        param("code", Location::Path, &SECRET),
        param("key", Location::Query, &SECRET),
        param("to", Location::Query, &TEXT),
        param("x-pin", Location::Header, &SECRET),
        param("cards", Location::Body, &CARDS),
        param("amount", Location::Body, &TEXT),
    ],
    body: BodyKind::Json,
    headers: &[
        Header { name: "Authorization", in_query: false, prefix: "Bearer ", source: Source::Session },
        Header { name: "api_key", in_query: true, prefix: "", source: Source::Setting("PARTNER_KEY") },
    ],
    timeout_ms: 1_000,
    ..Operation::EMPTY
};

static JSON: Operation = SALE;
static FORM: Operation = Operation { body: BodyKind::Urlencoded, ..SALE };
static MULTIPART: Operation = Operation { body: BodyKind::Multipart, ..SALE };
static GRAPHQL: Operation = Operation { body: BodyKind::Graphql("mutation { sell }"), ..SALE };
static WHOLE: Operation = Operation {
    params: &[param("code", Location::Path, &SECRET), param("cards", Location::WholeBody, &CARDS)],
    ..SALE
};

fn target() -> Target {
    Target::new(&API, API.environment("sandbox").expect("declared"), None).expect("valid")
}

fn call(operation: &'static Operation, arguments: &Value) -> Call {
    let mut credentials = Credentials::default();
    credentials.settings.insert("PARTNER_KEY", CANARY.into());
    let arguments = arguments.as_object().expect("an object").clone();
    let mut call = Call::new(&API, operation, target(), arguments, credentials).expect("acceptable");
    call.signed_in(Session::new(CANARY.into(), Timestamp::MAX, target().origin(), Method::Login));
    call
}

fn whole() -> Value {
    json!({"code": CANARY, "key": CANARY, "to": "ana", "x-pin": CANARY, "cards": [{"cvv": CANARY}], "amount": "5"})
}

fn sends(call: &mut Call) -> Request {
    match call.advance() {
        Next::Send(request) => Arc::unwrap_or_clone(request),
        other => panic!("expected a request, got {other:?}"),
    }
}

#[test]
fn neither_a_plan_nor_a_question_holds_a_secret_in_any_encoding() {
    let reduced = json!({"code": CANARY, "cards": [{"cvv": CANARY}]});
    for (operation, arguments) in
        [(&JSON, whole()), (&FORM, whole()), (&MULTIPART, whole()), (&GRAPHQL, whole()), (&WHOLE, reduced)]
    {
        let mut call = call(operation, &arguments);
        let plan = plan::plan(&call).expect("built").to_string();
        assert!(!plan.contains("4711"), "{plan}");
        assert!(plan.contains("***"), "{plan}");
        let question = confirmation::question(&call).expect("composed");
        assert!(!format!("{question:?}").contains("4711"), "{question:?}");
        let sent = sends(&mut call);
        assert!(sent.url.as_str().contains("/sales/canary-4711"), "what is sent is not masked: {}", sent.url);
        assert!(sent.url.as_str().contains("api_key=canary-4711"));
    }
}

#[test]
fn a_question_shows_every_part_of_the_request_once_and_says_what_it_leaves_out() {
    for operation in [&JSON, &FORM] {
        let question = confirmation::question(&call(operation, &whole())).expect("composed");
        let named = |name: &str| question.lines.iter().filter(|(known, _)| known == name).count();
        for name in ["code", "to", "x-pin", "amount", "cards[0].cvv"] {
            assert_eq!(named(name), 1, "{name}: {:?}", question.lines);
        }
    }
    let mut arguments = whole();
    arguments["cards"] = vec![json!({"cvv": "1"}); 100].into();
    arguments["amount"] = json!("20000");
    let question = confirmation::question(&call(&JSON, &arguments)).expect("composed");
    for name in ["to", "amount"] {
        assert!(question.lines.iter().any(|(known, _)| known == name), "{name} is pushed out of sight");
    }
    assert_eq!(question.lines.last().map(|(name, _)| name.as_str()), Some("not shown"));
}

#[test]
fn a_foreign_origin_gets_no_credential_of_any_kind() {
    static FOREIGN: Operation = Operation {
        foreign_origin: Some(Origin::Known("https://elsewhere.example")),
        steps: &[TokenStep { operation: "pay-token", token: "data.token", header: "X-Transaction-Token" }],
        ..SALE
    };
    let mut call = call(&FOREIGN, &json!({"code": "c", "to": "ana"}));
    assert!(!call.needs_session());
    let request = sends(&mut call);
    assert_eq!(request.url.as_str(), "https://elsewhere.example/sales/c?to=ana");
    assert!(request.headers.iter().all(|(_, value)| matches!(value, HeaderValue::Plain(_))), "{request:?}");
    assert_eq!(plan::plan(&call).expect("built")["fetched_first"], json!([]));
}

#[test]
fn a_host_that_only_the_user_knows_gets_no_credential_either() {
    static FOREIGN: Operation = Operation { foreign_origin: Some(Origin::Setting("WASP_URL")), ..SALE };
    let arguments = json!({"code": "c", "to": "ana"});
    let missing = call(&FOREIGN, &arguments);
    assert_eq!(missing.check_settings().expect_err("unset").code, "setting-missing");
    assert_eq!(missing.preview().expect("built").url.as_str(), "https://wasp-url.invalid/sales/c?to=ana");
    let mut known = Credentials::default();
    known.addresses.insert("WASP_URL", "https://wasp.example/v2".parse().expect("an address"));
    let arguments = arguments.as_object().expect("an object").clone();
    let mut call = Call::new(&API, &FOREIGN, target(), arguments, known).expect("built");
    let request = sends(&mut call);
    assert_eq!(request.url.as_str(), "https://wasp.example/v2/sales/c?to=ana");
    assert!(request.headers.iter().all(|(_, value)| matches!(value, HeaderValue::Plain(_))), "{request:?}");
}

#[test]
fn two_tokens_of_one_operation_are_two_requests() {
    static TWO: Operation = Operation {
        steps: &[
            TokenStep { operation: "pay-token", token: "first", header: "X-First" },
            TokenStep { operation: "pay-token", token: "second", header: "X-Second" },
        ],
        ..SALE
    };
    let mut call = call(&TWO, &json!({"code": "c"}));
    for _ in 0..2 {
        assert_eq!(sends(&mut call).url.path(), "/tokens");
        let body = br#"{"first":"1","second":"2"}"#.to_vec();
        call.report(&Ok(Response { status: 200, headers: Vec::new(), body }));
    }
    let request = sends(&mut call);
    let value = |name: &str| request.headers.iter().find(|(known, _)| known == name).map(|(_, v)| v.expose());
    assert_eq!((value("x-first"), value("x-second")), (Some("1"), Some("2")));
}
