//! OAuth 2 as a client speaks it (RFC 6749, 7009, 7636, 8252, 8628, 9207): requests to prepare and answers to read.
//!
//! Tokens, codes and client secrets go to the endpoints that the API's description names and nowhere else; no answer of
//! the authorization server can move them.

mod answer;
mod authorization;
mod client;
mod device;
mod endpoint;
mod exchange;
mod random;
mod revocation;

pub use answer::{ErrorCode, Refusal, Tokens};
pub use authorization::{Authorization, CALLBACK_PATH, Callback};
pub use client::Client;
pub use device::{DeviceCode, DeviceLogin, Poll, ended};
pub use exchange::Exchange;
pub use random::same_secret;
pub use revocation::revocations;
