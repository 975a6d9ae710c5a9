//! Every operation of both APIs through a real command-line tool: what a dry run shows is what the sandbox receives, a
//! dangerous one asks, and each documented refusal has its exit code.

use codegen_sandbox::{Api, Fault, FaultKind, Received, Sandbox};
use codegen_tests::calls;
use codegen_tests::cli::{Cli, Run};
use codegen_tests::products::{Product, model};
use postman_codegen::model::{Class, Nature, Operation};
use serde_json::{Map, Value, json};

/// An API with the tool that is tried on it.
struct Subject {
    name: &'static str,
    api: Api,
    product: Product,
}

const PAY: Subject = Subject { name: "pay", api: Api::Pay, product: Product::PayCli };
/// Commerce is published as a server only; its tool is rendered for this test by the same generator.
const COMMERCE: Subject = Subject { name: "commerce", api: Api::Commerce, product: Product::CommerceCli };

impl Subject {
    fn start(&self) -> (Sandbox, Cli) {
        let sandbox = Sandbox::start(self.api).expect("the sandbox starts");
        let cli = Cli::of(self.product, sandbox.url());
        (sandbox, cli)
    }

    /// Each operation with a command line that calls it.
    fn commands(&self) -> Vec<(Operation, Vec<String>)> {
        let mut arguments: Map<String, Value> =
            calls::of(self.name).into_iter().map(|(id, arguments)| (id, Value::Object(arguments))).collect();
        let operations = model(self.name).operations;
        let commands = operations.into_iter().map(|operation| {
            let given = arguments
                .remove(&operation.id)
                .unwrap_or_else(|| panic!("no arguments for {}", operation.id));
            let line = command(&operation, given.as_object().expect("an object"));
            (operation, line)
        });
        let commands: Vec<_> = commands.collect();
        assert!(arguments.is_empty(), "arguments for unknown operations: {arguments:?}");
        commands
    }
}

/// The command line of a call: constants of the operation have no flag.
fn command(operation: &Operation, arguments: &Map<String, Value>) -> Vec<String> {
    let mut line = operation.cli.clone();
    let body = operation.body.as_ref();
    for (name, value) in arguments {
        let fixed =
            body.and_then(|body| body.schema.property(name)).and_then(|property| property.fixed.clone());
        if let Some(fixed) = fixed {
            assert_eq!(fixed, *value, "{}: {name} is what the operation is", operation.id);
            continue;
        }
        line.push(format!("--{}", kebab(name)));
        line.push(match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
    }
    line
}

/// `expiresIn` is `--expires-in`, `id_cliente` is `--id-cliente`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c == '_' {
            out.push('-');
            continue;
        }
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn run(cli: &Cli, line: &[String], more: &[&str]) -> Run {
    let line: Vec<&str> = line.iter().map(String::as_str).chain(more.iter().copied()).collect();
    cli.run_with_login(&line)
}

/// The requests that are the call itself: no login, no token step.
fn of_operation(sandbox: &Sandbox, operation: &Operation) -> Vec<Received> {
    let route = operation.route.split('{').next().unwrap_or_default().trim_end_matches('/').to_owned();
    let sent = sandbox.requests().into_iter();
    sent.filter(|request| request.method == operation.method && request.path.starts_with(&route)).collect()
}

/// `Bearer <login>` in a plan stands for `Bearer` and a value that nobody sees.
fn agrees(planned: &str, received: &str) -> bool {
    match planned.split_once('<') {
        Some((prefix, _)) => received.starts_with(prefix) && received.len() > prefix.len(),
        None => planned == received,
    }
}

fn assert_same(operation: &Operation, plan: &Value, received: &Received) {
    let request = &plan["request"];
    assert_eq!(request["method"], json!(received.method), "{}", operation.id);
    let url = request["url"].as_str().expect("a URL");
    let query = received.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    assert!(
        url.ends_with(&format!("{}{query}", received.path)),
        "{}: {url} is not {}",
        operation.id,
        received.path
    );
    for (name, value) in request["headers"].as_object().expect("headers") {
        let found = received.header(name).unwrap_or_else(|| panic!("{}: {name} was not sent", operation.id));
        let planned = value.as_str().expect("a text");
        assert!(agrees(planned, found), "{}: {name} is {found}, not {planned}", operation.id);
    }
    let sent: Value = if received.body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&received.body).expect("a JSON body")
    };
    assert_masked(&operation.id, &request["body"], &sent);
}

