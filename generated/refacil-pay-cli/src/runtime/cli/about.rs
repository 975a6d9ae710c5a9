//! What the program says about itself.

use serde_json::{Value, json};

use super::super::core::failure::{EXITS, Failure};
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

/// `exit-codes`.
pub fn exit_codes(printer: &Printer) -> Result<(), Failure> {
    let codes: Value =
        EXITS.iter().map(|(exit, meaning)| json!({"code": exit.code(), "meaning": meaning})).collect();
    printer.data(&codes, |_| {
        let lines = EXITS.iter().map(|(exit, meaning)| format!("{:>3}  {meaning}", exit.code()));
        lines.collect::<Vec<_>>().join("\n")
    });
    Ok(())
}
