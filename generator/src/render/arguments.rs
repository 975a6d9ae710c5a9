//! What a caller of an operation gives: its parameters and the fields of its body, with names for flags and tools.

use std::collections::HashSet;

use serde_json::Value;

use super::names::{short_digest, slug};
use crate::model::{self, BodyKind, Kind, Operation, Schema};

/// Flags that every generated program has, or may get: an argument of the same name gets its location before it.
pub const OWN_FLAGS: &[&str] = &[
    "all",
    "color",
    "detach",
    "dry-run",
    "env",
    "env-file",
    "expect",
    "fields",
    "help",
    "idempotency-key",
    "insecure",
    "jq",
    "json",
    "max-items",
    "no-color",
    "no-retry",
    "output",
    "profile",
    "qr",
    "quiet",
    "repeat",
    "reveal",
    "skeleton",
    "timeout",
    "verbose",
    "version",
    "wait",
    "webhook-local",
    "webhook-notice",
    "webhook-timeout",
    "yes",
];

/// Longest flag or argument: models are refused tools with longer argument names.
const LONGEST: usize = 64;

/// One argument of an operation.
#[derive(Debug)]
pub struct Argument<'a> {
    /// Name on the wire.
    pub name: &'a str,
    /// Name as an argument of a tool; unique within the operation.
    pub argument: String,
    /// Long flag; unique within the operation.
    pub flag: String,
    pub location: Location,
    pub required: bool,
    pub fixed: Option<&'a Value>,
    pub schema: &'a Schema,
}

/// Where an argument goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    Header,
    Body,
    WholeBody,
}

impl Location {
    const fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body | Self::WholeBody => "body",
        }
    }
}

/// How a body is encoded, with what the encoding needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding<'a> {
    None,
    Json,
    Urlencoded,
    Multipart,
    Graphql(&'a str),
    Raw(&'a str),
}

/// The encoding of an operation's body.
pub fn encoding(operation: &Operation) -> Encoding<'_> {
    let Some(body) = &operation.body else { return Encoding::None };
    match body.kind {
        BodyKind::Json => Encoding::Json,
        BodyKind::Urlencoded => Encoding::Urlencoded,
        BodyKind::Multipart => Encoding::Multipart,
        BodyKind::Graphql => query(body).map_or(Encoding::Json, Encoding::Graphql),
        BodyKind::Raw => Encoding::Raw(body.content_type.as_deref().unwrap_or("text/plain; charset=utf-8")),
        BodyKind::Binary => Encoding::Raw(body.content_type.as_deref().unwrap_or("application/octet-stream")),
    }
}

/// The text of a GraphQL query: the constant `query` of the body, else the example's.
///
/// A body that also names one of several operations in its document is sent as the JSON that it is.
fn query(body: &model::Body) -> Option<&str> {
    if body.schema.property("operationName").is_some() {
        return None;
    }
    let fixed = body.schema.property("query").and_then(|query| query.fixed.as_ref());
    fixed.or_else(|| body.example.as_ref()?.get("query")).and_then(Value::as_str)
}

/// The arguments of an operation: parameters in the order of the collection, then the body.
pub fn arguments(operation: &Operation) -> Vec<Argument<'_>> {
    let mut naming = Naming::new(&operation.flags);
    let mut arguments: Vec<Argument<'_>> = Vec::new();
    let params = operation.params.iter().map(|param| {
        let location = match param.location {
            model::Location::Path => Location::Path,
            model::Location::Query => Location::Query,
            model::Location::Header => Location::Header,
        };
        // A path with a hole in it is another path.
        let required = param.required || location == Location::Path;
        (param.name.as_str(), location, required, param.fixed.as_ref(), &param.schema)
    });
    for (name, location, required, fixed, schema) in params.chain(body(operation)) {
        let (argument, flag) = naming.name(name, location);
        arguments.push(Argument { name, argument, flag, location, required, fixed, schema });
    }
    arguments
}

type Raw<'a> = (&'a str, Location, bool, Option<&'a Value>, &'a Schema);

fn body(operation: &Operation) -> Vec<Raw<'_>> {
    let Some(body) = &operation.body else { return Vec::new() };
    match encoding(operation) {
        Encoding::None => Vec::new(),
        Encoding::Raw(_) => vec![whole(body, true)],
        Encoding::Graphql(_) => variables(&body.schema),
        Encoding::Json if body.schema.kind != Kind::Object => vec![whole(body, true)],
        Encoding::Json if body.schema.properties.is_empty() => vec![whole(body, false)],
        Encoding::Json | Encoding::Urlencoded | Encoding::Multipart => fields(&body.schema),
    }
}

