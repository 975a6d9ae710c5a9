//! `--webhook-local`: what a call makes sends its notice to this machine, by a tunnel for tests.

use std::time::{Duration, Instant};

use clap::{Arg, ArgAction, ArgMatches};

use super::super::super::core::answer::Success;
use super::super::super::core::call::Call;
use super::super::super::core::dotted;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::plain::plain;
use super::super::super::core::spec::{Api, Notice, Operation, Provider};
use super::super::super::core::waiting;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::clerk::Clerk;
use super::detached::Handed;
use super::here::{Here, MAX_LIFE};
use super::{command, desktop, record, tunnel};

const LOCAL: &str = "--webhook-local";
const DETACH: &str = "--detach";
const LIMIT: &str = "--webhook-timeout";

const HEADING: &str = "Notices";

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    notice: &'static Notice,
    detach: bool,
    limit: Duration,
}

/// The operation makes something that sends notices.
fn is_offered(api: &'static Api, operation: &Operation) -> bool {
    super::has_local(api)
        && operation.automatic.iter().any(|automatic| automatic.from == Provider::WebhookUrl)
}

/// The flags that an operation has for it.
#[must_use]
pub fn flags(api: &'static Api, operation: &Operation) -> Vec<Arg> {
    if !is_offered(api, operation) {
        return Vec::new();
    }
    let flag = |id: &'static str, help: &'static str| {
        Arg::new(id).long(id.trim_start_matches('-')).help(help).help_heading(HEADING)
    };
    let which = command::which(api, "webhook-notice").map(|which| {
        let help = "With --webhook-local: which of the API's notices is received";
        which.help(help).help_heading(HEADING).requires(LOCAL).required_if_eq(LOCAL, "true")
    });
    let flags = vec![
        flag(
            LOCAL,
            "Receive the notice here, by a public tunnel that closes after it (test environments only)",
        )
        .action(ArgAction::SetTrue),
        flag(DETACH, "With --webhook-local: return at once, and collect the notice with webhook wait ID")
            .action(ArgAction::SetTrue)
            .requires(LOCAL),
        flag(
            LIMIT,
            "With --webhook-local: longest wait for the notice, such as 90s; else 8m, and never more",
        )
        .value_name("TIME")
        .requires(LOCAL)
        .value_parser(limit),
    ];
    flags.into_iter().chain(which).collect()
}

/// A time that a tunnel may live.
fn limit(text: &str) -> Result<Duration, &'static str> {
    let time = waiting::duration(text).filter(|time| !time.is_zero() && *time <= MAX_LIFE);
    time.ok_or("write a time of at most 8m, such as 90s")
}

/// What the command line wants, where it may.
///
/// # Errors
/// The environment is a production one, or the program that makes tunnels is not there.
pub fn wanted(
    context: &Context,
    operation: &'static Operation,
    matches: &ArgMatches,
) -> Result<Option<Wanted>, Failure> {
    if !is_offered(context.api, operation) || !matches.get_flag(LOCAL) {
        return Ok(None);
    }
    super::only_for_tests(context, "no tunnel is opened").map_err(|failure| {
        failure.hint("name a receiver that is public, or store one with config set-webhook-url")
    })?;
    let chosen = context.settings().read()?;
    tunnel::provider(chosen.webhook_provider.as_deref())?.find()?;
    let limit = matches.get_one::<Duration>(LIMIT).copied().unwrap_or(MAX_LIFE);
    let name = matches.try_get_one::<String>(command::NOTICE).ok().flatten();
    let notice = super::notice(context.api, name.map(String::as_str))?;
    Ok(Some(Wanted { notice, detach: matches.get_flag(DETACH), limit }))
}

/// The address for notices was given in the call already.
#[must_use]
pub fn taken(flag: &str) -> Failure {
    let message = format!("{LOCAL} and {flag} both say where the notice goes");
    Failure::new(Exit::Invalid, "address-twice", message).hint("leave one of them out").param(LOCAL)
}

/// A receiver whose address is in the call.
#[derive(Debug)]
pub struct Reception {
    at: At,
    notice: &'static Notice,
    limit: Duration,
}

#[derive(Debug)]
enum At {
    /// In this process.
    Here(Box<Here>),
    /// In one that goes on by itself.
    Detached(Handed),
}

impl Wanted {
    /// Opens the receiver and puts its address into the call, which is sent afterwards.
    ///
    /// # Errors
    /// There is no tunnel to be had, or the field takes no such address.
    pub fn open(
        self,
        context: &Context,
        printer: &Printer,
        driver: &Driver<'_>,
        call: &mut Call,
    ) -> Result<Reception, Failure> {
        printer.note("opening a public tunnel to this machine; it closes after the notice");
        let at = if self.detach {
            At::Detached(Handed::start(context, driver, self.limit, self.notice)?)
        } else {
            At::Here(Box::new(Here::open(context, printer, driver, self.notice)?))
        };
        call.put_notice_address(match &at {
            At::Here(here) => &here.url,
            At::Detached(handed) => handed.url(),
        })?;
        Ok(Reception { at, notice: self.notice, limit: self.limit })
    }
}

impl Reception {
    /// Waits for the notice about what the call made, and shows it; or says how to collect it.
    ///
    /// # Errors
    /// None is proven in this time.
    pub fn finish(
        self,
        context: &Context,
        printer: &Printer,
        driver: &Driver<'_>,
        success: &Success,
    ) -> Result<(), Failure> {
        let notice = self.notice;
        let about = reference(notice, success);
        let here = match self.at {
            At::Here(here) => here,
            At::Detached(handed) => return handed.hand_over(context, printer, about),
        };
        printer.note(&format!("waiting for the notice, at most {}", waiting::spelled(self.limit)));
        let clerk = Clerk { context, printer, driver };
        let record = here.wait(&clerk, about.as_deref(), Instant::now() + self.limit)?;
        printer.data(&record, record::text);
        if !context.headless() {
            desktop::show(notice, &record);
        }
        Ok(())
    }
}

/// By what the notice will name the thing that was made.
fn reference(notice: &Notice, success: &Success) -> Option<String> {
    let value = dotted::get(&success.body, notice.created?)?;
    Some(plain(value))
}
