//! Applies what a person decided about an API, and drafts the first such text. A key that is unknown, or that matches
//! nothing, is an error.

mod accept;
mod apply;
mod automatic;
mod credentials;
mod draft;
mod fields;
mod flow;
mod follow;
mod identity;
mod login;
mod money;
mod notice;
mod oauth;
mod operation;
mod parse;
mod rules;
mod skill;
mod translation;
mod whatsapp;

pub use accept::{Accepted, judge};
pub use apply::apply;
pub use draft::draft;
pub use rules::{Allow, Overlay};
