//! What the program says about itself.

use serde_json::{Value, json};

use super::super::core::failure::{EXITS, Exit, Failure};
use super::super::core::spec::Api;
use super::printer::Printer;

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
    printer.data(&version, |_| format!("{} {}", api.app, build.version));
    Ok(())
}

/// `exit-codes`, with what one command means by them otherwise.
pub fn exit_codes(api: &Api, printer: &Printer) -> Result<(), Failure> {
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

/// Codes that a published program gave away before.
pub fn exceptions(api: &Api) -> Vec<Value> {
    let Some(pending) = api.oauth.as_ref().and_then(|oauth| oauth.pending_exit) else { return Vec::new() };
    let command = "login --device --redeem";
    vec![
        json!({"code": pending, "meaning": "nobody has agreed yet; run it again", "command": command}),
        json!({"code": Exit::Other.code(), "meaning": "every failure; start over where the code has ended", "command": command}),
    ]
}
