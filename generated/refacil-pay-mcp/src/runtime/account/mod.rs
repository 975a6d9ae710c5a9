//! Whose requests these are: sessions that are kept on this machine, and the ways to get one.
//!
//! Every program of an API keeps them in the same place, so that who logged in with one is logged in with all. A program
//! brings its own way to send a request ([`wire::Wire`]) and its own way to speak ([`voice::Voice`]).

pub mod browser;
pub mod holder;
pub mod home;
pub mod keychain;
pub mod legacy;
pub mod login;
pub mod private_file;
pub mod prompt;
pub mod qr;
pub mod request;
pub mod sessions;
pub mod store;
pub mod terminal;
pub mod voice;
pub mod wire;
