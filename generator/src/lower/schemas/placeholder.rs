//! Texts in examples that stand for a value: `{{variable}}`, `<string>`, what a bare variable was replaced by.

use serde_json::Value;

use super::facts::{self, Facts};
use crate::lower::variables::uses;
use crate::model::{Kind, Provenance};

/// Opens what replaces a bare `{{variable}}` in JSON; no text of a file holds it by chance.
const BARE: char = '\u{F8FF}';

/// A JSON string that stands for a bare variable or placeholder.
pub(super) fn bare(written: &str) -> Value {
    Value::String(format!("{BARE}{written}"))
}

/// What was written where the text stands for a bare variable.
pub(super) fn written(text: &str) -> Option<&str> {
    text.strip_prefix(BARE)
}

/// What a text in an example tells about its field.
pub(super) fn facts(text: &str) -> Facts {
    if let Some(written) = written(text) {
        return typed(written).unwrap_or_default();
    }
    typed(text).unwrap_or(Facts {
        kind: Some(Kind::String),
        provenance: Provenance::Example,
        ..Facts::default()
    })
}

/// Whether the value says nothing of what it looks like: it holds a variable, a placeholder or a mask.
pub(super) fn is_unknown(value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    written(text).is_some() || typed(text).is_some() || uses(text).next().is_some() || text.contains("**")
}

/// `<integer>`, `<string>`: Postman writes these when it imports an OpenAPI document.
fn typed(text: &str) -> Option<Facts> {
    let inner = text.trim().strip_prefix('<')?.strip_suffix('>')?;
    if inner.len() > 40 {
        return None;
    }
    let mut stated = match inner {
        "long" => facts::read_type("integer"),
        "dateTime" => facts::read_type("datetime"),
        _ => facts::read_whole_type(inner),
    }?;
    stated.format = stated.format.or(stated.hint);
    stated.provenance = Provenance::Example;
    Some(stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_name_types() {
        assert_eq!(facts("<integer>").kind, Some(Kind::Integer));
        assert_eq!(facts("<dateTime>").format, Some("date-time"));
        assert_eq!(facts("<your name>").kind, Some(Kind::String));
        let Value::String(sentinel) = bare("{{amount}}") else { panic!("a string") };
        assert_eq!(facts(&sentinel).kind, None);
        assert_eq!(written(&sentinel), Some("{{amount}}"));
    }

    #[test]
    fn what_holds_a_variable_is_no_example() {
        assert!(is_unknown(&"{{x}}".into()) && is_unknown(&"<uuid>".into()) && is_unknown(&"a-{{x}}".into()));
        assert!(!is_unknown(&"x".into()) && !is_unknown(&1.into()));
    }
}
