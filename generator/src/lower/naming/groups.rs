//! Groups of commands: the nearest folder, with as many ancestors as it takes to be unique.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use super::draft::folder_words;

/// Words of the folders that say something, outermost first.
type Path = Vec<Vec<String>>;

/// The group of each request.
pub(super) fn of(subjects: &[Subject]) -> Vec<Vec<String>> {
    let paths = paths(subjects);
    let mut taken: BTreeMap<&Path, usize> = paths.iter().map(|path| (path, 1)).collect();
    // Paths of the same name take one more ancestor each, until none can.
    loop {
        let mut by_name: BTreeMap<Vec<String>, Vec<&Path>> = BTreeMap::new();
        for (path, levels) in &taken {
            by_name.entry(joined(path, *levels)).or_default().push(path);
        }
        let clashing = by_name.into_values().filter(|paths| paths.len() > 1).flatten();
        let longer: Vec<&Path> =
            clashing.filter(|path| taken.get(path).is_some_and(|levels| *levels < path.len())).collect();
        if longer.is_empty() {
            break;
        }
        for path in longer {
            taken.entry(path).and_modify(|levels| *levels += 1);
        }
    }
    paths.iter().map(|path| joined(path, taken.get(path).copied().unwrap_or(1))).collect()
}

/// Folder words of each request, without a root that holds everything.
fn paths(subjects: &[Subject]) -> Vec<Path> {
    let mut paths: Vec<Path> = subjects
        .iter()
        .map(|subject| {
            let folders = subject.folders.iter().map(|folder| folder_words(folder));
            folders.filter(|words| !words.is_empty()).collect()
        })
        .collect();
    loop {
        let roots: BTreeSet<Option<&Vec<String>>> = paths.iter().map(|path| path.first()).collect();
        if roots.len() != 1 || roots.contains(&None) {
            return paths;
        }
        for path in &mut paths {
            path.remove(0);
        }
    }
}

/// The last folders as one group, without words said twice.
fn joined(path: &Path, levels: usize) -> Vec<String> {
    let start = path.len().saturating_sub(levels);
    let mut words: Vec<String> = Vec::new();
    for word in path.iter().skip(start).flatten() {
        if !words.contains(word) {
            words.push(word.clone());
        }
    }
    words
}
