//! Addresses of the authorization server.

use url::Url;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::target::{Target, is_loopback};

use super::super::words::{Said, say};

/// The address of an endpoint: below the API's own when it begins with a slash, else exactly what the description says.
/// Where the API's address was moved to this machine, an endpoint of the same origin moves along.
pub(super) fn resolve(endpoint: &str, target: &Target) -> Result<Url, Failure> {
    let url = if endpoint.starts_with('/') {
        below(endpoint, &target.base)
    } else {
        Url::parse(endpoint).map_err(|error| unusable(endpoint, error.to_string().into()))?
    };
    let url = moved(url, target);
    if url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
        return Err(unusable(endpoint, "it names no host".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unusable(endpoint, "it holds credentials".into()));
    }
    if url.scheme() != "https" && !is_loopback(&url) {
        let message = say("the authorization server {} is not encrypted", &[&url]);
        return Err(Failure::new(Exit::Refused, "plain-http", message)
            .hint("credentials go over plain http only to addresses on this machine"));
    }
    Ok(url)
}

fn below(endpoint: &str, base: &Url) -> Url {
    let (path, query) =
        endpoint.split_once('?').map_or((endpoint, None), |(path, query)| (path, Some(query)));
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url.set_fragment(None);
    url
}

fn moved(url: Url, target: &Target) -> Url {
    let declared = Url::parse(target.environment.base_url).ok();
    if !target.is_local() || declared.is_none_or(|declared| declared.origin() != url.origin()) {
        return url;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("{}{}{query}", target.origin(), url.path())).unwrap_or(url)
}

fn unusable(endpoint: &str, why: Said) -> Failure {
    let message =
        say("the authorization server's address {} cannot be used: {}", &[&format!("{endpoint:?}"), &why]);
    Failure::new(Exit::Other, "bad-address", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::spec::Environment;

    static QA: Environment =
        Environment { name: "qa", base_url: "https://api.example/v1", production: false, sign_up_url: None };

    fn at(base: &str, endpoint: &str) -> Result<String, String> {
        let base = Url::parse(base).expect("an address");
        let found = resolve(endpoint, &Target { environment: &QA, base });
        found.map(String::from).map_err(|failure| failure.code.clone())
    }

    #[test]
    fn an_endpoint_is_what_the_description_says() {
        let declared = QA.base_url;
        assert_eq!(at(declared, "/oauth/token?v=2"), Ok("https://api.example/v1/oauth/token?v=2".into()));
        assert_eq!(
            at(declared, "//evil.example/token"),
            Ok("https://api.example/v1//evil.example/token".into())
        );
        assert_eq!(at(declared, "https://login.example/t"), Ok("https://login.example/t".into()));
        assert_eq!(at(declared, "http://login.example/t"), Err("plain-http".into()));
        assert_eq!(at(declared, "https://u:p@login.example/t"), Err("bad-address".into()));
        for text in ["", "token", "file:///etc/passwd", "mailto:a@b"] {
            assert_eq!(at(declared, text), Err("bad-address".into()), "{text}");
        }
    }

    #[test]
    fn only_an_endpoint_of_the_api_itself_moves_to_this_machine() {
        let here = "http://127.0.0.1:8080";
        assert_eq!(at(here, "https://api.example/oauth/t?a=1"), Ok(format!("{here}/oauth/t?a=1")));
        assert_eq!(at(here, "https://login.example/t"), Ok("https://login.example/t".into()));
    }
}
