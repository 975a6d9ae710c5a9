//! How tests reach the generated products: through their real binaries, built once per run from `generated/`.

pub mod agent;
pub mod calls;
pub mod cli;
pub mod mcp;
pub mod outsiders;
pub mod person;
pub mod products;
pub mod proofs;
