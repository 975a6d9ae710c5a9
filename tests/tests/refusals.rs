//! Input that is no collection: one clear error each, exit code 1, nothing written.

use std::fs;
use std::process::Command;

use codegen_tests::products::{root, xtask};

const CASES: &[(&str, &[u8], &str)] = &[
    ("empty.json", b"", "empty"),
    ("broken.json", b"{\n  \"info\": {\"name\": \"x\"},\n  \"item\": [\n}", "line 4"),
    (
        "environment.json",
        br#"{"name":"QA","values":[{"key":"host","value":"x"}],"_postman_variable_scope":"environment"}"#,
        "environment",
    ),
    ("globals.json", br#"{"values":[],"_postman_variable_scope":"globals"}"#, "globals"),
    ("newman.json", br#"{"collection":{"info":{"name":"x"},"item":[]},"run":{"stats":{}}}"#, "Newman"),
    ("openapi.json", br#"{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{}}"#, "OpenAPI"),
    ("list.json", b"[1, 2]", "collection"),
];

#[test]
fn what_is_no_collection_is_refused_by_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content, word) in CASES {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        let output = Command::new(xtask())
            .args(["model".as_ref(), path.as_os_str()])
            .current_dir(root())
            .env("NO_COLOR", "1")
            .output()
            .expect("xtask runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {stderr}");
        assert!(output.stdout.is_empty(), "{name}");
        assert!(stderr.contains(word) && stderr.contains(name), "{name}: {stderr}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        CASES.len(),
        "nothing else was written"
    );
}
