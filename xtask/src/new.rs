//! `cargo xtask new`: starts an API from any collection.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use miette::{IntoDiagnostic, Result, WrapErr};
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::{Severity, Target, TargetKind};
use postman_codegen::overlay;
use postman_codegen::render::{self, Sources};

use crate::report::{count, diagnostics, failure, from_generator, line};
use crate::terminal::{complain, print, visible};
use crate::workspace::Workspace;

/// Longest short name: a crate's name, which ends in `-cli` or `-mcp`, has at most 64 characters.
const LONGEST: usize = 40;

/// What to start from.
#[derive(Debug, Args)]
pub struct Options {
    /// Short name of the API: lower-case letters, digits and hyphens
    name: String,
    /// A collection as Postman exports it
    #[arg(long, value_name = "FILE")]
    collection: PathBuf,
}

/// What was written.
#[derive(Debug)]
struct Started {
    collection: PathBuf,
    overlay: PathBuf,
    loaded: Loaded,
}

/// Copies the collection, writes the overlay, and says what to do next.
///
/// # Errors
/// The name is taken or no name, or the file is no collection. Nothing is written then.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = workspace.root().join("collections");
    let sources =
        Sources::read(&workspace.root().join("templates")).map_err(|error| from_generator(&error))?;
    let started = start(&folder, &options.name, &options.collection, &sources)?;
    let errors: Vec<_> = started
        .loaded
        .api
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .cloned()
        .collect();
    complain(&diagnostics(&errors));
    print(&describe(&options.name, &started, errors.len()))
}

fn start(folder: &Path, name: &str, collection: &Path, sources: &Sources) -> Result<Started> {
    check_name(name)?;
    let copy = folder.join(format!("{name}.postman_collection.json"));
    let overlay = folder.join(format!("{name}.toml"));
    let lock = folder.join(format!("{name}.lock"));
    if let Some(taken) = [&copy, &overlay, &lock].into_iter().find(|path| path.exists()) {
        let help = "choose another name, or edit what is there";
        return Err(failure(format!("{} exists already", taken.display()), help));
    }
    if collection.is_dir() {
        let help = "export it from Postman as one file (Collection v2.1)";
        return Err(failure(format!("{} is a folder, not a file", collection.display()), help));
    }
    let bytes = fs::read(collection)
        .into_diagnostic()
        .wrap_err_with(|| format!("cannot read {}", collection.display()))?;
    let (text, loaded) = attempt(name, &bytes, collection, sources)?;
    write(&copy, &bytes)?;
    if let Err(report) = write(&overlay, text.as_bytes()) {
        // Half an API would stop every later run.
        fs::remove_file(&copy).into_diagnostic()?;
        return Err(report);
    }
    Ok(Started { collection: copy, overlay, loaded })
}

fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let sound = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(plain)
        && !name.ends_with('-')
        && name.len() <= LONGEST;
    if sound {
        return Ok(());
    }
    let help =
        format!("use lower-case words joined by hyphens, such as `shop`, at most {LONGEST} characters");
    Err(failure(format!("{:?} cannot be the name of an API", visible(name)), help))
}

/// Takes the API, overlay and all, through the generator in a folder of its own before anything is written.
fn attempt(name: &str, bytes: &[u8], source: &Path, sources: &Sources) -> Result<(String, Loaded)> {
    let staging = tempfile::tempdir().into_diagnostic()?;
    let collection = staging.path().join(format!("{name}.postman_collection.json"));
    let overlay = staging.path().join(format!("{name}.toml"));
    write(&collection, bytes)?;
    let load = |input: &Input| flow::load(input, &mut Timings::default());
    let bare = Input { name: name.to_owned(), ..Input::bare(source) };
    let api = load(&bare).map_err(|error| from_generator(&error))?.api;
    let targets = [("cli", TargetKind::Cli), ("mcp", TargetKind::Mcp)]
        .map(|(ending, kind)| Target::undecided(&api, kind, &format!("{name}-{ending}")));
    let text = overlay::draft(&api, &targets);
    write(&overlay, text.as_bytes())?;
    let input = Input { overlay: Some(overlay), lock: None, name: name.to_owned(), collection };
    let loaded = load(&input).map_err(|error| from_generator(&error))?;
    if loaded.sound().is_ok() {
        for target in &loaded.api.targets {
            render::render(&loaded.api, target, sources).map_err(|error| from_generator(&error))?;
        }
    }
    Ok((text, loaded))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let context = || format!("cannot write {}", path.display());
    let mut file = File::create_new(path).into_diagnostic().wrap_err_with(context)?;
    file.write_all(bytes).into_diagnostic().wrap_err_with(context)
}

fn describe(name: &str, started: &Started, errors: usize) -> String {
    let api = &started.loaded.api;
    let mut text = String::new();
    line(&mut text, format_args!("{}: as it was given", started.collection.display()));
    line(
        &mut text,
        format_args!(
            "{}: {} of {}, to look over",
            started.overlay.display(),
            count(api.operations.len(), "operation"),
            count(api.requests, "request")
        ),
    );
    text.push_str("\nNext:\n");
    if errors > 0 {
        let problems = count(errors, "problem");
        line(&mut text, format_args!("  correct the {problems} shown above in the overlay or in Postman"));
    }
    line(
        &mut text,
        format_args!("  cargo xtask model {name} --safety    look at names, classes and their reasons"),
    );
    line(&mut text, format_args!("  edit {}", started.overlay.display()));
    line(&mut text, format_args!("  cargo xtask generate {name}          write the crates under generated/"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use postman_codegen::files::Mode;

    const COLLECTION: &str =
        r#"{"info": {"name": "Shop"}, "item": [{"name": "List", "request": "https://a.example/list"}]}"#;

    fn sources() -> Sources {
        Sources::read(&Workspace::find().root().join("templates")).expect("the templates")
    }

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_started_generates_at_once_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let collections = folder.path().join("collections");
        fs::create_dir(&collections).expect("a folder");
        let source = folder.path().join("export.json");
        fs::write(&source, COLLECTION).expect("a file");
        let sources = sources();
        start(&collections, "shop", &source, &sources).expect("started");
        assert_eq!(
            fs::read(collections.join("shop.postman_collection.json")).expect("a copy"),
            COLLECTION.as_bytes()
        );

        let load = || {
            let inputs = Input::all(&collections).expect("a list");
            let timings = &mut Timings::default();
            inputs.iter().map(|input| flow::load(input, timings).expect("an API")).collect::<Vec<_>>()
        };
        let out = folder.path().join("generated");
        let run =
            |mode| flow::generate(&load(), &sources, &out, mode, &mut Timings::default()).expect("generated");
        assert_eq!(run(Mode::Write).crates.len(), 2);
        assert!(run(Mode::Check).is_current());

        fs::write(collections.join("shop.toml"), "title = \"Mine\"").expect("a file");
        assert!(start(&collections, "shop", &source, &sources).is_err());
        assert_eq!(fs::read_to_string(collections.join("shop.toml")).expect("a file"), "title = \"Mine\"");
    }

    #[test]
    fn nothing_is_written_for_a_bad_name_or_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("export.json");
        fs::write(&source, "{}").expect("a file");
        let sources = sources();
        for name in ["", "../shop", "Shop", "a/b", "-a", "a-", "9a", &"a".repeat(41)] {
            assert!(start(folder.path(), name, &source, &sources).is_err(), "{name}");
        }
        assert!(start(folder.path(), "shop", &source, &sources).is_err());
        assert_eq!(files(folder.path()), ["export.json"]);
    }
}
