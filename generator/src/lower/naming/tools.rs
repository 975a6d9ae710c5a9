//! Names of MCP tools: at most 40 characters, so long ones are shortened, and still each its own.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::draft::{Draft, JOINTS};
use crate::check::RESERVED_TOOLS;

/// Longest name that every client takes, its own prefix included.
const LONGEST: usize = 40;

/// Tool names of all drafts.
pub(super) fn names(drafts: &[Draft]) -> Vec<String> {
    // Names that fit are given first: they must not depend on those that do not.
    let fits = |name: &String| name.len() <= LONGEST && !is_reserved(name);
    let mut taken: BTreeSet<String> = drafts.iter().map(whole).filter(fits).collect();
    let mut shorter: Vec<Option<String>> = vec![None; drafts.len()];
    let mut others: Vec<usize> = (0..drafts.len()).collect();
    others.retain(|position| drafts.get(*position).is_some_and(|draft| !fits(&whole(draft))));
    others.sort_by_key(|position| drafts.get(*position).map(Draft::id));
    for position in others {
        if let (Some(draft), Some(slot)) = (drafts.get(position), shorter.get_mut(position)) {
            let free = candidates(draft).into_iter().find(|name| fits(name) && !taken.contains(name));
            let name = free.unwrap_or_else(|| marked(draft, &taken));
            taken.insert(name.clone());
            *slot = Some(name);
        }
    }
    shorter.into_iter().zip(drafts).map(|(name, draft)| name.unwrap_or_else(|| whole(draft))).collect()
}

/// A server's own tools keep their names.
fn is_reserved(name: &str) -> bool {
    RESERVED_TOOLS.contains(&name)
}

fn whole(draft: &Draft) -> String {
    draft.words().join("_")
}

/// Ever shorter names: without joints, with less of the group, without it. One that is reserved says that it is the API's.
fn candidates(draft: &Draft) -> Vec<String> {
    let telling = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !JOINTS.contains(&word.as_str())).cloned().collect()
    };
    let (group, command) = (telling(&draft.group), telling(&draft.command));
    let with_group_from =
        |start: usize| group.iter().skip(start).chain(&command).cloned().collect::<Vec<_>>().join("_");
    let own = Some(whole(draft)).filter(|name| is_reserved(name)).map(|name| format!("api_{name}"));
    own.into_iter().chain((0..=group.len()).map(with_group_from)).filter(|name| !name.is_empty()).collect()
}

/// The beginning of the name with a mark of four letters made from the whole.
fn marked(draft: &Draft, taken: &BTreeSet<String>) -> String {
    let whole = whole(draft);
    let mut salt = 0_u32;
    loop {
        let digest = Sha256::digest(format!("{whole}{salt}"));
        let mark: String = digest.iter().take(4).map(|byte| char::from(b'a' + byte % 26)).collect();
        let kept: String = whole.chars().take(LONGEST - mark.len() - 1).collect();
        let name = format!("{}_{mark}", kept.trim_end_matches('_'));
        if !taken.contains(&name) {
            return name;
        }
        salt += 1;
    }
}
