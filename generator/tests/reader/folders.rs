//! Collections on disk: format 3 in its folder, found from above, and the three formats against each other.

use std::fs;
use std::path::{Path, PathBuf};

use postman_codegen::error::Error;
use postman_codegen::flow::{self, Input, Timings};
use postman_codegen::postman;

use super::codes;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reader").join(name)
}

/// A folder with these files, all of them requests but for definitions.
fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        let text = match *file {
            file if file.ends_with("definition.yaml") => "$kind: collection\n",
            file if file.ends_with(".json") => r#"{"info":{"name":"Exported"},"item":[]}"#,
            _ => "$kind: http-request\nurl: https://h.example/x\n",
        };
        fs::write(path, text).expect("a file");
    }
    folder
}

fn refused(path: &Path) -> String {
    match postman::read(path) {
        Err(error @ Error::NotACollection { .. }) => format!("{error}\n{}", error.help()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_three_formats_say_the_same() {
    let of = |name: &str| postman::read(&fixture(name)).expect("a collection");
    let second = of("shop.v2.json");
    assert_eq!(codes(&second), Vec::<&str>::new());
    for name in ["shop.v1.json", "shop.v3"] {
        let other = of(name);
        assert_eq!(other.collection, second.collection, "{name}");
        assert_eq!(codes(&other), Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn the_only_collection_below_is_found() {
    let names = |files: &[&str]| {
        let folder = folder(files);
        postman::read(folder.path()).expect("a collection").collection.name
    };
    assert_eq!(
        names(&["postman/collections/Shop/.resources/definition.yaml", ".git/x.request.yaml"]),
        "Shop"
    );
    assert_eq!(names(&["postman/collections/Shop/Inner/a.request.yaml", "postman/globals/g.yaml"]), "Shop");
    assert_eq!(names(&[".postman/collections/Shop/a.request.yaml"]), "Shop");
    assert_eq!(names(&["deep/down/shop.postman_collection.json", "package.json"]), "Exported");
}

#[test]
fn several_collections_are_listed_and_none_is_said() {
    let both = folder(&["collections/A/a.request.yaml", "collections/B/.resources/definition.yaml"]);
    let message = refused(both.path());
    assert!(message.contains("2 collections") && message.contains("collections/A"), "{message}");
    assert!(message.contains("collections/B") && message.contains("give the path of one"), "{message}");
    assert!(refused(folder(&["notes/readme.yaml"]).path()).contains("no collection"));
}

#[test]
fn a_folder_goes_through_the_whole_flow() {
    let input = Input::bare(&fixture("shop.v3"));
    let loaded = flow::load(&input, &mut Timings::default()).expect("a model");
    assert_eq!((loaded.api.requests, loaded.api.operations.len()), (3, 3));
    assert_eq!(loaded.api.title, "Shop");
}

#[test]
fn the_digest_is_of_all_files() {
    let files = ["a.request.yaml", "F/b.request.yaml"];
    let (one, other) = (folder(&files), folder(&files));
    let digest = |folder: &tempfile::TempDir| postman::read(folder.path()).expect("a collection").sha256;
    assert_eq!(digest(&one), digest(&other));
    fs::write(other.path().join("F/b.request.yaml"), "$kind: http-request\nurl: https://h.example/y\n")
        .expect("a file");
    assert_ne!(digest(&one), digest(&other));
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_outside() {
    let (inside, outside) =
        (folder(&["a.request.yaml"]), folder(&["secret.request.yaml", "F/b.request.yaml"]));
    let link = |target: PathBuf, name: &str| {
        std::os::unix::fs::symlink(target, inside.path().join(name)).expect("a link");
    };
    link(outside.path().join("secret.request.yaml"), "out.request.yaml");
    link(outside.path().join("F"), "Folder");
    link(inside.path().to_owned(), "Circle");
    link(inside.path().join("a.request.yaml"), "again.request.yaml");
    let read = postman::read(inside.path()).expect("a collection");
    assert_eq!(read.collection.requests, 3);
    assert_eq!(codes(&read), ["unreadable-part", "unreadable-part", "unreadable-file"]);
    assert!(read.diagnostics[2].message.contains("out.request.yaml"), "{:?}", read.diagnostics);
}
