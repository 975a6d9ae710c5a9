//! Collections of every class that the field knows, before the compiler: one crate of each kind holds them all, so that
//! clippy and the linker work twice and not forty times. `cargo xtask corpus --compile` does it one by one.

use std::fs;
use std::process::Command;

use codegen_tests::products::{root, xtask};
use serde_json::{Value, json};

/// The fixtures as folders of one collection, each with the auth and the scripts that it had.
fn medley() -> Value {
    let mut files: Vec<_> = fs::read_dir(root().join("tests/fixtures/collections"))
        .expect("the fixtures")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let (mut folders, mut variables) = (Vec::new(), Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("a fixture");
        let mut collection: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        if let Some(inner) = collection.get_mut("collection") {
            collection = inner.take();
        }
        // Format v1 has no items.
        let Some(items) = collection.get("item") else { continue };
        let name = file.file_stem().expect("a name").to_string_lossy();
        folders.push(json!({
            "name": name, "item": items, "auth": collection["auth"], "event": collection["event"],
        }));
        variables.extend(collection["variable"].as_array().cloned().unwrap_or_default());
    }
    assert!(folders.len() >= 16, "{folders:?}");
    json!({
        "info": {"name": "Medley", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "variable": variables,
        "item": folders,
    })
}

#[test]
fn crates_of_every_class_of_collection_lint_build_and_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("medley.json");
    fs::write(&file, medley().to_string()).expect("written");
    let output = Command::new(xtask())
        .args(["corpus", "--compile"])
        .arg(&file)
        .env("CARGO_MANIFEST_DIR", root().join("xtask"))
        .output()
        .expect("it runs");
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    assert!(output.status.success() && out.contains("compiled"), "{out}\n{err}");
    println!("{out}");
}
