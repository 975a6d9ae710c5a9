//! `init` at a terminal.

use std::fs;

use crate::process::Machine;
use crate::terminal::Terminal;

const QUESTION: &str = "Another folder";

fn machine() -> Machine {
    let machine = Machine::new("http://127.0.0.1:9");
    fs::create_dir_all(machine.home.path().join(".cursor")).expect("made");
    machine
}

#[test]
fn agents_that_are_found_are_ticked_already() {
    let machine = machine();
    let mut terminal = Terminal::start(&machine, "shop init");
    terminal.answer_unseen(QUESTION, "\r");
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("installed for Cursor") && seen.contains("shop login"), "{seen}");
    let home = machine.home.path();
    assert!(home.join(".cursor/skills/shop-skill/SKILL.md").exists() && !home.join(".claude").exists());
}

#[test]
fn a_person_chooses_others_or_a_folder() {
    let machine = machine();
    let folder = machine.home.path().join("team/skills");
    let mut terminal = Terminal::start(&machine, "shop init");
    // Claude Code is first; Cursor, which is ticked, comes next; the folder is last.
    terminal.answer_unseen(QUESTION, " \u{1b}[B \u{1b}[B\u{1b}[B\u{1b}[B\u{1b}[B \r");
    terminal.answer("Folder of skills: ", &format!("{}\n", folder.display()));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    let home = machine.home.path();
    assert!(home.join(".claude/skills/shop-skill/SKILL.md").exists(), "{seen}");
    assert!(folder.join("shop-skill/SKILL.md").exists() && !home.join(".cursor/skills").exists(), "{seen}");
}

#[test]
fn a_change_of_a_person_is_asked_about_and_no_is_the_default() {
    let machine = machine();
    machine.run(&["skills", "install", "--json"]).data();
    let file = machine.home.path().join(".cursor/skills/shop-skill/SKILL.md");
    fs::write(&file, "mine").expect("written");
    for (keys, code, text) in [("\n", 7, "mine"), ("y\n", 0, "---\nname: shop-skill")] {
        let mut terminal = Terminal::start(&machine, "shop skills update");
        terminal.answer("[y/N] ", keys);
        assert_eq!(terminal.end().0, code);
        assert!(fs::read_to_string(&file).expect("readable").starts_with(text));
    }
}
