//! Collected facts -> schemas: what is stated is weighed against the type and against the examples.

mod choices;
mod form;
mod limits;

use serde_json::Value;

use super::facts::{Facts, plain_number};
use super::secrets;
use super::tree::Node;
use crate::model::{Kind, Property, Schema};
pub(super) use choices::same;
use limits::Wire;

/// Whose fields they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Sent: limits are enforced.
    Request,
    /// Sent as text, as in a query or a form: nothing but words tells a number there.
    Text,
    /// Received: nothing is demanded.
    Response,
}

/// Makes schemas of nodes, and keeps what does not fit together.
#[derive(Debug)]
pub(super) struct Settler {
    usage: Use,
    /// Path of a field, and what its example breaks.
    pub contradictions: Vec<(String, &'static str)>,
}

/// A schema with what belongs to the field that has it.
#[derive(Debug)]
pub(super) struct Settled {
    pub schema: Schema,
    pub required: bool,
    pub fixed: Option<Value>,
}

impl Settler {
    pub fn new(usage: Use) -> Self {
        Self { usage, contradictions: Vec::new() }
    }

    /// The schema of a field.
    pub fn settle(&mut self, node: &Node, name: &str, path: &str) -> Settled {
        let mut facts = node.facts();
        if self.usage == Use::Response && facts.choices.constant {
            // What an answer "always" holds is no promise.
            facts.choices = super::facts::Choices::default();
        }
        let kind = choices::kind(&facts, kind(node, &facts));
        if kind == Kind::String {
            let wire = if self.usage == Use::Text && !node.states_kind() { Wire::Text } else { Wire::String };
            limits::doubt(&mut facts.limits, name, wire);
        }
        let secret = facts.secret && !node.has_parts() && kind != Kind::Boolean;
        let mut schema = Schema {
            kind,
            kinds: if kind == Kind::Any { std::mem::take(&mut facts.kinds) } else { Vec::new() },
            nullable: facts.nullable,
            secret: secret || secrets::is_secret(name, path, kind),
            provenance: facts.provenance,
            description: std::mem::take(&mut facts.description),
            ..Schema::default()
        };
        let sample = facts.sample.as_deref().and_then(|text| typed(text, kind));
        let example = facts.example.take().or(sample);
        let weighed = [
            limits::weigh(&facts, &mut schema, example.as_ref()),
            choices::weigh(&facts, &mut schema, example.as_ref()),
            form::weigh(&facts, name, &mut schema, example.as_ref()),
        ];
        if self.is_sent() {
            self.contradictions.extend(weighed.into_iter().flatten().map(|what| (path.to_owned(), what)));
        }
        let required = self.is_sent() && facts.required == Some(true);
        let fixed = choices::fixed(&facts, &schema, example.as_ref()).filter(|_| self.is_sent());
        schema.unit = facts.unit.take().filter(|_| matches!(kind, Kind::Number | Kind::Integer));
        schema.default =
            facts.default.as_deref().and_then(|text| typed(text, kind)).filter(|_| !schema.secret);
        schema.example = example.filter(|example| !schema.secret && may_be_shown(example, kind));
        schema.items = self.items(node, &facts, kind, path);
        schema.properties = self.properties(node, path);
        Settled { schema, required, fixed }
    }

    fn is_sent(&self) -> bool {
        self.usage != Use::Response
    }

    fn items(&mut self, node: &Node, facts: &Facts, kind: Kind, path: &str) -> Option<Box<Schema>> {
        if kind != Kind::Array {
            return None;
        }
        match &node.items {
            Some(items) if !items.is_empty() => {
                Some(Box::new(self.settle(items, "", &format!("{path}[]")).schema))
            }
            _ => facts.items.map(|kind| Box::new(Schema::of(kind))),
        }
    }

    fn properties(&mut self, node: &Node, path: &str) -> Vec<Property> {
        let mut properties = Vec::with_capacity(node.children().len());
        for (name, child) in node.children() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let Settled { schema, required, fixed } = self.settle(child, name, &path);
            properties.push(Property { name: name.clone(), required, fixed, schema });
        }
        properties
    }
}

/// The type: what stands below a field shows it, unless examples differ; else what is stated.
fn kind(node: &Node, facts: &Facts) -> Kind {
    if node.examples_differ() {
        return Kind::Any;
    }
    match (node.children().is_empty(), node.items.is_some()) {
        (false, true) => Kind::Any,
        (false, false) => Kind::Object,
        (true, true) => Kind::Array,
        (true, false) => facts.kind.unwrap_or_default(),
    }
}

/// The example of an object or list is one; a secret is no example.
fn may_be_shown(example: &Value, kind: Kind) -> bool {
    let fits = !matches!(kind, Kind::Array | Kind::Object) || example.is_array() || example.is_object();
    fits && !example.as_str().is_some_and(secrets::is_secret_literal)
}

