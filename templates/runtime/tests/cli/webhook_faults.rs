//! Senders that are slow, loud or many do no harm, and a receiver ends when it is told to.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::notices::{Running, api_that_says, machine, notice, post, raw};

/// The most memory that a process ever had, in KiB.
fn peak(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = text.lines().find(|line| line.starts_with("VmHWM")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn a_large_body_is_refused_and_takes_no_memory() {
    let api = api_that_says(2);
    let (running, port) = Running::listen(&machine(&api.url()), &[]);
    let before = peak(running.child.id());
    let large = "x".repeat(10 * 1024 * 1024);
    for _ in 0..3 {
        assert_eq!(post(port, "/", &large), 413);
    }
    let chunk = format!("{:x}\r\n{}\r\n", 32 * 1024, "x".repeat(32 * 1024));
    let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(raw(port, &format!("{head}{}", chunk.repeat(300))), 413);
    assert_eq!(raw(port, &format!("POST / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(100_000))), 431);
    assert_eq!(raw(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 405);
    let grown = peak(running.child.id()) - before;
    assert!(grown < 8 * 1024, "{grown} KiB more");
    // In pieces, a notice is one as well.
    let body = notice("d1", "r-1", "2");
    let (first, second) = body.split_at(20);
    let pieces = format!("{head}14\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
    assert_eq!(raw(port, &pieces), 202);
    assert_eq!(running.record()["standing"], "proven");
    running.stop();
}

#[test]
fn slow_senders_hold_nobody_up() {
    let api = api_that_says(2);
    let (running, port) = Running::listen(&machine(&api.url()), &[]);
    let slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
            stream.write_all(b"POST / HTTP/1.1\r\nContent-Le").expect("sent");
            stream
        })
        .collect();
    let started = Instant::now();
    assert_eq!(post(port, "/", &notice("d1", "r-1", "2")), 202);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(running.record()["standing"], "proven");
    let stopped = Instant::now();
    assert_eq!(running.stop().code, 0);
    assert!(stopped.elapsed() < Duration::from_secs(5));
    drop(slow);
}

#[test]
fn two_hundred_deliveries_at_once_are_each_answered() {
    let api = api_that_says(2);
    let (running, port) = Running::listen(&machine(&api.url()), &[]);
    let senders: Vec<_> = (0..200)
        .map(|number| {
            thread::spawn(move || {
                // Each second one is a copy of the one before.
                post(port, "/", &notice(&format!("d{}", number / 2), "r-1", "2"))
            })
        })
        .collect();
    let answers: Vec<u16> = senders.into_iter().map(|sender| sender.join().expect("no panic")).collect();
    let count = |wanted: u16| answers.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(202), count(409)), (100, 100), "{answers:?}");
    for _ in 0..100 {
        assert_eq!(running.record()["standing"], "proven");
    }
    assert!(running.is_silent());
    assert!(peak(running.child.id()) < 128 * 1024, "{} KiB", peak(running.child.id()));
    running.stop();
}

#[test]
fn both_signals_end_it_cleanly() {
    let api = api_that_says(2);
    let machine = machine(&api.url());
    for signal in ["-INT", "-TERM"] {
        let (running, port) = Running::listen(&machine, &[]);
        running.signal(signal);
        assert_eq!(running.end().code, 0, "{signal}");
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the port is free again");
    }
}
