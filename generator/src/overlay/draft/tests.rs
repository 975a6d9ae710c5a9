use proptest::prelude::*;
use serde_json::{Value, json};

use super::text::key;
use super::*;
use crate::lower::{Source, lower};
use crate::overlay::{Overlay, apply};
use crate::postman;

fn api(collection: &Value) -> Api {
    let read = postman::parse(collection.to_string().as_bytes(), "shop.json").expect("a collection");
    lower(read, Source { name: "shop".into(), file: "shop.json".into() })
}

fn targets(api: &Api) -> Vec<Target> {
    [(TargetKind::Cli, "shop-cli"), (TargetKind::Mcp, "shop-mcp")]
        .map(|(kind, name)| Target::undecided(api, kind, name))
        .into()
}

/// Every decision taken as it stands.
fn unmarked(text: &str) -> String {
    let unmark = |line: &str| match line.strip_prefix('#') {
        Some(decision) if !decision.starts_with(' ') => decision.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(|line| unmark(line) + "\n").collect()
}

fn applied(api: Api, text: &str) -> Api {
    let overlay = Overlay::parse(text, "shop.toml").unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    apply(api, &overlay).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

/// What a crate is rendered from, targets and reasons aside.
fn essence(api: &Api) -> Value {
    let operations: Vec<Value> = api
        .operations
        .iter()
        .map(|one| {
            let class = one.safety.class;
            json!([
                one.id,
                one.cli,
                one.mcp,
                one.title,
                class,
                one.auth,
                one.params,
                one.repeat,
                one.timeout_ms
            ])
        })
        .collect();
    json!([api.title, api.language, api.environments, api.default_environment, api.settings, operations])
}

fn shop(name: &str, variable: &str, folder: &str) -> Value {
    let variable = format!("{{{{{variable}}}}}");
    json!({
        "info": { "name": name, "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": variable }] },
        "item": [{ "name": folder, "item": [
            { "name": name, "request": { "method": "POST", "url": "https://shop.example/sell" } },
            { "name": "Sale", "request": { "method": "GET", "url": "https://shop.example/sales/:id",
                "auth": { "type": "noauth" }, "header": [{ "key": "X-Id", "value": variable }] } },
        ] }],
    })
}

#[test]
fn a_draft_shows_every_decision_and_changes_nothing() {
    let collection = shop("Pay a bill", "token", "Bills");
    let bare = api(&collection);
    let text = draft(&bare, &targets(&bare));
    insta::assert_snapshot!(text);
    let with = applied(bare.clone(), &text);
    assert_eq!(essence(&with), essence(&bare));
    assert_eq!(with.targets, targets(&bare));
}

#[test]
fn each_decision_can_be_taken_as_it_stands() {
    let bare = api(&shop("Pay a bill", "token", "Bills"));
    let text = unmarked(&draft(&bare, &targets(&bare)));
    assert_eq!(essence(&applied(bare.clone(), &text)), essence(&bare));
}

#[test]
fn where_the_session_comes_from_can_be_taken_as_it_stands() {
    let script = json!([{ "listen": "test", "script": { "exec": ["pm.environment.set('token', pm.response.json().data.token)"] } }]);
    let body = json!({ "mode": "raw", "raw": "{\"user\": \"{{user}}\", \"password\": \"{{password}}\"}" });
    let mut login = shop("Pay", "token", "Bills");
    let request = json!({ "name": "Login", "event": script, "request": {
        "method": "POST", "url": "https://shop.example/login", "auth": { "type": "noauth" }, "body": body } });
    login["item"].as_array_mut().expect("items").push(request);
    let mut server = shop("Pay", "token", "Bills");
    server["auth"] = json!({ "type": "oauth2", "oauth2": [
        { "key": "grant_type", "value": "client_credentials" }, { "key": "accessTokenUrl", "value": "https://shop.example/token" },
        { "key": "clientId", "value": "{{client}}" }, { "key": "clientSecret", "value": "{{secret}}" }, { "key": "scope", "value": "a b" },
    ] });
    for collection in [login, server] {
        let bare = api(&collection);
        assert!(bare.has_sessions(), "{collection}");
        let text = draft(&bare, &targets(&bare));
        for text in [unmarked(&text), text] {
            let with = applied(bare.clone(), &text);
            assert_eq!((&with.login, &with.oauth), (&bare.login, &bare.oauth), "{text}");
            assert_eq!(essence(&with), essence(&bare), "{text}");
        }
    }
}

#[test]
fn an_address_that_is_not_known_can_be_filled_in() {
    let bare = api(&json!({
        "info": { "name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "item": [{ "name": "List", "request": { "method": "GET", "url": "{{base}}/list" } }],
    }));
    let text = draft(&bare, &targets(&bare));
    assert_eq!(applied(bare.clone(), &text).environments, bare.environments);
    assert_eq!(applied(bare, &unmarked(&text)).environments[0].base_url, "https://api.example.com");
}

proptest! {
    #[test]
    fn no_text_leaves_its_quotes(text in any::<String>()) {
        let line = format!("{} = {}\n", key(&text), quoted(&text));
        prop_assert_eq!(line.matches('\n').count(), 1);
        let table: toml::Table = line.parse().map_err(|error| TestCaseError::fail(format!("{error}: {line}")))?;
        prop_assert_eq!(table.get(&text).and_then(toml::Value::as_str), Some(text.as_str()));
    }

    #[test]
    fn no_name_breaks_a_draft(
        name in "[\\PC\r\n\t\u{0}\u{7f}\u{85}\u{2028}\u{202e}\"'#=\\[\\]]{0,24}",
        variable in "[a-z\"'#\\\\\n\r\u{7f}\u{2028} .=\\[\\]]{0,12}",
    ) {
        let bare = api(&shop(&name, &variable, &name));
        let text = draft(&bare, &targets(&bare));
        let overlay = Overlay::parse(&text, "shop.toml");
        prop_assert!(overlay.is_ok(), "{:?}\n{}", overlay, text);
        for text in [text.clone(), unmarked(&text)] {
            let overlay = Overlay::parse(&text, "shop.toml");
            prop_assert!(overlay.is_ok(), "{:?}\n{}", overlay, text);
            let with = overlay.and_then(|overlay| apply(bare.clone(), &overlay));
            match with {
                Ok(with) => prop_assert_eq!(essence(&with), essence(&bare)),
                Err(error) => prop_assert!(false, "{:?}\n{}", error, text),
            }
        }
    }
}
