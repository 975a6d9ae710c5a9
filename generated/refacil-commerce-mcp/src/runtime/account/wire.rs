//! The way to the server, as far as a login needs it.

use std::fmt::Debug;

use crate::runtime::core::answer::{Broken, Response};
use crate::runtime::core::request::Request;

/// Sends one request and waits for its answer; decides nothing.
pub trait Wire: Debug {
    /// Sends the request.
    ///
    /// # Errors
    /// No whole answer came.
    fn exchange(&self, request: &Request) -> Result<Response, Broken>;
}
