//! The server of Pay before a sandbox that fails: what a client is told, how often the API is asked, and what it did.

use codegen_sandbox::{Api, Fault, FaultKind, Sandbox};
use codegen_tests::calls;
use codegen_tests::mcp::{Connection, Person, Server, call, content};
use codegen_tests::products::{Product, model};
use serde_json::{Map, Value, json};

const LOGIN: &str = "/auth/login";
const BALANCE: &str = "/customer/getbalance";
const WITHDRAW: &str = "/cash-out/generate/withdraw-method/token";

struct Shop {
    sandbox: Sandbox,
    client: Connection,
    _server: Server,
}

impl Shop {
    async fn open() -> Self {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let server = Server::new(Product::PayMcp, &sandbox);
        let client = server.stdio(Person::Absent, &[("ALLOW_DANGEROUS", "cash-out-withdraw")]).await;
        Self { sandbox, client, _server: server }
    }

    /// The structured content of a call of that operation, and the bytes of the whole result.
    async fn call(&self, id: &str) -> (Value, usize) {
        let operations = model("pay").operations;
        let tool = operations.iter().find(|operation| operation.id == id).expect("an operation").mcp.clone();
        let result = call(&self.client, &tool, arguments(id)).await;
        (content(&result), serde_json::to_string(&result).expect("JSON").len())
    }

    /// A read that meets this fault so many times.
    async fn read(&self, kind: FaultKind, times: u32) -> (Value, usize) {
        self.sandbox.clear_requests();
        self.sandbox.fault(Fault::once("POST", BALANCE, kind).times(times));
        self.call("balance").await
    }

    fn asked(&self, path: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.path == path).count()
    }

    fn balance(&self) -> i64 {
        self.sandbox.state()["balance"].as_i64().expect("a balance")
    }
}

fn arguments(id: &str) -> Map<String, Value> {
    calls::of("pay").into_iter().find(|(known, _)| known == id).expect("arguments").1
}

fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, body: body.to_owned(), headers: Vec::new() }
}

#[tokio::test]
async fn a_refused_session_is_cured_once() {
    let shop = Shop::open().await;
    let (told, _) = shop.read(status(401, r#"{"message":"expired"}"#), 1).await;
    assert_eq!(told["http_status"], 201, "{told}");
    assert_eq!((shop.asked(LOGIN), shop.asked(BALANCE)), (2, 2));
    let (told, _) = shop.read(status(401, r#"{"message":"expired"}"#), 2).await;
    assert_eq!(told["exit_code"], 2, "{told}");
    assert_eq!((shop.asked(LOGIN), shop.asked(BALANCE)), (1, 2));
}

#[tokio::test]
async fn what_a_broken_server_says_is_not_passed_on_whole() {
    let shop = Shop::open().await;
    let trace =
        "Error: connect ECONNREFUSED\n    at Pool.query (/srv/pay/node_modules/pg/pool.js:45)\n".repeat(400);
    let page = format!("<html><body>{}</body></html>", "<p>Bad gateway</p>".repeat(2_000));
    for (code, body, times) in [(500, trace, 1), (502, page, 3)] {
        let (told, bytes) = shop.read(status(code, &body), times).await;
        let asked = u32::try_from(shop.asked(BALANCE)).expect("few");
        assert_eq!((&told["http_status"], asked), (&json!(code), times), "{told}");
        assert!(bytes < 4_000 && !told.to_string().contains("node_modules"), "{bytes} bytes: {told}");
    }
}

#[tokio::test]
async fn a_read_waits_as_it_is_told_is_cured_and_is_cut() {
    let shop = Shop::open().await;
    let headers = vec![("retry-after".to_owned(), "1".to_owned())];
    let (told, _) = shop.read(FaultKind::Status { code: 429, body: "{}".to_owned(), headers }, 1).await;
    assert_eq!((&told["http_status"], shop.asked(BALANCE)), (&json!(201), 2), "{told}");
    for kind in [FaultKind::HalfAfter, FaultKind::DropAfter] {
        let (told, _) = shop.read(kind, 1).await;
        assert_eq!((&told["http_status"], shop.asked(BALANCE)), (&json!(201), 2), "{told}");
    }
    let rows: Vec<_> =
        (0..60_000).map(|id| json!({"id": id, "note": "a note of some thirty bytes".repeat(3)})).collect();
    let large = json!({"statusCode": "00", "data": rows}).to_string();
    assert!(large.len() > 5_000_000);
    let (told, bytes) = shop.read(status(200, &large), 1).await;
    assert!(bytes < 300_000 && told["cut"].is_array(), "{bytes} bytes");
}

#[tokio::test]
async fn a_payout_whose_answer_breaks_off_was_done_once_and_nobody_says_that_it_failed() {
    for kind in [FaultKind::HalfAfter, FaultKind::DropAfter] {
        let shop = Shop::open().await;
        let before = shop.balance();
        shop.sandbox.fault(Fault::once("POST", WITHDRAW, kind));
        let (told, _) = shop.call("cash-out-withdraw").await;
        assert_eq!((&told["exit_code"], &told["sent"]), (&json!(10), &json!("unknown")), "{told}");
        assert!(told["lookup"]["tool"].is_string(), "{told}");
        assert_eq!(before - shop.balance(), 20_000);
        let (again, _) = shop.call("cash-out-withdraw").await;
        assert_eq!(again["exit_code"], 8, "{again}");
        assert_eq!((before - shop.balance(), shop.asked(WITHDRAW)), (20_000, 1));
    }
}

#[tokio::test]
async fn a_refused_login_is_told_and_tried_twice_at_most() {
    let shop = Shop::open().await;
    shop.sandbox.fault(Fault::once("POST", LOGIN, status(401, r#"{"message":"wrong"}"#)).times(9));
    for _ in 0..4 {
        let (told, _) = shop.call("balance").await;
        assert_eq!((&told["exit_code"], &told["sent"]), (&json!(2), &json!("no")), "{told}");
    }
    assert_eq!((shop.asked(LOGIN), shop.asked(BALANCE)), (2, 0));
}
