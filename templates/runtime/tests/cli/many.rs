//! What must still see every one of 2,000 commands, however little of the tree a start makes.

use std::collections::BTreeSet;

use crate::completion::bash;
use crate::process::{Machine, Ran};

const AREAS: usize = 200;
const THINGS: usize = 10;

fn machine() -> Machine {
    Machine::of("many", "http://127.0.0.1:9")
}

fn run(arguments: &[&str]) -> Ran {
    machine().run(arguments)
}

/// The first words of the lines of a help text.
fn listed(help: &str) -> BTreeSet<&str> {
    help.lines().filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn help_lists_all_names_of_a_level() {
    let help = run(&["--help"]);
    assert_eq!(help.code, 0, "{help:?}");
    let names = listed(&help.stdout);
    for area in 0..AREAS {
        assert!(names.contains(format!("area-{area}").as_str()), "area-{area}");
    }
    let braced = help.stdout.lines().find(|line| line.contains("area-7 "));
    assert!(
        braced.is_some_and(|line| line.ends_with("Area {usage} of {name}, and a { that is alone")),
        "{braced:?}"
    );
    assert!(["schema", "whoami", "--json"].iter().all(|name| names.contains(name)), "own commands and flags");
    for arguments in [&["area-117", "--help"][..], &["help", "area-117"], &["area-117"]] {
        let help = run(arguments);
        let text = format!("{}{}", help.stdout, help.stderr);
        let names = listed(&text);
        assert!((0..THINGS).all(|at| names.contains(format!("thing-{at}").as_str())), "{arguments:?} {text}");
    }
    for arguments in [&["area-117", "thing-3", "--help"][..], &["help", "area-117", "thing-3"]] {
        let help = run(arguments).stdout;
        assert!(help.contains("Does thing 3 of area 117.") && help.contains("--state"), "{help}");
        assert!(help.contains("--json") && help.contains("--dry-run"), "flags of every command: {help}");
    }
}

#[test]
fn a_wrong_word_is_compared_with_all_names_of_its_level() {
    for (arguments, hint) in [
        (&["aera-117", "thing-3", "--json"][..], "area-117"),
        (&["area-117", "thnig-3", "--json"], "thing-3"),
        (&["area-117", "thing-3", "--stat", "open", "--json"], "--state"),
        (&["area-117", "thing-3", "--josn"], "--json"),
    ] {
        let ran = run(arguments);
        assert!(ran.code == 3 && ran.stderr.contains(hint), "{arguments:?} {ran:?}");
    }
}

#[test]
fn flags_of_every_command_stand_at_any_level() {
    for arguments in [
        &["--json", "--dry-run", "area-117", "thing-3"][..],
        &["area-117", "--json", "thing-3", "--dry-run"],
        &["--output", "table", "area-117", "thing-3", "--dry-run", "--output", "json"],
    ] {
        let plan = run(arguments).data();
        assert!(plan.to_string().contains("/areas/117/things/3"), "{arguments:?} {plan}");
    }
    assert_eq!(run(&["--json", "area-117", "--output", "table", "thing-3", "--dry-run"]).code, 3);
    assert_eq!(run(&["--insecure", "area-117", "thing-3"]).code, 3);
}

#[test]
fn the_map_holds_every_command() {
    let map = run(&["commands", "--json"]).data();
    let names: BTreeSet<&str> = map["commands"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|entry| entry["name"].as_str())
        .collect();
    for area in 0..AREAS {
        for at in 0..THINGS {
            assert!(names.contains(format!("area-{area} thing-{at}").as_str()), "area-{area} thing-{at}");
        }
    }
    for own in
        ["whoami", "profile list", "config set-environment", "audit verify", "get", "schema", "man", "doctor"]
    {
        assert!(names.contains(own), "{own}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let machine = machine();
    let folder = machine.home.path().join("man");
    let ran = machine.run(&["man", "--dir", &folder.display().to_string()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for area in 0..AREAS {
        for at in 0..THINGS {
            let page = folder.join(format!("many-area-{area}-thing-{at}.1"));
            assert!(page.is_file(), "{}", page.display());
        }
    }
    let page = std::fs::read_to_string(folder.join("many-area-117-thing-3.1")).expect("a page");
    for text in ["Does thing 3 of area 117.", "state", "json"] {
        assert!(page.contains(text), "{text} in {page}");
    }
}

#[test]
fn completion_offers_every_name_and_the_values_behind_it() {
    let machine = machine();
    let Some(areas) = bash(&machine, &["many", "area-"]) else { return };
    assert_eq!(areas.len(), AREAS);
    let complete = |words: &[&str]| bash(&machine, words).unwrap_or_default();
    assert_eq!(complete(&["many", "area-117", "thing-"]).len(), THINGS);
    assert_eq!(complete(&["many", "area-117", "thing-3", "--state", ""]), ["open", "closed"]);
    assert_eq!(complete(&["many", "area-117", "thing-3", "--outpu"]), ["--output"]);
    assert_eq!(complete(&["many", "schema", "area-117", "thing-3"]), ["thing-3"]);
}
