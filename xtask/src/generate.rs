//! `cargo xtask generate`.

use std::env;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use miette::{IntoDiagnostic, Result};
use postman_codegen::files::{Mode, Report};
use postman_codegen::flow::{self, Input, Loaded, Outcome, Timings};
use postman_codegen::lock::{ChangeKind, Comparison};
use postman_codegen::model::{Severity, Target, TargetKind};
use postman_codegen::render::Sources;

use crate::report::{self, count, failure, from_generator, line};
use crate::terminal::{complain, one_line, print, visible};
use crate::workspace::Workspace;

/// What to generate.
#[derive(Debug, Args)]
pub struct Options {
    /// Short names of APIs in collections/; all when left out
    apis: Vec<String>,
    /// Write nothing; fail with a diff when anything is stale or edited by hand
    #[arg(long)]
    check: bool,
    /// Overwrite edits made by hand
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Show how long each phase took
    #[arg(long)]
    timings: bool,
    /// Any collection, without overlay: a JSON export, or a folder of YAML
    #[arg(long, value_name = "PATH", requires_all = ["kind", "name", "out"], conflicts_with = "apis")]
    collection: Option<PathBuf>,
    /// What the crate is
    #[arg(long, value_enum, requires = "collection")]
    kind: Option<Kind>,
    /// Name of the crate and of its program
    #[arg(long, requires = "collection")]
    name: Option<String>,
    /// Folder of the crate
    #[arg(long, value_name = "DIR", requires = "collection")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Cli,
    Mcp,
}

impl From<Kind> for TargetKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Cli => Self::Cli,
            Kind::Mcp => Self::Mcp,
        }
    }
}

impl Options {
    fn mode(&self) -> Mode {
        match (self.check, self.force) {
            (true, _) => Mode::Check,
            (false, true) => Mode::Force,
            (false, false) => Mode::Write,
        }
    }
}

/// Generates, and says what changed.
///
/// # Errors
/// Something is wrong with the input, a file was edited by hand, or with `--check` something is stale.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut timings = Timings::default();
    let mode = options.mode();
    let templates = shortened(&workspace.root().join("templates"));
    let sources =
        timings.measure("templates", || Sources::read(&templates)).map_err(|e| from_generator(&e))?;
    let outcome = match (&options.collection, options.kind, &options.name, &options.out) {
        (Some(file), Some(kind), Some(name), Some(out)) => {
            let loaded = load(&Input::bare(file), &mut timings)?;
            let target = Target::undecided(&loaded.api, kind.into(), name);
            flow::generate_one(&loaded, &target, &sources, out, mode, &mut timings)
        }
        _ => {
            let inputs = choose(workspace, &options.apis)?;
            let apis: Vec<Loaded> =
                inputs.iter().map(|input| load(input, &mut timings)).collect::<Result<_>>()?;
            let out = shortened(&workspace.root().join("generated"));
            flow::generate(&apis, &sources, &out, mode, &mut timings)
        }
    };
    let outcome = outcome.map_err(|error| from_generator(&error))?;
    print(&describe(&outcome, mode))?;
    if options.timings {
        complain(&describe_timings(&timings));
    }
    let orphans = if options.apis.is_empty() && options.collection.is_none() {
        orphans(workspace, &outcome)?
    } else {
        Vec::new()
    };
    for folder in &orphans {
        complain(&format!("{} belongs to no target of any overlay; delete it", folder.display()));
    }
    if mode == Mode::Check && !(outcome.is_current() && orphans.is_empty()) {
        let help = "run `cargo xtask generate` and commit the result; what was edited by hand belongs in the \
                    overlay or the templates";
        return Err(failure("generated files are not what their input gives", help));
    }
    Ok(())
}

/// Crates that no overlay asks for any more.
fn orphans(workspace: &Workspace, outcome: &Outcome) -> Result<Vec<PathBuf>> {
    let known = |folder: &PathBuf| {
        outcome.crates.iter().any(|one| folder.file_name().is_some_and(|name| name == one.name.as_str()))
    };
    let crates = workspace.generated_crates().into_diagnostic()?;
    Ok(crates.iter().filter(|folder| !known(folder)).map(|folder| shortened(folder)).collect())
}

/// The APIs of those names, or all.
///
/// # Errors
/// A name is unknown.
pub fn choose(workspace: &Workspace, names: &[String]) -> Result<Vec<Input>> {
    let folder = shortened(&workspace.root().join("collections"));
    let all = Input::all(&folder).map_err(|error| from_generator(&error))?;
    if names.is_empty() {
        return Ok(all);
    }
    let known: Vec<&str> = all.iter().map(|input| input.name.as_str()).collect();
    names
        .iter()
        .map(|name| {
            all.iter().find(|input| input.name == *name).cloned().ok_or_else(|| {
                let folder = folder.display();
                failure(
                    format!("there is no API {name:?} in {folder}"),
                    format!("known: {}", known.join(", ")),
                )
            })
        })
        .collect()
}

