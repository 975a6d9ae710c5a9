//! The small API of the tests as an MCP server: tests run it as a process of its own.

#[path = "../tests/shop/mod.rs"]
mod shop;

fn main() -> std::process::ExitCode {
    codegen_runtime::runtime::mcp::run(&shop::API)
}
