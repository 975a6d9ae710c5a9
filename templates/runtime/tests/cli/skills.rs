//! Skills: brought to agents and taken away again, while everything of a user's stays byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use codegen_runtime::runtime::extras::skills::record::digest;
use serde_json::{Value, json};

use crate::process::Machine;

/// What `--ide` calls an agent, what exists where it is used, and where it looks for skills.
const AGENTS: &[(&str, &str, &str)] = &[
    ("claude-code", ".claude", ".claude/skills"),
    ("cursor", ".cursor", ".cursor/skills"),
    ("opencode", ".config/opencode", ".config/opencode/skills"),
    ("codex", ".codex", ".agents/skills"),
    ("antigravity", ".gemini/antigravity", ".gemini/config/skills"),
    ("agents", ".agents", ".agents/skills"),
];

/// Nobody listens there: skills need no network.
fn machine() -> Machine {
    Machine::new("http://127.0.0.1:9")
}

fn write(machine: &Machine, path: &str, text: &str) {
    let path = machine.home.path().join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn read(machine: &Machine, path: &str) -> String {
    fs::read_to_string(machine.home.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file with its bytes, and every folder.
pub fn tree(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut tree = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.display().to_string();
        if entry.file_type().expect("known").is_dir() {
            tree.extend(self::tree(&path));
            tree.insert(name, None);
        } else {
            tree.insert(name, Some(fs::read(path).unwrap_or_default()));
        }
    }
    tree
}

fn state(machine: &Machine, agent: &str) -> Value {
    machine.run(&["skills", "list", "--ide", agent, "--json"]).data()["places"][0].clone()
}

#[test]
fn each_agent_gets_the_skill_and_loses_it_without_a_trace() {
    for (agent, sign, skills) in AGENTS {
        let machine = machine();
        write(&machine, &format!("{sign}/settings.json"), "{\"theirs\": true}\r\n");
        write(&machine, &format!("{skills}/mine/SKILL.md"), "mine");
        let before = tree(machine.home.path());
        assert_eq!(
            (&state(&machine, agent)["found"], &state(&machine, agent)["state"]),
            (&json!(true), &json!("absent"))
        );
        let done = machine.run(&["skills", "install", "--json"]).data();
        assert_eq!(done["places"][0]["outcome"], "installed", "{agent}");
        assert!(read(&machine, &format!("{skills}/shop-skill/SKILL.md")).contains("name: shop-skill"));
        assert_eq!(read(&machine, &format!("{skills}/shop-skill/references/pay-out.md")), "Pay out.\n");
        assert_eq!(state(&machine, agent)["state"], "current");
        let installed = tree(machine.home.path());
        let again = machine.run(&["skills", "install", "--ide", agent, "--json"]).data();
        assert_eq!(again["places"][0]["outcome"], "unchanged");
        assert_eq!(tree(machine.home.path()), installed);
        machine.run(&["skills", "uninstall", "--json"]).data();
        assert_eq!(tree(machine.home.path()), before, "{agent}");
    }
}

#[test]
fn folders_that_were_made_go_again_and_those_in_use_stay() {
    let machine = machine();
    machine.run(&["skills", "install", "--ide", "opencode", "--ide", "codex", "--json"]).data();
    write(&machine, ".agents/skills/other/SKILL.md", "another tool's");
    machine.run(&["skills", "uninstall", "--json"]).data();
    let left: Vec<String> = tree(machine.home.path()).into_keys().collect();
    assert_eq!(left.len(), 4, "{left:?}");
    assert_eq!(read(&machine, ".agents/skills/other/SKILL.md"), "another tool's");
}

#[test]
fn nothing_is_done_where_no_agent_is_or_nobody_wants_it() {
    let machine = machine();
    let error = machine.run(&["skills", "install", "--json"]).error();
    assert_eq!(error["exit_code"], 4);
    assert!(
        error["hint"].as_str().is_some_and(|hint| hint.contains("--ide") && hint.contains("claude-code"))
    );
    assert_eq!(machine.run(&["skills", "update", "--json"]).error()["exit_code"], 4);
    assert_eq!(machine.run(&["skills", "uninstall", "--json"]).data()["places"], json!([]));
    write(&machine, ".claude/settings.json", "{}");
    let before = tree(machine.home.path());
    machine.run(&["skills", "install", "--dry-run", "--json"]).data();
    let unwanted = machine.with("SHOP_NO_SKILLS", "1");
    assert_eq!(unwanted.run(&["skills", "install"]).code, 0);
    assert_eq!(tree(unwanted.home.path()), before);
    // Who names a place wants it there.
    unwanted.run(&["skills", "install", "--ide", "claude", "--json"]).data();
    assert!(read(&unwanted, ".claude/skills/shop-skill/SKILL.md").contains("Sell."));
}

#[test]
fn what_a_person_changed_is_asked_about() {
    let machine = machine();
    let file = ".claude/skills/shop-skill/SKILL.md";
    machine.run(&["skills", "install", "--ide", "claude", "--json"]).data();
    write(&machine, file, "my own words");
    write(&machine, ".claude/skills/shop-skill/notes.md", "my notes");
    assert_eq!(state(&machine, "claude")["edited"], json!(["SKILL.md"]));
    for command in ["install", "update", "uninstall"] {
        let error = machine.run(&["skills", command, "--ide", "claude", "--json"]).error();
        assert_eq!(
            (&error["exit_code"], &error["code"]),
            (&json!(7), &json!("confirmation-needed")),
            "{command}"
        );
        assert!(error["message"].as_str().is_some_and(|text| text.contains("SKILL.md")), "{error}");
        assert_eq!(read(&machine, file), "my own words");
    }
    let done = machine.run(&["skills", "update", "--yes", "--json"]).data();
    assert_eq!(done["places"][0]["stay"], json!(["notes.md"]));
    assert!(read(&machine, file).contains("Sell."));
    write(&machine, file, "my own words again");
    machine.run(&["skills", "uninstall", "--yes", "--json"]).data();
    let left: Vec<String> = tree(&machine.home.path().join(".claude")).into_keys().collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(read(&machine, ".claude/skills/shop-skill/notes.md"), "my notes");
}

#[test]
fn an_older_version_is_brought_up_to_date_and_only_in_full() {
    let machine = machine();
    for folder in [".claude", ".cursor"] {
        let old = [("SKILL.md", "old"), ("references/gone.md", "gone")];
        let files: BTreeMap<&str, String> =
            old.iter().map(|(path, text)| (*path, digest(text.as_bytes()))).collect();
        let record = json!({"by": "shop", "version": "1.0.0", "made": 0, "files": files});
        for (path, text) in old {
            write(&machine, &format!("{folder}/skills/shop-skill/{path}"), text);
        }
        write(&machine, &format!("{folder}/skills/shop-skill/.installed.json"), &record.to_string());
    }
    assert_eq!(state(&machine, "cursor")["state"], "outdated");
    // One place in which somebody's words stand keeps the other as it is too.
    write(&machine, ".cursor/skills/shop-skill/SKILL.md", "mine");
    assert_eq!(machine.run(&["skills", "update", "--json"]).error()["exit_code"], 7);
    assert_eq!(read(&machine, ".claude/skills/shop-skill/SKILL.md"), "old");
    write(&machine, ".cursor/skills/shop-skill/SKILL.md", "old");
    let done = machine.run(&["skills", "update", "--json"]).data();
    assert_eq!(done["places"][1]["removed"], json!(["references/gone.md"]));
    assert!(!machine.home.path().join(".claude/skills/shop-skill/references/gone.md").exists());
    assert_eq!(state(&machine, "claude")["installed"], "1.2.3");
}

#[test]
fn the_skill_of_another_program_stays_until_somebody_says_otherwise() {
    let machine = machine();
    let published = [("SKILL.md", "---\nname: shop-skill\n---\ntheirs"), ("references/cash-in.md", "theirs")];
    for (path, text) in published {
        write(&machine, &format!(".cursor/skills/shop-skill/{path}"), text);
    }
    let before = tree(machine.home.path());
    assert_eq!(state(&machine, "cursor")["state"], "foreign");
    let listed = machine.run(&["skills", "list"]).stdout;
    assert!(listed.contains("another program's; shop skills install --yes"), "{listed}");
    let error = machine.run(&["skills", "install", "--json"]).error();
    assert!(
        error["exit_code"] == 7 && error["hint"].as_str().is_some_and(|hint| hint.contains("--yes")),
        "{error}"
    );
    let left = machine.run(&["skills", "uninstall", "--yes", "--json"]).data();
    assert_eq!(left["places"][0]["outcome"], "foreign");
    assert_eq!(tree(machine.home.path()), before);
    let done = machine.run(&["skills", "install", "--yes", "--json"]).data();
    assert_eq!(done["places"][0]["stay"], json!(["references/cash-in.md"]));
    assert_eq!(state(&machine, "cursor")["state"], "current");
    machine.run(&["skills", "uninstall", "--json"]).data();
    assert_eq!(read(&machine, ".cursor/skills/shop-skill/references/cash-in.md"), "theirs");
}

#[test]
fn links_are_not_followed() {
    let outside = tempfile::tempdir().expect("a folder");
    let nothing = |why: &str| assert!(tree(outside.path()).is_empty(), "{why}: {:?}", tree(outside.path()));
    let refused = |machine: &Machine, why: &str| {
        let error = machine.run(&["skills", "install", "--ide", "claude", "--yes", "--json"]).error();
        assert_eq!((&error["exit_code"], &error["code"]), (&json!(7), &json!("link-in-the-way")), "{why}");
        nothing(why);
    };
    let led = machine();
    symlink(outside.path(), led.home.path().join(".claude")).expect("linked");
    refused(&led, "the agent's folder leads away");
    assert_eq!(state(&led, "claude")["state"], "unusable");
    let skill = machine();
    fs::create_dir_all(skill.home.path().join(".claude/skills")).expect("made");
    symlink(outside.path(), skill.home.path().join(".claude/skills/shop-skill")).expect("linked");
    refused(&skill, "the skill's folder is a link");
    let inner = machine();
    fs::create_dir_all(inner.home.path().join(".claude/skills/shop-skill")).expect("made");
    symlink(outside.path(), inner.home.path().join(".claude/skills/shop-skill/references")).expect("linked");
    refused(&inner, "a folder in it is a link");
    // Within the home folder people arrange things as they like.
    let own = machine();
    fs::create_dir(own.home.path().join("dotfiles")).expect("made");
    symlink(own.home.path().join("dotfiles"), own.home.path().join(".claude")).expect("linked");
    own.run(&["skills", "install", "--ide", "claude", "--json"]).data();
    assert!(read(&own, "dotfiles/skills/shop-skill/SKILL.md").contains("Sell."));
}

#[test]
fn a_record_that_leads_elsewhere_removes_nothing_there() {
    let machine = machine();
    write(&machine, "keep.txt", "x");
    machine.run(&["skills", "install", "--ide", "claude", "--json"]).data();
    let record = json!({
        "by": "shop", "version": "1.2.3", "made": 9,
        "files": {"../../../keep.txt": digest(b"x"), "SKILL.md": "0"},
    });
    write(&machine, ".claude/skills/shop-skill/.installed.json", &record.to_string());
    assert_eq!(state(&machine, "claude")["state"], "foreign");
    machine.run(&["skills", "uninstall", "--yes", "--json"]).data();
    assert_eq!(read(&machine, "keep.txt"), "x");
}

#[test]
fn a_folder_that_is_named_gets_the_skill() {
    let machine = machine();
    let folder = machine.home.path().join("somewhere/else");
    let folder = folder.to_str().expect("a path");
    machine.run(&["skills", "install", "--path", folder, "--json"]).data();
    assert!(read(&machine, "somewhere/else/shop-skill/SKILL.md").contains("Sell."));
    let listed = machine.run(&["skills", "list", "--path", folder, "--json"]).data();
    assert_eq!(listed["places"][0]["state"], "current");
    // An update, a list and a removal that name no place know it.
    let file = machine.home.path().join("somewhere/else/shop-skill/references/pay-out.md");
    let record = machine.home.path().join("somewhere/else/shop-skill/.installed.json");
    let older = fs::read_to_string(&record).expect("a record").replace("1.2.3", "1.2.2");
    fs::write(&record, older).expect("written");
    let places = |words: &[&str]| machine.run(&[words, &["--json"]].concat()).data()["places"].clone();
    let listed = places(&["skills", "list"]);
    let known = listed.as_array().and_then(|places| places.last()).expect("a place");
    assert_eq!((&known["state"], &known["agents"]), (&json!("outdated"), &json!([])));
    assert_eq!(places(&["skills", "update"])[0]["outcome"], "updated");
    assert!(file.exists());
    places(&["skills", "uninstall"]);
    assert!(!machine.home.path().join("somewhere").exists());
    let error = machine.run(&["skills", "update", "--json"]).error();
    assert_eq!(error["code"], "not-installed");
}

#[test]
fn a_wizard_needs_a_terminal_and_a_program_without_a_skill_has_none_of_this() {
    let error = machine().run(&["init", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&json!(7), &json!("no-terminal")));
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("skills install")));
    let cloud = Machine::cloud("http://127.0.0.1:9");
    assert_eq!(cloud.run(&["skills", "list"]).code, 3);
    assert!(!cloud.run(&["--help"]).stdout.contains("skills"));
}
