//! Stateful stand-ins for the APIs, on loopback.
//!
//! [`Sandbox`] starts one API on `127.0.0.1`, in a thread of its own, and stops it when dropped. It keeps state (tokens,
//! payments, sales, balance), refuses what the real API would refuse, and fails on demand. Its rules come from the fact
//! sheets and not from the generator, so that a mistake in a collection shows up as a refused call.
#![forbid(unsafe_code)]

mod clock;
mod commerce;
mod control;
mod credentials;
mod deliver;
mod error;
mod fault;
mod kapso;
mod money;
mod oauth;
mod partial;
mod pay;
mod received;
mod reply;
mod sandbox;
mod server;
mod shared;
mod test_values;
mod tls;
mod world;

pub use credentials::{
    COLLECTOR_SECRET_ID, COLLECTOR_TOKEN, COMMERCE_BLOCKED_USER, COMMERCE_SECRET, COMMERCE_USER, HASH_KEY,
    KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, OAUTH_CLIENT_ID, OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET,
    PAY_FOREIGN_WEBHOOK_ID, PAY_PASSWORD, PAY_USER, PAY_USER_ID,
};
pub use deliver::{Delivery, Outcome};
pub use error::Error;
pub use fault::{Fault, FaultKind};
pub use received::Received;
pub use sandbox::Sandbox;
pub use test_values::{
    COMMERCE_BLACKLISTED, COMMERCE_CLOSED_REFERENCE, COMMERCE_DISABLED_PRODUCT, COMMERCE_ORPHAN_PRODUCT,
    COMMERCE_OVERDUE_REFERENCE, KAPSO_SILENT_NUMBER, KAPSO_STRANGER,
};
pub use tls::install_tls_provider;
pub use world::Api;
