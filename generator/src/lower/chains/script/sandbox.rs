//! What Postman and the language give a script, by full name.

use super::answer::Answer;
use super::calls::function_of;
use super::machine::Machine;
use super::value::{Key, Value};
use crate::model::{ChainSource, Use};

/// Calls that keep a value: `set(name, value)`.
const SETTERS: &[&str] = &[
    "pm.environment.set",
    "pm.collectionVariables.set",
    "pm.globals.set",
    "pm.variables.set",
    "pm.iterationData.set",
    "pm.vault.set",
    "postman.setEnvironmentVariable",
    "postman.setGlobalVariable",
    "pm.setEnvironmentVariable",
    "pm.setGlobalVariable",
];

/// Calls that read a value.
const GETTERS: &[&str] = &[
    "pm.environment.get",
    "pm.collectionVariables.get",
    "pm.globals.get",
    "pm.variables.get",
    "pm.vault.get",
    "postman.getEnvironmentVariable",
    "postman.getGlobalVariable",
    "pm.getEnvironmentVariable",
    "pm.getGlobalVariable",
];

/// Functions whose result is their first argument in another form.
const CONVERSIONS: &[&str] = &[
    "Buffer.from",
    "Number",
    "Number.parseFloat",
    "Number.parseInt",
    "String",
    "atob",
    "btoa",
    "cheerio.load",
    "decodeURI",
    "decodeURIComponent",
    "encodeURI",
    "encodeURIComponent",
    "escape",
    "jwt_decode",
    "parseFloat",
    "parseInt",
    "unescape",
    "xml2Json",
];

/// Longest name that is followed.
const LONGEST: usize = 80;

/// What a name means that the script does not declare.
pub(super) fn global<'a>(name: &str) -> Value<'a> {
    match name {
        "responseBody" => Value::Answer(Answer::text(None)),
        "responseHeaders" => Value::Headers(None),
        "undefined" | "NaN" | "Infinity" => Value::Unknown,
        "lodash" => Value::Name("_".to_owned()),
        _ => Value::Name(name.to_owned()),
    }
}

/// What stands below such a name.
pub(super) fn below<'a>(name: &str, field: &str) -> Value<'a> {
    match (name, field) {
        ("pm", "response") => Value::Response(None),
        ("pm", "cookies") => Value::Cookies(None),
        ("globalThis" | "window", _) => global(field),
        (_, "bind") => Value::Name(name.to_owned()),
        _ if name.len() + field.len() > LONGEST => Value::Unknown,
        _ => Value::Name(format!("{name}.{field}")),
    }
}

impl<'a> Machine<'a, '_> {
    /// A call of something that Postman or the language gives.
    pub(super) fn native(&mut self, name: &str, arguments: Vec<Value<'a>>) -> Value<'a> {
        if SETTERS.contains(&name) {
            let mut arguments = arguments.into_iter();
            let variable = arguments.next().unwrap_or_default();
            self.store(name, &variable, arguments.next().unwrap_or_default());
            return Value::Unknown;
        }
        let first = arguments.first().cloned().unwrap_or_default();
        if GETTERS.contains(&name) {
            return self.recall(&first);
        }
        if CONVERSIONS.contains(&name) {
            return first.changed();
        }
        match name {
            "JSON.parse" => match first {
                Value::Answer(answer) => Value::Answer(answer.parsed()),
                _ => Value::Unknown,
            },
            "JSON.stringify" => match super::lists::only(&first) {
                Some(answer) => Value::Answer(answer.opaque()),
                None => first.changed(),
            },
            "postman.getResponseHeader" => named(ChainSource::Header, &first),
            "postman.getResponseCookie" => named(ChainSource::Cookie, &first),
            "pm.sendRequest" => self.send_request(arguments),
            "Array.from" | "Promise.resolve" | "Promise.all" | "structuredClone" => first,
            "require" => first.plain_text().map_or(Value::Unknown, |module| match module {
                "lodash" => Value::Name("_".to_owned()),
                other => Value::Name(other.to_owned()),
            }),
            _ => self.native_method(name, first, arguments),
        }
    }

    fn native_method(&mut self, name: &str, first: Value<'a>, mut arguments: Vec<Value<'a>>) -> Value<'a> {
        let (base, method) = name.rsplit_once('.').unwrap_or_default();
        match (base, method) {
            (_, "replaceIn") => {
                if let Value::Text(text) = &first {
                    self.note_uses(text);
                }
                first
            }
            (
                "pm.request.headers" | "pm.request",
                "add" | "upsert" | "update" | "addHeader" | "upsertHeader",
            ) => {
                self.place_entry(&first, ':', Use::Header);
                Value::Unknown
            }
            (
                "pm.request.url.query" | "pm.request.url" | "pm.request",
                "add" | "upsert" | "addQueryParams",
            ) => {
                self.place_entry(&first, '=', Use::Query);
                Value::Unknown
            }
            ("pm.environment" | "pm.collectionVariables" | "pm.variables" | "pm.globals", "toObject") => {
                Value::Name("environment".to_owned())
            }
            ("Object", _) => object_method(method, &arguments),
            ("_", _) => self.lodash(method, arguments),
            ("xml2js" | "xml2js.Parser", "parseString") => {
                if let Some(callback) = function_of(&arguments) {
                    self.invoke(callback, vec![Value::Unknown, first.changed()]);
                }
                Value::Unknown
            }
            (_, "bind") if !base.is_empty() => Value::Name(base.to_owned()),
            (_, "call") if !base.is_empty() => {
                arguments.drain(..arguments.len().min(1));
                self.native(base, arguments)
            }
            _ => {
                self.invoke_all(&arguments);
                Value::Unknown
            }
        }
    }

    /// `{key, value}`, or a text such as `Name: value`, goes into the request.
    fn place_entry(&mut self, entry: &Value<'a>, mark: char, place: fn(String) -> Use) {
        if let Some((name, value)) = entry.any_text().and_then(|text| text.split_once(mark)) {
            self.place(&Value::Text(value.to_owned()), &place(name.trim().to_owned()));
            return;
        }
        let name = self.member(entry.clone(), &Key::Field("key".into()));
        let value = self.member(entry.clone(), &Key::Field("value".into()));
        if let Some(name) = name.plain_text() {
            self.place(&value, &place(name.to_owned()));
        }
    }
}

impl Value<'_> {
    fn any_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }
}

fn named<'a>(source: ChainSource, name: &Value<'a>) -> Value<'a> {
    name.plain_text().map_or(Value::Unknown, |name| Value::Answer(Answer::named(source, name, None)))
}

/// `Object.keys` and its kin, for objects that the script wrote; keys of an answer are data, not a place.
fn object_method<'a>(method: &str, arguments: &[Value<'a>]) -> Value<'a> {
    let first = arguments.first().cloned().unwrap_or_default();
    match (method, first) {
        ("keys", Value::Object(fields)) => {
            Value::list(fields.iter().map(|(name, _)| Value::Text(name.clone())).collect())
        }
        ("values", Value::Object(fields)) => {
            Value::list(fields.iter().map(|(_, value)| value.clone()).collect())
        }
        ("entries", Value::Object(fields)) => {
            let pair = |(name, value): &(String, Value<'a>)| {
                Value::list(vec![Value::Text(name.clone()), value.clone()])
            };
            Value::list(fields.iter().map(pair).collect())
        }
        ("assign", first) => arguments.iter().skip(1).cloned().fold(first, Value::or),
        ("freeze" | "seal" | "create", first) => first,
        _ => Value::Unknown,
    }
}
