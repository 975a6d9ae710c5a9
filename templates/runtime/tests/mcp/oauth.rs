//! Sessions from an authorization server: the client speaks for itself, once for all callers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::api::{FakeApi, json as reply};
use crate::client::{Person, call, cloud, connect, content, run};

const SECRET: &str = "canary-client-secret";

/// Gives numbered tokens; the API refuses those in `dead`.
fn api(dead: &'static [usize]) -> FakeApi {
    let given = AtomicUsize::new(0);
    FakeApi::start(move |request| match request.target.as_str() {
        "/oauth/token" => {
            let nth = given.fetch_add(1, Ordering::SeqCst) + 1;
            std::thread::sleep(Duration::from_millis(150));
            let token = format!("canary-access-{nth}");
            Some(reply(200, &json!({"access_token": token, "token_type": "bearer", "expires_in": "3600"})))
        }
        _ => {
            let shown = request.header("authorization").unwrap_or_default().to_owned();
            let refused = dead.iter().any(|nth| shown == format!("Bearer canary-access-{nth}"));
            let status = if refused || !shown.starts_with("Bearer canary-") { 401 } else { 200 };
            Some(reply(status, &json!({"statusCode": "00", "message": shown, "data": {"shown": shown}})))
        }
    })
}

const CLIENT: &[(&str, &str)] = &[("CLOUD_CLIENT_SECRET", SECRET)];

#[tokio::test(flavor = "multi_thread")]
async fn twenty_callers_share_one_token() {
    let api = api(&[]);
    let client = Arc::new(connect(cloud(&api, CLIENT), Person::Absent).await);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = Arc::clone(&client);
            tokio::spawn(async move { call(&client, "merchant", json!({})).await })
        })
        .collect();
    for one in calls {
        let result = one.await.expect("a call");
        assert_ne!(result.is_error, Some(true), "{result:?}");
        let said = content(&result).to_string();
        assert!(!said.contains("canary"), "{said}");
    }
    let asked = api.at("/oauth/token");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].body.contains("grant_type=client_credentials") && !asked[0].body.contains(SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_renewed_once() {
    let good = api(&[1]);
    let client = connect(cloud(&good, CLIENT), Person::Absent).await;
    let result = call(&client, "merchant", json!({})).await;
    assert_ne!(result.is_error, Some(true), "{result:?}");
    assert_eq!((good.at("/oauth/token").len(), good.at("/merchant/enrollment-data").len()), (2, 2));

    let never = api(&[1, 2, 3, 4]);
    let client = connect(cloud(&never, CLIENT), Person::Absent).await;
    assert_eq!(content(&call(&client, "merchant", json!({})).await)["exit_code"], 2);
    assert_eq!((never.at("/oauth/token").len(), never.at("/merchant/enrollment-data").len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_client_is_not_tried_for_ever() {
    let api = FakeApi::start(|request| {
        let said = format!("no client with secret {SECRET}: {}", request.body);
        Some(reply(401, &json!({"error": "invalid_client", "error_description": said})))
    });
    let client = connect(cloud(&api, CLIENT), Person::Absent).await;
    for _ in 0..4 {
        let said = content(&call(&client, "merchant", json!({})).await);
        assert_eq!(said["exit_code"], 2);
        assert!(!said.to_string().contains(SECRET), "{said}");
    }
    assert_eq!(api.all().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_operator_needs_no_client_and_is_never_renewed() {
    let api = api(&[]);
    let client = connect(cloud(&api, &[("CLOUD_ACCESS_TOKEN", "canary-given-token")]), Person::Absent).await;
    assert_ne!(call(&client, "merchant", json!({})).await.is_error, Some(true));
    let client = connect(cloud(&api, &[("CLOUD_ACCESS_TOKEN", "dead-given-token")]), Person::Absent).await;
    let said = content(&call(&client, "merchant", json!({})).await);
    assert_eq!((&said["exit_code"], &said["code"]), (&2.into(), &"token-refused".into()));
    assert!(api.at("/oauth/token").is_empty());
}

#[test]
fn what_is_missing_is_named_at_the_start() {
    let api = FakeApi::usual();
    let missing = |chosen: &str| {
        let output = run(&mut cloud(&api, &[("TEST_API", chosen)]), &[]);
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(missing("").contains("CLOUD_CLIENT_SECRET") && !missing("").contains("CLOUD_CLIENT_ID"));
    assert!(missing("machine").contains("CLOUD_CLIENT_ID, CLOUD_CLIENT_SECRET"));
    assert!(missing("bank").contains("CLOUD_USERNAME, CLOUD_PASSWORD"));
}
