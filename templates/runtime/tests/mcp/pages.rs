//! Pages of the documentation: what the collection says of folders, and the addresses of the version published before.

use reqwest::StatusCode;
use rmcp::model::ReadResourceRequestParams;
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{HttpServer, Person, Running, command, connect};
use crate::http::web;

async fn page(client: &Running, uri: &str) -> Option<String> {
    let read = client.read_resource(ReadResourceRequestParams::new(uri)).await.ok()?;
    Some(json!(read.contents)[0]["text"].as_str()?.to_owned())
}

#[tokio::test]
async fn a_folder_is_shown_with_what_the_collection_says_of_it() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let listed = client.list_all_resources().await.expect("resources");
    for (uri, text) in [
        ("docs://shop/folder/shop", "# Shop\n\nEvery payout is looked up afterwards.\n\n- `"),
        ("docs://shop/folder/about", "# About us\n\nA shop for tests.\n"),
    ] {
        assert_eq!(listed.iter().filter(|resource| resource.uri == uri).count(), 1, "{uri}");
        let page = page(&client, uri).await.expect("a page");
        assert!(page.starts_with(text), "{page}");
    }
}

#[tokio::test]
async fn addresses_of_the_published_version_go_on_working_under_its_names() {
    let api = FakeApi::usual();
    let own = connect(command(&api, &[]), Person::Absent).await;
    let published = connect(command(&api, &[("SHOP_MCP_NAMES", "published")]), Person::Absent).await;
    for (place, text) in [
        ("", "## Environments"),
        ("/folder/about-us", "A shop for tests."),
        ("/folder/shop", "looked up afterwards"),
        ("/endpoint/post/payouts", "pay_out"),
        ("/endpoint/get/payouts/{reference}", "payout_status"),
    ] {
        let uri = format!("postman://collection/shop-api{place}");
        assert_eq!(page(&own, &uri).await, None, "{uri}");
        let page = page(&published, &uri).await.unwrap_or_else(|| panic!("{uri}"));
        assert!(page.contains(text), "{uri}: {page}");
    }
    for nothing in ["/folder/none", "/endpoint/put/payouts", "/endpoint/post", "/other"] {
        assert_eq!(page(&published, &format!("postman://collection/shop-api{nothing}")).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_page_of_such_an_address_is_served_too() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[("SHOP_MCP_NAMES", "published")]);
    let get = |uri: &str| {
        let escaped = uri.replace(':', "%3A").replace('/', "%2F");
        web().get(format!("{}/resources/{escaped}", server.url)).send()
    };
    let answer = get("postman://collection/shop-api/folder/shop").await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let page: Value = answer.json().await.expect("JSON");
    assert!(page["content"].as_str().is_some_and(|text| text.contains("looked up")), "{page}");
    let missing = get("postman://collection/shop-api/folder/none").await.expect("an answer");
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}
