//! Work that may never end, given a limit: a keychain can wait for a person who is not there.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::Trouble;

use crate::runtime::core::words::{reason, say};

/// What the work gave within the time. Work that takes longer goes on until the process ends; nobody hears of it.
pub fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let (done, wait) = mpsc::sync_channel(1);
    let worker = thread::Builder::new().name("keychain".into());
    let started = worker.spawn(move || drop(done.send(work())));
    started.map_err(|error| Trouble::Failed(say("no thread: {}", &[&reason(&error)])))?;
    wait.recv_timeout(patience).unwrap_or_else(|_| Err(Trouble::Silent(patience.as_secs())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_not_waited_for() {
        let endless = || -> Result<(), Trouble> {
            loop {
                thread::park();
            }
        };
        assert_eq!(within(Duration::from_millis(20), endless), Err(Trouble::Silent(0)));
        assert_eq!(within(Duration::from_secs(9), || Ok(7)), Ok(7));
    }
}
