//! Lists and texts, those of answers and those that a script writes.

use super::answer::Answer;
use super::calls::function_of;
use super::machine::Machine;
use super::value::{Key, Value};

/// Methods that tell something about a value, and do not give it.
const TELLS: &[&str] = &[
    "endsWith",
    "every",
    "has",
    "hasOwnProperty",
    "includes",
    "indexOf",
    "isArray",
    "lastIndexOf",
    "localeCompare",
    "some",
    "search",
    "startsWith",
    "test",
    "findIndex",
];

/// Methods that change a text, or make one.
const CHANGES: &[&str] = &[
    "charAt",
    "concat",
    "exec",
    "getTime",
    "join",
    "match",
    "matchAll",
    "normalize",
    "padEnd",
    "padStart",
    "replace",
    "replaceAll",
    "split",
    "substr",
    "substring",
    "toFixed",
    "toISOString",
    "toLocaleString",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "trim",
    "trimEnd",
    "trimStart",
    "valueOf",
];

/// Methods that give some of the elements, or all in another order.
const SELECTS: &[&str] = &["filter", "flat", "reverse", "slice", "sort", "splice", "toSorted", "toReversed"];

/// Elements of a value that is a list; one stands for all where they are not known.
pub(super) fn elements(list: Value<'_>) -> Vec<Value<'_>> {
    match list {
        Value::List(list) => list.as_ref().clone(),
        Value::Answer(answer) => vec![each(answer)],
        _ => vec![Value::Unknown],
    }
}

fn each<'a>(list: Answer) -> Value<'a> {
    list.member(&Key::Dynamic).map_or(Value::Unknown, Value::Answer)
}

/// The one part of an answer in a list or object that the script wrote, where there is but one.
pub(super) fn only(value: &Value<'_>) -> Option<Answer> {
    let mut found: Option<Answer> = None;
    let parts: Vec<&Value<'_>> = match value {
        Value::Answer(answer) => return Some(answer.clone()),
        Value::List(list) => list.iter().collect(),
        Value::Object(fields) => fields.iter().map(|(_, value)| value).collect(),
        _ => return None,
    };
    for part in parts {
        let Value::Answer(answer) = part else { continue };
        match &found {
            Some(other) if other.path() != answer.path() => return None,
            _ => found = Some(answer.clone()),
        }
    }
    found
}

impl<'a> Machine<'a, '_> {
    pub(super) fn answer_method(
        &mut self,
        answer: Answer,
        name: &str,
        arguments: Vec<Value<'a>>,
    ) -> Value<'a> {
        let element = each(answer.clone());
        let function = function_of(&arguments);
        if CHANGES.contains(&name) {
            return Value::Answer(answer.opaque());
        }
        if name == "map" || name == "flatMap" {
            let part = function
                .map_or(Value::Unknown, |function| self.invoke(function, vec![element, Value::Unknown]));
            return match part {
                Value::Answer(part) => Value::Answer(part.of_each(&answer)),
                Value::Unknown => Value::Unknown,
                other => Value::list(vec![other]),
            };
        }
        if name == "reduce" {
            let start = arguments.into_iter().nth(1).unwrap_or_else(|| element.clone());
            return function.map_or(Value::Unknown, |function| self.invoke(function, vec![start, element]));
        }
        if let Some(function) = function {
            self.invoke(function, vec![element.clone(), Value::Unknown]);
        }
        match name {
            _ if TELLS.contains(&name) => Value::Unknown,
            "forEach" | "each" | "keys" => Value::Unknown,
            "find" | "findLast" | "pop" => element,
            "shift" => answer.member(&Key::Index(0)).map_or(Value::Unknown, Value::Answer),
            "at" => {
                let key = arguments.first().map_or(Key::Dynamic, Value::key);
                answer.member(&key).map_or(Value::Unknown, Value::Answer)
            }
            "entries" => Value::list(vec![Value::list(vec![Value::Unknown, element])]),
            "values" => Value::Answer(answer),
            _ if SELECTS.contains(&name) => Value::Answer(answer.some()),
            // A parsed page: whatever is asked of it comes from the text.
            _ if answer.is_opaque() => Value::Answer(answer),
            _ => Value::Unknown,
        }
    }

    pub(super) fn list_method(
        &mut self,
        list: &[Value<'a>],
        name: &str,
        arguments: Vec<Value<'a>>,
    ) -> Value<'a> {
        let mut results = Vec::new();
        if let Some(function) = function_of(&arguments).filter(|_| name != "reduce" && name != "sort") {
            for (element, number) in list.iter().zip(0..) {
                results.push(self.invoke(function, vec![element.clone(), Value::Number(number)]));
            }
        }
        let whole = || Value::list(list.to_vec());
        match name {
            "map" | "flatMap" => Value::list(results),
            "filter" | "slice" | "reverse" | "sort" | "values" | "flat" => whole(),
            "find" | "findLast" | "pop" => list.iter().cloned().fold(Value::Unknown, Value::or),
            "shift" => list.first().cloned().unwrap_or_default(),
            "at" => {
                let key = arguments.first().map_or(Key::Dynamic, Value::key);
                self.member(whole(), &key)
            }
            "join" | "toString" => {
                only(&whole()).map_or(Value::Unknown, |answer| Value::Answer(answer.opaque()))
            }
            "entries" => {
                let pairs = list.iter().zip(0..);
                let pair = |(element, number): (&Value<'a>, u32)| {
                    Value::list(vec![Value::Number(number), element.clone()])
                };
                Value::list(pairs.map(pair).collect())
            }
            _ => Value::Unknown,
        }
    }
}
