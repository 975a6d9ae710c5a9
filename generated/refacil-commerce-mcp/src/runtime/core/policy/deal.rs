//! A dangerous call as a policy sees it.

use super::super::amount::Amount;
use super::super::call::Call;
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
    /// To whom.
    pub recipient: String,
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
            recipient: stakes.recipient.value,
        }
    }
}

/// The policy's own price first, then what the overlay stated, then the most that names of fields tell. What a person writes
/// by hand may hold any field: there a name tells nothing.
fn amount(policy: &Policy, call: &Call, by_hand: bool, stakes: &Stakes) -> Option<Amount> {
    let operation = call.operation();
    let priced = if by_hand { None } else { policy.prices.get(operation.id).copied() };
    match (priced, operation.money) {
        (Some(price), _) => Some(price),
        (None, Money { price: Some(price), .. }) => Amount::parse(price),
        (None, Money { amount: None, .. }) if by_hand => None,
        (None, Money { amount: None, .. }) => Stakes::most(operation, call.arguments()),
        (None, _) => stakes.amount.as_ref().and_then(|stake| Amount::parse(&stake.value)),
    }
}
