//! Every tool of both servers through a real MCP client: what it lists is honest, what it calls is what the command-line
//! tool would send, and dangerous ones need a person.

use std::sync::Arc;

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::calls;
use codegen_tests::mcp::{Connection, Person, Server, call, content};
use codegen_tests::products::{Product, model};
use postman_codegen::model::{Class, Nature, Operation};
use serde_json::{Map, Value, json};

struct Subject {
    name: &'static str,
    api: Api,
    product: Product,
}

const PAY: Subject = Subject { name: "pay", api: Api::Pay, product: Product::PayMcp };
const COMMERCE: Subject = Subject { name: "commerce", api: Api::Commerce, product: Product::CommerceMcp };

impl Subject {
    fn start(&self) -> (Sandbox, Server) {
        let sandbox = Sandbox::start(self.api).expect("the sandbox starts");
        let server = Server::new(self.product, &sandbox);
        (sandbox, server)
    }

    fn calls(&self) -> Vec<(Operation, Map<String, Value>)> {
        let arguments = calls::of(self.name);
        let operations = model(self.name).operations;
        assert_eq!(arguments.len(), operations.len());
        let find = |operation: Operation| {
            let found = arguments.iter().find(|(id, _)| *id == operation.id);
            let (_, arguments) = found.unwrap_or_else(|| panic!("no arguments for {}", operation.id));
            (operation, arguments.clone())
        };
        operations.into_iter().map(find).collect()
    }
}

