//! Texts of an overlay in a second language, for the targets that speak it.

use std::borrow::Cow;

use super::{Api, Flow, Operation};

/// What is said otherwise in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// `en` or `es`, as [`super::Target::language`] has it.
    pub language: String,
    /// As it stands without translation, and as it is said in this language.
    pub texts: Vec<(String, String)>,
}

impl Translation {
    /// The text in this language.
    #[must_use]
    pub fn of(&self, text: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| known == text).map(|(_, said)| said.as_str())
    }
}

impl Api {
    /// The API as a target of that language presents it: what a translation covers is said in it.
    #[must_use]
    pub fn in_language(&self, language: &str) -> Cow<'_, Self> {
        let Some(translation) = self.translations.iter().find(|known| known.language == language) else {
            return Cow::Borrowed(self);
        };
        let mut api = self.clone();
        let operations = api.operations.iter_mut().flat_map(operation_texts);
        for text in operations.chain(api.flows.iter_mut().flat_map(flow_texts)) {
            if let Some(said) = translation.of(text) {
                said.clone_into(text);
            }
        }
        Cow::Owned(api)
    }
}

/// Every text of the API that a translation covers, once each, in the API's order; empty ones are left out.
#[must_use]
pub fn translatable(api: &Api) -> Vec<String> {
    let mut api = Api { operations: api.operations.clone(), flows: api.flows.clone(), ..Api::default() };
    let operations = api.operations.iter_mut().flat_map(operation_texts);
    let mut texts: Vec<String> = Vec::new();
    for text in operations.chain(api.flows.iter_mut().flat_map(flow_texts)) {
        if !text.is_empty() && !texts.contains(text) {
            texts.push(std::mem::take(text));
        }
    }
    texts
}

fn operation_texts(operation: &mut Operation) -> [&mut String; 2] {
    [&mut operation.title, &mut operation.summary]
}

fn flow_texts(flow: &mut Flow) -> impl Iterator<Item = &mut String> {
    let steps =
        flow.steps.iter_mut().flat_map(|step| std::iter::once(&mut step.note).chain(&mut step.explain));
    [&mut flow.title, &mut flow.description].into_iter().chain(steps)
}