/// A written value in the type of its field.
pub(super) fn typed(text: &str, kind: Kind) -> Option<Value> {
    let text = text.trim().trim_matches(['`', '"']);
    match kind {
        Kind::String => Some(Value::from(text)),
        Kind::Boolean => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        Kind::Integer => text.parse::<i64>().ok().map(Value::from),
        Kind::Number => plain_number(text).and_then(|digits| digits.parse().ok()).map(Value::Number),
        Kind::Any => Some(text.parse().map_or_else(|_| Value::from(text), Value::Number)),
        Kind::Array | Kind::Object => {
            serde_json::from_str(text).ok().filter(|value: &Value| value.is_array() || value.is_object())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::facts;
    use super::super::tree::Source;
    use super::*;
    use crate::model::Provenance;

    fn settle(example: &Value, kind: Kind, text: &str) -> (Schema, Vec<(String, &'static str)>) {
        let mut node = Node::example(example);
        let facts = Facts { kind: Some(kind), provenance: Provenance::Description, ..facts::read(text) };
        node.state(Source::Description, facts);
        let mut settler = Settler::new(Use::Request);
        let settled = settler.settle(&node, "x", "x");
        (settled.schema, settler.contradictions)
    }

    #[test]
    fn limits_take_the_measure_of_the_type() {
        let (text, _) = settle(&json!("abc"), Kind::String, "max 36");
        assert_eq!((text.max_length, text.maximum), (Some(36), None));
        let (number, _) = settle(&json!(5), Kind::Number, "max 36");
        assert_eq!((number.max_length, number.maximum), (None, Some(36.into())));
        let (number, _) = settle(&json!(5), Kind::Number, "max 10 digits");
        assert_eq!((number.max_length, number.maximum), (None, None));
    }

    #[test]
    fn bounds_of_a_number_are_no_lengths_of_its_text() {
        let length = |name: &str, usage: Use, text: &str| {
            let mut node = Node::example(&json!(""));
            node.state(Source::Entry, Facts { provenance: Provenance::Parameter, ..facts::read(text) });
            let schema = Settler::new(usage).settle(&node, name, name).schema;
            (schema.min_length, schema.max_length)
        };
        // What a query holds may be a number, and nothing says so.
        assert_eq!(length("radius", Use::Text, "from 10 to 500"), (None, Some(500)));
        assert_eq!(length("radius", Use::Text, "between 8 and 20 characters"), (Some(8), Some(20)));
        assert_eq!(length("reference", Use::Request, "from 10 to 50"), (Some(10), Some(50)));
        // The name tells it in a body too, and so does a length that no text has.
        assert_eq!(length("monto", Use::Request, "min 50, max 90"), (None, None));
        assert_eq!(length("pago", Use::Request, "Minimum 10000"), (None, None));
    }

    #[test]
    fn an_example_that_breaks_a_limit_ends_it() {
        let (schema, found) = settle(&json!("abcdef"), Kind::String, "max 3 characters");
        assert_eq!((schema.max_length, found), (None, vec![("x".to_owned(), "length")]));
        let (schema, found) = settle(&json!("c"), Kind::String, "one of `a`, `b`");
        assert_eq!((schema.choices, found.len()), (vec![], 1));
        let (schema, _) = settle(&json!("x"), Kind::String, "pattern `^[a-c]$`");
        assert_eq!(schema.pattern, None);
    }

    #[test]
    fn choices_have_the_type_of_their_field() {
        let (schema, _) = settle(&json!(1), Kind::Number, "`1` = Card, `2` = Cash");
        assert_eq!(schema.choices, [json!(1), json!(2)]);
        assert_eq!(schema.choice_labels[0], ("1".into(), "Card".into()));
        let (schema, _) = settle(&json!("{{type}}"), Kind::String, "`\"0\"` = natural, `\"1\"` = legal");
        assert_eq!(schema.choices, [json!("0"), json!("1")]);
    }

    #[test]
    fn forms_need_a_word_and_no_contrary_example() {
        let form = |example: Value, text: &str| settle(&example, Kind::String, text).0.format;
        assert_eq!(form(json!("1.2.3.4"), "valid IP").as_deref(), Some("ip"));
        assert_eq!(form(json!("{{ip}}"), "valid IP").as_deref(), Some("ip"));
        assert_eq!(form(json!("nowhere"), "valid IP"), None);
        assert_eq!(form(json!("https://a.example"), "URL to notify").as_deref(), Some("uri"));
        assert_eq!(form(json!("/path"), "URL to notify"), None);
        assert_eq!(form(json!("2025-01-15T10:00:00.000Z"), "ISO 8601").as_deref(), Some("date-time"));
        assert_eq!(form(json!("{{when}}"), "ISO 8601"), None);
        assert_eq!(form(json!("2025-01-15"), "first day, `YYYY-MM-DD`").as_deref(), Some("date"));
    }

    #[test]
    fn a_constant_is_fixed_when_the_example_agrees() {
        let mut node = Node::example(&json!("Plan"));
        node.state(
            Source::Description,
            Facts { kind: Some(Kind::String), ..facts::read("Always `Plan` for invoices") },
        );
        assert_eq!(Settler::new(Use::Request).settle(&node, "x", "x").fixed, Some(json!("Plan")));
        assert_eq!(Settler::new(Use::Response).settle(&node, "x", "x").fixed, None);
    }
}
