//! Fields of a body or an answer while their facts are being collected.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::facts::Facts;
use crate::model::{Kind, Provenance};

/// Who stated facts; later ones win, fact by fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// An example body or value.
    Example,
    /// A folder's description.
    Folder,
    /// The request's description.
    Description,
    /// The collection's own entry for a parameter.
    Entry,
}

/// A field with the fields below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    stated: Vec<(Source, Facts)>,
    /// Fields of an object, in order.
    children: Vec<(String, Self)>,
    index: HashMap<String, usize>,
    /// Element of a list.
    pub items: Option<Box<Self>>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Name(String),
    /// Into the elements of a list.
    Items,
}

/// Deepest path that a description may open.
const DEEPEST: usize = 40;

/// Takes a written path apart: `a.b`, `a[].b`, `a[0].b`.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let name = part.split('[').next().unwrap_or_default();
        if !name.is_empty() {
            steps.push(Step::Name(name.to_owned()));
        }
        for inner in part.split('[').skip(1) {
            let inner = inner.trim_end_matches(']');
            if inner.is_empty() || inner == "*" || inner.bytes().all(|byte| byte.is_ascii_digit()) {
                steps.push(Step::Items);
            } else {
                steps.push(Step::Name(inner.to_owned()));
            }
        }
    }
    steps.truncate(DEEPEST);
    steps
}

/// A path as it is written: `a.b`, `a[].b`.
pub(super) fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Items => text.push_str("[]"),
            Step::Name(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}

impl Node {
    /// A field that an example shows. `null` shows that `null` is allowed, and no type.
    pub fn example(value: &Value) -> Self {
        let mut node = Self::default();
        node.show(value);
        node
    }

    /// Adds what another example shows.
    pub fn show(&mut self, value: &Value) {
        let mut facts = Facts { provenance: Provenance::Example, ..Facts::default() };
        match value {
            Value::Null => facts.nullable = true,
            Value::Bool(_) => facts.kind = Some(Kind::Boolean),
            // A whole number in an example is no proof that fractions are refused.
            Value::Number(_) => facts.kind = Some(Kind::Number),
            Value::String(text) => facts = super::placeholder::facts(text),
            Value::Array(elements) => {
                facts.kind = Some(Kind::Array);
                let items = self.items.get_or_insert_default();
                elements.iter().for_each(|element| items.show(element));
            }
            Value::Object(fields) => {
                facts.kind = Some(Kind::Object);
                for (name, value) in fields {
                    self.child(name).show(value);
                }
            }
        }
        if facts.kind.is_some_and(|kind| !matches!(kind, Kind::Array | Kind::Object))
            && facts.example.is_none()
        {
            facts.example = (!super::placeholder::is_unknown(value)).then(|| value.clone());
        }
        self.state_again(facts);
    }

    /// Another example: types that differ make the field free.
    fn state_again(&mut self, facts: Facts) {
        let differs = self
            .of(Source::Example)
            .is_some_and(|known| known.kind.is_some() && facts.kind.is_some() && known.kind != facts.kind);
        self.state(Source::Example, facts);
        if differs
            && let Some((_, known)) = self.stated.iter_mut().find(|(source, _)| *source == Source::Example)
        {
            known.kind = Some(Kind::Any);
        }
    }

    /// Whether examples show values of several types: `[{"to": "0x"}, "latest"]`.
    pub fn examples_differ(&self) -> bool {
        self.of(Source::Example).is_some_and(|known| known.kind == Some(Kind::Any))
    }

    /// Whether anything but an example states the type.
    pub fn states_kind(&self) -> bool {
        self.stated.iter().any(|(source, facts)| *source != Source::Example && facts.kind.is_some())
    }

    fn of(&self, source: Source) -> Option<&Facts> {
        self.stated.iter().find(|(known, _)| *known == source).map(|(_, facts)| facts)
    }

    /// Adds facts of a source to those that it stated before.
    pub fn state(&mut self, source: Source, facts: Facts) {
        match self.stated.iter_mut().find(|(known, _)| *known == source) {
            Some((_, known)) => known.join(facts),
            None => self.stated.push((source, facts)),
        }
    }

    /// All facts, better sources over weaker ones.
    pub fn facts(&self) -> Facts {
        let mut stated: Vec<_> = self.stated.iter().collect();
        stated.sort_by_key(|(source, _)| *source);
        let mut facts = Facts::default();
        for (_, better) in stated {
            facts.overlay(better.clone());
        }
        facts
    }

    /// Fields in order.
    pub fn children(&self) -> &[(String, Self)] {
        &self.children
    }

    /// The field of that name, made when there is none.
    pub fn child(&mut self, name: &str) -> &mut Self {
        let at = match self.index.get(name) {
            Some(at) => *at,
            None => {
                self.index.insert(name.to_owned(), self.children.len());
                self.children.push((name.to_owned(), Self::default()));
                self.children.len() - 1
            }
        };
        &mut self.children[at].1
    }

