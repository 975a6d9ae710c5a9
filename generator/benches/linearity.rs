//! Whether reading and lowering stay linear: one run prints the ratios. A column that doubles where the input doubles
//! is linear; no clock of another machine is needed to see it.

mod synthetic;

use std::time::{Duration, Instant};

use postman_codegen::lower::{Source, lower};
use postman_codegen::model::Api;
use postman_codegen::postman;
use serde_json::{Value, json};

/// How often each input is taken; the fastest counts.
const RUNS: usize = 5;

fn main() {
    println!("{:<28} {:>9} {:>9} {:>9} {:>7}", "input", "KiB", "read ms", "lower ms", "ratio");
    series("requests", [500, 1_000, 2_000], synthetic::collection);
    series("requests of one route", [500, 1_000, 2_000], one_route);
    series("KiB of field list", [256, 512, 1_024], |size| {
        described("- `field` (string, required) - text, max 20\n", size)
    });
    series("KiB of table", [256, 512, 1_024], |size| {
        let head = "| Field | Type | Required |\n|---|---|---|\n";
        let mut collection = described("| `to.name` | string | yes |\n", size);
        let text =
            collection["item"][0]["request"]["description"].as_str().map(|rows| format!("{head}{rows}"));
        collection["item"][0]["request"]["description"] = json!(text);
        collection
    });
    series("KiB of conditions", [256, 512, 1_024], |size| {
        described(
            "- `note` (string) - required if `to.name` is `a`; max 20\n- If `a` = `b`: `c` is required\n",
            size,
        )
    });
    series("KiB of cases", [256, 512, 1_024], |size| {
        described("### `to.name` = `Ana`\n\n- `note` (string, required)\n\n", size)
    });
    for mark in ["[", "|", "*", "`a", "> "] {
        series(&format!("KiB of {mark}"), [256, 512, 1_024], |size| described(mark, size));
    }
    series("KiB of prose", [256, 512, 1_024], |size| {
        described("Sends *money* to `name`, at least 1. ", size)
    });
}

/// Each size twice the one before.
fn series(name: &str, sizes: [usize; 3], input: impl Fn(usize) -> Value) {
    let mut before: Option<Duration> = None;
    for size in sizes {
        let text = input(size).to_string();
        let (read, lowered) = fastest(text.as_bytes());
        let total = read + lowered;
        let ratio = before
            .map_or_else(String::new, |before| format!("{:.2}", total.as_secs_f64() / before.as_secs_f64()));
        println!(
            "{:<28} {:>9} {:>9.1} {:>9.1} {ratio:>7}",
            format!("{size} {name}"),
            text.len() / 1024,
            read.as_secs_f64() * 1000.0,
            lowered.as_secs_f64() * 1000.0,
        );
        before = Some(total);
    }
}

fn fastest(bytes: &[u8]) -> (Duration, Duration) {
    let once = || {
        let started = Instant::now();
        let read = postman::parse(bytes, "bench.json").expect("a collection");
        let middle = Instant::now();
        let source = Source { name: "bench".into(), file: "bench.json".into() };
        let api: Api = std::hint::black_box(lower(read, source));
        assert_eq!(api.requests, api.operations.len());
        (middle - started, middle.elapsed())
    };
    let runs: Vec<_> = (0..RUNS).map(|_| once()).collect();
    runs.into_iter().min_by_key(|(read, lowered)| *read + *lowered).unwrap_or_default()
}

/// Requests that differ in their body only, as scenario and RPC collections have them.
fn one_route(requests: usize) -> Value {
    let item = |at: usize| {
        let body = json!({"method": format!("thing.{at}"), "params": {"id": at, "kind": at % 7}}).to_string();
        json!({"name": format!("Call {}", at % 50), "request": {"method": "POST", "url": "https://a.example/rpc",
            "body": {"mode": "raw", "raw": body}}})
    };
    json!({"info": {"name": "One route"}, "item": (0..requests).map(item).collect::<Vec<_>>()})
}

/// One request with a description of so many KiB.
fn described(line: &str, size: usize) -> Value {
    let text = line.repeat(size * 1024 / line.len());
    json!({"info": {"name": "Described"}, "item": [{"name": "Pay", "request": {
        "method": "POST", "url": "https://a.example/pay", "description": text,
        "body": {"mode": "raw", "raw": "{\"field\": \"a\", \"to\": {\"name\": \"b\"}}"}}}]})
}
