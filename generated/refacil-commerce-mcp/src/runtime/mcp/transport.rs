//! The async side of HTTP: sends exactly what it is given, and decides nothing.

use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Client, Method, redirect, retry};

use crate::runtime::core::answer::{Broken, BrokenKind, MAX_HEADERS, MAX_REPLY, Response};
use crate::runtime::core::failure::Sent;
use crate::runtime::core::request::{self, Request};
use crate::runtime::core::words::Said;

/// Sends requests. The client is made when the first one leaves, so that a start opens no certificate store.
#[derive(Debug)]
pub struct Transport {
    client: OnceLock<Client>,
    route: Route,
}

/// Whether a proxy of the environment may stand between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// To this machine: no proxy has a part in it.
    Local,
    /// To the network.
    Network,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Short, because a connection that the other side closed meanwhile would make the outcome of a payment unknown.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);

impl Transport {
    /// A transport for that route.
    #[must_use]
    pub const fn new(route: Route) -> Self {
        Self { client: OnceLock::new(), route }
    }

    /// Sends the request and reads its whole answer.
    ///
    /// # Errors
    /// No whole answer came back.
    pub async fn send(&self, request: &Request) -> Result<Response, Broken> {
        let client = self.client().map_err(|error| broken(&error, Sent::No))?;
        let request = prepare(client, request)?;
        let answer = client.execute(request).await.map_err(|error| {
            let sent = if error.is_connect() || error.is_builder() { Sent::No } else { Sent::Unknown };
            broken(&error, sent)
        })?;
        read(answer).await
    }

    fn client(&self) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.build()?;
        Ok(self.client.get_or_init(|| client))
    }

    fn build(&self) -> Result<Client, reqwest::Error> {
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT);
        match self.route {
            Route::Local => builder.no_proxy(),
            Route::Network => builder,
        }
        .build()
    }
}

fn prepare(client: &Client, request: &Request) -> Result<reqwest::Request, Broken> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|error| unsendable(&error))?;
    let mut builder = client.request(method, request.url.clone()).timeout(request.timeout);
    for (name, value) in &request.headers {
        let mut header = HeaderValue::from_str(value.expose()).map_err(|error| unsendable(&error))?;
        header.set_sensitive(matches!(value, request::HeaderValue::Secret(..)));
        builder = builder.header(name, header);
    }
    builder = match &request.body {
        Some(body) => builder.body(body.clone()),
        // RFC 9110, 8.6: some servers refuse such a request without a length.
        None if matches!(request.method, "POST" | "PUT" | "PATCH") => builder.header("content-length", "0"),
        None => builder,
    };
    builder.build().map_err(|error| broken(&error, Sent::No))
}

fn unsendable(error: &dyn Error) -> Broken {
    Broken { kind: BrokenKind::Connect, sent: Sent::No, message: error.to_string().into() }
}

/// Reads the answer in pieces, decompressed, and stops where it grows beyond the limit.
async fn read(mut answer: reqwest::Response) -> Result<Response, Broken> {
    let status = answer.status().as_u16();
    let headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    if headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MAX_HEADERS {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| broken(&error, Sent::Unknown))? {
        if body.len() + piece.len() > MAX_REPLY {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(Response { status, headers, body })
}

fn too_large() -> Broken {
    Broken { kind: BrokenKind::TooLarge, sent: Sent::Unknown, message: "the answer is too large".into() }
}

fn broken(error: &reqwest::Error, sent: Sent) -> Broken {
    let kind = if is_tls(error) {
        BrokenKind::Tls
    } else if error.is_connect() {
        BrokenKind::Connect
    } else if error.is_timeout() {
        BrokenKind::Timeout
    } else {
        BrokenKind::Reset
    };
    Broken { kind, sent, message: root_cause(error) }
}

/// The innermost reason; the outer ones repeat the address, which may hold arguments.
fn root_cause(error: &reqwest::Error) -> Said {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if std::ptr::addr_eq(cause, std::ptr::from_ref(error)) {
        "the exchange failed".into()
    } else {
        cause.to_string().into()
    }
}

fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        let wrapped = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is::<rustls::Error>() || wrapped.is_some_and(|wrapped| wrapped.is::<rustls::Error>()) {
            return true;
        }
        cause = inner.source();
    }
    false
}
