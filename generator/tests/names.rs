//! A name once given stays when requests come along, through files and lock as a run has them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;

use postman_codegen::flow::{Input, Loaded, Timings, load};
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::{Value, json};

/// Folder, name, method, path.
type Request = (&'static str, &'static str, &'static str, &'static str);

/// Requests that get into each other's way.
const REQUESTS: [Request; 12] = [
    ("Users", "List", "GET", "/users"),
    ("Users", "List users", "GET", "/v2/users"),
    ("Users", "Get", "GET", "/users/{{id}}"),
    ("Users", "Create", "POST", "/users"),
    ("Admin", "List", "GET", "/users"),
    ("Admin", "Create", "POST", "/users"),
    ("Admin", "Users", "GET", "/admin/users"),
    ("Cards", "List", "GET", "/cards"),
    ("Cards", "List", "POST", "/cards/list"),
    ("Cards", "Users", "GET", "/cards/users"),
    ("Cards", "/cards/users", "PUT", "/cards/users"),
    ("Cards", "Create", "POST", "/cards"),
];

const TARGET: &str =
    "[[target]]\nkind = \"cli\"\nname = \"example-cli\"\nversion = \"1.0.0\"\nabout = \"Example\"\n";

fn collection(requests: &[Request]) -> Value {
    let mut folders: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (folder, name, method, path) in requests {
        let request = json!({ "method": method, "url": format!("https://api.example.com{path}") });
        folders.entry(folder).or_default().push(json!({ "name": name, "request": request }));
    }
    let items: Vec<Value> =
        folders.into_iter().map(|(name, item)| json!({ "name": name, "item": item })).collect();
    json!({
        "info": {
            "name": "Example",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": items,
    })
}

/// What a run makes of the requests, with the lock of the run before.
fn run(requests: &[Request], lock: Option<&str>) -> Result<Loaded, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    fs::write(at("example.postman_collection.json"), collection(requests).to_string())?;
    fs::write(at("example.toml"), TARGET)?;
    if let Some(lock) = lock {
        fs::write(at("example.lock"), lock)?;
    }
    let inputs = Input::all(folder.path())?;
    Ok(load(&inputs[0], &mut Timings::default()).map_err(|error| format!("{error:?}"))?)
}

/// Id, command and tool of each request, by folder, name and call.
fn names(loaded: &Loaded) -> BTreeMap<String, (String, Vec<String>, String)> {
    let named = loaded.api.operations.iter().map(|operation| {
        let call = format!("{:?} {} {}", operation.path, operation.method, operation.route);
        (call, (operation.id.clone(), operation.cli.clone(), operation.mcp.clone()))
    });
    named.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_stay_when_requests_come_along(
        now in subsequence(REQUESTS.to_vec(), 2..REQUESTS.len()).prop_shuffle(),
        then in 1_usize..12,
    ) {
        let before: Vec<Request> = now.iter().copied().take(then.min(now.len() - 1)).collect();
        let first = run(&before, None).expect("a sound fixture");
        let second = run(&now, first.lock_text()).expect("a sound fixture");
        let (old, new) = (names(&first), names(&second));
        prop_assert_eq!(new.len(), now.len());
        for (call, given) in &old {
            prop_assert_eq!(new.get(call), Some(given), "{}", call);
        }
        let ids: BTreeSet<_> = new.values().map(|(id, ..)| id).collect();
        let commands: BTreeSet<_> = new.values().map(|(_, command, _)| command).collect();
        let tools: BTreeSet<_> = new.values().map(|(.., tool)| tool).collect();
        prop_assert_eq!((ids.len(), commands.len(), tools.len()), (now.len(), now.len(), now.len()));
    }
}
