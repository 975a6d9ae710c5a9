//! What the program says about its own state, and its manual.

use serde_json::Value;

use crate::process::{Machine, PASSWORD, SESSION, api};

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    let checks = report["checks"].as_array().expect("a list");
    checks.iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("no {name} in {report}"))
}

#[test]
fn a_healthy_machine_is_told_to_be_so() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let report = machine.run(&["doctor", "--json"]).data();
    assert_eq!(report["healthy"], true);
    assert_eq!(
        check(&report, "variables")["message"],
        "set: SHOP_BASE_URL, SHOP_HOME, SHOP_KEYRING, SHOP_USERNAME, SHOP_PASSWORD"
    );
    assert_eq!(check(&report, "session")["status"], "warning");
    assert_eq!(check(&report, "connection")["status"], "ok");
    assert!(!report.to_string().contains(PASSWORD));
    assert!(server.calls().iter().all(|call| call.starts_with("HEAD /")), "{:?}", server.calls());
    assert!(machine.run(&["doctor"]).stdout.contains("ok       connection   127.0.0.1 answers"));
}

#[test]
fn broken_things_are_told_with_the_first_ones_code() {
    let away = Machine::new("http://127.0.0.1:9").run(&["doctor", "--json"]);
    assert_eq!(away.code, 6, "{away:?}");
    let report: Value = serde_json::from_str(&away.stdout).expect("JSON");
    assert_eq!(
        (&report["healthy"], &check(&report, "connection")["status"]),
        (&false.into(), &"failed".into())
    );
    let lost = Machine::new("http://127.0.0.1:9").with("SHOP_ENV", "moon").run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&lost.stdout).expect("JSON");
    assert_eq!((lost.code, &check(&report, "environment")["status"]), (3, &"failed".into()));
    let quiet = Machine::new("http://127.0.0.1:9").run(&["doctor", "--dry-run", "--json"]);
    assert_eq!(quiet.code, 0, "{quiet:?}");
}

#[test]
fn a_file_that_others_read_is_told_without_what_is_in_it() {
    let machine = Machine::new("http://127.0.0.1:9");
    let path = machine.credentials();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(&path, format!("{{\"broken\": \"{SESSION}\"")).expect("written");
    let ran = machine.run(&["doctor", "--dry-run", "--json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(check(&report, "files")["status"], "failed");
    assert!(ran.code != 0 && !ran.stdout.contains(SESSION) && !ran.stderr.contains(SESSION));
}

#[test]
fn every_command_has_a_manual_page() {
    let machine = Machine::new("http://127.0.0.1:9");
    let folder = machine.home.path().join("man/man1");
    let ran = machine.run(&["man", "--dir", &folder.display().to_string(), "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = std::fs::read_to_string(folder.join("shop-payouts-status.1")).expect("a page");
    assert!(page.contains("Tells what became of a payout") && page.contains("reference"), "{page}");
    for name in ["shop.1", "shop-pay-out.1", "shop-login.1", "shop-doctor.1"] {
        assert!(folder.join(name).exists(), "{name}");
    }
}
