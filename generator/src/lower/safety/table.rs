//! The words that decide, in one table: `words.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Class;
use Tells::{
    Access, Asks, AsksAbout, Changes, Collects, Controls, Deletes, Edits, Mild, Money, Removal, Session,
    Settles, Spends, Trades, Undone,
};

/// What a word tells about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// A verb that only asks.
    Asks,
    /// A noun that one can only ask about.
    AsksAbout,
    /// A verb that makes something or moves it into another state.
    Changes,
    /// A verb that changes what exists already: an edited order is not bought again.
    Edits,
    /// A verb that changes something beside what it is said of: `POST /webhooks/{id}/test` changes no webhook.
    Mild,
    /// A verb that lets something take effect: grave beside money, harmless elsewhere.
    Settles,
    /// A verb that destroys or cannot be undone.
    Deletes,
    /// A thing whose removal is easily undone.
    Undone,
    /// A verb that moves money.
    Spends,
    /// A thing that moves money when it is made or changed.
    Money,
    /// A thing that destroys something when it is made: a cancellation.
    Removal,
    /// A thing that is bought or sold when it is made.
    Trades,
    /// A way to collect money: it comes in, so it steals the force of the money word within.
    Collects,
    /// A thing that steers access, money or notices.
    Controls,
    /// A word of access that counts only where the text is about it.
    Access,
    /// Logging in and out, session tokens.
    Session,
}

impl Tells {
    /// Class that the word speaks for.
    pub(super) fn class(self) -> Class {
        match self {
            Asks | AsksAbout => Class::ReadOnly,
            Changes | Edits | Mild | Settles | Undone | Collects | Session => Class::SafeMutation,
            Deletes | Removal | Spends | Money | Trades | Controls | Access => Class::Dangerous,
        }
    }

    /// Verbs are matched as written, nouns also in the plural.
    pub(super) fn is_verb(self) -> bool {
        matches!(self, Asks | Changes | Edits | Mild | Settles | Deletes | Spends)
    }
}

/// Names of the kinds in `words.txt`.
const KINDS: &[(&str, Tells)] = &[
    ("asks", Asks),
    ("asks-about", AsksAbout),
    ("changes", Changes),
    ("edits", Edits),
    ("mild", Mild),
    ("settles", Settles),
    ("deletes", Deletes),
    ("removal", Removal),
    ("undone", Undone),
    ("spends", Spends),
    ("money", Money),
    ("trades", Trades),
    ("collects", Collects),
    ("controls", Controls),
    ("access", Access),
    ("session", Session),
];

/// Where a row's words come from; it decides where the main noun of a compound stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    En,
    Es,
    Pt,
    Fr,
    It,
    De,
}

/// One row of the table.
pub(super) struct Row {
    pub tells: Tells,
    /// The heaviest evidence decides.
    pub weight: i32,
    pub language: Language,
    words: Vec<&'static str>,
}

/// The table as it is written.
const WRITTEN: &str = include_str!("words.txt");

/// Rows in order; a line that begins with a blank continues the row above.
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut table: Vec<Row> = Vec::new();
    for line in WRITTEN.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if !line.starts_with(' ') {
            table.extend(row(line));
        } else if let Some(row) = table.last_mut() {
            row.words.extend(phrases(line));
        }
    }
    table
});

fn row(line: &'static str) -> Option<Row> {
    let (tells, rest) = line.split_once(' ')?;
    let (weight, rest) = rest.trim_start().split_once(' ')?;
    let (language, words) = rest.trim_start().split_once(' ')?;
    let tells = KINDS.iter().find(|(name, _)| *name == tells)?.1;
    let language = match language {
        "en" => Language::En,
        "es" => Language::Es,
        "pt" => Language::Pt,
        "fr" => Language::Fr,
        "it" => Language::It,
        "de" => Language::De,
        _ => return None,
    };
    Some(Row { tells, weight: weight.parse().ok()?, language, words: phrases(words).collect() })
}

fn phrases(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',').map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// Row numbers by the phrase's words, joined by blanks.
static INDEX: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut index: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (number, row) in TABLE.iter().enumerate() {
        for phrase in &row.words {
            index.entry(phrase).or_default().push(number);
        }
    }
    index
});

/// Most words in a phrase of the table.
pub(super) const LONGEST_PHRASE: usize = 4;

/// Rows that hold exactly this phrase.
pub(super) fn rows(phrase: &str) -> impl Iterator<Item = &'static Row> + use<> {
    let numbers = INDEX.get(phrase).map(Vec::as_slice).unwrap_or_default();
    numbers.iter().filter_map(|number| TABLE.get(*number))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_is_a_row() {
        let lines = WRITTEN.lines().filter(|line| !line.starts_with(['#', ' ']) && !line.is_empty());
        assert_eq!(TABLE.len(), lines.count());
        assert!(TABLE.iter().all(|row| !row.words.is_empty()));
    }

    #[test]
    fn phrases_are_words_as_texts_are_split() {
        for phrase in INDEX.keys() {
            assert_eq!(crate::lower::words::words(phrase).join(" "), *phrase);
            assert!(phrase.split(' ').count() <= LONGEST_PHRASE, "{phrase}");
        }
    }

    #[test]
    fn a_phrase_stands_once_in_a_kind() {
        for (phrase, rows) in INDEX.iter() {
            let kinds: HashSet<_> = rows.iter().map(|row| format!("{:?}", TABLE[*row].tells)).collect();
            assert_eq!(kinds.len(), rows.len(), "{phrase} is listed twice");
        }
    }
}
