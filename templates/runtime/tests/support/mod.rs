//! A small HTTP/1.1 server on this machine that does as it is told, faults included.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long something may take that takes no time on an idle machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it is so.
#[track_caller]
pub fn eventually(what: impl Display, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not in time: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// Holds answers back until the test has seen what it wants to see before them.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// Waits until it is open.
    pub fn pass(&self) {
        let (is_open, opened) = &*self.0;
        let is_open = is_open.lock().expect("no panic");
        drop(opened.wait_timeout_while(is_open, PATIENCE, |is_open| !*is_open).expect("no panic"));
    }

    pub fn open(&self) {
        let (is_open, opened) = &*self.0;
        *is_open.lock().expect("no panic") = true;
        opened.notify_all();
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What to do about a request that was read whole.
#[derive(Debug, Clone)]
pub enum Reply {
    /// These bytes, then the connection is closed.
    Bytes(Vec<u8>),
    /// The connection is closed.
    Close,
    /// Silence.
    Hang,
    /// These bytes one by one, with so long a pause before each.
    Drip(Vec<u8>, Duration),
    /// These bytes, then the connection is reset.
    Reset(Vec<u8>),
}

impl Reply {
    pub fn json(status: u16, body: &str) -> Self {
        Self::with(status, &[("content-type", "application/json")], body.as_bytes())
    }

    pub fn with(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut bytes =
            format!("HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        Self::Bytes([bytes.as_bytes(), b"\r\n", body].concat())
    }
}

type Handler = dyn Fn(&Received) -> Reply + Send + Sync;

/// A server that runs until the test ends.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    pub fn start(handler: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let (seen, handler): (_, Arc<Handler>) = (Arc::clone(&received), Arc::new(handler));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, handler) = (Arc::clone(&seen), Arc::clone(&handler));
                thread::spawn(move || serve(stream, &seen, &*handler));
            }
        });
        Self { address, received }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that came so far, answered or not.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }

    /// Method and target of everything that came so far.
    pub fn calls(&self) -> Vec<String> {
        self.received().iter().map(|request| format!("{} {}", request.method, request.target)).collect()
    }

    /// Waits until that many requests came.
    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        eventually(format!("{count} requests"), || self.received().len() >= count);
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Received>>, handler: &Handler) {
    let Some(request) = read(&stream) else { return };
    seen.lock().expect("no panic").push(request.clone());
    match handler(&request) {
        // The client may have gone away: that is its affair.
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Reply::Close => {}
        Reply::Hang => thread::sleep(Duration::from_secs(60)),
        Reply::Drip(bytes, pause) => {
            for byte in bytes {
                thread::sleep(pause);
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
            }
        }
        Reply::Reset(bytes) => {
            drop(stream.write_all(&bytes));
            // What was sent arrives first: a reset overtakes it.
            thread::sleep(Duration::from_millis(50));
            reset(stream);
        }
    }
}

/// Closes with a reset (RFC 9293, 3.5.2), which the standard library alone cannot do yet.
fn reset(stream: TcpStream) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    runtime.block_on(async {
        stream.set_nonblocking(true).expect("a stream of a runtime");
        let stream = tokio::net::TcpStream::from_std(stream).expect("a stream of a runtime");
        stream.set_zero_linger().expect("a reset");
    });
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { method, target, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
