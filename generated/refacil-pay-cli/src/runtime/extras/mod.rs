//! What a product offers beside the calls of its API, where the description of the API says so.
//!
//! Rules and texts as plain data, as in `core`: whoever drives them has the terminal, the files and the network.

pub mod skills;
pub mod webhooks;
pub mod whatsapp;
