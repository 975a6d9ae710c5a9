//! What is on this machine: variables, files and their modes, the session.

use std::path::Path;

use jiff::Timestamp;

use super::super::super::account::home::Home;
use super::super::super::account::keychain::{Trouble, Vault, Wish};
use super::super::super::account::{legacy, store, terminal};
use super::super::super::core::automatic::address;
use super::super::super::core::credentials::Credentials;
use super::super::super::core::spec::Api;
use super::super::context::Context;
use super::super::parser::Effect;
use super::super::whatsapp;
use super::{Check, Outcome};

/// A session that ends within this many seconds is about to be renewed.
const SOON: i64 = 300;

const KEYCHAIN: &str = "keychain";

/// The variables of the program that are set, by name, and whether they can be read.
pub fn variables(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Vec<Check> {
    let prefix = if api.env_prefix.is_empty() { String::new() } else { format!("{}_", api.env_prefix) };
    let fields = api.login.iter().flat_map(|login| login.fields).map(|field| field.variable);
    let known = [
        "ENV",
        "PROFILE",
        "BASE_URL",
        "HOME",
        "TOKEN",
        "KEYRING",
        "POLICY",
        "HEADLESS",
        "NO_SKILLS",
        address::ADDRESS,
        terminal::AGENT,
    ];
    let known = known.into_iter().filter(|_| !prefix.is_empty());
    let set: Vec<String> = known
        .chain(fields)
        .chain(api.settings.iter().map(|setting| setting.name))
        .chain(api.notices.iter().map(|notice| notice.key))
        .flat_map(|name| [format!("{prefix}{name}"), format!("{prefix}{name}_FILE")])
        .filter(|name| variable(name).is_some_and(|value| !value.is_empty()))
        .collect();
    let said = if set.is_empty() { "none is set".to_owned() } else { format!("set: {}", set.join(", ")) };
    match Credentials::read(api, variable) {
        Ok(_) => vec![Check::new("variables", Outcome::Good, said)],
        Err(failure) => vec![Check::failed("variables", &failure)],
    }
}

/// The kept sessions and their folder.
pub fn files(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Vec<Check> {
    let home = match Home::find(api, variable) {
        Ok(home) => home,
        Err(failure) => return vec![Check::failed("files", &failure)],
    };
    let path = legacy::sessions_file(&home);
    let mut checks = vec![match store::listed(path.clone()) {
        Ok(sessions) if sessions.is_empty() => {
            Check::new("files", Outcome::Good, format!("no session is kept in {}", path.display()))
        }
        Ok(sessions) => {
            let hidden = sessions.iter().filter(|session| session.slot.is_some()).count();
            let all = sessions.len();
            let sessions = if all == 1 { "1 session is".to_owned() } else { format!("{all} sessions are") };
            let secrets = match hidden {
                0 => "its secrets too".to_owned(),
                some if some == all => "the secrets are in the keychain".to_owned(),
                some => format!("the secrets of {some} are in the keychain"),
            };
            let message = format!("{sessions} kept in {}; {secrets}", path.display());
            Check::new("files", Outcome::Good, message)
        }
        Err(failure) => Check::failed("files", &failure),
    }];
    checks.extend(path.parent().and_then(folder));
    checks.extend(legacy::told(&home).map(|told| earlier(api, told.english())));
    checks
}

/// Whether the limits on dangerous commands can be used.
pub fn policy(context: &Context) -> Check {
    const NAME: &str = "policy";
    match context.policy().read(context.api) {
        Err(failure) => Check::failed(NAME, &failure),
        Ok(policy) if policy.path.is_none() => {
            let path = context.policy().path().display();
            Check::new(NAME, Outcome::Good, format!("nothing is limited: there is no file {path}"))
        }
        Ok(policy) => {
            let holding = policy.fitting(&context.profile, context.target.environment.name).count();
            let (all, path) = (policy.rules.len(), context.policy().path().display());
            Check::new(NAME, Outcome::Good, format!("{holding} of {all} rules in {path} hold here"))
        }
    }
}

/// Something that this program did not make.
fn earlier(api: &Api, told: String) -> Check {
    Check::new("earlier", Outcome::Good, told)
        .hint(format!("{} login makes a session of this program", api.app))
}

/// Entries that the keychain keeps under the name of this program, and that are not in its list of sessions.
fn strangers(api: &Api, variable: &dyn Fn(&str) -> Option<String>, vault: &Vault) -> Option<Check> {
    let listed = store::listed(legacy::sessions_file(&Home::find(api, variable).ok()?)).ok()?;
    let mut own: Vec<String> = listed.into_iter().filter_map(|session| session.slot).collect();
    own.extend(whatsapp::Store::new(Home::find(api, variable).ok()?.whatsapp()).slots().ok()?);
    let count = vault.strangers(&own).ok().filter(|count| *count > 0)?;
    let entries = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    let told = format!("the keychain has {entries} of another program of this name, which stay as they are");
    Some(earlier(api, told))
}

/// Whether secrets can be kept in the keychain: one is put in and taken out again.
pub fn keychain(api: &Api, variable: &dyn Fn(&str) -> Option<String>, effect: Effect) -> Vec<Check> {
    let vault = match Vault::new(api, variable) {
        Ok(vault) => vault,
        Err(failure) => return vec![Check::failed(KEYCHAIN, &failure)],
    };
    if vault.wish() == Wish::File {
        let message = "not used: a variable says that secrets go to a file";
        return vec![Check::new(KEYCHAIN, Outcome::Good, message)];
    }
    if effect == Effect::DryRun {
        return vec![Check::new(KEYCHAIN, Outcome::Skipped, "dry run: nothing was put in")];
    }
    let mut checks = vec![proven(&vault)];
    checks.extend(strangers(api, variable, &vault));
    checks
}

fn proven(vault: &Vault) -> Check {
    match (vault.prove(), vault.place()) {
        (Ok(()), _) => Check::new(KEYCHAIN, Outcome::Good, format!("{} keeps secrets", vault.name())),
        (_, Err(failure)) => Check::failed(KEYCHAIN, &failure),
        (Err(trouble), _) => {
            let hint = match trouble {
                Trouble::Absent(_) => "secrets go to a file that only you can read",
                _ => "unlock it; until then secrets go to a file that only you can read",
            };
            Check::new(KEYCHAIN, Outcome::Warning, trouble.said().english()).hint(hint)
        }
    }
}

/// Others must not be able to put files there.
#[cfg(unix)]
fn folder(path: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;

    use super::super::super::core::failure::Exit;

    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o022 != 0).then(|| {
        let message = format!("others can write to {} (mode {mode:03o})", path.display());
        Check::new("folder", Outcome::Bad(Exit::Refused), message)
            .hint(format!("chmod 700 {}", path.display()))
    })
}

/// Access lists are the system's affair there.
#[cfg(not(unix))]
fn folder(_: &Path) -> Option<Check> {
    None
}

/// The session of the profile and environment.
pub fn session(context: &Context) -> Check {
    const NAME: &str = "session";
    if !context.api.has_sessions() {
        return Check::new(NAME, Outcome::Skipped, "the API has no sessions");
    }
    match context.holder().given_token() {
        Err(failure) => return Check::failed(NAME, &failure),
        Ok(Some(_)) => {
            let message = format!("the token comes from {}", context.holder().variables.token);
            return Check::new(NAME, Outcome::Good, message);
        }
        Ok(None) => {}
    }
    let how = context.holder().how_to_log_in().english();
    match context.store().find(&context.key()) {
        Err(failure) => Check::failed(NAME, &failure),
        Ok(None) => Check::new(NAME, Outcome::Warning, "nobody is logged in").hint(how),
        Ok(Some(kept)) => {
            let session = kept.session;
            let left = session.expires_at.as_second() - Timestamp::now().as_second();
            let message = format!("good until {}", session.expires_at);
            match left {
                ..=0 => {
                    let message = format!("ended at {}", session.expires_at);
                    Check::new(NAME, Outcome::Warning, message).hint(how)
                }
                1..=SOON => Check::new(NAME, Outcome::Warning, message).hint("it ends within five minutes"),
                _ => Check::new(NAME, Outcome::Good, message),
            }
        }
    }
}
