//! One request and its answer by a blocking client that decides nothing: no redirects, no cookies, no retries.

use std::cell::{Cell, OnceCell, RefCell};
use std::io::Read;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ureq::config::AutoHeaderValue;
use ureq::http::{self, HeaderName, HeaderValue};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Error};
use url::Url;

use super::super::account::wire::Wire;
use super::super::core::answer::{Broken, BrokenKind, MAX_HEADERS, MAX_REPLY, Response};
use super::super::core::failure::{Exit, Sent};
use super::super::core::request::{self, Request};
use super::super::core::target::is_loopback;
use super::cryptography;
use super::gate::Gate;
use super::interrupt::{Event, Interrupts};

/// A blocking client.
#[derive(Debug)]
pub struct Transport {
    interrupts: Interrupts,
    line: RefCell<Line>,
    /// The number of the exchange that is waited for: a late end of an earlier one is not its end.
    exchange: Cell<u64>,
}

/// The connections behind one gate.
#[derive(Debug, Default)]
struct Line {
    gate: Gate,
    // Made when the first request leaves: TLS and certificates cost more than all the rest.
    agent: OnceCell<Agent>,
    direct: OnceCell<Agent>,
}

impl Line {
    /// Addresses on this machine are never reached through a proxy: plain http would leave the machine.
    fn agent(&self, url: &Url) -> &Agent {
        if is_loopback(url) {
            self.direct.get_or_init(|| agent(&self.gate, None))
        } else {
            self.agent.get_or_init(|| agent(&self.gate, ureq::Proxy::try_from_env()))
        }
    }
}

impl Transport {
    /// A client that interrupts reach.
    #[must_use]
    pub fn new(interrupts: Interrupts) -> Self {
        Self { interrupts, line: RefCell::default(), exchange: Cell::default() }
    }

    /// The interrupts that reach it.
    #[must_use]
    pub const fn interrupts(&self) -> &Interrupts {
        &self.interrupts
    }

    /// Sends the request and waits for its answer, its time limit or an interrupt.
    ///
    /// # Errors
    /// No whole answer came; the error knows whether bytes of the request left.
    pub fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.start(request)?;
        self.end()
    }

    /// Like [`Transport::exchange`], but a change that has begun to leave is waited for in spite of an interrupt, which
    /// is told; a second one ends the wait.
    ///
    /// # Errors
    /// As in [`Transport::exchange`].
    pub fn exchange_whole(&self, request: &Request, told: &dyn Fn()) -> Result<Response, Broken> {
        self.start(request)?;
        if !request.changes_something() {
            return self.end();
        }
        if let Some(ended) = self.heard() {
            return ended;
        }
        let sent = self.line.borrow().gate.bar();
        if sent == Sent::No {
            return Err(self.leave());
        }
        told();
        self.end()
    }

    fn start(&self, request: &Request) -> Result<(), Broken> {
        if self.interrupts.is_interrupted() {
            return Err(interrupted(Sent::No));
        }
        let exchange = self.exchange.get() + 1;
        self.exchange.set(exchange);
        let line = self.line.borrow();
        line.gate.shut();
        let (agent, gate) = (line.agent(&request.url).clone(), line.gate.clone());
        let (request, sender) = (request.clone(), self.interrupts.sender());
        // The answer is awaited in a thread of its own: a blocking read hears no interrupt.
        let worker = thread::Builder::new().name("request".into()).spawn(move || {
            let ended = send(&agent, &request).map_err(|error| broken(&error, gate.sent()));
            drop(sender.send(Event::Ended(exchange, ended)));
        });
        if let Err(error) = worker {
            return Err(Broken {
                kind: BrokenKind::Connect,
                sent: Sent::No,
                message: error.to_string().into(),
            });
        }
        Ok(())
    }

    fn end(&self) -> Result<Response, Broken> {
        self.heard().unwrap_or_else(|| Err(self.leave()))
    }

    /// How the exchange ended, or nothing where somebody wants the program to stop.
    fn heard(&self) -> Option<Result<Response, Broken>> {
        loop {
            match self.interrupts.next() {
                Event::Ended(exchange, ended) if exchange == self.exchange.get() => return Some(ended),
                Event::Ended(..) => {}
                Event::Interrupted => return None,
            }
        }
    }

    /// Leaves a request to itself: its gate stays barred, and what comes next has connections of its own.
    fn leave(&self) -> Broken {
        interrupted(self.line.take().gate.bar())
    }
}

