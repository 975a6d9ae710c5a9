//! What the generated README says of the tool is what the tool is, in both languages.

use std::collections::BTreeSet;

use codegen_tests::cli::{Cli, finish};
use codegen_tests::products::readme;

const LANGUAGES: &[&str] = &["en", "es"];

/// Texts between backticks.
fn quoted(readme: &str) -> impl Iterator<Item = &str> {
    readme.split('`').skip(1).step_by(2).filter(|text| !text.is_empty() && !text.contains('\n'))
}

/// Every command of the tool, its words joined by blanks, and whether it is the program's own.
fn commands(cli: &Cli) -> Vec<(String, bool)> {
    let map = cli.run(&["commands", "--json"]).json();
    let entries = map["commands"].as_array().expect("a list").iter();
    entries
        .map(|entry| (entry["name"].as_str().expect("a name").to_owned(), entry["class"] == "own"))
        .collect()
}

#[test]
fn every_command_is_listed() {
    let cli = Cli::at("http://127.0.0.1:9");
    for language in LANGUAGES {
        let readme = readme(language);
        let words: BTreeSet<&str> =
            quoted(&readme).flat_map(|text| [text, text.split(' ').next().unwrap_or_default()]).collect();
        let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        let missing: Vec<_> = commands(&cli)
            .into_iter()
            .map(|(name, own)| if own { first(&name) } else { name })
            .filter(|name| !words.contains(name.as_str()))
            .collect();
        assert!(missing.is_empty(), "{language}: {missing:?} are not in README");
    }
}

#[test]
fn every_flag_that_is_named_exists() {
    let cli = Cli::at("http://127.0.0.1:9");
    let mut known = cli.run(&["--help"]).stdout;
    for (name, _) in commands(&cli) {
        let words: Vec<&str> = name.split(' ').chain(["--help"]).collect();
        known.push_str(&finish(cli.command(&words).env("COLUMNS", "100")).stdout);
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !is_word(c)).filter(|word| word.starts_with("--"));
        words.map(|word| word.trim_end_matches('.').to_owned()).collect()
    };
    let known = words(&known);
    for language in LANGUAGES {
        let readme = readme(language);
        let named: BTreeSet<String> = quoted(&readme).flat_map(words).collect();
        // They are cargo's.
        let of_others = ["--locked", "--path", "--"];
        let unknown: Vec<_> =
            named.difference(&known).filter(|flag| !of_others.contains(&flag.as_str())).collect();
        assert!(unknown.is_empty(), "{language}: the tool has no {unknown:?}");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_tool() {
    let listed = Cli::at("http://127.0.0.1:9").run(&["exit-codes", "--json"]).json();
    let general = listed.as_array().expect("a list").iter().filter(|entry| entry.get("command").is_none());
    let general: Vec<String> = general.map(|entry| entry["code"].to_string()).collect();
    for (language, heading) in [("en", "## Exit codes"), ("es", "## Códigos de salida")] {
        let readme = readme(language);
        let table = readme.split(heading).nth(1).expect("the heading").lines().skip(4);
        let codes = table.take_while(|line| line.starts_with('|'));
        let codes: Vec<String> =
            codes.filter_map(|line| line.split('|').nth(1)).map(|code| code.trim().to_owned()).collect();
        assert_eq!(codes, general, "{language}");
    }
}

#[test]
fn both_languages_name_the_same_things() {
    let named = |language: &str| -> BTreeSet<String> {
        // A placeholder has another name in each language.
        let plain = |text: &&str| !text.split([' ', ':', '=', '@']).any(is_placeholder);
        quoted(&readme(language)).filter(plain).map(str::to_owned).collect()
    };
    assert_eq!(named("en"), named("es"));
}

/// `NAME`, `AMOUNT`, `file`.
fn is_placeholder(word: &str) -> bool {
    let others = ["file", "archivo", "NAME_FILE", "NOMBRE_FILE"];
    others.contains(&word) || word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase() || c == ',')
}
