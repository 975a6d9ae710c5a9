use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::chain;
use super::read::{UNCLOSED, calls};
use super::verify::{Verdict, verify};
use super::*;

fn entry(number: usize) -> Map<String, Value> {
    json!({"entry": "before", "id": format!("call {number}")}).as_object().cloned().unwrap_or_default()
}

fn log(folder: &Path) -> AuditLog {
    AuditLog::new(
        Place::named(folder.join("audit.log")),
        Who { app: "shop".into(), principal: "default".into() },
    )
}

fn written(folder: &Path, count: usize) -> AuditLog {
    let log = log(folder);
    (0..count).for_each(|number| log.append(entry(number)).expect("written"));
    log
}

fn change(log: &AuditLog, change: impl FnOnce(&mut Vec<String>)) {
    let text = fs::read_to_string(log.path()).expect("readable");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    fs::write(log.path(), lines.iter().map(|line| format!("{line}\n")).collect::<String>()).expect("written");
}

fn findings(log: &AuditLog) -> Vec<(Option<u64>, String)> {
    let verdict = verify(log.path()).expect("readable");
    verdict.findings.into_iter().map(|finding| (finding.line, finding.message.english())).collect()
}

#[test]
fn an_untouched_log_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let verdict = verify(written(folder.path(), 5).path()).expect("readable");
    assert_eq!(
        verdict,
        Verdict { entries: 5, first: 1, last: 5, loose: 0, unclosed: 5, findings: Vec::new() }
    );
    assert_eq!(verify(log(&folder.path().join("none")).path()).expect("readable"), Verdict::default());
}

#[test]
fn edits_gaps_and_a_cut_end_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = |damage: &dyn Fn(&mut Vec<String>)| {
        let folder = tempfile::tempdir_in(folder.path()).expect("a folder");
        let log = written(folder.path(), 4);
        change(&log, damage);
        findings(&log)
    };
    let edited = found(&|lines| lines[1] = lines[1].replace("call 1", "call 9"));
    assert!(
        matches!(edited.as_slice(), [(Some(3), message)] if message.contains("before entry 3")),
        "{edited:?}"
    );
    let gap = found(&|lines| drop(lines.remove(1)));
    assert_eq!(gap, [(Some(2), "entry 3 follows entry 1".to_owned())]);
    let swapped = found(&|lines| lines.swap(0, 1));
    assert!(!swapped.is_empty());
    let cut = found(&|lines| lines.truncate(2));
    assert_eq!(cut, [(None, "entries 3 to 4 are missing: the end was cut off".to_owned())]);
    let last = found(&|lines| lines[3] = lines[3].replace("call 3", "call 9"));
    assert_eq!(last, [(None, "entry 4 is not the one that was written".to_owned())]);
    let emptied = found(&|lines| lines.clear());
    assert_eq!(emptied, [(None, "entries 1 to 4 are missing: the end was cut off".to_owned())]);
}

#[test]
fn the_end_cannot_be_cut_together_with_its_head() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = written(folder.path(), 3);
    change(&log, |lines| lines.truncate(1));
    fs::remove_file(folder.path().join("audit.log.head")).expect("removed");
    assert!(matches!(findings(&log).as_slice(), [(None, message)] if message.contains("head")));
}

#[test]
fn the_chain_goes_on_over_files_lines_of_others_and_crashes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.log");
    fs::write(&path, "{\"command\":\"of another program\"}\nno JSON\n").expect("written");
    let append = |most, number| chain::append(&path, most, entry(number)).expect("written");
    (0..3).for_each(|number| append(u64::MAX, number));
    // A crash in the middle of a line.
    let mut text = fs::read(&path).expect("readable");
    text.extend_from_slice(b"{\"seq\":4,\"pr");
    fs::write(&path, text).expect("written");
    append(u64::MAX, 3);
    (4..9).for_each(|number| append(1, number));
    let verdict = verify(log(folder.path()).path()).expect("readable");
    assert_eq!(
        verdict,
        Verdict { entries: 9, first: 1, last: 9, loose: 3, unclosed: 9, findings: Vec::new() }
    );
    assert!(folder.path().join("audit.log.5").exists());
    let entries = entries(log(folder.path()).path()).expect("readable");
    assert_eq!(entries.last().expect("entries")["id"], "call 8");
    // The oldest files may go; one from the middle may not.
    fs::remove_file(folder.path().join("audit.log.1")).expect("removed");
    let verdict = verify(log(folder.path()).path()).expect("readable");
    assert_eq!((verdict.first, verdict.findings.len()), (5, 0));
    fs::remove_file(folder.path().join("audit.log.3")).expect("removed");
    assert_eq!(findings(&log(folder.path())).len(), 1);
}

#[test]
fn a_head_that_a_crash_left_behind_is_no_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = written(folder.path(), 2);
    let head = folder.path().join("audit.log.head");
    let old = fs::read(&head).expect("readable");
    log.append(entry(2)).expect("written");
    fs::write(&head, old).expect("written");
    assert_eq!(findings(&log), []);
}

#[test]
fn long_lines_do_not_hide_the_number_of_the_last_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log(folder.path());
    for _ in 0..3 {
        let mut long = entry(1);
        long.insert("parameters".into(), "x".repeat(200_000).into());
        log.append(long).expect("written");
    }
    assert_eq!(verify(log.path()).expect("readable").last, 3);
}

#[test]
fn threads_at_once_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log(folder.path());
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let log = &log;
            scope.spawn(move || (0..4).for_each(|n| log.append(entry(thread * 4 + n)).expect("written")));
        }
    });
    let verdict = verify(log.path()).expect("readable");
    assert_eq!((verdict.entries, verdict.findings), (64, Vec::new()));
}

#[test]
fn a_log_is_whole_at_every_moment_while_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.log");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            (0..100).for_each(|number| chain::append(&path, 2_000, entry(number)).expect("written"));
        });
        while !writer.is_finished() {
            assert_eq!(verify(&path).expect("readable").findings, []);
        }
    });
    assert_eq!(verify(&path).expect("readable").entries, 100);
}

#[cfg(unix)]
#[test]
fn a_link_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let theirs: PathBuf = folder.path().join("theirs");
    fs::write(&theirs, "").expect("written");
    std::os::unix::fs::symlink(&theirs, folder.path().join("audit.log")).expect("linked");
    assert!(log(folder.path()).append(entry(0)).is_err());
}

#[test]
fn a_call_without_its_end_has_an_unknown_outcome() {
    let entry = |value: Value| value.as_object().cloned().unwrap_or_default();
    let calls = calls(vec![
        entry(json!({"seq": 1, "entry": "before", "id": "a", "command": "x"})),
        entry(json!({"seq": 2, "entry": "before", "id": "b", "command": "y"})),
        entry(json!({"seq": 3, "entry": "after", "id": "b", "status": 200, "outcome": "answered"})),
    ]);
    let outcomes: Vec<_> = calls.iter().map(|call| call["outcome"].as_str().unwrap_or_default()).collect();
    assert_eq!(outcomes, [UNCLOSED, "answered"]);
    assert_eq!(calls[1]["status"], 200);
}
