//! Origins of addresses: scheme, host and port.

use url::{Host, Url};

/// The origin of an absolute http or https address.
#[must_use]
pub fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

/// Plain http to another machine: anybody on the way can read a credential.
#[must_use]
pub fn is_open(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let local = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "http" && !local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_may_be_plain() {
        assert!(is_open("http://api.example.com"));
        assert!(is_open("http://localhost.example.com"));
        assert!(
            !is_open("http://127.0.0.1:80") && !is_open("http://[::1]:80") && !is_open("https://a.example")
        );
        assert_eq!(origin("https://a.example:443/v1").as_deref(), Some("https://a.example"));
        assert_eq!(origin("ftp://a.example"), None);
    }
}
