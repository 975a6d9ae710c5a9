//! The part of lodash (`_`) that scripts reach into answers with. Its functions take the value first.

use super::calls::function_of;
use super::machine::Machine;
use super::value::{Key, Value};

impl<'a> Machine<'a, '_> {
    pub(super) fn lodash(&mut self, name: &str, mut arguments: Vec<Value<'a>>) -> Value<'a> {
        if arguments.is_empty() {
            return Value::Unknown;
        }
        let value = arguments.remove(0);
        match name {
            "get" | "result" => self.at_path(value, arguments),
            "first" | "head" => self.member(value, &Key::Index(0)),
            "nth" => {
                let key = arguments.first().map_or(Key::Dynamic, Value::key);
                self.member(value, &key)
            }
            "last" | "sample" | "minBy" | "maxBy" => self.member(value, &Key::Dynamic),
            "find" | "findLast" if function_of(&arguments).is_none() => {
                if let Some(header) = super::headers::by_shape(&value, arguments.first()) {
                    return header;
                }
                self.member(value, &Key::Dynamic)
            }
            "map" if function_of(&arguments).is_none() => {
                let key = arguments.first().map_or(Key::Dynamic, Value::key);
                let element = self.member(value.clone(), &Key::Dynamic);
                match (self.member(element, &key), value) {
                    (Value::Answer(part), Value::Answer(list)) => Value::Answer(part.of_each(&list)),
                    (part, _) => Value::list(vec![part]),
                }
            }
            "each" | "forEach" | "map" | "flatMap" | "find" | "findLast" | "filter" | "some" | "every"
            | "reduce" | "join" | "split" => {
                let name = if name == "each" { "forEach" } else { name };
                self.method(value, name, arguments)
            }
            "sortBy" | "orderBy" | "reject" | "uniq" | "uniqBy" | "compact" | "reverse" | "shuffle"
            | "take" | "flatten" => self.method(value, "filter", arguments),
            "pick" | "omit" | "cloneDeep" | "clone" | "toArray" | "values" => value,
            "toString" | "trim" | "toLower" | "toUpper" | "replace" | "toNumber" | "toInteger" => {
                value.changed()
            }
            _ => {
                self.invoke_all(&arguments);
                Value::Unknown
            }
        }
    }

    /// `_.get(value, "data.items[0].id", default)`, or a list of names.
    fn at_path(&mut self, value: Value<'a>, arguments: Vec<Value<'a>>) -> Value<'a> {
        let mut arguments = arguments.into_iter();
        let keys: Vec<Key> = match arguments.next() {
            Some(Value::Text(path)) => path
                .split(['.', '[', ']'])
                .map(|part| part.trim_matches(['"', '\'']))
                .filter(|part| !part.is_empty())
                .map(|part| Value::Text(part.to_owned()).key())
                .collect(),
            Some(Value::List(names)) => names.iter().map(Value::key).collect(),
            _ => return Value::Unknown,
        };
        let reached = keys.iter().fold(value, |value, key| self.member(value, key));
        reached.or(arguments.next().unwrap_or_default())
    }
}
