//! The program as one tree: the commands of the API, those of the program itself, and the flags of all of them.

use std::ffi::OsString;

use clap::builder::Styles;
use clap::{Arg, ArgAction, ColorChoice, Command};

use super::super::super::core::spec::Api;
use super::super::super::core::text::visible;
use super::super::audit;
use super::super::completion;
use super::super::discover;
use super::super::doctor;
use super::super::examples;
use super::super::generic;
use super::super::login;
use super::super::manage;
use super::super::policy;
use super::super::printer::Colour;
use super::super::skills;
use super::super::tree::{self, Extent, Reach};
use super::super::webhook;
use super::super::whatsapp;
use super::{globals, listing};

/// Identifier of `--version`.
pub(super) const VERSION: &str = "--version";
/// The same in short.
const SHORT_VERSION: &str = "-V";

/// Nothing but the version is asked for.
#[must_use]
pub fn is_version_alone(arguments: &[OsString]) -> bool {
    matches!(arguments, [_, only] if only == VERSION || only == SHORT_VERSION)
}

/// The command tree, as much of it as the command line can reach.
#[must_use]
pub fn command(api: &'static Api, reach: &Reach<'_>) -> Command {
    let root = coloured(Command::new(api.app), reach.colour)
        .about(visible(api.about))
        .disable_help_subcommand(false)
        // Ours stands among the flags of every command, behind those that are a command's own.
        .disable_help_flag(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new(VERSION)
                .long("version")
                .short('V')
                .action(ArgAction::SetTrue)
                .help("Print the version; with --json its origin too"),
        )
        .after_help(format!(
            "{app} commands --json maps all commands; {app} schema COMMAND is the contract of one",
            app = api.app
        ));
    let flags = globals::flags(api);
    // Who wants the version names no command.
    if reach.extent == Extent::Named && (reach.names(SHORT_VERSION) || reach.names(VERSION)) {
        return root.args(flags);
    }
    let nodes = tree::first_reached(api, reach);
    let own = own_groups(api, reach, &nodes);
    let root = if reach.extent == Extent::Named { root } else { grouped(root, &nodes, &own) };
    let own = own.into_iter().flat_map(|(_, commands)| commands).map(|own| First::Own(Box::new(own)));
    let all = nodes.iter().map(First::Operations).chain(own).collect();
    let root = root.subcommands(reach.reached(all, First::word).into_iter().map(|first| match first {
        First::Operations(node) => node.command(api, reach),
        // Whoever gets as far as a list of commands may read the help of one.
        First::Own(command) if reach.extent != Extent::Named && reach.enters(command.get_name()) => {
            examples::added(api, *command)
        }
        First::Own(command) => *command,
    }));
    everywhere(root, reach, &flags)
}

fn coloured(root: Command, colour: Colour) -> Command {
    match colour {
        Colour::Auto => root.color(ColorChoice::Auto).styles(Styles::styled()),
        Colour::Never => root.color(ColorChoice::Never).styles(Styles::plain()),
    }
}

/// A word that a command line can begin with.
enum First<'a> {
    Operations(&'a tree::Node),
    Own(Box<Command>),
}

impl First<'_> {
    fn word(&self) -> &str {
        match self {
            Self::Operations(node) => node.word,
            Self::Own(command) => command.get_name(),
        }
    }
}

/// The flags on the command and on what is entered below it: what clap calls global would be copied to every name.
fn everywhere(command: Command, reach: &Reach<'_>, flags: &[Arg]) -> Command {
    let command = command.args(flags.iter().cloned());
    if !command.get_subcommands().any(|below| reach.enters(below.get_name())) {
        return command;
    }
    command.mut_subcommands(|below| {
        if reach.enters(below.get_name()) { everywhere(below, reach, flags) } else { below }
    })
}

/// The help of the first level with its commands in groups.
fn grouped(root: Command, nodes: &[tree::Node], own: &[(&'static str, Vec<Command>)]) -> Command {
    let commands = listing::text(nodes, own, root.get_styles());
    let header = *root.get_styles().get_header();
    // What stands in a template is taken as it is, where any other text would be measured and broken again; but a brace
    // opens a tag there.
    let (root, commands) = if commands.contains('{') {
        (root.before_help(commands), "{before-help}".to_owned())
    } else {
        (root, format!("{}\n\n", commands.trim_end()))
    };
    root.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{commands}{header}Global options:{header:#}\n{{options}}{{after-help}}"
    ))
}

/// The commands of the program itself under titles, but for words that the API takes.
#[must_use]
pub fn own_groups(
    api: &'static Api,
    reach: &Reach<'_>,
    taken: &[tree::Node],
) -> Vec<(&'static str, Vec<Command>)> {
    let mut machine = manage::commands(api, reach);
    machine.push(audit::command(reach));
    machine.push(policy::command(api, reach));
    let mut discovery = discover::commands(reach);
    discovery.push(completion::command(api, reach));
    discovery.push(doctor::command());
    discovery.push(Command::new("exit-codes").about("List the exit codes and what they mean"));
    let mut groups = vec![
        ("Account", login::commands(api, reach)),
        ("Notices", webhook::command(api, reach).into_iter().collect()),
        ("Messages", whatsapp::commands(api, reach)),
        ("On this machine", machine),
        ("Agents", skills::commands(api, reach)),
        ("Getting to know it", discovery),
        ("Any request", generic::commands(reach).collect()),
    ];
    for (_, commands) in &mut groups {
        commands.retain(|own| taken.iter().all(|node| node.word != own.get_name()));
    }
    groups.retain(|(_, commands)| !commands.is_empty());
    groups
}
