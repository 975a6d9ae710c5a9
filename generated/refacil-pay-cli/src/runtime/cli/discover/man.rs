//! `man --dir DIR`: a manual page for every command, by the same definitions as help.

use std::fs;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::Api;
use super::super::super::core::text::visible;
use super::super::printer::Printer;
use super::super::tree::Reach;

/// Identifier of the folder's flag.
const DIR: &str = "--dir";

/// The command.
pub fn command(reach: &Reach<'_>) -> Command {
    let command = Command::new("man").about("Write manual pages of all commands");
    reach.entered(command, |command| {
        let folder = Arg::new(DIR).long("dir").value_name("DIR").required(true);
        command.arg(folder.help("Folder to write them to; it is made"))
    })
}

/// The folder that was named.
pub fn folder(matches: &ArgMatches) -> String {
    matches.get_one::<String>(DIR).cloned().unwrap_or_default()
}

/// Writes the pages of the whole tree.
///
/// # Errors
/// The folder cannot be made, or a page cannot be written.
pub fn write(api: &Api, printer: &Printer, root: Command, folder: &str) -> Result<(), Failure> {
    let root = root.version(api.build.version).disable_version_flag(true);
    fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(root, Path::new(folder))).map_err(
        |error| {
            let message = format!("manual pages cannot be written to {}: {error}", visible(folder));
            Failure::new(Exit::Other, "cannot-write", message).param("--dir")
        },
    )?;
    printer.data(&json!({"folder": folder}), |_| format!("manual pages are in {}", visible(folder)));
    Ok(())
}
