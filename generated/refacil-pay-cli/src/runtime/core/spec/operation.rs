//! One thing to do, and the words for its parts.

use super::super::words::Said;
use super::{Automatic, Condition, Follow, Money, Schema, Variants};

/// One thing to do.
#[derive(Debug)]
pub struct Operation {
    /// Stable id.
    pub id: &'static str,
    /// Command words: `["balance"]`, `["sales", "get"]`.
    pub command: &'static [&'static str],
    /// Tool name.
    pub tool: &'static str,
    /// Published tool names.
    pub aliases: &'static [&'static str],
    /// A few words.
    pub title: &'static str,
    /// One or two sentences.
    pub summary: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// The host when it is not the API's own; no credential goes there.
    pub foreign_origin: Option<Origin>,
    /// Path below the base URL with `{name}` for path parameters.
    pub path: &'static str,
    /// What it can do.
    pub class: Class,
    /// What it is besides a plain call.
    pub nature: Nature,
    /// Everything that a caller gives.
    pub params: &'static [Param],
    /// How body parameters are encoded.
    pub body: BodyKind,
    /// Headers that the tool sends by itself.
    pub headers: &'static [Header],
    /// Tokens fetched anew for each call.
    pub steps: &'static [TokenStep],
    /// Longest wait for an answer, milliseconds.
    pub timeout_ms: u64,
    /// How the API recognises a repeat.
    pub repeat: Repeat,
    /// Which operation tells what happened.
    pub lookup: Option<Lookup>,
    /// What it moves and to whom.
    pub money: Money,
    /// Alternatives chosen by the value of a field.
    pub variants: &'static [Variants],
    /// Rules between arguments.
    pub conditions: &'static [Condition],
    /// Fields that the tool fills in where nobody gives them.
    pub automatic: &'static [Automatic],
    /// Dotted paths of the answer that are secret (`[]` for elements of a list).
    pub secret_answers: &'static [&'static str],
    /// What can be done with its answer.
    pub follow: Follow,
    /// Documentation as JSON; see [`super::docs::OperationDocs`].
    pub docs: &'static str,
}

impl Operation {
    /// No name, no argument and the strictest class: the base of an operation written by hand.
    pub const EMPTY: Self = Self {
        id: "",
        command: &[],
        tool: "",
        aliases: &[],
        title: "",
        summary: "",
        method: "",
        foreign_origin: None,
        path: "",
        class: Class::Dangerous,
        nature: Nature::Call,
        params: &[],
        body: BodyKind::None,
        headers: &[],
        steps: &[],
        timeout_ms: 30_000,
        repeat: Repeat::None,
        lookup: None,
        money: Money::UNSTATED,
        variants: &[],
        conditions: &[],
        automatic: &[],
        secret_answers: &[],
        follow: Follow::NOTHING,
        docs: "{}",
    };
}

/// A host that is not the API's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Scheme, host and port.
    Known(&'static str),
    /// A [`Setting`] by name: nobody but the user knows the address.
    Setting(&'static str),
}

/// What a call can do to money and data, from mild to strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Changes nothing.
    ReadOnly,
    /// Changes something that can be undone or costs nothing.
    SafeMutation,
    /// Moves money out, buys, sells, deletes, or redirects money, notices or credentials.
    Dangerous,
}

/// What an operation is besides a plain call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Sent to the API.
    Call,
    /// Gives the session token.
    Login,
    /// Gives a token for one later call.
    Token,
    /// Received by the user's own server; never sent to the API.
    Callback,
}

/// One argument.
#[derive(Debug)]
pub struct Param {
    /// Name on the wire.
    pub name: &'static str,
    /// Name as an argument of a tool; unique within the operation.
    pub argument: &'static str,
    /// Long flag without dashes; unique within the operation.
    pub flag: &'static str,
    /// Where it goes.
    pub location: Location,
    /// Must be given.
    pub required: bool,
    /// JSON text of the constant that makes the operation what it is; a caller may leave it out, and may not change it.
    pub fixed: Option<&'static str>,
    /// Type and limits.
    pub schema: &'static Schema,
}

/// Where an argument goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// Part of the path.
    Path,
    /// After the question mark.
    Query,
    /// A header.
    Header,
    /// A top-level field of the body.
    Body,
    /// The body itself.
    WholeBody,
}

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// No body.
    None,
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Urlencoded,
    /// `multipart/form-data`.
    Multipart,
    /// JSON with this query; body parameters are its variables.
    Graphql(&'static str),
    /// Text with this content type.
    Raw(&'static str),
}

/// A header that the tool sends by itself.
#[derive(Debug)]
pub struct Header {
    /// Name; for [`Source::Basic`] always `Authorization`.
    pub name: &'static str,
    /// In a query parameter of that name instead.
    pub in_query: bool,
    /// Text before the value: `Bearer `.
    pub prefix: &'static str,
    /// Where the value comes from.
    pub source: Source,
}

/// Where a header's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Always the same.
    Literal(&'static str),
    /// The session token.
    Session,
    /// A [`Setting`] by name.
    Setting(&'static str),
    /// Two settings, user and password, encoded as RFC 7617 says.
    Basic {
        /// Setting of the user's name.
        user: &'static str,
        /// Setting of the password; `None` where a key stands in the user's place and nothing behind it.
        password: Option<&'static str>,
    },
    /// A scheme that this tool cannot perform: calling the operation says so.
    Unsupported(&'static str),
}

/// A token fetched for one call.
#[derive(Debug)]
pub struct TokenStep {
    /// Operation that gives it.
    pub operation: &'static str,
    /// Dotted path in its answer.
    pub token: &'static str,
    /// Header of the call that takes it.
    pub header: &'static str,
}

/// How the API recognises a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It does not.
    None,
    /// By an idempotency key in this header.
    Header(&'static str),
    /// By a field whose value may occur once.
    Reference(&'static str),
}

/// Where to look for the outcome of a call.
#[derive(Debug)]
pub struct Lookup {
    /// Operation to call.
    pub operation: &'static str,
    /// Its argument.
    pub argument: &'static str,
    /// Field of the request that feeds it; empty when only the answer knows the value.
    pub field: &'static str,
}

impl Operation {
    /// The steps whose tokens it carries: none where it goes to a foreign origin, since no credential goes there.
    #[must_use]
    pub const fn own_steps(&self) -> &'static [TokenStep] {
        if self.foreign_origin.is_some() { &[] } else { self.steps }
    }

    /// Its request carries the session token.
    #[must_use]
    pub fn carries_session(&self) -> bool {
        self.foreign_origin.is_none() && self.headers.iter().any(|header| header.source == Source::Session)
    }
}

impl Class {
    /// Its name everywhere: `read-only`, `safe-mutation`, `dangerous`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::SafeMutation => "safe-mutation",
            Self::Dangerous => "dangerous",
        }
    }

    /// Its name in a sentence, which is in the reader's language.
    #[must_use]
    pub fn said(self) -> Said {
        self.name().into()
    }

    /// Changes something.
    #[must_use]
    pub const fn is_mutation(self) -> bool {
        !matches!(self, Self::ReadOnly)
    }
}
