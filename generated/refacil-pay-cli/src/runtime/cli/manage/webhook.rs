//! `config set-webhook-url` and its companions: where notices of payments go, by profile and environment.
//!
//! Whoever changes that changes who learns of payments: it needs a yes, and what was stored before is told.

use serde_json::{Value, json};

use super::super::super::core::automatic;
use super::super::super::core::failure::Failure;
use super::super::super::core::text::{visible, visible_capped};
use super::super::context::Context;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::command::WebhookUrl;

pub(super) fn run(context: &Context, printer: &Printer, wanted: &WebhookUrl) -> Result<(), Failure> {
    match wanted {
        WebhookUrl::Get => show(context, printer),
        WebhookUrl::Set(text) => {
            automatic::webhook_url(text).map_err(|failure| failure.param("--url"))?;
            change(context, printer, Some(text))
        }
        WebhookUrl::Clear => change(context, printer, None),
    }
}

fn show(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let stored = context.webhook_url()?;
    printer.data(&described(context, stored.as_deref()), |_| {
        stored.as_deref().map_or_else(|| format!("none is stored for {}", place(context)), visible)
    });
    Ok(())
}

fn change(context: &Context, printer: &Printer, url: Option<&str>) -> Result<(), Failure> {
    let before = context.webhook_url()?;
    let real = context.effect == Effect::Real;
    if before.as_deref() != url {
        super::confirm(context, &question(context, before.as_deref(), url))?;
        if real {
            let environment = context.target.environment.name;
            let url = url.map(str::to_owned);
            context.settings().change(|chosen| chosen.set_webhook_url(&context.profile, environment, url))?;
        }
    }
    let mut described = described(context, url);
    if let Some(map) = described.as_object_mut() {
        map.insert("before".into(), json!(before));
        map.insert("dry_run".into(), json!(!real));
    }
    printer.data(&described, |_| {
        let now = if real { "go to" } else { "would go to" };
        format!("notices of {} {now} {}; before: {}", place(context), shown(url), shown(before.as_deref()))
    });
    Ok(())
}

fn question(context: &Context, before: Option<&str>, url: Option<&str>) -> String {
    let (place, url, before) = (place(context), shown(url), shown(before));
    format!("Notices of {place} went to {before}, and would go to {url}. Change it?")
}

fn described(context: &Context, url: Option<&str>) -> Value {
    json!({"webhook_url": url, "profile": context.profile, "env": context.target.environment.name})
}

fn place(context: &Context) -> String {
    format!("profile {} in {}", context.profile, context.target.environment.name)
}

fn shown(url: Option<&str>) -> String {
    url.map_or_else(|| "nowhere".to_owned(), |url| visible_capped(url, 300))
}
