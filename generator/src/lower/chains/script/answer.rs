//! A part of an answer, and how scripts reach into it.

use super::value::Key;
use crate::model::ChainSource;

/// Deeper paths are not followed.
const DEEPEST: usize = 64;

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) source: ChainSource,
    path: Vec<Step>,
    /// Which request was answered.
    pub(super) sent: Option<usize>,
    shape: Shape,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(u32),
    /// Some element, or each.
    Each,
}

/// What follows the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The value itself.
    Plain,
    /// Some elements of the list: their numbers are not those of the list.
    Some,
    /// A list made of one part of each element; the step with that number stands for the element.
    Each(usize),
    /// A text, or something made of the value: what is inside has no path.
    Opaque,
}

impl Answer {
    /// The body as a JSON value.
    pub(super) fn body(sent: Option<usize>) -> Self {
        Self { source: ChainSource::Body, path: Vec::new(), sent, shape: Shape::Plain }
    }

    /// The body as a text.
    pub(super) fn text(sent: Option<usize>) -> Self {
        Self::body(sent).opaque()
    }

    /// A header or cookie.
    pub(super) fn named(source: ChainSource, name: &str, sent: Option<usize>) -> Self {
        Self { source, path: vec![Step::Field(name.to_owned())], sent, shape: Shape::Opaque }
    }

    /// The same place, whose inside is not followed.
    pub(super) fn opaque(self) -> Self {
        Self { shape: Shape::Opaque, ..self }
    }

    pub(super) fn is_opaque(&self) -> bool {
        self.shape == Shape::Opaque
    }

    /// The value that the text holds: of the whole body its JSON; anything else stays what it is.
    pub(super) fn parsed(self) -> Self {
        let whole = self.source == ChainSource::Body && self.path.is_empty();
        if whole { Self { shape: Shape::Plain, ..self } } else { self }
    }

    /// The value behind a key; `None` where the path grows beyond reason.
    pub(super) fn member(mut self, key: &Key) -> Option<Self> {
        match (self.shape, key) {
            (Shape::Opaque, _) => return Some(self),
            (Shape::Some, Key::Index(_)) => self.path.push(Step::Each),
            (Shape::Each(at), Key::Index(number)) => {
                if let Some(step) = self.path.get_mut(at) {
                    *step = Step::Index(*number);
                }
            }
            (Shape::Each(_), Key::Dynamic) => {}
            (_, Key::Field(name)) => self.path.push(Step::Field(name.clone())),
            (_, Key::Index(number)) => self.path.push(Step::Index(*number)),
            (_, Key::Dynamic) => self.path.push(Step::Each),
        }
        self.shape = Shape::Plain;
        (self.path.len() <= DEEPEST).then_some(self)
    }

    /// Some elements of the list.
    pub(super) fn some(self) -> Self {
        if self.is_opaque() { self } else { Self { shape: Shape::Some, ..self } }
    }

    /// This part of each element of `list`, as a list.
    pub(super) fn of_each(self, list: &Self) -> Self {
        let at = list.path.len();
        let inside = self.path.len() > at
            && self.path.starts_with(&list.path)
            && self.path.get(at) == Some(&Step::Each);
        if inside && !self.is_opaque() { Self { shape: Shape::Each(at), ..self } } else { self }
    }

    /// The path as people write it: `items[0].id`.
    pub(super) fn path(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Index(number) => text.push_str(&format!("[{number}]")),
                Step::Each => text.push_str("[]"),
            }
        }
        text
    }
}
