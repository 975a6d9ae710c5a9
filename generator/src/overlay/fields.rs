//! Reads one table of an overlay: every key that is asked for is known, every other key is a typo.

use std::cell::RefCell;

use serde_json::{Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Diagnostic, Place, Severity};
use crate::suggest;

/// Collects what is wrong in one overlay, so that all of it is reported at once.
pub(super) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, found: RefCell::default() }
    }

    /// The place of a byte of the text.
    pub(super) fn place(&self, offset: usize, key: &str) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        Place { file: format!("{}:{line}", self.file), request: Vec::new(), field: key.to_owned() }
    }

    pub(super) fn report(&self, code: &str, place: Place, message: String, help: String) {
        self.found.borrow_mut().push(problem(code, place, message, help));
    }

    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }
}

/// An error of an overlay.
pub(super) fn problem(code: &str, place: Place, message: String, help: String) -> Diagnostic {
    Diagnostic { severity: Severity::Error, code: code.to_owned(), place, message, help }
}

/// One table. Reading a key makes it known; [`Fields::finish`] reports the others.
pub(super) struct Fields<'t, 'p> {
    problems: &'p Problems<'p>,
    path: String,
    offset: usize,
    table: &'t DeTable<'t>,
    known: RefCell<Vec<&'static str>>,
}

impl<'t, 'p> Fields<'t, 'p> {
    pub(super) fn new(
        problems: &'p Problems<'p>,
        path: String,
        offset: usize,
        table: &'t DeTable<'t>,
    ) -> Self {
        Self { problems, path, offset, table, known: RefCell::default() }
    }

    /// Where this table stands.
    pub(super) fn place(&self) -> Place {
        self.problems.place(self.offset, &self.path)
    }

    /// Where a key of it stands; the table's own place when the key is absent.
    pub(super) fn place_of(&self, key: &str) -> Place {
        let offset = self.table.get(key).map_or(self.offset, |value| value.span().start);
        self.problems.place(offset, &self.key_path(key))
    }

