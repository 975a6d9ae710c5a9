//! SOAT quotes: blocks that the sale has to repeat, made from the sheet's examples.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

use super::{
    data::{Data, Outcome, Product},
    quotes::Quote,
    rules::at,
};
use crate::{clock::Moment, money::Money};

const YEAR: Duration = Duration::from_secs(364 * 24 * 60 * 60);

pub(super) fn quote_axa(data: &Data, product: &Product, service: String, now: Moment) -> (Quote, Value) {
    let mut block = example(data, "sell-soat-axa", "data.amount");
    block["dateStart"] = json!(now.local_date());
    block["dateEnd"] = json!(now.plus(YEAR).local_date());
    let amount = at(&block, "amountTotal").and_then(Money::read).unwrap_or_default();
    let price = STANDARD.encode(json!({"amount": amount.json()}).to_string());
    let price_echo = hex(128);
    let transaction = json!({"idTransaccion": Uuid::new_v4().to_string(), "idCorrelacion": now.millis()});
    let echo = STANDARD.encode(transaction.to_string());
    let answer = json!({
        "amount": block,
        "cifrateAmount": {"hash": price, "hashEchoData": price_echo},
        "hashEchoData": echo,
    });
    let echoes = vec![
        ("data.hashEchoData", echo),
        ("data.cifrateAmount.hash", price),
        ("data.cifrateAmount.hashEchoData", price_echo),
    ];
    (Quote { product: product.id, service, amount, echoes }, answer)
}

pub(super) fn quote_previsora(
    data: &Data,
    product: &Product,
    body: &Value,
    service: String,
    outcome: Outcome,
    now: Moment,
) -> (Quote, Value) {
    let (block, amount) = price_previsora(example(data, "sell-soat-previsora", "data.amount"), outcome, now);
    let hash = at(&block, "hash").and_then(Value::as_str).unwrap_or_default().to_owned();
    let answer = json!({
        "amount": block,
        "vehDetail": example(data, "sell-soat-previsora", "data.vehDetail"),
        // What the insurer does not know comes as null, for the seller to fill in.
        "userDetail": {
            "name": "Nombre",
            "lastName": "Apellido",
            "docNumber": body.get("document"),
            "cellphone": null,
            "email": null,
            "phone": "",
            "docType": body.get("documentType"),
            "address": null,
            "cityCode": 76834,
            "stateCode": 76,
            "addressType": 1,
            "typePerson": "F",
        },
    });
    (Quote { product: product.id, service, amount, echoes: vec![("data.amount.hash", hash)] }, answer)
}

fn price_previsora(mut block: Value, outcome: Outcome, now: Moment) -> (Value, Money) {
    let number = |block: &Value, name: &str| at(block, name).and_then(Value::as_i64).unwrap_or_default();
    let tenth = number(&block, "InsurancePremium") / 10;
    let discount = if matches!(outcome, Outcome::Success) { 0 } else { tenth };
    let total = number(&block, "Total") - discount;
    let amount = number(&block, "amountTotal") - discount;
    match outcome {
        Outcome::Electric => {
            block["ElectricDiscount"] = json!(discount);
            block["PercentageElectricDiscount"] = json!(10);
        }
        Outcome::LegalDiscount => block["Law2161Discount"] = json!(discount),
        _ => {}
    }
    for name in ["DiscountAmount", "amountDiscount", "discount"] {
        block[name] = json!(discount);
    }
    block["DiscountAmountFormatted"] = json!(formatted(discount));
    block["TotalWithDiscountAmount"] = json!(total);
    block["TotalWithDiscountAmountFormatted"] = json!(formatted(total));
    block["amount"] = json!(amount);
    block["amountTotal"] = json!(amount);
    block["createdAt"] = json!(now.iso());
    block["dateStart"] = json!(now.local_date());
    block["dateEnd"] = json!(now.plus(YEAR).local_date());
    block["hash"] = json!(hex(40));
    (block, Money::pesos(amount))
}

/// As in `$1.363.550`.
fn formatted(pesos: i64) -> String {
    let digits = pesos.to_string();
    let mut text = String::from("$");
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// The policy of a plate.
pub(super) fn policy(plate: &str, now: Moment) -> Value {
    json!({
        "license": plate,
        "issued": true,
        "policyNumber": format!("15{plate}"),
        "url": policy_url(plate),
        "dateStart": now.local_date(),
        "dateEnd": now.plus(YEAR).local_date(),
    })
}

pub(super) fn policy_url(plate: &str) -> String {
    format!("https://example.com/policies/{plate}.pdf")
}

fn example(data: &Data, slug: &str, path: &str) -> Value {
    let body = data.request(slug).and_then(|request| request.example.as_ref());
    body.and_then(|body| at(body, path)).cloned().unwrap_or_else(|| json!({}))
}

fn hex(digits: usize) -> String {
    std::iter::repeat_with(|| Uuid::new_v4().simple().to_string()).take(4).collect::<String>()[..digits]
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn groups_by_thousands() {
        assert_eq!(formatted(0), "$0");
        assert_eq!(formatted(907_900), "$907.900");
        assert_eq!(formatted(1_363_550), "$1.363.550");
    }
}
