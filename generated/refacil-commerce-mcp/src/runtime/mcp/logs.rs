//! Log lines on standard error; standard output belongs to the protocol.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::Api;

use super::config::unusable;
use super::environment::Lookup;
use super::problems::Problems;
use super::variables;
use super::voices::Reader;

/// How much is logged, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Logs {
    level: LevelFilter,
    form: Form,
}

/// How a line looks.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// For people.
    Text,
    /// One JSON object a line, for programs that collect logs.
    Json,
}

/// Reads both. A level or a form that is not known is among the problems.
pub(super) fn read(api: &Api, lookup: Lookup<'_>, problems: &mut Problems) -> Option<Logs> {
    let (level, form) = (problems.take(level(api, lookup)), problems.take(form(api, lookup)));
    Some(Logs { level: level?, form: form? })
}

fn level(api: &Api, lookup: Lookup<'_>) -> Result<LevelFilter, Failure> {
    let in_production = variables::ENVIRONMENT.read(api, lookup).as_deref() == Some("production");
    match variables::LOG_LEVEL.read(api, lookup).as_deref() {
        None if in_production => Ok(LevelFilter::INFO),
        None | Some("debug") => Ok(LevelFilter::DEBUG),
        Some("info") => Ok(LevelFilter::INFO),
        Some("warn") => Ok(LevelFilter::WARN),
        Some("error") => Ok(LevelFilter::ERROR),
        Some(other) => {
            let why = "it must be debug, info, warn or error";
            Err(unusable(api, variables::LOG_LEVEL, other, why))
        }
    }
}

fn form(api: &Api, lookup: Lookup<'_>) -> Result<Form, Failure> {
    match variables::LOG_FORMAT.read(api, lookup).as_deref() {
        None | Some("text") => Ok(Form::Text),
        Some("json") => Ok(Form::Json),
        Some(other) => Err(unusable(api, variables::LOG_FORMAT, other, "it must be text or json")),
    }
}

/// Whoever reads the lines is a program, so that what keeps the server from running is data for it too.
pub(super) fn reader(api: &Api, lookup: Lookup<'_>) -> Reader {
    match form(api, lookup) {
        Ok(Form::Json) => Reader::Program,
        Ok(Form::Text) | Err(_) => Reader::Person,
    }
}

/// Starts logging. Libraries speak up in trouble only: their lower levels print requests and answers.
pub(super) fn start(logs: Logs) {
    let own = module_path!().split("::").next().unwrap_or_default();
    let libraries = logs.level.min(LevelFilter::WARN);
    let targets = Targets::new().with_default(libraries).with_target(own, logs.level);
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(false);
    let started = match logs.form {
        Form::Text => tracing_subscriber::registry().with(targets).with(lines).try_init(),
        Form::Json => tracing_subscriber::registry().with(targets).with(lines.json()).try_init(),
    };
    // A second start in one process (tests) keeps the first log.
    started.ok();
}
