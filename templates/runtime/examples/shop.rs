//! The small API of the tests as a program: tests run it as a process of its own.

#[path = "../tests/shop/mod.rs"]
mod shop;

fn main() -> std::process::ExitCode {
    codegen_runtime::runtime::cli::run(&shop::API)
}
