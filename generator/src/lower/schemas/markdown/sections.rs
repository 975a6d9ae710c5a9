//! What the headings and labels above a table or list say about it.

use std::collections::HashSet;

use super::{Block, Item, Table, is_name};
use crate::lower::schemas::vocabulary::{fold, is_condition, necessity, target};

/// What a part of a description is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Target {
    /// Fields of the request, wherever they go.
    Request,
    Body,
    Query,
    Path,
    Headers,
    Response,
    Errors,
    /// Examples, test data: no fields.
    Nothing,
}

/// A heading, as far as it matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Section {
    pub target: Option<Target>,
    /// "Optional parameters".
    pub required: Option<bool>,
    /// Object or list whose fields follow, as written; may be no field at all.
    pub base: Option<String>,
    /// Heading of one case of several, told apart by a value: its fields are not everybody's.
    pub case: Option<String>,
}

/// What fields may be read from.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Content<'b> {
    Table(&'b Table),
    List(&'b [Item]),
    Text(&'b str),
}

/// Words of a label that ends without a colon.
const LABEL_WORDS: usize = 4;
/// Longest label that ends with one.
const LABEL_LENGTH: usize = 240;

/// Walks through blocks and keeps the headings above each.
#[derive(Default)]
pub(in super::super) struct Sections<'b> {
    stack: Vec<(u8, Section)>,
    /// The paragraph just before, which may announce what follows.
    before: Option<&'b str>,
    /// Values that tell cases apart: a heading with one of them opens a case.
    cases: HashSet<String>,
    /// Labels of cases: a heading that is one opens a case.
    labels: HashSet<String>,
}

impl<'b> Sections<'b> {
    /// The next block with the section it belongs to; headings have none.
    pub fn enter(&mut self, block: &'b Block) -> Option<(Section, Content<'b>)> {
        match block {
            Block::Heading { level, text } => {
                self.stack.retain(|(above, _)| above < level);
                let section = self.below(self.current(), text);
                self.stack.push((*level, section));
                self.before = None;
                None
            }
            Block::Paragraph(text) => {
                self.before = Some(text);
                Some((self.current(), Content::Text(text)))
            }
            Block::Table(table) => Some((self.labelled(), Content::Table(table))),
            Block::List(items) => Some((self.labelled(), Content::List(items))),
        }
    }

    /// Remembers a value that a heading may use to name a case.
    pub fn remember_case(&mut self, value: &str) {
        let value = fold(value);
        if !value.is_empty() && value.len() <= 40 {
            self.cases.insert(value);
        }
    }

    /// Remembers what people call a case, in one word or several.
    pub fn remember_label(&mut self, label: &str) {
        let label = fold(&outside_brackets(label));
        if !label.is_empty() && label.len() <= 60 {
            self.labels.insert(label);
        }
    }

    /// The section that a label opens here.
    pub fn labelled_by(&self, label: &str) -> Section {
        self.below(self.current(), label)
    }

    fn labelled(&mut self) -> Section {
        match self.before.take().and_then(label) {
            Some(label) => self.labelled_by(label),
            None => self.current(),
        }
    }

    fn current(&self) -> Section {
        self.stack.last().map(|(_, section)| section.clone()).unwrap_or_default()
    }

    fn below(&self, above: Section, text: &str) -> Section {
        let outside = outside_brackets(text);
        let folded = fold(&outside);
        let words: Vec<&str> = folded.split(' ').collect();
        let stated = target(&outside).or_else(|| target(text).filter(|_| folded.is_empty()));
        let named: HashSet<bool> = words.iter().filter_map(|word| necessity(word)).collect();
        let elsewhere = stated.is_some() && stated != above.target;
        let required = match named.len() {
            1 => named.into_iter().next(),
            _ => above.required.filter(|_| !elsewhere),
        };
        let conditional =
            words.first().is_some_and(|word| is_condition(word) || matches!(*word, "for" | "para" | "case"));
        let names_case = self.labels.contains(&folded) || words.iter().any(|word| self.cases.contains(*word));
        // A section of its own kind ends the case that it stands in.
        let case =
            if conditional || names_case { Some(text.to_owned()) } else { above.case.filter(|_| !elsewhere) };
        let base = base(text).or_else(|| above.base.filter(|_| !elsewhere));
        Section { target: stated.or(above.target), required, base, case }
    }
}

/// The part of a paragraph that announces what follows.
fn label(text: &str) -> Option<&str> {
    let text = text.trim();
    let last = text.rsplit(['\n']).next().unwrap_or(text);
    let last = last.rsplit(". ").next().unwrap_or(last).trim();
    let announced = last.ends_with(':') && last.len() <= LABEL_LENGTH;
    let short = !text.ends_with(['.', ',', ';']) && text.split_whitespace().count() <= LABEL_WORDS;
    (announced || short).then_some(last)
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().filter(|letter| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

/// A field that a heading names: in backticks, or dotted at its start.
fn base(text: &str) -> Option<String> {
    let code = text.split('`').nth(1).filter(|code| is_name(code));
    let first = text.split_whitespace().next().map(|word| word.trim_end_matches(':'));
    code.or_else(|| first.filter(|word| word.contains('.') && is_name(word))).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    fn sections(markdown: &str, cases: &[&str]) -> Vec<Section> {
        let mut sections = Sections::default();
        cases.iter().for_each(|case| sections.remember_case(case));
        blocks(markdown)
            .iter()
            .filter_map(|block| sections.enter(block))
            .filter(|(_, content)| !matches!(content, Content::Text(_)))
            .map(|(section, _)| section)
            .collect()
    }

    #[test]
    fn headings_labels_and_their_ends() {
        let text = "Intro text of the request.\n\n- a\n\n**Answer (`data`)**\n\n- b\n\n- c\n\nMore.\n\n- d\n\n## Errors\n\n- e";
        let targets: Vec<_> =
            sections(text, &[]).into_iter().map(|section| (section.target, section.base)).collect();
        assert_eq!(
            targets,
            [
                (None, None),
                (Some(Target::Response), Some("data".into())),
                (None, None),
                (Some(Target::Errors), None)
            ]
        );
    }

    #[test]
    fn parts_of_a_section_inherit() {
        let text =
            "## Body\n### data.user: the user\n- a\n### Optional\n- b\n### 117 Card\n- c\n## Response\n- d";
        let found = sections(text, &["117"]);
        assert!(found.iter().take(3).all(|section| section.target == Some(Target::Body)), "{found:?}");
        assert_eq!(found[0].base.as_deref(), Some("data.user"));
        assert_eq!(found[1].required, Some(false));
        assert_eq!(found[2].case.as_deref(), Some("117 Card"));
        assert!(found[0].case.is_none() && found[3].case.is_none());
        assert_eq!(found[3], Section { target: Some(Target::Response), ..Section::default() });
    }

    #[test]
    fn a_sentence_is_no_label() {
        assert_eq!(sections("Returns a list of payments.\n\n- a", &[])[0].target, None);
        assert_eq!(sections("It takes these parameters:\n\n- a", &[])[0].target, Some(Target::Request));
    }
}
