//! Log lines on standard error; standard output belongs to the protocol.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. Libraries speak up in trouble only: their lower levels print requests and answers.
pub(super) fn start(verbose: bool) {
    let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::INFO };
    let own = module_path!().split("::").next().unwrap_or_default();
    let targets = Targets::new().with_default(LevelFilter::WARN).with_target(own, level);
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(false);
    // A second start in one process (tests) keeps the first log.
    tracing_subscriber::registry().with(targets).with(lines).try_init().ok();
}
