use serde_json::{Value, json};

use crate::support::{LINK, METHOD, Shop, link, pse, with, with_method, without};

#[test]
fn a_link_is_a_pending_resource() {
    let shop = Shop::pay();
    let answer = shop.post_with_token(LINK, &link());
    assert_eq!(answer.status, 201, "{}", answer.body);
    let data = &answer.body["data"];
    assert_eq!(data["status"], 1);
    for name in ["url", "reference", "resourceId", "expiresIn", "urlStatusPay", "resourceUrlId"] {
        assert!(data[name].is_string(), "{name}");
    }
    let reference = answer.text("/data/reference");
    let status = shop.post("/payment/status", &json!({"reference": reference}));
    assert_eq!(status.body["data"]["status"], 1);
    let found = shop.post("/payment/customer-reference/status", &json!({"customerReference": "435sdfsd01"}));
    assert_eq!(found.body["data"]["exists"], true);
    assert_eq!(found.text("/data/reference"), reference);
    assert!(found.body["data"]["id"].is_number());
    let none = shop.post("/payment/customer-reference/status", &json!({"customerReference": "other"}));
    assert_eq!(none.body["data"], json!({"exists": false}));
    assert_eq!(shop.post("/payment/status", &json!({"reference": "other"})).status, 404);
}

#[test]
fn a_repeated_reference_of_the_merchant_is_taken() {
    let shop = Shop::pay();
    assert_eq!(shop.post_with_token(LINK, &link()).status, 201);
    assert_eq!(shop.post_with_token(LINK, &link()).status, 201);
}

#[test]
fn every_required_field_is_required() {
    let shop = Shop::pay();
    for path in [
        "amount",
        "reference1",
        "webhookUrl",
        "userMetadata",
        "userMetadata.ip",
        "userMetadata.identifier",
        "userMetadata.urlCommerce",
    ] {
        let answer = shop.post_with_token(LINK, &without(&link(), path));
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.messages().iter().all(|message| message.starts_with(path)), "{}", answer.body);
    }
    let body = with_method(pse(), Some(1800));
    assert_eq!(shop.post_with_token(METHOD, &without(&body, "paymentMethod")).status, 400);
}

#[test]
fn only_required_fields_will_do() {
    let shop = Shop::pay();
    let body = ["brandId", "expiresIn", "reference2", "returnUrl", "showSummary"]
        .iter()
        .fold(link(), |body, path| without(&body, path));
    assert_eq!(shop.post_with_token(LINK, &body).status, 201);
}

#[test]
fn wrong_values_are_refused() {
    let shop = Shop::pay();
    let wrong: [(&str, Value); 17] = [
        ("amount", json!("50000")),
        ("amount", json!(0)),
        ("amount", json!(-1)),
        ("amount", json!(1.001)),
        ("brandId", json!("79")),
        ("expiresIn", json!("60")),
        ("expiresIn", json!(0)),
        ("reference1", json!("")),
        ("reference1", json!("x".repeat(37))),
        ("reference2", json!("text")),
        ("reference2.Label", json!([])),
        ("returnUrl", json!("nonsense")),
        ("showSummary", json!("true")),
        ("webhookUrl", json!("ftp://my-server.com")),
        ("userMetadata.ip", json!("1.2.3")),
        ("userMetadata.identifier", json!("x".repeat(37))),
        ("userMetadata.urlCommerce", json!(format!("https://a.co/{}", "x".repeat(500)))),
    ];
    for (path, value) in wrong {
        let answer = shop.post_with_token(LINK, &with(&link(), path, value.clone()));
        assert_eq!(answer.status, 400, "{path} {value}");
        assert!(answer.messages()[0].starts_with(path), "{}", answer.body);
    }
    let longest = with(&link(), "reference1", json!("x".repeat(36)));
    assert_eq!(shop.post_with_token(LINK, &longest).status, 201);
}

#[test]
fn undeclared_fields_are_refused_and_all_problems_told() {
    let shop = Shop::pay();
    let mut body = with(&link(), "amount", json!("x"));
    body["paymentMethod"] = pse();
    body["userMetadata"]["name"] = json!("x");
    let answer = shop.post_with_token(LINK, &body);
    assert_eq!(
        answer.messages(),
        [
            "amount must be a number conforming to the specified constraints",
            "userMetadata.property name should not exist",
            "property paymentMethod should not exist"
        ]
    );
    assert_eq!(answer.text("/error"), "Bad Request");
}

