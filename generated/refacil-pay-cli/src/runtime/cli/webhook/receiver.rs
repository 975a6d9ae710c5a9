//! Hears senders on 127.0.0.1: each connection has a thread of its own and little time, and there are few at once.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::super::super::account::request::{Refused, Timed};
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::extras::webhooks::payload::MAX_BYTES;
use super::desk::{Answer, Desk};

/// How long a sender may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many are heard at once; the others wait in the system's own queue.
const CONNECTIONS: usize = 32;
/// How often an idle receiver checks whether it is still needed.
const PAUSE: Duration = Duration::from_millis(20);

/// A receiver; it closes when dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
}

impl Receiver {
    /// Listens on that port of 127.0.0.1, or on a free one where it is 0.
    ///
    /// # Errors
    /// The port is taken, or there is no thread.
    pub fn start(port: u16, desk: &Arc<Desk>) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            Failure::new(
                Exit::Other,
                "no-listener",
                format!("port {port} of this machine cannot be used: {error}"),
            )
            .hint("choose another one with --port")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let closed = Arc::new(AtomicBool::new(false));
        let (until, desk) = (Arc::clone(&closed), Arc::clone(desk));
        let accepting = move || accept(&listener, &desk, &until);
        thread::Builder::new().name("receiver".into()).spawn(accepting).map_err(failed)?;
        Ok(Self { address, closed })
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}

fn accept(listener: &TcpListener, desk: &Arc<Desk>, closed: &AtomicBool) {
    let open = Arc::new(AtomicUsize::new(0));
    while !closed.load(Ordering::SeqCst) {
        let heard = if open.load(Ordering::SeqCst) < CONNECTIONS { listener.accept().ok() } else { None };
        let Some((stream, _)) = heard else {
            thread::sleep(PAUSE);
            continue;
        };
        let (desk, counted) = (Arc::clone(desk), Arc::clone(&open));
        open.fetch_add(1, Ordering::SeqCst);
        let started = thread::Builder::new().name("sender".into()).spawn(move || {
            // A stranger's broken connection is nobody's concern.
            drop(serve(stream, &desk));
            counted.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn serve(stream: TcpStream, desk: &Desk) -> io::Result<()> {
    let mut timed = Timed::new(stream, PATIENCE)?;
    let answer = match request(&mut timed, desk) {
        Ok(answer) => answer,
        Err(Refused::With(status)) => desk.refuse(status),
        Err(Refused::Gone) => return Ok(()),
    };
    timed.answer(answer.status, "content-type: application/json\r\n", &answer.json());
    Ok(())
}

fn request(timed: &mut Timed, desk: &Desk) -> Result<Answer, Refused> {
    let head = timed.head()?;
    // Whoever does not know the path learns nothing else.
    if !desk.is_at(&head.path) {
        return Err(Refused::With(404));
    }
    if head.method != "POST" {
        return Err(Refused::With(405));
    }
    let headers = head.headers.clone();
    let body = timed.body(head, MAX_BYTES)?;
    Ok(desk.receive(&headers, &body))
}
