//! A transfer for which the tool fills in what it knows itself, and a list whose pages are linked.

use codegen_runtime::runtime::core::spec::*;

use super::{CALL, NUMBER, TEXT, body};

static REFERENCE: Schema =
    Schema { kind: Kind::String, min_length: Some(1), max_length: Some(20), ..Schema::ANY };
static ADDRESS: Schema = Schema { kind: Kind::String, format: Some(Format::Ip), ..Schema::ANY };
static NOTICES: Schema = Schema { kind: Kind::String, format: Some(Format::Uri), ..Schema::ANY };
static PAYER: Schema = Schema {
    kind: Kind::Object,
    fields: &[
        Field { name: "name", flag: "name", required: true, fixed: None, schema: &TEXT },
        Field { name: "ip", flag: "ip", required: true, fixed: None, schema: &ADDRESS },
    ],
    ..Schema::ANY
};

/// Sends money under a reference of its own.
pub const TRANSFER: Operation = Operation {
    id: "transfer",
    command: &["transfer"],
    tool: "transfer",
    title: "Transfer",
    summary: "Sends money under a reference of its own.",
    path: "/transfers",
    params: &[
        body("amount", "amount", true, &NUMBER),
        body("to", "to-account", true, &TEXT),
        body("payer", "payer", true, &PAYER),
        body("reference", "reference", true, &REFERENCE),
        body("notifyUrl", "notify-url", true, &NOTICES),
    ],
    body: BodyKind::Json,
    repeat: Repeat::Reference("reference"),
    lookup: Some(Lookup { operation: "status", argument: "reference", field: "reference" }),
    automatic: &[
        Automatic { path: "payer.ip", from: Provider::PublicIp },
        Automatic { path: "reference", from: Provider::Reference },
        Automatic { path: "notifyUrl", from: Provider::WebhookUrl },
    ],
    docs: r#"{"errors":[{"status":401,"message":"Unauthorized","meaning":"The bearer is missing or over."}]}"#,
    ..CALL
};

/// Reads pages that name the next one in a header.
pub const EVENTS: Operation = Operation {
    id: "events",
    command: &["events"],
    tool: "list_events",
    title: "Events",
    summary: "Lists events.",
    method: "GET",
    path: "/events",
    class: Class::ReadOnly,
    follow: Follow {
        pages: Some(Pages { argument: "", size: None, step: PageStep::Link }),
        ..Follow::NOTHING
    },
    ..CALL
};
