//! Waits on 127.0.0.1 for the one request with which a browser comes back.
//!
//! Every connection has its own thread and little time, so that a slow or silent one holds nobody up.

use std::io::{self, BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::page::{Page, Shown};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::CALLBACK_PATH;

/// The longest head of a request.
const LONGEST_HEAD: u64 = 16 * 1024;
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
    stream: TcpStream,
    /// What it brought.
    pub(super) query: String,
}

impl Visitor {
    /// Shows the page and hangs up.
    pub(super) fn show(mut self, page: Page) {
        // A browser that went away needs no page.
        drop(page.write(&mut self.stream));
    }
}

impl Listener {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// There is none, or no thread.
    pub(super) fn start(shown: Shown) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            let message = format!("no port of this machine can be used for the login: {error}");
            Failure::new(Exit::Other, "no-listener", message)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (sender, visitors) = channel();
        let closed = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&closed);
        let accepting = move || accept(&listener, address, shown, &sender, &until);
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
    shown: Shown,
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
            drop(receive(stream, address, shown, &sender));
            counted.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Reads one request: the callback goes on to who waits for it, anything else is answered here.
fn receive(
    mut stream: TcpStream,
    address: SocketAddr,
    shown: Shown,
    sender: &Sender<Visitor>,
) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let head = head(&stream)?;
    match target(&head, address) {
        Ok(query) => {
            let query = query.to_owned();
            sender.send(Visitor { stream, query }).map_err(|_| io::ErrorKind::BrokenPipe.into())
        }
        Err(status) => Page::plain(status, shown).write(&mut stream),
    }
}

/// The lines before the body, within one time limit for all of them.
fn head(stream: &TcpStream) -> io::Result<Vec<String>> {
    let deadline = Instant::now() + PATIENCE;
    let mut reader = BufReader::new(stream.take(LONGEST_HEAD));
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        while !line.ends_with(b"\n") {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            stream.set_read_timeout(Some(left))?;
            let piece = reader.fill_buf()?;
            if piece.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let used = piece.iter().position(|b| *b == b'\n').map_or(piece.len(), |at| at + 1);
            line.extend_from_slice(piece.get(..used).unwrap_or_default());
            reader.consume(used);
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            return Ok(lines);
        }
        lines.push(line);
    }
}

/// The query of a request to the callback, or the status that answers anything else.
fn target(head: &[String], address: SocketAddr) -> Result<&str, u16> {
    let mut words = head.first().map_or("", String::as_str).split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(400);
    };
    // Another name for this address is a page of a stranger that had its own name point here.
    let hosts = [address.to_string(), format!("localhost:{}", address.port())];
    let mut named = head.iter().skip(1).filter_map(|line| line.split_once(':'));
    let host = named.find(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, value)| value.trim());
    if !version.starts_with("HTTP/1.") || !host.is_some_and(|host| hosts.iter().any(|known| known == host)) {
        return Err(400);
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match (path == CALLBACK_PATH, method) {
        (true, "GET") => Ok(query),
        (true, _) => Err(405),
        (false, _) => Err(404),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn only_a_plain_get_of_the_callback_at_this_address_counts() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 4711));
        let asked = |lines: &[&str]| {
            let head: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            target(&head, address).map(str::to_owned)
        };
        let host = "Host: 127.0.0.1:4711";
        assert_eq!(asked(&["GET /callback?a=1 HTTP/1.1", "accept: */*", host]), Ok("a=1".into()));
        assert_eq!(asked(&["GET /callback HTTP/1.1", "host:localhost:4711"]), Ok(String::new()));
        assert_eq!(asked(&["POST /callback?a=1 HTTP/1.1", host]), Err(405));
        assert_eq!(asked(&["GET /favicon.ico HTTP/1.1", host]), Err(404));
        assert_eq!(asked(&["GET /callback/../callback HTTP/1.1", host]), Err(404));
        for lines in [
            &["GET /callback?a=1 HTTP/1.1"][..],
            &["GET /callback?a=1 HTTP/1.1", "Host: evil.example:4711"],
            &["GET /callback?a=1 HTTP/1.1", "Host: 127.0.0.1"],
            &["GET /callback a=1 HTTP/1.1", host],
            &["GET /callback"],
            &[],
        ] {
            assert_eq!(asked(lines), Err(400), "{lines:?}");
        }
    }

    #[test]
    fn a_silent_stranger_holds_nobody_up() {
        let listener = Listener::start(Shown::English).expect("a port");
        let connect = || TcpStream::connect(("127.0.0.1", listener.port())).expect("connected");
        let _silent: Vec<_> = (0..4).map(|_| connect()).collect();
        let mut browser = connect();
        let request = format!("GET /callback?x=1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", listener.port());
        browser.write_all(request.as_bytes()).expect("sent");
        let visitor = listener.wait(Instant::now() + PATIENCE).expect("a visitor");
        assert_eq!(visitor.query, "x=1");
        visitor.show(Page::success(Shown::English, "Shop"));
        let mut page = String::new();
        browser.read_to_string(&mut page).expect("a page");
        assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("data-result=\"success\""), "{page}");
        assert!(listener.wait(Instant::now()).is_none());
    }
}
