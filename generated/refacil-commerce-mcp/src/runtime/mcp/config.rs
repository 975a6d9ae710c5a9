//! What the operator configured, read once at the start and complete or not at all.

mod needed;
#[cfg(test)]
mod tests;
mod writable;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::placeholder::placeholders;
use crate::runtime::core::spec::{Api, Environment, Operation};
use crate::runtime::core::target::{Target, without_credentials};
use crate::runtime::core::words::{Said, say};

use super::approvals::Approvals;
use super::catalog;
use super::environment::Lookup;
use super::kept::Kept;
use super::logs::{self, Logs};
use super::places::{self, Places};
use super::problems::Problems;
use super::surface::{self, Selection};
use super::variables::{self, Variable};

use needed::{given, kept};
pub(super) use needed::{has, is_login, missing, not_filled, required};

/// The whole configuration of a server.
#[derive(Debug)]
pub(super) struct Config {
    /// Where calls go.
    pub(super) target: Target,
    /// Login fields and settings.
    pub(super) credentials: Credentials,
    /// A session token that the operator got elsewhere.
    pub(super) given: Option<SecretString>,
    /// The session on this machine that stands in for credentials.
    pub(super) kept: Option<Arc<Kept>>,
    /// Variables whose value nobody filled in.
    pub(super) unfilled: Vec<String>,
    /// A session is not kept longer than this.
    pub(super) session_limit: Option<Duration>,
    /// Ids of dangerous operations that run without a person.
    pub(super) allowed: BTreeSet<&'static str>,
    /// Where it keeps what must outlive it.
    pub(super) places: Places,
    /// Dangerous calls also wait for the operator.
    pub(super) approvals: Option<Approvals>,
    /// What is offered, and as which tools.
    pub(super) selection: Selection,
    /// What is logged, and how.
    pub(super) logs: Logs,
    /// What is not as it should be, and does not keep the server from running.
    pub(super) warnings: Vec<Said>,
}

/// Reads everything but the transport. Every variable that is missing or cannot be used is among the problems.
pub(super) fn read(api: &'static Api, lookup: Lookup<'_>, problems: &mut Problems) -> Option<Config> {
    let mut of_target = Problems::default();
    let target = either_way(api, lookup, &mut of_target);
    let kept = problems.take(kept(api, lookup, target.as_ref()));
    problems.append(of_target);
    let (credentials, unreadable) = Credentials::read_all(api, lookup);
    unreadable.into_iter().for_each(|failure| problems.add(failure));
    let given = problems.take(given(api, lookup));
    problems.take(check_login_route(api, lookup));
    let session_limit = problems.take(session_limit(api, lookup));
    let allowed = allowed(api, lookup, problems);
    let wait = problems.take(approval_wait(api, lookup));
    let places = problems.take(places::read(api, lookup));
    // A policy that cannot be used stops the start, so that nobody finds out at the first payment.
    let policy = places.as_ref().and_then(|places| problems.take(policy(api, places)));
    let selection = surface::read(api, lookup, problems);
    let logs = logs::read(api, lookup, problems);
    let places = places?;
    let offered = catalog::callable(api, &credentials, &selection);
    let approvals = wait.flatten().map(|wait| Approvals::new(places.approvals(), wait));
    let warnings = writable::check(api, &places, offered, &credentials, approvals.as_ref(), problems);
    policy?;
    Some(Config {
        target: target?,
        credentials,
        given: given?,
        session_limit: session_limit?,
        allowed,
        kept: kept?,
        unfilled: placeholders(api, lookup),
        approvals,
        places,
        selection,
        logs: logs?,
        warnings,
    })
}

/// Where the name cannot be used, the address may be wrong as well. That there is none is told with what else is missing.
fn either_way(api: &'static Api, lookup: Lookup<'_>, problems: &mut Problems) -> Option<Target> {
    let name = variables::ENV.full_name(api);
    let without_name = |known: &str| if known == name { None } else { lookup(known) };
    let is_told = |failure: &Failure| failure.code == "no-address";
    match target(api, lookup) {
        Ok(target) => return Some(target),
        Err(failure) if is_told(&failure) => return None,
        Err(failure) => {
            let by_name = failure.param.as_ref() == Some(&name);
            problems.add(failure);
            if by_name
                && let Err(failure) = target(api, &without_name)
                && !is_told(&failure)
            {
                problems.add(failure);
            }
        }
    }
    None
}

fn policy(api: &'static Api, places: &Places) -> Result<(), Failure> {
    let read = places.policy.read(api).map(drop);
    read.map_err(|failure| failure.param(variables::POLICY.full_name(api)))
}

/// A value of a variable that cannot be used, and why.
pub(super) fn unusable(api: &Api, variable: Variable, value: &str, why: impl Into<Said>) -> Failure {
    let message = say("{}={} cannot be used: {}", &[&variable.full_name(api), &value, &why.into()]);
    Failure::new(Exit::Invalid, "setting-unusable", message).param(variable.full_name(api))
}

