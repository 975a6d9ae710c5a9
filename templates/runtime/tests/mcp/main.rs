//! The MCP server as a process, through a real client, over both transports.

#[path = "../support/day.rs"]
mod day;
#[path = "../support/listening.rs"]
mod listening;
#[cfg(target_os = "linux")]
#[path = "../support/spellings.rs"]
mod spellings;
#[path = "../support/mod.rs"]
mod support;

#[path = "../shop/mod.rs"]
mod shop;

mod api;
mod approvals;
mod broken;
#[cfg(target_os = "linux")]
mod canary;
mod client;
mod clients;
mod clock;
mod conformance;
mod crowd;
mod describe;
mod direct;
mod faults;
mod files;
mod health;
mod http;
mod in_session;
mod limits;
mod lines;
mod many;
mod memory;
mod money;
mod oauth;
mod pages;
mod principals;
mod print_config;
mod prompts;
mod protocol;
mod reach;
mod results;
mod secrets;
mod start;
mod stdio;
mod surface;
mod tools;
mod trail;
mod vanish;
