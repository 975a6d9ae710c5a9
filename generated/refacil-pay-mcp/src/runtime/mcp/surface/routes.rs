//! Operations that share a method and a path are variants of one route: one tool, and an argument that chooses.

use rmcp::model::{JsonObject, Tool};
use serde_json::{Map, Value, json};

use crate::runtime::core::failure::Failure;
use crate::runtime::core::nearest::nearest;
use crate::runtime::core::spec::{Class, Language, Nature, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::say;

use super::super::schema;
use super::annotations;
use super::lean::{self, Detail};

/// The longest name of a tool.
const LONGEST: usize = 40;
/// The argument that chooses; the next where an operation has an argument of that name itself.
const KEYS: [&str; 3] = ["operation", "operation_id", "chosen_operation_id"];

/// One method and path with the operations that use it.
#[derive(Debug)]
pub(in super::super) struct Route {
    /// Name of its tool.
    pub(in super::super) tool: String,
    /// HTTP method.
    pub(in super::super) method: &'static str,
    /// Path below the base URL.
    pub(in super::super) path: &'static str,
    /// The operations, in collection order.
    pub(in super::super) operations: Vec<&'static Operation>,
    key: &'static str,
}

/// The routes of these operations, each where its first operation stands.
pub(in super::super) fn of(operations: &[&'static Operation]) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for operation in operations {
        match routes.iter_mut().find(|route| route.holds(operation)) {
            Some(route) => route.operations.push(operation),
            None => routes.push(Route {
                tool: operation.tool.to_owned(),
                method: operation.method,
                path: operation.path,
                operations: vec![operation],
                key: "",
            }),
        }
    }
    let mut taken: Vec<String> = operations.iter().map(|operation| operation.tool.to_owned()).collect();
    for route in routes.iter_mut().filter(|route| route.operations.len() > 1) {
        let name = name(route.method, route.path);
        // The first operation's own name is free, for that operation is not listed by itself.
        if !name.is_empty() && !taken.contains(&name) {
            taken.push(name.clone());
            route.tool = name;
        }
        let taken = |key: &str| {
            route.operations.iter().flat_map(|operation| operation.params).any(|param| param.argument == key)
        };
        route.key = KEYS.into_iter().find(|key| !taken(key)).unwrap_or("operation");
    }
    routes
}

/// `post_sales_items` for `POST /sales/{id}/items`; empty where that is too long for a name.
fn name(method: &str, path: &str) -> String {
    let plain = path.split('/').filter(|part| !part.is_empty() && !part.contains('{'));
    let words = plain.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric()));
    let words = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase);
    let name = std::iter::once(method.to_ascii_lowercase()).chain(words).collect::<Vec<_>>().join("_");
    if name.len() <= LONGEST { name } else { String::new() }
}

impl Route {
    fn holds(&self, operation: &Operation) -> bool {
        let first = self.operations.first();
        // Calls that differ in kind or host only look alike.
        self.method == operation.method
            && self.path == operation.path
            && first.is_some_and(|first| {
                first.foreign_origin == operation.foreign_origin
                    && first.nature == Nature::Call
                    && operation.nature == Nature::Call
            })
    }

