//! Collects diagnostics while a file is walked, and knows where the walk stands.

use crate::model::{Diagnostic, Place, Severity};

/// Diagnostics with the breadcrumb of the item at hand.
pub(super) struct Reporter {
    file: String,
    breadcrumb: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Reporter {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), breadcrumb: Vec::new(), diagnostics: Vec::new() }
    }

    /// Name of the file in messages.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Folder names and name of the item at hand.
    pub(super) fn breadcrumb(&self) -> &[String] {
        &self.breadcrumb
    }

    /// Steps into an item; [`Self::leave`] steps out again.
    pub(super) fn enter(&mut self, name: &str) {
        self.breadcrumb.push(name.to_owned());
    }

    pub(super) fn leave(&mut self) {
        self.breadcrumb.pop();
    }

    /// Worth knowing; nothing is lost.
    pub(super) fn note(&mut self, code: &str, field: &str, message: impl Into<String>, help: &str) {
        self.push(Severity::Note, code, field, message.into(), help);
    }

    /// Something of the file does not reach the result.
    pub(super) fn warn(&mut self, code: &str, field: &str, message: impl Into<String>, help: &str) {
        self.push(Severity::Warning, code, field, message.into(), help);
    }

    /// A field of a type that its place does not allow.
    pub(super) fn odd(&mut self, field: &str, expected: &str) {
        let message = format!("`{field}` is not {expected}; it is ignored");
        self.note(
            "odd-field",
            field,
            message,
            "export the collection again from Postman, or correct the field",
        );
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    fn push(&mut self, severity: Severity, code: &str, field: &str, message: String, help: &str) {
        let place =
            Place { file: self.file.clone(), request: self.breadcrumb.clone(), field: field.to_owned() };
        self.diagnostics.push(Diagnostic {
            severity,
            code: code.to_owned(),
            place,
            message,
            help: help.to_owned(),
        });
    }
}
