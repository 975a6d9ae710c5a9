//! `whatsapp send`, and the commands that store by whose number it sends.

mod command;
mod config;
mod number;
mod send;
mod store;

pub use command::{Kapso, Whatsapp, class, commands, config_commands, read, read_config};
pub use config::run as configure;
pub use send::run;
pub use store::Store;
