//! Log lines on standard error; standard output belongs to the protocol.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::Api;

use super::config::unusable;
use super::environment::Lookup;
use super::variables;

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

/// Reads both.
///
/// # Errors
/// A level or a form is not known.
pub(super) fn read(api: &Api, lookup: Lookup<'_>) -> Result<Logs, Failure> {
    let in_production = variables::ENVIRONMENT.read(api, lookup).as_deref() == Some("production");
    let level = match variables::LOG_LEVEL.read(api, lookup).as_deref() {
        None if in_production => LevelFilter::INFO,
        None | Some("debug") => LevelFilter::DEBUG,
        Some("info") => LevelFilter::INFO,
        Some("warn") => LevelFilter::WARN,
        Some("error") => LevelFilter::ERROR,
        Some(other) => {
            let why = "it must be debug, info, warn or error";
            return Err(unusable(api, variables::LOG_LEVEL, other, why));
        }
    };
    let form = match variables::LOG_FORMAT.read(api, lookup).as_deref() {
        None | Some("text") => Form::Text,
        Some("json") => Form::Json,
        Some(other) => {
            return Err(unusable(api, variables::LOG_FORMAT, other, "it must be text or json"));
        }
    };
    Ok(Logs { level, form })
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
