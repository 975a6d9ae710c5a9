//! Long texts, split into pages that are short enough for a conversation.

/// The most bytes on one page.
const PAGE: usize = 4_000;

/// The page of that number, from 1 on, and how many there are.
pub(super) fn page(text: &str, number: usize) -> (Option<&str>, usize) {
    let pages = split(text);
    (pages.get(number.saturating_sub(1)).copied(), pages.len())
}

/// The text in pieces that end where a line does; a line longer than a page is cut between characters.
fn split(text: &str) -> Vec<&str> {
    let mut pages = Vec::new();
    let mut rest = text;
    while rest.len() > PAGE {
        let mut end = PAGE;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let head = rest.get(..end).unwrap_or(rest);
        let end = head.rfind('\n').map_or(end, |line| line + 1);
        let (page, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pages.push(page);
        rest = after;
    }
    if !rest.is_empty() || pages.is_empty() {
        pages.push(rest);
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_between_pages() {
        for text in ["", "short", &"a line\n".repeat(2_000), &"ñ".repeat(9_001), &"\n".repeat(8_000)] {
            let (_, count) = page(text, 1);
            let all: String = (1..=count).filter_map(|number| page(text, number).0).collect();
            assert_eq!(all, text);
            assert!((1..=count).all(|number| page(text, number).0.is_some_and(|page| page.len() <= PAGE)));
            assert_eq!(page(text, count + 1).0, None);
        }
    }
}