#[test]
fn every_method_is_taken_at_its_minimum_and_refused_below() {
    let shop = Shop::pay();
    let methods = [
        (json!({"id": 130, "cellphone": "3105293225"}), Some(43_200)),
        (json!({"id": 131, "cellphone": "3208385715"}), Some(43_200)),
        (pse(), Some(1_800)),
        (with(&pse(), "id", json!(262)), Some(1_800)),
        (json!({"id": 153}), Some(86_400)),
        (json!({"id": 163, "isQr": true}), Some(43_200)),
        (json!({"id": 248}), None),
        (
            json!({"id": 250, "cellphone": "3059998877", "docType": "NIT", "docNumber": "900123456",
                "merchantId": "10453201"}),
            None,
        ),
        (json!({"id": 273, "description": "Pedido 1"}), Some(3_600)),
        (json!({"id": 277, "cellphone": "3105293225", "whatsappAccountId": "1"}), Some(2_592_000)),
    ];
    for (method, minimum) in methods {
        let answer = shop.post_with_token(METHOD, &with_method(method.clone(), minimum));
        assert_eq!(answer.status, 201, "{method}: {}", answer.body);
        let Some(minimum) = minimum else {
            // A sent life is ignored where the method fixes it.
            assert_eq!(shop.post_with_token(METHOD, &with_method(method, Some(5))).status, 201);
            continue;
        };
        let short = shop.post_with_token(METHOD, &with_method(method.clone(), Some(minimum - 1)));
        assert_eq!(short.messages(), [format!("expiresIn must not be less than {minimum}")], "{method}");
    }
}

#[test]
fn every_method_wants_its_own_fields() {
    let shop = Shop::pay();
    let pse_fields =
        ["documentType", "typePerson", "bankId", "documentNumber", "name", "cellphone", "address", "email"];
    let cases = [
        (json!({"id": 130, "cellphone": "3105293225"}), &["cellphone"][..]),
        (pse(), &pse_fields[..]),
        (
            json!({"id": 250, "cellphone": "3", "docType": "CC", "docNumber": "1", "merchantId": "1"}),
            &["cellphone", "docType", "docNumber", "merchantId"][..],
        ),
        (json!({"id": 273, "description": "x"}), &["description"][..]),
        (
            json!({"id": 277, "cellphone": "3", "whatsappAccountId": "1"}),
            &["cellphone", "whatsappAccountId"][..],
        ),
    ];
    for (method, fields) in cases {
        for field in fields.iter().chain(&["id"]) {
            let answer = shop.post_with_token(METHOD, &with_method(without(&method, field), Some(2_592_000)));
            assert_eq!(answer.status, 400, "{method} without {field}");
        }
    }
}

#[test]
fn wrong_methods_are_refused() {
    let shop = Shop::pay();
    let wrong = [
        json!({"id": 155, "cellphone": "3051000002"}),
        json!({"id": 133}),
        json!({"id": "153"}),
        json!({"id": 153, "cellphone": "3051000002"}),
        json!({"id": 163, "isQr": "yes"}),
        json!({"id": 248, "docType": "CC"}),
        json!({"id": 273, "description": "x".repeat(256)}),
        json!({"id": 277, "cellphone": "3", "whatsappAccountId": "1", "pdfUrl": "http://a.co/x.pdf"}),
        with(&pse(), "documentType", json!("NIT")),
        with(&pse(), "typePerson", json!("2")),
        with(&pse(), "bankId", json!("1")),
        with(&pse(), "email", json!("ana")),
    ];
    for method in wrong {
        let answer = shop.post_with_token(METHOD, &with_method(method.clone(), Some(2_592_000)));
        assert_eq!(answer.status, 400, "{method}");
    }
    let legal = with(&with(&pse(), "typePerson", json!("1")), "documentType", json!("NIT"));
    assert_eq!(shop.post_with_token(METHOD, &with_method(legal, Some(1_800))).status, 201);
}

#[test]
fn features_and_enrolment_come_from_examples() {
    let shop = Shop::pay();
    for id in [117, 262] {
        let answer = shop.post("/payment/features", &json!({"id": id}));
        let banks = answer.body["data"]["banks"].as_array().expect("banks");
        assert!(banks.contains(&json!({"id": "1022", "name": "BANCO UNION COLOMBIANO"})));
    }
    assert_eq!(shop.post("/payment/features", &json!({"id": 153})).body["data"], json!({}));
    assert_eq!(shop.post("/payment/features", &json!({"id": 1})).status, 404);
    assert_eq!(shop.post("/payment/features", &json!({"id": "117"})).status, 400);
    let enrolled = shop.get("/merchant/enrollment-data");
    assert_eq!((enrolled.status, enrolled.text("/data/status")), (200, "approved"));
    for name in ["cellphone", "docType", "docNumber", "merchantId"] {
        assert!(enrolled.body["data"][name].is_string(), "{name}");
    }
}
