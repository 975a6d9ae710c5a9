//! The command-line tool: the whole program as a process.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod arguments;
mod help;
mod money;
mod nested;
mod process;
mod secrets;
#[cfg(target_os = "linux")]
mod terminal;
