//! The address by which the world sees this machine: whom to ask, and what the answer may be.

use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use super::super::answer::{Broken, BrokenKind, Response};
use super::super::failure::{Exit, Failure};
use super::super::request::{HeaderValue, Purpose, Request};
use super::super::spec::{Api, Class, Operation};
use super::super::target::is_loopback;
use super::super::text::visible_capped;
use super::super::words::{Said, say};

/// Without the prefix: the address itself, so that nobody is asked.
pub const ADDRESS: &str = "PUBLIC_IP";
/// Without the prefix: somebody else to ask.
pub const SERVICE: &str = "PUBLIC_IP_URL";

/// Nobody waits longer for a payment to begin.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest text that may be an address: the longest IPv6 address, and a line break.
const LONGEST: usize = 64;

/// What drivers and records call it; the API itself has no such operation.
static OPERATION: Operation = Operation {
    id: "public-ip",
    title: "Public address",
    method: "GET",
    class: Class::ReadOnly,
    timeout_ms: 5_000,
    ..Operation::EMPTY
};

/// How the address is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The user says it.
    Said(IpAddr),
    /// This service is asked.
    Asked(Url),
}

impl Way {
    /// What the user says in variables wins over the service of the description.
    ///
    /// # Errors
    /// A variable cannot be used, or nobody says whom to ask.
    pub fn find(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let said = |name: &str| {
            let name = api.variable(name);
            variable(&name).filter(|text| !text.is_empty()).map(|text| (name, text))
        };
        if let Some((name, text)) = said(ADDRESS) {
            return text.trim().parse().map(Self::Said).map_err(|_| {
                let message =
                    say("{}={} is no IP address", &[&name, &format!("{:?}", visible_capped(&text, 64))]);
                Failure::new(Exit::Invalid, "bad-address", message)
            });
        }
        let service = said(SERVICE).map(|(_, text)| text);
        let Some(service) = service.as_deref().or(api.product.public_ip_url) else {
            return Err(unknown("nobody says whom to ask".into()));
        };
        let url = Url::parse(service).ok().filter(|url| url.scheme() == "https" || is_loopback(url));
        url.filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none())
            .map(Self::Asked)
            .ok_or_else(|| {
                unknown(say("{} is no https address", &[&format!("{:?}", visible_capped(service, 120))]))
            })
    }
}

/// The question to a service: it carries nothing but itself.
#[must_use]
pub fn request(api: &Api, service: &Url) -> Request {
    let agent = format!("{}/{}", api.app, api.build.version);
    let plain = |name: &str, value: &str| (name.to_owned(), HeaderValue::Plain(value.to_owned()));
    Request {
        purpose: Purpose::Main,
        operation: &OPERATION,
        method: "GET",
        url: service.clone(),
        headers: vec![plain("accept", "text/plain"), plain("user-agent", &agent)],
        body: None,
        timeout: PATIENCE,
    }
}

/// The address in the service's answer.
///
/// # Errors
/// It did not answer with an address that the world can see.
pub fn read(report: &Result<Response, Broken>) -> Result<IpAddr, Failure> {
    let response = report.as_ref().map_err(|broken| match broken.kind {
        BrokenKind::Interrupted => Failure::new(Exit::Interrupted, "interrupted", "interrupted"),
        _ => unknown(broken.message.clone()),
    })?;
    if response.status != 200 {
        return Err(unknown(say("the service answered with HTTP {}", &[&response.status])));
    }
    let text = Some(&response.body).filter(|body| body.len() <= LONGEST);
    let text = text.and_then(|body| std::str::from_utf8(body).ok());
    let address = text.and_then(|text| text.trim().parse().ok()).filter(is_public);
    address.ok_or_else(|| unknown("the service answered with something else".into()))
}

fn is_public(address: &IpAddr) -> bool {
    let inside = match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    !inside && !address.is_loopback() && !address.is_unspecified() && !address.is_multicast()
}

fn unknown(why: Said) -> Failure {
    let message = say("the public address of this machine is not known: {}", &[&why]);
    Failure::new(Exit::Network, "public-ip", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::failure::Sent;

    fn said(status: u16, body: &str) -> Result<String, String> {
        let response = Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        read(&Ok(response)).map(|address| address.to_string()).map_err(|failure| failure.code.clone())
    }

    #[test]
    fn only_a_public_address_is_one() {
        assert_eq!(said(200, "203.0.113.7\n"), Ok("203.0.113.7".into()));
        assert_eq!(said(200, "2001:db8::1"), Ok("2001:db8::1".into()));
        let long = "1".repeat(100);
        for text in ["", "10.0.0.1", "127.0.0.1", "::1", "fe80::1", "<html>203.0.113.7</html>", &long] {
            assert_eq!(said(200, text), Err("public-ip".into()), "{text}");
        }
        assert_eq!(said(302, "203.0.113.7"), Err("public-ip".into()));
        let lost = Broken { kind: BrokenKind::Timeout, sent: Sent::Unknown, message: "late".into() };
        assert_eq!(read(&Err(lost)).expect_err("lost").exit, Exit::Network);
    }
}
