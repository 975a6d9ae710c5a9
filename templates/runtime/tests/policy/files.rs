//! A policy as somebody wrote it down: where it lies, who may change it, and all that is wrong with it.

use std::fs;
use std::path::PathBuf;

use codegen_runtime::runtime::core::failure::Exit;
use codegen_runtime::runtime::core::policy::Source;
use serde_json::json;

use crate::shop::API;
use crate::{read, source};

#[test]
fn all_that_is_wrong_with_a_policy_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = json!({"rule": [], "prices": {"status": "1"}, "rules": [
        {"per_dya": "5", "per_call": "-5", "per_day": "1,5", "environments": ["prd"], "allow": ["pay-uot"]},
        {"deny": ["status"], "who": "me", "currency": 5},
        [],
    ]});
    let failure = read(&folder, &policy).expect_err("problems");
    assert_eq!((failure.exit, failure.code.as_str()), (Exit::Refused, "policy-unusable"));
    for expected in [
        "rule is no key here, did you mean \"rules\"?",
        "rules[0].per_dya is no key here, did you mean \"per_day\"?",
        "rules[0].per_call must be an amount",
        "rules[0].per_day must be an amount",
        "rules[0].environments names \"prd\", which there is not, did you mean \"prod\"?",
        "rules[0].allow names \"pay-uot\", which there is not, did you mean \"pay-out\"?",
        "rules[1].deny names \"status\", which is read-only",
        "rules[1].who must be a list of texts",
        "rules[1].currency must be a text",
        "rules[2] must be an object",
        "prices names \"status\", which is read-only",
    ] {
        assert!(failure.message.english().contains(expected), "{expected}: {}", failure);
    }
}

#[test]
fn without_a_file_nothing_is_limited_but_a_named_one_must_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.json");
    assert!(source(&path).read(&API).expect("no limits").rules.is_empty());
    let named = Source::find(&API, PathBuf::from("/nowhere"), &|name| {
        (name == "SHOP_POLICY").then(|| path.display().to_string())
    });
    assert_eq!(named.read(&API).expect_err("it is gone").code, "policy-unusable");
    fs::write(&path, "").expect("written");
    assert_eq!(source(&path).read(&API).expect_err("empty").code, "policy-unusable");
    fs::write(&path, "{}").expect("written");
    assert!(named.read(&API).is_ok());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_change_is_not_believed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.json");
    fs::write(&path, "{}").expect("written");
    for (mode, believed) in [(0o600, true), (0o644, true), (0o664, false), (0o602, false)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        assert_eq!(source(&path).read(&API).is_ok(), believed, "{mode:o}");
    }
}
