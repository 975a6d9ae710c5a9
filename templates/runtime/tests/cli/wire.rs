//! What is told of the wire, and what keeps it safe.

use crate::process::{Machine, PASSWORD, PAY_OUT, SESSION, TRANSACTION, api};

#[test]
fn verbose_tells_every_request_without_its_secrets() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(&[&PAY_OUT[..PAY_OUT.len() - 1], &["--verbose"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    for text in
        ["> POST http://", "/payouts", "> authorization: Bearer <login>", "< HTTP 200 after ", " bytes"]
    {
        assert!(ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
    for secret in [PASSWORD, SESSION, TRANSACTION] {
        assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{ran:?}");
    }
    // Programs get what they always get.
    assert_eq!(machine.run(&[PAY_OUT, &["-v", "--repeat"]].concat()).stderr, "");
}

#[test]
fn checks_of_certificates_stay_on() {
    let server = api();
    for (name, value) in [
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ("CURL_INSECURE", "1"),
        ("PYTHONHTTPSVERIFY", "0"),
        ("SHOP_INSECURE", "true"),
    ] {
        let machine = Machine::new(&server.url()).with_login().with(name, value);
        let error = machine.run(PAY_OUT).error();
        assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"insecure-tls".into()), "{name}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(name)), "{error}");
        assert_eq!(machine.run(&["login", "--json"]).error()["code"], "insecure-tls");
    }
    let machine = Machine::new(&server.url()).with_login().with("NODE_TLS_REJECT_UNAUTHORIZED", "1");
    for flag in ["--insecure", "-k"] {
        let error = machine.run(&[PAY_OUT, &[flag]].concat()).error();
        assert_eq!(error["exit_code"], 3);
        assert!(error["message"].as_str().is_some_and(|text| text.contains("SSL_CERT_FILE")), "{error}");
    }
    assert!(server.received().is_empty());
    machine.run(&["payouts", "search", "--json"]).data();
}
