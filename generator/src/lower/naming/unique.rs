//! Clashes, solved by the words that tell the two apart.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use super::draft::{Draft, JOINTS, method_verb};
use super::reserved::is_device;
use super::route::{last_parameter, literals};
use crate::lower::words::{alike, words};

/// Most words that one source adds.
const MOST: usize = 3;

/// Where distinguishing words come from, in order of preference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Details,
    Folders,
    Method,
    Path,
    Parameters,
    Hints,
}

/// Gives each draft a name of its own.
pub(super) fn tell_apart(drafts: &mut [Draft], subjects: &[Subject]) {
    for (draft, subject) in drafts.iter_mut().zip(subjects) {
        if is_device(&draft.id()) {
            draft.command.insert(0, method_verb(subject));
        }
    }
    let sources =
        [Source::Details, Source::Folders, Source::Method, Source::Path, Source::Parameters, Source::Hints];
    for source in sources {
        for clash in clashes(drafts) {
            add_words(drafts, subjects, &clash, source);
        }
    }
    number_in_words(drafts, subjects);
}

/// Positions of drafts that share an id.
fn clashes(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, draft) in drafts.iter().enumerate() {
        by_id.entry(draft.id()).or_default().push(position);
    }
    by_id.into_values().filter(|positions| positions.len() > 1).collect()
}

fn add_words(drafts: &mut [Draft], subjects: &[Subject], clash: &[usize], source: Source) {
    let candidates: Vec<Vec<String>> = clash
        .iter()
        .map(|position| match (drafts.get(*position), subjects.get(*position)) {
            (Some(draft), Some(subject)) => candidates(draft, subject, source),
            _ => Vec::new(),
        })
        .collect();
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for word in candidates.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    // What all of them say tells none of them apart.
    counts.retain(|_, count| *count < clash.len());
    for (position, words) in clash.iter().zip(&candidates) {
        let Some(draft) = drafts.get_mut(*position) else { continue };
        let telling = most_telling(words, &counts);
        match source {
            Source::Method => drop(draft.command.splice(0..0, telling)),
            Source::Parameters if !telling.is_empty() => {
                draft.command.extend(std::iter::once("by".to_owned()).chain(telling));
            }
            _ => draft.command.extend(telling),
        }
    }
}

/// The rarest words, in the order in which they were said.
fn most_telling(words: &[String], counts: &BTreeMap<&String, usize>) -> Vec<String> {
    let counted = words.iter().enumerate().filter_map(|(at, word)| Some((*counts.get(word)?, at, word)));
    let mut ranked: Vec<(usize, usize, &String)> = counted.collect();
    ranked.sort();
    ranked.truncate(MOST);
    ranked.sort_by_key(|(_, at, _)| *at);
    ranked.into_iter().map(|(_, _, word)| word.clone()).collect()
}

fn candidates(draft: &Draft, subject: &Subject, source: Source) -> Vec<String> {
    let mut found = match source {
        Source::Details => draft.details.iter().filter(|word| !is_count(word)).cloned().collect(),
        Source::Folders => subject.folders.iter().rev().flat_map(|folder| words(folder)).collect(),
        // A POST that only asks would share its verb with the GET.
        Source::Method if subject.method == "POST" && subject.asks => vec!["post".to_owned()],
        Source::Method => vec![method_verb(subject)],
        Source::Path => literals(&subject.route).into_iter().rev().flatten().collect(),
        Source::Parameters => last_parameter(&subject.route),
        Source::Hints => subject.hints.iter().flat_map(|hint| words(hint)).collect(),
    };
    // Methods that share a verb (PUT and PATCH) are told apart by themselves.
    if source == Source::Method && draft.command.first() == found.first() {
        found = vec![subject.method.to_ascii_lowercase()];
    }
    let said = draft.words();
    // Digits of a name or a value belong to it, digits of a path are examples.
    let of_path = matches!(source, Source::Path | Source::Parameters);
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    found.retain(|word| !JOINTS.contains(&word.as_str()) || source == Source::Parameters);
    found.retain(|word| !(of_path && digits(word)));
    found.retain(|word| !said.iter().any(|own| alike(own, word)));
    let mut seen = BTreeSet::new();
    found.retain(|word| seen.insert(word.clone()));
    found
}

/// `(1)` behind a name counts copies; a longer number is a code.
fn is_count(word: &str) -> bool {
    word.len() < 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Requests that nothing tells apart but their order get it in words.
fn number_in_words(drafts: &mut [Draft], subjects: &[Subject]) {
    let mut taken: BTreeSet<String> = drafts.iter().map(Draft::id).collect();
    for mut clash in clashes(drafts) {
        clash.sort_by_key(|position| subjects.get(*position).map_or(0, |subject| subject.index));
        let mut number = 2;
        for position in clash.into_iter().skip(1) {
            let Some(draft) = drafts.get_mut(position) else { continue };
            let plain = draft.command.clone();
            loop {
                draft.command = plain.iter().cloned().chain(ordinal(number)).collect();
                number += 1;
                if taken.insert(draft.id()) {
                    break;
                }
            }
        }
    }
}

/// `second`, `twelfth`, `thirty third`; beyond ninety-nine `variant dw`.
fn ordinal(number: usize) -> Vec<String> {
    const FIRST: [&str; 20] = [
        "",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];
    const TENS: [(&str, &str); 10] = [
        ("", ""),
        ("", ""),
        ("twenty", "twentieth"),
        ("thirty", "thirtieth"),
        ("forty", "fortieth"),
        ("fifty", "fiftieth"),
        ("sixty", "sixtieth"),
        ("seventy", "seventieth"),
        ("eighty", "eightieth"),
        ("ninety", "ninetieth"),
    ];
    let ones = FIRST.get(number % 10).copied().unwrap_or_default();
    match (FIRST.get(number), TENS.get(number / 10)) {
        (Some(word), _) => vec![(*word).to_owned()],
        (None, Some((_, whole))) if ones.is_empty() => vec![(*whole).to_owned()],
        (None, Some((tens, _))) => vec![(*tens).to_owned(), ones.to_owned()],
        (None, None) => vec!["variant".to_owned(), letters(number)],
    }
}

/// A number in letters: `a` to `z`, `aa`, ...
fn letters(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        letters.push(char::from(b'a' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}
