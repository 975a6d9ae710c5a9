//! What becomes of a crate's folder: only what changed is written, and nothing of anybody else is touched.

#[path = "render/plain.rs"]
mod plain;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use postman_codegen::error::Error;
use postman_codegen::files::{Mode, Report, apply};
use postman_codegen::model::{Api, Target, TargetKind};
use postman_codegen::render::{self, Files, LISTING, Sources};
use tempfile::TempDir;

const STATUS: &str = "src/api/docs/sale-status.json";

fn files(api: &Api) -> Files {
    let sources =
        Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates")).expect("the templates");
    let target = Target {
        kind: TargetKind::Cli,
        name: "shop-cli".into(),
        version: "1.0.0".into(),
        env_prefix: "SHOP".into(),
        language: "en".into(),
        about: "Sells".into(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    };
    render::render(api, &target, &sources).expect("renders")
}

fn before() -> Files {
    files(&plain::api())
}

/// An operation fewer, and another title.
fn after() -> Files {
    let mut api = plain::api();
    api.operations.retain(|operation| operation.id != "sale-status");
    api.title = "Store".into();
    files(&api)
}

fn written() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("generated/shop-cli");
    apply(&root, &before(), Mode::Write).expect("an empty folder is filled");
    (folder, root)
}

/// Every file with its content and the time of its last change.
fn state(root: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut state = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let changed = fs::metadata(&path).and_then(|found| found.modified()).expect("a time");
                state.insert(path.clone(), (fs::read(&path).expect("a file"), changed));
            }
        }
    }
    state
}

fn refusal(result: Result<Report, Error>) -> (String, String, String) {
    match result {
        Err(Error::Files { message, diff, help }) => (message, diff, help),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_second_run_touches_nothing() {
    let (_folder, root) = written();
    let first = state(&root);
    let report = apply(&root, &before(), Mode::Write).expect("nothing is in the way");
    assert!(report.is_current() && report.unchanged == before().len());
    assert_eq!(state(&root), first);
}

#[test]
fn only_what_changed_is_written_and_stale_files_go() {
    let (_folder, root) = written();
    let first = state(&root);
    let report = apply(&root, &after(), Mode::Write).expect("nothing is in the way");
    assert_eq!(report.deleted, [STATUS]);
    assert!(report.changed.contains(&"src/api/mod.rs".to_owned()) && report.created.is_empty());
    assert!(!root.join(STATUS).exists());
    let second = state(&root);
    let runtime = root.join("src/runtime/core/spec/mod.rs");
    assert_eq!(first.get(&runtime), second.get(&runtime));
    assert!(apply(&root, &after(), Mode::Check).expect("is compared").is_current());
}

#[test]
fn check_reports_with_a_diff_and_writes_nothing() {
    let (_folder, root) = written();
    fs::write(root.join("src/main.rs"), "fn main() {}\n").expect("an edit");
    fs::remove_file(root.join("LICENSE")).expect("an edit");
    fs::write(root.join("src/extra.rs"), "").expect("an edit");
    let first = state(&root);
    let report = apply(&root, &after(), Mode::Check).expect("is compared");
    assert_eq!(report.edited, ["src/main.rs"]);
    assert_eq!(report.created, ["LICENSE"]);
    assert_eq!(report.deleted, [STATUS]);
    assert_eq!(report.unknown, ["src/extra.rs"]);
    assert!(report.diff.contains("--- on disk/src/main.rs\n+++ generated/src/main.rs"), "{}", report.diff);
    assert!(report.diff.contains("-    title: \"Shop\",\n+    title: \"Store\","), "{}", report.diff);
    assert_eq!(state(&root), first);
    let missing = root.with_file_name("absent");
    assert_eq!(apply(&missing, &before(), Mode::Check).expect("is compared").created.len(), before().len());
    assert!(!missing.exists());
}

#[test]
fn an_edit_by_hand_stops_everything_until_it_is_forced() {
    let (_folder, root) = written();
    let main = root.join("src/main.rs");
    fs::write(&main, "fn main() {}\n").expect("an edit");
    let first = state(&root);
    let (message, diff, help) = refusal(apply(&root, &after(), Mode::Write));
    assert!(message.contains("src/main.rs") && diff.contains("-fn main() {}") && help.contains("--force"));
    assert_eq!(state(&root), first, "nothing else was written either");
    let report = apply(&root, &after(), Mode::Force).expect("forced");
    assert_eq!(report.edited, ["src/main.rs"]);
    assert_eq!(fs::read(&main).ok().as_deref(), after().get("src/main.rs"));
}

#[test]
fn a_stale_file_that_was_edited_is_never_deleted() {
    let (_folder, root) = written();
    fs::write(root.join(STATUS), "mine").expect("an edit");
    let (message, ..) = refusal(apply(&root, &after(), Mode::Write));
    assert!(message.contains(STATUS));
    apply(&root, &after(), Mode::Force).expect("forced");
    assert_eq!(fs::read_to_string(root.join(STATUS)).ok().as_deref(), Some("mine"));
}

#[test]
fn a_foreign_folder_is_refused_even_by_force() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("thesis.txt"), "mine").expect("a file");
    for mode in [Mode::Write, Mode::Force, Mode::Check] {
        let (message, ..) = refusal(apply(folder.path(), &before(), mode));
        assert!(message.contains("not made by this generator"), "{message}");
    }
    assert_eq!(fs::read_dir(folder.path()).map(Iterator::count).ok(), Some(1));
}

#[test]
fn a_build_folder_does_not_make_a_folder_foreign() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("target")).expect("a folder");
    assert!(apply(folder.path(), &before(), Mode::Write).is_ok());
}

#[test]
fn a_listing_cannot_reach_outside() {
    let (folder, root) = written();
    let outside = folder.path().join("outside.txt");
    fs::write(&outside, "mine").expect("a file");
    let listing = fs::read_to_string(root.join(LISTING)).expect("a listing");
    let entry = format!("\"../../outside.txt\": \"{}\",\n    \"LICENSE\"", render::digest(b"mine"));
    fs::write(root.join(LISTING), listing.replace("\"LICENSE\"", &entry)).expect("an edit");
    for mode in [Mode::Write, Mode::Force, Mode::Check] {
        let (message, ..) = refusal(apply(&root, &before(), mode));
        assert!(message.contains("outside.txt"), "{message}");
    }
    assert!(outside.exists());
}

#[test]
fn a_broken_listing_is_refused_until_it_is_forced() {
    let (_folder, root) = written();
    fs::write(root.join(LISTING), "{").expect("an edit");
    let (message, ..) = refusal(apply(&root, &after(), Mode::Write));
    assert!(message.contains(LISTING), "{message}");
    assert!(apply(&root, &after(), Mode::Force).is_ok());
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    let (_folder, root) = written();
    fs::remove_file(root.join("LICENSE")).expect("is removed");
    symlink(outside.path().join("LICENSE"), root.join("LICENSE")).expect("a link");
    assert!(refusal(apply(&root, &before(), Mode::Force)).0.contains("symbolic link"));
    fs::remove_file(root.join("LICENSE")).expect("is removed");
    fs::remove_dir_all(root.join("src/api")).expect("is removed");
    symlink(outside.path(), root.join("src/api")).expect("a link");
    assert!(refusal(apply(&root, &before(), Mode::Write)).0.contains("symbolic link"));
    assert_eq!(fs::read_dir(outside.path()).map(Iterator::count).ok(), Some(0));
}
