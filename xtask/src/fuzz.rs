//! `cargo xtask fuzz`: libFuzzer over the generator, on stable Rust.
//!
//! Coverage counters are an LLVM pass; without unsafe code of ours an address sanitizer would find nothing, so that no
//! nightly compiler is needed. What was found interesting stays in `target/fuzz/corpus` for the next run.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use miette::{IntoDiagnostic, Result, WrapErr};
use serde_json::Value;

use crate::report::failure;
use crate::terminal::complain;
use crate::workspace::{Workspace, has, shown};

/// Flags that make LLVM count where the program has been; those of cargo-fuzz, without a sanitizer.
const RUSTFLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg=fuzzing";

/// What to fuzz, and how long.
#[derive(Debug, Args)]
pub struct Options {
    /// What to feed; everything when left out
    targets: Vec<Target>,
    /// How long each target runs
    #[arg(long, default_value_t = 60, value_name = "N")]
    seconds: u32,
}

/// A fuzz target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Bytes as a file, from reading to the files of both crates
    Reader,
    /// A text as Markdown of a request, a folder and a collection
    Markdown,
    /// A text as scripts
    Scripts,
}

impl Target {
    const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Markdown => "markdown",
            Self::Scripts => "scripts",
        }
    }

    /// Texts that the target begins with, taken from a collection.
    fn seeds(self, file: &[u8]) -> Vec<Vec<u8>> {
        let text = || String::from_utf8_lossy(file).into_owned();
        let key = match self {
            Self::Reader => return vec![file.to_owned()],
            Self::Markdown => "description",
            Self::Scripts => "exec",
        };
        let mut found = Vec::new();
        if let Ok(collection) = serde_json::from_str(text().trim_start_matches('\u{feff}')) {
            collect(&collection, key, &mut found);
        }
        found
    }
}

/// Texts that stand under a key, at any depth; of a list the lines.
fn collect(value: &Value, key: &str, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                match inner {
                    Value::String(text) if name == key => found.push(text.clone().into_bytes()),
                    Value::Array(lines) if name == key && lines.iter().all(Value::is_string) => {
                        let lines: Vec<_> = lines.iter().filter_map(Value::as_str).collect();
                        found.push(lines.join("\n").into_bytes());
                    }
                    inner => collect(inner, key, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, key, found)),
        _ => {}
    }
}

/// Builds the targets and runs them one after the other.
///
/// # Errors
/// They do not build, or one of them found something; the input that shows it is kept and named.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if !has("c++", "--version") {
        return Err(failure("libFuzzer needs a C++ compiler", "apt-get install g++, for one"));
    }
    let out = workspace.root().join("target").join("fuzz");
    let binaries = build(workspace, &out)?;
    let targets = match options.targets.as_slice() {
        [] => Target::value_variants(),
        some => some,
    };
    let mut failed = Vec::new();
    for target in targets {
        let corpus = seed(workspace, &out, *target)?;
        let artifacts = out.join("artifacts").join(target.name());
        fs::create_dir_all(&artifacts).into_diagnostic()?;
        let mut command = std::process::Command::new(binaries.join(target.name()));
        command.arg(format!("-max_total_time={}", options.seconds));
        command.args(["-timeout=20", "-rss_limit_mb=4096", "-max_len=20000", "-print_final_stats=1"]);
        command.arg(format!("-artifact_prefix={}/", artifacts.display())).arg(&corpus);
        complain(&format!("$ {}", shown(&command)));
        if !command.status().into_diagnostic()?.success() {
            failed.push(format!("{}: see {}", target.name(), artifacts.display()));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(failure(failed.join("\n"), "run the target's program with that file as its argument to see it again"))
}

/// Builds all targets; gives their folder. A target triple keeps the counters out of build scripts.
fn build(workspace: &Workspace, out: &Path) -> Result<PathBuf> {
    let triple = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--locked", "--manifest-path"]);
    cargo.arg(workspace.root().join("tests").join("fuzz").join("Cargo.toml"));
    cargo.arg("--target-dir").arg(out).args(["--target", &triple]).env("RUSTFLAGS", RUSTFLAGS);
    let status = cargo.status().into_diagnostic().wrap_err("cargo could not be started")?;
    if !status.success() {
        return Err(failure("the fuzz targets do not build", shown(&cargo)));
    }
    Ok(out.join(triple).join("release"))
}

/// The folder that the fuzzer begins with and adds to: what our fixtures hold.
fn seed(workspace: &Workspace, out: &Path, target: Target) -> Result<PathBuf> {
    let corpus = out.join("corpus").join(target.name());
    fs::create_dir_all(&corpus).into_diagnostic()?;
    let fixtures = workspace.root().join("tests").join("fixtures").join("collections");
    for entry in fs::read_dir(&fixtures).into_diagnostic()? {
        let path = entry.into_diagnostic()?.path();
        if !path.is_file() {
            continue;
        }
        let file = fs::read(&path).into_diagnostic()?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        for (at, seed) in target.seeds(&file).into_iter().enumerate() {
            fs::write(corpus.join(format!("seed-{stem}-{at}")), seed).into_diagnostic()?;
        }
    }
    Ok(corpus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_the_texts_of_a_collection() {
        let file = "\u{feff}{\"info\": {\"description\": \"# A\"}, \"item\": [{\"event\": [{\"script\": {\"exec\": [\"a\", \"b\"]}}]}]}";
        assert_eq!(Target::Markdown.seeds(file.as_bytes()), [b"# A"]);
        assert_eq!(Target::Scripts.seeds(file.as_bytes()), [b"a\nb"]);
        assert_eq!(Target::Reader.seeds(file.as_bytes()), [file.as_bytes()]);
    }
}
