//! A small API as an honest team would write it.

use postman_codegen::model::{
    Api, Auth, Automatic, Body, BodyKind, Case, CaseField, Class, Condition, Demand, DocumentedError,
    Envelope, Environment, Example, Kind, Location, Login, LoginField, Lookup, Money, Nature, Operation,
    Param, Placement, Property, Provider, Repeat, Response, Safety, Schema, Setting, Step, Variants, When,
};
use serde_json::{Value, json};

fn operation(index: usize, id: &str, method: &str, class: Class) -> Operation {
    Operation {
        index,
        id: id.into(),
        path: vec!["Sales".into(), id.replace('-', " ")],
        method: method.into(),
        url: format!("{{{{baseUrl}}}}/{id}"),
        route: format!("/{id}"),
        cli: vec![id.into()],
        mcp: id.replace('-', "_"),
        title: id.replace('-', " "),
        summary: format!("Does {}.", id.replace('-', " ")),
        auth: Auth::session(Placement::Bearer),
        safety: Safety { class, evidence: Vec::new() },
        timeout_ms: 30_000,
        ..Operation::default()
    }
}

fn field(name: &str, required: bool, schema: Schema) -> Property {
    Property { name: name.into(), required, fixed: None, schema }
}

fn object(properties: Vec<Property>) -> Schema {
    Schema { properties, ..Schema::of(Kind::Object) }
}

fn json_body(schema: Schema, example: Option<Value>) -> Option<Body> {
    Some(Body { kind: BodyKind::Json, schema, example, content_type: None })
}

fn create_sale() -> Operation {
    let amount = Schema {
        description: "Whole pesos.".into(),
        minimum: "1000".parse().ok(),
        maximum: "99.95".parse().ok(),
        unit: Some("COP".into()),
        example: Some(json!(5000)),
        ..Schema::of(Kind::Integer)
    };
    let method = Schema {
        choices: vec![json!(1), json!(2)],
        choice_labels: vec![("1".into(), "card".into()), ("2".into(), "cash".into())],
        ..Schema::of(Kind::Integer)
    };
    let reference = Schema { max_length: Some(40), ..Schema::of(Kind::String) };
    let buyer =
        object(vec![field("email", true, Schema { format: Some("email".into()), ..reference.clone() })]);
    let items = Schema { items: Some(Box::new(buyer.clone())), ..Schema::of(Kind::Array) };
    let mut service = field("service", true, Schema::of(Kind::String));
    service.fixed = Some(json!("sale"));
    let schema = object(vec![
        field("amount", true, amount),
        field("method", false, method),
        field("reference", true, reference),
        service,
        field("buyer", false, buyer),
        field("guests", false, items),
    ]);
    Operation {
        aliases: vec!["sell".into()],
        description: "Sells **one** thing.".into(),
        body: json_body(schema, Some(json!({"amount": 5000, "reference": "A-1"}))),
        steps: vec![Step {
            operation: "sale-token".into(),
            token: "data.token".into(),
            header: "x-token".into(),
        }],
        errors: vec![DocumentedError {
            status: Some(409),
            code: Some("S-01".into()),
            message: "Reference taken".into(),
            meaning: "Choose another reference.".into(),
        }],
        response: Response {
            schema: Some(object(vec![field("id", false, Schema::of(Kind::String))])),
            examples: vec![Example { name: "ok".into(), status: Some(201), body: json!({"id": "s1"}) }],
        },
        variants: vec![Variants {
            by: "method".into(),
            cases: vec![Case {
                values: vec![json!(2)],
                label: "cash".into(),
                description: "Paid at a shop.".into(),
                fields: vec![CaseField {
                    path: "buyer.email".into(),
                    required: true,
                    schema: Schema {
                        description: "Where the voucher goes.".into(),
                        format: Some("email".into()),
                        ..Schema::of(Kind::String)
                    },
                }],
            }],
        }],
        conditions: vec![Condition {
            when: vec![When { field: "method".into(), values: vec![json!(2)] }],
            field: "amount".into(),
            demand: Demand::BeAtMost(50.into()),
        }],
        automatic: vec![Automatic { field: "reference".into(), from: Provider::Reference }],
        repeat: Repeat::Reference { field: "reference".into() },
        money: Money { amount: Some("amount".into()), recipient: Some("buyer.email".into()), price: None },
        lookup: Some(Lookup {
            operation: "sale-status".into(),
            argument: "reference".into(),
            field: "reference".into(),
        }),
        ..operation(2, "sale-create", "POST", Class::Dangerous)
    }
}

/// The whole of it.
pub fn api() -> Api {
    let environment = |name: &str, production| Environment {
        name: name.into(),
        base_url: format!("https://{name}.example.com"),
        production,
        sign_up_url: None,
    };
    let mut login = operation(0, "login", "POST", Class::SafeMutation);
    login.path = vec!["Log in".into()];
    login.nature = Nature::Login;
    login.auth = Auth::None;
    let secret = Schema { secret: true, ..Schema::of(Kind::String) };
    login.body = json_body(
        object(vec![field("user", true, Schema::of(Kind::String)), field("password", true, secret)]),
        None,
    );
    login.secret_answers = vec!["data.token".into()];
    let mut token = operation(1, "sale-token", "POST", Class::SafeMutation);
    token.nature = Nature::Token;
    let mut status = operation(3, "sale-status", "GET", Class::ReadOnly);
    status.route = "/sales/{reference}".into();
    let reference = Schema { max_length: Some(40), ..Schema::of(Kind::String) };
    status.params = vec![Param {
        location: Location::Path,
        name: "reference".into(),
        schema: reference,
        required: true,
        fixed: None,
    }];
    let list = operation(4, "sale-list", "GET", Class::ReadOnly);
    let field = |field: &str, variable: &str, secret| LoginField {
        field: field.into(),
        variable: variable.into(),
        secret,
    };
    Api {
        name: "shop".into(),
        title: "Shop".into(),
        language: "en".into(),
        environments: vec![environment("sandbox", false), environment("prod", true)],
        default_environment: "sandbox".into(),
        currency: Some("COP".into()),
        time_zone: Some("America/Bogota".into()),
        envelope: Some(Envelope {
            status: "statusCode".into(),
            success: "00".into(),
            data: Some("data".into()),
            message: Some("message".into()),
            error_code: None,
        }),
        login: Some(Login {
            operation: "login".into(),
            host: None,
            fields: vec![field("user", "USER", false), field("password", "PASSWORD", true)],
            token: "data.token".into(),
            lifetime_seconds: 3600,
            renew_on: vec![401],
        }),
        settings: vec![Setting {
            name: "API_KEY".into(),
            variable: "apiKey".into(),
            about: "Key of the shop".into(),
            secret: true,
            address: false,
        }],
        operations: vec![login, token, create_sale(), status, list],
        requests: 5,
        source_sha256: "ab".repeat(32),
        source_file: "shop.postman_collection.json".into(),
        ..Api::default()
    }
}
