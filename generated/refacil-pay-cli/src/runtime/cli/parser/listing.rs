//! The commands of the first level under the titles of what they belong to: a newcomer reads headings before names.

use std::fmt::Write;

use clap::Command;
use clap::builder::Styles;

use super::super::super::core::spec::Nature;
use super::super::super::core::text::{visible, visible_capped};
use super::super::flags::command::summary;
use super::super::output;
use super::super::tree::Node;

/// Widest page, as clap has it.
const WIDEST: usize = 100;
/// A name that is longer has its summary on the next line.
const LONGEST_NAME: usize = 34;

/// Commands under one title, each with what is said of it.
#[derive(Debug)]
pub struct Section {
    /// The title.
    pub title: String,
    /// Name and text.
    pub commands: Vec<(String, String)>,
}

/// What stands in place of the one long list.
#[must_use]
pub fn text(nodes: &[Node], own: &[(&'static str, Vec<Command>)]) -> String {
    let mut sections = of_operations(nodes);
    sections.extend(own.iter().filter(|(_, commands)| !commands.is_empty()).map(|(title, commands)| {
        let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
        let commands = commands.iter().map(|command| (command.get_name().to_owned(), about(command)));
        Section { title: (*title).to_owned(), commands: commands.collect() }
    }));
    page(&sections, Some(output::width().unwrap_or(WIDEST)))
}

/// The sections with their texts in one column; without a width nothing is broken.
#[must_use]
pub fn page(sections: &[Section], width: Option<usize>) -> String {
    let names = sections.iter().flat_map(|section| &section.commands);
    let widest = names.map(|(name, _)| output::columns(name)).filter(|width| *width <= LONGEST_NAME).max();
    let column = widest.unwrap_or_default() + 4;
    let width = width.map(|width| width.clamp(column + 20, WIDEST.max(column + 20)));
    sections.iter().map(|section| section.text(column, width)).collect::<Vec<_>>().join("\n")
}

/// Folders are commands of one section; commands of the first level stand under the folder that they come from. What the
/// program fetches by itself comes last.
fn of_operations(nodes: &[Node]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let fetched = |node: &&Node| node.operation().is_some_and(|operation| operation.nature == Nature::Token);
    let ordered = nodes.iter().filter(|node| !fetched(node)).chain(nodes.iter().filter(fetched));
    for node in ordered {
        let (title, about) = match node.operation() {
            Some(operation) => (visible_capped(node.title(), 60), summary(operation)),
            None => ("Commands".to_owned(), visible(node.title())),
        };
        let command = (node.word.to_owned(), about);
        match sections.iter_mut().find(|section| section.title == title) {
            Some(section) => section.commands.push(command),
            None => sections.push(Section { title, commands: vec![command] }),
        }
    }
    sections
}

impl Section {
    fn text(&self, column: usize, width: Option<usize>) -> String {
        let styles = Styles::styled();
        let (header, literal) = (styles.get_header(), styles.get_literal());
        let mut out = format!("{header}{}:{header:#}\n", self.title);
        for (name, about) in &self.commands {
            let about = output::broken(about, width.map(|width| width.saturating_sub(column)));
            let used = output::columns(name) + 2;
            let gap = if used + 2 > column {
                format!("\n{}", " ".repeat(column))
            } else {
                " ".repeat(column - used)
            };
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "  {literal}{name}{literal:#}{gap}{}",
                about.join(&format!("\n{}", " ".repeat(column)))
            );
        }
        out
    }
}
