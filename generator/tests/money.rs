//! What an overlay says of money is checked against the request that it is about.

use postman_codegen::error::Error;
use postman_codegen::lower::{Source, lower};
use postman_codegen::model::{Api, Money};
use postman_codegen::overlay::{Overlay, apply};
use postman_codegen::postman;
use serde_json::json;

fn api() -> Api {
    let body = json!({"amount": 1, "to": {"key": "@ana"}, "parts": [{"amount": 1}], "express": true});
    let pay = json!({"name": "Pay", "request": {
        "method": "POST",
        "url": "https://api.example.com/pay/:account",
        "body": {"mode": "raw", "raw": body.to_string()},
    }});
    let collection = json!({"info": {"name": "Shop"}, "item": [pay]});
    let read = postman::parse(collection.to_string().as_bytes(), "shop.json").expect("a collection");
    lower(read, Source { name: "shop".into(), file: "shop.json".into() })
}

fn applied(overlay: &str) -> Result<Api, Vec<String>> {
    let told = |error| match error {
        Error::Problems(list) => list
            .iter()
            .map(|found| format!("{}: {} ({})", found.place.field, found.message, found.help))
            .collect::<Vec<_>>(),
        other => panic!("{other}"),
    };
    let overlay = Overlay::parse(overlay, "shop.toml").map_err(told)?;
    apply(api(), &overlay).map_err(told)
}

#[test]
fn what_is_stated_reaches_the_model() {
    let api = applied(
        "currency = 'COP'\ntime_zone = 'america/bogota'\n[operation.pay]\namount = 'amount'\nrecipient = 'to.key'",
    )
    .expect("sound");
    assert_eq!((api.currency.as_deref(), api.time_zone.as_deref()), (Some("COP"), Some("America/Bogota")));
    let stated = Money { amount: Some("amount".into()), recipient: Some("to.key".into()), price: None };
    assert_eq!(api.operations[0].money, stated);
    // A parameter of the path is a recipient too.
    let api = applied("[operation.pay]\nrecipient = 'account'\nprice = '4500.50'").expect("sound");
    assert_eq!(api.operations[0].money.price.as_deref(), Some("4500.50"));
}

#[test]
fn a_path_that_leads_to_no_single_field_is_told_with_the_one_that_may_be_meant() {
    let problems = |overlay: &str| applied(overlay).expect_err("a mistake").join("\n");
    let found = problems("[operation.pay]\namount = 'amuont'\nrecipient = 'to'");
    assert!(
        found.contains(
            "operation.pay.amount: the request of `pay` has no single field `amuont` (did you mean `amount`?)"
        ),
        "{found}"
    );
    assert!(found.contains("operation.pay.recipient"), "{found}");
    for path in ["parts[].amount", "express", "parts"] {
        let found = problems(&format!("[operation.pay]\namount = '{path}'"));
        assert!(found.contains("no single field"), "{found}");
    }
    let found = problems(
        "currency = 'pesos'\ntime_zone = 'America/Bogata'\n[operation.pay]\namount = 'amount'\nprice = '4.500,00'",
    );
    for expected in [
        "`pesos` is no currency",
        "did you mean `America/Bogota`?",
        "`4.500,00` is no price",
        "keep `amount` or `price`",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
}
