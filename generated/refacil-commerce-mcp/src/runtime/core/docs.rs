//! Documentation of an operation, parsed only when help, a description or an error needs it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::spec::Operation;

/// What the collection says about an operation, beyond what a call needs.
///
/// All of it is a stranger's text: escape it for the sink.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct OperationDocs {
    /// Markdown.
    pub description: String,
    /// What the description says besides arguments, cases and refusals, as plain lines; only where help is printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prose: String,
    /// One for each [`super::spec::Param`], in the same order.
    pub params: Vec<ParamDocs>,
    /// One for each [`super::spec::Variants`], in the same order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantsDocs>,
    /// A documented body, secrets masked; never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// Documented refusals.
    pub errors: Vec<ErrorDocs>,
    /// JSON Schema of a success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
    /// Saved answers, successes first, secrets masked.
    pub examples: Vec<ExampleDocs>,
}

/// What is known of an argument, or of a field inside one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct ParamDocs {
    /// Name as an argument; for a field inside one its name on the wire.
    pub argument: String,
    /// Meaning, plain text or Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// An example; never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// What the API assumes when it is absent; never sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Allowed values with their meaning; only where a meaning is documented.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceDocs>,
    /// Fields of an object, or of each element of a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ParamDocs>,
}

/// What an allowed value means.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct ChoiceDocs {
    /// The value.
    pub value: Value,
    /// Its meaning.
    pub label: String,
}

/// Alternatives chosen by the value of a field.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct VariantsDocs {
    /// Dotted path of the deciding field, from the argument on.
    pub by: String,
    /// The alternatives, in the order of [`super::spec::Variants::cases`].
    pub cases: Vec<CaseDocs>,
}

/// One alternative.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct CaseDocs {
    /// The values that choose it.
    pub values: Vec<Value>,
    /// What people call it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What is said about it, Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Fields that belong to it, in the order of [`super::spec::Case::fields`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<CaseFieldDocs>,
}

/// A field of one alternative.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct CaseFieldDocs {
    /// Dotted path, from the argument on.
    pub path: String,
    /// Must be given in this case.
    pub required: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub known: ParamDocs,
}

/// A documented refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct ErrorDocs {
    /// HTTP status, where stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The API's code, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The API's text.
    pub message: String,
    /// What it means and what to do; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub meaning: String,
}

/// A saved answer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct ExampleDocs {
    /// Its name in the collection.
    pub name: String,
    /// HTTP status, where stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// JSON body, or a text.
    pub body: Value,
}

impl ParamDocs {
    /// The meaning on one line.
    #[must_use]
    pub fn one_line(&self) -> String {
        self.description.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl OperationDocs {
    /// Parses the documentation of an operation.
    ///
    /// # Errors
    /// The text is not what the generator writes.
    pub fn parse(operation: &Operation) -> Result<Self, serde_json::Error> {
        serde_json::from_str(operation.docs)
    }

    /// What is documented of a refusal: by its code where one is known, else by its status where that is enough.
    #[must_use]
    pub fn error(&self, status: u16, code: Option<&str>) -> Option<&ErrorDocs> {
        let fits = |error: &&ErrorDocs| error.status.is_none_or(|known| known == status);
        if let Some(code) = code {
            let found = self.errors.iter().filter(fits).find(|error| error.code.as_deref() == Some(code));
            if found.is_some() {
                return found;
            }
        }
        let mut of_status =
            self.errors.iter().filter(|error| error.status == Some(status) && error.code.is_none());
        let first = of_status.next();
        // Several meanings of one status without a code cannot be told apart: better none than the wrong one.
        if of_status.next().is_some() { None } else { first }
    }

    /// What is known of an argument.
    #[must_use]
    pub fn param(&self, argument: &str) -> Option<&ParamDocs> {
        self.params.iter().find(|param| param.argument == argument)
    }

    /// What is known of the field of that dotted path, which may belong to an alternative only.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&ParamDocs> {
        let mut names = path.split('.');
        let first = names.next().and_then(|name| self.param(name));
        let found = names.fold(first, |outer, name| {
            outer.and_then(|outer| outer.fields.iter().find(|field| field.argument == name))
        });
        let cases =
            || self.variants.iter().flat_map(|variants| &variants.cases).flat_map(|case| &case.fields);
        found.or_else(|| cases().find(|field| field.path == path).map(|field| &field.known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(entries: &[(Option<u16>, Option<&str>, &str)]) -> OperationDocs {
        let error = |&(status, code, meaning): &(Option<u16>, Option<&str>, &str)| ErrorDocs {
            status,
            code: code.map(str::to_owned),
            meaning: meaning.to_owned(),
            ..ErrorDocs::default()
        };
        OperationDocs { errors: entries.iter().map(error).collect(), ..OperationDocs::default() }
    }

    #[test]
    fn a_code_wins_over_a_status() {
        let docs =
            errors(&[(Some(400), None, "bad"), (Some(400), Some("E1"), "one"), (None, Some("E2"), "two")]);
        let meaning = |status, code| docs.error(status, code).map(|error| error.meaning.as_str());
        assert_eq!(meaning(400, Some("E1")), Some("one"));
        assert_eq!(meaning(500, Some("E2")), Some("two"));
        assert_eq!(meaning(400, Some("E9")), Some("bad"));
        assert_eq!(meaning(404, Some("E1")), None);
    }

    #[test]
    fn an_ambiguous_status_means_nothing() {
        let docs = errors(&[(Some(409), None, "taken"), (Some(409), None, "late")]);
        assert_eq!(docs.error(409, None), None);
    }

    #[test]
    fn absent_parts_are_empty() {
        let docs: OperationDocs = serde_json::from_str(r#"{"params":[{"argument":"id"}]}"#).expect("parses");
        assert_eq!(docs.param("id").map(|param| param.description.as_str()), Some(""));
        assert!(docs.examples.is_empty());
    }

    #[test]
    fn a_field_is_found_inside_an_argument_and_inside_an_alternative() {
        let text = r#"{"params":[{"argument":"to","fields":[{"argument":"key","description":"whose"}]}],
            "variants":[{"by":"to.id","cases":[{"fields":[{"path":"to.bank","description":"which"}]}]}]}"#;
        let docs: OperationDocs = serde_json::from_str(text).expect("parses");
        let about = |path| docs.field(path).map(ParamDocs::one_line);
        assert_eq!(about("to.key").as_deref(), Some("whose"));
        assert_eq!(about("to.bank").as_deref(), Some("which"));
        assert_eq!((about("key"), about("to.key.more")), (None, None));
    }
}
