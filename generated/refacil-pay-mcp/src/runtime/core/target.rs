//! Where requests go, and that credentials go nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use super::failure::{Exit, Failure};
use super::spec::{Api, Environment};
use super::text::visible_capped;
use super::words::{Said, say};

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
    /// The deployment's own address, or an override. A deployment without an address of its own takes the user's.
    ///
    /// # Errors
    /// Nobody says the address, or the override is not acceptable. An override must be an address of this deployment, since
    /// what is called a test must not move real money, or lie on this machine: credentials go nowhere else.
    pub fn new(api: &Api, environment: &'static Environment, address: Option<&str>) -> Result<Self, Failure> {
        let declared = Some(environment.base_url).filter(|declared| !declared.is_empty());
        let used = address.or(declared).ok_or_else(|| no_address(api))?;
        let base = parse(used).map_err(|why| {
            let message = say(
                "the base URL {} cannot be used: {}",
                &[&format!("{:?}", without_credentials(used)), &why],
            );
            Failure::new(Exit::Invalid, "bad-address", message)
        })?;
        if address.is_some() && !is_loopback(&base) {
            check_owner(api, environment, &base)?;
        }
        if base.scheme() != "https" && !is_loopback(&base) {
            return Err(Failure::new(Exit::Refused, "plain-http", say("{} is not encrypted", &[&base]))
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

fn check_owner(api: &Api, environment: &Environment, base: &Url) -> Result<(), Failure> {
    let owners = owners(api, base);
    if owners.contains(&environment.name) {
        return Ok(());
    }
    if !owners.is_empty() {
        let message =
            say("{} is the address of {}, not of {}", &[&base, &owners.join(", "), &environment.name]);
        return Err(Failure::new(Exit::Refused, "wrong-environment", message)
            .hint("choose the environment that the address belongs to, or leave the address out"));
    }
    // Where the description is silent, the user's word is all there is.
    if environment.base_url.is_empty() {
        return Ok(());
    }
    let known: Vec<_> = api.environments.iter().map(|known| known.base_url).collect();
    let origin = base.origin().ascii_serialization();
    let message = say("{} is not an address of {}; credentials are not sent there", &[&origin, &api.title]);
    Err(Failure::new(Exit::Refused, "unknown-host", message)
        .hint(say("use one of {}, or an address on this machine", &[&known.join(", ")])))
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

/// The address in a variable of the user's; a host alone is one that is called by https.
///
/// # Errors
/// It is none that requests can go to; the failure names the variable.
pub fn address(variable: &str, text: &str) -> Result<Url, Failure> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    parse(&whole).map_err(|why| {
        let message =
            say("{}={} cannot be used: {}", &[&variable, &format!("{:?}", without_credentials(text)), &why]);
        Failure::new(Exit::Invalid, "bad-address", message).param(variable)
    })
}

fn no_address(api: &Api) -> Failure {
    let variable = api.variable("BASE_URL");
    let message =
        say("nothing says where {} is: {} is not set", &[&visible_capped(api.title, 80), &variable]);
    Failure::new(Exit::Invalid, "no-address", message)
        .hint(say("set {} to the address of the API, such as https://api.example.com", &[&variable]))
        .param(variable)
}

fn parse(address: &str) -> Result<Url, Said> {
    let url = Url::parse(address).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("it must start with https:// and name a host".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it must not hold credentials".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it must end with its path".into());
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

#[cfg(test)]
mod tests {
    use super::*;

    static SILENT: Environment =
        Environment { name: "default", base_url: "", production: false, sign_up_url: None };
    static API: Api = Api {
        name: "acme",
        title: "Acme",
        app: "acme",
        env_prefix: "ACME",
        environments: &[Environment { name: "default", base_url: "", production: false, sign_up_url: None }],
        default_environment: "default",
        ..Api::EMPTY
    };

    #[test]
    fn where_the_description_is_silent_the_user_says_the_address() {
        let failure = Target::new(&API, &SILENT, None).expect_err("nobody says it");
        assert_eq!(failure.code, "no-address");
        assert!(failure.message.english().contains("ACME_BASE_URL"), "{}", failure.message.english());
        let target = Target::new(&API, &SILENT, Some("https://api.acme.example/v1")).expect("an address");
        assert_eq!(target.join(&["pay".into()]).as_str(), "https://api.acme.example/v1/pay");
        let open = Target::new(&API, &SILENT, Some("http://api.acme.example")).expect_err("unencrypted");
        assert_eq!(open.code, "plain-http");
    }

    #[test]
    fn an_address_in_a_variable_is_a_host_or_a_url() {
        let read =
            |text: &str| address("ACME_AUTH_URL", text).map(String::from).map_err(|bad| bad.to_string());
        assert_eq!(read("auth.acme.example"), Ok("https://auth.acme.example/".into()));
        assert_eq!(read("http://localhost:81/v1"), Ok("http://localhost:81/v1".into()));
        for text in ["", "ftp://a.example", "https://u:canary@a.example", "https://a.example/?q=1"] {
            let message = read(text).expect_err(text);
            assert!(message.starts_with("ACME_AUTH_URL") && !message.contains("canary"), "{message}");
        }
    }
}
