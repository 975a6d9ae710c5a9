//! Text of a policy -> [`Policy`]; every problem of the file is told, not only the first.

use serde_json::{Map, Value};

use super::super::amount::Amount;
use super::super::nearest::nearest;
use super::super::spec::{Api, Class};
use super::super::text::visible_capped;
use super::super::words::{Said, say};
use super::{Policy, Rule};

/// Reads the text.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(api: &'static Api, text: &str) -> Result<Policy, Vec<Said>> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| vec![say("it is no JSON: {}", &[&error])])?;
    let Value::Object(root) = value else { return Err(vec!["it must be an object".into()]) };
    let mut reader = Reader { api, problems: Vec::new() };
    reader.keys("", &root, &["rules", "prices"]);
    let policy = Policy { path: None, rules: reader.rules(&root), prices: reader.prices(&root) };
    if reader.problems.is_empty() { Ok(policy) } else { Err(reader.problems) }
}

/// Collects what is wrong.
struct Reader {
    api: &'static Api,
    problems: Vec<Said>,
}

const KEYS: [&str; 9] =
    ["name", "who", "environments", "currency", "per_call", "per_day", "recipients", "allow", "deny"];

impl Reader {
    fn rules(&mut self, root: &Map<String, Value>) -> Vec<Rule> {
        let rules = match root.get("rules") {
            None => return Vec::new(),
            Some(Value::Array(rules)) => rules,
            Some(_) => {
                self.problem("rules", "must be a list");
                return Vec::new();
            }
        };
        let read = rules.iter().enumerate().filter_map(|(at, rule)| match rule {
            Value::Object(rule) => Some(self.rule(at, rule)),
            _ => {
                self.problem(&format!("rules[{at}]"), "must be an object");
                None
            }
        });
        read.collect()
    }

    fn rule(&mut self, at: usize, rule: &Map<String, Value>) -> Rule {
        let place = |key: &str| format!("rules[{at}].{key}");
        self.keys(&place(""), rule, &KEYS);
        let environments = self.texts(&place("environments"), rule.get("environments"));
        let known: Vec<&str> = self.api.environments.iter().map(|known| known.name).collect();
        for name in environments.iter().flatten() {
            self.known(&place("environments"), name, &known);
        }
        let allow = self.operations(&place("allow"), rule.get("allow"));
        let deny = self.operations(&place("deny"), rule.get("deny")).unwrap_or_default();
        let name = self.text(&place("name"), rule.get("name"));
        Rule {
            name: name
                .unwrap_or_else(|| say("rule {} of the policy", &[&(at + 1)]).in_language(self.api.language)),
            who: self.texts(&place("who"), rule.get("who")),
            environments,
            currency: self.text(&place("currency"), rule.get("currency")),
            per_call: self.amount(&place("per_call"), rule.get("per_call")),
            per_day: self.amount(&place("per_day"), rule.get("per_day")),
            recipients: self.texts(&place("recipients"), rule.get("recipients")),
            allow,
            deny,
        }
    }

    fn prices(&mut self, root: &Map<String, Value>) -> std::collections::BTreeMap<String, Amount> {
        let prices = match root.get("prices") {
            None => return Default::default(),
            Some(Value::Object(prices)) => prices,
            Some(_) => {
                self.problem("prices", "must be an object: operations and what one call of each costs");
                return Default::default();
            }
        };
        let mut read = std::collections::BTreeMap::new();
        for (id, price) in prices {
            self.dangerous("prices", id);
            if let Some(price) = self.amount(&format!("prices.{id}"), Some(price)) {
                read.insert(id.clone(), price);
            }
        }
        read
    }

    fn operations(&mut self, place: &str, value: Option<&Value>) -> Option<Vec<String>> {
        let ids = self.texts(place, value)?;
        ids.iter().for_each(|id| self.dangerous(place, id));
        Some(ids)
    }

    /// Only dangerous operations are limited: one that is not would give a wrong peace of mind.
    fn dangerous(&mut self, place: &str, id: &str) {
        match self.api.operation(id) {
            Some(known) if known.class == Class::Dangerous => {}
            Some(known) => {
                let message = say(
                    "names {}, which is {}: only dangerous operations are limited",
                    &[&format!("{id:?}"), &known.class.said()],
                );
                self.problem(place, message);
            }
            None => {
                let dangerous = self.api.operations().filter(|known| known.class == Class::Dangerous);
                let known: Vec<&str> = dangerous.map(|known| known.id).collect();
                self.known(place, id, &known);
            }
        }
    }

    fn amount(&mut self, place: &str, value: Option<&Value>) -> Option<Amount> {
        let text = match value? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let amount = Amount::parse(&text);
        if amount.is_none() {
            self.problem(place, "must be an amount, such as \"100000\" or \"99.50\"");
        }
        amount
    }

    fn text(&mut self, place: &str, value: Option<&Value>) -> Option<String> {
        let text = value?.as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.problem(place, "must be a text");
        }
        text.map(str::to_owned)
    }

    fn texts(&mut self, place: &str, value: Option<&Value>) -> Option<Vec<String>> {
        let list = value?.as_array();
        let texts = list.and_then(|list| list.iter().map(|one| one.as_str().map(str::to_owned)).collect());
        if texts.is_none() {
            self.problem(place, "must be a list of texts");
        }
        texts
    }

    fn keys(&mut self, place: &str, map: &Map<String, Value>, known: &[&str]) {
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let meant = nearest(key, known.iter().copied())
                .map(|near| say(", did you mean {}?", &[&format!("{near:?}")]));
            let known = meant.unwrap_or_else(|| say(", known are {}", &[&known.join(", ")]));
            let key = visible_capped(key, 60);
            self.problems.push(say("{}{} is no key here{}", &[&place, &key, &known]));
        }
    }

    fn known(&mut self, place: &str, name: &str, known: &[&str]) {
        if known.contains(&name) {
            return;
        }
        let meant = nearest(name, known.iter().copied())
            .map(|near| say(", did you mean {}?", &[&format!("{near:?}")]));
        let known = meant.unwrap_or_else(|| say(", known are {}", &[&known.join(", ")]));
        self.problem(
            place,
            say("names {}, which there is not{}", &[&format!("{:?}", visible_capped(name, 60)), &known]),
        );
    }

    fn problem(&mut self, place: &str, message: impl Into<Said>) {
        self.problems.push(say("{} {}", &[&place, &message.into()]));
    }
}
