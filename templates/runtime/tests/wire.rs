//! One table of wire cases for both drivers: whether bytes left is known exactly, and nothing that a server does is
//! followed blindly.

mod shop;
mod support;

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use codegen_runtime::runtime::cli;
use codegen_runtime::runtime::cli::interrupt::{Event, Interrupts};
use codegen_runtime::runtime::core::answer::{Broken, BrokenKind, MAX_REPLY, Response};
use codegen_runtime::runtime::core::failure::Sent;
use codegen_runtime::runtime::core::request::{HeaderValue, Purpose, Request};
use codegen_runtime::runtime::mcp;
use codegen_runtime::runtime::mcp::transport::Route;
use url::Url;

use support::{Gate, PATIENCE, Reply, Server};

/// A driver's way to the network.
trait Wire {
    fn exchange(&self, request: &Request) -> Result<Response, Broken>;
}

/// Of the command-line tool.
struct Blocking(cli::transport::Transport);

/// Of the MCP server.
struct Async(mcp::transport::Transport, tokio::runtime::Runtime);

impl Wire for Blocking {
    fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.0.exchange(request)
    }
}

impl Wire for Async {
    fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.1.block_on(self.0.send(request))
    }
}

/// Runs the case with each driver.
fn with_both(case: impl Fn(&dyn Wire)) {
    rustls::crypto::ring::default_provider().install_default().ok();
    case(&Blocking(cli::transport::Transport::new(Interrupts::unheard())));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    case(&Async(mcp::transport::Transport::new(Route::Local), runtime));
}

fn request(method: &'static str, url: &str, body: Option<&str>) -> Request {
    Request {
        purpose: Purpose::Main,
        operation: shop::API.operation("pay-out").expect("it is there"),
        method,
        url: Url::parse(url).expect("an address"),
        headers: vec![("accept".into(), HeaderValue::Plain("application/json".into()))],
        body: body.map(|text| text.as_bytes().to_vec()),
        timeout: PATIENCE,
    }
}

/// A request that is not waited for.
fn impatient(url: &str) -> Request {
    Request { timeout: Duration::from_millis(500), ..request("POST", url, Some("{}")) }
}

#[track_caller]
fn assert_broken(ended: Result<Response, Broken>, kind: BrokenKind, sent: Sent) {
    match ended {
        Err(broken) => assert_eq!((broken.kind, broken.sent), (kind, sent), "{broken:?}"),
        Ok(response) => panic!("answered: {response:?}"),
    }
}

#[test]
fn a_refused_connection_sent_nothing() {
    with_both(|wire| {
        // Nobody listens there, and no program is given that port.
        let ended = wire.exchange(&request("POST", "http://127.0.0.1:9/", Some("{}")));
        assert_broken(ended, BrokenKind::Connect, Sent::No);
    });
}

#[test]
fn an_unknown_name_sent_nothing() {
    with_both(|wire| {
        let ended = wire.exchange(&impatient("http://no-such-host.invalid/"));
        match ended {
            Err(broken) => assert_eq!(broken.sent, Sent::No, "{broken:?}"),
            Ok(response) => panic!("answered: {response:?}"),
        }
    });
}

#[test]
fn a_broken_handshake_sent_nothing() {
    with_both(|wire| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                drop(stream.write_all(b"this is no TLS at all\r\n\r\n"));
            }
        });
        let ended = wire.exchange(&request("POST", &format!("https://127.0.0.1:{port}/"), Some("{}")));
        match ended {
            Err(broken) => assert_eq!(broken.sent, Sent::No, "{broken:?}"),
            Ok(response) => panic!("answered: {response:?}"),
        }
    });
}

#[test]
fn a_server_that_reads_and_closes_may_have_acted() {
    with_both(|wire| {
        let server = Server::start(|_| Reply::Close);
        let ended = wire.exchange(&request("POST", &server.url(), Some("{}")));
        assert_broken(ended, BrokenKind::Reset, Sent::Unknown);
        server.wait_for(1);
        assert_eq!(server.calls(), ["POST /"]);
    });
}

