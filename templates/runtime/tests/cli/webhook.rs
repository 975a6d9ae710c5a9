//! Notices that arrive: forged, changed and replayed ones are refused, and nothing is called paid before the API says so.

use serde_json::json;

use crate::notices::{KEY, Running, api_that_says, machine, notice, post, written};
use crate::process::Machine;
use crate::support::{Reply, Server};

#[test]
fn a_true_notice_is_proven_forwarded_and_known_again_after_a_restart() {
    let (api, shop) = (api_that_says(2), Server::start(|_| Reply::json(200, "{}")));
    let machine = machine(&api.url());
    let to = format!("{}/in", shop.url());
    let (running, port) = Running::listen(&machine, &["--forward", &to]);
    let body = notice("d-1".replace('-', "").as_str(), "r-1", "2");
    assert_eq!(post(port, "/any/path", &body), 202);
    let record = running.record();
    assert_eq!((&record["standing"], &record["paid"]), (&json!("proven"), &json!(true)), "{record}");
    assert_eq!(record["covered"], json!(["id", "amount", "at"]));
    assert_eq!(record["open"], json!(["reference", "status"]));
    assert_eq!(record["compared"], json!([{"field": "status", "notice": "2", "api": "2"}]));
    assert!(api.calls().contains(&"GET /payouts/r-1".to_owned()), "{:?}", api.calls());
    shop.wait_for(1);
    let forwarded = &shop.received()[0];
    assert_eq!((forwarded.body.as_str(), forwarded.target.as_str()), (body.as_str(), "/in"));
    assert_eq!(forwarded.header("x-notice-standing"), Some("proven"));
    assert_eq!(forwarded.header("x-notice-signed"), Some("id,amount,at"));
    assert!(forwarded.header("authorization").is_none());
    assert_eq!(post(port, "/", &body), 409, "a replay");
    // What the sign does not cover makes no other notice of it.
    let spaced = body.replace(":\"r-1\"", ": \"r-2\"");
    assert_eq!(post(port, "/", &spaced), 409, "a replay with another reference");
    assert_eq!(running.stop().code, 0);

    let (running, port) = Running::listen(&machine, &["--forward", &to]);
    assert_eq!(post(port, "/", &body), 409, "a replay after a restart");
    assert!(running.is_silent());
    running.stop();
    assert_eq!(shop.received().len(), 1, "forwarded once");
}

#[test]
fn forged_and_changed_notices_are_refused() {
    let api = api_that_says(2);
    let machine = machine(&api.url());
    let (running, port) = Running::listen(&machine, &[]);
    let body = notice("d1", "r-1", "2");
    for (changed, status) in [
        (body.replace("\"d1\"", "\"d2\""), 401),
        (body.replace("50000.10", "50000.1"), 401),
        (body.replace("50000.10", "90000.10"), 401),
        (body.replace("10:11:12", "10:11:13"), 401),
        (body.replace("\"sign\":\"", "\"sign\":\"00"), 401),
        (body.replace("\"id\":\"d1\"", "\"id\":null"), 401),
        (body.replace("\"sign\"", "\"sing\""), 401),
        (body.replace("\"status\":2", "\"status\":1,\"status\":2"), 400),
        (body.replace("\"status\":2,", ""), 400),
        ("[]".to_owned(), 400),
        (String::new(), 400),
    ] {
        assert_eq!(post(port, "/", &changed), status, "{changed}");
        let code = running.event("refused")["code"].clone();
        assert!(code.is_string(), "{changed}");
    }
    assert!(running.is_silent(), "none of them is shown as a notice");
    running.stop();
    assert!(api.received().is_empty(), "nobody is asked about a forged notice");
}

#[test]
fn a_state_that_was_changed_under_a_valid_signature_is_never_paid() {
    let (api, shop) = (api_that_says(1), Server::start(|_| Reply::json(200, "{}")));
    let machine = machine(&api.url());
    let (running, port) = Running::listen(&machine, &["--forward", &shop.url()]);
    let honest = notice("d1", "r-1", "1");
    assert_eq!(post(port, "/", &honest.replace("\"status\":1", "\"status\":2")), 202);
    let record = running.record();
    assert_eq!((&record["standing"], &record["paid"]), (&json!("contradicted"), &json!(false)), "{record}");
    assert!(shop.received().is_empty());
    // The changed one does not stand in the way of the true one.
    assert_eq!(post(port, "/", &honest), 202);
    assert_eq!(running.record()["standing"], "proven");
    shop.wait_for(1);
    assert!(shop.received()[0].body.contains("\"status\":1"));
    let id = record["id"].as_str().expect("an id").to_owned();
    running.stop();
    let refused = machine.run(&["webhook", "replay", &id, "--forward", &shop.url(), "--json"]).error();
    assert_eq!((&refused["code"], &refused["exit_code"]), (&json!("contradicted"), &json!(8)), "{refused}");
    let shown = machine.run(&["webhook", "show", &id]);
    assert!(shown.stdout.contains("NOT TRUE") && !shown.stdout.contains("paid:"), "{shown:?}");
    assert_eq!(shop.received().len(), 1);
}

