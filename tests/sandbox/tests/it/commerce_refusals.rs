use codegen_sandbox::{
    COMMERCE_BLACKLISTED, COMMERCE_CLOSED_REFERENCE, COMMERCE_DISABLED_PRODUCT, COMMERCE_ORPHAN_PRODUCT,
    COMMERCE_OVERDUE_REFERENCE,
};
use serde_json::{Value, json};

use crate::{
    commerce_examples::quoted,
    support::{Shop, with},
};

fn bill() -> Value {
    json!({"productId": 1587, "queryType": "BILLData", "ownAgreementId": null, "data": {"reference": "63440172"}})
}

fn top_up() -> Value {
    json!({"productId": 50, "amount": 1000, "data": {"cellphone": "3015874044"}})
}

#[test]
fn query_refusals_are_the_published_ones() {
    let shop = Shop::commerce();
    let cases = [
        (
            "productId",
            json!("1587"),
            400,
            Some("validators.productId.number"),
            "El campo productId debe ser de tipo Numerico",
        ),
        ("productId", json!(1), 404, Some("products.errors.notFound"), "Producto no encontrado"),
        ("productId", json!(202), 404, Some("products.errors.notFound"), "Producto no encontrado"),
        (
            "productId",
            json!(COMMERCE_DISABLED_PRODUCT),
            404,
            Some("products.errors.disabled"),
            "Producto deshabilitado",
        ),
        (
            "productId",
            json!(COMMERCE_ORPHAN_PRODUCT),
            404,
            Some("products.errors.providers.notFound"),
            "El producto no tiene un proveedor.",
        ),
        (
            "queryType",
            json!(1),
            400,
            Some("validators.queryType.isString"),
            "El campo queryType debe ser de tipo string",
        ),
        (
            "queryType",
            json!(" "),
            400,
            Some("validators.queryType.isNotEmpty"),
            "El campo queryType no puede estar vacío.",
        ),
        ("data", json!("x"), 400, None, "data must be an object"),
        ("ownAgreementId", json!("x"), 400, None, "ownAgreementId must be a number"),
        (
            "data.reference",
            json!(COMMERCE_OVERDUE_REFERENCE),
            400,
            Some("overdue.reference"),
            "Esta referencia ya se encuentra vencida.",
        ),
        (
            "data.reference",
            json!(COMMERCE_CLOSED_REFERENCE),
            400,
            Some("closed.reference"),
            "Esta referencia ya se encuentra cerrada.",
        ),
    ];
    for (path, value, status, code, message) in cases {
        let answer = shop.post("/product/query", &with(&bill(), path, value.clone()));
        assert_eq!((answer.status, answer.text("/message")), (status, message), "{path} {value}");
        assert_eq!(answer.body.get("errorCode").and_then(Value::as_str), code, "{path} {value}");
    }
}

