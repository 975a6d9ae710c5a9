//! The rules of every request, as data: `data/commerce.json`, condensed from the fact sheet.

use std::collections::HashMap;

use regex_lite::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::{error::Error, money::Money};

const TEXT: &str = include_str!("../../data/commerce.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    errors: HashMap<String, ErrorText>,
    generic: Vec<Field>,
    requests: Vec<Request>,
    pub(super) categories: Vec<Category>,
    pub(super) products: Vec<Product>,
}

/// What the API says, letter by letter.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorText {
    pub(super) http: u16,
    pub(super) code: Option<String>,
    pub(super) message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub(super) slug: String,
    method: String,
    path: String,
    /// Which bodies are this request's, where several share a route.
    #[serde(rename = "match")]
    discriminator: Option<Match>,
    /// Limit of the real call; the sandbox answers at once.
    #[serde(rename = "timeout_ms")]
    _timeout_ms: Option<u64>,
    /// Whether a query answers under `data.payload`.
    #[serde(default)]
    pub(super) nested: bool,
    /// Whether a query answers with codes and a timestamp too.
    #[serde(default)]
    pub(super) full_envelope: bool,
    /// Which of the fields common to all sales it takes.
    #[serde(default)]
    generic: Vec<String>,
    pub(super) fields: Vec<Field>,
    /// Keys of the errors that the request documents.
    errors: Vec<String>,
    #[serde(default)]
    scenarios: Vec<Scenario>,
    pub(super) example: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Match {
    product_id: Vec<u64>,
    query_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) path: String,
    #[serde(rename = "in")]
    place: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(rename = "enum")]
    pub(super) values: Option<Vec<Value>>,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    #[serde(rename = "minLength")]
    pub(super) min_length: Option<usize>,
    #[serde(rename = "maxLength")]
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    #[serde(rename = "pattern_legal_person")]
    pub(super) legal_pattern: Option<Pattern>,
    pub(super) pattern_by: Option<PatternBy>,
    #[serde(rename = "secret")]
    _secret: Option<bool>,
    #[serde(default)]
    pub(super) refusals: Refusals,
}

impl Field {
    pub(super) fn in_body(&self) -> bool {
        self.place.is_none()
    }
}

/// A pattern that depends on a neighbour field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternBy {
    pub(super) field: String,
    pub(super) patterns: HashMap<String, Pattern>,
}

/// Keys of the documented errors of a field, where there are any.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusals {
    pub(super) missing: Option<String>,
    #[serde(rename = "type")]
    pub(super) wrong_type: Option<String>,
    pub(super) empty: Option<String>,
    pub(super) min: Option<String>,
}

impl Refusals {
    fn keys(&self) -> impl Iterator<Item = &String> {
        [&self.missing, &self.wrong_type, &self.empty, &self.min].into_iter().flatten()
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(Regex);

impl Pattern {
    pub(super) fn takes(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    pub(super) fn source(&self) -> &str {
        self.0.as_str()
    }
}

impl TryFrom<String> for Pattern {
    type Error = regex_lite::Error;

    fn try_from(source: String) -> Result<Self, regex_lite::Error> {
        Regex::new(&source).map(Self)
    }
}

/// A test value of the provider's and what it brings about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    value: String,
    pub(super) outcome: Outcome,
    pub(super) http: Option<u16>,
    pub(super) message: Option<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    Success,
    Failed,
    Timeout,
    Refused,
    Discount,
    Electric,
    LegalDiscount,
    Issued,
    NotIssued,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Category {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) internal_name: String,
    pub(super) parent: Option<u64>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) category_id: u64,
    pub(super) kind: Kind,
    /// The price, where it is fixed.
    amount: Option<i64>,
    /// What a bill asks for.
    due: Option<i64>,
    /// Id of the agreement, where it is not the product's.
    pub(super) agreement_id: Option<u64>,
    #[serde(default)]
    pub(super) need_validation: bool,
    #[serde(default)]
    pub(super) disabled: bool,
    /// No provider stands behind it.
    #[serde(default)]
    pub(super) orphan: bool,
}

impl Product {
    pub(super) fn price(&self) -> Option<Money> {
        self.amount.map(Money::pesos)
    }

    pub(super) fn due(&self) -> Money {
        self.due.map(Money::pesos).unwrap_or_default()
    }
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Bill,
    Fixed,
    Open,
    Pin,
    Energy,
    Axa,
    Previsora,
    TransfiyaDeposit,
    TransfiyaWithdrawal,
}

impl Data {
    /// Refuses data that names an error without giving its text.
    pub(super) fn load() -> Result<Self, Error> {
        let data: Self = serde_json::from_str(TEXT)?;
        let fields = data.generic.iter().chain(data.requests.iter().flat_map(|request| &request.fields));
        let of_fields = fields.flat_map(|field| field.refusals.keys());
        let of_requests = data.requests.iter().flat_map(|request| &request.errors);
        let missing = of_fields.chain(of_requests).find(|key| !data.errors.contains_key(*key)).cloned();
        match missing {
            Some(key) => Err(Error::MissingText(key)),
            None => Ok(data),
        }
    }

    pub(super) fn error(&self, key: &str) -> Option<&ErrorText> {
        self.errors.get(key)
    }

    pub(super) fn request(&self, slug: &str) -> Option<&Request> {
        self.requests.iter().find(|request| request.slug == slug)
    }

    pub(super) fn product(&self, id: u64) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }

    /// All fields of a request, its own first.
    pub(super) fn fields<'a>(&'a self, request: &'a Request) -> impl Iterator<Item = &'a Field> {
        let generic = self.generic.iter().filter(|field| request.generic.contains(&field.path));
        request.fields.iter().chain(generic)
    }

    /// The first request of a route: the one to blame when a body cannot be told.
    pub(super) fn first(&self, method: &str, path: &str) -> Option<&Request> {
        self.requests.iter().find(|request| request.method == method && request.path == path)
    }

    /// The request that a body with that product means; with an unknown query type, any of that product.
    pub(super) fn recognise(&self, path: &str, product: u64, query_type: Option<&str>) -> Option<&Request> {
        let of_product = || {
            self.requests.iter().filter(move |request| {
                let ids = request.discriminator.as_ref().map(|discriminator| &discriminator.product_id);
                request.path == path && ids.is_some_and(|ids| ids.contains(&product))
            })
        };
        let exact = of_product().find(|request| {
            let wanted = request.discriminator.as_ref().and_then(|found| found.query_type.as_deref());
            wanted.is_some() && wanted == query_type
        });
        exact.or_else(|| of_product().next())
    }
}

impl Request {
    pub(super) fn scenario(&self, value: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.value == value)
    }
}
