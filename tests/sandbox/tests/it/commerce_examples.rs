use serde_json::{Value, json};

use crate::support::{Shop, with, without};

fn requests() -> Vec<Value> {
    let data: Value = serde_json::from_str(include_str!("../../data/commerce.json")).expect("JSON");
    data["requests"].as_array().expect("requests").clone()
}

fn example(slug: &str) -> Value {
    requests().iter().find(|request| request["slug"] == slug).expect(slug)["example"].clone()
}

/// The sale's body, with what its query answered.
pub fn quoted(shop: &Shop, sell: &str) -> Value {
    let sale = example(sell);
    let query = |slug: &str, path: &str, value: &Value| {
        let answer = shop.post("/product/query", &with(&example(slug), path, value.clone()));
        assert_eq!(answer.status, 200, "{slug}: {}", answer.body);
        answer.body["data"].clone()
    };
    match sell {
        "sell-prosegur-gps" => {
            let quote = query("query-prosegur-gps", "data.reference", &sale["data"]["reference"]);
            let sale = with(&sale, "hash", quote["hash"].clone());
            with(&sale, "data.hashEchoData", quote["hashEchoData"].clone())
        }
        "sell-energy-epm" => {
            let quote = query("query-energy-epm", "data.reference", &sale["data"]["reference"]);
            with(&sale, "data.hashEchoData", quote["hashEchoData"].clone())
        }
        "sell-energy-essa" => {
            let quote = query("query-energy-essa", "data.reference", &sale["data"]["reference"]);
            assert_eq!((&quote["valorAseo"], &quote["valorEnergia"]), (&json!(5000), &json!(5000)));
            let sale = with(&sale, "hash", quote["hash"].clone());
            with(&sale, "data.hashEchoData", quote["hashEchoData"].clone())
        }
        "sell-soat-axa" => {
            let quote = query("query-soat-axa", "license", &sale["data"]["license"]);
            let sale = with(&sale, "data.amount", quote["amount"].clone());
            let sale = with(&sale, "data.cifrateAmount", quote["cifrateAmount"].clone());
            with(&sale, "data.hashEchoData", quote["hashEchoData"].clone())
        }
        "sell-soat-previsora" => {
            let quote = query("quote-soat-previsora", "license", &sale["data"]["license"]);
            with(&sale, "data.amount", quote["amount"].clone())
        }
        _ => sale,
    }
}

#[test]
fn every_example_is_taken_and_no_required_field_can_be_left_out() {
    let (mut examples, mut removals) = (0, 0);
    for request in
        requests().iter().filter(|request| ["/product/query", "/sells/sell"].contains(&path_of(request)))
    {
        let (slug, path) = (request["slug"].as_str().expect("a slug"), path_of(request));
        let shop = Shop::commerce();
        let body = if path == "/sells/sell" { quoted(&shop, slug) } else { example(slug) };
        for field in required(request) {
            let answer = shop.post(path, &without(&body, field));
            assert_eq!(answer.status, 400, "{slug} without {field}: {}", answer.body);
            removals += 1;
        }
        assert_eq!(shop.sandbox.state()["sales"], json!([]), "{slug}");
        let answer = shop.post(path, &body);
        assert_eq!(answer.status, 200, "{slug}: {}", answer.body);
        examples += 1;
    }
    assert_eq!((examples, removals > 150), (25, true), "{removals}");
}

#[test]
fn every_typed_field_refuses_another_type() {
    for request in
        requests().iter().filter(|request| ["/product/query", "/sells/sell"].contains(&path_of(request)))
    {
        let (slug, path) = (request["slug"].as_str().expect("a slug"), path_of(request));
        let shop = Shop::commerce();
        let body = match (path, slug) {
            ("/sells/sell", _) => quoted(&shop, slug),
            // The example of the query for any bill is one of the Acueducto's; ENEL has no request of its own.
            (_, "product-query") => with(&example(slug), "productId", json!(52300)),
            _ => example(slug),
        };
        for field in request["fields"].as_array().expect("fields") {
            let name = field["path"].as_str().expect("a path");
            let answer = shop.post(path, &with(&body, name, json!([1])));
            assert_eq!(answer.status, 400, "{slug} with a list for {name}: {}", answer.body);
        }
    }
}

fn path_of(request: &Value) -> &str {
    request["path"].as_str().expect("a path")
}

fn required(request: &Value) -> Vec<&str> {
    let fields = request["fields"].as_array().expect("fields").iter();
    fields
        .filter(|field| field["required"] == true)
        .map(|field| field["path"].as_str().expect("a path"))
        .collect()
}

#[test]
fn the_other_examples_are_taken_too() {
    let mut shop = Shop::commerce();
    let found = shop.post("/product/search", &example("product-search"));
    assert_eq!(found.body["data"][0]["productId"], 52300, "{}", found.body);
    let missing = shop.post("/product/search", &json!({}));
    assert_eq!((missing.status, missing.text("/errorCode")), (400, "validators.query.required"));
    let wrong = shop.post("/product/search", &json!({"query": 1}));
    assert_eq!(wrong.text("/errorCode"), "validators.query.isString");

    let report = example("submit-collection");
    let send = |shop: &Shop, secret: &str, body: &Value| {
        shop.send(
            reqwest::Method::POST,
            "/collection/submit-transaction",
            &[("x-secret-id", secret)],
            Some(body),
        )
    };
    assert_eq!(
        send(&shop, codegen_sandbox::COLLECTOR_SECRET_ID, &report).status,
        401,
        "its bearer is another"
    );
    shop.bearer = Some(codegen_sandbox::COLLECTOR_TOKEN.to_owned());
    assert_eq!(send(&shop, "other", &report).status, 401);
    for field in ["id_cliente", "id_transaccion", "convenio", "Valor"] {
        let answer = send(&shop, codegen_sandbox::COLLECTOR_SECRET_ID, &without(&report, field));
        assert_eq!(
            (answer.status, answer.text("/message")),
            (400, format!("{field} must be a number").as_str())
        );
    }
    for field in ["Fecha", "Hora"] {
        let answer = send(&shop, codegen_sandbox::COLLECTOR_SECRET_ID, &without(&report, field));
        assert_eq!(
            (answer.status, answer.text("/message")),
            (400, format!("{field} must be a string").as_str())
        );
    }
    let taken = send(&shop, codegen_sandbox::COLLECTOR_SECRET_ID, &report);
    assert_eq!((taken.status, taken.text("/code")), (200, "00"));
    assert_eq!(shop.sandbox.state()["collections"], json!([report]));
}

#[test]
fn the_catalogue_has_its_shapes() {
    let shop = Shop::commerce();
    let list = shop.get("/product/list");
    let products = list.body["data"].as_array().expect("a list");
    assert!(products.iter().any(|product| product["id"] == 202));
    assert!(
        products.iter().all(|product| product["id"] != 1587 && product["id"] != 200048),
        "bills, packages"
    );
    let packages = shop.get("/product/packages");
    assert_eq!(packages.body["data"][0]["categories"][0]["products"][0]["id"], 200048);
    let categories = shop.get("/product/categories");
    assert_eq!(categories.body["data"][0]["internalName"], "bills");
    let commissions = shop.get("/product/commissions");
    assert!(commissions.body["data"][0]["fixedCommission"].is_object());
}
