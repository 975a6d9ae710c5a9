//! What can be done with an answer, beyond showing it.

/// What can be done with an answer.
#[derive(Debug, Clone, Copy)]
pub struct Follow {
    /// A state that comes to an end.
    pub wait: Option<Wait>,
    /// More answers of the same kind.
    pub pages: Option<Pages>,
    /// Something to scan.
    pub scan: Option<Scan>,
    /// Later calls that take values of it.
    pub feeds: &'static [Feed],
}

impl Follow {
    /// Nothing but to show it.
    pub const NOTHING: Self = Self { wait: None, pages: None, scan: None, feeds: &[] };
}

/// A later call that takes values of an answer as they are.
#[derive(Debug, Clone, Copy)]
pub struct Feed {
    /// Its operation.
    pub operation: &'static str,
    /// Names of the values.
    pub values: &'static [&'static str],
}

/// How one sees that something has come to its end.
#[derive(Debug, Clone, Copy)]
pub struct Wait {
    /// Dotted path of the state in the answer.
    pub field: &'static str,
    /// Its values at a good end, as JSON text.
    pub done: &'static [&'static str],
    /// Its values at a bad end, as JSON text.
    pub failed: &'static [&'static str],
    /// A good end may be followed by others, as where a thing can be paid several times.
    pub again: bool,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// The argument that moves on; empty where none does.
    pub argument: &'static str,
    /// The argument of the page's size.
    pub size: Option<&'static str>,
    /// What the argument counts.
    pub step: PageStep,
}

/// What the argument of a page counts.
#[derive(Debug, Clone, Copy)]
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
        next: &'static str,
    },
    /// Nothing: a header of the answer names the whole address (RFC 8288, `rel="next"`).
    Link,
}

/// Something in an answer that a telephone's camera can read.
#[derive(Debug, Clone, Copy)]
pub struct Scan {
    /// Dotted path in the answer.
    pub field: &'static str,
    /// It is shown without being asked for, on a terminal.
    pub always: bool,
}
