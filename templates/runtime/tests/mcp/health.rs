//! How the server is, asked by the program itself.

use crate::api::FakeApi;
use crate::client::{HttpServer, bare, run};

#[test]
fn a_server_that_runs_is_well() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let port = server.url.rsplit(':').next().expect("a port");
    let output = run(bare().env("SHOP_PORT", port), &["health"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"status\":\"healthy\""));
}

#[test]
fn one_that_does_not_is_not() {
    // Port 1 of this machine: nobody listens there.
    let output = run(bare().env("SHOP_PORT", "1"), &["health"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("127.0.0.1:1"), "{text}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_port_that_is_none_is_named() {
    let output = run(bare().env("SHOP_PORT", "seven"), &["health"]);
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("SHOP_PORT=seven"), "{text}");
}
