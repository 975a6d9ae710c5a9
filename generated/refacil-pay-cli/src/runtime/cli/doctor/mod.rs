//! `doctor`: looks at everything that a call needs, and goes on where something is broken.

mod network;
mod state;

use clap::Command;
use serde_json::{Value, json};

use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Api;
use super::super::core::text::visible;
use super::super::core::words::Said;
use super::context::Context;
use super::parser::{Effect, Globals};
use super::printer::Printer;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// As it should be.
    Good,
    /// Calls may fail, or a part of the program cannot be used.
    Warning,
    /// Calls will fail.
    Bad(Exit),
    /// Not looked at.
    Skipped,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Bad(_) => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug)]
struct Check {
    name: &'static str,
    outcome: Outcome,
    message: String,
    hint: Option<String>,
}

impl Check {
    fn new(name: &'static str, outcome: Outcome, message: impl Into<String>) -> Self {
        Self { name, outcome, message: message.into(), hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What is wrong, in the words of the failure that a call would meet.
    fn failed(name: &'static str, failure: &Failure) -> Self {
        let check = Self::new(name, Outcome::Bad(failure.exit), failure.to_string());
        Self { hint: failure.hint.as_ref().map(Said::english), ..check }
    }

    fn to_json(&self) -> Value {
        json!({"check": self.name, "status": self.outcome.name(), "message": self.message, "hint": self.hint})
    }
}

/// The command.
pub fn command() -> Command {
    Command::new("doctor").about("Check configuration, session, network and clock, and say what to fix")
}

/// Looks at everything; the exit code is that of the first thing that is broken.
pub fn run(api: &'static Api, printer: &Printer, globals: &Globals) -> Exit {
    let variable = |name: &str| std::env::var(name).ok();
    let mut checks = vec![Check::new(
        "program",
        Outcome::Good,
        format!("{} {}, made from {}", api.app, api.build.version, api.build.collection),
    )];
    let context = Context::new(api, globals, &variable);
    checks.extend(state::variables(api, &variable));
    checks.extend(state::files(api, &variable));
    checks.extend(state::keychain(api, &variable, globals.effect));
    match &context {
        Ok(context) => {
            let where_to = &context.target;
            let message = format!(
                "profile {}, environment {} at {}",
                context.profile, where_to.environment.name, where_to.base
            );
            checks.push(Check::new("environment", Outcome::Good, message));
            checks.push(state::policy(context));
            checks.push(state::session(context));
            checks.extend(if globals.effect == Effect::DryRun {
                vec![Check::new("network", Outcome::Skipped, "dry run: nothing was sent")]
            } else {
                network::checks(context, &variable)
            });
        }
        Err(failure) => checks.push(Check::failed("environment", failure)),
    }
    print(printer, &checks);
    let worst = checks.iter().find_map(|check| match check.outcome {
        Outcome::Bad(exit) => Some(exit),
        _ => None,
    });
    worst.unwrap_or(Exit::Ok)
}

fn print(printer: &Printer, checks: &[Check]) {
    let healthy = checks.iter().all(|check| !matches!(check.outcome, Outcome::Bad(_)));
    let report: Vec<Value> = checks.iter().map(Check::to_json).collect();
    printer.data(&json!({"healthy": healthy, "checks": report}), |_| {
        let lines = checks.iter().map(|check| {
            let line = format!("{:<8} {:<12} {}", check.outcome.name(), check.name, visible(&check.message));
            match &check.hint {
                Some(hint) => format!("{line}\n{:22}{}", "", visible(hint)),
                None => line,
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    });
}
