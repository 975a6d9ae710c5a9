//! Where the API lives, and which requests go somewhere else.

use std::collections::HashMap;

use url::Url as Address;

use super::codes::UNKNOWN_BASE_URL;
use super::variables::{Variables, uses};
use crate::model::{Diagnostic, Environment, Place, Severity};
use crate::postman::Url;

/// The address that most requests start with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    start: Start,
}

/// How a URL starts, as far as the file tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Start {
    /// Scheme, host and port, and the path that a variable brought along.
    Known { origin: String, path: String },
    /// As written, since a variable has no value or the text is no address.
    Unknown(String),
}

/// Where one request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Set when it does not go to the API.
    pub foreign_origin: Option<String>,
    /// Path below the base URL.
    pub route: String,
}

impl Base {
    /// The most frequent start; the first of equals.
    #[must_use]
    pub fn of<'a>(urls: impl Iterator<Item = &'a Url>, variables: &Variables) -> Self {
        let mut order: Vec<(Start, usize)> = Vec::new();
        let mut seen: HashMap<Start, usize> = HashMap::new();
        for url in urls.filter(|url| !url.host.is_empty()) {
            let start = Start::of(url, variables);
            let at = *seen.entry(start.clone()).or_insert_with(|| {
                order.push((start, 0));
                order.len() - 1
            });
            if let Some((_, count)) = order.get_mut(at) {
                *count += 1;
            }
        }
        let most = order.iter().map(|(_, count)| *count).max().unwrap_or_default();
        let start = order.into_iter().find(|(_, count)| *count == most).map(|(start, _)| start);
        Self { start: start.unwrap_or(Start::Unknown(String::new())) }
    }

    /// The one environment that a collection alone describes; its address is empty when the file does not say it.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let base_url = match &self.start {
            Start::Known { origin, path } => format!("{origin}{path}"),
            Start::Unknown(_) => String::new(),
        };
        Environment { name: "default".into(), base_url, production: false, sign_up_url: None }
    }

    /// What the file fails to say.
    #[must_use]
    pub fn diagnostic(&self, file: &str) -> Option<Diagnostic> {
        let Start::Unknown(text) = &self.start else { return None };
        let names: Vec<_> = uses(text).map(|(_, _, name)| format!("`{{{{{name}}}}}`")).collect();
        let message = if names.is_empty() {
            format!("requests start with {text:?}, which is no address")
        } else {
            format!(
                "the address of the API depends on {}, which the file gives no value",
                names.join(" and ")
            )
        };
        Some(Diagnostic {
            severity: Severity::Warning,
            code: UNKNOWN_BASE_URL.into(),
            place: Place { file: file.to_owned(), ..Place::default() },
            message,
            help:
                "name the address in an overlay ([[environment]] with `base_url`), or configure it when the \
                   tool runs"
                    .into(),
        })
    }

    /// The path below the base URL of an address that stands there, as the file writes it.
    #[must_use]
    pub fn below(&self, address: &str, variables: &Variables) -> Option<String> {
        let below = |base: &str, text: &str| {
            let rest = text.strip_prefix(base)?;
            (rest.starts_with('/') && !rest.contains(['?', '#'])).then(|| rest.to_owned())
        };
        match &self.start {
            Start::Known { origin, path } => {
                let text = variables.resolve(address);
                if text.contains(['{', '<', '[', '?', '#', '@']) {
                    return None;
                }
                let url = parse(&text).filter(|url| url.origin().ascii_serialization() == *origin)?;
                below(path, url.path())
            }
            Start::Unknown(text) if text.is_empty() => None,
            Start::Unknown(text) => below(text, address).or_else(|| below(text, &variables.resolve(address))),
        }
    }

    /// The origin of the API, where the file says it.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        match &self.start {
            Start::Known { origin, .. } => Some(origin),
            Start::Unknown(_) => None,
        }
    }

    /// Where a URL goes; `route` is its path as the file writes it, from the host on.
    #[must_use]
    pub fn home(&self, url: &Url, route: &str, variables: &Variables) -> Home {
        let own = |route: &str| Home { foreign_origin: None, route: route.to_owned() };
        if url.host.is_empty() {
            return own(route);
        }
        let start = Start::of(url, variables);
        if start == self.start {
            return own(route);
        }
        match (start, &self.start) {
            (Start::Known { origin, path }, Start::Known { origin: own_origin, path: own_path }) => {
                let whole = format!("{path}{route}");
                let below = whole
                    .strip_prefix(own_path.as_str())
                    .filter(|below| below.is_empty() || below.starts_with('/'));
                match below.filter(|_| origin == *own_origin) {
                    Some(below) => own(below),
                    None => Home { foreign_origin: Some(origin), route: whole },
                }
            }
            (Start::Known { origin, path }, Start::Unknown(_)) => {
                Home { foreign_origin: Some(origin), route: format!("{path}{route}") }
            }
            (Start::Unknown(text), _) => Home { foreign_origin: Some(text), route: route.to_owned() },
        }
    }
}

