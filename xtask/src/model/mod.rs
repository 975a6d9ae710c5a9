//! `cargo xtask model`: what a collection becomes.

mod chains;
mod json;
mod table;

use std::path::Path;

use clap::Args;
use miette::Result;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::Diagnostic;
use postman_codegen::postman;

use crate::report::from_generator;
use crate::terminal::{print, print_data};
use crate::workspace::Workspace;

/// What to show.
#[derive(Debug, Args)]
pub struct Options {
    /// Short name of an API in collections/, or any collection: a JSON export, or a folder of YAML
    source: String,
    /// Everything, as JSON
    #[arg(long)]
    json: bool,
    /// Why each operation has its class
    #[arg(long, conflicts_with = "json")]
    safety: bool,
    /// Which request gives a value that others use
    #[arg(long, conflicts_with_all = ["json", "safety"])]
    chains: bool,
}

/// Shows the model with its diagnostics, errors among them: reading is not generating.
///
/// # Errors
/// The file is no collection, or an overlay does not fit it.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let input = input(workspace, &options.source)?;
    let loaded = flow::load(&input, &mut Timings::default()).map_err(|error| from_generator(&error))?;
    if options.json {
        return print_data(&format!("{:#}\n", json::model(&loaded)));
    }
    print(&show(&loaded, options))
}

/// Why requests are left out, one diagnostic for each; accepting one in the overlay makes no operation of it.
fn skipped(loaded: &Loaded) -> impl Iterator<Item = &Diagnostic> {
    let accepted = loaded.accepted.iter().map(|accepted| &accepted.diagnostic);
    loaded.api.diagnostics.iter().chain(accepted).filter(|found| postman::is_skipped(found))
}

fn show(loaded: &Loaded, options: &Options) -> String {
    if options.safety {
        table::safety(loaded)
    } else if options.chains {
        chains::show(loaded)
    } else {
        table::overview(loaded)
    }
}

/// A path is a path; a bare word names an API.
fn input(workspace: &Workspace, source: &str) -> Result<Input> {
    let path = Path::new(source);
    let is_path = path.components().count() > 1 || path.extension().is_some() || path.exists();
    if is_path {
        return Ok(Input::bare(path));
    }
    let mut chosen = crate::generate::choose(workspace, &[source.to_owned()])?;
    chosen.pop().ok_or_else(|| crate::report::failure(format!("there is no API {source:?}"), ""))
}
