//! What data looks like in each format.

use serde_json::{Value, json};

use crate::process::{Machine, Ran, api};
use crate::support::{Reply, Server};

const STATUS: &[&str] = &["payouts", "status", "--reference", "r"];

/// Answers every call but the login with this payload.
fn answering(data: &str) -> (Server, Machine) {
    let body = format!(r#"{{"statusCode":"00","data":{data}}}"#);
    let server = Server::start(move |request| match request.target.as_str() {
        "/auth/login" => crate::process::answer(request),
        _ => Reply::json(200, &body),
    });
    let machine = Machine::new(&server.url()).with_login();
    (server, machine)
}

fn status(machine: &Machine, flags: &[&str]) -> Ran {
    machine.run(&[STATUS, flags].concat())
}

#[test]
fn people_read_what_the_api_documents() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let ran = status(&machine, &[]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (0, "status  approved (2)\namount  50,000.10 COP\n"),
        "{ran:?}"
    );
}

#[test]
fn colour_follows_the_meaning_and_the_wishes_of_the_user() {
    let server = api();
    let mut machine = Machine::new(&server.url()).with_login();
    machine.forget("NO_COLOR");
    let machine = machine.with("CLICOLOR_FORCE", "1");
    assert!(status(&machine, &[]).stdout.contains("\u{1b}[32mapproved (2)"));
    for ran in [status(&machine, &["--no-color"]), status(&machine.with("NO_COLOR", "1"), &[])] {
        assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");
    }
}

#[test]
fn programs_get_every_digit_in_the_form_they_ask_for() {
    let (_server, machine) = answering(r#"[{"id":1,"n":50000.10},{"id":12345678901234567890123,"n":null}]"#);
    let whole =
        r#"{"statusCode":"00","data":[{"id":1,"n":50000.10},{"id":12345678901234567890123,"n":null}]}"#;
    for (flags, expected) in [
        (&["--json"][..], whole),
        (&["--output", "json"], whole),
        (&["--output=ndjson"], "{\"id\":1,\"n\":50000.10}\n{\"id\":12345678901234567890123,\"n\":null}"),
        (
            &["--output", "yaml"],
            "statusCode: \"00\"\ndata:\n  - id: 1\n    \"n\": 50000.10\n  - id: 12345678901234567890123\n    \"n\": null",
        ),
        (&["--output", "csv"], "id,n\n1,50000.10\n12345678901234567890123,"),
        (&["--fields", "id", "--json"], r#"[{"id":1},{"id":12345678901234567890123}]"#),
        (&["--fields", "statusCode", "--output", "yaml"], "statusCode: \"00\""),
        (&["--jq", ".data[].id"], "1\n12345678901234567890123"),
        (&["--jq", ".statusCode"], "00"),
        (&["--jq", ".statusCode", "--json"], "\"00\""),
        (&["--jq", ".data[]", "--output", "csv"], "id,n\n1,50000.10\n12345678901234567890123,"),
    ] {
        let ran = status(&machine, flags);
        assert_eq!((ran.code, ran.stdout.trim_end()), (0, expected), "{flags:?} {ran:?}");
    }
}

#[test]
fn a_filter_that_is_none_stops_before_anything_is_sent() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login().with("SHOP_CANARY", "canary-value");
    for filter in [".[", "env", "$ENV.SHOP_CANARY", "input", "halt", "import \"x\" as x; ."] {
        let error = status(&machine, &["--jq", filter, "--json"]).error();
        assert_eq!((&error["code"], &error["exit_code"]), (&json!("invalid-filter"), &json!(3)), "{filter}");
    }
    let both = status(&machine, &["--jq", ".", "--fields", "a", "--json"]).error();
    assert_eq!(both["code"], "usage");
    assert_eq!(status(&machine, &["--json", "--output", "csv"]).error()["exit_code"], 3);
    assert!(server.received().is_empty());
    // One that fails on the answer is told after the call.
    let late = status(&machine, &["--jq", ".data.status.x", "--output", "ndjson"]).error();
    assert_eq!(late["code"], "filter-failed");
}

#[test]
fn hostile_answers_are_harmless_in_every_form() {
    let hostile =
        r#"[{"name":"=cmd|' /C calc'!A0","esc":"\u001b]8;;http://x\u0007\u202eevil\u200b","\u001b[2J":1}]"#;
    let (_server, machine) = answering(hostile);
    for format in ["table", "json", "ndjson", "yaml", "csv"] {
        let ran = status(&machine, &["--output", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!ran.stdout.contains(hidden), "{format}: {ran:?}");
    }
    assert!(status(&machine, &["--output", "csv"]).stdout.contains("'=cmd"));
    assert!(!status(&machine, &["--jq", ".data[].esc"]).stdout.contains('\u{1b}'));
}

#[test]
fn a_table_fits_the_page() {
    let (_server, machine) =
        answering(r#"[{"id":1,"text":"one two three four five"},{"id":2,"text":"日本語"}]"#);
    let machine = machine.with("COLUMNS", "20");
    let ran = status(&machine, &[]);
    assert_eq!(ran.stdout, "id  text\n 1  one two three\n    four five\n 2  日本語\n", "{ran:?}");
}

#[test]
fn errors_are_data_in_every_form_for_programs() {
    let (_server, machine) = answering("[]");
    for format in ["json", "ndjson", "yaml", "csv"] {
        let error = machine.run(&["payouts", "status", "--output", format]).error();
        assert_eq!(error["exit_code"], 3);
        let unknown: Value = machine.run(&["payouts", "staus", "--output", format]).error();
        assert_eq!(unknown["code"], "usage");
    }
    let ran = status(&machine, &[]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.trim()), (0, "", "nothing was found"));
}

#[test]
fn a_field_that_nothing_has_is_told() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let status = ["payouts", "status", "--reference", "r", "--fields"];
    let ran = machine.run(&[&status[..], &["amont,status"]].concat());
    assert!(ran.code == 0 && ran.stderr.contains("did you mean amount?"), "{ran:?}");
    let quiet = machine.run(&[&status[..], &["amount,status", "--json"]].concat());
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}
