//! The languages in which clients are configured. What is written is small and known, so each writer is a few lines.

use serde_json::{Map, Value};

/// A language for configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Format {
    /// JSON.
    Json,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
}

impl Format {
    /// Its name, as a Markdown fence has it.
    pub(in super::super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Toml => "toml",
            Self::Yaml => "yaml",
        }
    }

    /// The text of a file that holds that.
    pub(super) fn write(self, file: &Map<String, Value>) -> String {
        match self {
            Self::Json => format!("{:#}\n", Value::Object(file.clone())),
            Self::Toml => toml(file, ""),
            Self::Yaml => yaml(file, 0),
        }
    }
}

/// A table: what is no table first, as TOML demands. A string of JSON is one of TOML.
fn toml(table: &Map<String, Value>, path: &str) -> String {
    let (tables, values): (Vec<_>, Vec<_>) = table.iter().partition(|(_, value)| value.is_object());
    let mut out = String::new();
    if !values.is_empty() {
        if !path.is_empty() {
            out.push_str(&format!("[{path}]\n"));
        }
        for (key, value) in values {
            out.push_str(&format!("{} = {value}\n", toml_key(key)));
        }
    }
    for (key, value) in tables {
        let Value::Object(inner) = value else { continue };
        let dot = if path.is_empty() { "" } else { "." };
        let text = toml(inner, &format!("{path}{dot}{}", toml_key(key)));
        if !out.is_empty() && !text.is_empty() {
            out.push('\n');
        }
        out.push_str(&text);
    }
    out
}

fn toml_key(key: &str) -> String {
    if is_plain(key) { key.to_owned() } else { Value::from(key).to_string() }
}

/// A mapping. JSON is YAML, so what is no mapping stands as JSON.
fn yaml(mapping: &Map<String, Value>, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let line = |(key, value): (&String, &Value)| {
        let key = if is_plain(key) { key.clone() } else { Value::from(key.as_str()).to_string() };
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                format!("{indent}{key}:\n{}", yaml(inner, depth + 1))
            }
            other => format!("{indent}{key}: {other}\n"),
        }
    };
    mapping.iter().map(line).collect()
}

fn is_plain(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
