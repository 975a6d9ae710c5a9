//! Waiting for the end of something, reading on, and codes to scan.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::process::{Machine, answer};
use crate::scanner::scan;
use crate::support::{Reply, Server};
#[cfg(target_os = "linux")]
use crate::terminal::Terminal;

const WAIT: &[&str] = &["payouts", "status", "--reference", "r", "--wait"];

/// Gives these statuses one after another, the last one for ever.
fn becoming(statuses: &'static [&'static str]) -> (Server, Machine) {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if request.target == "/auth/login" {
            return answer(request);
        }
        let at = asked.fetch_add(1, Ordering::SeqCst).min(statuses.len() - 1);
        match statuses[at] {
            "busy" => Reply::with(429, &[("retry-after", "1")], b"{}"),
            "down" => Reply::with(503, &[("content-type", "text/html")], b"<html>long page</html>"),
            status => Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"status":{status}}}}}"#)),
        }
    });
    let machine = Machine::new(&server.url()).with_login();
    (server, machine)
}

#[test]
fn a_wait_ends_with_the_state() {
    let (_server, machine) = becoming(&["1", "busy", "down", "2"]);
    let ran = machine.run(&[WAIT, &["--json"][..]].concat());
    assert_eq!(ran.data()["data"]["status"], 2);
}

#[test]
fn what_is_paid_several_times_shows_each() {
    let (_server, machine) = becoming(&["2", "1", "2"]);
    let once = machine.run(WAIT);
    assert_eq!(once.code, 0, "{once:?}");
    assert!(once.stderr.contains("--each"), "{once:?}");
    let (_server, machine) = becoming(&["1", "2", "1", "2"]);
    let each = machine.run(&[WAIT, &["--each", "--timeout", "8s", "--output", "ndjson"][..]].concat());
    assert_eq!((each.code, each.stdout.matches("\"status\":2").count()), (0, 2), "{each:?}");
    assert_eq!(machine.run(&["payouts", "status", "--reference", "r", "--each"]).code, 3);
}

#[test]
fn a_bad_end_is_data_and_a_failure() {
    let (_server, machine) = becoming(&["3"]);
    let ran = machine.run(&[WAIT, &["--json"][..]].concat());
    let said = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!((ran.code, &said(&ran.stdout)["data"]["status"]), (1, &json!(3)));
    assert_eq!(said(&ran.stderr)["code"], "ended-badly");
    assert!(ran.stderr.contains("rejected (3)"), "{ran:?}");
}

#[test]
fn a_wait_that_is_over_may_be_gone_on_with() {
    let (_server, machine) = becoming(&["1"]);
    let ran = machine.run(&[WAIT, &["--timeout", "2s"][..]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (9, "status  pending (1)\n"), "{ran:?}");
    assert!(ran.stderr.contains("waiting: data.status is pending (1)"), "{ran:?}");
    let codes = machine.run(&["exit-codes", "--json"]).data();
    let own: Vec<_> =
        codes.as_array().expect("a list").iter().filter(|entry| entry.get("name").is_some()).collect();
    assert_eq!(
        own.iter().map(|entry| entry["name"].clone()).collect::<Vec<_>>(),
        ["ended-badly", "still-waiting"]
    );
    assert!(own.iter().all(|entry| entry["command"] == "payouts status --wait"), "{own:?}");
}

/// Five records on pages of two.
fn paged() -> (Server, Machine) {
    let server = Server::start(move |request| {
        if request.target == "/auth/login" {
            return answer(request);
        }
        let page = request.target.split("page=").nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_u64);
        let ids: Vec<_> =
            (page * 2 - 1..=page * 2).filter(|id| *id <= 5).map(|id| json!({"id": id})).collect();
        Reply::json(200, &json!({"statusCode": "00", "data": {"items": ids, "page": page}}).to_string())
    });
    let machine = Machine::new(&server.url()).with_login();
    (server, machine)
}

#[test]
fn pages_are_read_to_the_end_or_as_far_as_wanted() {
    let (_server, machine) = paged();
    let list = |flags: &[&str]| machine.run(&[&["payouts", "search"][..], flags].concat());
    let lines = |last: u64| (1..=last).map(|id| format!("{{\"id\":{id}}}\n")).collect::<String>();
    assert_eq!(list(&["--all", "--output", "ndjson"]).stdout, lines(5));
    assert_eq!(list(&["--max-items", "3", "--output", "ndjson"]).stdout, lines(3));
    assert_eq!(list(&["--all", "--json", "--fields", "id"]).data().as_array().map(Vec::len), Some(5));
    assert_eq!(list(&["--all", "--jq", "length"]).stdout, "5\n");
    assert_eq!(list(&["--output", "ndjson"]).stdout, lines(2));
}

#[test]
fn linked_pages_are_read_as_far_as_the_host_goes() {
    let server = Server::start(|request| {
        let host = request.header("host").unwrap_or_default().to_owned();
        let next = match request.target.as_str() {
            "/auth/login" => return answer(request),
            "/events" => {
                format!("<http://{host}/events?cursor=b%3D>; rel=\"next\", </events>; rel=\"first\"")
            }
            "/events?cursor=b%3D" => "<https://elsewhere.example/events?cursor=c>; rel=next".to_owned(),
            _ => return Reply::json(404, "{}"),
        };
        let id = request.target.len();
        let body = format!(r#"{{"statusCode":"00","data":[{{"id":{id}}}]}}"#);
        Reply::with(200, &[("content-type", "application/json"), ("link", &next)], body.as_bytes())
    });
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(&["events", "--all", "--output", "ndjson"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "{\"id\":7}\n{\"id\":19}\n"), "{ran:?}");
    assert!(ran.stderr.contains("another host"), "{ran:?}");
}

#[test]
fn an_api_that_ignores_the_page_is_seen_through() {
    let server = Server::start(|request| match request.target.as_str() {
        "/auth/login" => answer(request),
        _ => Reply::json(200, r#"{"statusCode":"00","data":[{"id":1},{"id":2}]}"#),
    });
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(&["payouts", "search", "--all", "--output", "ndjson"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "{\"id\":1}\n{\"id\":2}\n"), "{ran:?}");
    assert!(ran.stderr.contains("twice"), "{ran:?}");
}

#[test]
fn a_code_can_be_scanned_by_another_program() {
    const LINK: &str = "https://pay.shop.example/checkout/3f2a?amount=50000.10&cur=COP";
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::json(200, &json!({"statusCode": "00", "data": {"link": LINK}}).to_string()),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    let call = [&crate::process::PAY_OUT[..8], &["--qr"][..]].concat();
    let ran = machine.run(&call);
    assert_eq!((ran.code, ran.stdout.trim()), (0, format!("link  {LINK}").as_str()), "{ran:?}");
    let Some(read) = scan(&ran.stderr) else { return };
    assert_eq!(read, LINK);
    // Programs have the text.
    assert_eq!(machine.run(&[&call[..], &["--json", "--repeat"][..]].concat()).stderr, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_wait_at_a_terminal_moves_and_leaves_nothing_behind() {
    let (_server, machine) = becoming(&["1", "2"]);
    let (code, seen) = Terminal::start(&machine, &format!("shop {}", WAIT.join(" "))).end();
    assert_eq!(code, 0, "{seen}");
    let pictures = seen.matches("data.status is pending (1)").count();
    assert!(pictures > 1 && seen.contains("\r⠙ "), "{seen}");
    let (before, after) = seen.rsplit_once("status  approved").expect("the answer");
    assert!(before.ends_with("  \r") && !after.contains("pending"), "{seen}");
}