    fn known_child(&self, name: &str) -> Option<&Self> {
        self.children.get(*self.index.get(name)?).map(|(_, child)| child)
    }

    /// The field at that path; names lead through lists.
    pub fn find(&self, steps: &[Step]) -> Option<&Self> {
        let Some((first, rest)) = steps.split_first() else { return Some(self) };
        match first {
            Step::Items => self.items.as_ref()?.find(rest),
            Step::Name(name) => match self.known_child(name) {
                Some(child) => child.find(rest),
                None => self.items.as_ref()?.find(steps),
            },
        }
    }

    /// The field at that path, made when there is none.
    pub fn reach(&mut self, steps: &[Step]) -> &mut Self {
        let Some((first, rest)) = steps.split_first() else { return self };
        match first {
            Step::Items => self.items.get_or_insert_default().reach(rest),
            Step::Name(name) => {
                let through_list = self.known_child(name).is_none() && self.is_list();
                if through_list {
                    return self.items.get_or_insert_default().reach(steps);
                }
                self.child(name).reach(rest)
            }
        }
    }

    fn is_list(&self) -> bool {
        self.items.is_some() || self.stated.iter().any(|(_, facts)| facts.kind == Some(Kind::Array))
    }

    /// Whether nothing was stated, here or below.
    pub fn is_empty(&self) -> bool {
        self.stated.is_empty() && self.children.is_empty() && self.items.is_none()
    }

    /// Whether fields can stand below: it is no text and no number.
    pub fn may_have_parts(&self) -> bool {
        let scalar = |facts: &Facts| {
            facts.kind.is_some_and(|kind| !matches!(kind, Kind::Any | Kind::Array | Kind::Object))
        };
        self.has_parts() || !self.stated.iter().any(|(_, facts)| scalar(facts))
    }

    /// Whether fields or elements stand below.
    pub fn has_parts(&self) -> bool {
        !self.children.is_empty() || self.items.is_some()
    }

    /// Adds the names of all fields, here and below.
    pub fn collect_names(&self, names: &mut HashSet<String>) {
        for (name, child) in &self.children {
            names.insert(name.clone());
            child.collect_names(names);
        }
        if let Some(items) = &self.items {
            items.collect_names(names);
        }
    }

    /// Paths of all fields by their last name; `None` for a name that occurs more than once.
    pub fn leaves(&self) -> HashMap<String, Option<Vec<Step>>> {
        let mut leaves = HashMap::new();
        self.collect_leaves(&mut Vec::new(), &mut leaves);
        leaves
    }

    fn collect_leaves(&self, path: &mut Vec<Step>, leaves: &mut HashMap<String, Option<Vec<Step>>>) {
        for (name, child) in &self.children {
            path.push(Step::Name(name.clone()));
            leaves
                .entry(name.clone())
                .and_modify(|known| *known = None)
                .or_insert_with(|| Some(path.clone()));
            child.collect_leaves(path, leaves);
            path.pop();
        }
        if let Some(items) = &self.items {
            path.push(Step::Items);
            items.collect_leaves(path, leaves);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn name(text: &str) -> Step {
        Step::Name(text.into())
    }

    #[test]
    fn paths_in_several_notations() {
        assert_eq!(steps("data[].user.id"), [name("data"), Step::Items, name("user"), name("id")]);
        assert_eq!(steps("a[0][b]"), [name("a"), Step::Items, name("b")]);
        assert_eq!(steps("[].x"), [Step::Items, name("x")]);
    }

    #[test]
    fn examples_are_joined() {
        let mut node = Node::example(&json!({"list": [{"a": 1}, {"b": null}], "x": 1}));
        node.show(&json!({"x": "text"}));
        assert!(node.find(&steps("list.b")).is_some_and(|field| field.facts().nullable));
        assert_eq!(node.find(&steps("list[].a")).and_then(|field| field.facts().kind), Some(Kind::Number));
        assert_eq!(node.find(&steps("x")).and_then(|field| field.facts().kind), Some(Kind::Any));
        assert_eq!(node.leaves().get("b"), Some(&Some(steps("list[].b"))));
    }

    #[test]
    fn values_of_several_types_leave_a_field_free() {
        let node = Node::example(
            &json!({"params": [{"to": "0x"}, "latest"], "plain": [{"to": "0x"}, {"to": null}]}),
        );
        assert!(node.find(&steps("params[]")).is_some_and(Node::examples_differ));
        assert!(!node.find(&steps("plain[]")).is_some_and(Node::examples_differ));
    }

    #[test]
    fn better_sources_win_fact_by_fact() {
        let mut node = Node::example(&json!("5"));
        node.state(Source::Description, Facts { kind: Some(Kind::Number), ..Facts::default() });
        let facts = node.facts();
        assert_eq!((facts.kind, facts.example), (Some(Kind::Number), Some(json!("5"))));
    }
}
