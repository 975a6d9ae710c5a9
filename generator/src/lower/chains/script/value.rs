//! What is known of a value while a script is followed.

use std::rc::Rc;

use oxc_ast::ast::{ArrowFunctionExpression, Function};

use super::answer::Answer;
use crate::lower::variables::uses;

/// Objects and lists with more entries than this are not followed.
pub(super) const LARGEST: usize = 256;

/// A value.
#[derive(Debug, Clone, Default)]
pub(super) enum Value<'a> {
    /// Nothing is known.
    #[default]
    Unknown,
    /// A text; what a variable of Postman holds stands in it as `{{name}}`.
    Text(String),
    /// A small whole number.
    Number(u32),
    /// Something that Postman or the language gives, by its full name: `pm.environment.set`.
    Name(String),
    /// An answer; the index tells which request that the script sent, `None` the request of the script.
    Response(Option<usize>),
    /// Headers of an answer.
    Headers(Option<usize>),
    /// Cookies.
    Cookies(Option<usize>),
    /// A part of an answer.
    Answer(Answer),
    /// A function of the script.
    Function(Callable<'a>),
    /// An object that the script wrote.
    Object(Rc<Vec<(String, Value<'a>)>>),
    /// A list that the script wrote.
    List(Rc<Vec<Value<'a>>>),
}

/// A function as written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Callable<'a> {
    /// `function`, or a method.
    Function(&'a Function<'a>),
    /// `=>`.
    Arrow(&'a ArrowFunctionExpression<'a>),
}

impl Callable<'_> {
    /// Its place in the script, which no other function shares.
    pub(super) fn start(self) -> u32 {
        match self {
            Self::Function(function) => function.span.start,
            Self::Arrow(arrow) => arrow.span.start,
        }
    }
}

/// How one value leads to another: `.name`, `["name"]`, `[0]`, `[i]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Field(String),
    Index(u32),
    Dynamic,
}

impl<'a> Value<'a> {
    pub(super) fn object(fields: Vec<(String, Value<'a>)>) -> Self {
        if fields.len() > LARGEST { Self::Unknown } else { Self::Object(Rc::new(fields)) }
    }

    pub(super) fn list(elements: Vec<Value<'a>>) -> Self {
        if elements.len() > LARGEST { Self::Unknown } else { Self::List(Rc::new(elements)) }
    }

    /// The value as a key.
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Text(text) if uses(text).next().is_none() => {
                text.parse().map_or_else(|_| Key::Field(text.clone()), Key::Index)
            }
            Self::Number(number) => Key::Index(*number),
            _ => Key::Dynamic,
        }
    }

    /// A text that holds no variable.
    pub(super) fn plain_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if uses(text).next().is_none() => Some(text),
            _ => None,
        }
    }

    /// How much there is to follow: a part of an answer before anything else.
    fn weight(&self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Text(text) if uses(text).next().is_none() => 1,
            Self::Number(_) | Self::Object(_) | Self::List(_) => 1,
            Self::Text(_) | Self::Name(_) | Self::Function(_) => 2,
            Self::Response(_) | Self::Headers(_) | Self::Cookies(_) => 2,
            Self::Answer(_) => 3,
        }
    }

    /// Of two possible values the one that leads further, else the first.
    pub(super) fn or(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same part of an answer after a change that hides its inside.
    pub(super) fn changed(self) -> Self {
        match self {
            Self::Answer(answer) => Self::Answer(answer.opaque()),
            Self::Text(text) if uses(&text).next().is_some() => Self::Text(text),
            _ => Self::Unknown,
        }
    }
}

/// Longest text that is put together.
const LONGEST_TEXT: usize = 4096;

/// Texts one after another: the part of an answer among them, else the text.
pub(super) fn concatenate<'a>(parts: Vec<Value<'a>>) -> Value<'a> {
    let mut text = String::new();
    let mut whole = true;
    for part in &parts {
        match part {
            Value::Answer(answer) => return Value::Answer(answer.clone().opaque()),
            Value::Text(piece) => text.push_str(piece),
            Value::Number(number) => text.push_str(&number.to_string()),
            _ => whole = false,
        }
    }
    // What is not known of a text with variables matters little: they are followed all the same.
    if text.len() <= LONGEST_TEXT && (whole || uses(&text).next().is_some()) {
        Value::Text(text)
    } else {
        Value::Unknown
    }
}
