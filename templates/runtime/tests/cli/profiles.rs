//! Profiles, choices and their order, and forgetting it all.

use std::fs;

use serde_json::{Value, json};

use crate::process::{Machine, PAY_OUT, Ran, api};

fn place(machine: &Machine, arguments: &[&str]) -> (String, String) {
    let state = machine.run(&[&["whoami", "--json"], arguments].concat()).data();
    let text = |name: &str| state[name].as_str().unwrap_or_default().to_owned();
    (text("profile"), text("env"))
}

fn is(profile: &str, environment: &str) -> (String, String) {
    (profile.to_owned(), environment.to_owned())
}

#[test]
fn flags_win_over_variables_over_choices_over_defaults() {
    let machine = Machine::new("http://127.0.0.1:9");
    assert_eq!(place(&machine, &[]), is("default", "sandbox"));
    machine.run(&["config", "set-profile", "till", "--json"]).data();
    machine.run(&["config", "set-environment", "prod", "--json"]).data();
    assert_eq!(place(&machine, &[]), is("till", "prod"));
    machine.run(&["profile", "set", "env=sandbox", "--json"]).data();
    assert_eq!(place(&machine, &[]), is("till", "sandbox"));
    assert_eq!(place(&machine, &["--profile", "other"]), is("other", "prod"));
    let machine = machine.with("SHOP_PROFILE", "variable").with("SHOP_ENV", "sandbox");
    assert_eq!(place(&machine, &[]), is("variable", "sandbox"));
    assert_eq!(place(&machine, &["--profile", "flag", "--env", "prod"]), is("flag", "prod"));
}

#[test]
fn choices_are_shown_and_taken_back() {
    let machine = Machine::new("http://127.0.0.1:9");
    let get = || machine.run(&["config", "get-environment", "--json"]).data();
    assert_eq!(get(), json!({"environment": "sandbox", "source": "default"}));
    assert_eq!(
        machine.run(&["config", "set-environment", "prod", "--dry-run", "--json"]).data()["dry_run"],
        true
    );
    assert_eq!(get()["source"], "default");
    machine.run(&["config", "set-environment", "prod", "--json"]).data();
    assert_eq!(get(), json!({"environment": "prod", "source": "chosen"}));
    machine.run(&["config", "clear-environment", "--json"]).data();
    assert_eq!(get()["environment"], "sandbox");
    assert_eq!(machine.run(&["config", "set-environment", "moon", "--json"]).code, 3);
    assert_eq!(machine.run(&["config", "set-profile", "../x", "--json"]).error()["code"], "invalid-profile");
}

#[test]
fn a_command_to_copy_names_what_was_chosen_otherwise() {
    let machine = Machine::new("http://127.0.0.1:9");
    machine.run(&["config", "set-environment", "prod", "--json"]).data();
    let error = machine.run(&["payouts", "search", "--env", "sandbox", "--json"]).error();
    let hint = error["hint"].as_str().unwrap_or_default().to_owned();
    assert!(hint.contains("shop login --env sandbox"), "{hint}");
}

fn names(machine: &Machine) -> Vec<String> {
    let all = machine.run(&["profile", "list", "--json"]).data();
    let names = all.as_array().into_iter().flatten();
    names.map(|profile| profile["profile"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn profiles_are_made_used_renamed_and_deleted_with_their_sessions() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for arguments in
        [&["--profile", "till"][..], &["--profile", "till", "--env", "prod"], &["--profile", "web"]]
    {
        machine.run(&[&["login", "--json"], arguments].concat()).data();
    }
    assert_eq!(names(&machine), ["default", "till", "web"]);
    let till = machine.run(&["profile", "show", "till", "--json"]).data();
    assert_eq!(till["sessions"], json!(["prod", "sandbox"]));
    let error = machine.run(&["profile", "use", "tilll", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["hint"]), (&4.into(), &"did you mean till?".into()));
    machine.run(&["profile", "use", "till", "--json"]).data();
    assert_eq!(machine.run(&["profile", "rename", "till", "web", "--json"]).error()["exit_code"], 8);
    machine.run(&["profile", "rename", "till", "shop-1", "--json"]).data();
    let who = machine.run(&["whoami", "--json"]).data();
    assert_eq!((&who["profile"], &who["authenticated"]), (&"shop-1".into(), &true.into()));
    assert!(machine.run(&["profile", "list"]).stdout.contains("* shop-1  sandbox  session in prod, sandbox"));
    let error = machine.run(&["profile", "delete", "shop-1", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"confirmation-needed".into()));
    machine.run(&["profile", "delete", "shop-1", "--yes", "--json"]).data();
    assert_eq!(names(&machine), ["default", "web"]);
    assert_eq!(machine.run(&["profile", "set", "colour=red", "--json"]).error()["exit_code"], 3);
}

#[test]
fn a_reset_forgets_everything_but_the_records() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["login", "--json"]).data();
    machine.run(&["config", "set-environment", "sandbox", "--json"]).data();
    machine.run(PAY_OUT).data();
    assert_eq!(machine.run(&["reset", "--json"]).error()["exit_code"], 7);
    let dry = machine.run(&["reset", "--dry-run", "--json"]).data();
    assert_eq!(dry["sessions"], json!([{"profile": "default", "env": "sandbox"}]));
    assert!(machine.credentials().exists());
    assert_eq!(machine.run(&["reset", "--yes", "--json"]).data()["reset"], true);
    let folder = machine.credentials();
    let folder = folder.parent().expect("a folder");
    assert!(!machine.credentials().exists() && !folder.join("config.json").exists());
    assert_eq!(machine.audit().len(), 2);
}

#[test]
fn a_damaged_file_of_choices_is_named_and_stays() {
    let machine = Machine::new("http://127.0.0.1:9");
    machine.run(&["config", "set-environment", "prod", "--json"]).data();
    let path = machine.credentials().with_file_name("config.json");
    fs::write(&path, "{").expect("written");
    let error = machine.run(&["config", "set-environment", "prod", "--json"]).error();
    assert_eq!(error["code"], "settings-broken");
    assert_eq!(fs::read_to_string(&path).expect("there"), "{");
}

#[test]
fn sixty_four_processes_at_once_lose_nothing() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let started: Vec<_> = (0..64)
        .map(|number| {
            let profile = format!("p{number}");
            machine.command(&["login", "--profile", &profile, "--json"]).spawn().expect("runs")
        })
        .collect();
    for child in started {
        let ran = Ran::from(child.wait_with_output().expect("ends"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    assert_eq!(names(&machine).len(), 65);
    let payouts: Vec<_> = (0..64)
        .map(|number| {
            let amount = format!("{}.5", number + 1);
            let swapped =
                PAY_OUT.iter().map(|word| if *word == "50000.10" { amount.as_str() } else { *word });
            machine.command(&swapped.chain(["--profile", "p7"]).collect::<Vec<_>>()).spawn().expect("runs")
        })
        .collect();
    for child in payouts {
        let ran = Ran::from(child.wait_with_output().expect("ends"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let verdict: Value = machine.run(&["audit", "verify", "--json"]).data();
    assert_eq!(verdict["entries"], 128);
}
