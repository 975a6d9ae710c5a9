//! TLS for clients that never use it.

/// Gives reqwest a TLS provider. Built in one go with a crate that chooses its provider itself, it has none of its own and
/// refuses to start, although everything here is plain HTTP on loopback.
pub fn install_tls_provider() {
    // An error means that there is one already.
    drop(rustls::crypto::ring::default_provider().install_default());
}
