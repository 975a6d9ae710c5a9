//! A dangerous call as a policy sees it.

use serde_json::Value;

use super::super::amount::Amount;
use super::super::call::Call;
use super::super::dotted;
use super::super::spec::{Api, Money};
use super::super::stakes::Stakes;
use super::Policy;

/// Who moves how much to whom by what.
#[derive(Debug, Clone)]
pub struct Deal {
    /// The operation's id.
    pub operation: &'static str,
    /// Written by hand: nobody can tell for sure which operation of its route it is.
    pub by_hand: bool,
    /// The profile or principal.
    pub who: String,
    /// The environment.
    pub environment: &'static str,
    /// How much, where that is known.
    pub amount: Option<Amount>,
    /// Of which currency, where that is known.
    pub currency: Option<String>,
    /// To whom, where that can be told: what a person writes by hand may hold any field.
    pub recipient: Option<String>,
}

impl Deal {
    /// What the call is about.
    #[must_use]
    pub fn of(policy: &Policy, api: &'static Api, call: &Call, who: &str) -> Self {
        let operation = call.operation();
        let stakes = Stakes::of(operation, call.arguments());
        let by_hand = !api.operation(operation.id).is_some_and(|known| std::ptr::eq(known, operation));
        let named = stakes.currency.as_ref().map(|stake| stake.value.clone());
        Self {
            operation: operation.id,
            by_hand,
            who: who.to_owned(),
            environment: call.target().environment.name,
            amount: amount(policy, call, by_hand, &stakes),
            currency: named.or_else(|| api.currency.map(str::to_owned)),
            recipient: (!by_hand || operation.money.recipient.is_some()).then_some(stakes.recipient.value),
        }
    }
}

/// The policy's own price first, then what the overlay stated, then the most that names of fields tell. What a person writes
/// by hand may hold any field: there a name tells nothing.
fn amount(policy: &Policy, call: &Call, by_hand: bool, stakes: &Stakes) -> Option<Amount> {
    let operation = call.operation();
    let priced = if by_hand { None } else { policy.prices.get(operation.id).copied() };
    let stated = stakes.amount.as_ref();
    let unclear = stated.is_some_and(|stake| has_two_readings(written(call, &stake.field)));
    match (priced, operation.money) {
        (Some(price), _) => Some(price),
        (None, Money { price: Some(price), .. }) => Amount::parse(price),
        (None, Money { amount: None, .. }) if by_hand => None,
        (None, _) if unclear => None,
        (None, Money { amount: None, .. }) => Stakes::most(operation, call.arguments()),
        (None, _) => stated.and_then(|stake| Amount::parse(&stake.value)),
    }
}

/// The argument of that path, where it is a text.
fn written<'a>(call: &'a Call, path: &str) -> &'a str {
    dotted::get_in(call.arguments(), path).and_then(Value::as_str).unwrap_or_default()
}

/// `20.000` in a text is twenty to some and twenty thousand to others: only the API knows, so no limit can count it.
fn has_two_readings(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, rest)| {
        matches!(whole.len(), 1..=3)
            && !whole.starts_with('0')
            && rest.len() == 3
            && digits(whole)
            && digits(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_thousandths_look_alike() {
        for text in ["20.000", "1.500", "999.999"] {
            assert!(has_two_readings(text), "{text}");
        }
        for text in ["", "20000", "20.00", "20.0000", "0.125", "2000.000", "1.2.3", "a.bcd", "12.5"] {
            assert!(!has_two_readings(text), "{text}");
        }
    }
}
