//! Words of a path.

use crate::lower::words::words;

/// Words of each literal segment, versions left out.
pub(super) fn literals(route: &str) -> Vec<Vec<String>> {
    let says_something =
        |words: &Vec<String>| words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let version = |segment: &str| {
        let digits = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let segments = route
        .split(['/', ':'])
        .filter(|segment| !segment.is_empty() && !segment.starts_with(['{', '<', '[']) && !version(segment));
    segments.map(words).filter(says_something).collect()
}

/// Words of the last path parameter; none without one.
pub(super) fn last_parameter(route: &str) -> Vec<String> {
    let last = route.rsplit('/').find(|segment| segment.starts_with('{'));
    last.map(|segment| words(segment.trim_matches(['{', '}']))).unwrap_or_default()
}
