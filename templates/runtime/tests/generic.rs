//! Rule M13: a path by hand is as dangerous as the route that it is, however it is spelled.

use codegen_runtime::runtime::core::failure::Failure;
use codegen_runtime::runtime::core::generic::{self, Written};
use codegen_runtime::runtime::core::spec::*;
use codegen_runtime::runtime::core::target::Target;
use serde_json::{Map, Value, json};

const SESSION: Header =
    Header { name: "Authorization", in_query: false, prefix: "Bearer ", source: Source::Session };
const PARTNER: Header =
    Header { name: "X-Partner", in_query: false, prefix: "", source: Source::Setting("PARTNER") };
static TEXT: Schema = Schema { kind: Kind::String, max_length: Some(3), ..Schema::ANY };
static NUMBER: Schema = Schema { kind: Kind::Number, ..Schema::ANY };
static SECRET: Schema = Schema { kind: Kind::String, secret: true, ..Schema::ANY };

const fn route(id: &'static str, method: &'static str, path: &'static str, class: Class) -> Operation {
    Operation { id, method, path, class, headers: &[SESSION], timeout_ms: 7_000, ..Operation::EMPTY }
}

const fn param(name: &'static str, location: Location, schema: &'static Schema) -> Param {
    Param { name, argument: name, flag: name, location, required: true, fixed: None, schema }
}

static API: Api = Api {
    name: "bank",
    title: "Bank",
    app: "bank",
    env_prefix: "BANK",
    build: Build { version: "1.0.0", generator: "", rust_version: "", collection: "", collection_sha256: "" },
    environments: &[Environment {
        name: "prod",
        base_url: "https://bank.example/api",
        production: true,
        sign_up_url: None,
    }],
    default_environment: "prod",
    groups: &[Group { name: "bank", title: "Bank", operations: ROUTES }],
    ..Api::EMPTY
};

static ROUTES: &[Operation] = &[
    // Some APIs move money by a GET.
    Operation {
        params: &[param("id", Location::Path, &TEXT), param("to", Location::Query, &TEXT)],
        timeout_ms: 90_000,
        steps: &[TokenStep { operation: "list", token: "t", header: "X-Once" }],
        ..route("drain", "GET", "/wallets/{id}/drain", Class::Dangerous)
    },
    route("list", "GET", "/wallets", Class::ReadOnly),
    Operation { secret_answers: &["key"], ..route("search", "POST", "/wallets/search", Class::ReadOnly) },
    Operation {
        params: &[
            param("id", Location::Path, &TEXT),
            param("amount", Location::Body, &NUMBER),
            param("pin", Location::Body, &SECRET),
        ],
        body: BodyKind::Json,
        ..route("pay", "POST", "/wallets/{id}", Class::Dangerous)
    },
    Operation { body: BodyKind::Json, ..route("sale-a", "POST", "/sales", Class::ReadOnly) },
    Operation { body: BodyKind::Json, ..route("sale-b", "POST", "/sales", Class::Dangerous) },
    Operation { headers: &[PARTNER], ..route("report", "GET", "/report", Class::ReadOnly) },
    Operation {
        body: BodyKind::Graphql("query { wallets { id } }"),
        ..route("graph", "POST", "/graph", Class::ReadOnly)
    },
    Operation {
        params: &[
            Param { fixed: Some("\"balance\""), ..param("method", Location::Body, &TEXT) },
            param("id", Location::Body, &TEXT),
        ],
        body: BodyKind::Json,
        ..route("balance", "POST", "/rpc", Class::ReadOnly)
    },
    Operation { nature: Nature::Login, ..route("login", "POST", "/login", Class::SafeMutation) },
    Operation { nature: Nature::Callback, ..route("notice", "POST", "/notice", Class::ReadOnly) },
];

