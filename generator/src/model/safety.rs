use std::fmt;

use serde::{Deserialize, Serialize};

/// What a call can do to money and data. Ordered from mild to strict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Changes nothing.
    ReadOnly,
    /// Changes something that can be undone or costs nothing.
    SafeMutation,
    /// Moves money out, buys, sells, deletes, or changes where money, notices or credentials go.
    #[default]
    Dangerous,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadOnly => "read-only",
            Self::SafeMutation => "safe-mutation",
            Self::Dangerous => "dangerous",
        })
    }
}

/// One reason for a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Where it was found: `method`, `path`, `name`, `description`, `body`, `overlay`.
    pub source: String,
    /// What was found there.
    pub found: String,
    /// Points toward the class it names; see the table in `lower::safety`.
    pub weight: i32,
    /// Class it speaks for.
    pub class: Class,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} → {} ({:+})", self.source, self.found, self.class, self.weight)
    }
}

/// A decision with its reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Safety {
    /// The decision.
    pub class: Class,
    /// Why, strongest first.
    pub evidence: Vec<Evidence>,
}
