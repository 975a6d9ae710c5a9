//! The request that leaves, complete to the byte.

mod body;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::arguments::{self, Parts};
use super::credentials::Credentials;
use super::failure::{Exit, Failure};
use super::session::Session;
use super::spec::{Api, Operation, Origin, Repeat, Source};
use super::target::{Target, is_loopback};
use super::words::say;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Gets a session token.
    Login,
    /// Gets a token for the call that follows.
    Token,
    /// The call itself.
    Main,
}

/// A request, ready for a driver. Drivers add nothing but `Host`, `Content-Length` and encodings.
#[derive(Debug, Clone)]
pub struct Request {
    /// What it is for.
    pub purpose: Purpose,
    /// The operation that it performs.
    pub operation: &'static Operation,
    /// HTTP method.
    pub method: &'static str,
    /// Absolute address.
    pub url: Url,
    /// Headers in order.
    pub headers: Vec<(String, HeaderValue)>,
    /// Body bytes.
    pub body: Option<Vec<u8>>,
    /// Longest wait for the whole exchange.
    pub timeout: Duration,
}

impl Request {
    /// Losing its answer leaves an outcome unknown; a lost login or token step moved nothing.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        self.purpose == Purpose::Main && self.operation.class.is_mutation()
    }
}

/// A header's value.
#[derive(Debug, Clone)]
pub enum HeaderValue {
    /// May be shown.
    Plain(String),
    /// Is never shown; the text says where it comes from.
    Secret(SecretString, String),
}

impl HeaderValue {
    /// What goes on the wire.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret, _) => secret.expose_secret(),
        }
    }

    /// What people may see.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Secret(_, text) => text,
        }
    }
}

/// All that a request is made of besides its arguments.
#[derive(Debug)]
pub struct Sender<'a> {
    /// The API.
    pub api: &'static Api,
    /// Where it goes.
    pub target: &'a Target,
    /// What the user configured.
    pub credentials: &'a Credentials,
    /// Session token, when one is at hand.
    pub session: Option<&'a Session>,
    /// Tokens of the steps, by header.
    pub tokens: &'a [(&'static str, SecretString)],
    /// Idempotency key, kept over repeats of one call.
    pub idempotency_key: &'a str,
    /// Credentials that are not at hand are named instead: for a dry run.
    pub absent: Absent,
}

/// What to do about a credential that is not at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Refuse.
    Refuse,
    /// Name its source.
    Name,
}

