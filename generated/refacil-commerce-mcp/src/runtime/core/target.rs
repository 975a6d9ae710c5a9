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
    /// nowhere else. An address of another deployment is refused: what is called a test must not move real money.
    pub fn new(api: &Api, environment: &'static Environment, address: Option<&str>) -> Result<Self, Failure> {
        let base = parse(address.unwrap_or(environment.base_url))?;
        if address.is_some() && !is_loopback(&base) {
            let owners = owners(api, &base);
            if owners.is_empty() {
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
            if !owners.contains(&environment.name) {
                return Err(Failure::new(
                    Exit::Refused,
                    "wrong-environment",
                    format!("{base} is the address of {}, not of {}", owners.join(", "), environment.name),
                )
                .hint("choose the environment that the address belongs to, or leave the address out"));
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

/// The deployments that an address belongs to: by origin and path, else by origin. Where only the origin agrees, real
/// money is not ruled out.
fn owners(api: &Api, address: &Url) -> Vec<&'static str> {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let same_origin: Vec<_> = api
        .environments
        .iter()
        .filter_map(|known| Some((known, Url::parse(known.base_url).ok()?)))
        .filter(|(_, url)| url.origin() == address.origin())
        .collect();
    let is_exact = |(_, url): &&(_, Url)| path(url) == path(address);
    let any_exact = same_origin.iter().any(|known| is_exact(&known));
    let any_production = same_origin.iter().any(|(known, _)| known.production);
    same_origin
        .iter()
        .filter(|known| if any_exact { is_exact(known) } else { known.0.production == any_production })
        .map(|(known, _)| known.name)
        .collect()
}

fn parse(address: &str) -> Result<Url, Failure> {
    let bad = |why: String| {
        let address = without_credentials(address);
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

/// An address as a message may repeat it: what stands before the host may be a password.
#[must_use]
pub fn without_credentials(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, host)| host)
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
