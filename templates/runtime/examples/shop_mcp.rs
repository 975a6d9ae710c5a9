//! The small API of the tests as an MCP server: tests run it as a process of its own.

use codegen_runtime::runtime::core::spec::{Api, Group, Lookup, Operation};

#[path = "../tests/shop/mod.rs"]
mod shop;

/// The same shop with time limits that no test comes to; it lives as long as the process.
fn patient() -> &'static Api {
    let patient = |known: &Operation| {
        let lookup = known.lookup.as_ref().map(|known| Lookup { ..*known });
        Operation { timeout_ms: 60_000, lookup, ..*known }
    };
    let operations: Vec<_> = shop::GROUP.operations.iter().map(patient).collect();
    let group = Group { operations: operations.leak(), ..shop::GROUP };
    Box::leak(Box::new(Api { groups: vec![group].leak(), ..shop::SHOP }))
}

fn main() -> std::process::ExitCode {
    // One program for both: which it stands for is the test's choice, not a user's.
    let chosen = std::env::var("TEST_API").unwrap_or_default();
    codegen_runtime::runtime::mcp::run(if chosen == "patient" { patient() } else { &shop::API })
}
