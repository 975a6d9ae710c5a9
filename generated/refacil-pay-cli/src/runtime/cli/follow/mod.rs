//! What a user wants of an answer besides seeing it: to wait for its end, and how long; to read further pages; to scan it.

mod live;
pub mod pages;
pub mod scan;
pub mod wait;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};

use super::super::core::spec::{Class, Nature, Operation, Pages, Scan, Wait};
use super::super::core::waiting;

const WAIT: &str = "--wait";
const EACH: &str = "--each";
const TIMEOUT: &str = "--timeout";
const ALL: &str = "--all";
const MAX_ITEMS: &str = "--max-items";
const QR: &str = "--qr";

const HEADING: &str = "Answer";

/// How long the end of something is waited for where nobody says so.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is wanted.
#[derive(Debug, Default)]
pub struct Wanted {
    /// To wait for the end, this long.
    pub wait: Option<(Wait, Duration)>,
    /// To wait for each answer, this long.
    pub time_limit: Option<Duration>,
    /// To read on, up to this many records.
    pub pages: Option<(Pages, Option<usize>)>,
    /// To scan.
    pub scan: Option<Scan>,
}

/// The flags that an operation has for it.
#[must_use]
pub fn flags(operation: &Operation) -> Vec<Arg> {
    let flag = |id: &'static str, help: &'static str| {
        Arg::new(id).long(id.trim_start_matches('-')).help(help).help_heading(HEADING)
    };
    let mut flags = Vec::new();
    if let Some(wait) = waits(operation) {
        flags.push(flag(WAIT, "Ask again until it has come to its end").action(ArgAction::SetTrue));
        if wait.again {
            let help = "With --wait: go on after a good end and show each, until the time is over";
            flags.push(flag(EACH, help).action(ArgAction::SetTrue).requires(WAIT));
        }
    }
    if operation.nature != Nature::Callback {
        flags.push(timeout(&patience(operation)).help_heading(HEADING));
    }
    if reads_on(operation).is_some() {
        flags.extend(pages().map(|flag| flag.help_heading(HEADING)));
    }
    if operation.follow.scan.is_some() {
        flags.push(flag(QR, "Show the payment link as a QR code on stderr").action(ArgAction::SetTrue));
    }
    flags
}

/// The flags of a list that is read on.
#[must_use]
pub fn pages() -> [Arg; 2] {
    let flag =
        |id: &'static str, help: &'static str| Arg::new(id).long(id.trim_start_matches('-')).help(help);
    let most = flag(MAX_ITEMS, "Read pages until there are this many records").value_name("NUMBER");
    let all = flag(ALL, "Read all pages").action(ArgAction::SetTrue);
    [all, most.value_parser(clap::value_parser!(u32))]
}

/// How far a list is read on.
#[derive(Debug, Clone, Copy)]
pub struct Far {
    /// As many records as that; all of them where nobody says how many.
    pub most: Option<usize>,
}

/// How far the flags say to read on, where they do.
#[must_use]
pub fn far(matches: &ArgMatches) -> Option<Far> {
    let most = matches.try_get_one::<u32>(MAX_ITEMS).ok().flatten();
    let most = most.and_then(|most| usize::try_from(*most).ok());
    let all = matches!(matches.try_get_one::<bool>(ALL), Ok(Some(true)));
    (all || most.is_some()).then_some(Far { most })
}

/// Flags to try.
#[must_use]
pub fn examples(operation: &Operation) -> Vec<&'static str> {
    let waits = waits(operation).map(|_| "--wait --timeout 10m");
    let reads_on = reads_on(operation).map(|_| "--all");
    waits.into_iter().chain(reads_on).collect()
}

/// What the flags say.
#[must_use]
pub fn wanted(operation: &Operation, matches: &ArgMatches) -> Wanted {
    let said = time_limit(matches);
    let wait = waits(operation).filter(|_| matches.get_flag(WAIT));
    let wait = wait.map(|wait| Wait { again: wait.again && matches.get_flag(EACH), ..wait });
    let pages = reads_on(operation).and_then(|pages| Some((pages, far(matches)?.most)));
    let scan = operation.follow.scan;
    Wanted {
        wait: wait.map(|wait| (wait, said.unwrap_or(PATIENCE))),
        time_limit: said.filter(|_| wait.is_none()),
        pages,
        scan: scan.filter(|scan| matches.get_flag(QR) || (scan.always && scan::is_seen())),
    }
}

/// The flag of how long to wait; `usual` says what holds without it.
#[must_use]
pub fn timeout(usual: &str) -> Arg {
    let time = |text: &str| waiting::duration(text).filter(|time| !time.is_zero());
    Arg::new(TIMEOUT)
        .long("timeout")
        .value_name("TIME")
        .help(format!("Longest wait for the answer, such as 20s or 2m; {usual}"))
        .value_parser(move |text: &str| time(text).ok_or("write a time such as 90s, 5m or 1h"))
}

/// How long the flag says to wait.
#[must_use]
pub fn time_limit(matches: &ArgMatches) -> Option<Duration> {
    // Absent where nothing is sent.
    matches.try_get_one::<Duration>(TIMEOUT).ok().flatten().copied()
}

fn patience(operation: &Operation) -> String {
    let own = waiting::spelled(Duration::from_millis(operation.timeout_ms));
    match waits(operation) {
        Some(_) => format!("else {own}. With --wait for the end; else {}", waiting::spelled(PATIENCE)),
        None => format!("else {own}"),
    }
}

/// The state that can be waited for: only a read may be repeated.
#[must_use]
pub fn waits(operation: &Operation) -> Option<Wait> {
    operation.follow.wait.filter(|_| operation.class == Class::ReadOnly)
}

fn reads_on(operation: &Operation) -> Option<Pages> {
    operation.follow.pages.filter(|_| operation.class == Class::ReadOnly)
}
