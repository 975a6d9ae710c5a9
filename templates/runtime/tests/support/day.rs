//! Limits of a day are tried within one day, which the shop counts in Bogota.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;
/// Bogota keeps UTC-5 all year.
const BEHIND_UTC: u64 = 5 * 60 * 60;
/// Longer than any test takes.
const ENOUGH: u64 = 90;

/// Waits for the next day where this one is about to end.
pub fn has_time_left() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
    let left = DAY - (now - BEHIND_UTC) % DAY;
    if left < ENOUGH {
        thread::sleep(Duration::from_secs(left + 1));
    }
}