fn check_login_route(api: &Api, lookup: Lookup<'_>) -> Result<(), Failure> {
    let Some(given) = variables::AUTH_ENDPOINT.read(api, lookup) else { return Ok(()) };
    let operation = api.login.as_ref().and_then(|login| api.operation(login.operation));
    let known = operation.map(|operation| operation.path);
    if known.is_some_and(|path| path.trim_matches('/') == given.trim_matches('/')) {
        return Ok(());
    }
    let why = known.map_or("this API has no login".into(), |path| {
        say("credentials are sent to the built-in login {} only; remove the variable", &[&path])
    });
    Err(unusable(api, variables::AUTH_ENDPOINT, &given, why))
}

fn default_environment(api: &Api) -> Option<&'static Environment> {
    api.environment(api.default_environment).or_else(|| api.environments.first())
}

/// An address that the API declares chooses its deployment; one on this machine stands in for a test deployment.
///
/// # Errors
/// The address or the name is none that the API declares, or they contradict each other.
pub(super) fn target(api: &'static Api, lookup: Lookup<'_>) -> Result<Target, Failure> {
    let address = variables::BASE_URL.read(api, lookup);
    let named = named(api, address.as_deref(), lookup)?;
    let Some(default) = default_environment(api) else {
        let message = say("{} declares no address, so no call can be made", &[&api.title]);
        return Err(Failure::new(Exit::Invalid, "no-environment", message));
    };
    let default = named.unwrap_or(default);
    let Some(address) = address else { return Target::new(api, default, None) };
    let environment = named
        .or_else(|| declared(api, &address))
        .or_else(|| api.environments.iter().find(|environment| !environment.production))
        .unwrap_or(default);
    Target::new(api, environment, Some(&address)).map_err(|failure| {
        let value = without_credentials(&address);
        unusable(api, variables::BASE_URL, value, failure.message.clone()).with(|details| {
            details.exit = failure.exit;
            details.hint = failure.hint.clone();
        })
    })
}

/// The deployment that is chosen by its name.
fn named(
    api: &'static Api,
    address: Option<&str>,
    lookup: Lookup<'_>,
) -> Result<Option<&'static Environment>, Failure> {
    let Some(name) = variables::ENV.read(api, lookup) else { return Ok(None) };
    let known: Vec<_> = api.environments.iter().map(|known| known.name).collect();
    let Some(environment) = api.environment(&name) else {
        let why = say("use one of {}", &[&known.join(", ")]);
        return Err(unusable(api, variables::ENV, &name, why));
    };
    let other = address.and_then(|address| declared(api, address)).map(|known| known.name);
    match (other.filter(|other| *other != environment.name), variables::BASE_URL.full_name(api)) {
        (None, _) => Ok(Some(environment)),
        (Some(other), url) => {
            Err(unusable(api, variables::ENV, &name, say("{} is that of {}", &[&url, &other])))
        }
    }
}

/// The deployment with that address; where only the origin agrees, a production one is taken before others.
fn declared(api: &Api, address: &str) -> Option<&'static Environment> {
    let given = Url::parse(address).ok()?;
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let mut same_origin: Vec<_> = api
        .environments
        .iter()
        .filter_map(|known| Some((known, Url::parse(known.base_url).ok()?)))
        .filter(|(_, url)| url.origin() == given.origin())
        .collect();
    if let Some((known, _)) = same_origin.iter().find(|(_, url)| path(url) == path(&given)) {
        return Some(known);
    }
    same_origin.sort_by_key(|(known, _)| !known.production);
    same_origin.first().map(|(known, _)| *known)
}

fn approval_wait(api: &Api, lookup: Lookup<'_>) -> Result<Option<Duration>, Failure> {
    let Some(text) = variables::APPROVAL_SECONDS.read(api, lookup) else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
    let seconds = seconds.ok_or_else(|| {
        unusable(api, variables::APPROVAL_SECONDS, &text, "it must be a number of seconds, 1 to 3600")
    })?;
    Ok(Some(Duration::from_secs(seconds)))
}

fn session_limit(api: &Api, lookup: Lookup<'_>) -> Result<Option<Duration>, Failure> {
    let Some(text) = variables::TOKEN_CACHE_TTL.read(api, lookup) else { return Ok(None) };
    text.parse()
        .map(|seconds| Some(Duration::from_secs(seconds)))
        .map_err(|_| unusable(api, variables::TOKEN_CACHE_TTL, &text, "it must be a whole number of seconds"))
}

/// Operations are named one by one: a wildcard would also allow what a later version brings.
fn allowed(api: &'static Api, lookup: Lookup<'_>, problems: &mut Problems) -> BTreeSet<&'static str> {
    let list = variables::ALLOW_DANGEROUS.read(api, lookup).unwrap_or_default();
    list.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .filter_map(|name| problems.take(allowed_one(api, name)))
        .collect()
}

/// The operation of that id, tool name or earlier tool name, in this order: an earlier name of one must not stand for
/// another.
pub(super) fn operation_named(api: &'static Api, name: &str) -> Option<&'static Operation> {
    let by_tool = || api.operations().find(|operation| operation.tool == name);
    let by_alias = || api.operations().find(|operation| operation.aliases.contains(&name));
    api.operation(name).or_else(by_tool).or_else(by_alias)
}

fn allowed_one(api: &'static Api, name: &str) -> Result<&'static str, Failure> {
    operation_named(api, name).map(|operation| operation.id).ok_or_else(|| {
        let why = "it is no operation; name operations one by one, by id or tool name";
        unusable(api, variables::ALLOW_DANGEROUS, name, why)
    })
}
