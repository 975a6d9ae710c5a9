//! What a server cannot do without: credentials, a token, or a session that is kept on this machine.

use std::sync::Arc;

use secrecy::SecretString;

use crate::runtime::core::credentials::read_credential;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::placeholder::{is_placeholder, placeholders};
use crate::runtime::core::renewal;
use crate::runtime::core::spec::Api;
use crate::runtime::core::target::Target;
use crate::runtime::core::validate::Problem;
use crate::runtime::core::words::{Said, say};

use super::super::environment::Lookup;
use super::super::kept::Kept;
use super::super::variables::{self, Has};
use super::default_environment;

/// The variables without which the server does not start.
pub(in super::super) fn required(api: &Api) -> Vec<String> {
    missing(api, &|_| None)
}

/// The names of all required variables that are set neither themselves nor as `_FILE`.
pub(in super::super) fn missing(api: &Api, lookup: Lookup<'_>) -> Vec<String> {
    let is_set = |name: &str| lookup(name).is_some_and(|value| !value.is_empty() && !is_placeholder(&value));
    let place = variables::ENV.read(api, lookup).and_then(|name| api.environment(&name));
    let url =
        place.or_else(|| default_environment(api)).is_none_or(|environment| environment.base_url.is_empty());
    let url = url.then(|| variables::BASE_URL.full_name(api)).filter(|name| !is_set(name));
    let is_given = |name: &String| is_set(name) || is_set(&format!("{name}_FILE"));
    let token = has(api).token().then(|| variables::ACCESS_TOKEN.full_name(api));
    let fields = match token {
        Some(token) if is_given(&token) => Vec::new(),
        // Only a person could log in here: the token comes from elsewhere.
        Some(token) if renewal::variables(api).is_empty() => vec![token],
        _ => renewal::variables(api),
    };
    url.into_iter().chain(fields.into_iter().filter(|name| !is_given(name))).collect()
}

/// What the API has of that which some variables are about.
pub(in super::super) fn has(api: &Api) -> Has {
    let own_token = api.settings.iter().any(|setting| setting.name == variables::ACCESS_TOKEN.name);
    Has { sessions: api.has_sessions(), login: api.login.is_some(), own_token }
}

/// It is for the login, or in its place.
pub(in super::super) fn is_login(api: &Api, name: &str) -> bool {
    name == variables::ACCESS_TOKEN.full_name(api)
        || renewal::variables(api).iter().any(|known| known == name)
}

/// The session on this machine that stands in for variables, where some are missing. Without a target that of the usual
/// environment counts: whoever mends the target must not be told of a login only then.
pub(super) fn kept(
    api: &'static Api,
    lookup: Lookup<'_>,
    target: Option<&Target>,
) -> Result<Option<Arc<Kept>>, Failure> {
    let missing = missing(api, lookup);
    if missing.is_empty() {
        return Ok(None);
    }
    let usual = || Target::new(api, default_environment(api)?, None).ok();
    let stands_in = api.has_sessions() && missing.iter().all(|name| is_login(api, name));
    let Some(target) = target.cloned().or_else(usual).filter(|_| stands_in) else {
        return Err(not_set(api, lookup, &missing, None));
    };
    let kept = match Kept::read(api, target, lookup) {
        // Where no session can be, only the variables help.
        Err(failure) if failure.code == "no-home" => return Err(not_set(api, lookup, &missing, None)),
        kept => kept?,
    };
    if kept.is_there(api)? {
        return Ok(Some(Arc::new(kept)));
    }
    Err(not_set(api, lookup, &missing, Some(&kept.login_command(api)?)))
}

/// A session token that the operator got elsewhere.
pub(super) fn given(api: &Api, lookup: Lookup<'_>) -> Result<Option<SecretString>, Failure> {
    if has(api).token() { read_credential(&variables::ACCESS_TOKEN.full_name(api), lookup) } else { Ok(None) }
}

fn not_set(api: &Api, lookup: Lookup<'_>, missing: &[String], login: Option<&str>) -> Failure {
    let names = missing.join(", ");
    let entries: Vec<_> = missing.iter().map(|name| format!("\"{name}\": \"...\"")).collect();
    let block = format!("\"env\": {{ {} }}", entries.join(", "));
    let message = say("{} cannot start, because these variables are not set: {}", &[&api.app, &names]);
    let set = say("set them in the environment or in the client's configuration: {}", &[&block]);
    let set = match login {
        Some(command) => say("log in once, and no variable is needed: {}\notherwise {}", &[&command, &set]),
        None => set,
    };
    let last = missing.last().map_or("", String::as_str);
    let mut hint =
        vec![set, say("a secret can also lie in a file that NAME_FILE names, such as {}_FILE", &[&last])];
    let unfilled = placeholders(api, lookup);
    if !unfilled.is_empty() {
        hint.push(not_filled(&unfilled));
    }
    let each = missing.iter().map(|name| Problem::new(name.as_str(), "is not set"));
    Failure::new(Exit::Auth, "settings-missing", message)
        .hint(Said::List(hint, "\n"))
        .with(|details| details.problems = each.collect())
}

/// What is said of values that nobody filled in.
pub(in super::super) fn not_filled(names: &[String]) -> Said {
    say("{}: the value is a placeholder such as <PASSWORD>, which counts as not set", &[&names.join(", ")])
}