type Made = (&'static Operation, Map<String, Value>);

fn written(method: &'static str, path: &str) -> Written {
    Written { method, path: path.to_owned(), headers: Vec::new(), body: None, fields: Vec::new() }
}

fn made(written: Written) -> Result<Made, Failure> {
    let target = Target::new(&API, &API.environments[0], None).expect("a target");
    generic::operation(&API, &target, written)
}

#[track_caller]
fn read(method: &'static str, path: &str) -> Made {
    made(written(method, path)).unwrap_or_else(|failure| panic!("{path}: {failure}"))
}

#[test]
fn no_spelling_makes_a_dangerous_route_milder() {
    for path in [
        "/wallets/7/drain",
        "wallets/7/drain",
        "//wallets///7//drain",
        "/wallets/7/drain/",
        "/./wallets/./7/drain/.",
        "/x/../wallets/7/drain",
        "/../../wallets/7/drain",
        "/wallets/%2e%2E/wallets/7/drain",
        "/wallets/7/drain?to=me",
        "\\wallets\\7\\drain",
        "/%77allets/7/drai%6E",
        "/WALLETS/7/Drain",
        "/wallet\u{17f}/7/drain",
        "/wallets/7/drain.json",
        "/wallets/7/drain.",
        "/wallets/7/drain%20",
        "https://bank.example/api/wallets/7/drain",
        "https://BANK.example:443/api//wallets/7/drain",
        "https://bank.example/x/../api/wallets/7/drain",
        "https:/../wallets/7/drain",
        "/wallets/%37/drain?",
    ] {
        let (operation, _) = read("GET", path);
        assert_eq!((operation.id, operation.class), ("drain", Class::Dangerous), "{path}");
        assert_eq!((operation.steps.len(), operation.timeout_ms), (1, 90_000), "{path}");
    }
}

#[test]
fn what_servers_read_in_different_ways_is_not_sent() {
    for path in [
        "/wallets/7%2Fdrain",
        "/wallets/7%5cdrain",
        "/wallets/7/dr%2561in",
        "/wallets/7/drain;x=1",
        "/wallets/7/drain%3Bx",
        "/wallets/7/drain%00",
        "/wallets/7/drain%0a",
        "/wallets/7/drain%c0%af",
        "/wallets/7/drain%3f",
        "/wallets/7/drain#x",
        "/wallets/7/dra\tin",
        "/wallets/7/drain ",
        "/wallets/7/drain%2",
        "/wallets/7/drain%zz",
    ] {
        let failure = made(written("GET", path)).expect_err(path);
        assert_eq!((failure.code.as_str(), failure.exit.code()), ("ambiguous-path", 3), "{path}");
    }
}

#[test]
fn an_address_stays_at_the_configured_origin_and_below_its_path() {
    for path in [
        "https://evil.example/api/wallets",
        "http://bank.example/api/wallets",
        "https://bank.example:8443/api/wallets",
        "https://bank.example@evil.example/api/wallets",
        "https://me:secret@bank.example/api/wallets",
        "https://bank.example/wallets",
        "https://bank.example/api/../wallets",
        "https://bank.example\\@evil.example/wallets",
        "file:///etc/passwd",
    ] {
        let failure = made(written("GET", path)).expect_err(path);
        assert_eq!((failure.code.as_str(), failure.exit.code()), ("foreign-origin", 7), "{path}");
    }
    // Slashes in front are slashes: what follows is no host.
    let (operation, arguments) = read("GET", "//evil.example/wallets");
    assert_eq!((operation.path, operation.class), ("/{identifier-1}/wallets", Class::ReadOnly));
    assert_eq!(Value::from(arguments), json!({"identifier-1": "evil.example"}));
}

#[test]
fn the_class_is_that_of_the_route_and_the_stricter_one_in_doubt() {
    for (method, path, id, class) in [
        ("GET", "/wallets", "list", Class::ReadOnly),
        ("POST", "/wallets/search", "search", Class::ReadOnly),
        // Another case may be another route: then it is a wallet of that name.
        ("POST", "/wallets/Search", "pay", Class::Dangerous),
        ("POST", "/wallets/search.json", "pay", Class::Dangerous),
        ("POST", "/sales", "sale-b", Class::Dangerous),
        ("GET", "/unknown/7", "get /unknown/{identifier-2}", Class::ReadOnly),
        ("POST", "/unknown", "post /unknown", Class::Dangerous),
        ("DELETE", "/wallets", "delete /wallets", Class::Dangerous),
        ("PUT", "/", "put /", Class::Dangerous),
        // What only the user's own server receives says nothing of the API's routes.
        ("POST", "/notice", "post /notice", Class::Dangerous),
    ] {
        let (operation, _) = read(method, path);
        assert_eq!((operation.id, operation.class), (id, class), "{method} {path}");
    }
    let failure = made(written("POST", "/LOGIN")).expect_err("the login");
    assert_eq!(failure.code, "login-route");
}

#[test]
fn what_says_itself_what_it_does_is_as_mild_as_a_documented_one_only() {
    let class = |path: &str, body: Value| {
        made(Written { body: Some(body), ..written("POST", path) }).expect("fine").0.class
    };
    assert_eq!(class("/rpc", json!({"method": "balance", "id": "7"})), Class::ReadOnly);
    assert_eq!(class("/rpc", json!({"method": "transfer", "id": "7"})), Class::Dangerous);
    assert_eq!(class("/rpc", json!({"id": "7"})), Class::Dangerous);
    assert_eq!(class("/graph", json!({"query": "mutation { drain }"})), Class::Dangerous);
}

#[test]
fn a_field_elsewhere_does_not_take_the_name_of_an_argument_of_the_route() {
    let decoy =
        Written { body: Some(json!({"amount": 9000})), ..written("POST", "/wallets/7?amount=1&id=8") };
    let (operation, arguments) = made(decoy).expect("fine");
    assert_eq!(Value::from(arguments), json!({"id": "7", "amount_": "1", "id_": "8", "amount": 9000}));
    let place = |argument: &str| operation.params.iter().find(|param| param.argument == argument);
    assert_eq!(place("amount").map(|param| param.location), Some(Location::Body));
    assert_eq!(place("amount_").map(|param| (param.location, param.name)), Some((Location::Query, "amount")));
}

#[test]
fn credentials_are_those_of_the_route_or_the_usual_ones() {
    assert_eq!(read("GET", "/report").0.headers[0].name, "X-Partner");
    assert_eq!(read("GET", "/unknown").0.headers[0].name, "Authorization");
    assert_eq!(read("POST", "/wallets/search").0.secret_answers, ["key"]);
}

#[test]
fn headers_and_fields_cannot_redirect_a_request_or_lend_it_another_method() {
    let header = |name: &str| Written {
        headers: vec![(name.to_owned(), "x".to_owned())],
        ..written("POST", "/wallets/search")
    };
    for name in
        ["Authorization", "cookie", "HOST", "X-HTTP-Method-Override", "x_http_method", "X-Partner", "x-once"]
    {
        assert_eq!(made(header(name)).expect_err(name).code, "refused-name", "{name}");
    }
    assert_eq!(made(header("a b")).expect_err("no name").code, "invalid-header");
    assert_eq!(made(header("Accept-Language")).expect("fine").1["accept-language"], "x");
    let field = Written {
        fields: vec![("_method".to_owned(), json!("DELETE"))],
        ..written("POST", "/wallets/search")
    };
    assert_eq!(made(field).expect_err("an override").code, "refused-name");
    let body = Written { body: Some(json!({"_method": "DELETE"})), ..written("POST", "/wallets/search") };
    assert_eq!(made(body).expect_err("an override").code, "refused-name");
    assert_eq!(
        made(written("POST", "/wallets/search?_method=PUT")).expect_err("an override").code,
        "refused-name"
    );
}

#[test]
fn values_go_where_the_route_has_them() {
    let fields = vec![
        ("amount".to_owned(), json!("5.10")),
        ("pin".to_owned(), json!("1234")),
        ("note".to_owned(), json!("7")),
    ];
    let (operation, arguments) =
        made(Written { fields, body: Some(json!({"a": [1]})), ..written("POST", "/wallets/12345") })
            .expect("fine");
    assert_eq!(operation.path, "/wallets/{id}");
    let text = Value::from(arguments).to_string();
    assert_eq!(text, r#"{"id":"12345","a":[1],"amount":5.10,"pin":"1234","note":"7"}"#);
    let secret: Vec<_> =
        operation.params.iter().filter(|param| param.schema.secret).map(|param| param.name).collect();
    assert_eq!(secret, ["pin"]);
    let (_, arguments) = read("GET", "/wallets?page=1&page=2&q=a%26b");
    assert_eq!(Value::from(arguments), json!({"page": ["1", "2"], "q": "a&b"}));
    let twice = Written {
        fields: vec![("a".to_owned(), json!("1"))],
        body: Some(json!({"a": 2})),
        ..written("POST", "/sales")
    };
    assert_eq!(made(twice).expect_err("twice").exit.code(), 3);
    assert!(made(Written { body: Some(json!({})), ..written("GET", "/wallets") }).is_err());
}
