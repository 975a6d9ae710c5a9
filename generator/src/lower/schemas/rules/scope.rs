//! The fields of a request, found by the names that texts give them.

use std::collections::HashMap;

use serde_json::Value;

use crate::dotted;
use crate::lower::schemas::markdown::is_name;
use crate::lower::schemas::settle::{same, typed};
use crate::model::{Kind, Param, Schema};

/// Parameters and body of a request, with the body's example.
#[derive(Debug)]
pub(in super::super) struct Scope<'a> {
    params: &'a [Param],
    body: Option<&'a Schema>,
    example: Option<&'a Value>,
    /// Paths of the body by their last name; `None` for a name that occurs more than once.
    leaves: HashMap<&'a str, Option<String>>,
}

impl<'a> Scope<'a> {
    pub fn new(params: &'a [Param], body: Option<&'a Schema>, example: Option<&'a Value>) -> Self {
        let mut leaves = HashMap::new();
        if let Some(body) = body {
            dotted::visit(body, "", &mut |path, property| {
                let known = leaves.entry(property.name.as_str());
                known.and_modify(|known| *known = None).or_insert(Some(path));
            });
        }
        Self { params, body, example, leaves }
    }

    /// The path that a written name means, seen from the field `near`.
    pub fn resolve(&self, name: &str, near: Option<&str>) -> Option<String> {
        let name = name.trim().trim_end_matches('*');
        if !is_name(name) {
            return None;
        }
        let mut above = near;
        while let Some((parent, _)) = above.and_then(|path| path.rsplit_once('.')) {
            let beside = format!("{parent}.{name}");
            if self.schema(&beside).is_some() {
                return Some(beside);
            }
            above = Some(parent);
        }
        if self.schema(name).is_some() {
            return Some(name.to_owned());
        }
        self.leaves.get(name).cloned().flatten()
    }

    /// The shape of the field at that path.
    pub fn schema(&self, path: &str) -> Option<&'a Schema> {
        let body = self.body.and_then(|body| dotted::property(body, path));
        let param = || self.params.iter().find(|param| param.name == path);
        body.map(|property| &property.schema).or_else(|| param().map(|param| &param.schema))
    }

    /// Whether the field must be given anyway, with all that it stands in.
    pub fn is_required(&self, path: &str) -> bool {
        let Some(body) = self.body.filter(|body| dotted::property(body, path).is_some()) else {
            return self.params.iter().any(|param| param.name == path && param.required);
        };
        let ends = path.char_indices().filter(|(_, letter)| *letter == '.').map(|(at, _)| at);
        let above = ends.chain([path.len()]).filter_map(|end| dotted::property(body, path.get(..end)?));
        above.into_iter().all(|property| property.required)
    }

    /// A written value in the type of its field; `None` where the field cannot have it.
    pub fn value(&self, path: &str, written: &str) -> Option<Value> {
        let schema = self.schema(path)?;
        if !matches!(schema.kind, Kind::String | Kind::Number | Kind::Integer | Kind::Boolean | Kind::Any) {
            return None;
        }
        let value = typed(written, schema.kind)?;
        if schema.choices.is_empty() {
            return Some(value);
        }
        schema.choices.iter().find(|choice| same(choice, &value)).cloned()
    }

    /// The one field that all those values are choices of; one beside `near` before any other.
    pub fn deciding(&self, written: &[String], near: Option<&str>) -> Option<String> {
        let mut found = Vec::new();
        let mut look = |path: String, schema: &Schema| {
            if !schema.choices.is_empty() && written.iter().all(|value| self.value(&path, value).is_some()) {
                found.push(path);
            }
        };
        if let Some(body) = self.body {
            dotted::visit(body, "", &mut |path, property| look(path, &property.schema));
        }
        self.params.iter().for_each(|param| look(param.name.clone(), &param.schema));
        let parent = |path: &str| path.rsplit_once('.').map(|(parent, _)| parent.to_owned());
        let beside: Vec<_> =
            found.iter().filter(|path| near.is_some_and(|near| parent(near) == parent(path))).collect();
        match (beside.as_slice(), found.as_slice()) {
            ([only], _) => Some((*only).clone()),
            ([], [only]) => Some(only.clone()),
            _ => None,
        }
    }

    /// The one field that has choices with such a name, and those choices.
    pub fn called(&self, named: impl Fn(&Value) -> bool) -> Option<(String, Vec<Value>)> {
        let mut found = Vec::new();
        let mut look = |path: String, schema: &Schema| {
            let choices: Vec<Value> = schema.choices.iter().filter(|choice| named(choice)).cloned().collect();
            if !choices.is_empty() {
                found.push((path, choices));
            }
        };
        if let Some(body) = self.body {
            dotted::visit(body, "", &mut |path, property| look(path, &property.schema));
        }
        self.params.iter().for_each(|param| look(param.name.clone(), &param.schema));
        let only = found.len() == 1;
        found.pop().filter(|_| only)
    }

    /// What the example holds at that path.
    pub fn example(&self, path: &str) -> Option<&'a Value> {
        let body = self.example.and_then(|example| {
            let mut value = example;
            for name in path.split('.') {
                value = value.get(name)?;
            }
            Some(value)
        });
        let param = || self.params.iter().find(|param| param.name == path)?.schema.example.as_ref();
        body.or_else(param)
    }
}
