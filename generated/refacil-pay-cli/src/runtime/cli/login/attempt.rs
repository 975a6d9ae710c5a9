//! What every way to log in has in common: the requests, the keeping, the last word.

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::super::super::core::answer::{Broken, Response};
use super::super::super::core::credentials::Credentials;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::oauth::Client;
use super::super::super::core::request::Request;
use super::super::super::core::session::Session;
use super::super::answers;
use super::super::context::Context;
use super::super::interrupt::Interrupts;
use super::super::printer::Printer;
use super::super::sessions::Sessions;
use super::super::store::{Key, LoginFields};
use super::super::tls;
use super::super::transport::Transport;
use super::command::Method;
use super::pending::PendingLogins;
use super::{identity, pending};

/// One login.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    pub(super) context: &'a Context,
    pub(super) printer: &'a Printer,
    pub(super) credentials: Credentials,
    transport: Transport,
}

impl<'a> Attempt<'a> {
    /// A login that hears interrupts, and whose store can be read.
    pub(super) fn new(
        context: &'a Context,
        printer: &'a Printer,
        credentials: Credentials,
    ) -> Result<Self, Failure> {
        tls::check(context.api, &|name| std::env::var(name).ok())?;
        let transport = Transport::new(Interrupts::heard()?);
        context.store().list()?;
        Ok(Self { context, printer, credentials, transport })
    }

    /// The authorization server's client.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        let client = Client::new(self.context.api, &self.credentials).ok_or_else(|| {
            let title = self.context.api.title;
            Failure::new(Exit::Invalid, "no-such-login", format!("{title} has no authorization server"))
        })?;
        client.check(&self.credentials)?;
        Ok(client)
    }

    /// Sends one request; an interrupt ends it.
    pub(super) fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.transport.interrupts().call_begins();
        let report = self.transport.exchange(request);
        self.transport.interrupts().call_ended(Exit::Interrupted);
        report
    }

    pub(super) fn key(&self) -> Key {
        self.context.key()
    }

    pub(super) fn pending(&self) -> PendingLogins {
        pending::logins(self.context)
    }

    pub(super) fn sessions(&self) -> Sessions<'_> {
        Sessions {
            context: self.context,
            printer: self.printer,
            transport: &self.transport,
            credentials: &self.credentials,
        }
    }

    /// A session with the name of its account, where the API tells it. That it cannot tell ends no login.
    pub(super) fn named(&self, session: Session) -> Session {
        self.sessions().hide(&session);
        let account = identity::of(self, &session).ok().flatten().and_then(|identity| identity.account);
        Session { account, ..session }
    }

    /// Keeps the session.
    pub(super) fn keep(&self, session: &Session) -> Result<(), Failure> {
        self.sessions().hide(session);
        self.context.store().save(&self.key(), session)
    }

    /// Keeps the session, and what its renewal needs.
    pub(super) fn keep_with(&self, session: &Session, login: &LoginFields) -> Result<(), Failure> {
        self.sessions().hide(session);
        self.context.store().save_with_login(&self.key(), session, login)
    }

    /// The last word.
    pub(super) fn done(&self, session: &Session) {
        let environment = self.context.target.environment.name;
        let profile = &self.context.profile;
        let end = session.stated_expiry().map(|end| end.to_string());
        let done = json!({
            "logged_in": true,
            "profile": profile,
            "env": environment,
            "method": session.method.name(),
            "account": session.account,
            "expires_at": end,
        });
        self.printer.data(&done, |_| {
            let account =
                session.account.as_deref().map(|account| format!(" ({account})")).unwrap_or_default();
            let until = end.as_deref().map(|end| format!(", until {end}")).unwrap_or_default();
            format!("logged in to {environment} as profile {profile}{account}{until}")
        });
    }

    /// Keeps the session, and says so.
    pub(super) fn finish(&self, session: Session) -> Result<(), Failure> {
        let session = self.named(session);
        self.keep(&session)?;
        self.done(&session);
        Ok(())
    }
}

/// The moment of now, in one place.
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// What the login would do; a dry run sends nothing, and so opens no page.
pub(super) fn plan(context: &Context, printer: &Printer, method: Method) -> Result<(), Failure> {
    let base = context.target.base.as_str().trim_end_matches('/');
    let (name, request) = match method {
        Method::Console => ("login", console_request(context, base)),
        Method::Browser => ("browser", page(context, |oauth| oauth.authorize_url)),
        Method::Device | Method::Redeem => ("device", page(context, |oauth| oauth.device_url)),
        Method::Client => ("client-credentials", page(context, |oauth| Some(oauth.token_url))),
        Method::Stdin => ("token", Value::Null),
    };
    let operation =
        context.api.login.as_ref().filter(|_| method == Method::Console).map(|login| login.operation);
    let plan = json!({
        "dry_run": true,
        "method": name,
        "operation": operation,
        "environment": context.target.environment.name,
        "request": request,
    });
    printer.data(&plan, answers::pretty);
    printer.note("dry run: nothing was sent");
    Ok(())
}

fn page(
    context: &Context,
    endpoint: impl Fn(&super::super::super::core::spec::OAuth) -> Option<&'static str>,
) -> Value {
    context.api.oauth.as_ref().and_then(endpoint).map_or(Value::Null, |endpoint| json!({"url": endpoint}))
}

/// The login's request with the variables that would feed it.
fn console_request(context: &Context, base: &str) -> Value {
    let Some(login) = &context.api.login else { return Value::Null };
    let operation = context.api.operation(login.operation);
    let fields: Map<String, Value> = login
        .fields
        .iter()
        .map(|field| (field.field.to_owned(), format!("<{}>", context.api.variable(field.variable)).into()))
        .collect();
    json!({
        "method": operation.map(|operation| operation.method),
        "url": format!("{base}{}", operation.map_or("", |found| found.path)),
        "body": fields,
    })
}

/// The fields of a login as they are kept.
pub(super) fn kept(fields: &std::collections::BTreeMap<&'static str, SecretString>) -> LoginFields {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
