//! Where requests go, and that credentials go nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use super::failure::{Exit, Failure};
use super::spec::{Api, Environment};

/// One deployment, with the address that is really used.
#[derive(Debug, Clone)]
pub struct Target {
    /// The deployment.
    pub environment: &'static Environment,
    /// Scheme, host, port and base path.
    pub base: Url,
}

/// Everything but the unreserved characters of RFC 3986 is escaped inside a path segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Target {
    /// The deployment's own address, or an override.
    ///
    /// # Errors
    /// An override must be the address of a deployment that the API declares, or lie on this machine: credentials go
    /// nowhere else.
    pub fn new(api: &Api, environment: &'static Environment, address: Option<&str>) -> Result<Self, Failure> {
        let base = parse(address.unwrap_or(environment.base_url))?;
        if address.is_some() && !is_loopback(&base) {
            let declared = api.environments.iter().filter_map(|known| Url::parse(known.base_url).ok());
            if !declared.into_iter().any(|known| known.origin() == base.origin()) {
                let known: Vec<_> = api.environments.iter().map(|known| known.base_url).collect();
                return Err(Failure::new(
                    Exit::Refused,
                    "unknown-host",
                    format!(
                        "{} is not an address of {}; credentials are not sent there",
                        base.origin().ascii_serialization(),
                        api.title
                    ),
                )
                .hint(format!("use one of {}, or an address on this machine", known.join(", "))));
            }
        }
        if base.scheme() != "https" && !is_loopback(&base) {
            return Err(Failure::new(Exit::Refused, "plain-http", format!("{base} is not encrypted"))
                .hint("use https; plain http is for addresses on this machine only"));
        }
        Ok(Self { environment, base })
    }

    /// The address of a path whose parameters are already filled in, segment by segment.
    #[must_use]
    pub fn join(&self, segments: &[String]) -> Url {
        let mut url = self.base.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        let path: String = segments.iter().map(|segment| format!("/{segment}")).collect();
        url.set_path(&format!("{base}{path}"));
        url.set_query(None);
        url.set_fragment(None);
        url
    }

    /// The address lies on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_loopback(&self.base)
    }

    /// The origin as text, for records.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }
}

/// One path segment, with every character that could change the path escaped.
#[must_use]
pub fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

fn parse(address: &str) -> Result<Url, Failure> {
    let bad = |why: String| {
        Failure::new(Exit::Invalid, "bad-address", format!("the base URL {address:?} cannot be used: {why}"))
    };
    let url = Url::parse(address).map_err(|error| bad(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(bad("it must start with https:// and name a host".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it must not hold credentials".into()));
    }
    Ok(url)
}

/// The address lies on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
