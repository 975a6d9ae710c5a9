//! Codes of diagnostics that more than one phase knows.

use crate::model::{Diagnostic, Place, Severity};

/// The file does not say where the API lives.
pub const UNKNOWN_BASE_URL: &str = "unknown-base-url";

/// A variable is used, and nothing in the file gives it a value.
pub const UNDECLARED_VARIABLE: &str = "undeclared-variable";

const VARIABLE_FIELD: &str = "variable.";

/// A diagnostic about a variable that nothing declares.
pub(crate) fn undeclared_variable(file: &str, request: &[String], name: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        code: UNDECLARED_VARIABLE.into(),
        place: Place {
            file: file.to_owned(),
            request: request.to_vec(),
            field: format!("{VARIABLE_FIELD}{name}"),
        },
        message: format!("the variable `{{{{{name}}}}}` has no value in the file"),
        help: "it became a setting that the user configures".into(),
    }
}

/// Name of the variable that such a diagnostic is about.
#[must_use]
pub fn undeclared(diagnostic: &Diagnostic) -> Option<&str> {
    if diagnostic.code == UNDECLARED_VARIABLE {
        diagnostic.place.field.strip_prefix(VARIABLE_FIELD)
    } else {
        None
    }
}
