//! Files travel as they are, and are shown by name, size and digest only.

use std::fs;

use crate::process::Machine;
use crate::support::{Reply, Server};

fn papers() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("proof \"1\".pdf"), b"%PDF\r\nno text\x00\xff").expect("written");
    fs::write(folder.path().join("a.png"), b"first page").expect("written");
    fs::write(folder.path().join("b"), b"second page").expect("written");
    folder
}

#[test]
fn files_are_parts_with_name_and_type() {
    let server = Server::start(|request| match request.target.as_str() {
        "/auth/login" => Reply::json(200, r#"{"statusCode": "00", "data": {"token": "t"}}"#),
        _ => Reply::json(200, r#"{"statusCode": "00", "data": {}}"#),
    });
    let folder = papers();
    let path = |name: &str| format!("@{}", folder.path().join(name).display());
    let (document, first, second) = (path("proof \"1\".pdf"), path("a.png"), path("b"));
    let ran = Machine::new(&server.url()).with_login().run(&[
        "disputes",
        "evidence",
        "--dispute",
        "7",
        "--note",
        "paid",
        "--document",
        &document,
        "--pages",
        &first,
        "--pages",
        &second,
        "--json",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let request = server.received().pop().expect("a request");
    let part = |head: &str, content: &str| {
        let whole = format!("content-disposition: form-data; {head}\r\n\r\n{content}\r\n--");
        assert!(request.body.contains(&whole), "{head}: {}", request.body);
    };
    part(r#"name="note""#, "paid");
    part(
        "name=\"document\"; filename=\"proof %221%22.pdf\"\r\ncontent-type: application/pdf",
        "%PDF\r\nno text\0\u{fffd}",
    );
    part("name=\"pages\"; filename=\"a.png\"\r\ncontent-type: image/png", "first page");
    part(r#"name="pages"; filename="b""#, "second page");
}

#[test]
fn a_dry_run_names_a_file_without_its_content() {
    let folder = papers();
    let document = format!("@{}", folder.path().join("a.png").display());
    for form in ["--dry-run", "--dry-run=curl"] {
        let ran = Machine::new("http://127.0.0.1:9").run(&[
            "disputes",
            "evidence",
            "--dispute",
            "7",
            "--document",
            &document,
            form,
        ]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("<file a.png, 10 bytes, sha256 "), "{}", ran.stdout);
        assert!(!ran.stdout.contains("first page") && !ran.stdout.contains("Zmlyc3Q"), "{}", ran.stdout);
    }
}

#[test]
fn what_is_no_file_is_refused_with_the_flag() {
    let machine = Machine::new("http://127.0.0.1:9");
    for (value, word) in [("a.png", "must be @FILE"), ("@/no/such/file", "/no/such/file")] {
        let ran = machine.run(&["disputes", "evidence", "--dispute", "7", "--document", value]);
        assert_eq!(ran.code, 3);
        assert!(ran.stderr.contains("--document") && ran.stderr.contains(word), "{}", ran.stderr);
    }
}

#[test]
fn a_file_of_the_api_goes_to_stdout_as_it_is_or_as_json() {
    let bytes = b"%PDF-1.4\r\n\x00\xff";
    let server = Server::start(move |request| match request.target.as_str() {
        "/auth/login" => Reply::json(200, r#"{"statusCode": "00", "data": {"token": "t"}}"#),
        _ => Reply::with(200, &[("content-type", "application/pdf")], bytes),
    });
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(&["payouts", "status", "--reference", "7"]);
    assert_eq!((ran.code, ran.stdout), (0, String::from_utf8_lossy(bytes).into_owned()), "{}", ran.stderr);
    let ran = machine.run(&["payouts", "status", "--reference", "7", "--json"]);
    let told = serde_json::json!({"content_type": "application/pdf", "content": "JVBERi0xLjQNCgD/"});
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.stdout).expect("JSON"), told);
}
