//! The operator's session that is kept on this machine: by a login with this server, or with the tool of the same API.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use crate::runtime::account::holder::{DEFAULT_PROFILE, Holder, Named, Variables, check_profile};
use crate::runtime::account::home::Home;
use crate::runtime::account::keychain::Vault;
use crate::runtime::account::login;
use crate::runtime::account::sessions::{Found, Sessions};
use crate::runtime::account::wire::Wire;
use crate::runtime::core::answer::{Broken, Response};
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::placeholder::placeholders;
use crate::runtime::core::request::{Request, not_logged_in};
use crate::runtime::core::session::Session;
use crate::runtime::core::shell::Caller;
use crate::runtime::core::spec::Api;
use crate::runtime::core::target::Target;
use crate::runtime::core::words::{Said, say};

use super::environment::Lookup;
use super::transport::Transport;
use super::variables;
use super::voices::Quiet;

/// Whose session it is, and where it is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The profile.
    pub(super) profile: String,
    target: Target,
    named: Named,
    address: Option<String>,
    headless: bool,
    unfilled: Vec<String>,
    home: Home,
    /// What the user says about the keychain.
    keyring: Option<String>,
}

impl Kept {
    /// Reads who and where; opens nothing.
    ///
    /// # Errors
    /// The profile cannot be one, or there is no home folder.
    pub(super) fn read(api: &Api, target: Target, lookup: Lookup<'_>) -> Result<Self, Failure> {
        let profile = variables::PROFILE.read(api, lookup).unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
        check_profile(&profile).map_err(|failure| failure.param(variables::PROFILE.full_name(api)))?;
        let address = variables::BASE_URL.read(api, lookup);
        let is_named = address.is_some() || variables::ENV.read(api, lookup).is_some();
        let headless = lookup(&api.session_variable("HEADLESS"));
        Ok(Self {
            profile,
            target,
            named: if is_named { Named::Explicitly } else { Named::ByDefault },
            address,
            headless: headless.is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false")),
            unfilled: placeholders(api, lookup),
            home: Home::find(api, lookup)?,
            keyring: lookup(&api.session_variable("KEYRING")),
        })
    }

    /// What logins and their commands need; the keychain is not yet opened.
    ///
    /// # Errors
    /// The variable about the keychain says nothing that is known.
    pub(super) fn holder(&self, api: &'static Api) -> Result<Holder, Failure> {
        let environment = self.target.environment.name;
        Ok(Holder {
            api,
            profile: self.profile.clone(),
            target: self.target.clone(),
            address: self.address.clone(),
            named: self.named,
            given: None,
            headless: self.headless,
            caller: Caller {
                app: api.app,
                environment: (environment != api.default_environment).then_some(environment),
                profile: (self.profile != DEFAULT_PROFILE).then(|| self.profile.clone()),
            },
            variables: Variables {
                environment: variables::ENV.full_name(api),
                token: variables::ACCESS_TOKEN.full_name(api),
                unfilled: self.unfilled.clone(),
            },
            home: self.home.clone(),
            vault: Vault::new(api, &|_| self.keyring.clone())?.into(),
        })
    }

    /// There is a session, good or ended. No keychain is touched.
    ///
    /// # Errors
    /// The file of sessions cannot be read.
    pub(super) fn is_there(&self, api: &'static Api) -> Result<bool, Failure> {
        let holder = self.holder(api)?;
        let key = holder.key();
        Ok(holder.store().list()?.iter().any(|listed| listed.key == key))
    }

    /// The command that logs in here.
    ///
    /// # Errors
    /// As in [`Kept::holder`].
    pub(super) fn login_command(&self, api: &'static Api) -> Result<String, Failure> {
        Ok(self.holder(api)?.caller.command(login::words(api).unwrap_or(&["login"]), &[]))
    }

    /// A session that is good now and is not the stale one, renewed if need be. It blocks: the keychain, the lock between
    /// processes, and the way to the server.
    ///
    /// # Errors
    /// Nobody is logged in, or the session has ended and cannot be renewed.
    pub(super) fn session(
        &self,
        api: &'static Api,
        transport: &Transport,
        credentials: &Credentials,
        stale: Option<&Session>,
    ) -> Result<Session, Failure> {
        let (holder, voice) = (self.holder(api)?, Quiet::new(api.language));
        let wire = Blocking { transport, runtime: Handle::current() };
        let sessions = Sessions { holder: &holder, voice: &voice, wire: &wire, credentials };
        let outcome = sessions.find().and_then(|found| match found {
            Found::Nowhere => Err(not_logged_in().hint(say("log in: {}", &[&holder.how_to_log_in()]))),
            Found::Given(session) | Found::Kept(session) if is_fresh(&session, stale, &holder) => Ok(session),
            found => sessions.renew(&found),
        });
        let notices = holder.vault.notices();
        notices.iter().for_each(|notice| tracing::warn!("{}", notice.in_language(api.language)));
        outcome.map_err(|failure| {
            // A keychain out of reach is why nobody seems to be logged in.
            let hint = failure.hint.clone().into_iter().chain(notices).collect();
            voice.secrets.without(&failure.hint(Said::List(hint, "; ")))
        })
    }
}

fn is_fresh(session: &Session, stale: Option<&Session>, holder: &Holder) -> bool {
    let refused = stale.is_some_and(|stale| stale.token.expose_secret() == session.token.expose_secret());
    !refused && session.is_good(&holder.target.origin(), Timestamp::now())
}

/// The server's way to the network for work that waits.
#[derive(Debug)]
pub(super) struct Blocking<'a> {
    /// The way.
    pub(super) transport: &'a Transport,
    /// Where it runs.
    pub(super) runtime: Handle,
}

impl Wire for Blocking<'_> {
    fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.runtime.block_on(self.transport.send(request))
    }
}
