//! How the text of a flag becomes a value.

use serde_json::{Number, Value};

use super::super::super::core::spec::{BodyKind, Kind, Location, Operation, Param, Schema};
use super::super::source::Sources;

/// How a flag's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Text,
    /// A JSON number, digit by digit.
    Number,
    /// `true` or `false`; the flag alone is `true`.
    Boolean,
    /// JSON, inline, from a file or from stdin.
    Json,
    /// JSON where it is JSON, else a text.
    Any,
    /// A file, or what stdin holds.
    File,
    /// A list, element by element or as JSON.
    List(Element),
}

/// Form of the elements of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// As it is.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A JSON object.
    Object,
    /// A file.
    File,
}

/// The form of an argument's flag.
#[must_use]
pub fn of_argument(operation: &Operation, param: &Param) -> Form {
    // Where the wire carries text anyway, a text needs no quotes.
    let texts = matches!(param.location, Location::Path | Location::Query | Location::Header)
        || matches!(operation.body, BodyKind::Urlencoded | BodyKind::Multipart | BodyKind::Raw(_));
    match of_value(param.schema) {
        Form::Any if texts => Form::Text,
        // A body without a known shape is JSON or nothing.
        Form::Any if param.location == Location::WholeBody => Form::Json,
        form => form,
    }
}

/// The form of a value of that shape.
#[must_use]
pub fn of_value(schema: &Schema) -> Form {
    match schema.kind {
        Kind::String => Form::Text,
        Kind::Integer | Kind::Number => Form::Number,
        Kind::Boolean => Form::Boolean,
        Kind::Object => Form::Json,
        Kind::Any => Form::Any,
        Kind::File => Form::File,
        Kind::Array => match schema.items.map(|items| items.kind) {
            Some(Kind::String) => Form::List(Element::Text),
            Some(Kind::Integer | Kind::Number) => Form::List(Element::Number),
            Some(Kind::Boolean) => Form::List(Element::Boolean),
            Some(Kind::Object) => Form::List(Element::Object),
            Some(Kind::File) => Form::List(Element::File),
            Some(Kind::Any | Kind::Array) | None => Form::Json,
        },
    }
}

impl Form {
    /// What stands for the value in help.
    #[must_use]
    pub const fn value_name(self) -> &'static str {
        match self {
            Self::Text | Self::List(Element::Text) => "TEXT",
            Self::Number | Self::List(Element::Number) => "NUMBER",
            Self::Boolean | Self::List(Element::Boolean) => "true|false",
            Self::Json | Self::List(Element::Object) => "JSON",
            Self::Any => "VALUE",
            Self::File | Self::List(Element::File) => "@FILE",
        }
    }

    /// The value of one text, or what is wrong with the text. The text itself is not repeated: it may be a secret.
    ///
    /// # Errors
    /// The text is no such value.
    pub fn value(self, text: &str, sources: &mut Sources) -> Result<Value, String> {
        match self {
            Self::Text => Ok(Value::from(text)),
            // No number and no truth value is spelled so; the check of the arguments says where it may stand.
            Self::Number | Self::Boolean if text == "null" => Ok(Value::Null),
            Self::Number => number(text),
            Self::Boolean => boolean(text),
            Self::Json => sources.json(text),
            Self::File => sources.file(text),
            Self::Any if text.starts_with(['@', '{', '[', '"']) => sources.json(text),
            Self::Any => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))),
            Self::List(element) => element.values(text, sources).map(Value::Array),
        }
    }
}

impl Element {
    /// The elements that one text gives: a JSON list gives several.
    fn values(self, text: &str, sources: &mut Sources) -> Result<Vec<Value>, String> {
        if self == Self::File {
            return Ok(vec![sources.file(text)?]);
        }
        let json = text.starts_with(['@', '[']) || self == Self::Object;
        if json || (self != Self::Text && text == "null") {
            return match sources.json(text)? {
                Value::Array(list) => Ok(list),
                element if self == Self::Object => Ok(vec![element]),
                _ => Err("must be a list".to_owned()),
            };
        }
        let element = match self {
            Self::Text | Self::Object | Self::File => Value::from(text),
            Self::Number => number(text)?,
            Self::Boolean => boolean(text)?,
        };
        Ok(vec![element])
    }
}

fn number(text: &str) -> Result<Value, String> {
    serde_json::from_str::<Number>(text)
        .map(Value::Number)
        .map_err(|_| "must be a number such as 1500 or 1500.50".to_owned())
}

fn boolean(text: &str) -> Result<Value, String> {
    match text {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        _ => Err("must be true or false".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: Form, text: &str) -> Result<String, String> {
        form.value(text, &mut Sources::default()).map(|value| value.to_string())
    }

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["50000.10", "12345678901234567890123", "1e+400", "-3"] {
            assert_eq!(read(Form::Number, text), Ok(text.to_owned()));
        }
        for text in ["1,5", "abc", "", "0x10", "+5", "NaN", "01"] {
            assert!(read(Form::Number, text).is_err(), "{text}");
        }
    }

    #[test]
    fn null_is_no_text() {
        assert_eq!(read(Form::Number, "null"), Ok("null".to_owned()));
        assert_eq!(read(Form::Boolean, "null"), Ok("null".to_owned()));
        assert_eq!(read(Form::Text, "null"), Ok(r#""null""#.to_owned()));
        assert_eq!(read(Form::Json, "null"), Ok("null".to_owned()));
        assert_eq!(read(Form::Any, "null"), Ok("null".to_owned()));
    }

    #[test]
    fn a_value_of_any_type_is_json_or_else_a_text() {
        for (text, value) in [
            ("12.50", "12.50"),
            ("007", r#""007""#),
            ("abc", r#""abc""#),
            (r#"{"a":1}"#, r#"{"a":1}"#),
            ("", r#""""#),
        ] {
            assert_eq!(read(Form::Any, text), Ok(value.to_owned()), "{text}");
        }
        assert!(read(Form::Any, "{broken").is_err());
    }

    #[test]
    fn a_list_comes_element_by_element_or_as_json() {
        let texts = Form::List(Element::Text);
        assert_eq!(read(texts, "a,b"), Ok(r#"["a,b"]"#.to_owned()));
        assert_eq!(read(texts, r#"["a","b"]"#), Ok(r#"["a","b"]"#.to_owned()));
        assert_eq!(read(Form::List(Element::Number), "1.10"), Ok("[1.10]".to_owned()));
        assert_eq!(read(Form::List(Element::Object), r#"{"a":1}"#), Ok(r#"[{"a":1}]"#.to_owned()));
        assert!(read(texts, "[a").is_err() && read(Form::List(Element::Number), "x").is_err());
    }

    #[test]
    fn the_at_sign_is_text_outside_json() {
        assert_eq!(read(Form::Text, "@me"), Ok(r#""@me""#.to_owned()));
        assert!(read(Form::Json, "@/no/such/file").expect_err("no file").contains("/no/such/file"));
    }
}
