//! What the description says of the consequences.

use super::judge::reason;
use super::phrase::Phrase;
use super::table::{self, Tells};
use crate::model::{Class, Evidence};

/// Phrases that tell of no way back, or of real money.
const GRAVE: &[&str] = &[
    "cannot be undone",
    "can't be undone",
    "can not be undone",
    "irreversibl",
    "irreversív",
    "irrevocabl",
    "irrevogáv",
    "not reversible",
    "permanently",
    "real money",
    "moves money",
    "will be charged",
    "is charged",
    "are charged",
    "charges your",
    "debits your",
    "will be debited",
    "no se puede deshacer",
    "no puede deshacerse",
    "no se podrá deshacer",
    "dinero real",
    "de forma permanente",
    "permanentemente",
    "mueve dinero",
    "não pode ser desfeit",
    "nao pode ser desfeit",
    "dinheiro real",
    "move dinheiro",
    "definitivamente",
    "définitivement",
    "irréversibl",
    "irrévocabl",
    "ne peut pas être annulé",
    "sera débité",
    "est débité",
    "irreversibil",
    "irrevocabil",
    "non può essere annullat",
    "unwiderruflich",
    "endgültig",
    "nicht rückgängig",
    "wird belastet",
    "sofort belastet",
];

/// Words before the thing that a verb is said of.
const ARTICLES: &[&str] = &[
    "a", "all", "an", "any", "el", "esta", "este", "funds", "la", "las", "los", "money", "o", "one", "os",
    "several", "the", "this", "todas", "todos", "um", "uma", "un", "una", "your",
];

/// More of a description is not looked at for its first verb.
const WORDS: usize = 10;

/// Evidence of a description of a mutation.
pub(super) fn evidence(description: &str, collects: bool) -> Vec<Evidence> {
    let mut found = Vec::new();
    let lower = description.to_lowercase();
    if let Some(grave) = GRAVE.iter().find(|grave| lower.contains(**grave)) {
        found.push(reason("description", *grave, 82, Class::Dangerous));
    }
    found.extend(first_verb(description, collects));
    found
}

/// `Transfers money to ...`, `Creates a payment ...`: a verb with its object.
fn first_verb(description: &str, collects: bool) -> Option<Evidence> {
    let plain = description.trim_start_matches(|c: char| !c.is_alphanumeric());
    let sentence = plain.split(['.', '\n', ';', ',', ':']).next().unwrap_or_default();
    let mut words: Vec<String> = crate::lower::words::words(sentence).into_iter().take(WORDS).collect();
    if !words.get(1).is_some_and(|word| ARTICLES.contains(&word.as_str())) {
        return None;
    }
    if let Some(verb) = words.first_mut() {
        infinitive(verb);
    }
    let phrase = Phrase::new(&words.join(" "));
    let hit = phrase.first()?;
    let spends = hit.row(Tells::Spends).filter(|_| !collects);
    if let Some(row) = hit.row(Tells::Deletes).or(spends) {
        return Some(reason("description", &hit.text, 78, row.tells.class()));
    }
    if !hit.is(Tells::Changes) && !hit.is(Tells::Settles) || collects {
        return None;
    }
    let thing = phrase.head().filter(|hit| hit.is(Tells::Money) || hit.is(Tells::Controls))?;
    Some(reason("description", format!("{} {}", hit.text, thing.text), 78, Class::Dangerous))
}

/// `deletes` to `delete`, `processes` to `process`.
fn infinitive(verb: &mut String) {
    if table::rows(verb).next().is_some() {
        return;
    }
    for ending in ["s", "es"] {
        if let Some(stem) = verb.strip_suffix(ending).filter(|stem| table::rows(stem).next().is_some()) {
            *verb = stem.to_owned();
            return;
        }
    }
}
