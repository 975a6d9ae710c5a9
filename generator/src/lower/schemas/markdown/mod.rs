//! Markdown of descriptions as blocks that fields, errors and limits are read from.
//!
//! Texts keep code spans in backticks and lose every other mark. A name in bold that opens a table cell or list item
//! is written as a code span, since that is what its author meant.

mod blocks;
mod sections;

pub(super) use blocks::{Block, Item, Table, blocks};
pub(super) use sections::{Content, Section, Sections, Target};

/// Whether a text is the name of a field, or a path of names: `a`, `a.b`, `items[].id`, `a[0][b]`, `$top`.
pub(super) fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    let starts = letters.next().is_some_and(|first| first.is_alphabetic() || "_$@[".contains(first));
    starts
        && text.len() <= 200
        && text.chars().any(char::is_alphabetic)
        && letters.all(|letter| letter.is_alphanumeric() || "_.-[]$@:*".contains(letter))
        && !text.ends_with(['.', ':', '-'])
}

/// The text of Markdown with its code spans and without its other marks.
pub(super) fn plain(markdown: &str) -> String {
    fn items<'b>(list: &'b [Item], texts: &mut Vec<&'b str>) {
        for item in list {
            texts.push(&item.text);
            items(&item.children, texts);
        }
    }
    let blocks = blocks(markdown);
    let mut texts: Vec<&str> = Vec::new();
    for block in &blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => texts.push(text),
            Block::List(list) => items(list, &mut texts),
            Block::Table(_) => {}
        }
    }
    texts.join("\n")
}
