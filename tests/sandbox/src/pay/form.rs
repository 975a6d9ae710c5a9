//! Validation in the manner of the framework behind Pay: every problem of a body at once, undeclared fields refused.

use std::{net::IpAddr, ops::RangeInclusive};

use reqwest::Url;
use serde_json::{Map, Value};

use super::envelope::refusal;
use crate::{money::Money, reply::Reply};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// One object of a body under inspection.
pub(super) struct Form<'a> {
    fields: Option<&'a Map<String, Value>>,
    path: String,
    declared: Vec<&'static str>,
    problems: Vec<String>,
}

impl<'a> Form<'a> {
    pub(super) fn new(body: &'a Value) -> Self {
        Self { fields: body.as_object(), path: String::new(), declared: Vec::new(), problems: Vec::new() }
    }

    /// `None` where the field is absent, which is a problem only if it is required.
    fn field(&mut self, name: &'static str) -> Option<&'a Value> {
        self.declared.push(name);
        self.fields.and_then(|fields| fields.get(name)).filter(|value| !value.is_null())
    }

    fn problem(&mut self, name: &str, what: &str) {
        self.problems.push(format!("{}{name} {what}", self.path));
    }

    /// Reads a field; `wrong` says what it is when the field is of another type, or missing though required.
    fn read<T>(
        &mut self,
        name: &'static str,
        need: Need,
        wrong: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = self.field(name) else {
            if need == Need::Required {
                self.problem(name, "should not be empty");
                self.problem(name, wrong);
            }
            return None;
        };
        let read = read(value);
        if read.is_none() {
            self.problem(name, wrong);
        }
        read
    }

    pub(super) fn text(
        &mut self,
        name: &'static str,
        need: Need,
        length: RangeInclusive<usize>,
    ) -> Option<String> {
        let text = self.read(name, need, "must be a string", Value::as_str)?;
        let count = text.chars().count();
        if count > *length.end() {
            let limit = length.end();
            self.problem(name, &format!("must be shorter than or equal to {limit} characters"));
        }
        if count < *length.start() {
            let limit = length.start();
            self.problem(name, &format!("must be longer than or equal to {limit} characters"));
        }
        Some(text.to_owned())
    }

    pub(super) fn required_text(
        &mut self,
        name: &'static str,
        length: RangeInclusive<usize>,
    ) -> Option<String> {
        self.text(name, Need::Required, length)
    }

    /// Ids that the sheet gives no type for.
    pub(super) fn text_or_number(&mut self, name: &'static str, need: Need) {
        let known = |value: &Value| {
            (value.is_number() || value.as_str().is_some_and(|text| !text.is_empty())).then_some(())
        };
        self.read(name, need, "must be a string", known);
    }

    pub(super) fn one_of(&mut self, name: &'static str, need: Need, values: &[&str]) -> Option<String> {
        let wrong = format!("must be one of the following values: {}", values.join(", "));
        let known = |value: &'a Value| value.as_str().filter(|text| values.contains(text));
        self.read(name, need, &wrong, known).map(str::to_owned)
    }

    pub(super) fn number(&mut self, name: &'static str, need: Need) -> Option<f64> {
        self.read(name, need, "must be a number conforming to the specified constraints", Value::as_f64)
    }

    pub(super) fn at_least(&mut self, name: &'static str, need: Need, minimum: u64) -> Option<f64> {
        let number = self.number(name, need)?;
        if number < minimum as f64 {
            self.problem(name, &format!("must not be less than {minimum}"));
        }
        Some(number)
    }

    pub(super) fn amount(&mut self, name: &'static str) -> Option<Money> {
        let wrong = "must be a number conforming to the specified constraints";
        let amount = self.read(name, Need::Required, wrong, Money::read)?;
        if amount <= Money::ZERO {
            self.problem(name, "must be a positive number");
        }
        Some(amount)
    }

    pub(super) fn boolean(&mut self, name: &'static str, need: Need) -> Option<bool> {
        self.read(name, need, "must be a boolean value", Value::as_bool)
    }

    pub(super) fn email(&mut self, name: &'static str) {
        let shaped = |value: &Value| {
            let (local, domain) = value.as_str()?.split_once('@')?;
            let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
            let clean =
                !local.is_empty() && !value.as_str()?.contains(char::is_whitespace) && !domain.contains('@');
            (dotted && clean).then_some(())
        };
        self.read(name, Need::Required, "must be an email", shaped);
    }

    pub(super) fn ip(&mut self, name: &'static str) {
        let address = |value: &Value| value.as_str()?.parse::<IpAddr>().ok();
        self.read(name, Need::Required, "must be an ip address", address);
    }

    /// Unlike the real API this takes `localhost`, for receivers beside the sandbox.
    pub(super) fn url(&mut self, name: &'static str, need: Need, schemes: &[&str]) -> Option<String> {
        self.read(name, need, "must be a URL address", |value| {
            let text = value.as_str()?;
            is_url(text, schemes).then(|| text.to_owned())
        })
    }

    /// An object of free form.
    pub(super) fn object(&mut self, name: &'static str) -> Option<&'a Value> {
        self.read(name, Need::Optional, "must be an object", |value| value.is_object().then_some(value))
    }

    /// An object with fields of its own.
    pub(super) fn nested<T>(
        &mut self,
        name: &'static str,
        need: Need,
        inspect: impl FnOnce(&mut Form<'a>) -> T,
    ) -> Option<T> {
        let fields = self.read(name, need, "must be an object", Value::as_object)?;
        let path = format!("{}{name}.", self.path);
        let mut inner = Form { fields: Some(fields), path, declared: Vec::new(), problems: Vec::new() };
        let result = inspect(&mut inner);
        self.problems.extend(inner.all_problems());
        Some(result)
    }

    /// Says that a value is wrong for a reason of the caller's.
    pub(super) fn object_to(&mut self, name: &str, what: &str) {
        self.problem(name, what);
    }

    fn all_problems(mut self) -> Vec<String> {
        let undeclared = self.fields.into_iter().flat_map(Map::keys);
        let undeclared: Vec<_> = undeclared.filter(|key| !self.declared.contains(&key.as_str())).collect();
        for key in undeclared {
            self.problems.push(format!("{}property {key} should not exist", self.path));
        }
        self.problems
    }

    pub(super) fn finish(self) -> Result<(), Reply> {
        let problems = self.all_problems();
        match problems.is_empty() {
            true => Ok(()),
            false => Err(refusal(400, problems)),
        }
    }
}

pub(super) fn is_url(text: &str, schemes: &[&str]) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let host = url.host_str().unwrap_or_default();
    let reachable = host.contains('.') || host == "localhost" || host.starts_with('[');
    let spaced = text.contains(char::is_whitespace);
    schemes.contains(&url.scheme()) && text.contains("://") && reachable && !spaced
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reports_every_problem_with_its_path() {
        let body = json!({"amount": "1", "inner": {"ip": "x", "odd": 1}, "extra": true});
        let mut form = Form::new(&body);
        form.amount("amount");
        form.nested("inner", Need::Required, |inner| inner.ip("ip"));
        form.text("missing", Need::Required, 1..=5);
        let expected = [
            "amount must be a number conforming to the specified constraints",
            "inner.ip must be an ip address",
            "inner.property odd should not exist",
            "missing should not be empty",
            "missing must be a string",
            "property extra should not exist",
        ];
        assert_eq!(form.all_problems(), expected);
    }

    #[test]
    fn urls_need_scheme_and_host() {
        let web = ["http", "https"];
        for good in ["https://url-tucomercio.com", "http://127.0.0.1:80/x", "http://localhost:3000/a?b=c"] {
            assert!(is_url(good, &web), "{good}");
        }
        for bad in ["", "x", "ftp://a.co", "https://", "http:a.co", "https://a b.co", "https://intranet"] {
            assert!(!is_url(bad, &web), "{bad}");
        }
    }
}