#[test]
fn sale_refusals_are_the_published_ones() {
    let shop = Shop::commerce();
    let cases = [
        (
            "productId",
            json!("50"),
            400,
            Some("validators.productId.number"),
            "El campo productId debe ser de tipo Numerico",
        ),
        ("productId", json!(1), 404, Some("products.errors.notFound"), "Producto no encontrado"),
        ("data", json!("x"), 400, None, "data must be an object"),
        (
            "moveTmpBalance",
            json!("x"),
            400,
            Some("validators.moveTmpBalance.isBoolean"),
            "El campo moveTmpBalance debe ser de tipo boolean.",
        ),
        (
            "sellType",
            json!(1),
            400,
            Some("validators.sellType.isString"),
            "El campo sellType debe ser de tipo string",
        ),
        (
            "sellType",
            json!(""),
            400,
            Some("validators.sellType.isNotEmpty"),
            "El campo sellType no puede estar vacío.",
        ),
        ("hash", json!(1), 400, Some("validators.hash.isString"), "El campo hash debe ser de tipo string"),
        ("hash", json!(""), 400, Some("validators.hash.isNotEmpty"), "El campo hash no puede estar vacío."),
        (
            "webhookUrl",
            json!(1),
            400,
            Some("validators.webhookUrl.isString"),
            "El campo webhookUrl debe ser de tipo string",
        ),
        (
            "webhookUrl",
            json!(""),
            400,
            Some("validators.webhookUrl.isNotEmpty"),
            "El campo webhookUrl no puede estar vacío.",
        ),
        (
            "terminalId",
            json!("x"),
            400,
            Some("validators.terminalId.isNumber"),
            "El ID de terminal debe ser un valor numérico.",
        ),
        (
            "commerceId",
            json!("x"),
            400,
            Some("validators.commerceId.isNumber"),
            "El ID de comercio debe ser un valor numérico.",
        ),
        (
            "_password",
            json!(1),
            400,
            Some("validators._password.isString"),
            "El campo _password debe ser de tipo string",
        ),
        ("expiresIn", json!("x"), 400, None, "expiresIn must be a number"),
        ("amount", json!(0), 400, Some("AMOUNT_OUT_OF_RANGE"), "El monto debe ser mayor o igual a 1"),
        (
            "amount",
            json!(5_000_001),
            400,
            Some("products.errors.userBalance"),
            "El usuario no cuenta con saldo para la transacción",
        ),
        (
            "data.cellphone",
            json!(COMMERCE_BLACKLISTED),
            400,
            Some("products.errors.blacklisted"),
            "Al parecer estás siendo victima de hurto, hemos bloqueado tu cuenta por seguridad",
        ),
    ];
    for (path, value, status, code, message) in cases {
        let answer = shop.post("/sells/sell", &with(&top_up(), path, value.clone()));
        assert_eq!((answer.status, answer.text("/message")), (status, message), "{path} {value}");
        assert_eq!(answer.body.get("errorCode").and_then(Value::as_str), code, "{path} {value}");
    }
    let missing = shop.post("/sells/sell", &json!({}));
    assert_eq!(missing.text("/errorCode"), "validators.productId.required");
    assert_eq!((shop.balance(), shop.sandbox.state()["sales"].clone()), (5_000_000, json!([])));
}

#[test]
fn documented_patterns_limits_and_lists_hold() {
    let shop = Shop::commerce();
    let sale = quoted(&shop, "sell-soat-previsora");
    let bad = [
        ("data.userDetail.address", json!("123 Calle Principal")),
        ("data.userDetail.address", json!("Calle_45 #12-34")),
        ("data.userDetail.address", json!("Rua São Paulo 10")),
        ("data.userDetail.email", json!("usuario.@gmail.com")),
        ("data.userDetail.email", json!("campohernández@gmail.com")),
        ("data.userDetail.name", json!("Empresa 1")),
        ("data.userDetail.name", json!("Al")),
        ("data.userDetail.cellphone", json!("2001234567")),
        ("data.userDetail.docNumber", json!("123")),
        ("data.userDetail.docType", json!(5)),
        ("data.userDetail.gender", json!("X")),
        ("data.userDetail.cityCode", json!(1.5)),
        ("data.vehDetail.vehicleClassId", json!(10)),
    ];
    for (path, value) in bad {
        let answer = shop.post("/sells/sell", &with(&sale, path, value.clone()));
        assert_eq!(answer.status, 400, "{path} {value}");
        assert!(answer.text("/message").starts_with(path), "{}", answer.body);
    }
    let legal = with(
        &with(&sale, "data.userDetail.typePerson", json!("J")),
        "data.userDetail.name",
        json!("Empresa 1"),
    );
    assert_eq!(shop.post("/sells/sell", &legal).status, 200);

    let energy = quoted(&shop, "sell-energy-epm");
    let little = shop.post("/sells/sell", &with(&energy, "amount", json!(9_999)));
    assert_eq!(little.text("/message"), "El monto debe ser mayor o igual a 10000");
    assert_eq!(shop.post("/sells/sell", &with(&energy, "data.plan", json!("XX"))).status, 400);
}

#[test]
fn documents_of_a_quote_follow_their_type() {
    let shop = Shop::commerce();
    let quote = |kind: u64, document: &str| {
        let body = json!({"productId": 1014006, "documentType": kind, "document": document,
                          "queryType": "SOATFullData", "license": "ABC123"});
        shop.post("/product/query", &body).status
    };
    for (kind, document) in
        [(1, "1032363500"), (2, "AB123"), (3, "12345678901"), (3, "900123456"), (4, "1234567890")]
    {
        assert_eq!(quote(kind, document), 200, "{kind} {document}");
    }
    for (kind, document) in
        [(1, "AB1234567"), (2, "AB-123"), (3, "22345678901"), (3, "1234567890"), (4, "123456789")]
    {
        assert_eq!(quote(kind, document), 400, "{kind} {document}");
    }
}
