//! Forgets sessions, here and at the server.

use serde_json::{Value, json};

use super::super::holder::Holder;
use super::super::store::Key;
use super::super::voice::Voice;
use super::attempt::Attempt;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::oauth::revocations;
use crate::runtime::core::session::Session;
use crate::runtime::core::target::Target;
use crate::runtime::core::words::{Said, say};

/// What is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The session of the profile and environment.
    This,
    /// All sessions.
    All,
}

/// Whether anything was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The sessions are gone.
    Done,
    /// They would go.
    Planned,
}

/// Whether the server took the tokens back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Revoked {
    Yes,
    /// It could not be reached or refused, or the tokens are out of reach.
    Failed,
    /// It has no way to do it.
    Impossible,
}

/// Takes sessions back at the server and forgets them here; what became of each, as data.
///
/// # Errors
/// They cannot be read or forgotten; a server that does not answer is a warning.
pub fn forget(attempt: &Attempt<'_>, scope: Scope) -> Result<Vec<Value>, Failure> {
    let (holder, mut done) = (attempt.holder, Vec::new());
    for key in &concerned(holder, scope)? {
        let kept = holder.store().find(key)?;
        let revoked = kept.map_or(Revoked::Failed, |kept| revoke(attempt, key, &kept.session));
        holder.store().remove(key)?;
        attempt.pending().remove(key)?;
        done.push(record(key, Some(revoked)));
    }
    attempt.pending().remove(&holder.key())?;
    Ok(done)
}

/// The sessions that [`forget`] would forget, as data.
///
/// # Errors
/// They cannot be read.
pub fn would_forget(holder: &Holder, scope: Scope) -> Result<Vec<Value>, Failure> {
    Ok(concerned(holder, scope)?.iter().map(|key| record(key, None)).collect())
}

fn concerned(holder: &Holder, scope: Scope) -> Result<Vec<Key>, Failure> {
    let own = holder.key();
    let all = holder.store().list()?.into_iter().map(|listed| listed.key);
    Ok(all.filter(|key| scope == Scope::All || *key == own).collect())
}

/// Takes the tokens back. A server that cannot do it keeps nobody from forgetting them here.
fn revoke(attempt: &Attempt<'_>, key: &Key, session: &Session) -> Revoked {
    attempt.sessions().hide(session);
    let Some(target) = target(attempt.holder, key) else { return Revoked::Impossible };
    let Some(client) = attempt.sessions().client() else { return Revoked::Impossible };
    let outcome = revocations(&client, &target, session).and_then(|exchanges| {
        for exchange in &exchanges {
            exchange.acknowledged(&attempt.exchange(exchange.request()))?;
        }
        Ok(if exchanges.is_empty() { Revoked::Impossible } else { Revoked::Yes })
    });
    outcome.unwrap_or_else(|failure| {
        let place = say("profile {} in {}", &[&key.profile, &key.environment]);
        attempt
            .voice
            .warning(&say("the server still knows the session of {}: {}", &[&place, &failure.message]));
        Revoked::Failed
    })
}

/// Where the session belongs; one of an address that is not used now is forgotten without a word to anybody.
fn target(holder: &Holder, key: &Key) -> Option<Target> {
    let usual = holder.api.environment(&key.environment);
    let candidates = [
        holder.target_in(&key.environment).ok(),
        usual.and_then(|environment| Target::new(holder.api, environment, None).ok()),
    ];
    candidates.into_iter().flatten().find(|target| target.origin() == key.origin)
}

fn record(key: &Key, revoked: Option<Revoked>) -> Value {
    let revoked = match revoked {
        Some(Revoked::Yes) => Value::Bool(true),
        Some(Revoked::Failed) => Value::Bool(false),
        Some(Revoked::Impossible) | None => Value::Null,
    };
    json!({"profile": key.profile, "env": key.environment, "revoked": revoked})
}

/// Says what became of the sessions, or would.
pub fn tell(holder: &Holder, voice: &dyn Voice, scope: Scope, deed: Deed, sessions: &[Value]) {
    let real = deed == Deed::Done;
    let mut done = json!({"logged_out": real && !sessions.is_empty(), "dry_run": !real});
    let own = record(&holder.key(), None);
    let (single, words) =
        (sessions.first().unwrap_or(&own), Said::from(if real { "logged out" } else { "would log out" }));
    if let Some(map) = done.as_object_mut() {
        match (scope, single.as_object()) {
            (Scope::This, Some(single)) => map.extend(single.clone()),
            _ => drop(map.insert("sessions".into(), sessions.into())),
        }
    }
    voice.data(&done, &|_| {
        let place = |record: &Value| {
            let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
            say("profile {} in {}", &[&text("profile"), &text("env")])
        };
        match (sessions, scope) {
            ([], Scope::This) => say("nobody was logged in: {}", &[&place(&own)]),
            ([], Scope::All) => "nobody was logged in".into(),
            (all, _) => {
                Said::List(all.iter().map(|one| say("{}: {}", &[&words, &place(one)])).collect(), "\n")
            }
        }
    });
}
