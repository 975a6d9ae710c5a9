//! What is said to whoever uses a product, in the language that the product speaks.
//!
//! As with gettext, the English sentence stands where it is said and is the key to its translation in [`super::spanish`].
//! The holes are filled when the language is known, at the product's edge: what happens deep inside needs not know it.

use std::fmt::{self, Display};
use std::io;

use super::spanish;
use super::spec::Language;

/// Something said, in whatever language it will be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A sentence of ours with `{}` where something is filled in.
    Ours(&'static str, Vec<Said>),
    /// Several things, with that between them.
    List(Vec<Said>, &'static str),
    /// What has no language, or comes from elsewhere: names, values, the API's own words.
    AsIs(String),
}

/// What fills a hole.
pub trait Hole {
    /// As a part of something said.
    fn said(&self) -> Said;
}

impl<T: Display> Hole for T {
    fn said(&self) -> Said {
        Said::AsIs(self.to_string())
    }
}

impl Hole for Said {
    fn said(&self) -> Said {
        self.clone()
    }
}

/// A sentence with its holes filled, in their order.
#[must_use]
pub fn say(sentence: &'static str, holes: &[&dyn Hole]) -> Said {
    Said::Ours(sentence, holes.iter().map(|hole| hole.said()).collect())
}

impl Said {
    /// In that language; a sentence that is not translated stays as it is.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match self {
            Self::Ours(sentence, holes) => {
                let sentence = match language {
                    Language::English => sentence,
                    Language::Spanish => spanish::of(sentence).unwrap_or(sentence),
                };
                let holes: Vec<String> = holes.iter().map(|hole| hole.in_language(language)).collect();
                filled(sentence, &holes)
            }
            Self::List(all, between) => {
                let all: Vec<String> = all.iter().map(|one| one.in_language(language)).collect();
                all.join(&Self::Ours(between, Vec::new()).in_language(language))
            }
            Self::AsIs(text) => text.clone(),
        }
    }

    /// In the language of the code.
    #[must_use]
    pub fn english(&self) -> String {
        self.in_language(Language::English)
    }

    /// With what is not ours changed.
    #[must_use]
    pub fn changed(&self, change: &dyn Fn(&str) -> String) -> Self {
        let all = |list: &[Self]| list.iter().map(|one| one.changed(change)).collect();
        match self {
            Self::Ours(sentence, holes) => Self::Ours(sentence, all(holes)),
            Self::List(list, between) => Self::List(all(list), between),
            Self::AsIs(text) => Self::AsIs(change(text)),
        }
    }
}

impl Default for Said {
    fn default() -> Self {
        Self::AsIs(String::new())
    }
}

impl From<&'static str> for Said {
    fn from(sentence: &'static str) -> Self {
        Self::Ours(sentence, Vec::new())
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::AsIs(text)
    }
}

/// One of our sentences as the reason of an I/O error.
#[derive(Debug)]
struct Reason(Said);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.english())
    }
}

impl std::error::Error for Reason {}

/// An I/O error of that reason.
#[must_use]
pub fn io_error(reason: impl Into<Said>) -> io::Error {
    io::Error::other(Reason(reason.into()))
}

/// The reason of an error: ours, one of the usual ones, or else in the words of the system.
#[must_use]
pub fn reason(error: &io::Error) -> Said {
    let as_it_is = || Said::AsIs(error.to_string());
    match error.get_ref() {
        Some(inner) => inner.downcast_ref::<Reason>().map_or_else(as_it_is, |Reason(said)| said.clone()),
        None => usual(error.kind()).map_or_else(as_it_is, Said::from),
    }
}

/// What people meet, said so that it reads well after "cannot be written: ".
const fn usual(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::NotFound => "there is no such file or folder",
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::AlreadyExists => "it exists already",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::NotADirectory => "a part of the path is no folder",
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "the disk quota is used up",
        io::ErrorKind::AddrInUse => "the address is in use",
        io::ErrorKind::ConnectionRefused => "the connection was refused",
        io::ErrorKind::TimedOut => "it took too long",
        _ => return None,
    })
}

/// `{}` takes the next hole, `{1}` that one, counted from 0; braces around anything else stand for themselves.
fn filled(sentence: &str, holes: &[String]) -> String {
    let mut out = String::with_capacity(sentence.len());
    let (mut rest, mut next) = (sentence, 0);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let hole = after.split_once('}').and_then(|(name, after)| {
            let at = if name.is_empty() { next } else { name.parse().ok()? };
            Some((holes.get(at)?, at, after))
        });
        match hole {
            Some((hole, at, after)) => {
                out.push_str(hole);
                (rest, next) = (after, at + 1);
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_in_the_order_of_the_language() {
        let holes = ["a".to_owned(), "b".to_owned()];
        assert_eq!(filled("{} of {}", &holes), "a of b");
        assert_eq!(filled("de {1}, {0}", &holes), "de b, a");
        assert_eq!(filled("{0} {} {}", &holes), "a b {}");
        assert_eq!(filled("{\"x\": {}} { {", &holes), "{\"x\": a} { {");
    }

    #[test]
    fn what_fills_a_hole_is_not_searched_for_holes() {
        assert_eq!(say("{} and {}", &[&"{1}", &"{}"]).english(), "{1} and {}");
    }

    #[test]
    fn usual_reasons_have_words_and_others_stay_as_they_are() {
        let spanish = |error: io::Error| reason(&error).in_language(Language::Spanish);
        assert_eq!(spanish(io::ErrorKind::StorageFull.into()), "el disco está lleno");
        assert_eq!(spanish(io::Error::new(io::ErrorKind::NotFound, "of a library")), "of a library");
        assert_eq!(spanish(io_error("it is a symbolic link")), "es un enlace simbólico");
        let odd = io::Error::from(io::ErrorKind::Deadlock);
        assert_eq!(reason(&odd).english(), odd.to_string());
    }

    #[test]
    fn a_sentence_inside_a_sentence_is_translated_too() {
        let inner = say("{} {}", &[&"amount", &Said::from("is required")]);
        let list = Said::List(vec![inner, Said::from("API text".to_owned())], "; ");
        assert_eq!(list.in_language(Language::Spanish), "amount es obligatorio; API text");
        let hidden = list.changed(&|text| text.replace("amount", "•"));
        assert_eq!(hidden.english(), "• is required; API text");
    }
}
