//! What a file holds as a credential occurs in nothing that is rendered from it (rule K1 at generation time).
//!
//! Over the fixtures, and over the folder of `POSTMAN_COLLECTIONS` where that is set: `POSTMAN_COLLECTIONS=/path cargo
//! test -p postman-codegen --test secrets`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use postman_codegen::flow::{self, Input, Timings};
use postman_codegen::model::{Target, TargetKind};
use postman_codegen::render::{Sources, render};
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn collections() -> Vec<PathBuf> {
    let more = std::env::var_os("POSTMAN_COLLECTIONS").map(PathBuf::from);
    let folders = std::iter::once(root().join("tests/fixtures/collections")).chain(more);
    let mut files: Vec<_> = folders
        .flat_map(|folder| fs::read_dir(folder).expect("a folder").flatten())
        .map(|one| one.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

/// Names under which somebody keeps a credential, in an auth tab, a header or a variable.
const NAMES: &[&str] = &["key", "token", "secret", "password", "authorization", "pwd", "passwd", "jwt"];

/// Credentials as the file holds them: found here by other means than the generator's own.
fn credentials(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|inner| credentials(inner, found)),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
            let pair = (text("key"), text("value"));
            let named = fields.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)));
            for (name, written) in named.filter(|(key, _)| *key != "key" && *key != "value").chain([pair]) {
                let name = name.to_lowercase();
                if NAMES.iter().any(|secret| name.ends_with(secret)) {
                    let bare = written.split_once(' ').map_or(written, |(_, rest)| rest).trim();
                    if is_credential(bare) {
                        found.insert(bare.to_owned());
                    }
                }
            }
            // Bodies, scripts and saved answers are other tests' business.
            let inner = fields.iter().filter(|(key, _)| {
                !matches!(key.as_str(), "body" | "event" | "response" | "description" | "url")
            });
            inner.for_each(|(_, value)| credentials(value, found));
        }
        _ => {}
    }
}

/// Opaque: nobody writes it in a text by chance.
fn is_credential(text: &str) -> bool {
    text.len() >= 12
        && !text.contains(['{', '<', ' ', '/'])
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Credentials in every place where people leave them, and once more in the texts beside them.
fn careless() -> Value {
    let request = |name: &str, auth: Value, header: Value| {
        json!({ "name": name, "request": {
            "method": "POST", "url": "https://api.example.com/orders", "auth": auth, "header": header,
            "description": "Sends `canary-0auth-1111` and canary-hawk-2222.",
        } })
    };
    let list =
        |kind: &str, key: &str, value: &str| json!({ "type": kind, kind: [{ "key": key, "value": value }] });
    json!({
        "info": { "name": "Shop", "description": "Try canary-b4sic-3333." },
        "auth": list("basic", "password", "canary-b4sic-3333"),
        "variable": [{ "key": "apiKey", "value": "canary-v4riable-4444" }],
        "item": [
            request("OAuth", list("oauth2", "clientSecret", "canary-0auth-1111"), json!([])),
            request("Hawk", list("hawk", "authKey", "canary-hawk-2222"), json!([])),
            request("Header", Value::Null, json!([{ "key": "X-Api-Key", "value": "canary-h3ader-5555" }])),
        ],
    })
}

#[test]
fn no_credential_of_a_file_is_rendered() {
    let sources = Sources::read(&root().join("templates")).expect("the templates");
    let mut seen = 0;
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("careless.json");
    fs::write(&own, careless().to_string()).expect("a file");
    for file in collections().into_iter().chain([own]) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { continue };
        let mut known = BTreeSet::new();
        credentials(&value, &mut known);
        seen += known.len();
        let Ok(loaded) = flow::load(&Input::bare(&file), &mut Timings::default()) else { continue };
        let reported = format!("{:?}", loaded.api.diagnostics);
        for (kind, name) in [(TargetKind::Cli, "shop-cli"), (TargetKind::Mcp, "shop-mcp")] {
            let target = Target::undecided(&loaded.api, kind, name);
            let files = render(&loaded.api, &target, &sources).expect("rendered");
            for secret in &known {
                assert!(!reported.contains(secret.as_str()), "{}: a diagnostic repeats it", file.display());
                let holder = files
                    .iter()
                    .find(|(_, content)| content.windows(secret.len()).any(|part| part == secret.as_bytes()));
                let length = secret.len();
                let start: String = secret.chars().take(4).collect();
                assert!(
                    holder.is_none(),
                    "{}: {start}... ({length} characters) stands in {:?}",
                    file.display(),
                    holder.map(|(path, _)| path)
                );
            }
        }
    }
    assert!(seen >= 5, "the fixtures hold {seen} credentials");
}