#[test]
fn a_server_that_closes_unread_may_have_acted() {
    with_both(|wire| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        thread::spawn(move || listener.incoming().for_each(drop));
        match wire.exchange(&request("POST", &url, Some("{}"))) {
            Err(broken) => assert_eq!(broken.sent, Sent::Unknown, "{broken:?}"),
            Ok(response) => panic!("answered: {response:?}"),
        }
    });
}

#[test]
fn silence_ends_at_the_time_limit() {
    with_both(|wire| {
        // A drip is no better than silence: the limit is that of the whole answer.
        let drip = || Reply::Drip(b"HTTP/1.1 200 OK\r\n\r\n".repeat(9), Duration::from_millis(10));
        let server =
            Server::start(move |request| if request.target == "/drip" { drip() } else { Reply::Hang });
        for path in ["hang", "drip"] {
            let begun = Instant::now();
            let ended = wire.exchange(&impatient(&format!("{}/{path}", server.url())));
            assert_broken(ended, BrokenKind::Timeout, Sent::Unknown);
            assert!(begun.elapsed() < PATIENCE);
        }
    });
}

#[test]
fn an_error_does_not_repeat_the_address_which_may_hold_a_key() {
    with_both(|wire| {
        let server = Server::start(|request| match request.target.split('?').next() {
            Some("/close") => Reply::Close,
            Some("/odd") => Reply::Bytes(b"HTTP/9 no\r\n\r\n".to_vec()),
            _ => Reply::Hang,
        });
        let (live, dead) = (server.url(), "http://127.0.0.1:9".to_owned());
        for base in [format!("{live}/close"), format!("{live}/odd"), format!("{live}/hang"), dead] {
            let ended = wire.exchange(&impatient(&format!("{base}?api_key=canary")));
            match ended {
                Err(broken) => assert!(!broken.message.english().contains("canary"), "{broken:?}"),
                Ok(response) => panic!("answered: {response:?}"),
            }
        }
        assert_eq!(server.received().len(), 3, "nothing is repeated");
    });
}

#[test]
fn half_an_answer_is_none() {
    with_both(|wire| {
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":".to_vec();
        let server = Server::start(move |request| match request.target.as_str() {
            "/reset" => Reply::Reset(half.clone()),
            _ => Reply::Bytes(half.clone()),
        });
        for path in ["close", "reset"] {
            let ended = wire.exchange(&request("POST", &format!("{}/{path}", server.url()), Some("{}")));
            assert_broken(ended, BrokenKind::Reset, Sent::Unknown);
        }
    });
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    with_both(|wire| {
        let elsewhere = Server::start(|_| Reply::json(200, "{}"));
        let to = format!("{}/stolen", elsewhere.url());
        let server = Server::start(move |request| {
            let status = request.target.trim_start_matches('/').parse().expect("a status");
            Reply::with(status, &[("location", &to)], b"")
        });
        for (method, status) in [("POST", 302), ("POST", 307), ("POST", 308), ("GET", 301), ("DELETE", 302)] {
            let body = (method == "POST").then_some("{}");
            let answer = wire
                .exchange(&request(method, &format!("{}/{status}", server.url()), body))
                .expect("an answer");
            assert_eq!((answer.status, answer.header("location").is_some()), (status, true));
        }
        assert!(elsewhere.received().is_empty());
    });
}

#[test]
fn the_size_of_an_answer_is_bounded() {
    with_both(|wire| {
        // A gzip stream of zeros: stored small, large when it is inflated.
        let bomb = gzip_of_zeros(MAX_REPLY + 1024 * 1024);
        assert!(bomb.len() < MAX_REPLY / 100, "{}", bomb.len());
        let server = Server::start(move |request| match request.target.as_str() {
            "/bomb" => Reply::with(200, &[("content-encoding", "gzip")], &bomb),
            "/headers" => Reply::with(200, &[("x-long", &"x".repeat(100_000))], b"{}"),
            _ => Reply::with(200, &[], &vec![b'x'; MAX_REPLY + 1]),
        });
        for path in ["/bomb", "/headers", "/long"] {
            let ended = wire.exchange(&request("GET", &format!("{}{path}", server.url()), None));
            assert_broken(ended, BrokenKind::TooLarge, Sent::Unknown);
        }
    });
}

