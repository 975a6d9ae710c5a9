//! One collection, taken through the generator in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use postman_codegen::error::Error;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::{Api, Severity, Target, TargetKind};
use postman_codegen::overlay::{self, Overlay};
use postman_codegen::postman;
use postman_codegen::render::{self, Sources};

/// Names of the two crates; the targets of all collections share a build folder, so that a name says its kind only.
pub const CRATES: [(TargetKind, &str); 2] =
    [(TargetKind::Cli, "corpus-cli"), (TargetKind::Mcp, "corpus-mcp")];

/// What came of a collection.
#[derive(Debug, Default)]
pub struct Trial {
    /// The collection.
    pub file: PathBuf,
    /// The API, unless the file was refused.
    pub loaded: Option<Loaded>,
    /// Why the file, or what it holds, was refused.
    pub refused: Option<String>,
    /// What the generator did wrong.
    pub faults: Vec<String>,
    /// How long reading and lowering took.
    pub load: Duration,
    /// How long rendering both crates took.
    pub render: Duration,
    /// Both crates compiled and ran.
    pub compiled: bool,
}

impl Trial {
    /// Takes a collection as far as it goes in memory. A panic is a fault like any other.
    pub fn of(file: &Path, sources: &Sources) -> Self {
        let mut trial = Self { file: file.to_owned(), ..Self::default() };
        if catch_unwind(AssertUnwindSafe(|| trial.attempt(sources))).is_err() {
            trial.faults.push("panicked".into());
        }
        trial
    }

    /// There are crates to compile.
    pub fn is_generated(&self) -> bool {
        self.loaded.is_some() && self.refused.is_none() && self.faults.is_empty()
    }

    fn attempt(&mut self, sources: &Sources) {
        let started = Instant::now();
        let loaded = flow::load(&Input::bare(&self.file), &mut Timings::default());
        self.load = started.elapsed();
        match loaded {
            Ok(loaded) => {
                self.judge(&loaded, sources);
                self.loaded = Some(loaded);
            }
            Err(error) => self.refused = Some(first_line(&error)),
        }
    }

    fn judge(&mut self, loaded: &Loaded, sources: &Sources) {
        let lost = unexplained(&loaded.api);
        if lost > 0 {
            self.faults.push(format!("{lost} requests became neither an operation nor a diagnostic"));
        }
        if let Err(error) = loaded.sound() {
            self.refused = Some(first_line(&error));
            return;
        }
        let started = Instant::now();
        for (kind, name) in CRATES {
            let target = Target::undecided(&loaded.api, kind, name);
            let twice = [(); 2].map(|()| render::render(&loaded.api, &target, sources));
            match twice {
                [Ok(first), Ok(second)] if first != second => {
                    self.faults.push(format!("{name}: two runs differ"));
                }
                [Err(error), _] | [_, Err(error)] => {
                    self.faults.push(format!("{name}: {}", first_line(&error)))
                }
                _ => {}
            }
        }
        self.render = started.elapsed() / 2;
        if let Err(why) = keeps_its_draft(&loaded.api, sources) {
            self.faults.push(why);
        }
    }
}

/// The overlay that `cargo xtask new` would write changes nothing.
fn keeps_its_draft(api: &Api, sources: &Sources) -> Result<(), String> {
    let targets = CRATES.map(|(kind, name)| Target::undecided(api, kind, name));
    let overlay =
        Overlay::parse(&overlay::draft(api, &targets), "draft").map_err(|error| first_line(&error))?;
    let with = overlay::apply(api.clone(), &overlay).map_err(|error| first_line(&error))?;
    // A server shares what its tool keeps where both come from one overlay.
    let bare = Api { targets: with.targets.clone(), ..api.clone() };
    for target in &targets {
        let [bare, drafted] = [&bare, &with].map(|api| render::render(api, target, sources).ok());
        if bare != drafted {
            return Err(format!("{}: the drafted overlay changes it", target.name));
        }
    }
    Ok(())
}

/// Requests of which neither an operation nor a diagnostic tells.
fn unexplained(api: &Api) -> usize {
    let explained = api.diagnostics.iter().filter(|found| postman::is_skipped(found));
    api.requests.saturating_sub(api.operations.len() + explained.count())
}

fn first_line(error: &Error) -> String {
    let text = match error {
        Error::Problems(list) => {
            let errors = list.iter().filter(|found| found.severity == Severity::Error);
            let first = errors.clone().next();
            let text = first.map(|found| format!("{} at {}: {}", found.code, found.place, found.message));
            format!("{} errors, first {}", errors.count(), text.unwrap_or_default())
        }
        other => other.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}
