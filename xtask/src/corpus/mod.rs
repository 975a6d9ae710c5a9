//! `cargo xtask corpus`: any collections, without overlays, through the whole generator.

mod binary;
mod compile;
mod table;
mod trial;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use miette::{IntoDiagnostic, Result, WrapErr};
use postman_codegen::render::Sources;

use crate::report::{count, failure, from_generator};
use crate::terminal::{complain, print};
use crate::workspace::Workspace;

use trial::Trial;

/// Which collections, and how far they are taken.
#[derive(Debug, Args)]
pub struct Options {
    /// Collections, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check both crates of each collection with clippy, warnings denied, then build and run them
    #[arg(long)]
    compile: bool,
}

/// Tries every collection, and prints one line for each.
///
/// # Errors
/// A folder cannot be listed, or something is wrong with what came of a collection.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let sources =
        Sources::read(&workspace.root().join("templates")).map_err(|error| from_generator(&error))?;
    let mut trials = Vec::new();
    for file in collections(&options.paths)? {
        let mut trial = Trial::of(&file, &sources);
        if options.compile && trial.is_generated() {
            complain(&format!("compiling {}", file.display()));
            compile::both(workspace, &sources, &mut trial);
        }
        trials.push(trial);
    }
    print(&table::render(&trials))?;
    let faulty = trials.iter().filter(|trial| !trial.faults.is_empty()).count();
    if faulty > 0 {
        let help = "a collection that is refused is fine; a fault is one of the generator";
        return Err(failure(format!("{} with faults", count(faulty, "collection")), help));
    }
    Ok(())
}

/// The files that are named, and of a folder all that end in `.json`; sorted, so that two runs can be compared.
fn collections(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(listed(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let context = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).into_diagnostic().wrap_err_with(context)? {
        let path = entry.into_diagnostic().wrap_err_with(context)?.path();
        if path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_json_files_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.json", "a.JSON", "notes.md"] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        let named = folder.path().join("notes.md");
        let found = collections(&[folder.path().to_owned(), named]).expect("a list");
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        assert_eq!(names, ["a.JSON", "b.json", "notes.md"]);
    }
}
