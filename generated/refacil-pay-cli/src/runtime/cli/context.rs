//! On whose behalf, and where: profile, environment, address.

use std::rc::Rc;

use secrecy::SecretString;

use super::super::account::holder::{Holder, Named, Variables};
use super::super::account::home::Home;
use super::super::account::keychain::Vault;
use super::super::account::store::{Key, Store};
use super::super::core::audit::{AuditLog, Place, Who};
use super::super::core::credentials::{Credentials, read_credential};
use super::super::core::failure::Failure;
use super::super::core::ledger::Ledger;
use super::super::core::placeholder::placeholders;
use super::super::core::policy::Source;
use super::super::core::shell::Caller;
use super::super::core::spec::Api;
use super::super::core::target::Target;
use super::claim;
use super::parser::{Confirmation, Detail, Effect, Globals, PlanForm, Repetition};
use super::settings::Settings;

pub use super::super::account::holder::{DEFAULT_PROFILE, check_profile, environment};

/// What every command of one run has in common.
#[derive(Debug, Clone)]
pub struct Context {
    /// The API.
    pub api: &'static Api,
    /// The profile.
    pub profile: String,
    /// Where requests go.
    pub target: Target,
    /// Who confirms.
    pub confirmation: Confirmation,
    /// What a dangerous call must move, and to whom.
    pub expected: Option<String>,
    /// The key of an earlier call that this one repeats.
    pub idempotency_key: Option<String>,
    /// Whether a request is sent again by itself.
    pub repetition: Repetition,
    /// How much is told.
    pub detail: Detail,
    /// Whether anything is done.
    pub effect: Effect,
    /// How a dry run shows a request.
    pub plan_form: PlanForm,
    home: Home,
    policy: Source,
    defaults: Defaults,
    named: Named,
    given_token: Option<SecretString>,
    address: Option<String>,
    vault: Rc<Vault>,
    headless: Headless,
}

/// Whether a variable says that nobody can use a browser here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Headless {
    Yes,
    No,
}

/// Whose defaults hold where nobody names profile or environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Defaults {
    OfTheApi,
    /// The user changed them: a command line is complete only with both names.
    Chosen,
}

/// Without the prefix.
const TOKEN: &str = "TOKEN";

impl Context {
    /// Flags win over variables, variables over what the user chose once, that over the defaults of the API.
    ///
    /// # Errors
    /// A name is not acceptable, or the address is not the API's.
    pub fn new(
        api: &'static Api,
        globals: &Globals,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let given = |name: &str| variable(&api.variable(name)).filter(|value| !value.is_empty());
        let home = Home::find(api, variable)?;
        let profile = globals.profile.clone().or_else(|| given("PROFILE"));
        let name = globals.environment.clone().or_else(|| given("ENV"));
        let chosen = Settings::new(home.settings()).read()?;
        let profile =
            profile.or_else(|| chosen.profile.clone()).unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
        check_profile(&profile)?;
        let usual = chosen.environment_of(&profile).unwrap_or(api.default_environment);
        let environment = environment(api, name.as_deref().unwrap_or(usual))?;
        let token = token_variable(api).map_or(Ok(None), |name| read_credential(&name, variable))?;
        Ok(Self {
            api,
            profile,
            target: Target::new(api, environment, given("BASE_URL").as_deref())?,
            address: given("BASE_URL"),
            vault: Rc::new(Vault::new(api, variable)?),
            headless: match given("HEADLESS").as_deref() {
                None | Some("0" | "false") => Headless::No,
                Some(_) => Headless::Yes,
            },
            confirmation: globals.confirmation,
            expected: globals.expected.clone(),
            idempotency_key: globals.idempotency_key.clone(),
            repetition: globals.repetition,
            detail: globals.detail,
            effect: globals.effect,
            plan_form: globals.plan_form,
            policy: Source::find(api, home.policy(), variable),
            home,
            defaults: if chosen.is_usual() { Defaults::OfTheApi } else { Defaults::Chosen },
            named: if name.is_some() { Named::Explicitly } else { Named::ByDefault },
            given_token: token,
        })
    }

