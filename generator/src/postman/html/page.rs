//! One block of HTML, tag by tag: tags need not be closed, nor nested as they should be.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::rows::Rows;

/// Tags whose text counts and nothing else.
const PLAIN: &[&str] = &[
    "html",
    "body",
    "thead",
    "tbody",
    "tfoot",
    "colgroup",
    "col",
    "caption",
    "span",
    "u",
    "s",
    "font",
    "small",
    "sup",
    "sub",
    "mark",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "center",
    "img",
    "hr",
    "label",
    "input",
    "summary",
    "details",
    "blockquote",
    "dl",
    "button",
    "figure",
    "figcaption",
    "kbd",
    "abbr",
    "del",
    "ins",
    "svg",
];

/// Lists nested deeper than this are hostile.
const DEEPEST: usize = 16;

/// The block in Markdown.
pub(super) fn markdown(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // Scripts do not run here: it comes back once, with all of its input read.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

#[derive(Default)]
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => page.start(&tag),
            Token::TagToken(tag) => page.end(&tag.name),
            Token::CharacterTokens(text) => page.text(&text),
            // Readers shall see what was hidden.
            Token::CommentToken(text) => page.comment(&text),
            Token::DoctypeToken(_) | Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Page {
    out: String,
    /// Of the paragraph, heading or item that is being read.
    line: String,
    table: Option<Rows>,
    /// Tables inside a cell: their text is the cell's.
    inner: usize,
    /// Open lists: the number of the next item, or none.
    lists: Vec<Option<usize>>,
    /// What the next line begins with.
    mark: String,
    /// Where each open link leads.
    links: Vec<String>,
    /// Inside of what is no text.
    hidden: bool,
}

impl Page {
    fn start(&mut self, tag: &Tag) {
        match &*tag.name {
            "script" | "style" => self.hidden = true,
            "table" if self.table.is_some() => self.inner += 1,
            "table" => {
                self.end_block();
                self.table = Some(Rows::default());
            }
            "tr" if self.inner == 0 => self.in_table(Rows::row),
            "td" | "th" if self.inner == 0 => self.in_table(Rows::cell),
            "br" => self.break_line(),
            "p" | "div" | "tr" | "td" | "th" | "dt" | "dd" => self.end_paragraph(),
            "ul" | "ol" => self.open_list((&*tag.name == "ol").then_some(1)),
            "li" => self.item(),
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                self.end_paragraph();
                let level = name.get(1..).and_then(|level| level.parse().ok()).unwrap_or(1);
                if self.table.is_none() {
                    self.mark = format!("{} ", "#".repeat(level));
                }
            }
            "code" | "pre" => self.write("`"),
            "strong" | "b" => self.write("**"),
            "em" | "i" => self.write("*"),
            "a" => {
                let href = tag.attrs.iter().find(|attribute| &*attribute.name.local == "href");
                self.links.push(href.map(|href| href.value.to_string()).unwrap_or_default());
                self.write("[");
            }
            name if PLAIN.contains(&name) => {}
            // `<token>` is how people write what is to be filled in.
            name => self.write(&format!("\\<{name}>")),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "script" | "style" => self.hidden = false,
            "table" if self.inner > 0 => self.inner -= 1,
            "table" => self.end_table(),
            "td" | "th" if self.inner == 0 => self.in_table(Rows::end_cell),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "dd" => self.end_paragraph(),
            "ul" | "ol" => self.close_list(),
            "li" => self.end_line(),
            "code" | "pre" => self.close("`"),
            "strong" | "b" => self.close("**"),
            "em" | "i" => self.close("*"),
            "a" => {
                if let Some(href) = self.links.pop() {
                    let href: String = href.chars().filter(|c| !c.is_whitespace() && *c != ')').collect();
                    self.write(&format!("]({href})"));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.hidden {
            let escaped = text.replace('<', "\\<");
            self.write(&escaped);
        }
    }

    fn comment(&mut self, text: &str) {
        self.write(&format!("<!--{text}-->"));
    }

    /// Blanks as a browser shows them. Between the cells of a table nothing stands.
    fn write(&mut self, text: &str) {
        let line = match &mut self.table {
            Some(rows) => rows.open(),
            None => Some(&mut self.line),
        };
        let Some(line) = line else { return };
        for letter in text.chars() {
            if !letter.is_whitespace() {
                line.push(letter);
            } else if !line.is_empty() && !line.ends_with([' ', '\n']) {
                line.push(' ');
            }
        }
    }

    /// The mark ends what it began; around nothing it goes away.
    fn close(&mut self, mark: &str) {
        let line = match &mut self.table {
            Some(rows) => rows.open(),
            None => Some(&mut self.line),
        };
        let Some(line) = line else { return };
        let trimmed = line.trim_end().len();
        let gap = line.split_off(trimmed);
        match line.strip_suffix(mark) {
            Some(before) => line.truncate(before.len()),
            None => line.push_str(mark),
        }
        line.push_str(&gap);
    }

    fn break_line(&mut self) {
        match &mut self.table {
            Some(rows) => rows.open().into_iter().for_each(|cell| cell.push_str("<br>")),
            None => self.line.push('\n'),
        }
    }

    fn in_table(&mut self, act: fn(&mut Rows)) {
        if let Some(rows) = &mut self.table {
            act(rows);
        }
    }

    fn end_table(&mut self) {
        if let Some(rows) = self.table.take() {
            let table = rows.markdown();
            self.out.push_str("\n\n");
            self.out.push_str(&table);
            self.out.push_str("\n\n");
        }
    }

    fn open_list(&mut self, number: Option<usize>) {
        if self.table.is_none() {
            self.end_line();
            self.lists.push(number);
        }
    }

    fn close_list(&mut self) {
        self.end_line();
        self.lists.pop();
        if self.lists.is_empty() && self.table.is_none() {
            self.out.push('\n');
        }
    }

    fn item(&mut self) {
        if self.table.is_some() {
            return self.end_paragraph();
        }
        self.end_line();
        let indent = "    ".repeat(self.lists.len().saturating_sub(1).min(DEEPEST));
        self.mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{}. ", *number - 1)
            }
            _ => format!("{indent}- "),
        };
    }

    /// A paragraph ends; inside a cell that is a line.
    fn end_paragraph(&mut self) {
        match &mut self.table {
            Some(rows) => {
                let cell = rows.open().filter(|cell| !cell.trim().is_empty() && !cell.ends_with("<br>"));
                cell.into_iter().for_each(|cell| cell.push_str("<br>"));
            }
            None if self.lists.is_empty() => self.end_block(),
            None => self.line.push(' '),
        }
    }

    /// What was read so far is a block of its own.
    fn end_block(&mut self) {
        self.end_line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if self.table.is_none() && !line.is_empty() {
            self.out.push_str(&std::mem::take(&mut self.mark));
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.end_table();
        self.end_block();
        self.out
    }
}
