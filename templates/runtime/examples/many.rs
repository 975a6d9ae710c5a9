//! An API of 2,000 commands as a program: tests run it as a process of its own.

#[path = "../tests/many/mod.rs"]
mod many;

fn main() -> std::process::ExitCode {
    codegen_runtime::runtime::cli::run(many::api())
}
