//! Sentences to the operator, in the two languages that a server may speak.

use crate::runtime::core::spec::Language;

/// One sentence in both languages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// English.
    pub(super) en: &'static str,
    /// Spanish.
    pub(super) es: &'static str,
}

impl Text {
    /// The sentence in that language.
    pub(super) const fn say(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Spanish => self.es,
        }
    }
}

/// Chooses between two finished sentences.
pub(super) fn either(language: Language, en: String, es: String) -> String {
    match language {
        Language::English => en,
        Language::Spanish => es,
    }
}
