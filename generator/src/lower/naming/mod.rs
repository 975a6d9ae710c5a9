//! Names that a person would type, for commands, tools and ids.
//!
//! Each request is named by its own words, without those of its folder. Only where two names clash do more words
//! come in, in this order: what stands in brackets, parent folders, method, path, values of the body. No order and
//! no number decides, so that names stay when requests move or come along.

mod draft;
mod groups;
mod reserved;
mod route;
mod tools;
mod unique;
mod written;

use super::words::words;
use draft::Draft;

/// What names are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Position in the file; only identical requests are told apart by it.
    pub index: usize,
    /// Folder names from the root.
    pub folders: Vec<String>,
    /// Request name; may be empty.
    pub name: String,
    /// Upper-case token.
    pub method: String,
    /// Path below the base URL, parameters as `{name}`.
    pub route: String,
    /// It only asks, whatever its method promises.
    pub asks: bool,
    /// Literal values, of the body or the query, that tell this request from others of its route.
    pub hints: Vec<String>,
}

/// The names of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Kebab-case, unique.
    pub id: String,
    /// Group and command, or the command alone.
    pub cli: Vec<String>,
    /// `[a-z0-9_]`, at most 40 characters, unique.
    pub mcp: String,
    /// A few words for people.
    pub title: String,
}

/// Names all requests of a collection, in their order.
#[must_use]
pub fn name(subjects: &[Subject]) -> Vec<Names> {
    let groups = groups::of(subjects);
    let mut drafts: Vec<Draft> =
        subjects.iter().zip(groups).map(|(subject, group)| Draft::new(subject, group)).collect();
    unique::tell_apart(&mut drafts, subjects);
    // Words that tell apart may make a command sound like a group, and a command that moves may clash anew.
    while reserved::part_commands_from_groups(&mut drafts, subjects) {
        unique::tell_apart(&mut drafts, subjects);
    }
    let tools = tools::names(&drafts);
    let first_words = reserved::FirstWords::of(&drafts);
    let named = subjects.iter().zip(&drafts).zip(tools);
    named
        .map(|((subject, draft), mcp)| Names {
            id: draft.id(),
            cli: first_words.command(draft),
            mcp,
            title: title(subject, draft),
        })
        .collect()
}

/// Longest title, in characters.
const TITLE: usize = 80;

fn title(subject: &Subject, draft: &Draft) -> String {
    let plain = written::plain(&subject.name);
    let own = written::without_method(written::without_ordinal(plain.trim()), &subject.method);
    if draft.named_by_route || words(own).is_empty() {
        let mut title = spoken(subject, draft).join(" ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return title;
    }
    super::text::shorten(&super::text::clean(own), TITLE)
}

/// `get order` of the command `orders get`: as people say it.
fn spoken(subject: &Subject, draft: &Draft) -> Vec<String> {
    let verb = draft::method_verb(subject);
    let mut thing = draft.group.clone();
    if draft.command != [verb.as_str()] || thing.is_empty() {
        return draft.words();
    }
    if let Some(last) = thing.last_mut().filter(|_| verb != "list") {
        *last = super::words::singular(last);
    }
    std::iter::once(verb).chain(thing).collect()
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
