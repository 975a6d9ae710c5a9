//! The moment when the first byte of a request leaves, known exactly.
//!
//! The gate stands behind TLS and proxies: what passes it is the request itself. Interrupting and sending are
//! decided by one atomic value, so that one of them wins.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::super::core::failure::Sent;

const SHUT: u8 = 0;
const PASSED: u8 = 1;
const BARRED: u8 = 2;

/// Whether bytes of the current request left.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<AtomicU8>);

impl Gate {
    /// A new request: nothing of it has left.
    pub fn shut(&self) {
        self.0.store(SHUT, Ordering::SeqCst);
    }

    /// Lets nothing pass any more, and tells whether something did.
    pub fn bar(&self) -> Sent {
        match self.0.compare_exchange(SHUT, BARRED, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) | Err(BARRED) => Sent::No,
            Err(_) => Sent::Unknown,
        }
    }

    /// Whether something passed.
    #[must_use]
    pub fn sent(&self) -> Sent {
        if self.0.load(Ordering::SeqCst) == PASSED { Sent::Unknown } else { Sent::No }
    }

    fn pass(&self) -> Result<(), Error> {
        match self.0.compare_exchange(SHUT, PASSED, Ordering::SeqCst, Ordering::SeqCst) {
            Err(BARRED) => Err(Error::Io(io::Error::new(io::ErrorKind::ConnectionAborted, "interrupted"))),
            _ => Ok(()),
        }
    }
}

impl<In: Transport> Connector<In> for Gate {
    type Out = Gated<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Gated<In>>, Error> {
        Ok(chained.map(|transport| Gated { transport, gate: self.clone() }))
    }
}

/// A connection whose output passes the gate.
#[derive(Debug)]
pub struct Gated<T> {
    transport: T,
    gate: Gate,
}

impl<T: Transport> Transport for Gated<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.transport.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if amount > 0 {
            self.gate.pass()?;
        }
        self.transport.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.transport.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.transport.is_open()
    }

    fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_the_request_or_the_interrupt_wins() {
        let gate = Gate::default();
        assert!(gate.pass().is_ok() && gate.pass().is_ok());
        assert_eq!((gate.sent(), gate.bar()), (Sent::Unknown, Sent::Unknown));
        gate.shut();
        assert_eq!((gate.sent(), gate.bar()), (Sent::No, Sent::No));
        assert!(gate.pass().is_err());
        assert_eq!(gate.bar(), Sent::No);
    }
}
