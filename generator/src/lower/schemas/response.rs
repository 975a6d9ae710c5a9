//! Saved answers: examples, and the shape of a success.

use serde_json::Value;

use super::dirty_json;
use super::secrets;
use super::tree::Node;
use crate::model::Example;
use crate::postman::SavedResponse;

/// Saved answers with the fields that the successful ones show.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub fields: Node,
    /// Successes first.
    pub examples: Vec<Example>,
    /// Fields that hold what can only be a real secret.
    pub secrets: Vec<String>,
}

/// Reads the saved answers of a request.
pub(super) fn read(responses: &[SavedResponse]) -> Answers {
    let mut answers = Answers::default();
    let (successes, refusals): (Vec<_>, Vec<_>) = responses.iter().partition(|response| is_success(response));
    for response in successes.iter().chain(&refusals) {
        let mut body = value(&response.body);
        if is_success(response) && matches!(body, Value::Object(_) | Value::Array(_)) {
            answers.fields.show(&body);
        }
        secrets::mask(&mut body, "", &mut answers.secrets);
        let body = super::body::placeholders_as_written(body);
        answers.examples.push(Example { name: response.name.clone(), status: response.status, body });
    }
    answers
}

fn is_success(response: &SavedResponse) -> bool {
    response.status.is_none_or(|status| status < 400)
}

/// JSON as such, anything else as text; an empty body is `null`.
pub(super) fn value(body: &str) -> Value {
    if body.trim().is_empty() {
        return Value::Null;
    }
    dirty_json::read(body).unwrap_or_else(|| Value::from(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(status: Option<u16>, body: &str) -> SavedResponse {
        SavedResponse { name: String::new(), status, body: body.into() }
    }

    #[test]
    fn successes_come_first_and_show_the_fields() {
        let answers = read(&[
            saved(Some(400), r#"{"error": 1}"#),
            saved(
                Some(200),
                r#"{"data": {"token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln"}}"#,
            ),
            saved(None, "plain"),
            saved(Some(204), ""),
        ]);
        let statuses: Vec<_> = answers.examples.iter().map(|example| example.status).collect();
        assert_eq!(statuses, [Some(200), None, Some(204), Some(400)]);
        assert_eq!(answers.examples[0].body, serde_json::json!({"data": {"token": "***"}}));
        assert_eq!(answers.fields.children().len(), 1);
    }
}
