//! `login`, `logout` and `whoami`: the operator's session, kept on this machine for this server and for the tool of the
//! same API.

use std::process::ExitCode;

use crate::runtime::account::holder::Holder;
use crate::runtime::account::login::{self, Attempt, Method, Password, Scope, logout, offered, whoami};
use crate::runtime::account::prompt;
use crate::runtime::account::voice::Voice;
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::renewal;
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::{Said, reason, say};

use super::args;
use super::config;
use super::environment::Lookup;
use super::kept::{Blocking, Kept};
use super::signals;
use super::transport::{Route, Transport};
use super::variables;
use super::voices::{Reader, Spoken};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Get a session and keep it.
    Login,
    /// Give it back and forget it.
    Logout,
    /// Tell of it.
    WhoAmI,
}

impl Verb {
    /// The command of that word, where the API has sessions.
    pub(super) fn named(api: &Api, word: &str) -> Option<Self> {
        let verb = match word {
            "login" => Self::Login,
            "logout" => Self::Logout,
            "whoami" => Self::WhoAmI,
            _ => return None,
        };
        api.has_sessions().then_some(verb)
    }
}

/// What was written after the command.
#[derive(Debug)]
struct Wish {
    environment: Option<String>,
    profile: Option<String>,
    method: Option<Method>,
    password: Password,
    scope: Scope,
    reader: Reader,
}

/// Runs the command.
///
/// # Errors
/// It failed; nothing is kept of a login that did.
pub(super) fn run(
    api: &'static Api,
    lookup: Lookup<'_>,
    verb: Verb,
    words: &[String],
) -> Result<ExitCode, Failure> {
    let mut wish = parse(api, verb, words)?;
    let voice = Spoken::to(wish.reader, api.language);
    let asks = kept(api, lookup, &wish)?.holder(api)?;
    if verb == Verb::Login && login::asks_for_environment(&asks, wish.method, wish.password) {
        wish.environment = Some(login::ask_for_environment(&asks)?);
    }
    let holder = kept(api, lookup, &wish)?.holder(api)?;
    let outcome = match verb {
        Verb::WhoAmI => whoami::show(&holder, &voice),
        Verb::Login | Verb::Logout => change(&holder, lookup, &voice, verb, &wish),
    };
    holder.vault.notices().iter().for_each(|notice| voice.warning(notice));
    let outcome = outcome.map_err(|failure| in_part(api, lookup, failure));
    outcome.map_err(|failure| voice.secrets.without(&failure))?;
    if verb != Verb::Logout && !config::missing(api, lookup).iter().any(|name| config::is_login(api, name)) {
        voice.note(&"the credentials in variables win over this session when the server runs".into());
    }
    Ok(ExitCode::SUCCESS)
}

/// Where nobody can be asked and some of the variables are set, what lacks are the others.
fn in_part(api: &Api, lookup: Lookup<'_>, failure: Failure) -> Failure {
    let all = renewal::variables(api);
    let lacking: Vec<String> =
        config::missing(api, lookup).into_iter().filter(|name| all.contains(name)).collect();
    if failure.code != "not-logged-in" || lacking.is_empty() || lacking.len() == all.len() {
        return failure;
    }
    failure.with(|details| {
        let lacks = say("{} is not set", &[&lacking.join(", ")]);
        details.hint = Some(Said::List([lacks].into_iter().chain(details.hint.take()).collect(), "; "));
    })
}

fn kept(api: &'static Api, lookup: Lookup<'_>, wish: &Wish) -> Result<Kept, Failure> {
    let (environment, profile) = (variables::ENV.full_name(api), variables::PROFILE.full_name(api));
    // An option wins over a variable.
    let lookup = |name: &str| {
        let option = match name {
            _ if name == environment => &wish.environment,
            _ if name == profile => &wish.profile,
            _ => &None,
        };
        option.clone().or_else(|| lookup(name))
    };
    Kept::read(api, config::target(api, &lookup)?, &lookup)
}

fn change(
    holder: &Holder,
    lookup: Lookup<'_>,
    voice: &Spoken,
    verb: Verb,
    wish: &Wish,
) -> Result<(), Failure> {
    let credentials = Credentials::read(holder.api, lookup)?;
    let runtime = runtime()?;
    let route = if holder.target.is_local() { Route::Local } else { Route::Network };
    let transport = Transport::new(route);
    let wire = Blocking { transport: &transport, runtime: runtime.handle().clone() };
    let attempt = Attempt::new(holder, voice, &wire, &credentials)?;
    if verb == Verb::Logout {
        let sessions = logout::forget(&attempt, wish.scope)?;
        logout::tell(holder, voice, wish.scope, logout::Deed::Done, &sessions);
        return Ok(());
    }
    // A store that cannot be used is noticed before a password leaves.
    holder.store().prepare()?;
    login::run(&attempt, login::chosen(holder, &credentials, wish.method)?, wish.password)
}

/// Requests run here; an interrupt at a hidden question must leave a terminal that shows what is typed.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(Exit::Other, "runtime", say("no request can be sent: {}", &[&reason(&error)]))
    })?;
    let entered = runtime.enter();
    // Watched for before anything is asked, not when the task happens to begin.
    if let Ok(interrupt) = signals::next_interrupt() {
        runtime.spawn(async move {
            interrupt.await;
            prompt::restore_echo();
            std::process::exit(i32::from(Exit::Interrupted.code()));
        });
    }
    drop(entered);
    Ok(runtime)
}

fn parse(api: &Api, verb: Verb, words: &[String]) -> Result<Wish, Failure> {
    let mut wish = Wish {
        environment: None,
        profile: None,
        method: None,
        password: Password::Forget,
        scope: Scope::This,
        reader: Reader::Person,
    };
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (name, attached) =
            word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        let mut value = || {
            let given = attached.or_else(|| rest.next().map(String::as_str));
            given.filter(|value| !value.is_empty() && !value.starts_with('-')).map(str::to_owned)
        };
        let is_login = verb == Verb::Login;
        match name {
            "--env" => wish.environment = Some(value().ok_or_else(|| args::without_value(api, name))?),
            "--profile" => wish.profile = Some(value().ok_or_else(|| args::without_value(api, name))?),
            "--json" if attached.is_none() => wish.reader = Reader::Program,
            "--all" if verb == Verb::Logout && attached.is_none() => wish.scope = Scope::All,
            "--redeem" if is_login && wish.method == Some(Method::Device) => {
                wish.method = Some(Method::Redeem)
            }
            "--store-credentials" if is_login && offered(api).contains(&Method::Console) => {
                wish.password = Password::Keep;
            }
            flag => {
                let method = offered(api)
                    .into_iter()
                    .find(|method| method.flag().is_some_and(|known| flag.strip_prefix("--") == Some(known)));
                let fits = is_login && attached.is_none() && wish.method.is_none();
                wish.method = Some(method.filter(|_| fits).ok_or_else(|| args::not_known(api, word))?);
            }
        }
    }
    if wish.password == Password::Keep {
        match wish.method {
            None | Some(Method::Console) => wish.method = Some(Method::Console),
            Some(_) => return Err(args::not_known(api, "--store-credentials")),
        }
    }
    Ok(wish)
}
