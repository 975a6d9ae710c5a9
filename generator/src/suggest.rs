//! "Did you mean": the nearest of the words that would have been right.

/// The candidate that a typo most likely meant; `None` when nothing is near.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// A help sentence with the nearest candidate, else with all of them when they are few.
#[must_use]
pub fn help<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, candidates.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<_> = candidates.into_iter().take(13).map(|candidate| format!("`{candidate}`")).collect();
    match all.len() {
        0 => String::new(),
        1..=12 => format!("known: {}", all.join(", ")),
        _ => format!("known: {}, ...", all[..12].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_near_and_lists_what_is_short() {
        assert_eq!(nearest("timeout-ms", ["timeout_ms", "title"]), Some("timeout_ms"));
        assert_eq!(nearest("zzz", ["timeout_ms", "title"]), None);
        assert_eq!(help("zzz", ["cli", "mcp"]), "known: `cli`, `mcp`");
        assert_eq!(help("zzz", []), "");
    }
}
