//! Values that one request gives and others need.

mod lifetime;
mod login;

pub use login::{LoginFinding, NeededField, login};
