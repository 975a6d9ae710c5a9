//! The library's handle on a running sandbox.

use std::{
    fmt,
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, mpsc},
    thread::JoinHandle,
    time::Duration,
};

use serde_json::Value;
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

use crate::{
    deliver::Delivery, error::Error, fault::Fault, received::Received, server, shared::Shared, world::Api,
};

/// A stand-in API that runs until it is dropped.
///
/// Its calls block, briefly; it lives in its own thread and needs no runtime of the caller's.
pub struct Sandbox {
    url: String,
    shared: Arc<Shared>,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts on a free port.
    pub fn start(api: Api) -> Result<Self, Error> {
        Self::start_on(api, 0)
    }

    /// Starts on that port of `127.0.0.1`; 0 takes a free one.
    pub fn start_on(api: Api, port: u16) -> Result<Self, Error> {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, listener))
        });
        let (address, listener) = bound.map_err(|source| Error::Listen { port, source })?;
        let shared = Arc::new(Shared::new(api)?);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = server::serve(listener, served) => {}
                    _ = stopped => {}
                }
            });
        })?;
        let url = format!("http://{address}");
        Ok(Self { url, shared, runtime: handle, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What arrived so far, in order; calls to the control routes are left out.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.requests()
    }

    /// Forgets what arrived; state stays.
    pub fn clear_requests(&self) {
        self.shared.clear_requests();
    }

    /// Lets a coming request fail.
    pub fn fault(&self, fault: Fault) {
        self.shared.fault(fault);
    }

    /// Moves the clock on: tokens age, sales settle.
    pub fn advance_clock(&self, by: Duration) {
        self.shared.advance(by);
    }

    /// Sets the balance that withdrawals or sales draw on, in COP.
    pub fn set_balance(&self, cop: i64) {
        self.shared.set_balance(cop);
    }

    /// A snapshot of all state, for asserts.
    pub fn state(&self) -> Value {
        self.shared.state()
    }

    /// Moves a payment of Pay on and delivers its notice; returns once the receiver has answered.
    pub fn move_payment(&self, reference: &str, status: u64) -> Result<Delivery, Error> {
        let (send, received) = mpsc::channel();
        let (shared, reference) = (Arc::clone(&self.shared), reference.to_owned());
        self.runtime.spawn(async move {
            // Nobody listens once the caller has gone.
            let _ = send.send(shared.move_payment(&reference, status).await);
        });
        received.recv().map_err(|_| Error::Stopped)?
    }

    /// Back to the start: state, clock, faults and records.
    pub fn reset(&self) -> Result<(), Error> {
        self.shared.reset()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
