//! The generated crates, built from their own locks, once per test run.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::{Api, Target, TargetKind};
use postman_codegen::render::Sources;

/// A generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// Command-line tool of Pay.
    PayCli,
    /// MCP server of Pay.
    PayMcp,
    /// MCP server of Commerce.
    CommerceMcp,
    /// A command-line tool of Commerce, which is not published: rendered for tests by the same generator.
    CommerceCli,
}

impl Product {
    /// Crate and binary name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PayCli => "refacil-pay-cli",
            Self::PayMcp => "refacil-pay-mcp",
            Self::CommerceMcp => "refacil-commerce-mcp",
            Self::CommerceCli => "commerce-cli",
        }
    }

    /// The folder of the crate: vendored, or for one that is not published below `target/`.
    #[must_use]
    pub fn folder(self) -> PathBuf {
        match self {
            Self::CommerceCli => root().join("target").join("products").join(self.name()),
            _ => root().join("generated").join(self.name()),
        }
    }

    /// The binary, built from `generated/` when it was not built in this run yet.
    ///
    /// # Panics
    /// The crate does not build from its lock, or is not what the templates give.
    #[must_use]
    pub fn binary(self) -> PathBuf {
        static BUILT: OnceLock<Mutex<BTreeMap<Product, PathBuf>>> = OnceLock::new();
        let mut built = BUILT.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        built.entry(self).or_insert_with(|| once_per_run(self)).clone()
    }
}

/// The generator's command-line tool, built once per run.
///
/// # Panics
/// It does not build.
#[must_use]
pub fn xtask() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = || {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status =
            Command::new(cargo).args(["build", "--quiet", "-p", "xtask"]).current_dir(root()).status();
        assert!(status.is_ok_and(|status| status.success()), "xtask does not build");
        root().join("target").join("debug").join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
    };
    BUILT.get_or_init(built).clone()
}

/// The top folder of the checkout.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where generated crates are built.
#[must_use]
pub fn target() -> PathBuf {
    root().join("target").join("generated")
}

/// Builds the crate in that folder from its own lock and gives its binary.
///
/// # Panics
/// It does not build.
#[must_use]
pub fn build(folder: &Path, name: &str) -> PathBuf {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{name} does not build:\n{}", String::from_utf8_lossy(&output.stderr));
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// nextest runs each test in a process of its own: the first of a run builds, the others wait and find its mark.
fn once_per_run(product: Product) -> PathBuf {
    let name = product.name();
    let Ok(run) = std::env::var("NEXTEST_RUN_ID") else { return prepare(product) };
    let marks = target().join("runs");
    fs::create_dir_all(&marks).expect("the target folder can be written");
    let lock = File::create(marks.join(format!("{name}.lock"))).expect("the target folder can be written");
    lock.lock().expect("the mark can be locked");
    let mark = marks.join(name);
    if fs::read_to_string(&mark).is_ok_and(|found| found == run) {
        return target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    }
    let binary = prepare(product);
    fs::write(&mark, run).expect("the target folder can be written");
    binary
}

fn prepare(product: Product) -> PathBuf {
    match product {
        Product::CommerceCli => render_commerce_cli(&product.folder()),
        _ => assert_current(),
    }
    build(&product.folder(), product.name())
}

/// What is tested is what the templates give now: a change that was not generated is a failure, not an old success.
fn assert_current() {
    let mut timings = Timings::default();
    let inputs = Input::all(&root().join("collections")).expect("collections can be listed");
    let apis: Vec<Loaded> =
        inputs.iter().map(|input| flow::load(input, &mut timings).expect("the API is sound")).collect();
    let out = root().join("generated");
    let outcome =
        flow::generate(&apis, &sources(), &out, Mode::Check, &mut timings).expect("it can be compared");
    assert!(
        outcome.is_current(),
        "generated/ is not what templates and collections give; run `cargo xtask generate`"
    );
}

/// The templates.
///
/// # Panics
/// They cannot be read.
#[must_use]
pub fn sources() -> Sources {
    Sources::read(&root().join("templates")).expect("the templates can be read")
}

/// An API of `collections/`, with its overlay applied.
///
/// # Panics
/// It is not sound.
#[must_use]
pub fn model(name: &str) -> Api {
    load(name).api
}

/// README of Pay's command-line tool in that language.
///
/// # Panics
/// It cannot be rendered.
#[must_use]
pub fn readme(language: &str) -> String {
    let loaded = load("pay");
    let cli = loaded.api.targets.iter().find(|target| target.kind == TargetKind::Cli).expect("a tool");
    let target = Target { language: language.to_owned(), ..cli.clone() };
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join(&target.name);
    flow::generate_one(&loaded, &target, &sources(), &out, Mode::Force, &mut Timings::default())
        .expect("the crate is rendered");
    fs::read_to_string(out.join("README.md")).expect("it has a README")
}

fn load(name: &str) -> Loaded {
    let inputs = Input::all(&root().join("collections")).expect("collections can be listed");
    let input = inputs.into_iter().find(|input| input.name == name).expect("a known API");
    let loaded = flow::load(&input, &mut Timings::default()).expect("the API can be read");
    loaded.sound().expect("the API is sound");
    loaded
}

fn render_commerce_cli(folder: &Path) {
    let loaded = load("commerce");
    let target = Target {
        kind: TargetKind::Cli,
        name: "commerce-cli".into(),
        version: "0.0.0".into(),
        env_prefix: "COMMERCE_CLI".into(),
        language: "en".into(),
        about: "Commerce for tests".into(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    };
    flow::generate_one(&loaded, &target, &sources(), folder, Mode::Force, &mut Timings::default())
        .expect("the crate is rendered");
}
