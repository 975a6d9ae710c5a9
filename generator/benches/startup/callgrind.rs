//! Counts instructions.

use std::path::Path;
use std::process::Command;

/// Valgrind can be run.
///
/// # Errors
/// It cannot; the text says how to get it.
pub fn is_there() -> Result<(), &'static str> {
    let found = Command::new("valgrind").arg("--version").output().is_ok_and(|ran| ran.status.success());
    if found { Ok(()) } else { Err("valgrind is not installed: apt-get install valgrind") }
}

/// The instructions of one run, without terminal, home or settings.
///
/// # Panics
/// It could not be counted.
pub fn instructions(program: &Path, arguments: &[&str]) -> u64 {
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", "/nonexistent")
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{}: {said}", program.display());
    let counted = said.lines().find_map(|line| line.split_once("Collected : "));
    counted.and_then(|(_, number)| number.trim().parse().ok()).expect("valgrind says the number")
}
