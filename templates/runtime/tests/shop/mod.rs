//! A small API as data, in the shape that the generator renders, for tests of the runtime.

mod charge;
mod evidence;
pub mod notices;
mod transfer;

use codegen_runtime::runtime::core::spec::*;

static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
static SECRET: Schema = Schema { kind: Kind::String, secret: true, ..Schema::ANY };
static NUMBER: Schema = Schema { kind: Kind::Number, minimum: Some(1.0), ..Schema::ANY };
static REFERENCE: Schema = Schema { kind: Kind::String, max_length: Some(20), ..Schema::ANY };
static CURRENCY: Schema = Schema { kind: Kind::String, choices: &["\"COP\"", "\"USD\""], ..Schema::ANY };
/// Values that a shell or a terminal must not take for something else.
static ORDER: Schema = Schema {
    kind: Kind::String,
    choices: &["\"$(touch pwned)\"", "\"a b\"", "\"plain\"", "\"\\u001b[2J\""],
    ..Schema::ANY
};
static RECIPIENT: Schema = Schema {
    kind: Kind::Object,
    fields: &[
        Field { name: "key", flag: "key", required: true, fixed: None, schema: &TEXT },
        Field { name: "id", flag: "id", required: true, fixed: Some("264"), schema: &NUMBER },
    ],
    ..Schema::ANY
};

const BEARER: Header =
    Header { name: "Authorization", in_query: false, prefix: "Bearer ", source: Source::Session };

const fn body(name: &'static str, flag: &'static str, required: bool, schema: &'static Schema) -> Param {
    Param { name, argument: name, flag, location: Location::Body, required, fixed: None, schema }
}

const CALL: Operation =
    Operation { method: "POST", path: "/", headers: &[BEARER], timeout_ms: 2_000, ..Operation::EMPTY };

const fn query(name: &'static str, flag: &'static str) -> Param {
    let (location, required, fixed) = (Location::Query, false, None);
    Param { name, argument: name, flag, location, required, fixed, schema: &NUMBER }
}

/// The API.
pub static API: Api = SHOP;

/// The same for others to vary.
pub const SHOP: Api = Api {
    name: "shop",
    title: "Shop",
    app: "shop",
    about: "Sells things",
    env_prefix: "SHOP",
    build: Build {
        version: "1.2.3",
        generator: "0.1.0",
        rust_version: "1.89",
        collection: "shop.postman_collection.json",
        collection_sha256: "00",
    },
    environments: &[
        Environment {
            name: "sandbox",
            base_url: "https://sandbox.shop.example",
            production: false,
            sign_up_url: Some("https://sandbox.shop.example/join"),
        },
        Environment { name: "prod", base_url: "https://shop.example", production: true, sign_up_url: None },
    ],
    default_environment: "sandbox",
    currency: Some("COP"),
    time_zone: Some(TimeZone { name: "America/Bogota", rule: "<-05>5" }),
    envelope: Some(Envelope {
        status: "statusCode",
        success: "00",
        data: Some("data"),
        message: Some("message"),
        error_code: None,
    }),
    login: Some(Login {
        operation: "login",
        fields: &[
            LoginField { field: "username", variable: "USERNAME", secret: false },
            LoginField { field: "password", variable: "PASSWORD", secret: true },
        ],
        token: "data.token",
        lifetime_seconds: 7_200,
        renew_on: &[401],
    }),
    product: Product { public_ip_url: Some("https://ip.shop.example"), ..Product::USUAL },
    notices: &[notices::NOTICE],
    flows: &[Flow {
        name: "send-money",
        title: "Send money",
        description: "Sends money and follows it.",
        steps: &[
            FlowStep {
                operations: &["pay-out"],
                ask: &["amount", "currency", "recipient.key"],
                set: &[("note", "\"by an agent\"")],
                take: &[],
                look_up: &[FlowLookup {
                    field: "reference",
                    operation: "search",
                    answer: "data[].reference",
                }],
                confirm: &["amount", "recipient.key"],
                note: "It cannot be called back.",
            },
            FlowStep {
                operations: &["status"],
                ask: &[],
                set: &[],
                take: &[("reference", "data.reference")],
                look_up: &[],
                confirm: &[],
                note: "",
            },
        ],
    }],
    skill: Some(Skill {
        name: "shop-skill",
        files: &[
            SkillFile { path: "SKILL.md", text: "---\nname: shop-skill\ndescription: Sells.\n---\nSell.\n" },
            SkillFile { path: "references/pay-out.md", text: "Pay out.\n" },
        ],
    }),
    whatsapp: Some(Whatsapp {
        base_url: "https://kapso.example/v1",
        title: "Shop",
        language: Language::English,
        messages: &[Message {
            key: "charges.create",
            operation: "charge",
            label: "Payment link",
            texts: &[
                "{{merchant}} asks you for {{amount}}. Pay here:\n{{url}}",
                "{{merchant}} sent you a link to pay:\n{{url}}",
            ],
            url: Some("data.url"),
        }],
    }),
    settings: &[Setting { name: "PARTNER_KEY", about: "key of the partner", secret: true, address: false }],
    groups: &[GROUP],
    folders: &[
        Folder { name: "shop", title: "Shop", text: "Every payout is looked up afterwards." },
        Folder { name: "about", title: "About us", text: "A shop for tests." },
    ],
    ..Api::EMPTY
};