#[test]
fn what_leaves_is_what_was_prepared() {
    with_both(|wire| {
        let server = Server::start(|_| Reply::with(201, &[("X-Request-Id", "7")], b"{\"a\":1.10}"));
        let mut prepared =
            request("POST", &format!("{}/a%2Fb?x=1", server.url()), Some("{\"amount\":50000.10}"));
        prepared
            .headers
            .push(("authorization".into(), HeaderValue::Secret("Bearer t".into(), "Bearer <x>".into())));
        let answer = wire.exchange(&prepared).expect("an answer");
        assert_eq!((answer.status, answer.header("x-request-id")), (201, Some("7")));
        assert_eq!(answer.body, b"{\"a\":1.10}");
        let received = server.received().remove(0);
        assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/a%2Fb?x=1"));
        assert_eq!(received.body, "{\"amount\":50000.10}");
        let mut names: Vec<_> = received.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "authorization", "content-length", "host"]);
    });
}

#[test]
fn any_method_may_have_a_body_or_none() {
    with_both(|wire| {
        let server = Server::start(|_| Reply::json(200, "{}"));
        for (method, body) in
            [("DELETE", Some("{}")), ("GET", Some("{}")), ("POST", None), ("PURGE", None), ("PATCH", None)]
        {
            wire.exchange(&request(method, &server.url(), body)).expect("an answer");
        }
        let lengths: Vec<_> = server
            .received()
            .iter()
            .map(|request| (request.method.clone(), request.header("content-length").map(str::to_owned)))
            .collect();
        let expected = [
            ("DELETE", Some("2")),
            ("GET", Some("2")),
            ("POST", Some("0")),
            ("PURGE", None),
            ("PATCH", Some("0")),
        ];
        let expected = expected.map(|(method, length)| (method.to_owned(), length.map(str::to_owned)));
        assert_eq!(lengths, expected);
    });
}

/// Deflate blocks of one zero byte and matches of it, by the fixed Huffman codes of RFC 1951.
fn gzip_of_zeros(length: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // The literal zero is 00110000; codes are written from their highest bit.
    bits.push_code(0b0011_0000, 8);
    // Length 258 is code 285 = 11000101, distance 1 is code 0 in five bits.
    for _ in 0..length / 258 + 1 {
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // The check sum at the end is never reached.
    [header.as_slice(), &bits.finish(), &[0; 8]].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = u8::from(value >> at & 1 == 1);
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (self.used % 8);
            }
            self.used += 1;
        }
    }

    fn push_code(&mut self, code: u32, count: u32) {
        (0..count).rev().for_each(|at| self.push(code >> at & 1, 1));
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[test]
fn the_late_answer_of_a_request_that_was_left_is_not_the_next_ones() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = cli::transport::Transport::new(Interrupts::unheard());
    let stop = client.interrupts().sender();
    let gate = Gate::default();
    let held = gate.clone();
    let server = Server::start(move |received| {
        if received.target == "/left" {
            // Somebody interrupts while the answer is awaited.
            stop.send(Event::Interrupted).expect("heard");
            held.pass();
        }
        Reply::json(200, &format!(r#"{{"target":"{}"}}"#, received.target))
    });
    let ended = client.exchange(&request("GET", &format!("{}/left", server.url()), None));
    assert_broken(ended, BrokenKind::Interrupted, Sent::Unknown);
    gate.open();
    let next = client.exchange(&request("GET", &format!("{}/next", server.url()), None));
    let next = next.expect("an answer");
    assert_eq!(String::from_utf8_lossy(&next.body), r#"{"target":"/next"}"#);
}
