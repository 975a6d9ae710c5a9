//! Gives requests that were renamed or moved the id and the names they had.

use std::collections::{HashMap, HashSet};

use super::file::{Entry, Lock};
use super::snapshot::shape;
use crate::lower::fixed::anonymous;
use crate::lower::words::words;
use crate::model::{Api, Operation};

/// Takes ids and names from the lock. Matched first by folder, name, method and route, where two share them by id
/// too; then by id, method and route; then by method, route and body shape where only one can be meant; then by id
/// alone. A newcomer whose name is taken adds words of its own.
///
/// Runs before the overlay, which addresses operations by these ids.
pub fn settle(api: &mut Api, lock: &Lock) {
    let matches = find(&api.operations, &lock.operations);
    let kept = || matches.iter().flatten().filter_map(|at| lock.operations.get(*at));
    let mut taken = Taken {
        ids: kept().map(|entry| entry.key.clone()).collect(),
        commands: kept().map(|entry| entry.cli.clone()).collect(),
        tools: kept().map(|entry| entry.mcp.clone()).collect(),
    };
    let mut ids = Vec::new();
    for (operation, found) in api.operations.iter_mut().zip(&matches) {
        ids.push(match found.and_then(|at| lock.operations.get(at)) {
            Some(entry) => {
                operation.cli.clone_from(&entry.cli);
                operation.mcp.clone_from(&entry.mcp);
                entry.key.clone()
            }
            None => taken.admit(operation, kept().find(|entry| entry.key == operation.id)),
        });
    }
    api.rename_operations(ids);
}

/// Names that are given already.
struct Taken {
    ids: HashSet<String>,
    commands: HashSet<Vec<String>>,
    tools: HashSet<String>,
}

/// Most characters of a tool's name.
const TOOL: usize = 40;

impl Taken {
    /// Gives a newcomer names that nobody has, by words that it brings; returns its id.
    fn admit(&mut self, operation: &mut Operation, holder: Option<&Entry>) -> String {
        let words = telling(operation, holder);
        let id = free(&words, |ending| format!("{}{ending}", operation.id), |id| self.ids.contains(id));
        let cli = free(
            &words,
            |ending| {
                let mut command = operation.cli.clone();
                if let Some(last) = command.last_mut() {
                    last.push_str(ending);
                }
                command
            },
            |command| self.commands.contains(command),
        );
        let mcp = free(
            &words,
            |ending| {
                let ending = ending.replace('-', "_");
                let kept: String = operation.mcp.chars().take(TOOL.saturating_sub(ending.len())).collect();
                format!("{}{ending}", kept.trim_end_matches('_'))
            },
            |tool| self.tools.contains(tool),
        );
        self.ids.insert(id.clone());
        self.commands.insert(cli.clone());
        self.tools.insert(mcp.clone());
        (operation.cli, operation.mcp) = (cli, mcp);
        id
    }
}

/// The first name that is free: as it is, with each word, with `new`, once or several times.
fn free<T>(words: &[String], with: impl Fn(&str) -> T, taken: impl Fn(&T) -> bool) -> T {
    let endings = words.iter().map(|word| format!("-{word}"));
    let again = (1..100).map(|times| "-new".repeat(times));
    let mut names = std::iter::once(String::new()).chain(endings).chain(again).map(|ending| with(&ending));
    names.find(|name| !taken(name)).unwrap_or_else(|| with(""))
}

/// Words of its folders, its path and its method that neither its id nor the holder of that id says.
fn telling(operation: &Operation, holder: Option<&Entry>) -> Vec<String> {
    let own = said(&operation.path, &operation.route, &operation.method);
    let mut known = words(&operation.id);
    known.extend(holder.map(|entry| said(&entry.path, &entry.route, &entry.method)).unwrap_or_default());
    let tells = |word: &String| !known.contains(word) && !word.bytes().all(|byte| byte.is_ascii_digit());
    own.into_iter().filter(tells).collect()
}

fn said(path: &[String], route: &str, method: &str) -> Vec<String> {
    let folders = path.iter().rev().skip(1).flat_map(|folder| words(folder));
    let literals = route.rsplit('/').filter(|segment| !segment.starts_with('{')).flat_map(words);
    folders.chain(literals).chain([method.to_ascii_lowercase()]).collect()
}

/// What two requests must share to be the same one.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Traits {
    id: String,
    path: Vec<String>,
    shape: String,
    call: String,
}

impl Traits {
    fn of_operation(operation: &Operation) -> Self {
        let host = operation.foreign_origin.as_deref().unwrap_or_default();
        Self {
            id: operation.id.clone(),
            path: operation.path.clone(),
            shape: shape(operation.body.as_ref()),
            call: format!("{} {}", operation.method, anonymous(&format!("{host}{}", operation.route))),
        }
    }

