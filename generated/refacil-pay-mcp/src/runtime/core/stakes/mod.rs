//! What a call moves and to whom, as a person would say it: what they type to confirm it, and what a script must expect.

mod leaf;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::amount::Amount;
use super::arguments;
use super::decimal;
use super::failure::{Exit, Failure};
use super::plain::plain;
use super::redact;
use super::spec::{Location, Money, Operation};
use super::text::visible_capped;
use super::words::{Said, say};
use leaf::{Leaf, amount_rank, best, collect, currency_rank, recipient_rank};

/// A field of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stake {
    /// Dotted path among the arguments.
    pub field: String,
    /// Its value as text.
    pub value: String,
}

/// In place of a field: what the overlay says.
const PRICE: &str = "the price";
/// In place of a field: what is run.
const COMMAND: &str = "the command";

impl Stake {
    /// It stands in the request, and not in the place of something that does.
    #[must_use]
    pub fn is_argument(&self) -> bool {
        !matches!(self.field.as_str(), PRICE | COMMAND)
    }

    /// It is the one, but a record hides its value.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.value == redact::MASK
    }

    /// The value as a person reads it: an amount without a power of ten, of which `9e6` looks like nine.
    #[must_use]
    pub fn read(&self) -> String {
        let written_in_powers = self.value.contains(['e', 'E']);
        let plain = decimal::plain(&self.value).filter(|_| written_in_powers);
        plain.unwrap_or_else(|| self.value.clone())
    }

    /// The field, or what stands in its place.
    #[must_use]
    pub fn named(&self) -> Said {
        match self.field.as_str() {
            PRICE => PRICE.into(),
            COMMAND => COMMAND.into(),
            field => visible_capped(field, 60).into(),
        }
    }
}

/// What a call moves and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stakes {
    /// How much.
    pub amount: Option<Stake>,
    /// Of which currency, where the request says so.
    pub currency: Option<Stake>,
    /// To whom; without a recipient what the path names, else the command itself.
    pub recipient: Stake,
}

impl Stakes {
    /// Finds them in the request that will be sent; secrets are left out. What people stated of the operation comes first.
    #[must_use]
    pub fn of(operation: &Operation, arguments: &Map<String, Value>) -> Self {
        let shown = redact::without_secrets(operation, &arguments::with_constants(operation, arguments));
        let mut leaves = leaves(operation, &shown);
        leaves.retain(|leaf| !leaf.is_masked());
        Self::among(&leaves, operation, &shown)
    }

    /// Finds them in a record of the request (see [`redact::for_records`]). A masked value keeps its place: whoever it
    /// hides received the money, and another field must not be taken for them.
    #[must_use]
    pub fn recorded(operation: &Operation, parameters: &Map<String, Value>) -> Self {
        let shown = arguments::with_constants(operation, parameters);
        Self::among(&leaves(operation, &shown), operation, &shown)
    }

    fn among(leaves: &[Leaf], operation: &Operation, shown: &Map<String, Value>) -> Self {
        let stated = |path: &str| leaves.iter().find(|leaf| leaf.path == path).map(Leaf::stake);
        let Money { amount, recipient, price } = operation.money;
        let amount = match (price, amount) {
            (Some(price), _) => priced(price),
            (None, Some(path)) => stated(path),
            (None, None) => best(leaves, amount_rank),
        };
        let recipient = recipient.map_or_else(
            || {
                let others = leaves.iter().filter(|leaf| Some(&leaf.stake()) != amount.as_ref());
                best(others, recipient_rank)
            },
            stated,
        );
        Self {
            currency: best(leaves, currency_rank),
            recipient: recipient.unwrap_or_else(|| named(operation, shown)),
            amount,
        }
    }

    /// The largest of all values that may be the amount, those of a list together; a limit must hold for it where nobody
    /// stated which one it is. None where there is none, or where one of them cannot be counted.
    #[must_use]
    pub fn most(operation: &Operation, arguments: &Map<String, Value>) -> Option<Amount> {
        let mut sums = BTreeMap::new();
        for (name, value) in &arguments::with_constants(operation, arguments) {
            sum(name, value, &mut sums);
        }
        let sums: Option<Vec<Amount>> = sums.into_values().collect();
        sums?.into_iter().max()
    }

