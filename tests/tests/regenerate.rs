//! `cargo xtask generate` as a process, on a copy of the checkout: nothing to do, edits by hand, changes that must be
//! allowed first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use codegen_tests::products::{root, xtask};
use tempfile::TempDir;

/// The input, the templates and the output of the checkout, in a folder of their own.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let copy = Self { folder: tempfile::tempdir().expect("a folder") };
        for name in ["collections", "templates", "generated"] {
            copy_tree(&root().join(name), &copy.path(name));
        }
        fs::create_dir(copy.path("xtask")).expect("a folder");
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn generate(&self, arguments: &[&str]) -> Output {
        Command::new(xtask())
            .arg("generate")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CARGO_MANIFEST_DIR", self.path("xtask"))
            .env("NO_COLOR", "1")
            .output()
            .expect("xtask runs")
    }

    /// Every file below `generated` and `collections` with its content and the time of its last change.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let folders = ["generated", "collections"].map(|name| self.path(name));
        let stated = folders.iter().flat_map(|folder| files(folder)).map(|path| {
            let changed = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
            let content = fs::read(&path).expect("readable");
            (path, (content, changed))
        });
        stated.collect()
    }

    fn edit(&self, name: &str, change: impl FnOnce(String) -> String) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).expect("readable");
        let changed = change(text.clone());
        assert_ne!(text, changed, "{name} was changed");
        fs::write(&path, changed).expect("written");
    }
}

fn copy_tree(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::copy(&path, &target).expect("copied");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let kept = entries.filter(|path| path.file_name().is_none_or(|name| name != "target"));
    kept.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_second_run_touches_no_file() {
    let copy = Copy::new();
    let before = copy.state();
    for arguments in [&[][..], &["--check"], &["--force"]] {
        let output = copy.generate(arguments);
        assert!(output.status.success(), "{}", text(&output));
        assert!(text(&output).contains("Nothing to do"), "{}", text(&output));
        assert!(copy.state() == before, "{arguments:?} touched a file");
    }
}

#[test]
fn an_edit_by_hand_is_found_shown_and_mended() {
    let copy = Copy::new();
    copy.edit("generated/refacil-pay-cli/src/main.rs", |text| text + "// by hand\n");
    let before = copy.state();
    for arguments in [&["--check"][..], &[]] {
        let output = copy.generate(arguments);
        let told = text(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("-// by hand") && told.contains("src/main.rs"), "{told}");
        assert!(told.contains("cargo xtask generate"), "{told}");
        assert!(copy.state() == before, "{arguments:?} wrote something");
    }
    assert!(copy.generate(&["--force"]).status.success());
    assert!(copy.generate(&["--check"]).status.success());
}

#[test]
fn credentials_go_to_no_new_host_before_the_overlay_says_so() {
    let copy = Copy::new();
    copy.edit("collections/pay.toml", |text| {
        text.replace("https://pay-api.refacil.co", "https://pay.evil.example")
    });
    let before = copy.state();
    let output = copy.generate(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("pay.evil.example"), "{}", text(&output));
    assert!(copy.state() == before, "something was written");
}

#[test]
fn a_request_that_the_overlay_speaks_of_cannot_vanish() {
    let copy = Copy::new();
    copy.edit("collections/commerce.postman_collection.json", |text| {
        text.replace("/sells/sale/", "/sells/other/")
            .replace("\"sale\"", "\"other\"")
            .replace("\"get sale\"", "\"remove everything\"")
    });
    let before = copy.state();
    let output = copy.generate(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("operation.sales-get"), "{}", text(&output));
    assert!(copy.state() == before, "something was written");
}