impl Sender<'_> {
    /// The arguments can be sent, and the call has a scheme that this tool knows.
    ///
    /// # Errors
    /// As in [`Sender::request`], but for what is not at hand yet.
    pub fn check(
        &self,
        operation: &'static Operation,
        arguments: &Map<String, Value>,
    ) -> Result<(), Failure> {
        arguments::parts(operation, arguments)?;
        if let Some(origin) = operation.foreign_origin {
            // No credential of this API goes there.
            return below(self.foreign(origin)?, &[]).map(drop);
        }
        operation.headers.iter().try_for_each(|header| match header.source {
            Source::Unsupported(scheme) => Err(unsupported(operation, scheme)),
            _ => Ok(()),
        })
    }

    /// Builds the request of a call.
    ///
    /// # Errors
    /// A credential is missing, an argument cannot be sent, or the scheme is not supported.
    pub fn request(
        &self,
        operation: &'static Operation,
        arguments: &Map<String, Value>,
        purpose: Purpose,
    ) -> Result<Request, Failure> {
        let Parts { segments, query, headers: given, body } = arguments::parts(operation, arguments)?;
        let mut url = match operation.foreign_origin {
            None => self.target.join(&segments),
            Some(origin) => below(self.foreign(origin)?, &segments)?,
        };
        let mut headers = self.own_headers(operation, &given);
        let mut pairs: Vec<(String, String)> = query;
        for header in operation.headers {
            let Some(value) = self.value(operation, header.prefix, header.source)? else { continue };
            if header.in_query {
                pairs.push((header.name.to_owned(), value.expose().to_owned()));
            } else {
                headers.push((header.name.to_ascii_lowercase(), value));
            }
        }
        headers.extend(
            given.into_iter().map(|(name, text)| (name.to_ascii_lowercase(), HeaderValue::Plain(text))),
        );
        self.add_tokens(operation, purpose, &mut headers)?;
        if let Repeat::Header(name) = operation.repeat
            && !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            let key = HeaderValue::Plain(self.idempotency_key.to_owned());
            headers.push((name.to_ascii_lowercase(), key));
        }
        check_headers(&headers)?;
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        let body = body.map(|content| body::encode(&content, &mut headers));
        let timeout = Duration::from_millis(operation.timeout_ms);
        Ok(Request { purpose, operation, method: operation.method, url, headers, body, timeout })
    }

    /// What a client says of itself, where neither the documentation nor the caller says it otherwise.
    fn own_headers(&self, operation: &Operation, given: &[(&str, String)]) -> Vec<(String, HeaderValue)> {
        let agent = format!("{}/{}", self.api.app, self.api.build.version);
        let own = [("accept", "application/json".to_owned()), ("user-agent", agent)];
        let documented = operation.headers.iter().map(|header| header.name);
        let known: Vec<&str> = documented.chain(given.iter().map(|(name, _)| *name)).collect();
        let free =
            own.into_iter().filter(|(name, _)| !known.iter().any(|known| known.eq_ignore_ascii_case(name)));
        free.map(|(name, value)| (name.to_owned(), HeaderValue::Plain(value))).collect()
    }

    /// The address of a host that is not the API's own. For a dry run one that is not configured is named by its
    /// variable, below a name that leads nowhere (RFC 6761).
    fn foreign(&self, origin: Origin) -> Result<Url, Failure> {
        let address = match (origin, self.absent) {
            (Origin::Known(address), _) => address.to_owned(),
            (Origin::Setting(name), Absent::Refuse) => {
                return self.credentials.address(self.api, name).cloned();
            }
            (Origin::Setting(name), Absent::Name) => match self.credentials.addresses.get(name) {
                Some(url) => return Ok(url.clone()),
                None => format!("https://{}.invalid", name.to_ascii_lowercase().replace('_', "-")),
            },
        };
        Url::parse(&address)
            .map_err(|error| Failure::new(Exit::Other, "bad-address", format!("{address}: {error}")))
    }

    fn value(
        &self,
        operation: &Operation,
        prefix: &str,
        source: Source,
    ) -> Result<Option<HeaderValue>, Failure> {
        let secret = |secret: &str, origin: &str| {
            Some(HeaderValue::Secret(format!("{prefix}{secret}").into(), format!("{prefix}<{origin}>")))
        };
        let named = |origin: &str| Some(HeaderValue::Plain(format!("{prefix}<{origin}>")));
        if operation.foreign_origin.is_some() && !matches!(source, Source::Literal(_)) {
            return Ok(None);
        }
        Ok(match source {
            Source::Literal(text) => Some(HeaderValue::Plain(format!("{prefix}{text}"))),
            Source::Session => {
                let origin = self.api.login.as_ref().map_or("session", |login| login.operation);
                match (self.session, self.absent) {
                    (Some(session), Absent::Refuse) => secret(session.token.expose_secret(), origin),
                    (_, Absent::Name) => named(origin),
                    (None, Absent::Refuse) => return Err(not_logged_in()),
                }
            }
            Source::Setting(name) => {
                let origin = self.api.variable(name);
                match self.absent {
                    Absent::Name => named(&origin),
                    Absent::Refuse => {
                        secret(self.credentials.setting(self.api, name)?.expose_secret(), &origin)
                    }
                }
            }
            Source::Basic { user, password } => {
                let mut origin = self.api.variable(user);
                if let Some(password) = password {
                    origin = format!("{origin} and {}", self.api.variable(password));
                }
                match self.absent {
                    Absent::Name => named(&origin),
                    Absent::Refuse => {
                        let user = self.credentials.setting(self.api, user)?.expose_secret();
                        let password = password.map(|name| self.credentials.setting(self.api, name));
                        let password = password.transpose()?.map_or("", |password| password.expose_secret());
                        secret(&STANDARD.encode(format!("{user}:{password}")), &origin)
                    }
                }
            }
            Source::Unsupported(scheme) => return Err(unsupported(operation, scheme)),
        })
    }

    fn add_tokens(
        &self,
        operation: &'static Operation,
        purpose: Purpose,
        headers: &mut Vec<(String, HeaderValue)>,
    ) -> Result<(), Failure> {
        if purpose != Purpose::Main {
            return Ok(());
        }
        for step in operation.own_steps() {
            let token = self.tokens.iter().find(|(header, _)| *header == step.header);
            let shown = format!("<{}>", step.operation);
            let value = match (token, self.absent) {
                (Some((_, token)), Absent::Refuse) => HeaderValue::Secret(token.clone(), shown),
                (_, Absent::Name) => HeaderValue::Plain(shown),
                (None, Absent::Refuse) => {
                    return Err(Failure::new(
                        Exit::Other,
                        "token-missing",
                        say("{} gave no token", &[&step.operation]),
                    ));
                }
            };
            headers.push((step.header.to_ascii_lowercase(), value));
        }
        Ok(())
    }
}

/// Nobody is logged in, and nothing is configured to log in with.
#[must_use]
pub fn not_logged_in() -> Failure {
    Failure::new(Exit::Auth, "not-logged-in", "nobody is logged in")
}

fn unsupported(operation: &Operation, scheme: &str) -> Failure {
    Failure::new(
        Exit::Refused,
        "unsupported-auth",
        say(
            "{} wants the authentication scheme {}, which this tool cannot perform",
            &[&operation.id, &format!("{scheme:?}")],
        ),
    )
    .hint("call this operation with a tool that supports the scheme")
}

/// Arguments were checked when they were taken apart; this finds a configured value with a line break in it.
fn check_headers(headers: &[(String, HeaderValue)]) -> Result<(), Failure> {
    match headers.iter().find(|(_, value)| value.expose().bytes().any(|b| b.is_ascii_control())) {
        None => Ok(()),
        Some((name, value)) => Err(Failure::new(
            Exit::Invalid,
            "invalid-setting",
            say(
                "the value of {} ({}) holds a control character, which a header cannot carry",
                &[&name, &value.shown()],
            ),
        )),
    }
}

fn below(mut url: Url, segments: &[String]) -> Result<Url, Failure> {
    if url.scheme() != "https" && !is_loopback(&url) {
        let message = say("{} is not encrypted", &[&url.origin().ascii_serialization()]);
        return Err(Failure::new(Exit::Refused, "plain-http", message)
            .hint("plain http is for addresses on this machine only"));
    }
    let path: String = segments.iter().map(|segment| format!("/{segment}")).collect();
    url.set_path(&format!("{}{path}", url.path().trim_end_matches('/')));
    Ok(url)
}