    fn of_entry(entry: &Entry) -> Self {
        Self {
            id: entry.key.clone(),
            path: entry.path.clone(),
            shape: entry.shape.clone(),
            call: format!("{} {}", entry.method, anonymous(&entry.route)),
        }
    }
}

/// For each operation, the position of its entry.
fn find(operations: &[Operation], entries: &[Entry]) -> Vec<Option<usize>> {
    let new: Vec<Traits> = operations.iter().map(Traits::of_operation).collect();
    let old: Vec<Traits> = entries.iter().map(Traits::of_entry).collect();
    let mut found = vec![None; new.len()];
    pair(&mut found, &new, &old, |one| (&one.id, &one.path, &one.call));
    pair(&mut found, &new, &old, |one| (&one.path, &one.call));
    pair(&mut found, &new, &old, |one| (&one.id, &one.call));
    pair(&mut found, &new, &old, |one| (&one.shape, &one.call));
    pair(&mut found, &new, &old, |one| &one.id);
    found
}

/// Pairs what is still free and shares a key with exactly one on the other side.
fn pair<'a, K: std::hash::Hash + Eq>(
    found: &mut [Option<usize>],
    new: &'a [Traits],
    old: &'a [Traits],
    key: impl Fn(&'a Traits) -> K,
) {
    let used: HashSet<usize> = found.iter().flatten().copied().collect();
    let mut groups: HashMap<K, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, traits) in new.iter().enumerate().filter(|(at, _)| found.get(*at) == Some(&None)) {
        groups.entry(key(traits)).or_default().0.push(at);
    }
    for (at, traits) in old.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        groups.entry(key(traits)).or_default().1.push(at);
    }
    for (news, olds) in groups.values() {
        if let ([at], [entry]) = (news.as_slice(), olds.as_slice())
            && let Some(slot) = found.get_mut(*at)
        {
            *slot = Some(*entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str, name: &str, route: &str) -> Operation {
        Operation {
            id: id.into(),
            path: vec!["Cash".into(), name.into()],
            method: "POST".into(),
            route: route.into(),
            cli: vec![id.into()],
            mcp: id.replace('-', "_"),
            ..Operation::default()
        }
    }

    fn api(operations: Vec<Operation>) -> Api {
        Api { operations, ..Api::default() }
    }

    fn lock_of(api: &Api) -> Lock {
        let keys: Vec<_> = api.operations.iter().map(|operation| operation.id.clone()).collect();
        Lock::of(api, &keys)
    }

    fn ids(api: &Api) -> Vec<&str> {
        api.operations.iter().map(|operation| operation.id.as_str()).collect()
    }

    #[test]
    fn a_renamed_and_a_moved_request_keep_id_and_names() {
        let lock =
            lock_of(&api(vec![operation("pay", "Pay", "/pay/{id}"), operation("void", "Void", "/void")]));
        let mut renamed = operation("collect", "Collect", "/pay/{payment}");
        renamed.path = vec!["Other".into(), "Collect".into()];
        let mut now = api(vec![renamed, operation("new", "New", "/new"), operation("void", "Void", "/void")]);
        settle(&mut now, &lock);
        assert_eq!(ids(&now), ["pay", "new", "void"]);
        assert_eq!(now.operations[0].cli, ["pay"]);
        assert_eq!(now.operations[0].mcp, "pay");
    }

    #[test]
    fn what_could_be_two_is_nobody() {
        let lock = lock_of(&api(vec![operation("a", "A", "/pay"), operation("b", "B", "/pay")]));
        let mut now = api(vec![operation("c", "C", "/pay"), operation("d", "D", "/pay")]);
        settle(&mut now, &lock);
        assert_eq!(ids(&now), ["c", "d"]);
    }

    #[test]
    fn a_newcomer_of_the_same_route_does_not_pass_for_the_old_one() {
        let mut old = operation("list", "List", "/users");
        let lock = lock_of(&api(vec![old.clone()]));
        // Named anew, the two would have changed names.
        let mut newcomer = operation("list", "List", "/users");
        newcomer.path = vec!["Cards".into(), "List".into()];
        old.id = "list-cash".into();
        let mut now = api(vec![newcomer, old]);
        settle(&mut now, &lock);
        assert_eq!(ids(&now), ["list-cards", "list"]);
        assert_eq!(now.operations[0].cli, ["list-cards"]);
        assert_eq!(now.operations[0].mcp, "list_cards");
    }

    #[test]
    fn a_newcomer_does_not_take_a_kept_id() {
        let lock = lock_of(&api(vec![operation("list", "List", "/users")]));
        let mut now = api(vec![operation("list", "List", "/cards"), operation("users", "Users", "/users")]);
        settle(&mut now, &lock);
        assert_eq!(ids(&now), ["list-cards", "list"]);
    }
}
