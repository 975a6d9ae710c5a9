//! What the program says about itself.

use std::io;

use serde_json::{Value, json};

use super::super::core::failure::{EXITS, Exit, Failure};
use super::super::core::spec::Api;
use super::follow;
use super::follow::wait::{ENDED_BADLY, STILL_WAITING};
use super::printer::{Printer, write_quietly};
use super::tree;

/// `--version` and nothing else, for people.
pub fn version_line(api: &Api) {
    write_quietly(&mut io::stdout().lock(), &line(api));
}

fn line(api: &Api) -> String {
    format!("{} {}", api.app, api.build.version)
}

/// `--version`.
pub fn version(api: &Api, printer: &Printer) -> Result<(), Failure> {
    let build = &api.build;
    let version = json!({
        "name": api.app,
        "version": build.version,
        "generator": build.generator,
        "rust_version": build.rust_version,
        "collection": build.collection,
        "collection_sha256": build.collection_sha256,
    });
    printer.data(&version, |_| line(api));
    Ok(())
}

/// `exit-codes`, with what one command means by them otherwise.
pub fn exit_codes(api: &'static Api, printer: &Printer) -> Result<(), Failure> {
    let usual = EXITS.iter().map(|(exit, meaning)| json!({"code": exit.code(), "meaning": meaning}));
    let codes: Value = usual.chain(exceptions(api)).collect();
    printer.data(&codes, |codes| {
        let lines = codes.as_array().into_iter().flatten().map(|entry| {
            let meaning = entry["meaning"].as_str().unwrap_or_default();
            let code = entry["code"].to_string();
            match entry["command"].as_str() {
                Some(command) => format!("{code:>3}  {command}: {meaning}"),
                None => format!("{code:>3}  {meaning}"),
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// What codes mean for one command, where that says more than their usual meaning, or something else.
pub fn exceptions(api: &'static Api) -> Vec<Value> {
    login_exceptions(api).into_iter().chain(wait_exceptions(api)).collect()
}

/// Codes that a published program gave away before.
fn login_exceptions(api: &Api) -> Vec<Value> {
    let Some(pending) = api.oauth.as_ref().and_then(|oauth| oauth.pending_exit) else { return Vec::new() };
    let command = "login --device --redeem";
    vec![
        json!({"code": pending, "meaning": "nobody has agreed yet; run it again", "command": command}),
        json!({"code": Exit::Other.code(), "meaning": "every failure; start over where the code has ended", "command": command}),
    ]
}

/// How a wait ends; the name is the `code` of the error.
fn wait_exceptions(api: &'static Api) -> Vec<Value> {
    let waits = tree::offered(api).filter_map(|operation| Some((operation, follow::waits(operation)?)));
    waits
        .flat_map(|(operation, wait)| {
            let command = format!("{} --wait", operation.command.join(" "));
            let bad = wait.failed.iter().map(|value| value.trim_matches('"')).collect::<Vec<_>>().join(", ");
            let ended = (!bad.is_empty()).then(|| {
                json!({"code": Exit::Other.code(), "name": ENDED_BADLY, "command": command,
                       "meaning": format!("it came to a bad end: {} is one of {bad}", wait.field)})
            });
            let open = json!({"code": Exit::Waiting.code(), "name": STILL_WAITING, "command": command,
                              "meaning": "it has not ended within --timeout; run it again"});
            ended.into_iter().chain([open])
        })
        .collect()
}
