//! The behaviour of every generated crate. `src/runtime/**` is copied into each of them byte for byte.

/// See the folders.
pub mod runtime {
    pub mod account;
    pub mod cli;
    pub mod core;
    pub mod extras;
    pub mod mcp;
}
