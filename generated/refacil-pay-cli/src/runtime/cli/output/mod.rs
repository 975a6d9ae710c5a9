//! How data becomes text: tables and cards for people, JSON, YAML and CSV for programs.

mod cap;
mod cell;
mod csv;
mod currency;
mod filter;
mod people;
mod records;
mod select;
mod table;
mod width;
mod wrap;
mod yaml;

use serde_json::Value;

use super::super::core::failure::Failure;
use super::super::core::known::Known;
use super::super::core::spec::{Api, Language};
use super::super::core::text::{escaped_json, visible_lines};

pub use self::cap::{MAX_BYTES, capped};
pub use self::currency::grouped;
pub use self::filter::Filter;
pub use self::records::of as records;
pub use self::width::{message_width, width};
pub use self::wrap::{columns, lines as broken, paragraphs as wrapped};

/// A value in the words of its documentation.
#[must_use]
pub fn words(name: &str, value: &Value, known: Known<'_>, language: Language) -> String {
    cell::cell(name, value, known, language).text
}

/// What is known of the list in a payload.
#[must_use]
pub fn list_in<'a>(payload: &Value, known: Known<'a>) -> Known<'a> {
    match records::list(payload) {
        Some((Some(name), _)) => known.field(name),
        _ => known,
    }
}

/// For whom output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// People: tables and cards.
    Human,
    /// Programs: one JSON value.
    Json,
    /// Programs: one JSON value a line, one line a record.
    Ndjson,
    /// Programs: YAML.
    Yaml,
    /// Spreadsheets: one row a record.
    Csv,
}

impl Format {
    /// The words of `--output`.
    pub const WORDS: [(&str, Self); 5] = [
        ("table", Self::Human),
        ("json", Self::Json),
        ("ndjson", Self::Ndjson),
        ("yaml", Self::Yaml),
        ("csv", Self::Csv),
    ];

    /// The format where nobody chooses one.
    #[must_use]
    pub fn usual(api: &Api) -> Self {
        api.product.output.and_then(Self::of).unwrap_or(Self::Human)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, format)| *format == self).map_or("table", |(word, _)| word)
    }

    /// The format of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, format)| format)
    }
}

/// Which part of the data is wanted.
#[derive(Debug, Clone, Default)]
pub enum Part {
    /// All.
    #[default]
    All,
    /// `--fields`.
    Fields(Vec<String>),
    /// `--jq`.
    Filtered(Filter),
}

/// Data, with what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// All of it.
    pub whole: &'a Value,
    /// What people want of it: an answer without its envelope.
    pub payload: &'a Value,
    /// What is documented of `payload`.
    pub known: Known<'a>,
    /// How numbers are written for people.
    pub language: Language,
}

/// Where text for people goes.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Columns, where there is an edge.
    pub width: Option<usize>,
    /// A person looks at it now.
    pub terminal: bool,
}

/// The text of the data; empty where there is nothing to print.
///
/// # Errors
/// The filter failed on this data.
pub fn text(data: Data<'_>, format: Format, part: &Part, page: Page) -> Result<String, Failure> {
    match part {
        Part::All => Ok(match format {
            Format::Json => json(data.whole, page),
            Format::Yaml => yaml::text(data.whole),
            Format::Ndjson => lines(&records::of(data.payload)),
            Format::Csv => csv::text(&records::of(data.payload)),
            Format::Human => people::text(data.payload, data.known, data.language, page),
        }),
        Part::Fields(fields) => {
            let (picked, known) = select::pick(data, fields);
            let data = Data { whole: &picked, payload: &picked, known, ..data };
            text(data, format, &Part::All, page)
        }
        Part::Filtered(filter) => Ok(filtered(&filter.run(data.whole)?, format)),
    }
}

/// What to say of fields that were asked for and are not there.
#[must_use]
pub fn absent(data: Data<'_>, part: &Part) -> Option<String> {
    match part {
        Part::Fields(fields) => select::absent(data, fields),
        Part::All | Part::Filtered(_) => None,
    }
}

fn filtered(outputs: &[Value], format: Format) -> String {
    match format {
        Format::Json | Format::Ndjson => outputs.iter().map(compact).collect::<Vec<_>>().join("\n"),
        Format::Yaml => outputs.iter().map(yaml::text).collect::<Vec<_>>().join("\n---\n"),
        Format::Csv => csv::text(&outputs.iter().collect::<Vec<_>>()),
        Format::Human => outputs.iter().map(plain).collect::<Vec<_>>().join("\n"),
    }
}

/// Texts as they are, anything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => visible_lines(text),
        other => compact(other),
    }
}

fn json(value: &Value, page: Page) -> String {
    if page.terminal { escaped_json(&format!("{value:#}")) } else { compact(value) }
}

fn compact(value: &Value) -> String {
    escaped_json(&value.to_string())
}

fn lines(records: &[&Value]) -> String {
    records.iter().map(|record| compact(record)).collect::<Vec<_>>().join("\n")
}
