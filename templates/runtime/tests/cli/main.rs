//! The command-line tool: the whole program as a process.

#![cfg(unix)]

#[path = "../support/day.rs"]
mod day;
#[cfg(target_os = "linux")]
#[path = "../support/listening.rs"]
mod listening;
#[path = "../support/spellings.rs"]
mod spellings;
#[path = "../support/mod.rs"]
mod support;

mod account;
mod agent;
#[cfg(target_os = "linux")]
mod agents;
mod arguments;
mod automatic;
mod browser;
#[cfg(target_os = "linux")]
mod canary;
mod chromium;
mod completion;
mod curl;
#[cfg(target_os = "linux")]
mod desktop;
mod device;
mod discover;
mod doctor;
mod expect;
mod files;
mod follow;
mod generic;
mod help;
mod hostile;
#[cfg(target_os = "linux")]
mod keychain;
mod limits;
mod lockout;
mod many;
mod money;
mod nested;
mod notices;
mod once;
mod output;
mod person;
mod process;
mod profiles;
mod records;
mod scanner;
mod secrets;
#[cfg(target_os = "linux")]
mod server;
mod session;
mod skills;
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(target_os = "linux")]
mod tls;
mod webhook;
#[cfg(target_os = "linux")]
mod webhook_faults;
mod webhook_local;
#[cfg(target_os = "linux")]
mod whatsapp;
mod wire;
#[cfg(target_os = "linux")]
mod wizard;
