//! Memory after many calls, against that after a few: what grows with calls would one day fill the machine.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::callers::{Callers, Parting, Way, any_call, handed_on, hello, send_often};
use crate::hold;
use crate::process::{Api, Process, Server, Settings};

const FEW: usize = 1_000;
const MANY: usize = 10_000;
const CALLERS: usize = 20;
/// How much more is still the same.
const MOST_GROWTH: f64 = 0.10;
/// Before a look, so that what ends by itself has ended.
const REST: Duration = Duration::from_millis(500);

pub fn measure() -> bool {
    let api = Api::start(Duration::ZERO);
    over_http(&api, "without sessions", Way::Stateless, any_call)
        & over_http(&api, "in sessions", Way::InSession, any_call)
        & over_http(&api, "in sessions, handed on by the library", Way::InSession, handed_on)
        & in_new_sessions(&api, "each call in a session that it ends", Parting::Said)
        & in_new_sessions(&api, "each call in a session that nobody ends", Parting::Unsaid)
        & over_stdio(&api)
}

fn over_http(api: &Api, name: &str, way: fn(String) -> Way, message: fn(usize) -> Value) -> bool {
    let server = Server::start(api);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let callers = runtime.block_on(Callers::new(way(server.url.clone())).arrive(CALLERS));
    let call = |calls: usize| {
        runtime.block_on(send_often(&callers, calls, message));
        std::thread::sleep(REST);
        server.process.resident()
    };
    judge(name, call(FEW), call(MANY - FEW))
}

/// Each call opens a session; those that nobody ends pile up to what is kept at once.
fn in_new_sessions(api: &Api, name: &str, parting: Parting) -> bool {
    let server = Server::start(api);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let callers = Callers::new(Way::InSession(server.url.clone()));
    let call = |calls: usize| {
        runtime.block_on(callers.come_and_go(calls, parting));
        std::thread::sleep(REST);
        server.process.resident()
    };
    judge(name, call(FEW), call(MANY - FEW))
}

fn over_stdio(api: &Api) -> bool {
    let settings = Settings::new(&api.url);
    let mut child =
        settings.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let process = Process(child);
    let mut ask = |message: Value| {
        writeln!(input, "{message}").expect("written");
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        assert!(line.contains("\"result\"") || line.contains("\"error\""), "{line}");
    };
    ask(hello(json!({})));
    let mut call = |calls: usize| {
        (0..calls).for_each(|nth| ask(any_call(nth)));
        std::thread::sleep(REST);
        process.resident()
    };
    judge("over standard input", call(FEW), call(MANY - FEW))
}

fn judge(name: &str, few: Option<u64>, many: Option<u64>) -> bool {
    let (Some(few), Some(many)) = (few, many) else {
        println!("memory {name}: this system does not tell");
        return true;
    };
    let growth = many as f64 / few as f64 - 1.0;
    let mib = |bytes: u64| bytes as f64 / 1_048_576.0;
    let what = format!("memory {name}: {:.1} MiB after {FEW}, {:.1} after {MANY}", mib(few), mib(many));
    let wanted = format!("{:.0} %", MOST_GROWTH * 100.0);
    hold(&what, &format!("{:+.1} %", growth * 100.0), &wanted, growth <= MOST_GROWTH)
}
