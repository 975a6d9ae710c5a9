//! Rules K3, K7 and M13 through the program itself: folders, disks and paths that somebody else prepared.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::process::{Machine, PAY_OUT, Ran, SESSION, api};

fn arrived(calls: &[String]) -> usize {
    calls.iter().filter(|call| *call == "POST /payouts").count()
}

#[test]
fn a_working_folder_sets_nothing() {
    let (server, stranger) = (api(), api());
    let machine = Machine::new(&server.url()).with_login();
    let folder = tempfile::tempdir().expect("a folder");
    let variables = format!(
        "SHOP_BASE_URL={url}\nBASE_URL={url}\nSHOP_TOKEN=stolen\nSHOP_ENV=prod\nSHOP_POLICY=policy.json\nHTTPS_PROXY={url}\n",
        url = stranger.url()
    );
    let config = json!({"environment": "prod", "profile": "evil", "base_url": stranger.url()}).to_string();
    let policy = json!({"rules": [{"per_call": "1"}]}).to_string();
    for (path, text) in [
        (".env", &variables),
        (".env.local", &variables),
        ("config.json", &config),
        ("shop.json", &config),
        (".config/shop/config.json", &config),
        (".shop/config.json", &config),
        ("policy.json", &policy),
        (".config/shop/policy.json", &policy),
        ("credentials.json", &config),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let mut command = machine.command(PAY_OUT);
    let ran = Ran::from(command.current_dir(folder.path()).output().expect("runs"));
    ran.data();
    assert_eq!(server.calls(), ["POST /auth/login", "POST /tokens", "POST /payouts"]);
    assert_eq!(server.received()[2].header("authorization"), Some(format!("Bearer {SESSION}").as_str()));
    assert!(stranger.received().is_empty());
    assert_eq!(machine.audit()[0]["env"], "sandbox");
}

/// Whatever of it still fits on the disk: a payout that arrives is never told as one that did not leave.
#[test]
fn a_full_disk_stops_a_payout_before_it_leaves() {
    let words: Vec<String> = PAY_OUT.iter().map(|word| format!("'{word}'")).collect();
    for blocks in [0, 1, 2, 3, 4, 5, 6, 7, 8, 64] {
        let server = api();
        let machine = Machine::new(&server.url()).with_login();
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; shop {}", words.join(" "));
        let ran = machine.shell(&line);
        let arrived = arrived(&server.calls());
        match blocks {
            0 => assert_eq!(arrived, 0, "{ran:?}"),
            64 => assert_eq!((arrived, ran.code), (1, 0), "{ran:?}"),
            _ => {}
        }
        if arrived == 0 {
            let error = ran.error();
            assert_eq!((&error["sent"], &error["retryable"]), (&json!("no"), &json!(false)), "{ran:?}");
        } else {
            let told: Value =
                serde_json::from_str(ran.stderr.lines().last().unwrap_or("{}")).unwrap_or_default();
            assert!(ran.code == 0 || told["sent"] != "no", "{blocks}: {ran:?}");
        }
    }
}

/// A milder route, or none, is never what such a path is taken for.
#[test]
fn no_spelling_of_a_path_is_milder_than_its_route() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let absolute = format!("{}/payouts", server.url());
    let spellings = [
        "/payouts",
        "payouts",
        "//payouts",
        "/payouts/",
        "/payouts//",
        "/./payouts/.",
        "/charges/../payouts",
        "/charges/%2e%2e/payouts",
        "/charges/.%2E/payouts",
        "/../payouts",
        "\\payouts",
        "/%70ayouts",
        "/PAYOUTS",
        "/Payouts?x=1",
        "/payouts?",
        "/payouts.json",
        "/payouts%20",
        "/payouts.",
        "/charges/../../payouts",
        "/x/y/../../payouts",
        absolute.as_str(),
    ];
    for path in spellings {
        let pay = ["post", path, "-d", "amount=5", "-d", "reference=r", "-d", r#"recipient:={"key":"k"}"#];
        let plan = machine.run(&[&pay[..], &["--dry-run", "--json"]].concat()).data();
        assert_eq!(plan["class"], "dangerous", "{path}: {plan}");
        let error = machine.run(&[&pay[..], &["--json"]].concat()).error();
        assert_eq!(
            (&error["exit_code"], &error["code"]),
            (&json!(7), &json!("confirmation-needed")),
            "{path}"
        );
    }
    for path in
        ["/charges/..%2fpayouts", "/payouts%00", "/payouts;x", "/payouts#x", "/pay\touts", "/payouts%"]
    {
        assert_eq!(machine.run(&["post", path, "--yes", "--json"]).error()["exit_code"], 3, "{path}");
    }
    for header in ["X-HTTP-Method-Override: DELETE", "x-method-override: PUT", "X-HTTP-Method: PATCH"] {
        let error = machine.run(&["get", "/payouts/r", "-H", header, "--json"]).error();
        assert!([3, 7].contains(&error["exit_code"].as_i64().unwrap_or_default()), "{header}: {error}");
    }
    assert!(server.received().is_empty());
}

/// What a broken file stops, and what it does not.
#[test]
fn doctor_goes_on_where_the_configuration_is_broken() {
    let machine = Machine::new("http://127.0.0.1:9");
    let folder = machine.home.path().join(".config/shop");
    fs::create_dir_all(&folder).expect("made");
    let failed = |machine: &Machine| {
        let ran = machine.run(&["doctor", "--dry-run", "--json"]);
        assert_ne!(ran.code, 0, "{ran:?}");
        let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let checks = report["checks"].as_array().expect("a list").iter();
        let failed = checks.filter(|check| check["status"] == "failed");
        failed.map(|check| check["message"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let write = |path: &Path, text: &str| fs::write(path, text).expect("written");
    write(&folder.join("policy.json"), "{");
    assert!(failed(&machine).iter().any(|message| message.contains("policy.json")));
    write(&folder.join("config.json"), "{");
    assert!(failed(&machine).iter().any(|message| message.contains("config.json")));
}
