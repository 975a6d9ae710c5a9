//! The report.

use crate::report::line;
use crate::terminal::visible;

use super::trial::Trial;

/// Longest file name that is shown.
const NAME: usize = 48;

/// One line for each collection, what was wrong below it, and the sums.
pub fn render(trials: &[Trial]) -> String {
    let mut text = String::new();
    line(
        &mut text,
        format_args!(
            "{:<NAME$} {:>8} {:>10} {:>6} {:>11} {:>8} {:>9}  {}",
            "collection",
            "requests",
            "operations",
            "chains",
            "diagnostics",
            "load ms",
            "render ms",
            "outcome"
        ),
    );
    for trial in trials {
        row(&mut text, trial);
    }
    let apis = || trials.iter().filter_map(|trial| trial.loaded.as_ref());
    line(
        &mut text,
        format_args!(
            "{:<NAME$} {:>8} {:>10} {:>6} {:>11}",
            format!("{} collections", trials.len()),
            apis().map(|loaded| loaded.api.requests).sum::<usize>(),
            apis().map(|loaded| loaded.api.operations.len()).sum::<usize>(),
            apis().map(|loaded| loaded.api.chains.len()).sum::<usize>(),
            apis().map(|loaded| loaded.api.diagnostics.len()).sum::<usize>(),
        ),
    );
    text
}

fn row(text: &mut String, trial: &Trial) {
    let name = trial.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = visible(&name).chars().take(NAME).collect();
    let api = trial.loaded.as_ref().map(|loaded| &loaded.api);
    let number = |value: Option<usize>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    line(
        text,
        format_args!(
            "{name:<NAME$} {:>8} {:>10} {:>6} {:>11} {:>8.1} {:>9.1}  {}",
            number(api.map(|api| api.requests)),
            number(api.map(|api| api.operations.len())),
            number(api.map(|api| api.chains.len())),
            number(api.map(|api| api.diagnostics.len())),
            trial.load.as_secs_f64() * 1000.0,
            trial.render.as_secs_f64() * 1000.0,
            outcome(trial),
        ),
    );
    if let Some(why) = &trial.refused {
        line(text, format_args!("    refused: {}", visible(why)));
    }
    for fault in &trial.faults {
        for part in visible(fault).lines() {
            line(text, format_args!("    fault: {part}"));
        }
    }
}

fn outcome(trial: &Trial) -> &'static str {
    match (trial.faults.is_empty(), &trial.refused, trial.compiled) {
        (false, _, _) => "FAULT",
        (true, Some(_), _) => "refused",
        (true, None, true) => "compiled",
        (true, None, false) => "generated",
    }
}
