//! What a page shows elsewhere: names of fields, values of cases, codes of refusals.

use std::collections::HashSet;

use crate::lower::schemas::markdown::Target;
use crate::model::{Operation, Schema};

/// Names and values that have a place of their own.
#[derive(Debug)]
pub(super) struct Known(HashSet<String>);

impl Known {
    pub fn of(operation: &Operation) -> Self {
        let mut known = Self(HashSet::new());
        for param in &operation.params {
            known.field(&param.name, &param.schema, "");
        }
        if let Some(body) = &operation.body {
            known.fields(&body.schema, "");
        }
        for variants in &operation.variants {
            for case in &variants.cases {
                known.0.extend(
                    case.values.iter().map(|value| value.to_string().trim_matches('"').to_lowercase()),
                );
                case.fields.iter().for_each(|field| known.name(&field.path));
            }
        }
        for error in &operation.errors {
            known.0.extend(error.status.map(|status| status.to_string()));
            known.0.extend(error.code.as_ref().map(|code| code.to_lowercase()));
        }
        known
    }

    fn fields(&mut self, schema: &Schema, above: &str) {
        for property in &schema.properties {
            self.field(&property.name, &property.schema, above);
        }
        if let Some(items) = &schema.items {
            self.fields(items, above);
        }
    }

    fn field(&mut self, name: &str, schema: &Schema, above: &str) {
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        self.name(&path);
        self.fields(schema, &path);
    }

    /// A path, and its last name: below a heading nobody writes the path.
    fn name(&mut self, path: &str) {
        let path = path.to_lowercase();
        self.0.extend(path.rsplit('.').next().map(str::to_owned));
        self.0.insert(path);
    }

    /// The line is about something known.
    pub fn has(&self, line: &str) -> bool {
        let subjects = subjects(line);
        !subjects.is_empty()
            && subjects.iter().all(|subject| self.0.contains(&subject.replace("[]", "").to_lowercase()))
    }

    /// What was found in a table or list is what it is about, and no namesake in an answer.
    pub fn stands_there(&self, target: Option<Target>, told: &[bool]) -> bool {
        match target {
            Some(Target::Response | Target::Nothing) => false,
            Some(_) => true,
            None => told.iter().filter(|told| **told).count() * 2 >= told.len(),
        }
    }
}

/// What a line begins with: `a`, `b` (text) ..., or its first word.
fn subjects(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while let Some((span, after)) = rest.strip_prefix('`').and_then(|inner| inner.split_once('`')) {
        found.push(span.trim());
        let after = after.trim_start();
        let joined = [",", "/", "and ", "or ", "y ", "o ", "e ", "ou "]
            .iter()
            .find_map(|word| after.strip_prefix(word));
        rest = joined.unwrap_or_default().trim_start();
    }
    if found.is_empty() {
        let word = rest.split([' ', ':', '(', ',', '=']).next();
        found.extend(word.filter(|word| !word.is_empty()));
    }
    found
}
