//! A flag as clap knows it, with its help.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, Error};
use serde_json::Value;

use super::super::super::core::docs::{OperationDocs, ParamDocs};
use super::super::super::core::plain::plain;
use super::super::super::core::spec::{Kind, Location, Operation, Schema};
use super::super::super::core::text::{visible, visible_capped};
use super::super::automatic;
use super::form::{Element, Form};
use super::{BODY, Flag, name_of};

/// More choices than this are not listed in help; completion offers them all.
const LISTED_CHOICES: usize = 30;

/// The flag, as the parser needs it.
#[must_use]
pub fn bare(flag: &Flag) -> Arg {
    let arg = Arg::new(flag.long.clone()).long(flag.long.clone()).value_name(flag.form.value_name());
    let arg = match &flag.alias {
        Some(alias) => arg.alias(alias.clone()),
        None => arg,
    };
    match flag.form {
        Form::List(_) => arg.action(ArgAction::Append).allow_negative_numbers(true),
        Form::Boolean => arg.num_args(0..=1).default_missing_value("true"),
        Form::Number | Form::Any => arg.allow_negative_numbers(true),
        Form::Text | Form::Json | Form::File => arg,
    }
}

/// The flag of a whole body.
#[must_use]
pub fn body() -> Arg {
    Arg::new(BODY).long("body").value_name("JSON").help_heading(WHOLE).help(
        "All fields of the body as one JSON object: inline, @file, or @- for stdin; other flags override it",
    )
}

const REQUIRED: &str = "Required";
/// The group of flags that need not be given.
pub const OPTIONAL: &str = "Optional";
/// The group of flags about the body as a whole.
pub const WHOLE: &str = "Whole body";

/// What help says about flags.
pub struct Explained<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// Its documentation.
    pub docs: &'a OperationDocs,
}

impl Explained<'_> {
    /// The flag with its help, its group and its values.
    #[must_use]
    pub fn arg(&self, flag: &Flag) -> Arg {
        let docs = self.docs_of(flag);
        let values = choices(flag, docs);
        // Values with a meaning stand in the text, each with its own.
        let hidden = values.len() > LISTED_CHOICES || values.iter().any(|value| value.get_help().is_some());
        let text = self.help(flag, docs, &values);
        let arg = bare(flag).help_heading(heading(flag));
        let arg = arg.help(text);
        if values.is_empty() { arg } else { arg.value_parser(Choices(values)).hide_possible_values(hidden) }
    }

    fn docs_of(&self, flag: &Flag) -> Option<&ParamDocs> {
        let (first, below) = flag.steps.split_first()?;
        let mut known = self.docs.param(first)?;
        for step in below {
            known = known.fields.iter().find(|field| field.argument == *step)?;
        }
        Some(known)
    }

    fn help(&self, flag: &Flag, docs: Option<&ParamDocs>, values: &[PossibleValue]) -> String {
        let text = docs.map(|docs| visible_capped(&docs.one_line(), 400)).unwrap_or_default();
        let text = if is_list_of_choices(&text, flag.schema) { String::new() } else { text };
        let facts: Vec<String> =
            self.facts(flag, docs).into_iter().chain(self.meanings(flag, values)).collect();
        let facts = facts.join("; ");
        match (text.is_empty(), facts.is_empty()) {
            (true, true) => nameless(flag),
            (true, false) => format!("[{facts}]"),
            (false, true) => text,
            (false, false) => format!("{text} [{facts}]"),
        }
    }

    /// What a value must be, in few words.
    fn facts(&self, flag: &Flag, docs: Option<&ParamDocs>) -> Vec<String> {
        let schema = flag.schema;
        let mut facts = Vec::new();
        if flag.required {
            let within = flag.path.rsplit_once('.').map(|(above, _)| format!("required in {above}"));
            facts.push(if flag.demanded { "required".to_owned() } else { within.unwrap_or_default() });
        }
        facts.extend(
            automatic::of(self.operation, &flag.path)
                .map(|automatic| format!("else {}", automatic.from.about())),
        );
        facts.extend(self.cases(flag));
        facts.extend(limits(schema));
        if let Some(docs) = docs {
            facts.extend(docs.unit.as_deref().map(|unit| format!("unit {}", visible(unit))));
            facts.extend(
                docs.default
                    .as_ref()
                    .map(|default| format!("the API assumes {}", visible_capped(&default.to_string(), 60))),
            );
        }
        if schema.secret {
            facts.push("- reads it from stdin, or asks at a terminal".to_owned());
        }
        match flag.form {
            Form::List(Element::File) => facts.push("once for each file".to_owned()),
            Form::List(_) => facts.push("once for each element, or JSON: [...], @file, @-".to_owned()),
            Form::File => facts.push("@- for stdin".to_owned()),
            Form::Json if flag.has_fields => {
                facts.push("JSON inline, @file or @- for stdin; the flags below override it".to_owned());
            }
            Form::Json => facts.push(format!("{}inline, @file or @- for stdin", fields(schema))),
            _ => {}
        }
        facts
    }

    /// It belongs to some values of a deciding field: the list of variants says to which.
    fn cases(&self, flag: &Flag) -> Option<String> {
        let variants = self.operation.variants.iter().find(|variants| {
            variants.cases.iter().any(|case| case.fields.iter().any(|field| field.path == flag.path))
        })?;
        Some(format!("see the variants of {}", name_of(self.operation, variants.by)))
    }

    /// The values with their meanings; the list of variants has those of the field that chooses among them.
    fn meanings(&self, flag: &Flag, values: &[PossibleValue]) -> Option<String> {
        if values.len() > LISTED_CHOICES || values.iter().all(|value| value.get_help().is_none()) {
            return None;
        }
        let decides = self.operation.variants.iter().any(|variants| variants.by == flag.path);
        let value = |value: &PossibleValue| match value.get_help().filter(|_| !decides) {
            Some(meaning) => format!("{} ({meaning})", value.get_name()),
            None => value.get_name().to_owned(),
        };
        let shown = values.iter().filter(|value| !value.is_hide_set()).map(value);
        Some(format!("one of {}", shown.collect::<Vec<_>>().join(", ")))
    }
}