/// Equal but for masks, which stand for a value.
fn assert_masked(id: &str, planned: &Value, sent: &Value) {
    match (planned, sent) {
        (Value::Object(planned), Value::Object(sent)) => {
            let names = |map: &Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(planned), names(sent), "{id}");
            for (name, value) in planned {
                assert_masked(id, value, &sent[name]);
            }
        }
        (Value::String(mask), value) if mask == "***" => assert!(!value.is_null(), "{id}"),
        _ => assert_eq!(planned, sent, "{id}"),
    }
}

fn a_dry_run_is_what_is_sent(subject: &Subject) {
    let (sandbox, cli) = subject.start();
    cli.log_in();
    let mut compared = 0;
    for (operation, line) in subject.commands() {
        if operation.nature == Nature::Login {
            continue;
        }
        sandbox.clear_requests();
        let planned = run(&cli, &line, &["--dry-run", "--json"]);
        assert_eq!(planned.code, 0, "{}: {planned:?}", operation.id);
        assert!(sandbox.requests().is_empty(), "{}: a dry run sends nothing", operation.id);
        let done = run(&cli, &line, &["--yes", "--json"]);
        let received = of_operation(&sandbox, &operation);
        if operation.nature == Nature::Callback {
            assert!(sandbox.requests().is_empty(), "{}: a callback is never sent", operation.id);
            continue;
        }
        assert_eq!(received.len(), 1, "{}: {done:?}", operation.id);
        assert_same(&operation, &planned.json(), &received[0]);
        compared += 1;
    }
    assert!(compared >= 16, "{compared} operations were compared");
}

fn a_dangerous_command_without_a_yes_is_refused_before_any_network_use(subject: &Subject) {
    let (sandbox, cli) = subject.start();
    let mut refused = 0;
    for (operation, line) in subject.commands() {
        if operation.safety.class != Class::Dangerous {
            continue;
        }
        let run = run(&cli, &line, &["--json"]);
        assert_eq!(run.code, 7, "{}: {run:?}", operation.id);
        assert_eq!(
            (&run.error()["exit_code"], &run.error()["sent"]),
            (&json!(7), &json!("no")),
            "{}",
            operation.id
        );
        refused += 1;
    }
    assert!(refused >= 3, "{refused} operations are dangerous");
    assert!(sandbox.requests().is_empty(), "not even a login");
}

/// The contract's table, written down a second time.
fn exit_code(status: u16) -> i32 {
    match status {
        401 | 403 => 2,
        400 | 422 => 3,
        404 => 4,
        429 => 5,
        409 => 8,
        _ => 1,
    }
}

fn each_documented_refusal_has_its_exit_code(subject: &Subject) {
    let (sandbox, cli) = subject.start();
    let mut checked = 0;
    for (operation, line) in subject.commands() {
        if operation.nature != Nature::Call {
            continue;
        }
        for error in &operation.errors {
            let Some(status) = error.status else { continue };
            let body =
                json!({"statusCode": status, "errorCode": error.code, "message": error.message}).to_string();
            let route = operation.route.split('{').next().unwrap_or_default();
            let path = if route == operation.route { route.to_owned() } else { format!("{route}*") };
            let refusal = FaultKind::Status { code: status, body, headers: Vec::new() };
            sandbox.reset().expect("the sandbox starts anew");
            // As often as it may be sent: again after a new login, and a read that may pass by waiting.
            sandbox.fault(Fault::once(operation.method.clone(), path, refusal).times(3));
            // After a server's own failure nobody knows whether the earlier call was done.
            let more: &[&str] = match operation.safety.class {
                Class::Dangerous => &["--yes", "--json", "--repeat"],
                _ => &["--yes", "--json"],
            };
            let run = run(&cli, &line, more);
            assert_eq!(run.code, exit_code(status), "{} {status} {:?}: {run:?}", operation.id, error.code);
            let told = run.error();
            assert_eq!(told["http_status"], json!(status), "{}", operation.id);
            if let Some(code) = &error.code {
                assert_eq!(told["code"], json!(code), "{}", operation.id);
            }
            checked += 1;
        }
    }
    assert!(checked >= 25, "{checked} refusals were tried");
}

#[test]
fn pay_dry_runs() {
    a_dry_run_is_what_is_sent(&PAY);
}

#[test]
fn commerce_dry_runs() {
    a_dry_run_is_what_is_sent(&COMMERCE);
}

#[test]
fn pay_dangerous_commands() {
    a_dangerous_command_without_a_yes_is_refused_before_any_network_use(&PAY);
}

#[test]
fn commerce_dangerous_commands() {
    a_dangerous_command_without_a_yes_is_refused_before_any_network_use(&COMMERCE);
}

#[test]
fn pay_refusals() {
    each_documented_refusal_has_its_exit_code(&PAY);
}

#[test]
fn commerce_refusals() {
    each_documented_refusal_has_its_exit_code(&COMMERCE);
}
