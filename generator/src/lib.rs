//! Turns Postman collections into self-contained Rust crates.
//!
//! The flow is `read -> lower -> overlay -> check -> lock -> render -> format -> files`; each arrow is one public
//! function with data in and data out, and only `read` and `files` touch the disk.

pub mod check;
pub mod dotted;
pub mod error;
pub mod files;
pub mod flow;
pub mod lock;
pub mod lower;
pub mod model;
mod origin;
pub mod overlay;
mod plain;
pub mod postman;
pub mod render;
mod suggest;
mod time_zone;
