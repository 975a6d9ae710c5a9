//! The whole suite: the server with the suite's own tools, resources and prompts beside those of the API.

use super::{NEXT, SESSIONS, STABLE, passes};
use crate::api::FakeApi;
use crate::client::{HttpServer, with_fixtures};

/// An extension that this server does not declare: a call that waits for a person ends with the question instead.
const TASKS: &[&str] = &[
    "tasks-lifecycle",
    "tasks-capability-negotiation",
    "tasks-wire-fields",
    "tasks-request-state-removal",
    "tasks-mrtr-input",
    "tasks-request-headers",
    "tasks-dispatch-and-envelope",
    "tasks-required-task-error",
    "tasks-mrtr-composition",
];
/// In the older era a question travels over a session, and its answer comes back over it.
const QUESTIONS: &[&str] = &[
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
];
/// These look for the session by which a stream is resumed, and take its absence for a warning.
const RESUMING: &[&str] = &["server-sse-polling", "server-sse-multiple-streams"];

fn all_pass(line: &str, which: [&str; 2], undeclared: &[&str], without_sessions: &[&[&str]]) {
    for sessions in SESSIONS {
        let api = FakeApi::usual();
        let server = HttpServer::of(with_fixtures(&api, &[("SHOP_SESSIONS", sessions)]));
        let more = if sessions == "off" { without_sessions.concat() } else { Vec::new() };
        let exceptions = [undeclared, more.as_slice()].concat();
        passes(line, &server, which, &format!("server: [{}]\n", exceptions.join(", ")));
    }
}

#[test]
fn the_whole_stable_line_is_passed() {
    all_pass(STABLE, ["--suite", "all"], &[], &[QUESTIONS, RESUMING]);
}

#[test]
fn the_whole_next_line_is_passed() {
    all_pass(NEXT, ["--suite", "all"], TASKS, &[QUESTIONS, RESUMING]);
}

#[test]
fn all_that_the_last_revision_with_sessions_requires_is_passed() {
    all_pass(NEXT, ["--requirements", "2025-11-25"], &[], &[QUESTIONS, RESUMING]);
}

#[test]
fn all_that_the_first_revision_without_sessions_requires_is_passed() {
    all_pass(NEXT, ["--requirements", "2026-07-28"], TASKS, &[]);
}
