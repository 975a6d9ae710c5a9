//! How long generating takes, formatting included: the three crates of `collections/`, and 2,000 requests.
//!
//! `parsing` is the same 2,000 requests read by a plain JSON parser: compare the others with it, not with a clock.

mod synthetic;
#[path = "synthetic/target.rs"]
mod target;

use std::path::Path;

use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Loaded, Timings};
use postman_codegen::render::Sources;

fn main() {
    divan::main();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn sources() -> Sources {
    Sources::read(&root().join("templates")).expect("the templates")
}

#[divan::bench(sample_count = 20)]
fn three_crates(bencher: divan::Bencher) {
    let out = tempfile::tempdir().expect("a folder");
    bencher.bench_local(|| {
        let mut timings = Timings::default();
        let inputs = Input::all(&root().join("collections")).expect("collections");
        let apis: Vec<Loaded> =
            inputs.iter().map(|input| flow::load(input, &mut timings).expect("an API")).collect();
        flow::generate(&apis, &sources(), out.path(), Mode::Force, &mut timings).expect("generated")
    });
}

#[divan::bench(sample_count = 10)]
fn two_thousand_requests(bencher: divan::Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("synthetic.json");
    std::fs::write(&file, synthetic::collection(2_000).to_string()).expect("written");
    bencher.bench_local(|| {
        let mut timings = Timings::default();
        let loaded = flow::load(&Input::bare(&file), &mut timings).expect("an API");
        let out = folder.path().join("out");
        flow::generate_one(&loaded, &target::synthetic_cli(), &sources(), &out, Mode::Force, &mut timings)
            .expect("generated")
    });
}

#[divan::bench(sample_count = 10)]
fn parsing(bencher: divan::Bencher) {
    let text = synthetic::collection(2_000).to_string();
    bencher.bench_local(|| serde_json::from_str::<serde_json::Value>(&text).expect("JSON"));
}