    /// The call is what its caller expects: `AMOUNT:RECIPIENT`, or the recipient alone where nothing has an amount.
    ///
    /// # Errors
    /// It is another one, or the expectation cannot be read.
    pub fn check(&self, expected: &str) -> Result<(), Failure> {
        let (amount, recipient) = match (expected.split_once(':'), &self.amount) {
            // A name may hold a colon; an amount does not.
            (Some((amount, recipient)), Some(_)) => (amount, recipient),
            (Some(("", recipient)), None) => ("", recipient),
            (_, None) => ("", expected),
            (None, Some(_)) => {
                let message = "--expect must be AMOUNT:RECIPIENT, such as 20000:3001112233";
                return Err(Failure::new(Exit::Invalid, "invalid-input", message).param("--expect"));
            }
        };
        let mut wrong = Vec::new();
        if let Some(stake) = self.amount.as_ref().filter(|stake| !is_amount(&stake.value, amount)) {
            wrong.push(stake.field.as_str());
        }
        if recipient != self.recipient.value {
            wrong.push(&self.recipient.field);
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let fields = wrong.iter().map(|field| visible_capped(field, 60)).collect::<Vec<_>>().join(" and ");
        let message = say("the request is not the expected one: {} differs; nothing was sent", &[&fields]);
        Err(Failure::new(Exit::Refused, "expectation-not-met", message)
            .hint("compare --expect with the request (--dry-run shows it)")
            .param("--expect"))
    }

    /// Where the values of `--expect` stand, each field by the name that the caller has for it.
    #[must_use]
    pub fn fields(&self, name: &dyn Fn(&str) -> String) -> String {
        let name = |field: &str| visible_capped(&name(field), 60);
        let recipient = name(&self.recipient.field);
        match &self.amount {
            Some(amount) => {
                let amount = name(&amount.field);
                format!("AMOUNT:RECIPIENT, where AMOUNT is {amount} and RECIPIENT is {recipient}")
            }
            None => format!("RECIPIENT, which is {recipient}"),
        }
    }
}

/// The same amount, in whatever digits.
#[must_use]
pub fn is_amount(amount: &str, written: &str) -> bool {
    decimal::compare(amount, written.trim()) == Some(Ordering::Equal)
}

fn leaves(operation: &Operation, arguments: &Map<String, Value>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for (name, value) in arguments {
        let param = operation.params.iter().find(|param| param.argument == name);
        collect(name, value, param.map(|param| param.schema), &mut leaves);
    }
    leaves
}

/// Adds up what may be an amount, by its path; what lies in a list has the path of the list.
fn sum(path: &str, value: &Value, sums: &mut BTreeMap<String, Option<Amount>>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, value)| sum(&format!("{path}.{name}"), value, sums));
        }
        Value::Array(list) => list.iter().for_each(|value| sum(path, value, sums)),
        single => {
            let mut leaves = Vec::new();
            collect(path, single, None, &mut leaves);
            for leaf in leaves.iter().filter(|leaf| !leaf.is_masked() && amount_rank(leaf).is_some()) {
                let before = sums.get(path).copied().unwrap_or(Some(Amount::ZERO));
                let both = before.zip(Amount::parse(&leaf.value)).map(|(a, b)| a.plus(b));
                sums.insert(path.to_owned(), both);
            }
        }
    }
}

/// A fixed price; what costs nothing moves nothing, and of a price that nobody knows nothing can be said.
fn priced(price: &str) -> Option<Stake> {
    let costs = decimal::compare(price, "0") == Some(Ordering::Greater);
    costs.then(|| Stake { field: PRICE.to_owned(), value: price.to_owned() })
}

/// What the path names, else the command.
fn named(operation: &Operation, arguments: &Map<String, Value>) -> Stake {
    let in_path = operation.params.iter().filter(|param| param.location == Location::Path);
    let named: Vec<_> = in_path.filter_map(|param| Some((param, arguments.get(param.argument)?))).collect();
    if named.is_empty() {
        return Stake { field: COMMAND.to_owned(), value: operation.command.join(" ") };
    }
    let values: Vec<String> = named.iter().map(|(_, value)| plain(value)).collect();
    let hidden = values.iter().any(|value| value == redact::MASK);
    Stake {
        field: named.iter().map(|(param, _)| param.argument).collect::<Vec<_>>().join("/"),
        value: if hidden { redact::MASK.to_owned() } else { values.join("/") },
    }
}
