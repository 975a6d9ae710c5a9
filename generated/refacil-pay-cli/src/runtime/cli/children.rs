//! Programs that run beside this one, and that end with it however it ends.

use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Shared = Arc<Mutex<Child>>;

/// Signals come to the process as a whole, so that what must not outlive it is known to the whole process.
static RUNNING: Mutex<Vec<Shared>> = Mutex::new(Vec::new());

/// A program that ends when this is dropped, or when a signal ends this program.
#[derive(Debug)]
pub struct Guarded(Shared);

impl Guarded {
    /// Guards this program.
    #[must_use]
    pub fn new(child: Child) -> Self {
        let shared = Arc::new(Mutex::new(child));
        held(&RUNNING).push(Arc::clone(&shared));
        Self(shared)
    }

    /// It has ended by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        !matches!(held(&self.0).try_wait(), Ok(None))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        end(&self.0);
        held(&RUNNING).retain(|other| !Arc::ptr_eq(other, &self.0));
    }
}

/// Ends all of them: the program is about to end.
pub fn end_all() {
    let running: Vec<Shared> = held(&RUNNING).drain(..).collect();
    running.iter().for_each(end);
}

/// By its process id, and nobody else's.
fn end(child: &Shared) {
    let mut child = held(child);
    // One that has ended already needs no end.
    drop(child.kill());
    drop(child.wait());
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
