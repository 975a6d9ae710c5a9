//! Values that the tool fills in where the caller leaves them out: seen in every dry run, never kept quiet.

pub mod address;
mod notice_address;
mod place;
mod reference;

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::ordered::ordered;
use super::spec::{Automatic, Operation, Provider};
use super::validate::{self, Labels, Problem};
use super::words::{Said, say};

pub use notice_address::webhook_url;
pub use place::{Place, place};

/// What was filled in for one call.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    values: Vec<FilledField>,
    /// Paths of notices that go nowhere: nothing is stored, and the API decides whether it does without.
    unnoticed: Vec<&'static str>,
}

/// A field that the tool fills in.
#[derive(Debug, Clone)]
struct FilledField {
    automatic: Automatic,
    place: Place,
    /// None: it is asked for before the call leaves.
    value: Option<Value>,
}

impl Filled {
    /// Fills in what the caller left out, as far as that takes no network; the rest stands as its source, `<public-ip>`.
    ///
    /// # Errors
    /// No reference can be made up for its field.
    pub fn of(
        operation: &'static Operation,
        arguments: &mut Map<String, Value>,
        webhook_url: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut filled = Self::default();
        for automatic in operation.automatic {
            let Some(place) = place(operation, automatic.path) else { continue };
            let value = match automatic.from {
                Provider::PublicIp => None,
                Provider::Reference => Some(reference::make(operation, automatic.path, place.schema)?),
                Provider::WebhookUrl => match webhook_url {
                    Some(url) => Some(Value::from(url)),
                    None => {
                        filled.unnoticed.extend(Some(automatic.path).filter(|_| !place.is_taken(arguments)));
                        continue;
                    }
                },
            };
            let shown = value.clone().unwrap_or_else(|| Value::from(source(*automatic)));
            if place.fill(arguments, shown) {
                filled.values.push(FilledField { automatic: *automatic, place, value });
            }
        }
        Ok(filled)
    }

    /// The problems that remain: what is still asked for needs no form yet, and whether a call may go without a notice is
    /// for the API to say.
    #[must_use]
    pub fn without_excused(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let is_pending = |path: &str| self.pending().any(|one| one.automatic.path == path);
        let excused =
            |problem: &Problem| is_pending(&problem.path) || self.unnoticed.contains(&problem.path.as_str());
        problems.into_iter().filter(|problem| !excused(problem)).collect()
    }

    /// The field for notices that stays out, if one does.
    #[must_use]
    pub fn goes_unnoticed(&self) -> Option<&'static str> {
        self.unnoticed.first().copied()
    }

    /// Nothing was filled in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The field that waits for the public address, if one does.
    #[must_use]
    pub fn wants_public_ip(&self) -> Option<&'static str> {
        self.wants(Provider::PublicIp)
    }

    /// The field that waits for a value from there, if one does.
    #[must_use]
    pub fn wants(&self, from: Provider) -> Option<&'static str> {
        self.pending().find(|one| one.automatic.from == from).map(|one| one.automatic.path)
    }

    /// The first field that waits for its value.
    #[must_use]
    pub fn lacks(&self) -> Option<&'static str> {
        self.pending().map(|one| one.automatic.path).next()
    }

    /// Lets the fields for notices that would stay out wait for an address; tells whether there is one.
    pub fn await_notices(
        &mut self,
        operation: &'static Operation,
        arguments: &mut Map<String, Value>,
    ) -> bool {
        let expects = |automatic: &&Automatic| self.unnoticed.contains(&automatic.path);
        let automatics: Vec<Automatic> = operation.automatic.iter().filter(expects).copied().collect();
        for automatic in automatics {
            let Some(place) = place(operation, automatic.path) else { continue };
            if place.fill(arguments, Value::from(source(automatic))) {
                self.unnoticed.retain(|path| *path != automatic.path);
                self.values.push(FilledField { automatic, place, value: None });
            }
        }
        self.wants(Provider::WebhookUrl).is_some()
    }

    /// Puts the public address where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_public_ip(
        &mut self,
        operation: &'static Operation,
        arguments: &mut Map<String, Value>,
        address: IpAddr,
    ) -> Result<(), Failure> {
        self.put(operation, arguments, Provider::PublicIp, &address.to_string())
    }

    /// Puts the address for notices where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_notice_address(
        &mut self,
        operation: &'static Operation,
        arguments: &mut Map<String, Value>,
        address: &str,
    ) -> Result<(), Failure> {
        self.put(operation, arguments, Provider::WebhookUrl, address)
    }

    fn put(
        &mut self,
        operation: &'static Operation,
        arguments: &mut Map<String, Value>,
        from: Provider,
        text: &str,
    ) -> Result<(), Failure> {
        let labels = Labels::new(operation);
        let mut problems = Vec::new();
        let waiting = self.values.iter_mut().filter(|one| one.value.is_none() && one.automatic.from == from);
        for one in waiting {
            let value = Value::from(text);
            validate::check_value(one.place.schema, &value, one.automatic.path, &labels, &mut problems);
            one.place.replace(arguments, value.clone());
            one.value = Some(value);
        }
        if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
    }

    /// The references that were made, by their paths.
    #[must_use]
    pub fn references(&self) -> BTreeMap<String, Value> {
        let made = self.values.iter().filter(|one| one.automatic.from == Provider::Reference);
        ordered(made.filter_map(|one| Some((one.automatic.path.to_owned(), one.value.clone()?))))
    }

    /// Takes over the references of an earlier call in the place of those that were made for this one.
    pub fn keep_references(&mut self, arguments: &mut Map<String, Value>, earlier: &BTreeMap<String, Value>) {
        for one in self.values.iter_mut().filter(|one| one.automatic.from == Provider::Reference) {
            if let Some(value) = earlier.get(one.automatic.path) {
                one.place.replace(arguments, value.clone());
                one.value = Some(value.clone());
            }
        }
    }

    /// The arguments with the sources of these values in their places: what the caller said, and no more.
    #[must_use]
    pub fn blanked(
        &self,
        arguments: &Map<String, Value>,
        which: impl Fn(Provider) -> bool,
    ) -> Map<String, Value> {
        let mut blanked = arguments.clone();
        for one in self.values.iter().filter(|one| which(one.automatic.from)) {
            one.place.replace(&mut blanked, Value::from(source(one.automatic)));
        }
        blanked
    }

    /// The values as data: by field, each with its source; `null` where it is asked for when the call is sent.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entry = |one: &FilledField| {
            (one.automatic.path.to_owned(), json!({"from": one.automatic.from.name(), "value": one.value}))
        };
        Value::Object(self.values.iter().map(entry).collect())
    }

    /// One line a value: `reference1 = "8f2k…" (a reference made for the call)`.
    #[must_use]
    pub fn told(&self) -> Vec<Said> {
        let told = self.values.iter().map(|one| {
            let Automatic { path, from } = one.automatic;
            match &one.value {
                Some(value) => say("{} = {} ({})", &[&path, value, &Said::from(from.source())]),
                None => say(
                    "{} = {} ({}, asked for when it is sent)",
                    &[&path, &source(one.automatic), &Said::from(from.about())],
                ),
            }
        });
        told.collect()
    }

    fn pending(&self) -> impl Iterator<Item = &FilledField> {
        self.values.iter().filter(|one| one.value.is_none())
    }
}

