//! Finds the table's words in a text.

use super::table::{self, LONGEST_PHRASE, Language, Row, Tells};
use crate::lower::words::words;

/// A place where the table's words stand.
pub(super) struct Hit {
    pub start: usize,
    pub end: usize,
    /// As it stands there.
    pub text: String,
    pub rows: Vec<&'static Row>,
}

impl Hit {
    pub(super) fn row(&self, tells: Tells) -> Option<&'static Row> {
        self.rows.iter().copied().find(|row| row.tells == tells)
    }

    pub(super) fn is(&self, tells: Tells) -> bool {
        self.row(tells).is_some()
    }

    /// The verbs among its meanings.
    pub(super) fn verbs(&self) -> impl Iterator<Item = &'static Row> {
        self.rows.iter().copied().filter(|row| row.tells.is_verb())
    }

    /// A verb that is a noun as well: `transfer`, `sale`.
    pub(super) fn is_also_noun(&self) -> bool {
        self.rows.iter().any(|row| !row.tells.is_verb())
    }
}

/// A short text: a path segment, a part of a name, the name of an action.
pub(super) struct Phrase {
    pub tokens: Vec<String>,
    pub hits: Vec<Hit>,
}

/// Words that open a new thought: the head noun stands before them.
const PREPOSITIONS: &[&str] = &[
    "a", "after", "against", "and", "as", "at", "before", "between", "by", "com", "con", "da", "de", "del",
    "do", "dos", "during", "e", "em", "en", "entre", "for", "from", "if", "in", "into", "na", "no", "of",
    "on", "or", "ou", "para", "per", "por", "que", "sem", "sin", "that", "through", "to", "under", "until",
    "using", "via", "when", "which", "whose", "with", "within", "without", "y",
];

/// Verbs of the table that are nouns behind another noun: a `payment note` is no payment.
const NOUNS_BEHIND: &[&str] = &[
    "answer",
    "bookmark",
    "comment",
    "email",
    "favorite",
    "favourite",
    "follow",
    "label",
    "like",
    "note",
    "print",
    "reply",
    "review",
    "share",
    "star",
    "tag",
    "test",
    "vote",
    "watch",
];

/// Words that say nothing where a verb is expected.
const FILLERS: &[&str] = &[
    "an", "can", "do", "el", "la", "las", "los", "o", "os", "please", "step", "the", "to", "um", "uma", "un",
    "una",
];

impl Phrase {
    pub(super) fn new(text: &str) -> Self {
        let tokens: Vec<String> = words(text).into_iter().flat_map(unglued).collect();
        let first = tokens.iter().position(|token| !is_filler(token)).unwrap_or(tokens.len());
        let tokens = tokens.get(first..).unwrap_or_default().to_vec();
        let hits = hits(&tokens);
        Self { tokens, hits }
    }

    /// The hit that the text begins with.
    pub(super) fn first(&self) -> Option<&Hit> {
        self.hits.first().filter(|hit| hit.start == 0)
    }

    /// The hit that the text ends with.
    pub(super) fn last(&self) -> Option<&Hit> {
        self.hits.last().filter(|hit| hit.end == self.tokens.len())
    }

    /// The hit that is the whole text.
    pub(super) fn whole(&self) -> Option<&Hit> {
        self.first().filter(|hit| hit.end == self.tokens.len())
    }

    /// Hits where a verb may stand: first, or last (`order-cancel`).
    pub(super) fn ends(&self) -> impl Iterator<Item = &Hit> {
        let last = self.last().filter(|hit| hit.start > 0);
        self.first().into_iter().chain(last)
    }

    /// The noun that the text is about: last in English (`user role`), first in Spanish and Portuguese.
    pub(super) fn head(&self) -> Option<&Hit> {
        let chunk_end = self.chunk_end();
        let inside: Vec<&Hit> = self.hits.iter().filter(|hit| hit.end <= chunk_end).collect();
        // What is done to it, or which side of it, may follow in identifiers: `password-change`, `webhook-status`.
        let mut end = chunk_end;
        for hit in inside.iter().rev() {
            let noun = hit.rows.iter().any(|row| !row.tells.is_verb() && row.tells != Tells::AsksAbout);
            if hit.end != end || NOUNS_BEHIND.contains(&hit.text.as_str()) {
                break;
            }
            if noun {
                return Some(hit);
            }
            end = hit.start;
        }
        let romance =
            |hit: &&&Hit| hit.rows.iter().any(|row| row.language != Language::En && !row.tells.is_verb());
        inside.iter().find(romance).copied()
    }

