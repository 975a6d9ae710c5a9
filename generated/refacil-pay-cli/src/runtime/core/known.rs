//! What the documentation says of a field of an answer: its unit, its form, what its values mean.

use serde_json::Value;

/// Key of a JSON Schema under which the unit of a number stands.
pub const UNIT: &str = "x-unit";
/// Key of a JSON Schema under which the meaning of values stands, by their JSON text.
pub const LABELS: &str = "x-labels";

/// A place in the documented shape of an answer; perhaps one that nothing is known of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a>(Option<&'a Value>);

impl<'a> Known<'a> {
    /// The root of a JSON Schema.
    #[must_use]
    pub const fn new(schema: Option<&'a Value>) -> Self {
        Self(schema)
    }

    /// The field of that name.
    #[must_use]
    pub fn field(self, name: &str) -> Self {
        Self(self.0.and_then(|schema| schema.get("properties")?.get(name)))
    }

    /// The elements of a list.
    #[must_use]
    pub fn items(self) -> Self {
        Self(self.0.and_then(|schema| schema.get("items")))
    }

    /// The place that a dotted path leads to.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        path.split('.').fold(self, |known, step| {
            let name = step.trim_end_matches("[]");
            let known = if name.is_empty() { known } else { known.field(name) };
            if step.ends_with("[]") { known.items() } else { known }
        })
    }

    /// The JSON Schema of the place.
    #[must_use]
    pub const fn schema(self) -> Option<&'a Value> {
        self.0
    }

    /// Unit of a number.
    #[must_use]
    pub fn unit(self) -> Option<&'a str> {
        self.0?.get(UNIT)?.as_str()
    }

    /// Form of a text, as JSON Schema names it.
    #[must_use]
    pub fn format(self) -> Option<&'a str> {
        self.0?.get("format")?.as_str()
    }

    /// What the value means.
    #[must_use]
    pub fn label(self, value: &Value) -> Option<&'a str> {
        let labels = self.0?.get(LABELS)?.as_object()?;
        let text = value.to_string();
        // `2` and `"2"` are one status to whoever wrote the table.
        let other = match value {
            Value::String(text) => text.clone(),
            _ => Value::from(text.clone()).to_string(),
        };
        labels.get(&text).or_else(|| labels.get(&other))?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_are_found_whether_a_status_is_a_number_or_a_text() {
        let schema = json!({"properties": {"data": {"items": {"properties": {
            "status": {"x-labels": {"2": "approved"}, "x-unit": "COP"},
        }}}}});
        let status = Known::new(Some(&schema)).at("data[].status");
        assert_eq!(status.label(&json!(2)), Some("approved"));
        assert_eq!(status.label(&json!("2")), Some("approved"));
        assert_eq!(status.label(&json!(3)), None);
        assert_eq!(status.unit(), Some("COP"));
        assert_eq!(Known::new(None).at("a.b").unit(), None);
    }
}
