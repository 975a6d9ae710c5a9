//! A small API whose every text tries to become something else.

use postman_codegen::model::{
    Api, Auth, AuthScheme, Automatic, Body, BodyKind, Chain, Class, ClientAuthentication, Credential,
    DocumentedError, Envelope, Environment, Example, Feed, FixedHeader, Flow, FlowLookup, FlowStep, Follow,
    Grant, Group, Identity, Kind, Location, Login, LoginField, Lookup, Message, Money, Nature, Notice,
    NoticeEvent, NoticeProof, NoticeStatus, OAuth, Operation, PageStep, Pages, Param, Placement, Property,
    Provider, RedirectStyle, Repeat, Response, Safety, Scan, Schema, Setting, SignEncoding, Signature,
    SignatureHash, Skill, Step, Target, TargetKind, Translation, Wait, Whatsapp,
};
use serde_json::{Value, json};

/// Quotes, both template languages, comment ends, raw-string ends, controls, bidi, a code block, a character beyond
/// the basic plane.
pub const HOSTILE: &str = "a\"b'c\\d {{ app }} {% raw %} }} */ \"# \"## r#\" // <!-- --> </script> ```\n\n    \
    assert!(false); // an indented code block\n\n\u{0}\u{1b}[31m\r\u{202e}\u{200b}\u{feff}\u{1d11e} ../../etc | `x` $(x) \
    #{x} %s \\u{41} \u{2028}";

fn text() -> String {
    HOSTILE.to_owned()
}

fn schema(name: &str) -> Schema {
    Schema {
        kind: Kind::String,
        nullable: true,
        description: text(),
        choices: vec![json!(HOSTILE), json!(1.5), Value::Null],
        choice_labels: vec![(json!(HOSTILE).to_string(), text())],
        minimum: "3.14".parse().ok(),
        maximum: "-0".parse().ok(),
        min_length: Some(u64::MAX),
        pattern: Some(format!("{name}[\"\\\\]+")),
        format: Some("uri".into()),
        unit: Some(text()),
        default: Some(json!(HOSTILE)),
        example: Some(json!({HOSTILE: [HOSTILE]})),
        ..Schema::default()
    }
}

fn property(name: &str) -> Property {
    let inner =
        Property { name: text(), required: true, fixed: Some(json!({HOSTILE: 1})), schema: schema("inner") };
    let object = Schema { properties: vec![inner], ..Schema::of(Kind::Object) };
    let list = Schema { items: Some(Box::new(object)), ..Schema::of(Kind::Array) };
    Property { name: name.into(), required: true, fixed: None, schema: list }
}

/// An operation of that id whose texts are all hostile.
pub fn operation(index: usize, folder: &[&str], id: &str) -> Operation {
    let mut path: Vec<String> = folder.iter().map(|name| (*name).to_owned()).collect();
    path.push(text());
    let param = |location, name: &str| Param {
        location,
        name: name.into(),
        schema: schema(name),
        required: true,
        fixed: None,
    };
    let properties =
        vec![property("user"), property("user"), property("../../x"), property("json"), property(HOSTILE)];
    let secret = Schema { secret: true, example: Some(json!("hunter2")), ..Schema::of(Kind::String) };
    let token = Property { name: "token".into(), required: false, fixed: None, schema: secret };
    let answer = Schema { properties: vec![token], ..Schema::of(Kind::Object) };
    Operation {
        index,
        id: id.into(),
        path,
        method: "POST".into(),
        url: text(),
        foreign_origin: Some(text()),
        host_setting: None,
        route: "/x/{user}".into(),
        cli: vec!["x".into(), text()],
        mcp: text(),
        aliases: vec![text()],
        title: text(),
        summary: text(),
        description: text(),
        nature: Nature::Callback,
        params: vec![
            param(Location::Path, "user"),
            param(Location::Query, "user"),
            param(Location::Header, HOSTILE),
        ],
        body: Some(Body {
            kind: BodyKind::Json,
            schema: Schema { properties, ..Schema::of(Kind::Object) },
            example: Some(json!({"user": HOSTILE})),
            content_type: None,
        }),
        response: Response {
            schema: Some(answer),
            examples: vec![
                Example { name: text(), status: Some(200), body: json!({"token": "hunter2", "x": HOSTILE}) },
                Example { name: text(), status: None, body: json!([{"pin": "4321"}]) },
            ],
        },
        errors: vec![DocumentedError {
            status: Some(400),
            code: Some(text()),
            message: text(),
            meaning: text(),
        }],
        headers: vec![FixedHeader { name: text(), value: text() }],
        auth: Auth::Schemes {
            schemes: vec![AuthScheme {
                placement: Placement::Basic,
                credential: Credential::Basic { user: text(), password: Some(text()) },
            }],
        },
        steps: vec![Step { operation: text(), token: text(), header: text() }],
        safety: Safety { class: Class::Dangerous, evidence: Vec::new() },
        timeout_ms: u64::MAX,
        repeat: Repeat::Reference { field: text() },
        lookup: Some(Lookup { operation: id.into(), argument: text(), field: "user.x".into() }),
        money: Money { amount: Some(text()), recipient: Some(text()), price: Some(text()) },
        variants: Vec::new(),
        conditions: Vec::new(),
        automatic: vec![Automatic { field: text(), from: Provider::Reference }],
        flags: vec![(text(), text())],
        secret_answers: vec!["[].pin".into(), text()],
        follow: Follow {
            wait: Some(Wait { field: text(), done: vec![text()], failed: vec![text()], again: true }),
            pages: Some(Pages {
                parameter: text(),
                by: PageStep::Cursor { next: text() },
                size: Some("user".into()),
            }),
            scan: Some(Scan { field: text(), always: true }),
            feeds: vec![Feed { operation: text(), values: vec![text()] }],
        },
    }
}

