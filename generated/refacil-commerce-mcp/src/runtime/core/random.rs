//! Random numbers, from the system.

use super::failure::{Exit, Failure};
use super::words::say;

/// Bytes that nobody can guess.
///
/// # Errors
/// The system has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(Exit::Other, "no-randomness", say("no random numbers: {}", &[&error]))
    })?;
    Ok(bytes)
}
