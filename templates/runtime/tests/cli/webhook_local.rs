//! `--webhook-local`: a tunnel for one notice. The real program that makes tunnels cannot run here; one of our own says an
//! address as it does, and the sender of the tests goes to the port that it was given.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::notices::{Running, api_that_says, machine, notice, post, raw};
use crate::process::{Machine, Ran};
use crate::support::{PATIENCE, Server};

const TRANSFER: &[&str] = &[
    "transfer",
    "--amount",
    "5",
    "--to-account",
    "A-1",
    "--payer.name",
    "Ana",
    "--payer.ip",
    "198.51.100.1",
    "--yes",
];

/// A machine with a program that makes tunnels.
fn with_tunnel(api: &Server) -> Machine {
    use std::os::unix::fs::PermissionsExt;
    let machine = machine(&api.url());
    let program = machine.home.path().join("tunnel program");
    let script = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\necho \"$$\" > pid\necho \"$*\" > arguments\nenv > variables\n\
                  echo 'INF requesting from https://api.trycloudflare.com/tunnel' >&2\n\
                  echo 'INF |  https://calm-sea-example.trycloudflare.com  |' >&2\nexec sleep 600\n";
    fs::write(&program, script).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
    let path = program.to_str().expect("text").to_owned();
    machine.with("CLOUDFLARED_BIN", &path)
}

fn noted(machine: &Machine, name: &str) -> String {
    fs::read_to_string(machine.home.path().join(name)).expect("the tunnel ran").trim().to_owned()
}

/// The port behind the tunnel.
fn port(machine: &Machine) -> u16 {
    noted(machine, "arguments").rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
}