    /// A noun behind makes it one of that noun: a `webhook comment`.
    pub(super) fn has_noun_behind(&self, hit: &Hit) -> bool {
        self.tokens.get(hit.end).is_some_and(|token| NOUNS_BEHIND.contains(&token.as_str()))
    }

    /// Where the first thought ends.
    pub(super) fn chunk_end(&self) -> usize {
        let inside_hit = |at: usize| self.hits.iter().any(|hit| hit.start <= at && at < hit.end);
        // `Create a payment`, `Subscribe to webhooks`: right after its verb it leads to the noun.
        let after_verb =
            |at: usize| self.first().is_some_and(|hit| hit.end == at && hit.verbs().next().is_some());
        let preposition = |(at, token): (usize, &String)| {
            let cuts = at > 0 && PREPOSITIONS.contains(&token.as_str()) && !inside_hit(at) && !after_verb(at);
            cuts.then_some(at)
        };
        self.tokens.iter().enumerate().find_map(preposition).unwrap_or(self.tokens.len())
    }
}

fn is_filler(token: &str) -> bool {
    FILLERS.contains(&token) || token.bytes().all(|byte| byte.is_ascii_digit())
}

/// Verbs that are written together with their object: `getbalance`.
const GLUED: &[&str] = &[
    "get",
    "create",
    "update",
    "delete",
    "remove",
    "fetch",
    "search",
    "generate",
    "obtener",
    "crear",
    "eliminar",
    "consultar",
    "listar",
];

fn unglued(token: String) -> Vec<String> {
    let split = GLUED.iter().find_map(|verb| {
        let object = token.strip_prefix(verb)?;
        (object.len() >= 4 && !matches!(object, "away" | "ting")).then_some((*verb, object))
    });
    match split {
        Some((verb, object)) if table::rows(&token).next().is_none() => {
            vec![verb.to_owned(), object.to_owned()]
        }
        _ => vec![token],
    }
}

fn hits(tokens: &[String]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let longest = LONGEST_PHRASE.min(tokens.len() - start);
        let found = (1..=longest).rev().find_map(|length| hit(tokens, start, start + length));
        start = found.as_ref().map_or(start + 1, |hit| hit.end);
        hits.extend(found);
    }
    hits
}

fn hit(tokens: &[String], start: usize, end: usize) -> Option<Hit> {
    let text = tokens.get(start..end)?.join(" ");
    let mut rows: Vec<&'static Row> = table::rows(&text).collect();
    for singular in singulars(&text) {
        rows.extend(table::rows(&singular).filter(|row| !row.tells.is_verb()));
    }
    (!rows.is_empty()).then_some(Hit { start, end, text, rows })
}

/// Possible singulars of a phrase: English, Spanish and Portuguese plurals.
fn singulars(text: &str) -> Vec<String> {
    const ENDINGS: &[(&str, &str)] =
        &[("s", ""), ("es", ""), ("ies", "y"), ("oes", "ao"), ("ces", "z"), ("eis", "el")];
    let singular = |(plural, single): &(&str, &str)| Some(format!("{}{single}", text.strip_suffix(plural)?));
    ENDINGS.iter().filter_map(singular).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Tells)> {
        let phrase = Phrase::new(text);
        phrase.hits.iter().map(|hit| (hit.text.clone(), hit.rows[0].tells)).collect()
    }

    #[test]
    fn longer_phrases_win() {
        assert_eq!(
            told("create payment links"),
            [("create".into(), Tells::Changes), ("payment links".into(), Tells::Collects)]
        );
        assert_eq!(told("getbalance"), [("get".into(), Tells::Asks), ("balance".into(), Tells::AsksAbout)]);
    }

    #[test]
    fn verbs_have_no_plural() {
        assert_eq!(told("updates"), []);
        assert_eq!(told("transações"), [("transacoes".into(), Tells::Money)]);
    }

    #[test]
    fn the_head_noun_is_found() {
        let head = |text: &str| Phrase::new(text).head().map(|hit| hit.text.clone());
        assert_eq!(head("Create a payment for an order").as_deref(), Some("payment"));
        assert_eq!(head("Add comment to payment"), None);
        assert_eq!(head("password-change").as_deref(), Some("password"));
        assert_eq!(head("Crear pago recurrente").as_deref(), Some("pago"));
        assert_eq!(head("Payment note"), None);
    }
}
