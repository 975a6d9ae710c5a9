//! What an overlay says of money: what an operation moves, to whom, in which currency, and whose midnight ends a day.

use super::fields::{Fields, problem};
use super::rules::OperationRule;
use crate::dotted;
use crate::model::{Diagnostic, Kind, Money, Operation, Place};
use crate::{suggest, time_zone};

pub(super) fn read(fields: &Fields<'_, '_>) -> Money {
    let money = Money {
        amount: fields.text("amount"),
        recipient: fields.text("recipient"),
        price: fields.text("price"),
    };
    if let Some(price) = money.price.as_deref().filter(|price| !is_price(price)) {
        let help = "write digits, with a point before the cents: \"4500\" or \"10.50\"; or \"unknown\"";
        fields.report("overlay-value", "price", format!("`{price}` is no price"), help.into());
    }
    if money.amount.is_some() && money.price.is_some() {
        let message = "`price` is for an operation whose amount nobody gives".to_owned();
        fields.report("overlay-value", "price", message, "keep `amount` or `price`".into());
    }
    money
}

/// The code of a currency.
pub(super) fn currency(root: &Fields<'_, '_>) -> Option<String> {
    let code = root.text("currency")?;
    if !(code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())) {
        let help = "write its three letters (ISO 4217), such as \"COP\"";
        root.report("overlay-value", "currency", format!("`{code}` is no currency"), help.into());
    }
    Some(code)
}

/// A name of the time zone database, in the database's own spelling.
pub(super) fn time_zone(root: &Fields<'_, '_>) -> Option<String> {
    let name = root.text("time_zone")?;
    match time_zone::known(&name) {
        Some(known) => Some(known.to_owned()),
        None => {
            let help = suggest::help(&name, time_zone::names());
            root.report("overlay-value", "time_zone", format!("there is no time zone `{name}`"), help);
            Some(name)
        }
    }
}

/// A number, or the word for what nobody documents.
fn is_price(text: &str) -> bool {
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 18 && part.bytes().all(|b| b.is_ascii_digit());
    let number =
        text.split_once('.').map_or_else(|| digits(text), |(whole, cents)| digits(whole) && digits(cents));
    number || text == "unknown"
}

/// Takes the rule over; a path must lead to one field of the request.
pub(super) fn apply(operation: &mut Operation, rule: &OperationRule, problems: &mut Vec<Diagnostic>) {
    let Money { amount, recipient, price } = &rule.money;
    for (key, path) in [("amount", amount), ("recipient", recipient)] {
        let Some(path) = path else { continue };
        if let Err((message, help)) = check(operation, path) {
            let at = Place { field: format!("{}.{key}", rule.at.field), ..rule.at.clone() };
            problems.push(problem("overlay-unknown-field", at, message, help));
        }
    }
    let set = |target: &mut Option<String>, stated: &Option<String>| {
        if stated.is_some() {
            target.clone_from(stated);
        }
    };
    set(&mut operation.money.amount, amount);
    set(&mut operation.money.recipient, recipient);
    set(&mut operation.money.price, price);
}

/// Kinds of a single value that a person would name.
const SINGLE: [Kind; 4] = [Kind::Any, Kind::Integer, Kind::Number, Kind::String];

/// What is wrong with the path, and what may be meant.
fn check(operation: &Operation, path: &str) -> Result<(), (String, String)> {
    let of_params = operation.params.iter().map(|param| (param.name.clone(), param.schema.kind));
    let mut known: Vec<(String, Kind)> = of_params.collect();
    if let Some(body) = &operation.body {
        dotted::visit(&body.schema, "", &mut |path, property| known.push((path, property.schema.kind)));
    }
    // Of many in a list none is the one.
    known.retain(|(path, kind)| !path.contains("[]") && SINGLE.contains(kind));
    if known.iter().any(|(name, _)| name == path) {
        return Ok(());
    }
    let help = suggest::help(path, known.iter().map(|(name, _)| name.as_str()));
    Err((format!("the request of `{}` has no single field `{path}`", operation.id), help))
}
