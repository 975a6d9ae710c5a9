//! Shows on the desktop that a notice came, where there is one: by the system's own program, without a shell.

use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use super::super::super::core::spec::Notice;
use super::super::super::core::text::visible_capped;

/// The longest text.
const LONGEST: usize = 160;

/// Shows it; a desktop that is not there shows nothing.
pub fn show(notice: &Notice, record: &Value) {
    let Some(mut command) = command(&title(notice), &body(record)) else { return };
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Ok(mut child) = child {
        // It is nobody's concern how long the desktop takes.
        drop(thread::Builder::new().name("desktop".into()).spawn(move || drop(child.wait())));
    }
}

fn title(notice: &Notice) -> String {
    visible_capped(notice.title, LONGEST)
}

/// Values of a stranger: on one line, short, without what a desktop takes for markup.
fn body(record: &Value) -> String {
    let word = |value: &Value| plain(value.as_str().unwrap_or("-"));
    let paid =
        if record["paid"] == true { "paid" } else { record["standing"].as_str().unwrap_or("received") };
    visible_capped(&format!("{paid}: {}", word(&record["reference"])), LONGEST)
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '<' | '>' | '&' | '"' | '\'' | '\\') { '.' } else { c }).collect()
}

#[cfg(target_os = "linux")]
fn command(title: &str, body: &str) -> Option<Command> {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !has("DISPLAY") && !has("WAYLAND_DISPLAY") {
        return None;
    }
    let mut command = Command::new(super::tunnel::in_path("notify-send")?);
    command.args(["--", title, body]);
    Some(command)
}

#[cfg(target_os = "macos")]
fn command(title: &str, body: &str) -> Option<Command> {
    // The texts are arguments of the script, never part of it.
    let script = [
        "-e",
        "on run argv",
        "-e",
        "display notification (item 2 of argv) with title (item 1 of argv)",
        "-e",
        "end run",
    ];
    let mut command = Command::new("/usr/bin/osascript");
    command.args(script).args([title, body]);
    Some(command)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn command(_: &str, _: &str) -> Option<Command> {
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_strangers_text_is_harmless_on_a_desktop() {
        let record = json!({"paid": true, "reference": "<a href='x'>\u{202e}a\n&b\u{1b}[31m"});
        let text = body(&record);
        assert!(!text.contains(['<', '>', '&', '\n', '\u{1b}', '\u{202e}']), "{text}");
        assert!(text.starts_with("paid: .a href="), "{text}");
        assert!(body(&json!({"paid": false, "standing": "contradicted"})).starts_with("contradicted"));
        assert!(body(&json!({"reference": "x".repeat(500)})).chars().count() <= LONGEST + 1);
    }
}