    pub(super) fn report(&self, code: &str, key: &str, message: String, help: String) {
        self.problems.report(code, self.place_of(key), message, help);
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self) {
        let known = self.known.borrow();
        let mut unknown: Vec<_> =
            self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())).collect();
        unknown.sort_by_key(|key| key.span().start);
        for key in unknown {
            let name = key.get_ref().as_ref();
            self.problems.report(
                "overlay-unknown-key",
                self.problems.place(key.span().start, &self.key_path(name)),
                format!("`{name}` is not a key of this table"),
                suggest::help(name, known.iter().copied()),
            );
        }
    }

    pub(super) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.read(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// A text that must be there and not be empty; the problem is reported.
    pub(super) fn needed(&self, key: &'static str) -> String {
        let missing = !self.has(key);
        let text = self.text(key).unwrap_or_default();
        let blank = self
            .table
            .get(key)
            .and_then(|value| value.get_ref().as_str())
            .is_some_and(|s| s.trim().is_empty());
        if missing || blank {
            let message = format!("`{key}` must be given");
            self.report("overlay-missing-key", key, message, format!("add `{key} = \"...\"`"));
        }
        text
    }

    pub(super) fn whole(&self, key: &'static str) -> Option<u64> {
        self.read(key, "a whole number from 0", |value| to_number(value)?.as_u64())
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        self.read(key, "true or false", DeValue::as_bool)
    }

    pub(super) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        self.read(key, "a list of texts", |value| {
            value.as_array()?.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
        })
    }

    pub(super) fn statuses(&self, key: &'static str) -> Option<Vec<u16>> {
        self.read(key, "a list of HTTP statuses (100 to 599)", |value| {
            let list = value.as_array()?.iter();
            list.map(|item| {
                let status = u16::try_from(to_number(item.get_ref())?.as_u64()?).ok()?;
                (100..=599).contains(&status).then_some(status)
            })
            .collect()
        })
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let word = self.text(key)?;
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let help = suggest::help(&word, choices.iter().map(|(name, _)| *name));
            self.report("overlay-value", key, format!("`{word}` is no value of `{key}`"), help);
        }
        found
    }

    /// A table whose keys are data (field names) and whose values are JSON scalars, in the order written.
    pub(super) fn scalars(&self, key: &'static str) -> Vec<(String, Value)> {
        self.read(key, "a table of texts, numbers or booleans", |value| {
            in_order(value.as_table()?)
                .into_iter()
                .map(|(name, value)| Some((name.to_owned(), to_json(value.get_ref())?)))
                .collect()
        })
        .unwrap_or_default()
    }

    /// A nested table.
    pub(super) fn table(&self, key: &'static str) -> Option<Fields<'t, 'p>> {
        let table = self.read(key, "a table", DeValue::as_table)?;
        let offset = self.table.get(key).map_or(self.offset, |value| value.span().start);
        Some(Fields::new(self.problems, self.key_path(key), offset, table))
    }

    /// A list of tables (`[[key]]`).
    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'t, 'p>> {
        let tables = self.read(key, "a list of tables", |value| {
            value
                .as_array()?
                .iter()
                .map(|item| Some((item.span().start, item.get_ref().as_table()?)))
                .collect()
        });
        let tables: Vec<(usize, &'t DeTable<'t>)> = tables.unwrap_or_default();
        tables
            .into_iter()
            .enumerate()
            .map(|(at, (offset, table))| {
                Fields::new(self.problems, format!("{}[{at}]", self.key_path(key)), offset, table)
            })
            .collect()
    }

    /// A table whose keys are data and whose values are tables, in the order written.
    pub(super) fn named(&self, key: &'static str) -> Vec<(String, Fields<'t, 'p>)> {
        let Some(table) = self.read(key, "a table of tables", DeValue::as_table) else { return Vec::new() };
        let mut list = Vec::new();
        for (name, value) in in_order(table) {
            let path = format!("{}.{name}", self.key_path(key));
            match value.get_ref().as_table() {
                Some(inner) => {
                    list.push((name.to_owned(), Fields::new(self.problems, path, value.span().start, inner)));
                }
                None => self.problems.report(
                    "overlay-type",
                    self.problems.place(value.span().start, &path),
                    format!("`{name}` must be a table, not {}", value.get_ref().type_str()),
                    String::new(),
                ),
            }
        }
        list
    }

    fn key_path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.table.get(key)
    }

    fn read<T>(
        &self,
        key: &'static str,
        wanted: &str,
        convert: impl Fn(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let value = self.get(key)?.get_ref();
        let converted = convert(value);
        if converted.is_none() {
            let message = format!("`{key}` must be {wanted}, not {}", value.type_str());
            self.report("overlay-type", key, message, String::new());
        }
        converted
    }
}

fn in_order<'t>(table: &'t DeTable<'t>) -> Vec<(&'t str, &'t Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect()
}

fn to_number(value: &DeValue<'_>) -> Option<Number> {
    value.as_integer().filter(|number| number.radix() == 10)?.as_str().parse().ok()
}

fn to_json(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::String(text.to_string())),
        DeValue::Integer(_) => to_number(value).map(Value::Number),
        DeValue::Float(number) => number.as_str().parse().ok().map(Value::Number),
        DeValue::Boolean(flag) => Some(Value::Bool(*flag)),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, use_fields: impl Fn(&Fields<'_, '_>)) -> Vec<Diagnostic> {
        let problems = Problems::new("a.toml", text);
        let table = DeTable::parse(text).expect("a sound fixture");
        let fields = Fields::new(&problems, String::new(), 0, table.get_ref());
        use_fields(&fields);
        fields.finish();
        problems.into_list()
    }

    #[test]
    fn all_problems_at_once_with_line_and_suggestion() {
        let found = read("title = 3\nlangauge = 'es'\n", |fields| {
            assert_eq!(fields.text("title"), None);
            assert_eq!(fields.text("language"), None);
        });
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].message, "`title` must be a text, not integer");
        assert_eq!(found[1].place.file, "a.toml:2");
        assert_eq!(found[1].help, "did you mean `language`?");
    }

    #[test]
    fn data_keys_keep_their_order_and_numbers_their_digits() {
        let found = read("[fixed]\nz = 90071992547409931\na = 1.50\n", |fields| {
            let fixed = fields.scalars("fixed");
            let text: Vec<_> = fixed.iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(text, ["z=90071992547409931", "a=1.50"]);
        });
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_needed_text_may_not_be_blank() {
        let found = read("reason = ' '\n", |fields| {
            fields.needed("reason");
            fields.needed("code");
        });
        assert_eq!(found.len(), 2);
    }
}
