//! What a description says besides what the model holds: the text of a help page, where every fact stands once.
//!
//! Fields, values of cases and refusals were read out of its tables and lists, and a page shows them as flags, variants
//! and errors. What is left is prose, and the fields of the answer.

mod known;
#[cfg(test)]
mod tests;

use self::known::Known;
use super::markdown::{Block, Content, Item, Sections, Table, Target, blocks};
use crate::lower::text;
use crate::model::Operation;

/// More than this nobody reads in a terminal.
const LONGEST: usize = 64 * 1024;

/// The rest of an operation's description as plain lines; empty where nothing is left.
#[must_use]
pub fn prose(operation: &Operation) -> String {
    let description = text::cut_bytes(&operation.description, LONGEST);
    let blocks = blocks(description);
    if blocks.is_empty() {
        return text::clean(&without_tags(description));
    }
    let known = Known::of(operation);
    let mut sections = Sections::default();
    let mut page = Page::default();
    let mut before = operation.summary.as_str();
    for block in &blocks {
        if let Block::Heading { level, text } = block {
            page.heading(*level, text);
        }
        match sections.enter(block) {
            Some((_, Content::Text(text))) => {
                page.paragraph(&without_summary(text, std::mem::take(&mut before)))
            }
            Some((section, Content::Table(table))) => page.list(rows(table, section.target, &known)),
            Some((section, Content::List(list))) => page.list(items(list, section.target, &known)),
            None => {}
        }
    }
    page.finish()
}

/// A page in the making: headings and labels wait for something that stands under them.
#[derive(Default)]
struct Page {
    parts: Vec<String>,
    headings: Vec<(u8, String)>,
    label: Option<String>,
}

impl Page {
    fn heading(&mut self, level: u8, text: &str) {
        self.label = None;
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text::clean(text)));
    }

    fn paragraph(&mut self, text: &str) {
        let text = text::clean(text);
        if text.is_empty() {
            return;
        }
        self.label = None;
        if is_label(&text) { self.label = Some(text) } else { self.part(text) }
    }

    fn list(&mut self, lines: Vec<String>) {
        let label = self.label.take();
        if lines.is_empty() {
            return;
        }
        if let Some(label) = label {
            self.part(format!("{}:", label.trim_end_matches(':')));
            if let Some(last) = self.parts.last_mut() {
                last.push('\n');
                last.push_str(&lines.join("\n"));
            }
        } else {
            self.part(lines.join("\n"));
        }
    }

    fn part(&mut self, text: String) {
        let headings = self.headings.drain(..).filter(|(_, heading)| !heading.is_empty());
        let mut lines: Vec<String> =
            headings.map(|(_, heading)| format!("{}:", heading.trim_end_matches(':'))).collect();
        lines.push(text);
        self.parts.push(lines.join("\n"));
    }

    fn finish(self) -> String {
        self.parts.join("\n\n")
    }
}

/// It announces what follows, and says nothing without it.
fn is_label(text: &str) -> bool {
    const WORDS: usize = 4;
    text.ends_with(':') || (text.split(' ').count() <= WORDS && !text.ends_with(['.', '!', '?', '`']))
}

/// The paragraph without the sentences that stand above the page as its summary.
fn without_summary(paragraph: &str, summary: &str) -> String {
    let plain = text::clean(&paragraph.replace('`', ""));
    let summary = summary.replace('`', "");
    match plain.strip_prefix(summary.as_str()).filter(|_| !summary.is_empty()) {
        Some(rest) => rest.trim().to_owned(),
        None => paragraph.to_owned(),
    }
}

/// The rows that say something new, a line each.
fn rows(table: &Table, target: Option<Target>, known: &Known) -> Vec<String> {
    let cell = |row: &[String], at: usize| text::clean(row.get(at).map_or("", String::as_str));
    // The names may stand behind a column that says where they go.
    let told = (0..table.headings.len().min(3))
        .map(|at| table.rows.iter().map(|row| known.has(&cell(row, at))).collect::<Vec<bool>>())
        .max_by_key(|told| told.iter().filter(|told| **told).count())
        .unwrap_or_default();
    let told = if known.stands_there(target, &told) { told } else { Vec::new() };
    let new = table.rows.iter().enumerate().filter(|(at, _)| !told.get(*at).is_some_and(|told| *told));
    new.filter_map(|(_, row)| {
        let (first, others) = row.split_first()?;
        let others = others.iter().enumerate().map(|(at, other)| (at + 1, text::clean(other)));
        let others: Vec<String> = others
            .filter(|(_, other)| !matches!(other.as_str(), "" | "-"))
            .map(|(at, other)| match table.headings.get(at).map(|heading| text::clean(heading)) {
                Some(heading) if table.headings.len() > 2 && !heading.is_empty() => {
                    format!("{heading} {other}")
                }
                _ => other,
            })
            .collect();
        let heading = table.headings.first().map(|heading| text::clean(heading)).unwrap_or_default();
        let first = text::clean(first);
        // A name needs no heading, a value does.
        let first = match table.headings.len() {
            0..=2 => first,
            _ if first.starts_with('`') || heading.is_empty() => first,
            _ => format!("{heading} {first}"),
        };
        Some(format!("  - {first}: {}", others.join("; ")))
    })
    .collect()
}

/// The items that say something new, a line each, with what stands below them.
fn items(list: &[Item], target: Option<Target>, known: &Known) -> Vec<String> {
    fn told(list: &[Item], known: &Known, all: &mut Vec<bool>) {
        for item in list {
            all.push(known.has(&item.text));
            told(&item.children, known, all);
        }
    }
    let mut all = Vec::new();
    told(list, known, &mut all);
    let mut lines = Vec::new();
    new_items(list, 0, known.stands_there(target, &all).then_some(known), &mut lines);
    lines
}

fn new_items(list: &[Item], depth: usize, known: Option<&Known>, lines: &mut Vec<String>) {
    for item in list {
        let told = known.is_some_and(|known| known.has(&item.text));
        if !told {
            lines.push(format!("{}  - {}", "  ".repeat(depth), text::clean(&item.text)));
        }
        new_items(&item.children, if told { depth } else { depth + 1 }, known, lines);
    }
}

/// HTML without its tags, for descriptions that are nothing else.
fn without_tags(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((_, rest)) = part.split_once('>') else { continue };
        text.push(' ');
        text.push_str(rest);
    }
    let entities =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}
