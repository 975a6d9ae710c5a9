//! The values of a call, told apart by the names of their fields: which is an amount, a currency, a recipient.

use serde_json::Value;

use super::super::decimal;
use super::super::redact;
use super::super::spec::Schema;
use super::Stake;

/// Fields that hold an amount, surest first.
const AMOUNTS: &[&str] =
    &["amount", "monto", "importe", "valor", "quantia", "value", "total", "price", "precio", "preco", "sum"];
/// Objects and fields that are somebody who receives.
const RECEIVERS: &[&str] = &[
    "recipient",
    "beneficiary",
    "beneficiario",
    "destinatario",
    "destination",
    "destino",
    "payee",
    "receiver",
    "creditor",
    "to",
];
/// Fields that name an account or a person, surest first.
const ACCOUNTS: &[&str] = &[
    "iban",
    "clabe",
    "cbu",
    "account",
    "cuenta",
    "conta",
    "wallet",
    "key",
    "llave",
    "chave",
    "card",
    "cellphone",
    "phone",
    "msisdn",
    "mobile",
    "celular",
    "telefono",
    "telefone",
    "email",
    "document",
    "documento",
    "contract",
    "plate",
    "reference",
    "id",
    "name",
];
/// Fields that name a currency.
const CURRENCIES: &[&str] = &["currency", "moneda", "moeda", "divisa"];
/// Objects whose fields are about somebody or something else.
const OTHERS: &[&str] =
    &["metadata", "webhook", "callback", "url", "payer", "sender", "debtor", "origin", "source", "merchant"];

/// A single value, with the path that leads to it.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Dotted path among the arguments.
    pub(super) path: String,
    /// As text.
    pub(super) value: String,
    kind: LeafKind,
    /// The operation's own field. A field that nobody documents may stand there to be taken for one.
    declared: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeafKind {
    Text,
    Number,
    /// What stood there may have been either.
    Masked,
}

impl Leaf {
    pub(super) fn stake(&self) -> Stake {
        Stake { field: self.path.clone(), value: self.value.clone() }
    }

    pub(super) fn is_masked(&self) -> bool {
        self.kind == LeafKind::Masked
    }

    /// Words of the last name on the path, and those of all names before it.
    fn words(&self) -> (Vec<String>, Vec<String>) {
        let (before, last) = self.path.rsplit_once('.').unwrap_or(("", &self.path));
        (redact::words(last), before.split('.').flat_map(redact::words).collect())
    }
}

/// Adds the single values. Lists are left out: one of many is not the one that is meant.
pub(super) fn collect(path: &str, value: &Value, schema: Option<&Schema>, leaves: &mut Vec<Leaf>) {
    let (text, kind) = match value {
        Value::Object(map) => {
            return map.iter().for_each(|(name, value)| {
                let field = schema.and_then(|schema| schema.fields.iter().find(|field| field.name == name));
                collect(&format!("{path}.{name}"), value, field.map(|field| field.schema), leaves);
            });
        }
        Value::String(text) if text.is_empty() => return,
        Value::String(text) if text == redact::MASK => (text.clone(), LeafKind::Masked),
        Value::String(text) if decimal::compare(text, "0").is_some() => (text.clone(), LeafKind::Number),
        Value::String(text) => (text.clone(), LeafKind::Text),
        Value::Number(number) => (number.to_string(), LeafKind::Number),
        Value::Array(_) | Value::Bool(_) | Value::Null => return,
    };
    leaves.push(Leaf { path: path.to_owned(), value: text, kind, declared: schema.is_some() });
}

/// The first of the lowest rank; a declared field comes before any other.
pub(super) fn best<'a>(
    leaves: impl IntoIterator<Item = &'a Leaf>,
    rank: impl Fn(&Leaf) -> Option<usize>,
) -> Option<Stake> {
    let ranked = leaves.into_iter().filter_map(|leaf| Some(((!leaf.declared, rank(leaf)?), leaf)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, leaf)| leaf.stake())
}

pub(super) fn amount_rank(leaf: &Leaf) -> Option<usize> {
    let (last, before) = leaf.words();
    let rank =
        position(AMOUNTS, &last).filter(|_| leaf.kind != LeafKind::Text && !mentions(OTHERS, &before))?;
    // `amount` is surer than `taxAmount`, and what lies deep is a part of something.
    Some(rank * 2 + (last.len() - 1) * 100 + before.len() * 50)
}

pub(super) fn currency_rank(leaf: &Leaf) -> Option<usize> {
    let (last, before) = leaf.words();
    position(CURRENCIES, &last).filter(|_| leaf.kind != LeafKind::Number).map(|rank| rank + before.len() * 10)
}

pub(super) fn recipient_rank(leaf: &Leaf) -> Option<usize> {
    let (last, before) = leaf.words();
    if mentions(OTHERS, &before) || mentions(OTHERS, &last) {
        return None;
    }
    let account = position(ACCOUNTS, &last);
    if mentions(RECEIVERS, &last) || mentions(RECEIVERS, &before) {
        return Some(account.unwrap_or(ACCOUNTS.len()));
    }
    // Without somebody who receives only what is an account or a telephone names one.
    let document = ACCOUNTS.iter().position(|word| *word == "document").unwrap_or(0);
    account.filter(|rank| *rank < document).map(|rank| rank + 100)
}

fn position(known: &[&str], words: &[String]) -> Option<usize> {
    known.iter().position(|known| words.iter().any(|word| word == known))
}

fn mentions(known: &[&str], words: &[String]) -> bool {
    position(known, words).is_some()
}
