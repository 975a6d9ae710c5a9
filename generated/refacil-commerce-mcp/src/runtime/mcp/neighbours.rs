//! Which calls come before and after an operation.

use crate::runtime::core::spec::{Api, Operation};

/// Reads whose answers hold values that the operation takes, each with the names of those values.
pub(super) fn before(
    api: &'static Api,
    operation: &Operation,
) -> impl Iterator<Item = (&'static Operation, &'static [&'static str])> {
    let id = operation.id;
    api.operations().flat_map(move |earlier| {
        let feeds = earlier.follow.feeds.iter().filter(move |feed| feed.operation == id);
        feeds.map(move |feed| (earlier, feed.values))
    })
}

/// The read that tells what became of it.
pub(super) fn after(api: &'static Api, operation: &Operation) -> Option<&'static Operation> {
    let lookup = operation.lookup.as_ref()?;
    api.operation(lookup.operation)
}

/// Both in words, one sentence a line.
pub(super) fn lines(api: &'static Api, operation: &'static Operation) -> Vec<String> {
    let mut lines: Vec<String> = before(api, operation)
        .map(|(earlier, values)| {
            format!("Call {} first and pass on {} unchanged.", earlier.tool, values.join(", "))
        })
        .collect();
    lines.extend(operation.follow.feeds.iter().filter_map(|feed| {
        let later = api.operation(feed.operation)?;
        Some(format!("Its answer gives {} takes {}.", feed.values.join(", "), later.tool))
    }));
    if let Some(later) = after(api, operation) {
        lines.push(format!("Afterwards {} tells what became of it.", later.tool));
    }
    lines
}
