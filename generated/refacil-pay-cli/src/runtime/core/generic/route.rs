//! Which known route a path is, and how strict that makes it.

use std::cmp::max;

use super::super::spec::{Api, Class, Nature, Operation};

/// What is known of a method and a path.
#[derive(Debug)]
pub struct Route {
    /// The operation whose rules and credentials apply: the strictest of the route, the first of several.
    pub known: Option<&'static Operation>,
    /// All operations of the route.
    pub operations: Vec<&'static Operation>,
    /// The class of the call.
    pub class: Class,
}

/// How well a path fits a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Only for a server that is lenient about case, dots at the end and file endings.
    Lenient,
    /// With values in the place of parameters.
    Parameters,
    /// Word by word.
    Literal,
}

impl Route {
    /// Finds the route. A lenient fit can make the call stricter, never milder: the server may be less lenient.
    #[must_use]
    pub fn find(api: &Api, method: &str, segments: &[String]) -> Self {
        let fits: Vec<(Fit, &'static Operation)> = api
            .operations()
            .filter(|known| known.nature != Nature::Callback && known.foreign_origin.is_none())
            .filter(|known| same_method(known.method, method))
            .filter_map(|known| Some((fit(known.path, segments)?, known)))
            .collect();
        let best = fits.iter().map(|(fit, _)| *fit).max();
        // Word by word is what a router prefers; else everything that may be meant counts.
        let of_route = |fit: Fit| best != Some(Fit::Literal) || fit == Fit::Literal;
        let operations: Vec<_> =
            fits.iter().filter(|(fit, _)| of_route(*fit)).map(|(_, known)| *known).collect();
        let strictest = operations.iter().map(|known| known.class).max();
        let by_method = if matches!(method, "GET" | "HEAD") { Class::ReadOnly } else { Class::Dangerous };
        let class = match (best, strictest) {
            (None | Some(Fit::Lenient), strictest) => max(by_method, strictest.unwrap_or(by_method)),
            (Some(_), strictest) => strictest.unwrap_or(by_method),
        };
        let known = operations.iter().find(|known| Some(known.class) == strictest).copied();
        Self { known, operations, class }
    }
}

/// Servers answer HEAD as they answer GET.
fn same_method(known: &str, method: &str) -> bool {
    let plain =
        |method: &str| if method.eq_ignore_ascii_case("HEAD") { "GET" } else { method }.to_uppercase();
    plain(known) == plain(method)
}

fn fit(template: &str, segments: &[String]) -> Option<Fit> {
    let words: Vec<&str> = template.split('/').filter(|word| !word.is_empty()).collect();
    if words.len() != segments.len() {
        return None;
    }
    words
        .iter()
        .zip(segments)
        .map(|(word, segment)| fit_word(word, segment))
        .min()
        .unwrap_or(Some(Fit::Literal))
}

fn fit_word(word: &str, segment: &str) -> Option<Fit> {
    let Some((before, tail)) = word.split_once('{') else {
        if word == segment {
            return Some(Fit::Literal);
        }
        let stem = segment.split('.').next().unwrap_or_default();
        let alike = folded(word) == folded(segment) || folded(word) == folded(stem);
        return alike.then_some(Fit::Lenient);
    };
    let after = tail.rsplit_once('}').map_or("", |(_, after)| after);
    let exact =
        segment.len() > before.len() + after.len() && segment.starts_with(before) && segment.ends_with(after);
    Some(if exact { Fit::Parameters } else { Fit::Lenient })
}

/// Letters of one kind, without the dots and blanks at the end that some file systems drop.
fn folded(text: &str) -> String {
    text.trim_end_matches(['.', ' ']).to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, path: &str) -> Option<Fit> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        fit(template, &segments)
    }

    #[test]
    fn a_path_fits_word_by_word_by_values_or_leniently() {
        assert_eq!(of("/payouts/search", "payouts/search"), Some(Fit::Literal));
        assert_eq!(of("/payouts/{id}", "payouts/search"), Some(Fit::Parameters));
        assert_eq!(of("/payouts/{id}.json", "payouts/1.json"), Some(Fit::Parameters));
        assert_eq!(of("/payouts/{id}.json", "payouts/.json"), Some(Fit::Lenient));
        for path in ["PAYOUTS/search", "payouts./search", "payouts/search.json", "payout\u{17f}/search"] {
            assert_eq!(of("/payouts/search", path), Some(Fit::Lenient), "{path}");
        }
        assert_eq!(of("/payouts/search", "payouts"), None);
        assert_eq!(of("/payouts/search", "payouts/find"), None);
    }
}
