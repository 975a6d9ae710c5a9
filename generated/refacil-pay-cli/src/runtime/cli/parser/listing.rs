//! The commands of the first level under the titles of what they belong to: a newcomer reads headings before names.

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
/// Columns that a text needs beside a name; on a narrower page it stands below.
const LEAST_ROOM: usize = 20;
/// Where it stands there.
const BELOW: usize = 6;

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
pub fn text(nodes: &[Node], own: &[(&'static str, Vec<Command>)], styles: &Styles) -> String {
    let mut sections = of_operations(nodes);
    for (title, commands) in own {
        // The texts are our own and have no codes that would have to be taken out.
        let about = |command: &Command| command.get_about().map(|about| about.ansi().to_string());
        let line = |command: &Command| (command.get_name().to_owned(), about(command).unwrap_or_default());
        sections.push(Section { title: (*title).to_owned(), commands: commands.iter().map(line).collect() });
    }
    page(&sections, Some(output::width().unwrap_or(WIDEST)), styles)
}

/// The sections with their texts in one column; without a width nothing is broken.
#[must_use]
pub fn page(sections: &[Section], width: Option<usize>, styles: &Styles) -> String {
    let names = sections.iter().flat_map(|section| &section.commands);
    let widest = names.map(|(name, _)| output::columns(name)).filter(|width| *width <= LONGEST_NAME).max();
    let beside = widest.unwrap_or_default() + 4;
    let width = width.map(|width| width.min(WIDEST));
    let column = if width.is_some_and(|width| width < beside + LEAST_ROOM) { BELOW } else { beside };
    let room = width.map(|width| width.saturating_sub(column).max(LEAST_ROOM));
    let place = Place { indent: " ".repeat(column), room };
    let marks = Marks::of(styles);
    let mut out = String::new();
    for section in sections {
        if !out.is_empty() {
            out.push('\n');
        }
        section.write(&mut out, &place, &marks);
    }
    out
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

/// Where texts stand.
struct Place {
    /// What is left of them.
    indent: String,
    /// Columns that they have.
    room: Option<usize>,
}

/// Codes before and after what is coloured.
struct Marks {
    header: [String; 2],
    literal: [String; 2],
}

impl Marks {
    fn of(styles: &Styles) -> Self {
        let [header, literal] = [styles.get_header(), styles.get_literal()]
            .map(|style| [style.render().to_string(), style.render_reset().to_string()]);
        Self { header, literal }
    }
}

impl Section {
    fn write(&self, out: &mut String, place: &Place, marks: &Marks) {
        let [header, plain] = &marks.header;
        out.extend([header.as_str(), self.title.as_str(), ":", plain, "\n"]);
        let [literal, plain] = &marks.literal;
        for (name, about) in &self.commands {
            out.extend(["  ", literal, name, plain]);
            let used = output::columns(name) + 2;
            if used + 2 > place.indent.len() {
                out.extend(["\n", &place.indent]);
            } else {
                out.push_str(place.indent.get(used..).unwrap_or_default());
            }
            for (at, line) in output::broken(about, place.room).into_iter().enumerate() {
                if at > 0 {
                    out.extend(["\n", &place.indent]);
                }
                out.push_str(line);
            }
            out.push('\n');
        }
    }
}
