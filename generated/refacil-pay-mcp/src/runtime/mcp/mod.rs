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
mod params;
mod places;
mod plain;
mod principals;
mod print_config;
mod problems;
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
use crate::runtime::core::text::escaped_json;
use crate::runtime::core::words::{reason, say};

pub use self::handler::Handler;

use self::args::{Command, Invocation};
use self::config::Config;
use self::dotenv::Environment;
use self::environment::Lookup;
use self::handler::Wrap;
use self::listen::Mode;
use self::login::Verb;
use self::problems::Problems;
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
            None => return obey(api, &arguments, Arc::new(wrap)),
        },
        None => return obey(api, &arguments, Arc::new(wrap)),
    };
    outcome.unwrap_or_else(|failure| complain(api, &failure.into(), Reader::of(&arguments)))
}

/// Does what options ask for, which is to serve unless they say otherwise.
fn obey<S: ServerHandler>(api: &'static Api, arguments: &[String], wrap: Wrap<S>) -> ExitCode {
    let mut problems = Problems::default();
    let invocation = args::parse(api, arguments, &mut problems);
    let reader = Reader::of(arguments);
    let printed = match invocation.command {
        Command::Version => format!("{} {}", api.app, api.build.version),
        Command::VersionJson => args::version_json(api),
        Command::Help => args::help(api).trim_end().to_owned(),
        Command::Serve | Command::ServeHttp => return start(api, &invocation, problems, wrap, reader),
    };
    match problems.unless_any(Some(printed)) {
        Ok(text) => print(&text),
        Err(problems) => complain(api, &problems, reader),
    }
}

/// Serves, or says everything that keeps the server from it.
fn start<S: ServerHandler>(
    api: &'static Api,
    invocation: &Invocation,
    mut problems: Problems,
    wrap: Wrap<S>,
    reader: Reader,
) -> ExitCode {
    let Some(environment) = problems.take(Environment::read(api)) else {
        return complain(api, &problems, reader);
    };
    // An option wins over a variable.
    let lookup = |name: &str| invocation.option(api, name).or_else(|| environment.get(name));
    let reader = if reader == Reader::Program { reader } else { logs::reader(api, &lookup) };
    let configured = configured(api, &lookup, invocation.command, &mut problems);
    let notice = environment.notice(api);
    let (config, mode) = match problems.unless_any(configured) {
        Ok(configured) => configured,
        // What was left out of a file may be what is missing.
        Err(problems) => return complain(api, &problems.with_note(notice), reader),
    };
    logs::start(config.logs);
    if let Some(notice) = notice {
        tracing::warn!("{}", notice.in_language(api.language));
    }
    serve(api, config, mode, wrap).unwrap_or_else(|failure| complain(api, &failure.into(), reader))
}

fn configured(
    api: &'static Api,
    lookup: Lookup<'_>,
    command: Command,
    problems: &mut Problems,
) -> Option<(Config, Mode)> {
    let config = config::read(api, lookup, problems);
    let over_http = match command {
        Command::ServeHttp => Some(true),
        _ => problems.take(listen::asks_for_http(api, lookup)),
    };
    let mode = if over_http? { Mode::Http(listen::read(api, lookup, problems)?) } else { Mode::Stdio };
    Some((config?, mode))
}

fn print(text: &str) -> ExitCode {
    // A reader that went away wants no more.
    writeln!(std::io::stdout(), "{text}").ok();
    ExitCode::SUCCESS
}

/// Says on standard error why the server does not run.
fn complain(api: &Api, problems: &Problems, reader: Reader) -> ExitCode {
    let text = match reader {
        Reader::Person => problems.words(api),
        Reader::Program => escaped_json(&problems.to_json(api).to_string()),
    };
    writeln!(std::io::stderr(), "{text}").ok();
    ExitCode::from(problems.exit().code())
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
        Failure::new(Exit::Other, "runtime", say("the server cannot start: {}", &[&reason(&error)]))
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
    notices::warnings(server);
    tracing::info!(
        tools = server.catalog.tools().len(),
        environment = server.config.target.environment.name,
        address = %server.config.target.base,
        "{} {} is ready",
        api.app,
        api.build.version
    );
}
