//! The command-line tool: parses, asks, sends by a blocking client, prints.
//!
//! `core` decides everything about money and secrets; this folder turns its machines and talks to a person.

mod about;
mod answers;
mod audit;
mod automatic;
mod callback;
mod children;
mod claim;
mod completion;
mod confirm;
mod context;
mod cryptography;
mod curl;
mod discover;
mod doctor;
mod driver;
mod dry_run;
mod examples;
mod failures;
mod flags;
mod follow;
mod gate;
mod generic;
pub mod interrupt;
mod login;
mod manage;
mod media_type;
mod next;
mod operation;
mod output;
mod parser;
mod policy;
mod printer;
mod settings;
mod skills;
mod source;
mod tls;
pub mod transport;
mod tree;
mod usage;
mod values;
mod verbose;
mod webhook;
mod whatsapp;

use std::ffi::OsString;
use std::process::ExitCode;

use self::context::Context;
use self::parser::{Action, Invocation};
use self::printer::Printer;
use super::account::terminal;
use super::core::failure::{Exit, Failure};
use super::core::spec::Api;

/// Runs the program with the arguments and the environment of the process.
pub fn run(api: &'static Api) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    terminal::hear(api);
    // What scripts ask most needs neither tree nor printer.
    if parser::is_version_alone(&arguments) {
        about::version_line(api);
        return ExitCode::SUCCESS;
    }
    if let Some(exit) = completion::answer(api, &arguments) {
        return ExitCode::from(exit.code());
    }
    let exit = match parser::parse(api, &arguments) {
        Ok(invocation) => dispatch(api, invocation),
        Err(error) => usage::report(api, &error, &arguments),
    };
    ExitCode::from(exit.code())
}

fn dispatch(api: &'static Api, invocation: Invocation) -> Exit {
    let printer = Printer::new(invocation.globals.format, invocation.globals.colour);
    let printer = match invocation.globals.part() {
        Ok(part) => printer.showing(part),
        Err(failure) => return finish(Err(failure), |failure| printer.failure(failure, None)),
    };
    let done = match &invocation.action {
        Action::Version => about::version(api, &printer),
        Action::ExitCodes => about::exit_codes(api, &printer),
        Action::Discover(asked) => discover::run(api, &printer, asked),
        Action::Completion(shell) => completion::script(api, shell),
        Action::Doctor => return doctor::run(api, &printer, &invocation.globals),
        Action::Skills(wanted) => skills::run(api, &printer, &invocation.globals, wanted),
        Action::Operation(operation, matches) if discover::skeleton::is_asked(matches) => {
            discover::skeleton::print(&printer, operation, matches)
        }
        action => return in_context(api, &invocation, action, printer),
    };
    finish(done.and_then(|()| printer.outcome()), |failure| printer.failure(failure, None))
}

fn in_context(api: &'static Api, invocation: &Invocation, action: &Action, printer: Printer) -> Exit {
    let variable = |name: &str| std::env::var(name).ok();
    let context = match Context::new(api, &invocation.globals, &variable) {
        Ok(context) => context,
        Err(failure) => return finish(Err(failure), |failure| printer.failure(failure, None)),
    };
    let done = match action {
        Action::Account(account) => login::run(&context, &printer, *account),
        Action::Manage(manage) => manage::run(&context, &printer, manage),
        Action::Audit(audit) => audit::run(&context, &printer, *audit),
        Action::Policy(wanted) => policy::run(&context, &printer, *wanted),
        Action::Webhook(asked) => webhook::run(&context, &printer, asked),
        Action::Operation(operation, matches) => operation::run(&context, &printer, operation, matches),
        Action::Generic(asked) => generic::run(&context, &printer, asked),
        Action::Whatsapp(whatsapp::Whatsapp::Send(letter)) => whatsapp::run(&context, &printer, letter),
        Action::Version
        | Action::ExitCodes
        | Action::Discover(_)
        | Action::Completion(_)
        | Action::Skills(_)
        | Action::Doctor => Ok(()),
    };
    context.vault().notices().iter().for_each(|notice| printer.warning(&notice.english()));
    finish(done.and_then(|()| printer.outcome()), |failure| printer.failure(failure, Some(&context.caller())))
}

fn finish(done: Result<(), Failure>, tell: impl FnOnce(&Failure)) -> Exit {
    match done {
        Ok(()) => Exit::Ok,
        Err(failure) => {
            tell(&failure);
            failure.exit
        }
    }
}
