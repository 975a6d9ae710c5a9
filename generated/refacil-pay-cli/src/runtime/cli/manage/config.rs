//! `config`: a table of choices, each with a command that makes it, shows it and takes it back.

use serde_json::json;

use super::super::super::core::failure::Failure;
use super::super::super::core::spec::Api;
use super::super::super::core::text::visible;
use super::super::context::{self, Context, DEFAULT_PROFILE};
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::super::settings::Chosen;
use super::super::webhook::{self, tunnel};
use super::command::ChoiceCommand;

/// Something that the user can choose.
#[derive(Debug)]
pub struct Choice {
    /// Its name for people, and the field of the output.
    pub name: &'static str,
    /// The command that makes it.
    pub set: &'static str,
    /// The command that shows it.
    pub get: &'static str,
    /// The command that takes it back.
    pub clear: &'static str,
    /// The program has a use for it.
    pub offered: fn(&'static Api) -> bool,
    /// What can be chosen, where that is known.
    pub values: fn(&'static Api) -> Option<Vec<&'static str>>,
    check: fn(&'static Api, &str) -> Result<(), Failure>,
    field: fn(&mut Chosen) -> &mut Option<String>,
    usual: fn(&'static Api) -> &'static str,
}

/// The default environment.
pub static ENVIRONMENT: Choice = Choice {
    name: "environment",
    set: "set-environment",
    get: "get-environment",
    clear: "clear-environment",
    offered: |_| true,
    values: |api| Some(api.environments.iter().map(|environment| environment.name).collect()),
    check: |api, name| context::environment(api, name).map(drop),
    field: |chosen| &mut chosen.environment,
    usual: |api| api.default_environment,
};

static PROFILE: Choice = Choice {
    name: "profile",
    set: "set-profile",
    get: "get-profile",
    clear: "clear-profile",
    offered: |_| true,
    values: |_| None,
    check: |_, name| context::check_profile(name),
    field: |chosen| &mut chosen.profile,
    usual: |_| DEFAULT_PROFILE,
};

static WEBHOOK_PROVIDER: Choice = Choice {
    name: "webhook-provider",
    set: "set-webhook-provider",
    get: "get-webhook-provider",
    clear: "clear-webhook-provider",
    offered: webhook::has_local,
    values: |_| Some(tunnel::PROVIDERS.iter().map(|provider| provider.name).collect()),
    check: |_, name| tunnel::provider(Some(name)).map(drop),
    field: |chosen| &mut chosen.webhook_provider,
    usual: |_| tunnel::PROVIDERS.first().map_or("", |provider| provider.name),
};

/// All choices.
pub static CHOICES: &[&Choice] = &[&ENVIRONMENT, &PROFILE, &WEBHOOK_PROVIDER];

pub(super) fn run(context: &Context, printer: &Printer, wanted: &ChoiceCommand) -> Result<(), Failure> {
    match wanted {
        ChoiceCommand::Get(choice) => show(context, printer, choice),
        ChoiceCommand::Set(choice, value) => {
            (choice.check)(context.api, value)?;
            change(context, printer, choice, Some(value))
        }
        ChoiceCommand::Clear(choice) => change(context, printer, choice, None),
    }
}

fn show(context: &Context, printer: &Printer, choice: &Choice) -> Result<(), Failure> {
    let mut chosen = context.settings().read()?;
    let value = (choice.field)(&mut chosen).clone();
    let source = if value.is_some() { "chosen" } else { "default" };
    let value = value.unwrap_or_else(|| (choice.usual)(context.api).to_owned());
    printer.data(&json!({choice.name: value, "source": source}), |_| visible(&value));
    Ok(())
}

fn change(
    context: &Context,
    printer: &Printer,
    choice: &Choice,
    value: Option<&String>,
) -> Result<(), Failure> {
    let real = context.effect == Effect::Real;
    if real {
        context.settings().change(|chosen| *(choice.field)(chosen) = value.cloned())?;
    }
    let now = value.map_or_else(|| (choice.usual)(context.api).to_owned(), Clone::clone);
    printer.data(&json!({choice.name: now, "dry_run": !real}), |_| {
        let verb = if real { "is now" } else { "would be" };
        format!("the default {} {verb} {}", choice.name, visible(&now))
    });
    Ok(())
}
