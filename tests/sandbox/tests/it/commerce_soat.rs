use std::time::Duration;

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::{
    commerce_examples::quoted,
    support::{Answer, Shop, with},
};

const SYSTEM: &str = "Ocurrió un error inesperado. Consulte con el Administrador del sistema";
const LOGIN: &str =
    "No ha sido posible autenticarse, el token es incorrecto o el usuario no se encuentra activo";

fn quote(shop: &Shop, plate: &str) -> Answer {
    let body = json!({"productId": 1014006, "documentType": 1, "document": "1032363500",
                      "queryType": "SOATFullData", "license": plate});
    shop.post("/product/query", &body)
}

fn consult(shop: &Shop, plate: &str) -> Answer {
    shop.post("/product/query", &json!({"productId": 1014006, "queryType": "SOATPolicy", "license": plate}))
}

fn sale(shop: &Shop, plate: &str) -> Value {
    with(&quoted(shop, "sell-soat-previsora"), "data.license", json!(plate))
}

#[test]
fn quotes_play_the_test_plates() {
    let shop = Shop::commerce();
    let amount = |plate: &str| quote(&shop, plate).body["data"]["amount"].clone();
    let plain = amount("ABC123");
    assert_eq!((&plain["amountTotal"], &plain["discount"]), (&json!(1_413_550), &json!(0)));
    let discount = amount("ABC124");
    assert!(
        discount["DiscountAmount"].as_i64() > Some(0) && discount["amountTotal"].as_i64() < Some(1_413_550)
    );
    assert!(amount("ABC125")["ElectricDiscount"].as_i64() > Some(0));
    assert!(amount("ABC126")["Law2161Discount"].as_i64() > Some(0));
    let unknown = quote(&shop, "ABC127");
    let message = "La placa no está asociada a algún organismo de tránsito";
    assert_eq!((unknown.status, unknown.text("/message")), (400, message));
    let other = quote(&shop, "XAZ975");
    assert_eq!((other.status, other.body["data"]["userDetail"]["email"].clone()), (200, Value::Null));
}

#[test]
fn every_operation_plays_the_errors() {
    let shop = Shop::commerce();
    for (plate, status, message) in [("ERR400", 400, SYSTEM), ("ERR401", 401, LOGIN)] {
        let sell = shop.post("/sells/sell", &sale(&shop, plate));
        for answer in [quote(&shop, plate), consult(&shop, plate), sell] {
            assert_eq!((answer.status, answer.text("/message")), (status, message), "{plate}");
        }
    }
    assert_eq!(shop.sandbox.state()["sales"], json!([]));
}

#[test]
fn one_plate_times_out() {
    let mut shop = Shop::commerce();
    let body = sale(&shop, "TIM001");
    shop.http = Client::builder().no_proxy().timeout(Duration::from_millis(400)).build().expect("a client");
    for body in [
        body,
        json!({"productId": 1014006, "documentType": 1, "document": "1032363500",
               "queryType": "SOATFullData", "license": "TIM001"}),
        json!({"productId": 1014006, "queryType": "SOATPolicy", "license": "TIM001"}),
    ] {
        let path = if body["queryType"].is_null() { "/sells/sell" } else { "/product/query" };
        let answer = shop.try_send(reqwest::Method::POST, path, &[], Some(&body));
        assert!(answer.err().is_some_and(|error| error.is_timeout()), "{body}");
    }
    assert_eq!(shop.balance(), 5_000_000);
}

#[test]
fn a_sale_wants_the_quote_of_its_plate() {
    let shop = Shop::commerce();
    let body = quoted(&shop, "sell-soat-previsora");
    assert_eq!(shop.post("/sells/sell", &with(&body, "data.amount.hash", json!("x"))).status, 400);
    assert_eq!(shop.post("/sells/sell", &with(&body, "data.license", json!("XAZ975"))).status, 400);
    let answer = shop.post("/sells/sell", &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let found = shop.get(&format!("/sells/sale/{}", answer.body["data"]["sellId"]));
    assert_eq!(
        (found.text("/serviceNumber"), found.text("/extra")),
        ("ABC123", "https://example.com/policies/ABC123.pdf")
    );
}

#[test]
fn a_discounted_quote_sells_at_its_price() {
    let shop = Shop::commerce();
    let price = quote(&shop, "ABC124").body["data"]["amount"].clone();
    let body = with(
        &with(&sale(&shop, "ABC124"), "data.amount", price.clone()),
        "amount",
        price["amountTotal"].clone(),
    );
    assert_eq!(shop.post("/sells/sell", &with(&body, "amount", json!(1_413_550))).status, 400);
    assert_eq!(shop.post("/sells/sell", &body).status, 200);
}

/// Where the day is about to end in Bogota, it is the next one: a sale and a look at it belong to one day.
fn leave_midnight_behind(shop: &mut Shop) {
    let now = shop.sandbox.state()["now"].as_str().expect("a time").to_owned();
    // Bogota keeps UTC-5 all year.
    if now.contains("T04:") {
        shop.advance(2 * 60 * 60);
        shop.login_to_commerce();
    }
}

#[test]
fn policies_show_on_the_day_of_the_sale() {
    let mut shop = Shop::commerce();
    leave_midnight_behind(&mut shop);
    assert_eq!(consult(&shop, "ABC123").body["data"]["issued"], true);
    assert_eq!(consult(&shop, "ABC124").body["data"]["issued"], false);
    assert_eq!(consult(&shop, "XAZ975").body["data"]["issued"], false);
    let price = quote(&shop, "XAZ975").body["data"]["amount"].clone();
    let body = with(&sale(&shop, "XAZ975"), "data.amount", price);
    assert_eq!(shop.post("/sells/sell", &body).status, 200);
    let policy = consult(&shop, "XAZ975");
    assert_eq!(
        (policy.body["data"]["issued"].clone(), policy.text("/data/license")),
        (json!(true), "XAZ975")
    );
    shop.advance(24 * 60 * 60);
    shop.login_to_commerce();
    assert_eq!(consult(&shop, "XAZ975").body["data"]["issued"], false);
}
