use std::fmt;

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong; the overlay can accept it with a reason.
    Warning,
    /// Nothing is generated.
    Error,
}

/// Where a diagnostic belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// File, as the user named it.
    pub file: String,
    /// Folder names and request name.
    pub request: Vec<String>,
    /// Field inside the request, such as `body.amount`; may be empty.
    pub field: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.request.is_empty() {
            write!(f, " > {}", self.request.join(" > "))?;
        }
        if !self.field.is_empty() {
            write!(f, " > {}", self.field)?;
        }
        Ok(())
    }
}

/// Something odd in the input, with its place and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Stable kebab-case name; overlays accept by it.
    pub code: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: Place,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do next; may be empty.
    pub help: String,
}
