//! What the MCP server costs: start, memory, and calls per second against those that the same client reaches at the API
//! itself.
//!
//! `cargo bench -p codegen-runtime --bench load` starts the server, an API of a few lines and the callers, each as a process
//! of its own, all on this machine. Beside each wanted figure stands whether it holds. Arguments choose: `start`, `calls`,
//! `memory`. Only ratios mean something elsewhere.

mod api;
mod callers;
mod calls;
mod memory;
mod process;
#[path = "../../tests/shop/mod.rs"]
mod shop;
mod start;

use std::process::ExitCode;

use self::process::Part;

fn main() -> ExitCode {
    match Part::of_this_process() {
        Some(Part::Server) => return codegen_runtime::runtime::mcp::run(&shop::API),
        Some(Part::Api) => return api::serve(),
        None => {}
    }
    rustls::crypto::ring::default_provider().install_default().ok();
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|word| word == name);
    println!("{:<58} {:>12} {:>12}  holds", "what", "is", "wanted");
    let mut holds = true;
    if wanted("start") {
        holds &= start::measure();
    }
    if wanted("calls") {
        holds &= calls::measure();
    }
    if wanted("memory") {
        holds &= memory::measure();
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line of the table for a figure that nothing is demanded of.
fn tell(what: &str, is: &str) {
    println!("{what:<58} {is:>12} {:>12}", "");
}

/// A line of the table, and whether it holds.
fn hold(what: &str, is: &str, wanted: &str, holds: bool) -> bool {
    println!("{what:<58} {is:>12} {wanted:>12}  {}", if holds { "yes" } else { "NO" });
    holds
}
