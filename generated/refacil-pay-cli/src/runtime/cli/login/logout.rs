//! Forgets sessions, here and at the server.

use serde_json::{Value, json};

use super::super::super::core::failure::Failure;
use super::super::super::core::oauth::revocations;
use super::super::super::core::session::Session;
use super::super::super::core::target::Target;
use super::super::context::Context;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::super::store::Key;
use super::attempt::Attempt;
use super::command::Scope;

/// Whether the server took the tokens back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Revoked {
    Yes,
    /// It could not be reached or refused, or the tokens are out of reach.
    Failed,
    /// It has no way to do it.
    Impossible,
}

/// Logs out.
pub(super) fn run(context: &Context, printer: &Printer, scope: Scope) -> Result<(), Failure> {
    let done = forget(context, printer, scope)?;
    tell(context, printer, scope, &done);
    Ok(())
}

/// Takes sessions back and forgets them, or tells which it would be.
pub(super) fn forget(context: &Context, printer: &Printer, scope: Scope) -> Result<Vec<Value>, Failure> {
    let own = context.key();
    let all = context.store().list()?.into_iter().map(|listed| listed.key);
    let keys: Vec<Key> = all.filter(|key| scope == Scope::All || *key == own).collect();
    let mut done = Vec::new();
    if context.effect == Effect::Real {
        let attempt = Attempt::new(context, printer, context.credentials()?)?;
        for key in &keys {
            let kept = context.store().find(key)?;
            let revoked = kept.map_or(Revoked::Failed, |kept| revoke(&attempt, key, &kept.session));
            context.store().remove(key)?;
            attempt.pending().remove(key)?;
            done.push(record(key, Some(revoked)));
        }
        attempt.pending().remove(&own)?;
    } else {
        done.extend(keys.iter().map(|key| record(key, None)));
    }
    Ok(done)
}

/// Takes the tokens back. A server that cannot do it keeps nobody from forgetting them here.
fn revoke(attempt: &Attempt<'_>, key: &Key, session: &Session) -> Revoked {
    attempt.sessions().hide(session);
    let Some(target) = target(attempt.context, key) else { return Revoked::Impossible };
    let Some(client) = attempt.sessions().client() else { return Revoked::Impossible };
    let outcome = revocations(&client, &target, session).and_then(|exchanges| {
        for exchange in &exchanges {
            exchange.acknowledged(&attempt.exchange(exchange.request()))?;
        }
        Ok(if exchanges.is_empty() { Revoked::Impossible } else { Revoked::Yes })
    });
    outcome.unwrap_or_else(|failure| {
        let place = format!("profile {} in {}", key.profile, key.environment);
        attempt.printer.warning(&format!("the server still knows the session of {place}: {failure}"));
        Revoked::Failed
    })
}

/// Where the session belongs; one of an address that is not used now is forgotten without a word to anybody.
fn target(context: &Context, key: &Key) -> Option<Target> {
    let candidates = [
        context.in_environment(&key.environment).ok().map(|context| context.target),
        context
            .api
            .environment(&key.environment)
            .and_then(|found| Target::new(context.api, found, None).ok()),
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

fn tell(context: &Context, printer: &Printer, scope: Scope, sessions: &[Value]) {
    let real = context.effect == Effect::Real;
    let mut done = json!({"logged_out": real && !sessions.is_empty(), "dry_run": !real});
    let own = record(&context.key(), None);
    let (single, words) =
        (sessions.first().unwrap_or(&own), if real { "logged out" } else { "would log out" });
    if let Some(map) = done.as_object_mut() {
        match (scope, single.as_object()) {
            (Scope::This, Some(single)) => map.extend(single.clone()),
            _ => drop(map.insert("sessions".into(), sessions.into())),
        }
    }
    printer.data(&done, |_| {
        let place = |record: &Value| {
            let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
            format!("profile {} in {}", text("profile"), text("env"))
        };
        match (sessions, scope) {
            ([], Scope::This) => format!("nobody was logged in: {}", place(&own)),
            ([], Scope::All) => "nobody was logged in".to_owned(),
            (all, _) => {
                all.iter().map(|one| format!("{words}: {}", place(one))).collect::<Vec<_>>().join("\n")
            }
        }
    });
}