impl Wire for Transport {
    fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        Self::exchange(self, request)
    }
}

/// The way of a request that no call waits for: an interrupt ends it.
#[derive(Debug)]
pub struct Interruptible<'a> {
    /// What sends.
    pub transport: &'a Transport,
    /// How long each answer is waited for, where the user says so.
    pub limit: Option<Duration>,
}

impl Wire for Interruptible<'_> {
    fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.transport.interrupts.call_begins();
        let report = match self.limit {
            Some(timeout) => self.transport.exchange(&Request { timeout, ..request.clone() }),
            None => self.transport.exchange(request),
        };
        self.transport.interrupts.call_ended(Exit::Interrupted);
        report
    }
}

fn agent(gate: &Gate, proxy: Option<ureq::Proxy>) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .proxy(proxy)
        .user_agent(AutoHeaderValue::None)
        .max_response_header_size(MAX_HEADERS)
        .tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::PlatformVerifier)
                .unversioned_rustls_crypto_provider(Arc::new(cryptography::provider()))
                .build(),
        )
        .build();
    let connector = DefaultConnector::default().chain(gate.clone());
    Agent::with_parts(config, connector, DefaultResolver::default())
}

fn send(agent: &Agent, request: &Request) -> Result<Response, Error> {
    let mut builder = http::Request::builder().method(request.method).uri(request.url.as_str());
    for (name, value) in &request.headers {
        builder = builder
            .header(HeaderName::from_bytes(name.as_bytes()).map_err(http::Error::from)?, header(value)?);
    }
    let limit = Some(request.timeout);
    let answer = match (&request.body, request.method) {
        (Some(body), _) => {
            let whole = builder.body(body.as_slice())?;
            agent.run(agent.configure_request(whole).timeout_global(limit).build())?
        }
        // These methods announce an empty body; servers wait for one otherwise.
        (None, "POST" | "PUT" | "PATCH") => {
            let whole = builder.body([].as_slice())?;
            agent.run(agent.configure_request(whole).timeout_global(limit).build())?
        }
        (None, _) => {
            let whole = builder.body(())?;
            agent.run(agent.configure_request(whole).timeout_global(limit).build())?
        }
    };
    read(answer)
}

fn header(value: &request::HeaderValue) -> Result<HeaderValue, Error> {
    let mut header = HeaderValue::from_bytes(value.expose().as_bytes()).map_err(http::Error::from)?;
    header.set_sensitive(matches!(value, request::HeaderValue::Secret(..)));
    Ok(header)
}

fn read(answer: http::Response<ureq::Body>) -> Result<Response, Error> {
    let (parts, mut body) = answer.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    // Both are bounded: what comes over the wire, and what it becomes when it is decompressed.
    let most = MAX_REPLY as u64;
    let mut bytes = Vec::new();
    let reader = body.with_config().limit(most + 1).reader();
    reader.take(most + 1).read_to_end(&mut bytes).map_err(Error::from)?;
    if bytes.len() > MAX_REPLY {
        return Err(Error::BodyExceedsLimit(most));
    }
    Ok(Response { status: parts.status.as_u16(), headers, body: bytes })
}

fn interrupted(sent: Sent) -> Broken {
    Broken { kind: BrokenKind::Interrupted, sent, message: "interrupted".into() }
}

fn broken(error: &Error, sent: Sent) -> Broken {
    Broken { kind: kind(error, sent), sent, message: error.to_string().into() }
}

fn kind(error: &Error, sent: Sent) -> BrokenKind {
    match error {
        Error::Timeout(_) => BrokenKind::Timeout,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) | Error::TlsRequired => BrokenKind::Tls,
        Error::BodyExceedsLimit(_) | Error::LargeResponseHeader(..) => BrokenKind::TooLarge,
        Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => BrokenKind::Timeout,
        // What a handshake finds wrong comes as invalid data.
        Error::Io(error) if sent == Sent::No && error.kind() == std::io::ErrorKind::InvalidData => {
            BrokenKind::Tls
        }
        _ if sent == Sent::No => BrokenKind::Connect,
        _ => BrokenKind::Reset,
    }
}
