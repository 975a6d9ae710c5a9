//! Ordered collections, entry by entry.

/// The entries in an ordered map or set.
///
/// Collecting into one sorts the entries first, which costs 5 KB of program for each type of entry and gains nothing for
/// the few that a configuration or an answer has.
pub fn ordered<C: Default + Extend<T>, T>(entries: impl Iterator<Item = T>) -> C {
    let mut all = C::default();
    entries.for_each(|entry| all.extend([entry]));
    all
}
