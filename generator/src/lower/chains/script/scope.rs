//! Variables of a script, and what becomes of them where ways part and meet.

use std::collections::HashMap;

use oxc_semantic::SymbolId;

use super::value::Value;

/// A variable: declared, or a global that some assignment made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot<'a> {
    Symbol(SymbolId),
    Global(&'a str),
}

/// Values of all variables. What changes on a branch is written down, so that a branch costs what it changes.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    values: HashMap<Slot<'a>, Value<'a>>,
    log: Vec<(Slot<'a>, Option<Value<'a>>)>,
}

/// What one branch left behind.
pub(super) type Changes<'a> = HashMap<Slot<'a>, Value<'a>>;

/// Where a branch began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl<'a> Scope<'a> {
    pub(super) fn get(&self, slot: Slot<'a>) -> Option<&Value<'a>> {
        self.values.get(&slot)
    }

    pub(super) fn set(&mut self, slot: Slot<'a>, value: Value<'a>) {
        let before = self.values.insert(slot, value);
        self.log.push((slot, before));
    }

    /// Begins a branch.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.log.len())
    }

    /// Ends a branch: everything is as it was before, and the changes are handed out.
    pub(super) fn leave(&mut self, mark: Mark) -> Changes<'a> {
        let mut changes = Changes::new();
        while self.log.len() > mark.0 {
            let Some((slot, before)) = self.log.pop() else { break };
            let after = match before {
                Some(before) => self.values.insert(slot, before),
                None => self.values.remove(&slot),
            };
            if let Some(after) = after {
                changes.entry(slot).or_insert(after);
            }
        }
        changes
    }

    /// Where branches meet: of the values before and after each, in the order of the text, the one that leads furthest.
    pub(super) fn join(&mut self, branches: Vec<Changes<'a>>) {
        let mut joined: Changes<'a> = Changes::new();
        for (slot, value) in branches.into_iter().flatten() {
            let before = joined.remove(&slot).or_else(|| self.get(slot).cloned()).unwrap_or_default();
            joined.insert(slot, before.or(value));
        }
        joined.into_iter().for_each(|(slot, value)| self.set(slot, value));
    }
}
