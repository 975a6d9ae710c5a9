//! What can go wrong with the sandbox itself, as opposed to what its APIs refuse.

/// A failure of the sandbox, or a request to it that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port could not be bound.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for; 0 lets the system choose.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The runtime, its thread or a signal handler could not be set up.
    #[error("cannot start the sandbox: {0}")]
    Start(#[from] std::io::Error),
    /// The client that delivers notices could not be built.
    #[error("cannot build the client for notices: {0}")]
    Client(#[from] reqwest::Error),
    /// The data file compiled into the crate does not parse.
    #[error("data/commerce.json: {0}")]
    Data(#[from] serde_json::Error),
    /// The data file names an error that it gives no text for.
    #[error("data/commerce.json: no text for error `{0}`")]
    MissingText(String),
    /// No payment has that reference.
    #[error("no payment with reference `{0}`")]
    UnknownPayment(String),
    /// Pay has no such status.
    #[error("`{0}` is no payment status; use 0, 1, 2, 3, 5 or 9")]
    UnknownStatus(u64),
    /// The payment has ended; nothing moves it any more.
    #[error("payment `{reference}` has ended with status {status}")]
    Ended {
        /// The payment.
        reference: String,
        /// Its last status.
        status: u64,
    },
    /// Only Pay has payments that move.
    #[error("this sandbox stands in for an API that has no payments to move")]
    NoPayments,
    /// The sandbox's thread has ended.
    #[error("the sandbox has stopped")]
    Stopped,
    /// An order to a control route that cannot be read.
    #[error("{0}")]
    BadOrder(String),
}
