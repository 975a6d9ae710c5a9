//! Values that one request gives and others need: found by following variables from the scripts that keep them to the
//! places that use them.

mod answers;
mod client;
mod graph;
mod lifetime;
mod login;
mod scripts;
mod steps;
mod uses;

pub mod script;

pub use client::{ClientFinding, client};
pub use login::{LoginFinding, NeededField, login};

use super::Visit;
use super::variables::Variables;
use crate::model::{Chain, Diagnostic, Operation};
use crate::postman::Collection;

/// What every request of a collection shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) collection: &'a Collection,
    pub(super) variables: &'a Variables,
    /// The file, as messages call it.
    pub(super) file: &'a str,
}

/// Finds the chains of a collection, and lets operations fetch the single-use tokens that they need.
pub(super) fn trace(
    visits: &[Visit<'_>],
    operations: &mut [Operation],
    context: Context<'_>,
) -> (Vec<Chain>, Vec<Diagnostic>) {
    let (scripts, mut diagnostics) = scripts::read(visits, context);
    let chains = graph::build(visits, operations, &scripts, context, &mut diagnostics);
    diagnostics.extend(steps::give(visits, operations, &chains, context.file));
    (chains, diagnostics)
}
