//! What users were promised: names, classes, credentials and the wire contract, kept beside the collection.
//!
//! [`settle`] runs before the overlay and gives renamed and moved requests their old id and names back;
//! [`compare`] runs after the checks and finds what changed for users.

mod compare;
mod file;
mod guard;
mod settle;
mod snapshot;
mod wire;

pub use compare::{Bump, Change, ChangeKind, Comparison, Demand, compare};
pub use file::{Accepted, Entry, Field, Lock, TargetEntry};
pub use settle::settle;

/// Changes that stop a run until the overlay allows them by name, with a reason.
pub const CHANGES: &[&str] =
    &["auth", "chain", "class", "host", "login", "name", "oauth", "public-ip", "removed", "secret"];
