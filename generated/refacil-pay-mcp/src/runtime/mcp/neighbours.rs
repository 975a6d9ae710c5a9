//! Which calls come before and after an operation, as far as they are offered.

use crate::runtime::core::spec::Operation;
use crate::runtime::core::words::{Said, say};

use super::catalog::Catalog;

/// Reads whose answers hold values that the operation takes, each with the names of those values.
pub(super) fn before<'a>(
    catalog: &'a Catalog,
    operation: &Operation,
) -> impl Iterator<Item = (&'static Operation, &'static [&'static str])> + use<'a> {
    let id = operation.id;
    catalog.listed().iter().flat_map(move |earlier| {
        let feeds = earlier.follow.feeds.iter().filter(move |feed| feed.operation == id);
        feeds.map(move |feed| (*earlier, feed.values))
    })
}

/// The read that tells what became of it.
pub(super) fn after(catalog: &Catalog, operation: &Operation) -> Option<&'static Operation> {
    let lookup = operation.lookup.as_ref()?;
    listed(catalog, lookup.operation)
}

fn listed(catalog: &Catalog, id: &str) -> Option<&'static Operation> {
    catalog.listed().iter().copied().find(|known| known.id == id)
}

/// Both in words, one sentence a line.
pub(super) fn lines(catalog: &Catalog, operation: &'static Operation) -> Vec<String> {
    let mut lines: Vec<Said> = before(catalog, operation)
        .map(|(earlier, values)| {
            say("Call {} first and pass on {} unchanged.", &[&catalog.spoken(earlier), &values.join(", ")])
        })
        .collect();
    lines.extend(operation.follow.feeds.iter().filter_map(|feed| {
        let later = listed(catalog, feed.operation)?;
        Some(say("{} takes {} from its answer.", &[&catalog.spoken(later), &feed.values.join(", ")]))
    }));
    if let Some(later) = after(catalog, operation) {
        lines.push(say("Afterwards {} tells what became of it.", &[&catalog.spoken(later)]));
    }
    lines.iter().map(|line| line.in_language(catalog.api().language)).collect()
}
