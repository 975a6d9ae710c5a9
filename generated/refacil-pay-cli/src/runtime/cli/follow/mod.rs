//! What a user wants done with an answer, beyond seeing it: wait for its end, read on, scan it.

pub mod pages;
pub mod scan;
pub mod wait;

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};

use super::super::core::spec::{Class, Operation, Pages, Scan, Wait};
use super::super::core::waiting;

const WAIT: &str = "--wait";
const TIMEOUT: &str = "--timeout";
const ALL: &str = "--all";
const MAX_ITEMS: &str = "--max-items";
const QR: &str = "--qr";

/// How long something is waited for where nobody says so.
const PATIENCE: &str = "5m";

/// What is wanted.
#[derive(Debug, Default)]
pub struct Wanted {
    /// To wait, this long.
    pub wait: Option<(Wait, Duration)>,
    /// To read on, up to this many records.
    pub pages: Option<(Pages, Option<usize>)>,
    /// To scan.
    pub scan: Option<Scan>,
}

/// The flags that an operation has for it.
#[must_use]
pub fn flags(operation: &Operation) -> Vec<Arg> {
    let flag = |id: &'static str, help: &'static str| {
        Arg::new(id).long(id.trim_start_matches('-')).help(help).help_heading("Answer")
    };
    let mut flags = Vec::new();
    if waits(operation).is_some() {
        flags.push(flag(WAIT, "Ask again until it has come to its end").action(ArgAction::SetTrue));
        flags.push(
            flag(TIMEOUT, "Longest wait: 90s, 5m, 1h")
                .value_name("TIME")
                .requires(WAIT)
                .default_value(PATIENCE)
                .value_parser(|text: &str| {
                    waiting::duration(text).ok_or("write a time such as 90s, 5m or 1h")
                }),
        );
    }
    if reads_on(operation).is_some() {
        flags.push(flag(ALL, "Read all pages").action(ArgAction::SetTrue));
        flags.push(
            flag(MAX_ITEMS, "Read pages until there are this many records")
                .value_name("NUMBER")
                .value_parser(clap::value_parser!(u32)),
        );
    }
    if operation.follow.scan.is_some() {
        flags.push(flag(QR, "Show the payment link as a QR code on stderr").action(ArgAction::SetTrue));
    }
    flags
}

/// What the flags say.
#[must_use]
pub fn wanted(operation: &Operation, matches: &ArgMatches) -> Wanted {
    let patience = || matches.get_one::<Duration>(TIMEOUT).copied().unwrap_or_default();
    let most = || matches.get_one::<u32>(MAX_ITEMS).and_then(|most| usize::try_from(*most).ok());
    let wait = waits(operation).filter(|_| matches.get_flag(WAIT)).map(|wait| (wait, patience()));
    let pages = reads_on(operation).map(|pages| (pages, most()));
    let scan = operation.follow.scan;
    Wanted {
        wait,
        pages: pages.filter(|(_, most)| most.is_some() || matches.get_flag(ALL)),
        scan: scan.filter(|scan| matches.get_flag(QR) || (scan.always && scan::is_seen())),
    }
}

/// Only a read may be repeated.
fn waits(operation: &Operation) -> Option<Wait> {
    operation.follow.wait.filter(|_| operation.class == Class::ReadOnly)
}

fn reads_on(operation: &Operation) -> Option<Pages> {
    operation.follow.pages.filter(|_| operation.class == Class::ReadOnly)
}
