//! Credentials that the file holds as values stand in its texts too, as samples: they go into no documentation.

use std::collections::BTreeSet;

use crate::model::{Api, Operation};

/// What stands in place of a credential.
const MASK: &str = "***";

/// Masks the credentials in every text that people wrote.
pub(in crate::lower) fn keep_out_of_texts(api: &mut Api, literals: &BTreeSet<String>) {
    if literals.is_empty() {
        return;
    }
    let groups = api.groups.iter_mut().map(|group| &mut group.description);
    let operations = api.operations.iter_mut().flat_map(texts);
    for text in std::iter::once(&mut api.description).chain(groups).chain(operations) {
        for literal in literals.iter().filter(|literal| !literal.is_empty()) {
            if text.contains(literal.as_str()) {
                *text = text.replace(literal.as_str(), MASK);
            }
        }
    }
}

fn texts(operation: &mut Operation) -> impl Iterator<Item = &mut String> {
    let params = operation.params.iter_mut().map(|param| &mut param.schema.description);
    [&mut operation.description, &mut operation.summary].into_iter().chain(params)
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
