//! Verbs that are grave beside certain things only: `unlock` a door, `accept` an offer, `suspend` a user.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::judge::{Case, reason};
use super::phrase::{Hit, Phrase};
use super::table::Tells;
use crate::lower::words::singular;
use crate::model::{Class, Evidence};

/// Heavier than any verb that is harmless by itself, lighter than one that is grave by itself.
const WEIGHT: i32 = 84;

/// A line of the table: one word of the left with one of the right, which may be several words.
struct Pair {
    verbs: Vec<&'static str>,
    things: Vec<Vec<&'static str>>,
}

/// The table as it is written.
const WRITTEN: &str = include_str!("pairs.txt");

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let lines = WRITTEN.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(':')).map(|(verbs, things)| pair(verbs, things)).collect()
});

fn pair(verbs: &'static str, things: &'static str) -> Pair {
    Pair {
        verbs: verbs.split(',').map(str::trim).collect(),
        things: things.split(',').map(|thing| thing.split_whitespace().collect()).collect(),
    }
}

/// Adverbs that leave no way back.
const FOR_GOOD: &[&str] =
    &["definitivamente", "irreversible", "irreversibly", "irrevocably", "permanently", "permanentemente"];

impl Case<'_> {
    /// Evidence of a verb with a thing that makes it grave.
    pub(super) fn pairs(&self, found: &mut Vec<Evidence>) {
        if self.only_asks() {
            return;
        }
        let path = self.path.literals.iter().rev().take(2).map(|literal| &literal.phrase);
        let near: Vec<&Phrase> =
            path.chain(&self.name).chain(self.actions.iter().map(|action| &action.phrase)).collect();
        let plain = near.iter().flat_map(|phrase| &phrase.tokens).map(String::as_str);
        let single: Vec<String> = plain.clone().map(one_of).collect();
        let said: HashSet<&str> = plain.clone().chain(single.iter().map(String::as_str)).collect();
        let both = |pair: &'static Pair| {
            let verbs = pair.verbs.iter().filter(|verb| said.contains(*verb));
            let things = pair.things.iter().filter(|thing| thing.iter().all(|word| said.contains(word)));
            let things: Vec<_> = things.collect();
            verbs.flat_map(|verb| things.iter().map(move |thing| (*verb, *thing))).find(is_said_of_another)
        };
        if let Some((verb, thing)) = PAIRS.iter().find_map(both) {
            let text = format!("{verb} {}", thing.join(" "));
            found.push(reason("words", text, WEIGHT, Class::Dangerous));
        }
        if let Some(word) = self.name.iter().flat_map(|part| &part.tokens).find(|word| is_for_good(word)) {
            found.push(reason("name", word, 82, Class::Dangerous));
        }
    }

    /// The name begins with a word that asks, or the path ends in one: its verbs are only named.
    fn only_asks(&self) -> bool {
        let name = self.name.first().and_then(|name| name.first());
        let path = self.path.last().and_then(|last| last.phrase.last());
        let asks = name.is_some_and(only_asks);
        let about = |hit: &Hit| hit.row(Tells::AsksAbout).is_some_and(|row| row.weight >= 65);
        asks || path.is_some_and(|hit| about(hit) || only_asks(hit))
    }
}

/// `Baixar boleto` may be a download, or the end of a claim; a `quote` may be accepted.
fn only_asks(hit: &Hit) -> bool {
    hit.is(Tells::Asks) && !matches!(hit.text.as_str(), "baixar" | "quote")
}

/// One word cannot be both.
fn is_said_of_another((verb, thing): &(&'static str, &'static Vec<&'static str>)) -> bool {
    thing.len() > 1 || !thing.contains(verb)
}

/// The singular, `as` and `os` of Spanish and Portuguese included.
fn one_of(word: &str) -> String {
    let english = singular(word);
    match word.strip_suffix('s') {
        Some(stem) if english == word && stem.len() > 3 && stem.ends_with(['a', 'e', 'o']) => stem.to_owned(),
        _ => english,
    }
}

fn is_for_good(word: &str) -> bool {
    FOR_GOOD.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::{Subject, classify};
    use super::*;

    fn class(method: &str, route: &str, name: &str) -> Class {
        classify(&Subject { method, route, name, ..Subject::default() }).class
    }

    #[test]
    fn every_line_holds_words_as_texts_are_split() {
        let lines = WRITTEN.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(PAIRS.len(), lines.count());
        for pair in PAIRS.iter() {
            for word in pair.verbs.iter().chain(pair.things.iter().flatten()) {
                assert_eq!(crate::lower::words::words(word), [*word]);
            }
        }
    }

    #[test]
    fn a_verb_is_grave_beside_its_things_only() {
        let table = [
            ("POST", "/users/{id}/suspend", "", Class::Dangerous),
            ("POST", "/jobs/{id}/suspend", "", Class::SafeMutation),
            ("POST", "/devices/{id}/commands", "Unlock door", Class::Dangerous),
            ("POST", "/lamps/{id}/commands", "Switch on", Class::SafeMutation),
            ("POST", "/tarjetas/{id}/bloquear", "", Class::Dangerous),
            ("PUT", "/usuarios/desbloquear", "Desbloquear usuarios", Class::Dangerous),
            ("POST", "/users/{id}/suspend/status", "", Class::ReadOnly),
            ("PUT", "/clientes/{id}", "Cerrar definitivamente", Class::Dangerous),
        ];
        for (method, route, name, expected) in table {
            assert_eq!(class(method, route, name), expected, "{method} {route} {name}");
        }
    }
}