fn whole(body: &model::Body, required: bool) -> Raw<'_> {
    ("body", Location::WholeBody, required, None, &body.schema)
}

fn fields(schema: &Schema) -> Vec<Raw<'_>> {
    let fields = schema.properties.iter().map(|property| {
        let model::Property { name, required, fixed, schema } = property;
        (name.as_str(), Location::Body, *required, fixed.as_ref(), schema)
    });
    fields.collect()
}

/// The variables of a GraphQL body; what stands beside `query` and `variables` is no argument.
fn variables(schema: &Schema) -> Vec<Raw<'_>> {
    schema.property("variables").map(|variables| fields(&variables.schema)).unwrap_or_default()
}

/// The word of each field of an object in a nested flag, in order; unique among them.
pub fn field_flags(schema: &Schema) -> Vec<String> {
    let mut taken = HashSet::new();
    let names = schema.properties.iter().map(|property| property.name.as_str());
    names
        .map(|name| {
            let flag = capped(slug(name));
            first_free(&mut taken, [flag.clone(), capped(format!("field-{flag}"))], name)
        })
        .collect()
}

/// A flag as a person would type it.
pub fn is_flag(word: &str) -> bool {
    word.len() <= LONGEST
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.split('-').all(|part| !part.is_empty())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Gives each argument of an operation a name of its own.
struct Naming<'a> {
    arguments: HashSet<String>,
    flags: HashSet<String>,
    /// Flags that a person spelled, by the name on the wire.
    spelled: Vec<&'a (String, String)>,
}

impl<'a> Naming<'a> {
    fn new(spelled: &'a [(String, String)]) -> Self {
        let flags = spelled.iter().map(|(_, flag)| flag.clone()).collect();
        Self { arguments: HashSet::new(), flags, spelled: spelled.iter().collect() }
    }

    fn name(&mut self, name: &str, location: Location) -> (String, String) {
        let word = location.word();
        let plain = argument_name(name);
        let argument =
            first_free(&mut self.arguments, [plain.clone(), capped(format!("{word}_{plain}"))], name);
        // The first argument of that name is meant.
        if let Some(at) = self.spelled.iter().position(|(known, _)| known == name) {
            return (argument, self.spelled.remove(at).1.clone());
        }
        let flag = capped(slug(name));
        // `--body` gives a whole body everywhere.
        let own = OWN_FLAGS.contains(&flag.as_str()) || (flag == "body" && location != Location::WholeBody);
        let prefixed = capped(format!("{word}-{flag}"));
        let candidates = if own { [prefixed.clone(), prefixed] } else { [flag, prefixed] };
        let flag = first_free(&mut self.flags, candidates, name);
        (argument, flag)
    }
}

/// Takes the first candidate that is free; if none is, one that the wire name's digest tells apart.
fn first_free(taken: &mut HashSet<String>, candidates: [String; 2], name: &str) -> String {
    let [_, last] = &candidates;
    let told_apart = |round: usize| capped(format!("{}-{}", short_digest(&format!("{name}{round}")), last));
    let mut fallbacks = (0..).map(told_apart);
    let mut chosen = candidates.iter().find(|name| !taken.contains(*name)).cloned();
    while chosen.is_none() {
        chosen = fallbacks.next().filter(|name| !taken.contains(name));
    }
    let chosen = chosen.unwrap_or_default();
    taken.insert(chosen.clone());
    chosen
}

/// The wire name where a model may be given it, else its nearest likeness: `[a-zA-Z0-9_.-]{1,64}`.
fn argument_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(plain) {
        return name.to_owned();
    }
    let ascii = deunicode::deunicode(name);
    let words: Vec<&str> = ascii.split(|c| !plain(c)).filter(|word| !word.is_empty()).collect();
    let likeness = words.join("_");
    capped(if likeness.is_empty() { format!("x_{}", short_digest(name)) } else { likeness })
}

fn capped(name: String) -> String {
    match name.char_indices().nth(LONGEST) {
        Some(_) => format!("{}-{}", name.chars().take(LONGEST - 9).collect::<String>(), short_digest(&name)),
        None => name,
    }
}

#[cfg(test)]
mod tests;
