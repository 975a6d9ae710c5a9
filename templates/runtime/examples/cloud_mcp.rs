//! The API of the OAuth tests as an MCP server: tests run it as a process of its own.

#[path = "../tests/cloud/mod.rs"]
mod cloud;

fn main() -> std::process::ExitCode {
    let chosen = std::env::var("TEST_API").unwrap_or_default();
    codegen_runtime::runtime::mcp::run(match chosen.as_str() {
        "bank" => &cloud::BANK,
        "machine" => &cloud::MACHINE,
        _ => &cloud::API,
    })
}
