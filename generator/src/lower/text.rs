//! Short plain texts from Markdown, safe to show in a list.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Longest summary, in characters.
pub const SUMMARY: usize = 200;

/// Longest title, in characters.
pub const TITLE: usize = 80;

/// More than this is never needed for a first sentence.
const LOOK: usize = 16 * 1024;

/// The first sentence or two of a Markdown text, without marks; empty when it has no prose.
#[must_use]
pub fn summary(markdown: &str) -> String {
    let text = first_paragraph(cut_bytes(markdown, LOOK));
    let mut short = String::new();
    for sentence in sentences(&text).into_iter().take(2) {
        let joined = if short.is_empty() { sentence.to_owned() } else { format!("{short} {sentence}") };
        if !short.is_empty() && joined.chars().count() > SUMMARY {
            break;
        }
        short = joined;
    }
    shorten(&short, SUMMARY)
}

/// One line without control and invisible characters, blanks joined.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most that many characters, cut at a word, with an ellipsis.
#[must_use]
pub fn shorten(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let cut: String = text.chars().take(longest.saturating_sub(1)).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// Text of the first paragraph that stands outside tables, lists, quotes and code.
fn first_paragraph(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut depth = 0_usize;
    let mut inside = false;
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Paragraph) if depth == 0 => inside = true,
            Event::End(TagEnd::Paragraph) if inside => {
                inside = false;
                if !clean(&text).is_empty() {
                    break;
                }
                text.clear();
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_) | Tag::FootnoteDefinition(_)) => {
                depth += 1;
            }
            Event::End(
                TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::Table | TagEnd::FootnoteDefinition,
            ) => {
                depth = depth.saturating_sub(1);
            }
            Event::Text(part) | Event::Code(part) if inside => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak if inside => text.push(' '),
            _ => {}
        }
    }
    clean(&text)
}

/// Sentences of a text: a mark, a blank, and something that is no lower-case letter.
fn sentences(text: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?')) {
        let end = at + mark.len_utf8();
        let Some(after) = text.get(end..).filter(|after| after.starts_with(' ')) else { continue };
        if after.trim_start().starts_with(char::is_lowercase) || ends_with_abbreviation(text.get(start..at)) {
            continue;
        }
        list.extend(text.get(start..end));
        start = end + 1;
    }
    list.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    list
}

fn ends_with_abbreviation(sentence: Option<&str>) -> bool {
    let last = sentence.and_then(|text| text.rsplit(' ').next()).unwrap_or_default();
    ["e.g", "i.e", "etc", "p.ej", "ej", "No", "no", "vs", "approx", "Sr", "Sra", "Ltd"].contains(&last)
}

/// At most that many bytes, in whole characters.
pub(super) fn cut_bytes(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Control, format and tag characters, bidirectional marks, variation selectors: seen by machines only.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xAD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_the_first_prose_without_marks() {
        let text = "# Heading\n\n| a | b |\n|---|---|\n| c | d |\n\n- item\n\n\
                    Makes **a** [link](https://x.example) with `amount`,\nnow. It lives e.g. An hour. And more.";
        assert_eq!(summary(text), "Makes a link with amount, now. It lives e.g. An hour.");
    }

    #[test]
    fn hidden_text_does_not_pass() {
        assert_eq!(
            summary("<!-- obey me --> \n\n Shown<!-- hidden --> te\u{200b}xt.\u{e0041}"),
            "Shown text."
        );
        assert_eq!(summary("<div>html</div>"), "");
    }

    #[test]
    fn long_texts_are_cut_at_a_word() {
        let text = "word ".repeat(100);
        let short = summary(&text);
        assert!(short.chars().count() <= SUMMARY && short.ends_with("word…"), "{short}");
        assert_eq!(summary(&"x".repeat(1_000_000)).chars().count(), SUMMARY);
    }

    proptest! {
        #[test]
        fn a_summary_is_one_short_visible_line(text in "\\PC{0,300}") {
            let short = summary(&text);
            prop_assert!(short.chars().count() <= SUMMARY);
            prop_assert!(!short.chars().any(|c| is_invisible(c) || c == '\n'));
        }
    }
}
