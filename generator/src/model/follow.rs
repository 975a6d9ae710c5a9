use serde::Serialize;

/// What can be done with an answer, beyond showing it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Follow {
    /// A state that comes to an end.
    pub wait: Option<Wait>,
    /// More answers of the same kind.
    pub pages: Option<Pages>,
    /// Something to scan.
    pub scan: Option<Scan>,
    /// Later calls that take values of it.
    pub feeds: Vec<Feed>,
}

/// A later call that takes values of an answer as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// Its operation.
    pub operation: String,
    /// Names of the values.
    pub values: Vec<String>,
}

/// How one sees that something has come to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// Dotted path of the state in the answer.
    pub field: String,
    /// Its values at a good end, as JSON text.
    pub done: Vec<String>,
    /// Its values at a bad end, as JSON text.
    pub failed: Vec<String>,
    /// A good end may be followed by others, as where a thing can be paid several times.
    pub again: bool,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// Name on the wire of the parameter that moves on, in the query or at the top of the body; empty where none does.
    pub parameter: String,
    /// What it counts.
    pub by: PageStep,
    /// The parameter of the page's size.
    pub size: Option<String>,
}

/// What the parameter of a page counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum PageStep {
    /// Pages, the first of which has this number.
    Number {
        /// 0 or 1.
        first: u64,
    },
    /// Elements that are passed over.
    Offset,
    /// Nothing: the answer holds it.
    Cursor {
        /// Dotted path of the next one in the answer.
        next: String,
    },
    /// Nothing: a `Link` header of the answer names the whole address.
    Link,
}

/// Something in an answer that a telephone's camera can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scan {
    /// Dotted path in the answer.
    pub field: String,
    /// It is shown without being asked for, on a terminal.
    pub always: bool,
}
