//! How long it took.

use std::time::{Duration, Instant};

/// How long each phase took, all APIs together.
#[derive(Debug, Clone, Default)]
pub struct Timings(Vec<(&'static str, Duration)>);

impl Timings {
    /// Runs a phase and adds its time.
    pub fn measure<T>(&mut self, phase: &'static str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = run();
        match self.0.iter_mut().find(|(name, _)| *name == phase) {
            Some((_, total)) => *total += start.elapsed(),
            None => self.0.push((phase, start.elapsed())),
        }
        result
    }

    /// Phases in the order in which they first ran.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.0.iter().copied()
    }
}
