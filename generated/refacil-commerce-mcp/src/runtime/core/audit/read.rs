//! Reading a log: its entries, and the calls that they tell of.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde_json::{Map, Value};

use super::chain;

/// The outcome of a call whose program ended before it could write it down.
pub(super) const UNCLOSED: &str = "unknown (no closing entry)";

/// All entries, the oldest first, those of files that were put aside included; lines that are no JSON objects are left out.
///
/// # Errors
/// A file cannot be read.
pub(super) fn entries(log: &Path) -> io::Result<Vec<Map<String, Value>>> {
    let mut entries = Vec::new();
    for part in chain::Snapshot::take(log)?.parts() {
        let (_, text) = part?;
        for line in BufReader::new(text).split(b'\n') {
            if let Ok(Value::Object(entry)) = serde_json::from_slice(&line?) {
                entries.push(entry);
            }
        }
    }
    Ok(entries)
}

/// One entry for each attempt: what was recorded before it, with what was recorded after it.
pub(super) fn calls(entries: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let mut calls: Vec<Map<String, Value>> = Vec::new();
    let mut open: HashMap<String, usize> = HashMap::new();
    for mut entry in entries {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text("entry").as_deref(), text("id")) {
            (Some("before"), Some(id)) => {
                entry.insert("outcome".into(), UNCLOSED.into());
                open.insert(id, calls.len());
                calls.push(without_links(entry));
            }
            (Some("after"), Some(id)) => {
                let call = open.remove(&id).and_then(|at| calls.get_mut(at));
                if let Some(call) = call {
                    for name in ["status", "request_id", "duration_ms", "outcome"] {
                        call.insert(name.into(), entry.remove(name).unwrap_or_default());
                    }
                }
            }
            // Of an earlier program.
            _ => calls.push(entry),
        }
    }
    calls
}

fn without_links(entry: Map<String, Value>) -> Map<String, Value> {
    entry.into_iter().filter(|(name, _)| !matches!(name.as_str(), "prev" | "entry")).collect()
}