#[test]
fn an_api_that_does_not_tell_proves_nothing() {
    let api = Server::start(|request| match request.target.as_str() {
        "/auth/login" => crate::process::answer(request),
        _ => Reply::json(404, r#"{"statusCode":"04","message":"no"}"#),
    });
    let machine = machine(&api.url());
    let (running, port) = Running::listen(&machine, &[]);
    assert_eq!(post(port, "/", &notice("d1", "r-1", "2")), 202);
    let record = running.record();
    assert_eq!((&record["standing"], &record["paid"]), (&json!("unproven"), &json!(false)), "{record}");
    running.stop();
    let list = machine.run(&["webhook", "list", "--json"]).data();
    assert_eq!((list[0]["id"].clone(), list[0].get("payload")), (record["id"].clone(), None));
}

#[test]
fn without_the_key_nothing_is_forwarded_and_only_the_api_is_believed() {
    let api = api_that_says(2);
    let machine = Machine::new(&api.url()).with_login();
    let refused = machine.run(&["webhook", "listen", "--forward", "http://127.0.0.1:9/", "--json"]).error();
    assert_eq!((&refused["code"], &refused["exit_code"]), (&json!("setting-missing"), &json!(2)));
    let (running, port) = Running::listen(&machine, &["--once"]);
    assert_eq!(post(port, "/", r#"{"id":"d1","reference":"r-1","status":2,"at":"x"}"#), 202);
    let record = running.record();
    assert_eq!((&record["signature"], &record["covered"]), (&json!("unchecked"), &json!([])));
    assert_eq!(record["standing"], "proven");
    assert_eq!(running.end().code, 0);
}

#[test]
fn bodies_that_came_elsewhere_are_verified() {
    let api = api_that_says(1);
    let machine = machine(&api.url());
    let path = machine.home.path().join("body.json");
    let path = path.to_str().expect("text");
    let verify = |body: &str, more: &[&str]| {
        std::fs::write(path, body).expect("written");
        machine.run(&[&["webhook", "verify", path, "--json"], more].concat())
    };
    let honest = notice("d1", "r-1", "2");
    let data = verify(&honest, &[]).data();
    assert_eq!((&data["standing"], &data["paid"]), (&json!("received"), &json!(false)));
    assert_eq!(data["open"], json!(["reference", "status"]));
    assert!(api.received().is_empty());
    let forged = verify(&honest.replace("d1", "d2"), &[]).error();
    assert_eq!((&forged["code"], &forged["exit_code"]), (&json!("signature-mismatch"), &json!(7)));
    assert_eq!(verify("{", &[]).error()["exit_code"], 3);
    assert_eq!(verify(&honest, &["--prove"]).error()["exit_code"], 8, "the API says otherwise");
    let proven = verify(&notice("d1", "r-1", "1"), &["--prove"]).data();
    assert_eq!((&proven["standing"], &proven["paid"]), (&json!("proven"), &json!(false)));
    let spaced = verify(&written("d1", "r-1", "1", "5e4", "2026-11-21"), &[]).data();
    assert_eq!(spaced["signature"], "signed", "as it was written");
    let without = Machine::new(&api.url()).run(&["webhook", "verify", path, "--json"]).error();
    assert_eq!(without["code"], "setting-missing");
    let piped = machine.shell(&format!("shop webhook verify - --json < '{path}'"));
    assert_eq!(piped.data()["signature"], "signed");
}

#[test]
fn documented_notices_are_tried_out_on_this_machine_only() {
    let api = api_that_says(2);
    let machine = machine(&api.url());
    let (running, port) = Running::listen(&machine, &[]);
    let to = format!("http://127.0.0.1:{port}/");
    for _ in 0..2 {
        let done =
            machine.run(&["webhook", "trigger", "paid", "--to", &to, "--reference", "mine", "--json"]).data();
        assert_eq!((&done["status"], &done["payload"]["reference"]), (&json!(202), &json!("mine")));
        assert_eq!(running.record()["reference"], "mine");
    }
    let set = ["webhook", "trigger", "rejected", "--to", &to, "--set", "amount=7.50", "--dry-run", "--json"];
    assert_eq!(machine.run(&set).data()["request"]["body"]["amount"].to_string(), "7.50");
    running.stop();
    for (arguments, exit) in [
        (["webhook", "trigger", "paid", "--to", "https://shop.example/", "--json"].as_slice(), 3),
        (&["webhook", "trigger", "paid", "--to", &to, "--env", "prod", "--json"], 7),
        (&["webhook", "trigger", "paid", "--to", &to, "--json"], 6),
        (&["webhook", "trigger", "stolen", "--to", &to, "--json"], 3),
    ] {
        assert_eq!(machine.run(arguments).error()["exit_code"], exit, "{arguments:?}");
    }
    let events = machine.run(&["webhook", "trigger"]).stdout;
    assert!(events.contains("paid ") && events.contains("It was refused"), "{events}");
    assert_eq!(machine.run(&["webhook", "trigger", "--to", &to]).stdout, events, "as without a receiver");
}

#[test]
fn each_of_several_notices_is_received_by_its_name() {
    let api = api_that_says(2);
    let machine =
        machine(&api.url()).with("TEST_API", "two-notices").with("SHOP_RETURN_KEY", "canary-return-key");
    for command in [&["webhook", "listen"][..], &["webhook", "verify", "-"]] {
        let error = machine.run(&[command, &["--json"]].concat()).error();
        assert!(error["exit_code"] == 3 && error.to_string().contains("--notice"), "{error}");
    }
    let events = machine.run(&["webhook", "trigger", "--json"]).data();
    let notices: Vec<_> = events.as_array().into_iter().flatten().map(|event| &event["notice"]).collect();
    assert_eq!(notices, ["notice", "notice", "returned"]);
    for (name, event, field) in [("returned", "money-back", "payout"), ("notice", "paid", "reference")] {
        let (running, port) = Running::listen(&machine, &["--notice", name]);
        let to = format!("http://127.0.0.1:{port}/");
        let about = format!("{name}-1");
        let done =
            machine.run(&["webhook", "trigger", event, "--to", &to, "--reference", &about, "--json"]).data();
        assert_eq!(done["payload"][field], about.as_str());
        let record = running.record();
        let said = [&record["notice"], &record["standing"], &record["reference"]];
        assert_eq!(said, [name, "proven", &about], "{record}");
        running.stop();
    }
    let list = machine.run(&["webhook", "list", "--json"]).data();
    let kept: Vec<_> =
        list.as_array().into_iter().flatten().map(|one| (&one["notice"], &one["paid"])).collect();
    assert_eq!(kept, [(&json!("notice"), &json!(true)), (&json!("returned"), &json!(true))]);
}

#[test]
fn a_strangers_text_is_harmless_wherever_it_is_shown() {
    let api = api_that_says(2);
    let machine = machine(&api.url());
    let hostile = "r\u{1b}[2J\u{202e}\n$(touch pwned)`x`";
    let (running, port) = Running::listen(&machine, &["--timeout", "60s"]);
    assert_eq!(post(port, "/", &notice("d1", hostile, "2")), 202);
    let record = running.record();
    assert_eq!(record["reference"], hostile, "data stay data");
    let id = record["id"].as_str().expect("an id").to_owned();
    running.stop();
    for arguments in
        [&["webhook", "list"][..], &["webhook", "show", &id], &["webhook", "show", &id, "--json"]]
    {
        let ran = machine.run(arguments);
        assert!(ran.code == 0 && ran.stdout.contains("touch pwned"), "{ran:?}");
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    }
    assert!(!machine.home.path().join("pwned").exists());
}

#[test]
fn what_came_is_private_and_can_be_forgotten() {
    use std::os::unix::fs::PermissionsExt;
    let api = api_that_says(2);
    let machine = machine(&api.url());
    let (running, port) = Running::listen(&machine, &["--once"]);
    let body = notice("d1", "r-1", "2");
    post(port, "/", &body);
    let id = running.record()["id"].as_str().expect("an id").to_owned();
    assert_eq!(running.end().code, 0);
    let folder = machine.home.path().join(".shop/webhooks");
    let file = folder.join(format!("deliveries/{id}.json"));
    for (path, mode) in [(&file, 0o600), (&folder, 0o700), (&folder.join("accepted"), 0o600)] {
        let found = path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(found, mode, "{}", path.display());
    }
    let kept = std::fs::read_to_string(&file).expect("text");
    assert!(!kept.contains(KEY) && kept.contains("r-1"));
    assert_eq!(machine.run(&["webhook", "clear", "--json"]).data()["forgotten"], 1);
    assert!(!file.exists());
    let (running, port) = Running::listen(&machine, &[]);
    assert_eq!(post(port, "/", &body), 409, "still known");
    running.stop();
}
