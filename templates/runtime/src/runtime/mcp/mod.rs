//! The MCP server: tools for the API's operations, over stdio or HTTP, with core's rules about money and secrets.

mod addresses;
mod answers;
mod approvals;
mod approve;
mod args;
mod audit;
mod bodies;
mod callback;
mod calls;
mod catalog;
mod claim;
mod clean;
mod clients;
mod config;
mod confirm;
mod connections;
mod conversations;
mod describe;
mod direct;
mod doors;
mod dotenv;
mod environment;
mod flows;
mod guard;
mod handler;
mod health;
mod http;
mod instructions;
mod kept;
mod library;
mod lines;
mod listen;
mod login;
mod logs;
mod neighbours;
mod notices;
mod pace;
mod pages;
mod places;
mod principals;
mod print_config;
mod prompts;
mod published;
mod rests;
mod results;
mod rpc;
mod running;
mod schema;
mod seal;
mod server;
mod sessions;
mod signals;
mod stdio;
mod surface;
pub mod transport;
mod variables;
mod voices;
mod ways;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use rmcp::ServerHandler;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::{escaped_json, visible_lines};
use crate::runtime::core::words::{Said, say};

pub use self::handler::Handler;

use self::args::{Command, Invocation};
use self::config::Config;
use self::dotenv::Environment;
use self::handler::Wrap;
use self::listen::Mode;
use self::login::Verb;
use self::server::Server;
use self::voices::Reader;

/// Runs the server of an API with the arguments and the environment of the process.
pub fn run(api: &'static Api) -> ExitCode {
    run_with(api, |handler| handler)
}

/// The same, with what `wrap` makes of the server's own handler before each client: so a program of its own adds tools,
/// resources or prompts, and everything else stays as it is.
pub fn run_with<S: ServerHandler>(
    api: &'static Api,
    wrap: impl Fn(Handler) -> S + Send + Sync + 'static,
) -> ExitCode {
    // Fails only where a provider is installed already, which is as good.
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let every = arguments.clone().into_iter();
    let serve = || args::parse(api, every).and_then(|invocation| obey(api, &invocation, Arc::new(wrap)));
    let outcome = match arguments.split_first() {
        Some((command, rest)) if command == "print-config" => print_config::run(api, rest),
        Some((command, [])) if command == "health" => {
            Environment::read(api).and_then(|environment| health::run(api, &|name| environment.get(name)))
        }
        Some((command, rest)) if command == "approve" => Environment::read(api)
            .and_then(|environment| approve::run(api, &|name| environment.get(name), rest)),
        Some((command, rest)) if command == audit::WORD => Environment::read(api)
            .and_then(|environment| audit::run(api, &|name| environment.get(name), rest)),
        Some((command, rest)) => match Verb::named(api, command) {
            Some(verb) => Environment::read(api)
                .and_then(|environment| login::run(api, &|name| environment.get(name), verb, rest)),
            None => serve(),
        },
        None => serve(),
    };
    outcome.unwrap_or_else(|failure| complain(api, &failure, Reader::of(&arguments)))
}

fn obey<S: ServerHandler>(
    api: &'static Api,
    invocation: &Invocation,
    wrap: Wrap<S>,
) -> Result<ExitCode, Failure> {
    match invocation.command {
        Command::Version => Ok(print(&format!("{} {}", api.app, api.build.version))),
        Command::VersionJson => Ok(print(&args::version_json(api))),
        Command::Help => Ok(print(args::help(api).trim_end())),
        Command::Serve | Command::ServeHttp => {
            let environment = Environment::read(api)?;
            let (config, mode) = configured(api, &environment, invocation)
                .map_err(|failure| with_notice(failure, environment.notice(api)))?;
            logs::start(config.logs);
            if let Some(notice) = environment.notice(api) {
                tracing::warn!("{}", notice.in_language(api.language));
            }
            serve(api, config, mode, wrap)
        }
    }
}

fn configured(
    api: &'static Api,
    environment: &Environment,
    invocation: &Invocation,
) -> Result<(Config, Mode), Failure> {
    // An option wins over a variable.
    let lookup = |name: &str| invocation.option(api, name).or_else(|| environment.get(name));
    let over_http = invocation.command == Command::ServeHttp || listen::asks_for_http(api, &lookup)?;
    let config = config::read(api, &lookup)?;
    let mode = if over_http { Mode::Http(listen::read(api, &lookup)?) } else { Mode::Stdio };
    Ok((config, mode))
}

/// What was left out may be what is missing.
fn with_notice(failure: Failure, notice: Option<Said>) -> Failure {
    let Some(notice) = notice else { return failure };
    failure.with(|details| {
        let hint = details.hint.take().into_iter().chain([notice]).collect();
        details.hint = Some(Said::List(hint, "\n"));
    })
}

fn print(text: &str) -> ExitCode {
    // A reader that went away wants no more.
    writeln!(std::io::stdout(), "{text}").ok();
    ExitCode::SUCCESS
}

/// Says on standard error why the server does not run.
fn complain(api: &Api, failure: &Failure, reader: Reader) -> ExitCode {
    let text = match reader {
        Reader::Person => in_words(api, failure),
        Reader::Program => escaped_json(&failure.to_json(api.language).to_string()),
    };
    writeln!(std::io::stderr(), "{text}").ok();
    ExitCode::from(failure.exit.code())
}

fn in_words(api: &Api, failure: &Failure) -> String {
    let mut text = format!("{}: {}", api.app, visible_lines(&failure.message.in_language(api.language)));
    let hint = failure.hint.as_ref().map(|hint| hint.in_language(api.language)).unwrap_or_default();
    for line in hint.lines() {
        text.push_str(&format!("\n  {}", visible_lines(line)));
    }
    text
}

fn serve<S: ServerHandler>(
    api: &'static Api,
    config: Config,
    mode: Mode,
    wrap: Wrap<S>,
) -> Result<ExitCode, Failure> {
    let server = Server::new(api, config);
    announce(&server, &mode);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(workers(&mode)).enable_all();
    let runtime = runtime.build().map_err(|error| {
        Failure::new(Exit::Other, "runtime", say("the server cannot start: {}", &[&error]))
    })?;
    let outcome = runtime.block_on(async move {
        match mode {
            Mode::Stdio => stdio::serve(Arc::clone(&server), wrap).await,
            Mode::Http(listen) => http::serve(Arc::clone(&server), listen, wrap).await,
        }
    });
    // A blocked read of standard input must not keep the process.
    runtime.shutdown_background();
    outcome
}

/// One client is served by few threads, many by as many as can run.
fn workers(mode: &Mode) -> usize {
    match mode {
        Mode::Stdio => 2,
        Mode::Http(_) => std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8)),
    }
}

/// Tells the operator what is served, and what differs from what they may expect.
fn announce(server: &Server, mode: &Mode) {
    let api = server.api;
    for hidden in server.catalog.hidden() {
        notices::hidden(api, hidden);
    }
    if let Mode::Http(listen) = mode {
        notices::http(api, listen);
    }
    notices::dangerous(server);
    notices::kept(server);
    notices::unfilled(server);
    tracing::info!(
        tools = server.catalog.tools().len(),
        environment = server.config.target.environment.name,
        address = %server.config.target.base,
        "{} {} is ready",
        api.app,
        api.build.version
    );
}