/// A path as the user would write it, where it lies below the working folder.
fn shortened(path: &Path) -> PathBuf {
    let below = env::current_dir().ok().and_then(|here| path.strip_prefix(here).map(Path::to_path_buf).ok());
    below.filter(|path| !path.as_os_str().is_empty()).unwrap_or_else(|| path.to_owned())
}

/// Loads an API; its warnings and changes go to standard error.
fn load(input: &Input, timings: &mut Timings) -> Result<Loaded> {
    let loaded = flow::load(input, timings).map_err(|error| from_generator(&error))?;
    let warnings: Vec<_> =
        loaded.api.diagnostics.iter().filter(|found| found.severity == Severity::Warning).cloned().collect();
    if !warnings.is_empty() {
        complain(&report::diagnostics(&warnings));
    }
    let changes = describe_changes(&input.name, &loaded.comparison);
    if !changes.is_empty() {
        complain(&changes);
    }
    Ok(loaded)
}

fn describe_changes(api: &str, comparison: &Comparison) -> String {
    let mut text = String::new();
    for change in &comparison.changes {
        let word = match change.kind {
            ChangeKind::Guarded(name) => name,
            ChangeKind::Breaking => "breaking",
            ChangeKind::Safety => "safety",
            ChangeKind::Added => "added",
        };
        line(
            &mut text,
            format_args!("{api}: {word}: {} {}", one_line(&change.subject), one_line(&change.message)),
        );
        if let Some(reason) = &change.allowed {
            line(&mut text, format_args!("    allowed: {reason}"));
        }
    }
    for demand in &comparison.demands {
        line(
            &mut text,
            format_args!(
                "{api}: version: these changes ask for {} {} or higher; the overlay says {}",
                demand.target, demand.lowest, demand.stated
            ),
        );
    }
    text
}

fn describe(outcome: &Outcome, mode: Mode) -> String {
    if outcome.is_current() {
        let names: Vec<_> = outcome.crates.iter().map(|one| one.name.as_str()).collect();
        return format!("Nothing to do: {} should be.\n", join(&names));
    }
    let mut text = String::new();
    for one in outcome.crates.iter().filter(|one| !one.report.is_current()) {
        let report = &one.report;
        line(&mut text, format_args!("{}: {}", one.name, summary(report)));
        let lists = [
            ("+", &report.created),
            ("~", &report.changed),
            ("-", &report.deleted),
            ("edited by hand:", &report.edited),
            ("not ours, left alone:", &report.unknown),
        ];
        for (mark, list) in lists {
            describe_list(&mut text, mark, list);
        }
        text.push_str(&visible(&report.diff));
    }
    for lock in &outcome.locks {
        let word = if mode == Mode::Check { "stale" } else { "written" };
        line(&mut text, format_args!("{}: {word}", lock.path.display()));
        if mode == Mode::Check {
            text.push_str(&visible(&lock.diff));
        }
    }
    text
}

/// More would scroll the rest away.
const LONGEST_LIST: usize = 20;

fn describe_list(text: &mut String, mark: &str, list: &[String]) {
    for path in list.iter().take(LONGEST_LIST) {
        line(text, format_args!("  {mark} {}", visible(path)));
    }
    if let Some(more) = list.len().checked_sub(LONGEST_LIST).filter(|more| *more > 0) {
        line(text, format_args!("  {mark} and {more} more"));
    }
}

fn summary(report: &Report) -> String {
    let parts = [
        (report.created.len(), "created"),
        (report.changed.len(), "changed"),
        (report.deleted.len(), "deleted"),
        (report.edited.len(), "edited by hand"),
        (report.unknown.len(), "unknown"),
    ];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(*number, "file")))
        .collect();
    format!("{}, {} unchanged", parts.join(", "), report.unchanged)
}

fn describe_timings(timings: &Timings) -> String {
    let mut text = String::new();
    let mut total = 0.0;
    for (phase, time) in timings.iter() {
        let milliseconds = time.as_secs_f64() * 1000.0;
        total += milliseconds;
        line(&mut text, format_args!("{phase:>10} {milliseconds:>8.1} ms"));
    }
    line(&mut text, format_args!("{:>10} {total:>8.1} ms", "total"));
    text
}

fn join(names: &[&str]) -> String {
    match names {
        [] => "there is no crate that".into(),
        [one] => format!("{one} is as it"),
        [first @ .., last] => format!("{} and {last} are as they", first.join(", ")),
    }
}
