//! Words that are taken: by the program itself, by the system, by groups.

use std::collections::BTreeSet;

use super::Subject;
use super::draft::{Draft, method_verb};
use crate::check::RESERVED_COMMANDS;

/// File names that Windows keeps for devices.
const DEVICES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Other words for taken ones.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("approve", "approvals"),
    ("audit", "audits"),
    ("auth", "authentication"),
    ("config", "configuration"),
    ("doctor", "doctors"),
    ("init", "initialize"),
    ("login", "sign-in"),
    ("logout", "sign-out"),
    ("policy", "policies"),
    ("profile", "profiles"),
    ("register", "sign-up"),
    ("schema", "schemas"),
    ("version", "versions"),
    ("webhook", "webhooks"),
];

/// A command outside all groups must not be called like a group: it moves in. Tells whether one did.
pub(super) fn part_commands_from_groups(drafts: &mut [Draft], subjects: &[Subject]) -> bool {
    let groups: BTreeSet<String> = drafts.iter().map(|draft| draft.group.join("-")).collect();
    let mut moved = false;
    for (draft, subject) in drafts.iter_mut().zip(subjects) {
        if draft.group.is_empty() && groups.contains(&draft.command.join("-")) {
            draft.group = std::mem::take(&mut draft.command);
            draft.command = vec![method_verb(subject)];
            moved = true;
        }
    }
    moved
}

/// The words that commands begin with.
pub(super) struct FirstWords {
    /// As drafted.
    drafted: BTreeSet<String>,
}

impl FirstWords {
    pub(super) fn of(drafts: &[Draft]) -> Self {
        let first =
            |draft: &Draft| if draft.group.is_empty() { &draft.command } else { &draft.group }.join("-");
        Self { drafted: drafts.iter().map(first).collect() }
    }

    /// Group and command, or the command alone, without words that are taken.
    pub(super) fn command(&self, draft: &Draft) -> Vec<String> {
        let command = draft.command.join("-");
        if draft.group.is_empty() {
            return vec![free(&command, &self.drafted)];
        }
        vec![free(&draft.group.join("-"), &self.drafted), command]
    }
}

/// The word itself, or another for it when it is taken.
fn free(word: &str, others: &BTreeSet<String>) -> String {
    if !is_taken(word) {
        return word.to_owned();
    }
    let other = OTHER_WORDS.iter().find(|(taken, _)| *taken == word).map(|(_, other)| (*other).to_owned());
    let fallbacks = ["api", "calls", "resource"].map(|suffix| format!("{word}-{suffix}"));
    let mut candidates = other.into_iter().chain(fallbacks).filter(|other| !is_taken(other));
    candidates.find(|other| !others.contains(other)).unwrap_or_else(|| format!("the-{word}"))
}

fn is_taken(word: &str) -> bool {
    RESERVED_COMMANDS.contains(&word) || is_device(word)
}

/// A file of that name cannot exist on Windows.
pub(super) fn is_device(word: &str) -> bool {
    DEVICES.contains(&word)
}
