//! What variables make of a configuration.

use crate::runtime::core::spec::{Build, Group, Language, Login, LoginField, Setting};

use super::super::args;
use super::*;

const API: Api = Api {
    name: "tienda",
    title: "Tienda",
    app: "tienda-mcp",
    language: Language::Spanish,
    build: Build { version: "1.0.0", generator: "", rust_version: "", collection: "", collection_sha256: "" },
    environments: &[
        Environment {
            name: "qa",
            base_url: "https://qa.tienda.example/v1",
            production: false,
            sign_up_url: None,
        },
        Environment { name: "prod", base_url: "https://tienda.example", production: true, sign_up_url: None },
    ],
    default_environment: "qa",
    login: Some(Login {
        operation: "login",
        fields: &[
            LoginField { field: "user", variable: "USERNAME", secret: false },
            LoginField { field: "key", variable: "SECRET_KEY", secret: true },
        ],
        token: "token",
        lifetime_seconds: 60,
        renew_on: &[401],
    }),
    ..Api::EMPTY
};

static TIENDA: Api = API;

fn with(pairs: &[(&str, &str)]) -> Result<Config, Problems> {
    let fixed = [("USERNAME", "u"), ("SECRET_KEY", "s"), ("AUDIT_PATH", "/tmp/audit.log")];
    let all: Vec<_> = fixed.iter().chain(pairs).copied().collect();
    whole(&|name| all.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

fn whole(lookup: Lookup<'_>) -> Result<Config, Problems> {
    let mut problems = Problems::default();
    let config = read(&TIENDA, lookup, &mut problems);
    problems.unless_any(config)
}

#[test]
fn everything_missing_is_named_in_the_operators_language() {
    let problems = whole(&|_| None).expect_err("nothing is set");
    assert_eq!(problems.exit(), Exit::Auth);
    let told = problems.words(&TIENDA);
    assert!(told.contains("faltan estas variables: USERNAME, SECRET_KEY"), "{told}");
    assert!(told.contains("SECRET_KEY_FILE"), "{told}");
    static ENGLISH: Api = Api { language: Language::English, ..API };
    let told = problems.words(&ENGLISH);
    assert!(told.contains("these variables are not set: USERNAME, SECRET_KEY"), "{told}");
}

#[test]
fn help_lists_the_variables_that_say_something_of_the_api() {
    const KEY: Setting = Setting { name: "ACCESS_TOKEN", about: "", secret: true, address: false };
    let open = Api { login: None, ..API };
    let keyed = Api { settings: &[KEY], ..API };
    let listed = |api: &Api, name: &str| {
        let help = args::help(api);
        help.lines().filter(|line| line.split_whitespace().next() == Some(name)).count()
    };
    for name in ["AUTH_ENDPOINT", "MCP_PROFILE", "TOKEN_CACHE_TTL", "ACCESS_TOKEN"] {
        assert_eq!((listed(&API, name), listed(&open, name), listed(&keyed, name)), (1, 0, 1), "{name}");
    }
    assert_eq!(listed(&open, "BASE_URL"), 1);
}

#[test]
fn a_name_allows_what_a_call_by_it_would_run() {
    const SALE: Operation = Operation { method: "POST", path: "/", timeout_ms: 1, ..Operation::EMPTY };
    static SHOP: Api = Api {
        groups: &[Group {
            name: "",
            title: "",
            operations: &[
                Operation { id: "first", tool: "sell_all", aliases: &["sell"], ..SALE },
                Operation { id: "second", tool: "sell", ..SALE },
            ],
        }],
        login: None,
        environments: &[],
        ..API
    };
    let allows = |name: &str| allowed_one(&SHOP, name);
    assert_eq!(allows("sell").expect("a tool"), "second", "an earlier alias gives way");
    assert_eq!(allows("first").expect("an id"), "first");
    for name in ["*", "se", "SELL", "sell second"] {
        assert!(allows(name).is_err(), "{name}");
    }
}

#[test]
fn an_address_chooses_its_environment() {
    let name = |url: &str| with(&[("BASE_URL", url)]).map(|config| config.target.environment.name);
    assert_eq!(with(&[]).expect("complete").target.environment.name, "qa");
    assert_eq!(name("https://tienda.example/").expect("declared"), "prod");
    assert_eq!(name("https://qa.tienda.example/v1/").expect("declared"), "qa");
    assert_eq!(name("https://qa.tienda.example/other").expect("its host is declared"), "qa");
    assert_eq!(name("http://127.0.0.1:8080").expect("this machine"), "qa");
    for url in
        ["https://evil.example", "http://tienda.example", "https://tienda.example.evil.example", "no url"]
    {
        let told = with(&[("BASE_URL", url)]).expect_err(url).words(&TIENDA);
        assert!(told.contains("no se puede usar"), "{told}");
    }
    let told =
        with(&[("BASE_URL", "https://u:canary@tienda.example")]).expect_err("credentials").words(&TIENDA);
    assert!(told.contains("BASE_URL") && !told.contains("canary"), "{told}");
}