/// The whole of it.
pub fn api() -> Api {
    let ids = ["../../../etc/passwd", "con", "type", "a b", "a-b", "OPERATIONS", HOSTILE, "", "é", "schemas"];
    let folders: [&[&str]; 5] = [&[], &["type"], &["../.."], &[HOSTILE, "docs"], &["api"]];
    let operations = ids
        .iter()
        .enumerate()
        .map(|(index, id)| {
            operation(index, folders.get(index % folders.len()).copied().unwrap_or_default(), id)
        })
        .collect();
    Api {
        name: text(),
        title: text(),
        description: text(),
        language: "en".into(),
        environments: vec![Environment {
            name: text(),
            base_url: text(),
            production: true,
            sign_up_url: Some(text()),
        }],
        default_environment: text(),
        currency: Some(text()),
        time_zone: Some(text()),
        envelope: Some(Envelope {
            status: text(),
            success: text(),
            data: Some(text()),
            message: None,
            error_code: Some(text()),
        }),
        login: Some(Login {
            operation: text(),
            host: Some(text()),
            fields: vec![LoginField { field: text(), variable: text(), secret: true }],
            token: text(),
            lifetime_seconds: 60,
            renew_on: vec![401],
        }),
        session: None,
        oauth: Some(OAuth {
            grants: vec![Grant::AuthorizationCode, Grant::DeviceCode, Grant::ClientCredentials],
            token_url: text(),
            authorize_url: Some(text()),
            device_url: Some(text()),
            revoke_url: Some(text()),
            client_id: Some(text()),
            client_id_setting: Some(text()),
            client_secret_setting: Some(text()),
            client_authentication: ClientAuthentication::Body,
            scopes: vec![text()],
            extra: vec![(text(), text())],
            redirect: RedirectStyle::CallbackPort,
            pending_exit: Some(2),
        }),
        whatsapp: Some(Whatsapp {
            base_url: text(),
            title: text(),
            language: text(),
            messages: vec![Message {
                key: text(),
                operation: text(),
                label: text(),
                texts: vec![text()],
                url: Some(text()),
            }],
        }),
        translations: vec![Translation { language: "en".into(), texts: vec![(text(), text())] }],
        flows: vec![Flow {
            name: text(),
            title: text(),
            description: text(),
            steps: vec![FlowStep {
                operations: vec![text()],
                ask: vec![text()],
                set: vec![(text(), json!(HOSTILE))],
                take: vec![(text(), text())],
                look_up: vec![FlowLookup {
                    field: text(),
                    operation: text(),
                    answer: text(),
                    name: Some(text()),
                    given: vec![(text(), text())],
                }],
                confirm: vec![text()],
                hand_over: vec![text()],
                note: text(),
                explain: vec![text()],
            }],
        }],
        notices: vec![Notice {
            operation: text(),
            title: text(),
            key: text(),
            key_about: text(),
            signature: Signature::Fields {
                hash: SignatureHash::Sha1,
                fields: vec![text()],
                joiner: text(),
                key_last: true,
                sign: text(),
                encoding: SignEncoding::Hex,
            },
            delivery: vec![text()],
            reference: text(),
            created: Some(text()),
            status: NoticeStatus { field: text(), paid: vec![text()] },
            proof: Some(NoticeProof { operation: text(), argument: text(), agrees: vec![(text(), text())] }),
            fresh: vec![text()],
            events: vec![NoticeEvent {
                name: text(),
                about: text(),
                example: Some(text()),
                without: vec![text()],
                set: vec![(text(), text().into())],
            }],
        }],
        skill: Some(Skill {
            name: Some(text()),
            language: None,
            description: text(),
            keywords: vec![text()],
            words: vec![(text(), text())],
        }),
        identity: Some(Identity {
            operation: text(),
            account: Some(text()),
            environment: Some(text()),
            environments: vec![(text(), text())],
        }),
        public_ip_url: Some(text()),
        settings: vec![Setting {
            name: text(),
            variable: text(),
            about: text(),
            secret: true,
            address: false,
        }],
        groups: vec![Group { path: vec![text()], description: text() }],
        operations,
        chains: Vec::<Chain>::new(),
        targets: Vec::new(),
        requests: ids.len(),
        source_sha256: "00".into(),
        source_file: "../x\n*/ {{ }}.json".into(),
        diagnostics: Vec::new(),
    }
}

/// A target of that kind.
pub fn target(kind: TargetKind, language: &str) -> Target {
    Target {
        kind,
        name: "hostile-tool".into(),
        version: "1.2.3".into(),
        env_prefix: "HOSTILE".into(),
        language: language.into(),
        about: text(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    }
}
