//! What `cargo check` of a generated crate of 2,000 operations costs: seconds, and the compiler's peak memory (Linux).
//!
//! The dependencies are checked first and not counted. The crate with a tenth of the operations stands beside it, so
//! that growth shows as a ratio.

mod synthetic;
#[path = "synthetic/target.rs"]
mod target;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Input, Timings};
use postman_codegen::render::Sources;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let sources = Sources::read(&root.join("templates")).expect("the templates");
    let folder = tempfile::tempdir().expect("a folder");
    println!("{:>10} {:>9} {:>10}", "operations", "seconds", "peak MiB");
    for requests in [200, 2_000] {
        let file = folder.path().join(format!("synthetic{requests}.json"));
        fs::write(&file, synthetic::collection(requests).to_string()).expect("written");
        let loaded = flow::load(&Input::bare(&file), &mut Timings::default()).expect("an API");
        let out = folder.path().join(format!("crate{requests}"));
        flow::generate_one(
            &loaded,
            &target::synthetic_cli(),
            &sources,
            &out,
            Mode::Force,
            &mut Timings::default(),
        )
        .expect("generated");
        let target = root.join("target").join("bench");
        check(&out, &target, Watch::No);
        // Touched, so that only this crate is checked again.
        let lib = out.join("src/lib.rs");
        fs::write(&lib, fs::read(&lib).expect("a library")).expect("written");
        let (took, peak) = check(&out, &target, Watch::Yes);
        println!("{requests:>10} {:>9.1} {:>10}", took.as_secs_f64(), peak / 1024);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Watch {
    Yes,
    No,
}

/// Checks the crate; gives the time, and the peak resident kilobytes of the compilers that ran.
fn check(folder: &Path, target: &Path, watch: Watch) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .spawn()
        .expect("cargo runs");
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait().expect("cargo ends") {
            assert!(status.success(), "the crate does not check");
            return (started.elapsed(), peak);
        }
        if watch == Watch::Yes {
            peak = peak.max(compilers_peak());
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn compilers_peak() -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let peaks = processes.flatten().filter_map(|process| {
        let status = fs::read_to_string(process.path().join("status")).ok()?;
        status.starts_with("Name:\trustc\n").then_some(())?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())
    });
    peaks.max().unwrap_or_default()
}
