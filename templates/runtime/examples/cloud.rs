//! The APIs of the OAuth tests as a program: tests run it as a process of its own.

#[path = "../tests/cloud/mod.rs"]
mod cloud;

fn main() -> std::process::ExitCode {
    // One program for all: which API it stands for is the test's choice, not a user's.
    let chosen = std::env::var("TEST_API").unwrap_or_default();
    codegen_runtime::runtime::cli::run(match chosen.as_str() {
        "bank" => &cloud::BANK,
        "machine" => &cloud::MACHINE,
        _ => &cloud::API,
    })
}
