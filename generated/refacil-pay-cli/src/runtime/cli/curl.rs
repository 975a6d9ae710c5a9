//! A request as a command line of curl that is safe to paste into a shell.

use super::super::core::request::Request;
use super::super::core::shell::quoted;

/// The command line: what would be sent byte for byte, with the sources of secrets in their place.
#[must_use]
pub fn line(request: &Request) -> String {
    // Neither brackets in the address nor dots in its path are curl's to read.
    let mut parts = vec![format!("curl --globoff --path-as-is --request {}", quoted(request.method))];
    for (name, value) in &request.headers {
        // A header without a value would take the header away.
        let header = match value.shown() {
            "" => format!("{name};"),
            shown => format!("{name}: {shown}"),
        };
        parts.push(format!("--header {}", quoted(&header)));
    }
    if let Some(body) = &request.body {
        parts.push(data(&String::from_utf8_lossy(body)));
    }
    parts.push(quoted(request.url.as_str()));
    parts.join(" \\\n  ")
}

/// The body as it is: no leading `@` names a file. A null byte is no part of any shell's words.
fn data(body: &str) -> String {
    if body.contains('\0') {
        let escaped = body.replace('\\', r"\\").replace('\0', r"\0000");
        format!("--data-binary @<(printf %b {})", quoted(&escaped))
    } else {
        format!("--data-raw {}", quoted(body))
    }
}
