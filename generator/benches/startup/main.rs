//! What it costs to start a generated command-line tool, in instructions, so that any machine gives the same figures.
//!
//! `cargo bench -p postman-codegen --bench startup` renders the tool of Pay and one of 2,000 commands, builds both as they
//! ship, and runs them under callgrind. Beside Pay's tool stands a bare clap program with the same commands, deferred by
//! group, and the same flags, and beside each wanted figure whether it holds. Arguments choose: `size` (the bytes of Pay's
//! tool), `pay`, `large`. All but `size` need valgrind.

mod bare;
mod callgrind;
#[path = "../synthetic/mod.rs"]
mod synthetic;
#[path = "../synthetic/target.rs"]
mod target;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::{Target, TargetKind};
use postman_codegen::render::Sources;

/// Times the instructions of the bare program that are allowed.
const MOST_TIMES: f64 = 1.3;
/// Of the tool of 2,000 commands.
const MOST_OF_VERSION: u64 = 1_500_000;
const MOST_OF_ONE_HELP: u64 = 3_000_000;
/// Of the tool of Pay.
const MOST_BYTES: u64 = 5_000_000;

fn main() -> ExitCode {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|word| word == name);
    if let (Err(why), true) = (callgrind::is_there(), wanted("pay") || wanted("large")) {
        eprintln!("{why}");
        return ExitCode::FAILURE;
    }
    println!("{:<42} {:>12} {:>12}  holds", "what", "is", "wanted");
    let mut holds = true;
    if wanted("size") {
        holds &= line("pay: bytes", fs::metadata(Pay::built().tool).expect("it is there").len(), MOST_BYTES);
    }
    if wanted("pay") {
        holds &= pay(&Pay::built());
    }
    if wanted("large") {
        holds &= large();
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The tool of Pay, and what it is made of.
struct Pay {
    loaded: Loaded,
    target: Target,
    folder: PathBuf,
    tool: PathBuf,
}

impl Pay {
    fn built() -> Self {
        let inputs = Input::all(&root().join("collections")).expect("collections");
        let input = inputs.into_iter().find(|input| input.name == "pay").expect("the API");
        let loaded = flow::load(&input, &mut Timings::default()).expect("an API");
        let mut targets = loaded.api.targets.iter();
        let target = targets.find(|target| target.kind == TargetKind::Cli).expect("a tool").clone();
        let folder = rendered(&loaded, &target);
        let tool = built(&folder, &target.name);
        Self { loaded, target, folder, tool }
    }
}

/// The tool of Pay against the bare program.
fn pay(Pay { loaded, target, folder, tool }: &Pay) -> bool {
    let said = |words: &[&str]| {
        Command::new(tool).args(words).env("COLUMNS", "1000").output().expect("it runs").stdout
    };
    let map = serde_json::from_slice(&said(&["commands", "--json"])).expect("a map of its commands");
    let flags = bare::flags(&String::from_utf8_lossy(&said(&["--help"])));
    assert!(flags.len() > 10, "the flags of every command are among its help: {flags:?}");
    let bare = |name: &str, flags: &[bare::Flag]| {
        let beside = folder.with_file_name(name);
        bare::write(folder, &beside, (target, name), &map, flags);
        built(&beside, name)
    };
    let (plain, commands_only) = (bare("bare", &flags), bare("bare-commands", &[]));

    let mut holds = true;
    for flag in ["--version", "--help"] {
        let counts = [tool, &plain, &commands_only].map(|program| callgrind::instructions(program, &[flag]));
        let [is, plain, commands_only] = counts;
        let times = times(is, plain);
        println!(
            "{:<42} {is:>12} {plain:>12}  {}",
            format!("pay {flag}: {times:.2} times the bare"),
            mark(times <= MOST_TIMES)
        );
        println!("{:<42} {:>12} {commands_only:>12}", "    beside a bare one without flags", "");
        holds &= times <= MOST_TIMES;
    }
    let words: Vec<&str> = loaded
        .api
        .operations
        .last()
        .into_iter()
        .flat_map(|last| &last.cli)
        .map(String::as_str)
        .chain(["--help"])
        .collect();
    println!("{:<42} {:>12}", format!("pay {}", words.join(" ")), callgrind::instructions(tool, &words));
    holds
}

/// A tool of 2,000 commands.
fn large() -> bool {
    let folder = scratch();
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("synthetic.json");
    fs::write(&file, synthetic::collection(2_000).to_string()).expect("written");
    let loaded = flow::load(&Input::bare(&file), &mut Timings::default()).expect("an API");
    let target = target::synthetic_cli();
    let middle = &loaded.api.operations[loaded.api.operations.len() / 2].cli;
    let words: Vec<&str> = middle.iter().map(String::as_str).chain(["--help"]).collect();
    let tool = built(&rendered(&loaded, &target), &target.name);
    println!("{:<42} {:>12}", "2,000 commands --help", callgrind::instructions(&tool, &["--help"]));
    let version =
        line("2,000 commands --version", callgrind::instructions(&tool, &["--version"]), MOST_OF_VERSION);
    let help = line(
        &format!("2,000 commands {}", words.join(" ")),
        callgrind::instructions(&tool, &words),
        MOST_OF_ONE_HELP,
    );
    version && help
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of two digits")]
fn times(is: u64, plain: u64) -> f64 {
    is as f64 / plain as f64
}

fn line(what: &str, is: u64, most: u64) -> bool {
    println!("{what:<42} {is:>12} {most:>12}  {}", mark(is <= most));
    is <= most
}

const fn mark(holds: bool) -> &'static str {
    if holds { "yes" } else { "NO" }
}

/// The crate, as the templates give it now.
fn rendered(loaded: &Loaded, target: &Target) -> PathBuf {
    let sources = Sources::read(&root().join("templates")).expect("the templates");
    let out = scratch().join(&target.name);
    flow::generate_one(loaded, target, &sources, &out, Mode::Force, &mut Timings::default())
        .expect("generated");
    out
}

/// The program, built as it ships: as the README of a generated tool says it for Linux.
fn built(folder: &Path, name: &str) -> PathBuf {
    let target = root().join("target").join("bench");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["rustc", "--quiet", "--release", "--locked", "--bin", name, "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    let script = folder.join("dist/linux.ld");
    if cfg!(target_os = "linux") && script.exists() {
        cargo.args(["--", "-C"]).arg(format!("link-arg=-Wl,-T,{}", script.display()));
    }
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "{name} does not build");
    target.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where the crates are written.
fn scratch() -> PathBuf {
    root().join("target").join("bench").join("startup")
}
