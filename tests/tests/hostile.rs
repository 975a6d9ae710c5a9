//! Rule T1 from the file to the compiler: a hostile collection gives crates that build, test clean and stay in their folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen_tests::products::{root, sources, target};
use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Timings};
use postman_codegen::model::{Target, TargetKind};

fn generate(kind: TargetKind, name: &str, out: &Path) -> PathBuf {
    let input = Input::bare(&root().join("tests/fixtures/hostile.postman_collection.json"));
    let loaded = flow::load(&input, &mut Timings::default()).expect("it is read");
    assert_eq!(loaded.api.operations.len(), loaded.api.requests, "no request is lost");
    let target = Target {
        kind,
        name: name.into(),
        version: "0.1.0".into(),
        env_prefix: "HOSTILE".into(),
        language: "en".into(),
        about: "Hostile \" */ {{x}}\n\u{1b}[31m".into(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    };
    let folder = out.join("inside").join(name);
    flow::generate_one(&loaded, &target, &sources(), &folder, Mode::Write, &mut Timings::default())
        .expect("it is rendered");
    folder
}

/// `cargo test`, not nextest: an indented line in a doc comment would be run as a doctest.
fn cargo_test(folder: &Path) {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--quiet", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_hostile_collection_becomes_crates_that_pass_their_tests() {
    let out = tempfile::tempdir().expect("a folder");
    for (kind, name) in [(TargetKind::Cli, "hostile-cli"), (TargetKind::Mcp, "hostile-mcp")] {
        let folder = generate(kind, name, out.path());
        for file in files(out.path()) {
            assert!(file.starts_with(out.path().join("inside")), "{} is outside", file.display());
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            assert!(name.len() <= 100 && name.chars().all(|c| c.is_ascii_graphic()), "{name:?}");
        }
        cargo_test(&folder);
    }
}

#[test]
fn its_tool_shows_no_control_character_and_runs_no_text() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = generate(TargetKind::Cli, "hostile-cli", out.path());
    let binary = codegen_tests::products::build(&folder, "hostile-cli");
    for arguments in [&["--help"][..], &["--version", "--json"], &["exit-codes"]] {
        let output = Command::new(&binary).args(arguments).env("NO_COLOR", "1").output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let hidden = |c: &char| (c.is_control() && *c != '\n') || ('\u{200b}'..='\u{202e}').contains(c);
        assert_eq!(text.chars().find(hidden), None, "{arguments:?}: {text:?}");
    }
}

#[test]
fn a_description_of_a_megabyte_is_read_and_rendered() {
    let folder = tempfile::tempdir().expect("a folder");
    let description =
        "| a | b |\n|---|---|\n".to_owned() + &"| x `y` \\ \" {{z}} | - [ ] * _ |\n".repeat(40_000);
    let collection = serde_json::json!({
        "info": {"name": "Large", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "One", "request": {"method": "POST", "url": "https://api.example.com/one", "description": description}}],
    });
    let file = folder.path().join("large.json");
    fs::write(&file, collection.to_string()).expect("written");
    let loaded = flow::load(&Input::bare(&file), &mut Timings::default()).expect("it is read");
    assert_eq!(loaded.api.operations.len(), 1);
}
