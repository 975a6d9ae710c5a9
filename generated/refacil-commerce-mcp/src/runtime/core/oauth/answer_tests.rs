use secrecy::ExposeSecret;

use super::*;

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
}

fn read(body: &str) -> Result<Tokens, String> {
    tokens(&response(200, body), Timestamp::UNIX_EPOCH).map_err(|refusal| refusal.failure.message.english())
}

#[test]
fn only_a_bearer_token_of_plain_characters_is_taken() {
    let good = read(r#"{"access_token":"a b~","token_type":"BeArEr","expires_in":"60","refresh_token":"r"}"#);
    let good = good.expect("tokens");
    assert_eq!(good.access.expose_secret(), "a b~");
    assert_eq!(good.refresh.map(|token| token.expose_secret().to_owned()), Some("r".into()));
    assert_eq!(good.expires_at.as_second(), 60);
    for body in [
        "",
        "[]",
        "<html>",
        "null",
        "{}",
        r#"{"access_token":"","token_type":"bearer"}"#,
        r#"{"access_token":7,"token_type":"bearer"}"#,
        r#"{"access_token":"t"}"#,
        r#"{"access_token":"t","token_type":"mac"}"#,
        r#"{"access_token":"t\n","token_type":"bearer"}"#,
        r#"{"access_token":"é","token_type":"bearer"}"#,
    ] {
        assert!(read(body).is_err(), "{body}");
    }
}

#[test]
fn a_life_is_a_whole_number_of_seconds_or_not_stated() {
    let life = |text: &str| {
        read(&format!(r#"{{"access_token":"t","token_type":"bearer","expires_in":{text}}}"#))
            .map(|tokens| tokens.expires_at)
    };
    assert_eq!(life("3600").map(Timestamp::as_second), Ok(3600));
    assert_eq!(life("null"), Ok(Timestamp::MAX));
    assert_eq!(life("9e9").ok(), None);
    assert_eq!(life("18446744073709551615"), Ok(Timestamp::MAX), "beyond the calendar");
    for text in ["-1", "1.5", r#""1h""#, r#""-5""#, r#""""#, "true", "{}"] {
        assert!(life(text).is_err(), "{text}");
    }
}

#[test]
fn a_refusal_names_its_code_and_never_carries_the_servers_words_as_advice() {
    let request_is_not_read = |status, body: &str| {
        let report = Ok(response(status, body));
        let oauth_request = Request {
            purpose: crate::runtime::core::request::Purpose::Login,
            operation: &super::super::exchange::OPERATION,
            method: "POST",
            url: "https://login.example/token".parse().expect("an address"),
            headers: Vec::new(),
            body: None,
            timeout: std::time::Duration::from_secs(1),
        };
        judge(&oauth_request, &report).map(|_| ()).expect_err("a refusal")
    };
    let refusal =
        request_is_not_read(400, r#"{"error":"invalid_grant","error_description":"dead\u001b[31m\nnow"}"#);
    assert_eq!(refusal.error, Some(ErrorCode::InvalidGrant));
    assert_eq!((refusal.failure.exit, refusal.failure.code.as_str()), (Exit::Auth, "invalid_grant"));
    assert!(
        refusal.failure.message.english().contains("dead\\u{1b}[31m\\u{a}now"),
        "{}",
        refusal.failure.message.english()
    );
    assert_eq!(refusal.failure.hint.as_ref().map(|hint| hint.english()).as_deref(), Some("log in again"));
    let odd = request_is_not_read(200, r#"{"error":"run rm -rf / now, please"}"#);
    assert_eq!((odd.failure.code.as_str(), odd.error), ("oauth-error", Some(ErrorCode::Other)));
    assert!(!odd.failure.message.english().contains("rm -rf"));
    for (status, exit) in [
        (302, Exit::Other),
        (401, Exit::Auth),
        (429, Exit::RateLimited),
        (503, Exit::Other),
        (418, Exit::Other),
    ] {
        assert_eq!(request_is_not_read(status, "<html>").failure.exit, exit, "{status}");
    }
    assert_eq!(request_is_not_read(503, r#"{"error":"invalid_grant"}"#).error, None, "a gateway is no judge");
}
