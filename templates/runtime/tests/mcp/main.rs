//! The MCP server as a process, through a real client, over both transports.

#[path = "../support/mod.rs"]
mod support;

mod api;
mod approvals;
mod client;
mod clients;
mod conformance;
mod faults;
mod files;
mod health;
mod http;
mod limits;
mod money;
mod oauth;
mod principals;
mod print_config;
mod results;
mod secrets;
mod start;
mod stdio;
mod tools;
