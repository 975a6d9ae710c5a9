//! What a conversation with the servers costs, in tokens (o200k): lists, and whole tasks. Run with `--nocapture` to see
//! the tables.

use bpe_openai::{Tokenizer, o200k_base};
use codegen_sandbox::{Api, Sandbox};
use codegen_tests::calls;
use codegen_tests::mcp::{Connection, Person, Server, call};
use codegen_tests::products::{Product, model};
use serde_json::{Map, Value, json};

/// Tokens of the list alone of the server published before, by which tasks are judged.
const REFERENCE: usize = 42_000;

fn tokens(value: &Value) -> usize {
    tokenizer().count(value.to_string().as_str())
}

fn tokenizer() -> &'static Tokenizer {
    o200k_base()
}

async fn list(client: &Connection) -> Value {
    json!({"tools": client.list_all_tools().await.expect("a list")})
}

async fn lists(api: Api, product: Product, limits: &[(&str, usize)]) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let server = Server::new(product, &sandbox);
    for (surface, limit) in limits {
        let client = server.stdio(Person::Absent, &[("MCP_SURFACE", surface)]).await;
        let tools = list(&client).await;
        let (count, size) = (tools["tools"].as_array().map_or(0, Vec::len), tokens(&tools));
        println!("{:<22} {surface:<11} {count:>3} tools {size:>6} tokens (at most {limit})", product.name());
        assert!(size <= *limit, "{} {surface}: {size} tokens, at most {limit}", product.name());
    }
}

#[tokio::test]
async fn lists_of_pay_are_small() {
    lists(Api::Pay, Product::PayMcp, &[("operations", 2_500), ("routes", 2_500), ("search", 400)]).await;
}

#[tokio::test]
async fn lists_of_commerce_are_small() {
    let limits = [("operations", 3_000), ("routes", 1_200), ("search", 400)];
    lists(Api::Commerce, Product::CommerceMcp, &limits).await;
}

/// A goal: what an agent has explained to it, and what it calls.
struct Task {
    goal: &'static str,
    described: &'static [&'static str],
    called: &'static [&'static str],
}

const PAY: &[Task] = &[
    Task {
        goal: "charge by link",
        described: &["cash-in-link-create"],
        called: &["cash-in-link-create", "payment-customer-reference-status"],
    },
    Task {
        goal: "charge by PSE",
        described: &["cash-in-payment-method"],
        called: &["payment-features", "cash-in-payment-method", "payment-status"],
    },
    Task { goal: "pay out", described: &["cash-out-withdraw"], called: &["balance", "cash-out-withdraw"] },
    Task { goal: "see the balance", described: &[], called: &["balance"] },
    Task { goal: "see the enrolment", described: &[], called: &["merchant-enrollment-data"] },
    Task {
        goal: "register a webhook",
        described: &["user-webhooks-post"],
        called: &["user-webhooks-get", "user-webhooks-post"],
    },
];

const COMMERCE: &[Task] = &[
    Task {
        goal: "pay a bill",
        described: &["sell-prosegur-gps"],
        called: &["query-prosegur-gps", "sell-prosegur-gps", "get-sale"],
    },
    Task {
        goal: "sell energy",
        described: &["sell-energy-epm"],
        called: &["query-energy-epm", "sell-energy-epm", "get-sale"],
    },
    Task { goal: "sell a pin", described: &["sell-netflix"], called: &["sell-netflix", "get-sale"] },
    Task {
        goal: "top up",
        described: &["sell-directv-prepago"],
        called: &["sell-directv-prepago", "get-sale"],
    },
    Task {
        goal: "withdraw by Transfiya",
        described: &["sell-transfiya-withdrawal"],
        called: &["query-transfiya", "sell-transfiya-withdrawal"],
    },
    Task { goal: "find an agreement", described: &[], called: &["product-search", "product-query"] },
];

async fn tasks(api: Api, product: Product, name: &str, tasks: &[Task]) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let server = Server::new(product, &sandbox);
    let (operations, arguments) = (model(name).operations, calls::of(name));
    let ids: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    let client = server.stdio(Person::Absent, &[("ALLOW_DANGEROUS", &ids.join(","))]).await;
    let listed = tokens(&list(&client).await);
    for task in tasks {
        let mut sum = listed;
        let mut known = Map::new();
        for id in task.described {
            let given = json!({"operation": id});
            let said =
                call(&client, "describe_operation", given.as_object().cloned().unwrap_or_default()).await;
            sum += tokens(&given) + tokens(&json!(said));
        }
        for id in task.called {
            let operation = operations.iter().find(|operation| operation.id == *id).expect("an operation");
            let mut given = arguments.iter().find(|(known, _)| known == id).expect("arguments").1.clone();
            fill_in(&mut given, &known);
            let answer = call(&client, &operation.mcp, given.clone()).await;
            assert_ne!(answer.is_error, Some(true), "{}: {id}: {answer:?}", task.goal);
            learn(&mut known, &json!(answer.structured_content));
            sum += tokens(&json!({"name": operation.mcp, "arguments": given})) + tokens(&json!(answer));
        }
        println!("{name:<9} {:<22} {sum:>6} tokens (at most {})", task.goal, REFERENCE / 10);
        assert!(sum <= REFERENCE / 10, "{}: {sum} tokens", task.goal);
    }
}

/// Values of answers by name, as an agent keeps them in mind.
fn learn(known: &mut Map<String, Value>, answer: &Value) {
    match answer {
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            // A sale calls its number so.
            let name = if name == "sellId" { "saleId" } else { name };
            known.insert(name.to_owned(), value.clone());
            learn(known, value);
        }),
        Value::Array(list) => list.iter().for_each(|value| learn(known, value)),
        _ => {}
    }
}

/// What a later call takes of earlier answers.
fn fill_in(given: &mut Map<String, Value>, known: &Map<String, Value>) {
    for (name, value) in given {
        match (value, known.get(name)) {
            (Value::Object(map), _) => fill_in(map, known),
            (value, Some(seen))
                if ["hash", "hashEchoData", "saleId", "reference"].contains(&name.as_str()) =>
            {
                seen.clone_into(value);
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn tasks_of_pay_cost_a_tenth_of_the_list_published_before() {
    tasks(Api::Pay, Product::PayMcp, "pay", PAY).await;
}

#[tokio::test]
async fn tasks_of_commerce_cost_a_tenth_of_the_list_published_before() {
    tasks(Api::Commerce, Product::CommerceMcp, "commerce", COMMERCE).await;
}