    /// The operation, where there is but one.
    pub(super) fn only(&self) -> Option<&'static Operation> {
        match self.operations.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The argument that chooses.
    pub(in super::super) const fn key(&self) -> &'static str {
        self.key
    }

    /// The strictest class of its operations.
    pub(super) fn class(&self) -> Class {
        self.operations.iter().map(|operation| operation.class).max().unwrap_or(Class::Dangerous)
    }

    /// The tool of several operations.
    pub(super) fn tool(&self, language: Language) -> Tool {
        let text = say(
            "{} operations in one; `{}` chooses. Describe the chosen one first: each takes other arguments.",
            &[&self.operations.len(), &self.key],
        );
        let title = format!("{} {}", self.method, visible_capped(self.path, 60));
        Tool::new(self.tool.clone(), text.in_language(language), self.schema())
            .with_annotations(annotations::of_class(&title, self.class()))
    }

    fn schema(&self) -> JsonObject {
        let ids: Vec<&str> = self.operations.iter().map(|operation| operation.id).collect();
        let mut properties = Map::from_iter([(self.key.to_owned(), json!({"type": "string", "enum": ids}))]);
        let mut required = vec![self.key];
        let needed =
            self.operations.iter().flat_map(|operation| operation.params).filter(|param| param.required);
        for param in needed.filter(|param| param.fixed.is_none()) {
            if properties.contains_key(param.argument) {
                continue;
            }
            let always = self.operations.iter().all(|operation| {
                let known = operation.params.iter().find(|known| known.argument == param.argument);
                known.is_some_and(|known| known.required && known.fixed.is_none())
            });
            let alike = self
                .operations
                .iter()
                .flat_map(|operation| operation.params)
                .all(|known| known.argument != param.argument || known.schema.kind == param.schema.kind);
            let value = if alike { lean::of_value(param.schema, Detail::Needed, 0) } else { Map::new() };
            properties.insert(param.argument.to_owned(), Value::Object(value));
            if always {
                required.push(param.argument);
            }
        }
        schema::open(properties, &required)
    }

    /// The chosen operation, and the arguments without the choice.
    ///
    /// # Errors
    /// Nothing, or something else, was chosen.
    pub(in super::super) fn choose(
        &self,
        mut arguments: Map<String, Value>,
    ) -> Result<(&'static Operation, Map<String, Value>), Failure> {
        if let Some(only) = self.only() {
            return Ok((only, arguments));
        }
        let given = arguments.shift_remove(self.key);
        let wanted = given.as_ref().and_then(Value::as_str);
        let names = |operation: &Operation, name: &str| {
            operation.id == name || operation.tool == name || operation.aliases.contains(&name)
        };
        let found = wanted.and_then(|name| self.operations.iter().find(|operation| names(operation, name)));
        if let Some(operation) = found {
            return Ok((operation, arguments));
        }
        let ids = || self.operations.iter().map(|operation| operation.id);
        let meant = wanted.and_then(|name| nearest(name, ids()));
        let message = match meant {
            Some(meant) => say("is not one of the operations; {} is", &[&meant]),
            None => say("must be one of {}", &[&ids().collect::<Vec<_>>().join(", ")]),
        };
        Err(Failure::invalid_argument(self.key, message))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::SHOP;
    use super::*;

    fn routes() -> Vec<Route> {
        let operations: Vec<_> = SHOP.operations().collect();
        of(&operations)
    }

    #[test]
    fn a_route_is_named_by_method_and_path() {
        assert_eq!(name("POST", "/sales/{id}/line-items"), "post_sales_line_items");
        assert_eq!(name("GET", "/{id}"), "get");
        assert_eq!(name("POST", &"/long".repeat(20)), "");
        let names: Vec<_> = routes().into_iter().map(|route| route.tool).collect();
        assert_eq!(names, ["list_all", "post_sales"]);
    }

    #[test]
    fn a_merged_tool_carries_the_strictest_class_and_the_common_needs() {
        let tool = routes()[1].tool(Language::English);
        let hints = tool.annotations.expect("hints");
        assert_eq!((hints.read_only_hint, hints.destructive_hint), (Some(false), Some(true)));
        let schema = Value::Object((*tool.input_schema).clone());
        assert_eq!(schema["required"], json!(["operation", "amount"]));
        assert_eq!(schema["properties"]["operation"]["enum"], json!(["sale", "refund"]));
        assert_eq!(schema["properties"]["goods"], json!({"type": "number"}));
    }

    #[test]
    fn the_chosen_operation_gets_the_other_arguments() {
        let route = &routes()[1];
        let given = |value: Value| value.as_object().cloned().unwrap_or_default();
        for name in ["sale", "old_sell", "sell"] {
            let chosen = route.choose(given(json!({"operation": name, "amount": 1}))).expect("a choice");
            assert_eq!((chosen.0.id, Value::Object(chosen.1)), ("sale", json!({"amount": 1})));
        }
        for (name, hint) in [(json!("refnud"), "refund is"), (json!(1), "must be one of sale, refund")] {
            let failure = route.choose(given(json!({"operation": name}))).expect_err("no choice");
            assert!(failure.to_string().contains(hint), "{}", failure.message.english());
        }
        assert!(route.choose(Map::new()).is_err());
    }
}
