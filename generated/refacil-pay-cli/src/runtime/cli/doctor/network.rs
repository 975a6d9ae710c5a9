//! The way to the API: proxy, certificates, name, connection, clock. Nothing of the user is sent.

use std::fs::File;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use url::Url;

use super::super::super::core::failure::Exit;
use super::super::super::core::request::{Purpose, Request};
use super::super::super::core::spec::Class;
use super::super::super::core::text::visible_capped;
use super::super::context::Context;
use super::super::interrupt::Interrupts;
use super::super::transport::Transport;
use super::{Check, Outcome};

/// Longest wait for a connection or an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// With a clock that is off by more than this many seconds, tokens end too early or too late.
const MOST_SKEW: i64 = 60;

type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// All checks of the way to the API.
pub fn checks(context: &Context, variable: Variable<'_>) -> Vec<Check> {
    let mut checks: Vec<Check> = certificates(variable).into_iter().collect();
    let proxy = proxy(variable).filter(|_| !context.target.is_local());
    checks.push(match &proxy {
        Some((name, shown)) => Check::new("proxy", Outcome::Good, format!("{shown} (from {name})")),
        None => Check::new("proxy", Outcome::Good, "none"),
    });
    let reached = if proxy.is_some() {
        Check::new("connection", Outcome::Skipped, "names are looked up by the proxy")
    } else {
        connection(&context.target.base)
    };
    let broken = matches!(reached.outcome, Outcome::Bad(_));
    checks.push(reached);
    if !broken {
        checks.push(clock(context));
    }
    checks
}

/// Files of certificates that a variable names.
fn certificates(variable: Variable<'_>) -> Option<Check> {
    let path = variable("SSL_CERT_FILE").filter(|path| !path.is_empty())?;
    let shown = visible_capped(&path, 200);
    Some(match File::open(&path) {
        Ok(_) => Check::new("certificates", Outcome::Good, format!("{shown} (from SSL_CERT_FILE)")),
        Err(error) => {
            let message = format!("{shown} (from SSL_CERT_FILE) cannot be read: {error}");
            Check::new("certificates", Outcome::Bad(Exit::Network), message)
        }
    })
}

/// The proxy that variables name, without its password.
fn proxy(variable: Variable<'_>) -> Option<(&'static str, String)> {
    let names = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
    let found = names
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()).map(|value| (name, value)));
    found.map(|(name, value)| {
        let shown = Url::parse(&value).ok().and_then(|url| {
            let port = url.port_or_known_default()?;
            Some(format!("{}://{}:{port}", url.scheme(), url.host_str()?))
        });
        (name, shown.unwrap_or_else(|| "an address that cannot be read".to_owned()))
    })
}

fn connection(base: &Url) -> Check {
    const NAME: &str = "connection";
    let (Some(host), Some(port)) = (base.host_str(), base.port_or_known_default()) else {
        return Check::new(NAME, Outcome::Bad(Exit::Invalid), format!("{base} has no host"));
    };
    // An IPv6 address stands in brackets in an address, and without them elsewhere.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses = match (host, port).to_socket_addrs() {
        Ok(addresses) => addresses,
        Err(error) => {
            let message = format!("the name {host} cannot be looked up: {error}");
            return Check::new(NAME, Outcome::Bad(Exit::Network), message)
                .hint("check the network, or set HTTPS_PROXY where one is needed");
        }
    };
    let mut last = format!("the name {host} has no address");
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => return Check::new(NAME, Outcome::Good, format!("{host} answers at {address}")),
            Err(error) => last = format!("{address} does not answer: {error}"),
        }
    }
    Check::new(NAME, Outcome::Bad(Exit::Network), last).hint("check the network and firewalls")
}

/// TLS, and the server's clock against this machine's.
fn clock(context: &Context) -> Check {
    const NAME: &str = "clock";
    let mut operations = context.api.operations();
    let Some(operation) = operations.find(|operation| operation.class == Class::ReadOnly) else {
        return Check::new(NAME, Outcome::Skipped, "the API has nothing to read");
    };
    // The address alone, without credentials: whatever the answer is, it bears a date.
    let request = Request {
        purpose: Purpose::Main,
        operation,
        method: "HEAD",
        url: context.target.base.clone(),
        headers: Vec::new(),
        body: None,
        timeout: PATIENCE,
    };
    let answer = match Transport::new(Interrupts::unheard()).exchange(&request) {
        Ok(answer) => answer,
        Err(broken) => {
            let message =
                format!("no answer over {}: {}", context.target.base.scheme(), broken.message.english());
            return Check::new(NAME, Outcome::Bad(Exit::Network), message);
        }
    };
    let date = answer.headers.iter().find(|(name, _)| name == "date").map(|(_, value)| value.as_str());
    let Some(theirs) = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok()) else {
        return Check::new(NAME, Outcome::Skipped, "the server does not say what time it is");
    };
    let skew = Timestamp::now().as_second() - theirs.as_second();
    if skew.abs() > MOST_SKEW {
        let message = format!("this machine's clock is {skew} seconds off the server's");
        return Check::new(NAME, Outcome::Warning, message).hint("set the clock: tokens end by it");
    }
    Check::new(NAME, Outcome::Good, "agrees with the server's")
}
