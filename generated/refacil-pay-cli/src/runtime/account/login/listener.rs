//! Waits on 127.0.0.1 for the one request with which a browser comes back.
//!
//! Every connection has its own thread and little time, so that a slow or silent one holds nobody up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::super::request::{Head, Refused, Timed};
use super::page::Page;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::CALLBACK_PATH;
use crate::runtime::core::spec::Language;
use crate::runtime::core::words::{reason, say};

/// How long a connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many connections are heard at once.
const CONNECTIONS: usize = 16;
/// How often a quiet listener looks whether it is still needed.
const PAUSE: Duration = Duration::from_millis(25);

/// A listener; it closes when dropped.
#[derive(Debug)]
pub(super) struct Listener {
    address: SocketAddr,
    visitors: Receiver<Visitor>,
    closed: Arc<AtomicBool>,
}

/// A browser that came to the callback and waits for its page.
#[derive(Debug)]
pub(super) struct Visitor {
    timed: Timed,
    /// What it brought.
    pub(super) query: String,
}

impl Visitor {
    /// Shows the page and hangs up.
    pub(super) fn show(self, page: &Page) {
        page.show(self.timed);
    }
}

impl Listener {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// There is none, or no thread.
    pub(super) fn start(language: Language) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            let message = say("no port of this machine can be used for the login: {}", &[&reason(&error)]);
            Failure::new(Exit::Other, "no-listener", message)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (sender, visitors) = channel();
        let closed = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&closed);
        let accepting = move || accept(&listener, address, language, &sender, &until);
        thread::Builder::new().name("callback".into()).spawn(accepting).map_err(failed)?;
        Ok(Self { address, visitors, closed })
    }

    /// The port.
    pub(super) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// The next visitor before that moment.
    pub(super) fn wait(&self, deadline: Instant) -> Option<Visitor> {
        self.visitors.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
    }
}

fn accept(
    listener: &TcpListener,
    address: SocketAddr,
    language: Language,
    sender: &Sender<Visitor>,
    closed: &AtomicBool,
) {
    let open = Arc::new(AtomicUsize::new(0));
    while !closed.load(Ordering::SeqCst) {
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(PAUSE);
            continue;
        };
        if open.load(Ordering::SeqCst) >= CONNECTIONS {
            continue;
        }
        let (sender, counted) = (sender.clone(), Arc::clone(&open));
        open.fetch_add(1, Ordering::SeqCst);
        let started = thread::Builder::new().name("visitor".into()).spawn(move || {
            // A stranger's broken connection is nobody's concern.
            drop(receive(stream, address, language, &sender));
            counted.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Reads one request: the callback goes on to who waits for it, anything else is answered here.
fn receive(
    stream: TcpStream,
    address: SocketAddr,
    language: Language,
    sender: &Sender<Visitor>,
) -> io::Result<()> {
    let mut timed = Timed::new(stream, PATIENCE)?;
    let query = match timed.head() {
        Ok(head) => query(head, address),
        Err(Refused::With(status)) => Err(status),
        Err(Refused::Gone) => return Ok(()),
    };
    match query {
        Ok(query) => sender.send(Visitor { timed, query }).map_err(|_| io::ErrorKind::BrokenPipe.into()),
        Err(status) => {
            Page::plain(status, language).show(timed);
            Ok(())
        }
    }
}

/// The query of a request to the callback, or the status that answers anything else.
fn query(head: Head, address: SocketAddr) -> Result<String, u16> {
    // Another name for this address is a page of a stranger that had its own name point here.
    let hosts = [address.to_string(), format!("localhost:{}", address.port())];
    if head.has_body() || !head.single("host").is_some_and(|host| hosts.iter().any(|known| known == host)) {
        return Err(400);
    }
    match (head.path == CALLBACK_PATH, head.method.as_str()) {
        (true, "GET") => Ok(head.query),
        (true, _) => Err(405),
        (false, _) => Err(404),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn only_a_plain_get_of_the_callback_at_this_address_counts() {
        let listener = Listener::start(Language::English).expect("a port");
        let port = listener.port();
        let asked = |request: &str| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
            stream.write_all(request.replace("PORT", &port.to_string()).as_bytes()).expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            answer.split(' ').nth(1).unwrap_or_default().to_owned()
        };
        let host = "Host: 127.0.0.1:PORT\r\n\r\n";
        assert_eq!(asked(&format!("POST /callback?a=1 HTTP/1.1\r\n{host}")), "405");
        assert_eq!(asked(&format!("GET /favicon.ico HTTP/1.1\r\n{host}")), "404");
        assert_eq!(asked(&format!("GET /callback/../callback HTTP/1.1\r\n{host}")), "404");
        for request in [
            "GET /callback?a=1 HTTP/1.1\r\n\r\n",
            "GET /callback?a=1 HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n",
            "GET /callback?a=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "GET /callback?a=1 HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:PORT\r\n\r\n",
            "GET /callback?a=1 HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nHost: 127.0.0.1:PORT\r\n\r\n",
            "GET /callback?a=1 HTTP/1.1\r\nContent-Length: 1\r\nHost: 127.0.0.1:PORT\r\n\r\nx",
            "GET /callback a=1 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
            "GET /callback\r\n\r\n",
        ] {
            assert_eq!(asked(request), "400", "{request:?}");
        }
        assert!(listener.wait(Instant::now()).is_none(), "none of them counts");
    }

    #[test]
    fn a_silent_stranger_holds_nobody_up() {
        let listener = Listener::start(Language::English).expect("a port");
        let connect = || TcpStream::connect(("127.0.0.1", listener.port())).expect("connected");
        let _silent: Vec<_> = (0..4).map(|_| connect()).collect();
        let mut browser = connect();
        let request = format!("GET /callback?x=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", listener.port());
        browser.write_all(request.as_bytes()).expect("sent");
        let visitor = listener.wait(Instant::now() + PATIENCE).expect("a visitor");
        assert_eq!(visitor.query, "x=1");
        visitor.show(&Page::success(Language::English, "Shop"));
        let mut page = String::new();
        browser.read_to_string(&mut page).expect("a page");
        assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("data-result=\"success\""), "{page}");
        assert!(listener.wait(Instant::now()).is_none());
    }
}
