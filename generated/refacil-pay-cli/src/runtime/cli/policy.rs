//! `policy`: the limits on money that hold on this machine, and what is left of them.

use clap::{ArgMatches, Command};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::core::amount::Amount;
use super::super::core::failure::Failure;
use super::super::core::ledger::Ledger;
use super::super::core::plain::plain;
use super::super::core::policy::{Policy, Rule, Until, VARIABLE};
use super::super::core::spec::Api;
use super::super::core::text::{visible, visible_capped};
use super::context::Context;
use super::printer::Printer;
use super::tree::Reach;

/// The command's word.
pub const WORD: &str = "policy";

/// What is wanted of the policy.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// Its rules, and what is left today.
    Show,
    /// Where the file is.
    Path,
}

/// The command.
#[must_use]
pub fn command(api: &Api, reach: &Reach<'_>) -> Command {
    let command = Command::new(WORD).about("Show the limits on dangerous commands");
    reach.entered(command, |command| whole(api, command))
}

fn whole(api: &Api, command: Command) -> Command {
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Command::new("show").about("Show the rules, which of them hold here, and what is left today"))
        .subcommand(Command::new("path").about("Print where the file is"))
        .after_help(format!(
            "The file is JSON; {} names another. Without one nothing is limited:\n\n{EXAMPLE}\n\n\
             Rules may also hold \"who\" (profiles), \"currency\", \"recipients\", \"allow\" and \"deny\" (operations); all rules \
             that fit a command hold. \"prices\" tells what one call costs where no argument says it. --dry-run tells what \
             the policy says of a command.",
            api.variable(VARIABLE)
        ))
}

const EXAMPLE: &str =
    r#"  {"rules": [{"environments": ["prod"], "per_call": "100000", "per_day": "500000"}]}"#;

/// What the command line asks for.
#[must_use]
pub fn read(matches: &ArgMatches) -> Wanted {
    match matches.subcommand_name() {
        Some("path") => Wanted::Path,
        _ => Wanted::Show,
    }
}

/// Runs the command.
///
/// # Errors
/// The policy or the ledger cannot be used.
pub fn run(context: &Context, printer: &Printer, wanted: Wanted) -> Result<(), Failure> {
    let path = context.policy().path().display().to_string();
    if let Wanted::Path = wanted {
        printer.data(&json!({ "path": path }), |_| visible(&path));
        return Ok(());
    }
    let policy = context.policy().read(context.api)?;
    let data = shown(context, &policy, &path)?;
    printer.data(&data, |data| text(context, &policy, data));
    Ok(())
}

fn shown(context: &Context, policy: &Policy, path: &str) -> Result<Value, Failure> {
    let ledger = context.ledger()?;
    let rules = policy.rules.iter().map(|rule| rule_data(context, &ledger, rule));
    let prices = policy.prices.iter().map(|(id, price)| (id.clone(), price.to_string().into()));
    Ok(json!({
        "path": path,
        "exists": policy.path.is_some(),
        "profile": context.profile,
        "env": context.target.environment.name,
        "rules": rules.collect::<Result<Vec<_>, _>>()?,
        "prices": prices.collect::<Map<_, _>>(),
    }))
}

fn rule_data(context: &Context, ledger: &Ledger, rule: &Rule) -> Result<Value, Failure> {
    let (moved, day) = ledger.moved(context.api, rule, Timestamp::now())?;
    let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string());
    Ok(json!({
        "name": rule.name,
        "holds_here": rule.fits(&context.profile, context.target.environment.name),
        "who": rule.who,
        "environments": rule.environments,
        "currency": rule.counts_in(context.api),
        "per_call": text(rule.per_call),
        "per_day": text(rule.per_day),
        "moved_today": moved.to_string(),
        "left_today": text(rule.per_day.map(|limit| limit.less(moved))),
        "day_since": day.since.to_string(),
        "day_ends": match day.until {
            Until::Midnight(zone) => format!("at midnight in {zone}"),
            Until::Sliding => "never: the last 26 hours count".to_owned(),
        },
        "recipients": rule.recipients,
        "allow": rule.allow,
        "deny": rule.deny,
    }))
}

fn text(context: &Context, policy: &Policy, data: &Value) -> String {
    let path = visible(&plain(&data["path"]));
    if policy.path.is_none() {
        return format!("nothing is limited: there is no file {path}");
    }
    let mut lines =
        vec![format!("{path}, for profile {} in {}", context.profile, context.target.environment.name)];
    for rule in data["rules"].as_array().into_iter().flatten() {
        let here = if rule["holds_here"] == true { "holds here" } else { "does not hold here" };
        lines.push(format!("\n{} ({here})", visible_capped(&plain(&rule["name"]), 80)));
        for (key, value) in rule.as_object().into_iter().flatten() {
            let silent =
                matches!(key.as_str(), "name" | "holds_here") || value.is_null() || *value == json!([]);
            if silent {
                continue;
            }
            let value = match value.as_array() {
                Some(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
                None => plain(value),
            };
            lines.push(format!("  {}: {}", key.replace('_', " "), visible_capped(&value, 400)));
        }
    }
    for (id, price) in data["prices"].as_object().into_iter().flatten() {
        lines.push(format!("\none {} costs {}", visible_capped(id, 80), plain(price)));
    }
    lines.join("\n")
}
