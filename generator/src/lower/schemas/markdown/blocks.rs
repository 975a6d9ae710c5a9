use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::is_name;

/// A block of a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Block {
    Heading { level: u8, text: String },
    Paragraph(String),
    Table(Table),
    List(Vec<Item>),
}

/// A table; rows have as many cells as there are headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// An item of a list with what is indented below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Item {
    pub text: String,
    pub children: Vec<Item>,
}

/// Lists nested deeper than this are hostile.
const DEEPEST: usize = 32;

/// Reads Markdown.
pub(in super::super) fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.event(event);
    }
    reader.flush();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    /// Where each open emphasis or link began.
    marks: Vec<usize>,
    /// Items that are open, outermost first.
    items: Vec<Item>,
    /// How many items below the deepest are open.
    below: usize,
    lists: usize,
    list: Vec<Item>,
    table: Option<Table>,
    row: Vec<String>,
    /// Tables that stand inside a list follow it.
    after: Vec<Block>,
    code_block: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.write(&text),
            Event::Code(code) => {
                let code = code.replace('`', "'").replace('\n', " ");
                if !code.trim().is_empty() {
                    self.text.push('`');
                    self.text.push_str(code.trim());
                    self.text.push('`');
                }
            }
            Event::InlineHtml(html) | Event::Html(html) if is_break(&html) => self.text.push('\n'),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if !self.code_block {
            self.text.extend(text.chars().map(|letter| if letter == '`' { '\'' } else { letter }));
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong | Tag::Emphasis | Tag::Link { .. } => self.marks.push(self.text.len()),
            Tag::CodeBlock(_) => {
                self.flush();
                self.code_block = true;
            }
            Tag::List(_) => {
                self.flush();
                self.lists += 1;
            }
            Tag::Item if self.items.len() >= DEEPEST => self.below += 1,
            Tag::Item => self.items.push(Item::default()),
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::Heading { .. } => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link => self.end_mark(),
            TagEnd::CodeBlock => self.code_block = false,
            TagEnd::Paragraph | TagEnd::BlockQuote(_) => self.flush(),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.blocks.push(Block::Heading { level: depth(level), text });
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                self.row.push(cell);
            }
            TagEnd::TableHead => {
                let row = std::mem::take(&mut self.row);
                self.table.get_or_insert_default().headings = row;
            }
            TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                self.table.get_or_insert_default().rows.push(row);
            }
            TagEnd::Table => {
                let table = Block::Table(self.table.take().unwrap_or_default());
                if self.lists > 0 { self.after.push(table) } else { self.blocks.push(table) }
            }
            _ => {}
        }
    }

    /// A name in bold at the start of a cell or item becomes a code span.
    fn end_mark(&mut self) {
        let Some(start) = self.marks.pop() else { return };
        let (Some(before), Some(marked)) = (self.text.get(..start), self.text.get(start..)) else { return };
        let opens = before.trim().is_empty() || before.trim_end().ends_with("`,");
        let name = marked.trim().trim_end_matches(':');
        if !opens || (self.items.is_empty() && self.table.is_none()) || !is_name(name) {
            return;
        }
        let colon = if marked.trim().ends_with(':') { ":" } else { "" };
        let written = format!("`{name}`{colon}");
        self.text.truncate(start);
        self.text.push_str(&written);
    }

    fn end_item(&mut self) {
        if self.below > 0 {
            self.below -= 1;
            self.text.clear();
            return;
        }
        self.flush();
        let Some(item) = self.items.pop() else { return };
        match self.items.last_mut() {
            Some(parent) => parent.children.push(item),
            None => self.list.push(item),
        }
    }

    fn end_list(&mut self) {
        self.lists = self.lists.saturating_sub(1);
        if self.lists == 0 && self.items.is_empty() {
            self.blocks.push(Block::List(std::mem::take(&mut self.list)));
            self.blocks.append(&mut self.after);
        }
    }

    /// What was written so far belongs to the open item, or is a paragraph.
    fn flush(&mut self) {
        self.marks.clear();
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() || self.below > 0 {
            return;
        }
        match self.items.last_mut() {
            Some(item) if item.text.is_empty() => item.text = text,
            Some(item) => {
                item.text.push('\n');
                item.text.push_str(&text);
            }
            None => self.blocks.push(Block::Paragraph(text)),
        }
    }
}

fn is_break(html: &str) -> bool {
    let tag = html.trim().trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    tag.eq_ignore_ascii_case("br")
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_description() {
        let text = "## Body\n\n| A | B |\n|---|---|\n| **x.y** | `1`<br>two |\n\n- **id** *(number)*: it\n  - `in`: **not** a name\n\nlast `a`";
        assert_eq!(
            blocks(text),
            [
                Block::Heading { level: 2, text: "Body".into() },
                Block::Table(Table {
                    headings: vec!["A".into(), "B".into()],
                    rows: vec![vec!["`x.y`".into(), "`1`\ntwo".into()]]
                }),
                Block::List(vec![Item {
                    text: "`id` (number): it".into(),
                    children: vec![Item { text: "`in`: not a name".into(), children: vec![] }]
                }]),
                Block::Paragraph("last `a`".into()),
            ]
        );
    }

    #[test]
    fn deep_lists_end() {
        let deep = (0..500).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect::<String>();
        assert_eq!(blocks(&deep).len(), 1);
    }
}