/// The list as a person reviews it: class, name, arguments with a mark for the required ones.
async fn listing(client: &Connection) -> String {
    let tools = client.list_all_tools().await.expect("a list");
    let lines = tools.iter().map(|tool| {
        let annotations = tool.annotations.clone().unwrap_or_default();
        let class = match (annotations.read_only_hint, annotations.destructive_hint) {
            (Some(true), Some(false)) => "read-only",
            (Some(false), Some(true)) => "dangerous",
            (Some(false), Some(false)) => "safe-mutation",
            other => panic!("{}: {other:?} says nothing", tool.name),
        };
        let schema = Value::Object(tool.input_schema.as_ref().clone());
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let arguments: Vec<String> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(
                |(name, _)| if required.contains(&name.as_str()) { format!("{name}*") } else { name.clone() },
            )
            .collect();
        format!("{class:<13} {} ({})", tool.name, arguments.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_lists_are_as_reviewed() {
    for subject in [PAY, COMMERCE] {
        let (sandbox, server) = subject.start();
        let client = server.stdio(Person::Absent, &[]).await;
        insta::assert_snapshot!(format!("tools_of_{}", subject.name), listing(&client).await);
        assert!(sandbox.requests().is_empty(), "a list needs no network");
    }
}

#[tokio::test]
async fn no_schema_holds_what_clients_cannot_read() {
    for subject in [PAY, COMMERCE] {
        let (_sandbox, server) = subject.start();
        let client = server.stdio(Person::Absent, &[]).await;
        for tool in client.list_all_tools().await.expect("a list") {
            let text = Value::Object(tool.input_schema.as_ref().clone()).to_string();
            for word in ["$ref", "\"null\"", "anyOf", "oneOf", "allOf", "\"default\"", "{{"] {
                assert!(!text.contains(word), "{}: {word} in {text}", tool.name);
            }
            let description = tool.description.unwrap_or_default();
            assert!(!description.is_empty() && description.len() <= 400, "{}: {description}", tool.name);
        }
    }
}

/// What the sandbox received of this operation.
fn received(sandbox: &Sandbox, operation: &Operation) -> Vec<Value> {
    let route = operation.route.split('{').next().unwrap_or_default().trim_end_matches('/').to_owned();
    let requests = sandbox.requests().into_iter();
    let requests =
        requests.filter(|request| request.method == operation.method && request.path.starts_with(&route));
    requests.map(|request| request.json().unwrap_or(Value::Null)).collect()
}

fn confirmations(subject: &Subject) -> Vec<(&'static str, String)> {
    let operations = model(subject.name).operations.into_iter();
    let dangerous = operations.filter(|operation| operation.safety.class == Class::Dangerous);
    vec![("ALLOW_DANGEROUS", dangerous.map(|operation| operation.id).collect::<Vec<_>>().join(","))]
}

async fn every_tool_sends_what_it_was_given(subject: Subject) {
    let (sandbox, server) = subject.start();
    let variables = confirmations(&subject);
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let client = server.stdio(Person::Absent, &variables).await;
    for (operation, arguments) in subject.calls() {
        sandbox.clear_requests();
        let result = call(&client, &operation.mcp, arguments.clone()).await;
        if operation.nature == Nature::Callback {
            assert!(sandbox.requests().is_empty(), "{}: a callback is never sent", operation.id);
            continue;
        }
        if operation.nature == Nature::Login {
            continue;
        }
        let sent = received(&sandbox, &operation);
        assert_eq!(sent.len(), 1, "{}: {result:?}", operation.id);
        for (name, value) in &arguments {
            if !operation.params.iter().any(|param| param.name == *name) {
                assert_eq!(sent[0].get(name), Some(value), "{}: {name}", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn every_tool_of_pay_sends_what_it_was_given() {
    every_tool_sends_what_it_was_given(PAY).await;
}

#[tokio::test]
async fn every_tool_of_commerce_sends_what_it_was_given() {
    every_tool_sends_what_it_was_given(COMMERCE).await;
}

async fn dangerous_tools_without_a_person_are_refused(subject: Subject) {
    let (sandbox, server) = subject.start();
    let client = server.stdio(Person::Absent, &[]).await;
    let mut refused = 0;
    for (operation, arguments) in subject.calls() {
        if operation.safety.class != Class::Dangerous {
            continue;
        }
        for name in std::iter::once(&operation.mcp).chain(&operation.aliases) {
            let result = call(&client, name, arguments.clone()).await;
            assert_eq!(result.is_error, Some(true), "{name}: {result:?}");
            assert_eq!(content(&result)["exit_code"], json!(7), "{name}: {result:?}");
            refused += 1;
        }
    }
    assert!(refused >= 5, "{refused} calls were refused");
    assert!(sandbox.requests().is_empty(), "not even a login");
}

#[tokio::test]
async fn dangerous_tools_of_pay_are_refused() {
    dangerous_tools_without_a_person_are_refused(PAY).await;
}

#[tokio::test]
async fn dangerous_tools_of_commerce_are_refused() {
    dangerous_tools_without_a_person_are_refused(COMMERCE).await;
}

fn payout() -> Map<String, Value> {
    let calls = calls::of("pay");
    calls.into_iter().find(|(id, _)| id == "cash-out-withdraw").expect("a payout").1
}

fn payout_tool() -> String {
    let operations = model("pay").operations;
    operations.into_iter().find(|operation| operation.id == "cash-out-withdraw").expect("a payout").mcp
}

fn balance(sandbox: &Sandbox) -> i64 {
    sandbox.state()["balance"].as_i64().expect("a balance")
}

#[tokio::test]
async fn a_person_decides_about_a_payout_over_stdio() {
    for person in [Person::SaysYes, Person::SaysNo] {
        let (sandbox, server) = PAY.start();
        let client = server.stdio(person, &[]).await;
        assert_decides(&client, person, &sandbox).await;
    }
}

/// Over HTTP nobody moves money without a token that has the right to.
const TOKEN: &str = "0123456789abcdef0123456789abcdef-contract";

#[tokio::test]
async fn a_person_decides_about_a_payout_over_http() {
    for person in [Person::SaysYes, Person::SaysNo] {
        let (sandbox, server) = PAY.start();
        let http = server.http(&[("MCP_TOKEN", TOKEN), ("MCP_TOKEN_RIGHTS", "read,write,money")]);
        let client = http.connect(person).await;
        assert_decides(&client, person, &sandbox).await;
    }
}

async fn assert_decides(client: &Connection, person: Person, sandbox: &Sandbox) {
    let before = balance(sandbox);
    let result = call(client, &payout_tool(), payout()).await;
    let paid = if person == Person::SaysYes { 20_000 } else { 0 };
    assert_eq!(result.is_error == Some(true), paid == 0, "{result:?}");
    assert_eq!(before - balance(sandbox), paid, "{person:?}");
    let questions = client.service().questions.lock().expect("questions").clone();
    assert_eq!(questions.len(), 1);
    for word in ["20000", "@ANA123", "sandbox"] {
        assert!(questions[0].contains(word), "{word}: {}", questions[0]);
    }
}

#[tokio::test]
async fn an_operator_can_allow_one_operation() {
    let (sandbox, server) = PAY.start();
    let before = balance(&sandbox);
    let client = server.stdio(Person::Absent, &[("ALLOW_DANGEROUS", "user-webhooks-post")]).await;
    let result = call(&client, &payout_tool(), payout()).await;
    assert_eq!(content(&result)["exit_code"], json!(7), "another operation is still refused");
    assert_eq!(balance(&sandbox), before);
}

#[tokio::test]
async fn http_serves_the_same_tools() {
    for subject in [PAY, COMMERCE] {
        let (sandbox, server) = subject.start();
        let over_stdio = listing(&server.stdio(Person::Absent, &[]).await).await;
        let http = server.http(&[]);
        let client = http.connect(Person::Absent).await;
        assert_eq!(listing(&client).await, over_stdio);
        let read = match subject.api {
            Api::Pay => "balance",
            Api::Commerce | Api::Kapso => "product-list",
        };
        let calls = subject.calls();
        let (operation, arguments) =
            calls.iter().find(|(operation, _)| operation.id == read).expect("a read");
        let result = call(&client, &operation.mcp, arguments.clone()).await;
        assert_ne!(result.is_error, Some(true), "{result:?}");
        assert_eq!(received(&sandbox, operation).len(), 1);
        let health: Value = reqwest::get(format!("{}/health", http.url()))
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        assert_eq!(health["status"], json!("healthy"));
    }
}

#[tokio::test]
async fn an_unknown_argument_is_refused_by_name() {
    let (sandbox, server) = PAY.start();
    let client = server.stdio(Person::Absent, &[]).await;
    let operations = model("pay").operations;
    let status = operations.iter().find(|operation| operation.id == "payment-status").expect("known");
    let arguments = json!({"reference": "r", "amount": 1}).as_object().cloned().expect("an object");
    let result = call(&client, &status.mcp, arguments).await;
    let told = content(&result);
    assert_eq!((&told["exit_code"], &told["param"]), (&json!(3), &json!("amount")), "{told}");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn twenty_first_calls_log_in_once() {
    let (sandbox, server) = COMMERCE.start();
    let client = Arc::new(server.stdio(Person::Absent, &[]).await);
    let operations = model("commerce").operations;
    let list = operations.iter().find(|operation| operation.id == "product-list").expect("known").mcp.clone();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let (client, list) = (Arc::clone(&client), list.clone());
            tokio::spawn(async move { call(&client, &list, Map::new()).await })
        })
        .collect();
    for one in calls {
        let result = one.await.expect("a call");
        assert_ne!(result.is_error, Some(true), "{result:?}");
    }
    assert_eq!(sandbox.state()["logins"], json!(1));
}

/// No operation may take the name of a tool that every server has: the generator knows all of them.
#[tokio::test]
async fn the_servers_own_tools_are_those_that_the_generator_keeps_free() {
    let (_sandbox, server) = COMMERCE.start();
    let client = server.stdio(Person::Absent, &[("MCP_SURFACE", "search")]).await;
    let tools = client.list_all_tools().await.expect("a list");
    let mut names: Vec<_> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    names.sort_unstable();
    assert_eq!(names, postman_codegen::check::RESERVED_TOOLS);
}