impl Start {
    fn of(url: &Url, variables: &Variables) -> Self {
        let written = if url.protocol.is_empty() {
            url.host.trim().to_owned()
        } else {
            format!("{}://{}", url.protocol.trim(), url.host.trim())
        };
        let text = variables.resolve(&written);
        if uses(&text).next().is_some() {
            return Self::Unknown(written);
        }
        match parse(&text) {
            Some(address) => Self::Known {
                origin: address.origin().ascii_serialization(),
                path: address.path().trim_end_matches('/').to_owned(),
            },
            None => Self::Unknown(written),
        }
    }
}

/// A host without a scheme is taken for https, on this machine for http.
fn parse(text: &str) -> Option<Address> {
    let is_web = |address: &Address| matches!(address.scheme(), "http" | "https") && address.host().is_some();
    if text.contains("://") {
        return Address::parse(text).ok().filter(is_web);
    }
    let local = text.starts_with("localhost") || text.starts_with("127.");
    let scheme = if local { "http" } else { "https" };
    let name = text.split(['/', ':']).next().unwrap_or_default();
    if !local && !name.contains('.') {
        return None;
    }
    Address::parse(&format!("{scheme}://{text}")).ok().filter(is_web)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(protocol: &str, host: &str) -> Url {
        Url { protocol: protocol.into(), host: host.into(), ..Url::default() }
    }

    #[test]
    fn variables_and_literals_that_mean_one_place_are_one_base() {
        let variables = Variables::of(&[("baseUrl", "https://api.example.com/v1/")]);
        let urls = [
            url("", "{{baseUrl}}"),
            url("", "{{baseUrl}}"),
            url("https", "api.example.com"),
            url("https", "o.example"),
        ];
        let base = Base::of(urls.iter(), &variables);
        assert_eq!(base.environment().base_url, "https://api.example.com/v1");
        let home = |at: usize, route: &str| base.home(&urls[at], route, &variables);
        assert_eq!(home(0, "/pay"), Home { foreign_origin: None, route: "/pay".into() });
        assert_eq!(home(2, "/v1/pay"), Home { foreign_origin: None, route: "/pay".into() });
        assert_eq!(home(3, "/pay").foreign_origin.as_deref(), Some("https://o.example"));
    }

    #[test]
    fn an_address_that_the_file_does_not_say_is_reported() {
        let urls = [url("https", "{{host}}")];
        let base = Base::of(urls.iter(), &Variables::default());
        assert_eq!(base.environment().base_url, "");
        let found = base.diagnostic("a.json").map(|found| found.message).unwrap_or_default();
        assert!(found.contains("`{{host}}`"), "{found}");
        assert_eq!(base.home(&urls[0], "/x", &Variables::default()).foreign_origin, None);
        let other = base.home(&url("https", "known.example"), "/x", &Variables::default());
        assert_eq!(other.foreign_origin.as_deref(), Some("https://known.example"));
    }

    #[test]
    fn a_look_alike_host_is_foreign() {
        let urls = [url("https", "api.example.com")];
        let base = Base::of(urls.iter(), &Variables::default());
        for host in ["api.example.com.evil.example", "api.example.com:8443", "api.example.com@evil.example"] {
            let home = base.home(&url("https", host), "/x", &Variables::default());
            assert!(home.foreign_origin.is_some(), "{host}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for (text, origin) in [
            ("hhttps://x.example", None),
            ("/", None),
            ("localhost:3000", Some("http://localhost:3000")),
            ("api.example.com", Some("https://api.example.com")),
        ] {
            assert_eq!(
                parse(text).map(|found| found.origin().ascii_serialization()).as_deref(),
                origin,
                "{text}"
            );
        }
    }
}
