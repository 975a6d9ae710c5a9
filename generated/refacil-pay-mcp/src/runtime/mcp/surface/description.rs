//! One or two sentences about a tool: what it is for, and when it is the wrong one.

use crate::runtime::core::spec::{Class, Nature, Operation};
use crate::runtime::core::text::visible;
use crate::runtime::core::words::{Said, say};

use super::super::catalog::Catalog;
use super::super::neighbours;

/// Longest first sentence, in characters: together with the remark it stays below four hundred.
const SENTENCE: usize = 140;

/// What ends a sentence in scripts that write none of ours; no blank follows there.
const FULL_STOPS: [char; 6] = ['。', '！', '？', '।', '؟', '۔'];

/// The description of an operation's own tool.
pub(super) fn of(catalog: &Catalog, operation: &'static Operation) -> String {
    let about = match operation.nature {
        // The documentation may promise a token, which stays in the server.
        Nature::Login => Said::from("Logs in with the configured credentials."),
        Nature::Token | Nature::Callback | Nature::Call => sentence(operation.summary).into(),
    };
    let mut parts = vec![about];
    if operation.nature == Nature::Call && sentence(operation.title) == sentence(operation.summary) {
        // A name alone tells little; where the call goes tells the rest.
        parts.push(format!("{} {}.", operation.method, visible(operation.path)).into());
    }
    match (operation.nature, operation.class) {
        (Nature::Login, _) => parts.push("Rarely needed: tools log in by themselves.".into()),
        (Nature::Token, _) => parts.push("Rarely needed: tools fetch their own.".into()),
        (Nature::Callback, _) => parts.push("Sends nothing to the API.".into()),
        (Nature::Call, Class::ReadOnly) => {}
        (Nature::Call, class) => {
            parts.extend(order(catalog, operation));
            parts.extend((class == Class::Dangerous).then(|| "A person must agree.".into()));
        }
    }
    let language = catalog.api().language;
    let parts = parts.iter().map(|part| part.in_language(language)).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// The calls around a mutation.
fn order(catalog: &Catalog, operation: &'static Operation) -> Option<Said> {
    let earlier = neighbours::before(catalog, operation);
    let earlier = earlier.map(|(earlier, _)| catalog.spoken(earlier).to_owned().into());
    let earlier: Vec<Said> = earlier.take(2).collect();
    let later = neighbours::after(catalog, operation).map(|later| catalog.spoken(later));
    match (earlier.is_empty(), later) {
        (true, None) => None,
        (true, Some(later)) => Some(say("Then {}.", &[&later])),
        (false, None) => Some(say("Not before {}.", &[&Said::List(earlier, " or ")])),
        (false, Some(later)) => Some(say("Not before {}; then {}.", &[&Said::List(earlier, " or "), &later])),
    }
}

/// The first sentence of a text, on one line and not long.
pub(super) fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.char_indices().find_map(|(at, c)| {
        let next = at + c.len_utf8();
        let mut rest = line.get(next..).unwrap_or_default().chars();
        let ends = match c {
            // A sentence ends where a blank follows; the full stop of an abbreviation is followed by a small letter.
            '.' | '?' | '!' | ';' => {
                rest.next().is_none_or(|blank| blank == ' ')
                    && rest.next().is_none_or(|next| !next.is_lowercase())
            }
            other => FULL_STOPS.contains(&other),
        };
        ends.then_some(next)
    });
    let first = end.and_then(|end| line.get(..end)).unwrap_or(&line);
    let shown = visible(first);
    if shown.chars().count() <= SENTENCE {
        let closed = shown.ends_with(['.', '?', '!']) || shown.ends_with(FULL_STOPS) || shown.is_empty();
        return if closed { shown } else { format!("{}.", shown.trim_end_matches(';')) };
    }
    let cut: String = shown.chars().take(SENTENCE - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", cut.trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_it_does() {
        assert_eq!(sentence("Sells a pin. Money moves."), "Sells a pin.");
        assert_eq!(sentence("Uses e.g. a card, i.e. money"), "Uses e.g. a card, i.e. money.");
        assert_eq!(sentence("Is it\n paid? Asks."), "Is it paid?");
        assert_eq!(sentence("Version 1.2 of it"), "Version 1.2 of it.");
        assert_eq!(sentence("一覧を取得します。詳細は別です。"), "一覧を取得します。");
        assert_eq!(sentence("कार्ड बनाता है। पैसा चलता है।"), "कार्ड बनाता है।");
        assert_eq!(sentence(""), "");
        let long = sentence(&"word ".repeat(100));
        assert!(long.chars().count() <= SENTENCE && long.ends_with("word…"), "{long}");
    }
}
