//! On whose behalf, and where: profile, environment, address.

use std::rc::Rc;

use secrecy::SecretString;

use super::super::core::audit::{AuditLog, Who};
use super::super::core::credentials::{Credentials, read_secret};
use super::super::core::failure::{Exit, Failure};
use super::super::core::ledger::Ledger;
use super::super::core::policy::Source;
use super::super::core::renewal;
use super::super::core::spec::{Api, Environment};
use super::super::core::target::Target;
use super::super::core::text::visible_capped;
use super::claim;
use super::home::Home;
use super::keychain::Vault;
use super::legacy;
use super::parser::{Confirmation, Detail, Effect, Globals, PlanForm, Repetition};
use super::settings::Settings;
use super::shell::Caller;
use super::store::{Key, Store};

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

/// Who chose the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The user, for this run.
    Explicitly,
    /// A default.
    ByDefault,
}

/// The profile that nobody needs to name.
pub const DEFAULT_PROFILE: &str = "default";
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
        let token = token_variable(api).map_or(Ok(None), |name| read_secret(&name, variable))?;
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

    /// A variable says that nobody can use a browser here.
    #[must_use]
    pub fn headless(&self) -> bool {
        self.headless == Headless::Yes
    }

    /// What the user configured in variables.
    ///
    /// # Errors
    /// A file that a variable names cannot be read, or both forms are set.
    pub fn credentials(&self) -> Result<Credentials, Failure> {
        Credentials::read(self.api, &|name| std::env::var(name).ok())
    }

    /// A token that stands in a variable of its own. It is taken only together with the environment that it is for: what
    /// was made for a test must not reach real money, nor the other way round.
    ///
    /// # Errors
    /// Nobody says which environment it is for.
    pub fn given_token(&self) -> Result<Option<SecretString>, Failure> {
        let Some(token) = &self.given_token else { return Ok(None) };
        if self.named == Named::ByDefault && self.api.environments.len() > 1 {
            let variable = self.token_variable();
            let message = format!("{variable} is set, and nobody says which environment the token is for");
            return Err(Failure::new(Exit::Invalid, "token-without-environment", message)
                .hint(format!("set {}, or add --env", self.api.variable("ENV")))
                .param("--env"));
        }
        Ok(Some(token.clone()))
    }

    /// The variable of [`Context::given_token`].
    #[must_use]
    pub fn token_variable(&self) -> String {
        self.api.variable(TOKEN)
    }

    /// Who chose the environment.
    #[must_use]
    pub const fn named(&self) -> Named {
        self.named
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

    /// The kept sessions.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(legacy::sessions_file(&self.home), Rc::clone(&self.vault))
    }

    /// The keychain of this run.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Under which the session of this profile, environment and address is kept.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            profile: self.profile.clone(),
            environment: self.target.environment.name.to_owned(),
            origin: self.target.origin(),
        }
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

    /// The audit log.
    #[must_use]
    pub fn audit_log(&self) -> AuditLog {
        let who = Who { app: self.api.app.to_owned(), principal: self.profile.clone() };
        AuditLog::new(self.home.audit_log(), who)
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

    /// The command that logs in here, and the variables that do without a terminal.
    #[must_use]
    pub fn how_to_log_in(&self) -> String {
        let command = self.caller().command(&["login"], &[]);
        let variables = renewal::variables(self.api);
        let how = if variables.is_empty() {
            command
        } else {
            format!("{command} (without a terminal set {})", variables.join(" and "))
        };
        match legacy::told(&self.home) {
            Some(told) => format!("{how}; {told}"),
            None => how,
        }
    }
}

/// The variable that may hold a token: where there are sessions, and no setting of the API has that name.
fn token_variable(api: &Api) -> Option<String> {
    let taken = api.settings.iter().any(|setting| setting.name == TOKEN);
    (api.has_sessions() && !taken && !api.env_prefix.is_empty()).then(|| api.variable(TOKEN))
}

/// The environment of that name.
///
/// # Errors
/// The API has none of that name.
pub fn environment(api: &'static Api, name: &str) -> Result<&'static Environment, Failure> {
    api.environment(name).ok_or_else(|| {
        let known: Vec<_> = api.environments.iter().map(|known| known.name).collect();
        let shown = visible_capped(name, 64);
        Failure::new(Exit::Invalid, "unknown-environment", format!("there is no environment {shown:?}"))
            .hint(format!("use one of {}", known.join(", ")))
            .param("--env")
    })
}

/// Names are part of keys and records; what a shell or a file system could misread is refused.
///
/// # Errors
/// It cannot be the name of a profile.
pub fn check_profile(name: &str) -> Result<(), Failure> {
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    // A dot or a hyphen in front would make it a path or a flag.
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && name.len() <= 64 && name.bytes().all(fine) {
        return Ok(());
    }
    let message = format!("{:?} cannot be the name of a profile", visible_capped(name, 64));
    Err(Failure::new(Exit::Invalid, "invalid-profile", message)
        .hint("use up to 64 letters, digits, dots, underscores and hyphens, a letter or digit first")
        .param("--profile"))
}