    /// The same in another environment that the user has named.
    ///
    /// # Errors
    /// There is no such environment, or the address that was given is not one of it.
    pub fn in_environment(&self, name: &str) -> Result<Self, Failure> {
        let target = Target::new(self.api, environment(self.api, name)?, self.address.as_deref())?;
        Ok(Self { target, named: Named::Explicitly, ..self.clone() })
    }

    /// The same for another service that the program uses, at its own address or one on this machine.
    ///
    /// # Errors
    /// The address is not the service's.
    pub fn toward(&self, api: &'static Api, address: Option<&str>) -> Result<Self, Failure> {
        let environment = environment(api, self.target.environment.name)?;
        let target = Target::new(api, environment, address)?;
        Ok(Self { api, target, address: address.map(str::to_owned), ..self.clone() })
    }

    /// What the user configured in variables.
    ///
    /// # Errors
    /// A file that a variable names cannot be read, or both forms are set.
    pub fn credentials(&self) -> Result<Credentials, Failure> {
        Credentials::read(self.api, &|name| std::env::var(name).ok())
    }

    /// A variable says that nobody can use a browser, or sees a desktop, here.
    #[must_use]
    pub fn headless(&self) -> bool {
        self.headless == Headless::Yes
    }

    /// The folder of sessions and settings.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// What the user chose once.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings::new(self.home.settings())
    }

    /// Where notices of payments go that are made here, if somebody stored it.
    ///
    /// # Errors
    /// The settings cannot be read.
    pub fn webhook_url(&self) -> Result<Option<String>, Failure> {
        let chosen = self.settings().read()?;
        Ok(chosen.webhook_url(&self.profile, self.target.environment.name).map(str::to_owned))
    }

    /// What a session of this run belongs to.
    #[must_use]
    pub fn holder(&self) -> Holder {
        Holder {
            api: self.api,
            profile: self.profile.clone(),
            target: self.target.clone(),
            address: self.address.clone(),
            named: self.named,
            given: self.given_token.clone(),
            headless: self.headless == Headless::Yes,
            caller: self.caller(),
            variables: Variables {
                environment: self.api.variable("ENV"),
                token: self.api.variable(TOKEN),
                unfilled: placeholders(self.api, &|name| std::env::var(name).ok()),
            },
            home: self.home.clone(),
            vault: Rc::clone(&self.vault),
        }
    }

    /// The kept sessions.
    #[must_use]
    pub fn store(&self) -> Store {
        self.holder().store()
    }

    /// The keychain of this run.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Under which the session of this profile, environment and address is kept.
    #[must_use]
    pub fn key(&self) -> Key {
        self.holder().key()
    }

    /// Limits on money.
    #[must_use]
    pub const fn policy(&self) -> &Source {
        &self.policy
    }

    /// Which dangerous calls left, and how much they moved.
    ///
    /// # Errors
    /// The policy cannot be used: without it nobody knows what may leave.
    pub fn ledger(&self) -> Result<Ledger, Failure> {
        let policy = self.policy.read(self.api)?;
        Ok(Ledger::new(self.home.ledger(), self.profile.clone(), claim::REPEAT, policy))
    }

    /// Which messages left.
    #[must_use]
    pub fn messages(&self) -> Ledger {
        Ledger::of_messages(self.home.ledger(), self.profile.clone(), claim::REPEAT)
    }

    /// The audit log.
    #[must_use]
    pub fn audit_log(&self) -> AuditLog {
        let who = Who { app: self.api.app.to_owned(), principal: self.profile.clone() };
        AuditLog::new(Place::named(self.home.audit_log()), who)
    }

    /// How this run was called, for commands that the user is told to run next.
    #[must_use]
    pub fn caller(&self) -> Caller {
        let environment = self.target.environment.name;
        let chosen = self.defaults == Defaults::Chosen;
        Caller {
            app: self.api.app,
            environment: (chosen || environment != self.api.default_environment).then_some(environment),
            profile: (chosen || self.profile != DEFAULT_PROFILE).then(|| self.profile.clone()),
        }
    }
}

/// The variable that may hold a token: where there are sessions, and no setting of the API has that name.
fn token_variable(api: &Api) -> Option<String> {
    let taken = api.settings.iter().any(|setting| setting.name == TOKEN);
    (api.has_sessions() && !taken && !api.env_prefix.is_empty()).then(|| api.variable(TOKEN))
}
