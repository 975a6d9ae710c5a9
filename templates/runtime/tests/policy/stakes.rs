//! What a call moves, and to whom: stated by people, or read from the names of its fields.

use codegen_runtime::runtime::core::spec::{Money, Operation};
use codegen_runtime::runtime::core::stakes::{Stake, Stakes};
use serde_json::{Value, json};

use crate::shop::API;

#[test]
fn what_people_stated_of_an_operation_comes_before_the_names_of_its_fields() {
    const STATED: Money = Money { amount: Some("fee"), recipient: Some("recipient.bank"), price: None };
    let stakes = |money: Money| {
        let operation = Operation { money, steps: &[], lookup: None, ..*pay_out() };
        let arguments =
            json!({"amount": 5, "reference": "r", "currency": "COP", "recipient": {"key": "@ana"}});
        let stakes = Stakes::of(&operation, arguments.as_object().expect("an object"));
        let value = |stake: Option<Stake>| stake.map(|stake| stake.value);
        (value(stakes.amount), stakes.recipient.value, value(stakes.currency))
    };
    let found = |amount: Option<&str>, recipient: &str| {
        (amount.map(str::to_owned), recipient.to_owned(), Some("COP".to_owned()))
    };
    assert_eq!(stakes(Money::UNSTATED), found(Some("5"), "@ana"));
    let reference = Money { recipient: Some("reference"), ..STATED };
    assert_eq!(stakes(Money { amount: Some("amount"), ..reference }), found(Some("5"), "r"));
    // A stated field that is not given is not replaced by a guess.
    assert_eq!(stakes(STATED), found(None, "pay-out"));
    for (price, amount) in [("4500", Some("4500")), ("0", None), ("unknown", None)] {
        assert_eq!(stakes(Money { amount: None, price: Some(price), ..reference }), found(amount, "r"));
    }
}

#[test]
fn a_field_that_nobody_documents_is_not_taken_for_a_documented_one() {
    let stakes = |arguments: Value| {
        let stakes = Stakes::of(pay_out(), arguments.as_object().expect("an object"));
        (stakes.amount.map(|stake| stake.field), stakes.recipient.value)
    };
    let plain = json!({"amount": 5, "reference": "r", "recipient": {"key": "@eve"}});
    let expected = (Some("amount".to_owned()), "@eve".to_owned());
    assert_eq!(stakes(plain.clone()), expected);
    // Surer names than the documented ones.
    for decoy in ["iban", "account", "wallet"] {
        let mut decoyed = plain.clone();
        decoyed["recipient"][decoy] = json!("@ana");
        assert_eq!(stakes(decoyed), expected, "{decoy}");
    }
}

#[test]
fn what_a_record_hides_is_nobody_else() {
    let operation = Operation { money: Money::UNSTATED, steps: &[], lookup: None, ..*pay_out() };
    let stakes = |parameters: Value| {
        let stakes = Stakes::recorded(&operation, parameters.as_object().expect("an object"));
        let amount = stakes.amount.filter(|amount| !amount.is_masked()).map(|amount| amount.value);
        (amount, (!stakes.recipient.is_masked()).then_some(stakes.recipient.value))
    };
    let five = Some("5".to_owned());
    let mut record = json!({"amount": 5, "reference": "r", "recipient": {"key": "***", "account": "7"}});
    assert_eq!(stakes(record.clone()), (five.clone(), None));
    record["recipient"]["key"] = json!("@ana");
    assert_eq!(stakes(record.clone()), (five, Some("@ana".to_owned())));
    // A total is another amount than the one that is hidden.
    record["amount"] = json!("***");
    record["total"] = json!(7);
    assert_eq!(stakes(record).0, None);
}

fn pay_out() -> &'static Operation {
    API.operation("pay-out").expect("an operation")
}

#[test]
fn where_nobody_stated_the_amount_the_most_that_it_may_be_counts() {
    let most = |arguments: Value| {
        let charge = API.operation("charge").expect("an operation");
        let most = Stakes::most(charge, arguments.as_object().expect("an object"));
        most.map(|amount| amount.to_string())
    };
    assert_eq!(most(json!({"amount": 5, "items": [{"sku": "a", "count": 900}]})).as_deref(), Some("5"));
    assert_eq!(most(json!({"amount": 5, "note": {"total": "7.50"}})).as_deref(), Some("7.50"));
    let parts = json!({"amount": 5, "note": [{"amount": 3}, {"amount": 9}]});
    assert_eq!(most(parts).as_deref(), Some("12"));
    assert_eq!(most(json!({"amount": 5, "note": [{"amount": -3}]})), None);
    assert_eq!(most(json!({"note": "5"})), None);
}
