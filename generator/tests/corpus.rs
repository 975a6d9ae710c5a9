//! Collections of every class that the field knows, through the whole generator in memory.

use std::fs;
use std::path::{Path, PathBuf};

use postman_codegen::error::Error;
use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::model::{Api, Severity, Target, TargetKind};
use postman_codegen::overlay::draft;
use postman_codegen::postman;
use postman_codegen::render::{Files, Sources, render};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The fixtures, sorted.
fn collections() -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/collections");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the fixtures").flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(files.len() >= 16, "{files:?}");
    files
}

fn load(file: &Path) -> Loaded {
    let loaded = flow::load(&Input::bare(file), &mut Timings::default());
    loaded.unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn sources() -> Sources {
    Sources::read(&root().join("templates")).expect("the templates")
}

fn targets(api: &Api) -> [Target; 2] {
    [(TargetKind::Cli, "shop-cli"), (TargetKind::Mcp, "shop-mcp")]
        .map(|(kind, name)| Target::undecided(api, kind, name))
}

fn crates(api: &Api, sources: &Sources) -> [Files; 2] {
    targets(api).map(|target| render(api, &target, sources).expect("rendered"))
}

#[test]
fn every_request_becomes_an_operation_or_a_diagnostic() {
    let mut counts = String::new();
    for file in collections() {
        let api = load(&file).api;
        let skipped = api.diagnostics.iter().filter(|one| postman::is_skipped(one));
        let skipped = skipped.count();
        let name = file.file_name().expect("a name").to_string_lossy();
        assert_eq!(api.requests, api.operations.len() + skipped, "{name}");
        counts.push_str(&format!("{name}: {} of {}\n", api.operations.len(), api.requests));
    }
    insta::assert_snapshot!(counts);
}

#[test]
fn every_collection_is_sound_without_an_overlay() {
    for file in collections() {
        let api = load(&file).api;
        let errors: Vec<_> =
            api.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sources = sources();
    for file in collections() {
        let [first, second] = [(); 2].map(|()| crates(&load(&file).api, &sources));
        assert!(first == second, "{}", file.display());
        assert!(first.iter().all(|files| !files.is_empty()));
    }
}

#[test]
fn a_drafted_overlay_generates_at_once_and_changes_nothing() {
    let sources = sources();
    for file in collections() {
        let folder = tempfile::tempdir().expect("a folder");
        let collections = folder.path().join("collections");
        fs::create_dir(&collections).expect("a folder");
        fs::copy(&file, collections.join("shop.postman_collection.json")).expect("a copy");
        let bare = load(&collections.join("shop.postman_collection.json"));
        fs::write(collections.join("shop.toml"), draft(&bare.api, &targets(&bare.api))).expect("an overlay");

        let run = |mode| -> Result<_, Error> {
            let inputs = Input::all(&collections)?;
            let apis: Vec<_> = inputs
                .iter()
                .map(|input| flow::load(input, &mut Timings::default()))
                .collect::<Result<_, _>>()?;
            flow::generate(&apis, &sources, &folder.path().join("out"), mode, &mut Timings::default())
        };
        let written = run(Mode::Write).unwrap_or_else(|error| panic!("{}: {error:?}", file.display()));
        assert_eq!(written.crates.len(), 2, "{}", file.display());
        assert!(run(Mode::Check).expect("compared").is_current(), "{}", file.display());
        // A server shares what its tool keeps where both come from one overlay.
        let targets = targets(&bare.api);
        let bare = Api { targets: targets.to_vec(), ..bare.api };
        for (target, files) in targets.iter().zip(crates(&bare, &sources)) {
            for (path, content) in files.iter() {
                let written =
                    fs::read(folder.path().join("out").join(&target.name).join(path)).expect("a file");
                assert!(written == content, "{}: {path} differs", file.display());
            }
        }
    }
}