/// All that it does.
pub const GROUP: Group = Group { name: "shop", title: "Shop", operations: OPERATIONS };

static OPERATIONS: &[Operation] = &[
    Operation {
        id: "login",
        command: &["auth-login"],
        tool: "log_in",
        title: "Log in",
        summary: "Gives a session token.",
        path: "/auth/login",
        class: Class::SafeMutation,
        nature: Nature::Login,
        params: &[body("username", "username", true, &TEXT), body("password", "password", true, &SECRET)],
        body: BodyKind::Json,
        headers: &[],
        variants: &[],
        conditions: &[],
        secret_answers: &["data.token"],
        ..CALL
    },
    Operation {
        id: "pay-token",
        command: &["pay-token"],
        tool: "pay_token",
        title: "Payout token",
        summary: "Gives a token for one payout.",
        path: "/tokens",
        class: Class::SafeMutation,
        nature: Nature::Token,
        params: &[Param {
            name: "service",
            argument: "service",
            flag: "service",
            location: Location::Body,
            required: true,
            fixed: Some("\"/payouts\""),
            schema: &TEXT,
        }],
        body: BodyKind::Json,
        variants: &[],
        conditions: &[],
        secret_answers: &["data.token"],
        ..CALL
    },
    Operation {
        id: "pay-out",
        command: &["pay-out"],
        tool: "pay_out",
        aliases: &["old_pay_out"],
        title: "Pay out",
        summary: "Sends money to a recipient.",
        path: "/payouts",
        params: &[
            body("amount", "amount", true, &NUMBER),
            body("currency", "currency", false, &CURRENCY),
            body("reference", "reference", true, &REFERENCE),
            body("recipient", "recipient", true, &RECIPIENT),
        ],
        body: BodyKind::Json,
        steps: &[TokenStep { operation: "pay-token", token: "data.token", header: "X-Transaction-Token" }],
        repeat: Repeat::Reference("reference"),
        lookup: Some(Lookup { operation: "status", argument: "reference", field: "reference" }),
        variants: &[],
        conditions: &[],
        secret_answers: &["data.voucher"],
        follow: Follow { scan: Some(Scan { field: "data.link", always: false }), ..Follow::NOTHING },
        docs: r#"{"description":"Sends **money**.","prose":"Only on working days.","params":[{"argument":"amount","description":"in COP","unit":"COP"}],
                  "errors":[{"status":409,"code":"duplicate","message":"Duplicado","meaning":"It was paid before; do not repeat it."}]}"#,
        ..CALL
    },
    charge::CHARGE,
    Operation {
        id: "status",
        command: &["payouts", "status"],
        tool: "payout_status",
        title: "Payout status",
        summary: "Tells what became of a payout.",
        method: "GET",
        path: "/payouts/{reference}",
        class: Class::ReadOnly,
        params: &[Param {
            name: "reference",
            argument: "reference",
            flag: "reference",
            location: Location::Path,
            required: true,
            fixed: None,
            schema: &TEXT,
        }],
        follow: Follow {
            wait: Some(Wait { field: "data.status", done: &["2"], failed: &["3"], again: true }),
            ..Follow::NOTHING
        },
        docs: r#"{"response":{"properties":{"data":{"properties":{
                    "status":{"x-labels":{"1":"pending","2":"approved","3":"rejected"}},"amount":{"x-unit":"COP"}}}}}}"#,
        ..CALL
    },
    Operation {
        id: "search",
        command: &["payouts", "search"],
        tool: "search_payouts",
        title: "Search payouts",
        summary: "Finds payouts.",
        method: "GET",
        path: "/payouts",
        class: Class::ReadOnly,
        follow: Follow {
            pages: Some(Pages {
                argument: "page",
                size: Some("page[size]"),
                step: PageStep::Number { first: 1 },
            }),
            ..Follow::NOTHING
        },
        params: &[
            query("page[size]", "page-size"),
            query("page", "page"),
            Param {
                name: "order",
                argument: "order",
                flag: "order",
                location: Location::Query,
                required: false,
                fixed: None,
                schema: &ORDER,
            },
        ],
        ..CALL
    },
    Operation {
        id: "partner-report",
        command: &["partner-report"],
        tool: "partner_report",
        title: "Partner report",
        summary: "Reads the partner's report.",
        method: "GET",
        path: "/partner/report",
        class: Class::ReadOnly,
        headers: &[Header {
            name: "X-Partner-Key",
            in_query: false,
            prefix: "",
            source: Source::Setting("PARTNER_KEY"),
        }],
        variants: &[],
        conditions: &[],
        secret_answers: &["data[].pin"],
        ..CALL
    },
    Operation {
        id: "notice",
        command: &["notice"],
        tool: "explain_notice",
        title: "Notice",
        summary: "Arrives at your own server.",
        path: "/notice",
        class: Class::SafeMutation,
        nature: Nature::Callback,
        params: &[body("reference", "reference", false, &TEXT)],
        headers: &[],
        docs: r#"{"description":"Arrives **when** a payout ends.","prose":"Arrives when a payout ends.",
                  "examples":[{"name":"paid","body":{"reference":"r-0","status":2}}]}"#,
        ..CALL
    },
    evidence::EVIDENCE,
    transfer::TRANSFER,
    transfer::EVENTS,
];
