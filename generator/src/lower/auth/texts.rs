//! Credentials that the file holds as values stand in its texts too, as samples: they go into no documentation.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Api, Operation};

/// What stands in place of a credential.
const MASK: &str = "***";

/// Masks the credentials in every text that people wrote, and in saved answers that repeat what was sent.
pub(in crate::lower) fn keep_out_of_texts(api: &mut Api, literals: &BTreeSet<String>) {
    if literals.is_empty() {
        return;
    }
    let mask = |text: &mut String| {
        for literal in literals.iter().filter(|literal| !literal.is_empty()) {
            if text.contains(literal.as_str()) {
                *text = text.replace(literal.as_str(), MASK);
            }
        }
    };
    mask(&mut api.description);
    api.groups.iter_mut().for_each(|group| mask(&mut group.description));
    for operation in &mut api.operations {
        texts(operation).for_each(mask);
        let answers = operation.response.examples.iter_mut().map(|example| &mut example.body);
        let sent = operation.body.iter_mut().filter_map(|body| body.example.as_mut());
        answers.chain(sent).for_each(|value| mask_value(value, &mask));
    }
}

fn texts(operation: &mut Operation) -> impl Iterator<Item = &mut String> {
    let params = operation.params.iter_mut().map(|param| &mut param.schema.description);
    [&mut operation.description, &mut operation.summary].into_iter().chain(params)
}

/// Answers are as deep as the reader lets a file be.
fn mask_value(value: &mut Value, mask: &impl Fn(&mut String)) {
    match value {
        Value::String(text) => mask(text),
        Value::Array(list) => list.iter_mut().for_each(|inner| mask_value(inner, mask)),
        Value::Object(fields) => fields.values_mut().for_each(|inner| mask_value(inner, mask)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_in_a_text_is_masked() {
        let mut api = Api { description: "send s3cr3t-value".into(), ..Api::default() };
        api.operations
            .push(Operation { description: "`s3cr3t-value` or any".into(), ..Operation::default() });
        keep_out_of_texts(&mut api, &BTreeSet::from(["s3cr3t-value".to_owned(), String::new()]));
        assert_eq!(
            (api.description.as_str(), api.operations[0].description.as_str()),
            ("send ***", "`***` or any")
        );
    }
}
