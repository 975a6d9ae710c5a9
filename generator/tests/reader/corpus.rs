//! The sample collections, where they are at hand: no request is lost.

use std::path::Path;

use postman_codegen::postman;
use serde_json::Value;

use super::{assert_counts, codes};

/// The sample collections live beside the project, not in it.
pub(super) fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("no corpus at {}; nothing to test", folder.display());
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            name.ends_with(".json").then_some(())?;
            Some((name, std::fs::read(entry.path()).ok()?))
        })
        .collect()
}

/// Counts requests as a plain reader of the formats would.
fn count(value: &Value) -> usize {
    if let Some(requests) = value.get("requests").and_then(Value::as_array) {
        return requests.len();
    }
    let items = value.get("item").and_then(Value::as_array);
    let counted = items.into_iter().flatten().map(|item| match item.get("item") {
        Some(Value::Array(_)) => count(item),
        _ => usize::from(item.get("request").is_some()),
    });
    counted.sum()
}

#[test]
fn no_request_of_the_corpus_is_lost() {
    for (name, bytes) in corpus() {
        let read = postman::parse(&bytes, &name).expect("a collection");
        assert_counts(&read, &name);
        let text = String::from_utf8_lossy(&bytes);
        let root = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        assert_eq!(read.collection.requests, count(&root), "{name}");
        println!("{name}: {} requests, {:?}", read.collection.requests, codes(&read));
    }
}
