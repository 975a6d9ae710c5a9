//! `profile`: named sets of credentials, each with its own sessions in each environment.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::super::account::store::Key;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::nearest::nearest;
use super::super::super::core::ordered::ordered;
use super::super::super::core::text::{visible, visible_capped};
use super::super::context::{self, Context, DEFAULT_PROFILE};
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::super::settings::Chosen;
use super::super::whatsapp;
use super::command::Profile;

/// All that is known of profiles.
struct Known {
    chosen: Chosen,
    sessions: Vec<Key>,
}

pub(super) fn run(context: &Context, printer: &Printer, wanted: &Profile) -> Result<(), Failure> {
    let known = Known::read(context)?;
    match wanted {
        Profile::List => {
            let all: Value = known.names(context).iter().map(|name| known.shown(context, name)).collect();
            printer.data(&all, |all| {
                all.as_array().into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
            });
        }
        Profile::Show(name) => {
            let name = name.as_deref().unwrap_or(&context.profile);
            known.check(context, name)?;
            printer.data(&known.shown(context, name), line);
        }
        Profile::Use(name) => {
            known.check(context, name)?;
            change(context, |chosen| chosen.profile = Some(name.clone()))?;
            told(context, printer, "use", name);
        }
        Profile::Set(pairs) => set(context, printer, pairs)?,
        Profile::Rename(old, new) => rename(context, printer, &known, (old, new))?,
        Profile::Delete(name) => delete(context, printer, &known, name)?,
    }
    Ok(())
}

impl Known {
    fn read(context: &Context) -> Result<Self, Failure> {
        let sessions = context.store().list()?.into_iter().map(|listed| listed.key).collect();
        Ok(Self { chosen: context.settings().read()?, sessions })
    }

    fn names(&self, context: &Context) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = ordered(self.sessions.iter().map(|key| key.profile.clone()));
        names.extend(self.chosen.profiles.keys().cloned());
        names.extend(self.chosen.profile.clone());
        names.extend([DEFAULT_PROFILE.to_owned(), context.profile.clone()]);
        names
    }

    fn check(&self, context: &Context, name: &str) -> Result<(), Failure> {
        let names = self.names(context);
        if names.contains(name) {
            return Ok(());
        }
        let message = format!("there is no profile {:?}", visible_capped(name, 64));
        let hint = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => "a login with --profile NAME makes one; profile list shows those that there are".into(),
        };
        Err(Failure::new(Exit::NotFound, "unknown-profile", message).hint(hint))
    }

    fn shown(&self, context: &Context, name: &str) -> Value {
        let own = self.sessions.iter().filter(|key| key.profile == name);
        let sessions: BTreeSet<&str> = ordered(own.map(|key| key.environment.as_str()));
        json!({
            "profile": name,
            "active": name == context.profile,
            "env": self.chosen.environment_of(name).unwrap_or(context.api.default_environment),
            "sessions": sessions,
        })
    }
}

fn line(profile: &Value) -> String {
    let text = |name: &str| visible(profile[name].as_str().unwrap_or_default());
    let sessions: Vec<String> =
        profile["sessions"].as_array().into_iter().flatten().filter_map(Value::as_str).map(visible).collect();
    let mark = if profile["active"] == true { '*' } else { ' ' };
    let sessions = if sessions.is_empty() {
        "no session".to_owned()
    } else {
        format!("session in {}", sessions.join(", "))
    };
    format!("{mark} {}  {}  {sessions}", text("profile"), text("env"))
}

/// `key=value`, several at once; all are checked before one is kept.
fn set(context: &Context, printer: &Printer, pairs: &[String]) -> Result<(), Failure> {
    let mut environment = None;
    for pair in pairs {
        match pair.split_once('=') {
            Some(("env" | "environment", name)) => {
                environment = Some(context::environment(context.api, name)?.name);
            }
            _ => {
                let shown = visible_capped(pair, 80);
                let message = format!("{shown:?} is not a setting of a profile");
                return Err(Failure::new(Exit::Invalid, "unknown-setting", message).hint("write env=NAME"));
            }
        }
    }
    change(context, |chosen| {
        let own = chosen.profiles.entry(context.profile.clone()).or_default();
        own.environment = environment.map(str::to_owned);
    })?;
    told(context, printer, "set", &context.profile);
    Ok(())
}

fn rename(
    context: &Context,
    printer: &Printer,
    known: &Known,
    (old, new): (&str, &str),
) -> Result<(), Failure> {
    known.check(context, old)?;
    context::check_profile(new)?;
    let has_sessions = known.sessions.iter().any(|key| key.profile == *new);
    if old == new || has_sessions || known.chosen.profiles.contains_key(new) {
        let message = format!("there is a profile {new:?} already");
        return Err(Failure::new(Exit::Conflict, "profile-exists", message)
            .hint(format!("choose another name, or forget that one first: profile delete {new}")));
    }
    if context.effect == Effect::Real {
        context.store().rename_profile(old, new)?;
        whatsapp::Store::new(context.home().whatsapp()).rename(old, new)?;
    }
    change(context, |chosen| {
        if let Some(own) = chosen.profiles.remove(old) {
            chosen.profiles.insert(new.to_owned(), own);
        }
        if chosen.profile.as_deref() == Some(old) {
            chosen.profile = Some(new.to_owned());
        }
    })?;
    told(context, printer, "rename", new);
    Ok(())
}

fn delete(context: &Context, printer: &Printer, known: &Known, name: &str) -> Result<(), Failure> {
    known.check(context, name)?;
    super::confirm(context, &format!("Forget profile {name} with its sessions?"))?;
    if context.effect == Effect::Real {
        context.store().remove_profile(name)?;
        whatsapp::Store::new(context.home().whatsapp()).forget(Some(name), context.vault())?;
    }
    change(context, |chosen| {
        chosen.profiles.remove(name);
        chosen.profile = chosen.profile.take().filter(|used| used != name);
    })?;
    told(context, printer, "delete", name);
    Ok(())
}

fn change(context: &Context, change: impl FnOnce(&mut Chosen)) -> Result<(), Failure> {
    match context.effect {
        Effect::Real => context.settings().change(change),
        Effect::DryRun => Ok(()),
    }
}

fn told(context: &Context, printer: &Printer, what: &str, name: &str) {
    let dry = context.effect == Effect::DryRun;
    printer.data(&json!({"profile": name, "done": what, "dry_run": dry}), |_| {
        let would = if dry { "would be " } else { "" };
        format!("profile {}: {would}{}", visible(name), past(what))
    });
}

fn past(what: &str) -> &str {
    match what {
        "use" => "used where none is named",
        "set" => "changed",
        "rename" => "renamed",
        _ => "forgotten",
    }
}
