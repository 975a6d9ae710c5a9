//! Commands of the workspace: `cargo xtask --help`.

mod ci;
mod corpus;
mod demo;
mod fuzz;
mod generate;
mod lint;
mod lock;
mod model;
mod new;
mod notices;
mod report;
mod sandbox;
mod terminal;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Turns Postman collections into Rust crates, and checks everything about them.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Regenerate the crates under generated/, or one crate from any collection
    Generate(generate::Options),
    /// Show what a collection becomes: operations, names, classes, diagnostics
    Model(model::Options),
    /// Start an API: its collection, and an overlay with every decision that the generator made
    New(new::Options),
    /// Take any collections through the whole generator, and tell what came of each
    Corpus(corpus::Options),
    /// Feed the generator whatever a fuzzer comes up with
    Fuzz(fuzz::Options),
    /// Run clippy and rustfmt over the workspace and every generated crate
    Lint,
    /// Renew the Cargo.lock templates
    Lock,
    /// Run the stand-in of an API on loopback
    Sandbox(sandbox::Options),
    /// Show the main job live: generate, build, charge a customer, refuse a payout, pay it
    Demo,
    /// Run the whole check
    Ci(ci::Options),
}

fn main() -> ExitCode {
    let options = Options::parse();
    let workspace = Workspace::find();
    let result = match &options.command {
        Command::Generate(options) => generate::run(&workspace, options),
        Command::Model(options) => model::run(&workspace, options),
        Command::New(options) => new::run(&workspace, options),
        Command::Corpus(options) => corpus::run(&workspace, options),
        Command::Fuzz(options) => fuzz::run(&workspace, options),
        Command::Lint => lint::run(workspace.root()),
        Command::Lock => lock::run(workspace.root()),
        Command::Sandbox(options) => sandbox::run(&workspace, options),
        Command::Demo => demo::run(&workspace),
        Command::Ci(options) => ci::run(&workspace, options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            terminal::complain(&format!("{report:?}"));
            ExitCode::FAILURE
        }
    }
}
