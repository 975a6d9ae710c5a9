//! From the start of the process to its first answers, and what it then holds in memory.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::callers::{hello, tools};
use crate::hold;
use crate::process::{Process, Settings};

const RUNS: usize = 41;
const MOST_TIME: Duration = Duration::from_millis(15);
const MOST_MEMORY: u64 = 12 * 1024 * 1024;

/// What one start took.
struct Start {
    first: Duration,
    list: Duration,
    resident: Option<u64>,
}

pub fn measure() -> bool {
    // The first runs find cold caches.
    let starts: Vec<Start> = (0..RUNS + 5).map(|_| start()).skip(5).collect();
    let middle = |of: fn(&Start) -> Duration| {
        let mut times: Vec<Duration> = starts.iter().map(of).collect();
        times.sort_unstable();
        times[RUNS / 2]
    };
    let time = |what: &str, time: Duration| {
        let shown = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1_000.0);
        hold(what, &shown(time), &shown(MOST_TIME), time < MOST_TIME)
    };
    let holds = time("start to the answer to initialize", middle(|start| start.first))
        & time("start to the list of tools", middle(|start| start.list));
    let Some(most) = starts.iter().filter_map(|start| start.resident).max() else { return holds };
    let shown = |bytes: u64| format!("{:.1} MiB", bytes as f64 / 1_048_576.0);
    holds & hold("resident after the list", &shown(most), &shown(MOST_MEMORY), most < MOST_MEMORY)
}

/// Starts the server over standard input and output; no API is there, for none is needed.
fn start() -> Start {
    let settings = Settings::new("http://127.0.0.1:9");
    let mut command = settings.command();
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn().expect("it starts");
    let (mut input, output) =
        (child.stdin.take().expect("its input"), child.stdout.take().expect("its output"));
    let process = Process(child);
    let mut output = BufReader::new(output);
    let mut answer = || {
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str::<Value>(&line).expect("JSON")
    };
    writeln!(input, "{}", hello(json!({}))).expect("written");
    assert!(answer()["result"]["serverInfo"].is_object());
    let first = begun.elapsed();
    writeln!(input, "{}", json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).expect("written");
    writeln!(input, "{}", tools()).expect("written");
    assert!(answer()["result"]["tools"].as_array().is_some_and(|tools| tools.len() > 5));
    Start { first, list: begun.elapsed(), resident: process.resident() }
}