/// Where a flag goes, for one of which nothing else is known.
fn nameless(flag: &Flag) -> String {
    let name = visible_capped(flag.steps.last().copied().unwrap_or(flag.param.name), 120);
    match (flag.steps.len(), flag.param.location) {
        (1, Location::Header) => format!("Header {}", visible_capped(flag.param.name, 120)),
        (1, Location::Query) => format!("Query parameter {}", visible_capped(flag.param.name, 120)),
        (1, Location::Path) => format!("Part {} of the path", visible_capped(flag.param.name, 120)),
        (1, Location::Body) => format!("Field {}", visible_capped(flag.param.name, 120)),
        _ => format!("Field {name}"),
    }
}

/// The text says nothing but which values there are.
fn is_list_of_choices(text: &str, schema: &Schema) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '`' | '.' | ';' | '|' | '"'));
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    let is_value = |word: &str| schema.choices.iter().any(|choice| choice.trim_matches('"') == word);
    !schema.choices.is_empty()
        && words.peek().is_some()
        && words.all(|word| {
            is_value(word)
                || ["one", "of", "or", "and", "uno", "de", "o", "y"].contains(&word.to_lowercase().as_str())
        })
}

/// The shape whose choices a text of the flag is one of.
fn schema_of_choices(flag: &Flag) -> &'static Schema {
    match (flag.form, flag.schema.items) {
        (Form::List(_), Some(items)) => items,
        _ => flag.schema,
    }
}

/// Where its group stands in help: what must be given first, plain flags before those of an object.
#[must_use]
pub const fn place(flag: &Flag) -> (bool, bool) {
    let grouped = flag.has_fields || flag.steps.len() > 1;
    (!(if grouped { flag.param.required } else { flag.required }), grouped)
}

/// The group of help that a flag stands in: an object with flags of its own is one.
fn heading(flag: &Flag) -> String {
    if flag.has_fields || flag.steps.len() > 1 {
        let need = if flag.param.required { "required" } else { "optional" };
        return format!("{} ({need})", visible_capped(flag.param.argument, 60));
    }
    if flag.required { REQUIRED } else { OPTIONAL }.to_owned()
}

/// Limits of a value.
fn limits(schema: &Schema) -> Vec<String> {
    let mut facts = Vec::new();
    if schema.kind == Kind::Integer {
        facts.push("whole number".to_owned());
    }
    if schema.nullable {
        facts.push(if schema.kind == Kind::String { "or null in JSON" } else { "or null" }.to_owned());
    }
    if schema.choices.len() > LISTED_CHOICES {
        let first: Vec<String> =
            schema.choices.iter().take(5).map(|choice| visible_capped(choice, 60)).collect();
        facts.push(format!("one of {} values such as {}", schema.choices.len(), first.join(", ")));
    }
    match (schema.minimum, schema.maximum) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}")),
        (Some(least), None) => facts.push(format!("at least {least}")),
        (None, Some(most)) => facts.push(format!("at most {most}")),
        (None, None) => {}
    }
    match (schema.min_length, schema.max_length) {
        (Some(least), Some(most)) if least == most => facts.push(format!("{least} characters")),
        (Some(least), Some(most)) => facts.push(format!("{least} to {most} characters")),
        (Some(least), None) => facts.push(format!("at least {least} characters")),
        (None, Some(most)) => facts.push(format!("at most {most} characters")),
        (None, None) => {}
    }
    facts.extend(schema.format.map(|format| format.article().to_owned()));
    facts.extend(schema.pattern.map(|pattern| format!("pattern {}", visible(pattern))));
    facts
}

/// The fields of an object, so that nobody has to look them up: `{key, id} `.
fn fields(schema: &Schema) -> String {
    let fields = schema.fields.iter().filter(|field| field.fixed.is_none());
    let names: Vec<String> = fields
        .map(|field| {
            let mark = if field.required { "" } else { "?" };
            format!("{}{mark}", visible_capped(field.name, 60))
        })
        .collect();
    if names.is_empty() { String::new() } else { format!("{{{}}} ", names.join(", ")) }
}

/// The values that may be given, each with its meaning.
fn choices(flag: &Flag, docs: Option<&ParamDocs>) -> Vec<PossibleValue> {
    let schema = schema_of_choices(flag);
    let value = |json: &&'static str| {
        let value: Value = serde_json::from_str(json).ok()?;
        let text = plain(&value);
        // A value with a hidden character cannot be shown as it is.
        let shown = PossibleValue::new(visible(&text)).hide(visible(&text) != text);
        let known = docs.and_then(|docs| docs.choices.iter().find(|known| known.value == value));
        Some(match known.filter(|known| !known.label.is_empty()) {
            Some(known) => shown.help(visible_capped(&known.label, 60)),
            None => shown,
        })
    };
    schema.choices.iter().filter_map(value).collect()
}

/// Offers values in help and completion and accepts any: core refuses a wrong one with the reason.
#[derive(Debug, Clone)]
struct Choices(Vec<PossibleValue>);

impl TypedValueParser for Choices {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().cloned()))
    }
}
