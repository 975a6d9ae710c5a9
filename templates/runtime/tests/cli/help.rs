//! Help, versions, usage errors.

use crate::process::{Machine, Ran};

fn run(arguments: &[&str]) -> Ran {
    Machine::new("http://127.0.0.1:9").run(arguments)
}

/// The text on one line, wherever it was broken.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn help_lists_every_command_with_its_class() {
    let help = run(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for line in
        ["pay-out ", "[dangerous]", "pay-token ", "payouts ", "login ", "whoami ", "exit-codes ", "--dry-run"]
    {
        assert!(help.stdout.contains(line), "{line} in {}", help.stdout);
    }
    assert!(!help.stdout.contains("auth-login"), "the API's login is behind login: {}", help.stdout);
}

#[test]
fn help_says_the_same_with_colours() {
    let mut coloured = Machine::new("http://127.0.0.1:9");
    coloured.forget("NO_COLOR");
    let coloured = coloured.with("CLICOLOR_FORCE", "1");
    for arguments in
        [&["--help"][..], &["-h"], &["payouts", "--help"], &["pay-out", "--help"], &["help"], &["payouts"]]
    {
        let [plain, coloured] = [run(arguments), coloured.run(arguments)];
        for (plain, coloured) in [(&plain.stdout, &coloured.stdout), (&plain.stderr, &coloured.stderr)] {
            assert!(
                !plain.contains('\u{1b}') && coloured.contains('\u{1b}') != plain.is_empty(),
                "{coloured}"
            );
            assert_eq!(&anstream::adapter::strip_str(coloured).to_string(), plain);
        }
    }
}

#[test]
fn the_list_of_commands_fits_a_narrow_page() {
    for columns in [34, 48, 80] {
        let page = Machine::new("http://127.0.0.1:9").with("COLUMNS", &columns.to_string()).run(&["--help"]);
        let (commands, _) = page.stdout.split_once("Global options:").expect("the flags come last");
        assert!(commands.lines().all(|line| line.chars().count() <= columns), "{columns}: {commands}");
        assert!(commands.contains("\n  whoami"), "{columns}: {commands}");
        assert_eq!(
            flat(commands),
            flat(run(&["--help"]).stdout.split("Global options:").next().unwrap_or(""))
        );
    }
}

#[test]
fn help_of_a_command_explains_its_flags() {
    let help = run(&["pay-out", "--help"]).stdout;
    for text in [
        "Usage: shop pay-out --amount <NUMBER> --reference <TEXT> --recipient.key <TEXT> [OPTIONS]",
        "in COP [required; at least 1; unit COP]",
        "[possible values: COP, USD]",
        "[required; at most 20 characters]",
        "[required; JSON inline, @file or @- for stdin; the flags below override it]",
    ] {
        assert!(flat(&help).contains(text), "{text} in {help}");
    }
    assert!(help.ends_with("\n\nOnly on working days.\n"), "{help}");
    assert!(!help.contains("Sends **money**."), "what is said above is not said again: {help}");
    let short = run(&["pay-out", "-h"]).stdout;
    assert!(short.contains("--amount") && !short.contains("working days"), "{short}");
    assert!(help.lines().all(|line| line.is_empty() || !line.trim().is_empty()), "a line of blanks: {help}");
    let constant = run(&["pay-token", "--help"]).stdout;
    assert!(!constant.contains("--service") && constant.contains("--reveal"), "{constant}");
    assert!(run(&["help", "payouts", "status"]).stdout.contains("--reference"));
}

#[test]
fn the_version_says_where_it_comes_from() {
    assert_eq!(run(&["--version"]).stdout, "shop 1.2.3\n");
    let version = run(&["--version", "--json"]).data();
    let keys: Vec<_> = version.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["name", "version", "generator", "rust_version", "collection", "collection_sha256"]);
}

#[test]
fn exit_codes_are_listed() {
    let codes = run(&["exit-codes", "--json"]).data();
    let codes: Vec<_> =
        codes.as_array().expect("a list").iter().filter_map(|entry| entry["code"].as_u64()).collect();
    assert_eq!(codes[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130]);
    assert!(run(&["exit-codes"]).stdout.contains(" 10  it was sent and its outcome is unknown"));
}

#[test]
fn usage_errors_exit_3_and_suggest() {
    let typo = run(&["pay-uot"]);
    assert_eq!((typo.code, typo.stdout.as_str()), (3, ""));
    assert!(typo.stderr.contains("'pay-out'"), "{}", typo.stderr);
    for (arguments, param, hint) in [
        (&["pay-out", "--amout", "1", "--json"][..], "--amout", "did you mean --amount?"),
        (&["--json", "--env", "sandbx", "whoami"][..], "--env", "did you mean sandbox?"),
    ] {
        let error = run(arguments).error();
        assert_eq!((&error["code"], &error["exit_code"]), (&"usage".into(), &3.into()));
        assert_eq!((&error["param"], &error["hint"]), (&param.into(), &hint.into()));
    }
    for arguments in
        [&["--json"][..], &["payouts", "--json"], &["pay", "--json"], &["payouts", "stat", "--json"]]
    {
        assert_eq!(run(arguments).error()["code"], "usage", "{arguments:?}");
    }
    assert_eq!(run(&[]).code, 3);
}

#[test]
fn names_of_profiles_and_environments_are_checked() {
    for (name, value) in [("SHOP_ENV", "moon"), ("SHOP_PROFILE", "../x"), ("SHOP_PROFILE", "a b")] {
        let error = Machine::new("http://127.0.0.1:9").with(name, value).run(&["whoami", "--json"]).error();
        assert_eq!(error["exit_code"], 3, "{name}={value}");
    }
    let long = "x".repeat(65);
    for name in [long.as_str(), "..", "../x", ".hidden", "a/b", "a b", ""] {
        let profile = format!("--profile={name}");
        assert_eq!(run(&["whoami", &profile, "--json"]).error()["code"], "invalid-profile", "{name}");
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let ran = Machine::new("http://127.0.0.1:9").shell("shop exit-codes | true; shop --help | true");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