/// The process of the tunnel has ended.
fn tunnel_is_gone(machine: &Machine) -> bool {
    let pid = noted(machine, "pid");
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let alive = Command::new("kill").args(["-0", &pid]).output().is_ok_and(|out| out.status.success());
        if !alive {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Where the transfer says that its notice goes.
fn path_of(api: &Server) -> String {
    let transfer =
        api.received().into_iter().find(|request| request.target == "/transfers").expect("it came");
    let body: Value = serde_json::from_str(&transfer.body).expect("JSON");
    let url = body["notifyUrl"].as_str().expect("an address").to_owned();
    url.strip_prefix("https://calm-sea-example.trycloudflare.com").expect("the tunnel's").to_owned()
}

fn local(machine: &Machine, flags: &[&str]) -> Running {
    Running::start(machine.command(&[TRANSFER, &["--webhook-local", "--json"], flags].concat()))
}

#[test]
fn the_resource_comes_at_once_then_the_notice_with_its_proof() {
    let api = api_that_says(2);
    let machine = with_tunnel(&api);
    let running = local(&machine, &[]);
    assert_eq!(running.record()["data"]["reference"], "T-1", "the resource");
    let (port, path) = (port(&machine), path_of(&api));
    assert_eq!(path.len(), 33, "128 random bits: {path}");
    assert!(!noted(&machine, "variables").contains("SHOP_"), "no credential reaches the tunnel's program");
    // Strangers, and what is not about the transfer.
    assert_eq!(post(port, "/", &notice("d1", "T-1", "2")), 404);
    assert_eq!(raw(port, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")), 405);
    assert_eq!(post(port, &path, &"x".repeat(70_000)), 413);
    assert_eq!(post(port, &path, &notice("d1", "T-1", "2").replace("d1", "d2")), 401);
    assert_eq!(post(port, &path, &notice("d0", "T-0", "2")), 202);
    assert!(running.is_silent());
    assert_eq!(post(port, &path, &notice("d1", "T-1", "2")), 202);
    let record = running.record();
    assert_eq!((&record["standing"], &record["reference"]), (&json!("proven"), &json!("T-1")), "{record}");
    let ended = running.end();
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{ended:?}");
    assert!(tunnel_is_gone(&machine));
    assert!(
        std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "closed after the first proven notice"
    );
}

#[test]
fn a_changed_state_does_not_end_the_wait() {
    let api = api_that_says(1);
    let machine = with_tunnel(&api);
    let running = local(&machine, &["--webhook-timeout", "8s"]);
    running.record();
    assert_eq!(post(port(&machine), &path_of(&api), &notice("d1", "T-1", "2")), 202);
    assert_eq!(running.event("notice")["standing"], "contradicted");
    let ended = running.end();
    assert_eq!((ended.code, ended.stdout.as_str()), (9, ""), "{ended:?}");
    assert!(tunnel_is_gone(&machine));
}

#[test]
fn signals_take_the_tunnel_with_them() {
    for signal in ["-INT", "-TERM"] {
        let api = api_that_says(2);
        let machine = with_tunnel(&api);
        let running = local(&machine, &[]);
        running.record();
        running.signal(signal);
        assert_eq!(running.end().code, 9, "{signal}");
        assert!(tunnel_is_gone(&machine), "{signal}");
    }
}

#[test]
fn a_detached_receiver_is_collected_later_and_ends_by_itself() {
    let api = api_that_says(2);
    let machine = with_tunnel(&api);
    let started = Instant::now();
    let running = local(&machine, &["--detach"]);
    assert_eq!(running.record()["data"]["reference"], "T-1");
    let told = running.event("receiving");
    assert_eq!(running.end().code, 0);
    assert!(started.elapsed() < PATIENCE);
    let id = told["id"].as_str().expect("an id").to_owned();
    assert_eq!(told["next"], format!("shop webhook wait {id}"));
    let early = machine.run(&["webhook", "wait", &id, "--timeout", "1s", "--json"]).error();
    assert_eq!((&early["code"], &early["exit_code"]), (&json!("still-waiting"), &json!(9)));
    assert_eq!(post(port(&machine), &path_of(&api), &notice("d1", "T-1", "2")), 202);
    let record = machine.run(&["webhook", "wait", &id, "--timeout", "20s", "--json"]).data();
    assert_eq!((&record["standing"], &record["paid"]), (&json!("proven"), &json!(true)), "{record}");
    assert!(tunnel_is_gone(&machine));
    assert_eq!(machine.run(&["webhook", "wait", "../x", "--json"]).error()["exit_code"], 4);
}

#[test]
fn a_detached_receiver_without_a_resource_ends() {
    let api = Server::start(|request| match request.target.as_str() {
        "/transfers" => crate::support::Reply::json(422, r#"{"statusCode":"22","message":"no"}"#),
        _ => crate::process::answer(request),
    });
    let machine = with_tunnel(&api);
    assert_eq!(local(&machine, &["--detach"]).end().code, 3);
    assert!(tunnel_is_gone(&machine));
}

#[test]
fn no_tunnel_is_opened_where_it_must_not_be() {
    let api = api_that_says(2);
    let machine = with_tunnel(&api);
    let run = |machine: &Machine, flags: &[&str]| -> Ran {
        machine.run(&[TRANSFER, &["--webhook-local", "--json"], flags].concat())
    };
    let twice = ["--notify-url", "https://me.example/in"];
    let plan = run(&machine, &["--dry-run"]).data();
    assert_eq!(plan["request"]["body"]["notifyUrl"], "<webhook-url>");
    assert_eq!(run(&machine, &["--env", "prod"]).error()["code"], "production");
    assert_eq!(run(&machine, &twice).error()["code"], "address-twice");
    assert_eq!(run(&machine, &["--webhook-timeout", "9m"]).error()["exit_code"], 3);
    let unconfirmed = [&TRANSFER[..TRANSFER.len() - 1], &["--webhook-local", "--json"]].concat();
    assert_eq!(machine.run(&unconfirmed).error()["exit_code"], 7);
    let nowhere = machine.with("CLOUDFLARED_BIN", "/nowhere/cloudflared");
    assert_eq!(run(&nowhere, &[]).error()["code"], "no-tunnel-program");
    assert!(!nowhere.home.path().join("pid").exists(), "no program was started");
    assert!(api.received().is_empty(), "nothing was sent: {:?}", api.calls());
}

#[test]
fn of_several_notices_one_is_named() {
    let api = api_that_says(2);
    let machine = with_tunnel(&api).with("TEST_API", "two-notices");
    let unnamed = machine.run(&[TRANSFER, &["--webhook-local", "--json"]].concat()).error();
    assert!(unnamed["exit_code"] == 3 && unnamed.to_string().contains("--webhook-notice"), "{unnamed}");
    assert_eq!(machine.run(TRANSFER).code, 0, "no notice, no name");
    let running = local(&machine, &["--webhook-notice", "notice", "--detach", "--repeat"]);
    running.record();
    let id = running.event("receiving")["id"].as_str().expect("an id").to_owned();
    assert_eq!(running.end().code, 0);
    let sent = api.received();
    let body = sent.iter().rev().find(|request| request.target == "/transfers").map(|request| &request.body);
    let body: Value = serde_json::from_str(body.expect("it came")).expect("JSON");
    let path =
        body["notifyUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("an address").to_owned();
    assert_eq!(post(port(&machine), &format!("/{path}"), &notice("d1", "T-1", "2")), 202);
    let record = machine.run(&["webhook", "wait", &id, "--timeout", "20s", "--json"]).data();
    assert_eq!((&record["notice"], &record["standing"]), (&json!("notice"), &json!("proven")), "{record}");
}

#[test]
fn a_tunnel_that_fails_sends_nothing() {
    let api = api_that_says(2);
    let machine = machine(&api.url()).with("CLOUDFLARED_BIN", "/bin/false");
    let error = machine.run(&[TRANSFER, &["--webhook-local", "--json"]].concat()).error();
    assert_eq!((&error["code"], &error["exit_code"]), (&json!("no-tunnel"), &json!(6)), "{error}");
    assert!(api.calls().iter().all(|call| !call.contains("/transfers")));
}

#[test]
fn the_provider_is_chosen_once() {
    let api = api_that_says(2);
    let machine = with_tunnel(&api);
    let config = |words: &[&str]| machine.run(&[&["config"], words, &["--json"]].concat());
    assert_eq!(config(&["get-webhook-provider"]).data()["webhook-provider"], "cloudflared");
    config(&["set-webhook-provider", "localtunnel"]).data();
    let error = machine.run(&[TRANSFER, &["--webhook-local", "--json"]].concat()).error();
    assert_eq!(error["code"], "no-tunnel-program");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("LOCALTUNNEL_BIN")), "{error}");
    config(&["delete", "webhook-provider"]).data();
    assert_eq!(config(&["get-webhook-provider"]).data()["source"], "default");
    assert_eq!(config(&["set-webhook-provider", "ngrok"]).error()["exit_code"], 3);
}

#[test]
fn a_program_in_the_working_folder_is_not_taken() {
    let api = api_that_says(2);
    let machine = machine(&api.url()).with("PATH", ".:/usr/bin:/bin");
    let folder: PathBuf = machine.home.path().to_owned();
    fs::write(folder.join("cloudflared"), "#!/bin/sh\ntouch taken\n").expect("written");
    let mut command = machine.command(&[TRANSFER, &["--webhook-local", "--json"]].concat());
    let ran = Ran::from(command.current_dir(&folder).output().expect("runs"));
    assert_eq!(ran.error()["code"], "no-tunnel-program");
    assert!(!folder.join("taken").exists());
}
