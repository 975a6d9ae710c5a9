//! Notices that the user's own server receives: read as they were written, told from forged ones, proven by the API's
//! own answer, known again when they are replayed.
//!
//! Everything here is plain data in and out but for the two files that outlive a process.

pub mod deliveries;
pub mod payload;
pub mod proof;
pub mod public_key;
pub mod replays;
pub mod signature;
pub mod token;
pub mod trial;
pub mod verdict;
mod written;
