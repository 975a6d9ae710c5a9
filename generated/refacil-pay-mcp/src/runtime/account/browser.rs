//! Opens a page in the user's browser.

use std::process::{Command, Stdio};
use std::time::Duration;

/// Whether a browser took the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It did, as far as can be known.
    Yes,
    /// None could be started.
    No,
}

/// How long a starter is watched for an early failure.
const PATIENCE: Duration = Duration::from_millis(500);

/// Opens the page by `BROWSER`, where that is set, else by the system's own way.
pub fn open(url: &str) -> Opened {
    let own = std::env::var("BROWSER").unwrap_or_default();
    let opened = if own.trim().is_empty() {
        open::that_detached_with_timeout(url, PATIENCE).is_ok()
    } else {
        own.split(':').any(|command| start(command, url))
    };
    if opened { Opened::Yes } else { Opened::No }
}

/// A browser may be found: no desktop of an X11 or Wayland system does without one of these variables.
pub fn may_be_here() -> bool {
    const SIGNS: [&str; 4] = ["BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"];
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos", target_os = "android")) || SIGNS.iter().any(set)
}

/// One command of `BROWSER`, without a shell: `%s` stands for the page, which else comes last.
fn start(command: &str, url: &str) -> bool {
    let mut words = command.split_whitespace();
    let Some(program) = words.next() else { return false };
    let given: Vec<String> = words.map(|word| word.replace("%s", url)).collect();
    let last = if command.contains("%s") { None } else { Some(url) };
    let streams = Command::new(program)
        .args(given)
        .args(last)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    streams.is_ok()
}