/// What stands in the place of a value that is not at hand.
fn source(automatic: Automatic) -> String {
    format!("<{}>", automatic.from.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::spec::{BodyKind, Field, Format, Kind, Location, Param, Schema};

    static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
    static IP: Schema = Schema { kind: Kind::String, format: Some(Format::Ip), ..Schema::ANY };
    static USER: Schema = Schema {
        kind: Kind::Object,
        fields: &[
            Field { name: "id", flag: "id", required: true, fixed: None, schema: &TEXT },
            Field { name: "ip", flag: "ip", required: true, fixed: None, schema: &IP },
        ],
        ..Schema::ANY
    };
    const USER_PARAM: Param = Param {
        name: "user",
        argument: "user",
        flag: "user",
        location: Location::Body,
        required: true,
        fixed: None,
        schema: &USER,
    };
    /// Every kind of automatic value.
    pub(super) static OPERATION: Operation = Operation {
        id: "pay",
        command: &["pay"],
        tool: "pay",
        title: "Pay",
        method: "POST",
        path: "/",
        params: &[
            USER_PARAM,
            Param { name: "guest", argument: "guest", flag: "guest", required: false, ..USER_PARAM },
            Param {
                name: "reference",
                argument: "reference",
                flag: "reference",
                schema: &TEXT,
                ..USER_PARAM
            },
            Param { name: "notify", argument: "notify", flag: "notify", schema: &TEXT, ..USER_PARAM },
        ],
        body: BodyKind::Json,
        timeout_ms: 1_000,
        automatic: &[
            Automatic { path: "user.ip", from: Provider::PublicIp },
            Automatic { path: "guest.ip", from: Provider::PublicIp },
            Automatic { path: "reference", from: Provider::Reference },
            Automatic { path: "notify", from: Provider::WebhookUrl },
        ],
        ..Operation::EMPTY
    };

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn what_is_left_out_is_filled_in_and_what_is_given_stays() {
        let mut given = object(json!({"user": {"id": "u", "ip": "198.51.100.1"}, "reference": "mine"}));
        let before = given.clone();
        let filled = Filled::of(&OPERATION, &mut given, None).expect("nothing to make up");
        assert!(filled.is_empty() && given == before, "{given:?}");

        let mut bare = object(json!({"user": {"id": "u"}}));
        let mut filled = Filled::of(&OPERATION, &mut bare, Some("https://a.example/n")).expect("filled");
        assert_eq!(bare["user"]["ip"], "<public-ip>");
        assert!(!bare.contains_key("guest"), "nothing is made for the sake of what lies in it");
        assert_eq!(filled.wants_public_ip(), Some("user.ip"));
        let problems = validate::check(&OPERATION, &bare);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(filled.without_excused(problems).is_empty());
        let address = "203.0.113.7".parse().expect("an address");
        filled.put_public_ip(&OPERATION, &mut bare, address).expect("fits");
        assert_eq!((filled.wants_public_ip(), &bare["user"]["ip"]), (None, &json!("203.0.113.7")));
        assert_eq!(
            filled.to_json()["notify"],
            json!({"from": "webhook-url", "value": "https://a.example/n"})
        );
        assert_eq!(filled.told().len(), 3);
        assert!(validate::check(&OPERATION, &bare).is_empty());
    }

    #[test]
    fn what_the_caller_said_is_the_same_however_it_was_filled() {
        let fill = || {
            let mut arguments = object(json!({"user": {"id": "u"}}));
            let filled = Filled::of(&OPERATION, &mut arguments, None).expect("filled");
            (arguments, filled)
        };
        let ((first, of_first), (mut second, mut of_second)) = (fill(), fill());
        assert_ne!(first["reference"], second["reference"]);
        assert_eq!(of_first.blanked(&first, |_| true), of_second.blanked(&second, |_| true));
        of_second.keep_references(&mut second, &of_first.references());
        assert_eq!(first, second);
        let shown = of_first.blanked(&first, |from| from != Provider::Reference);
        assert_eq!(shown["reference"], first["reference"]);
    }
}
