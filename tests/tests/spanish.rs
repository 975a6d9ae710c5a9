//! A Spanish server says nothing in English: every sentence in the sources of what it shows has its translation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Words that make a text English.
const ENGLISH: &[&str] = &[
    "the", "is", "are", "was", "not", "of", "to", "and", "or", "it", "its", "this", "that", "an", "for",
    "with", "has", "be", "by", "from", "what", "which", "nobody", "cannot", "must", "nothing", "there",
    "call", "again", "answered", "refused", "logged", "needs",
];
/// Words of a text that says *tú* where it should say *usted*.
const FAMILIAR: &[&str] =
    &["tu", "tus", "tú", "ti", "contigo", "puedes", "debes", "tienes", "quieres", "haz"];

/// What the server never shows, or shows to nobody who reads Spanish: HTTP itself, names of programs, and what only
/// the command line says, whose texts are English. Each with the file that may say it.
const ELSEWHERE: &[(&str, &str)] = &[
    // Names of programs.
    ("core/agent.rs", "an agent"),
    // Exit codes with their meanings stand in documents of the command line.
    ("core/failure.rs", ""),
    // Where a header comes from, for `--dry-run`.
    ("core/request.rs", "{origin} and {}"),
    // The form of `--expect`, for its help.
    ("core/stakes/mod.rs", "RECIPIENT is"),
    ("core/stakes/mod.rs", "RECIPIENT, which is"),
    // Names of keychains.
    ("account/keychain/", "the Secret Service"),
    ("account/keychain/", "the login keychain"),
    ("account/keychain/", "the Credential Manager"),
    // Words of HTTP.
    ("account/request.rs", ""),
    // Questions of the command line before it sends something.
    ("account/prompt.rs", "to send it"),
    ("account/prompt.rs", "Send it?"),
    // HTTP's own refusals, which programs read.
    ("mcp/guard.rs", "not allowed"),
    ("mcp/pages.rs", "Resource not found"),
    // An argument with its value.
    ("mcp/claim.rs", "repeat_"),
    // Words of example tokens, in several languages.
    ("mcp/principals/strength.rs", "changeme"),
    // The API of tests.
    ("mcp/surface/sample.rs", ""),
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/runtime/src/runtime")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> TokenStream {
    fs::read_to_string(path).expect("a source").parse().expect("Rust")
}

fn literal(tree: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = tree else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// The pairs of the tables.
fn pairs(stream: TokenStream, found: &mut Vec<(String, String)>) {
    for tree in stream {
        let TokenTree::Group(group) = tree else { continue };
        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
        match (group.delimiter(), inside.iter().filter_map(literal).collect::<Vec<_>>().as_slice()) {
            (Delimiter::Parenthesis, [english, spanish]) => found.push((english.clone(), spanish.clone())),
            _ => pairs(group.stream(), found),
        }
    }
}

fn table() -> BTreeMap<String, String> {
    let mut tables = Vec::new();
    files(&sources().join("core/spanish"), &mut tables);
    let mut found = Vec::new();
    tables.iter().for_each(|path| pairs(read(path), &mut found));
    let count = found.len();
    let table: BTreeMap<_, _> = found.into_iter().collect();
    assert!(count > 300 && table.len() == count, "{} sentences stand twice", count - table.len());
    table
}

fn words(text: &str) -> BTreeSet<String> {
    let plain = |c: char| !c.is_alphanumeric();
    text.split(plain).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn among(text: &str, listed: &[&str]) -> Vec<String> {
    // What stands in quotes or names a program's own word is the same in every language.
    let bare: String = text.split('`').step_by(2).collect();
    words(&bare).into_iter().filter(|word| listed.contains(&word.as_str())).collect()
}

fn holes(text: &str) -> usize {
    text.matches("{}").count() + (0..9).map(|at| text.matches(&format!("{{{at}}}")).count()).sum::<usize>()
}

/// Literals outside tests, attributes and logs.
fn literals(stream: TokenStream, found: &mut Vec<String>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let next = trees.get(at + 1);
        match (tree, next) {
            // Inner attributes, and with them the documentation of a file.
            (TokenTree::Punct(hash), Some(TokenTree::Punct(bang)))
                if hash.as_char() == '#' && bang.as_char() == '!' =>
            {
                at += 3;
                continue;
            }
            (TokenTree::Punct(punct), Some(TokenTree::Group(group))) if punct.as_char() == '#' => {
                let attribute = group.stream().to_string().replace(' ', "");
                at += 2;
                if attribute == "cfg(test)" {
                    while trees.get(at).is_some_and(|tree| !ends_item(tree)) {
                        at += 1;
                    }
                    at += 1;
                }
                continue;
            }
            (TokenTree::Ident(name), _) if name == "tracing" => {
                while trees.get(at).is_some_and(|tree| !matches!(tree, TokenTree::Group(_))) {
                    at += 1;
                }
                at += 1;
                continue;
            }
            _ => {}
        }
        match tree {
            TokenTree::Group(group) => literals(group.stream(), found),
            other => found.extend(literal(other)),
        }
        at += 1;
    }
}

fn ends_item(tree: &TokenTree) -> bool {
    match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    }
}

/// What `say` is called with: a sentence, and how many values fill its holes.
fn sayings(stream: TokenStream, found: &mut Vec<(String, usize)>) {
    let mut before = String::new();
    for tree in stream {
        if let TokenTree::Group(group) = &tree {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            if let [sentence, _, _, TokenTree::Group(values), ..] = inside.as_slice()
                && before == "say"
            {
                found.extend(literal(sentence).map(|sentence| (sentence, elements(values.stream()))));
            }
            sayings(group.stream(), found);
        }
        before = tree.to_string();
    }
}

fn elements(list: TokenStream) -> usize {
    let trees: Vec<TokenTree> = list.into_iter().collect();
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    trees.split(is_comma).filter(|element| !element.is_empty()).count()
}

fn is_sentence(text: &str) -> bool {
    text.contains(' ') && !among(text, ENGLISH).is_empty()
}

#[test]
fn every_sentence_has_its_translation() {
    let table = table();
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    for room in ["core", "account", "mcp"] {
        let mut found = Vec::new();
        files(&sources().join(room), &mut found);
        for path in found {
            let name = path.strip_prefix(sources()).expect("below").display().to_string().replace('\\', "/");
            if name.starts_with("core/spanish/") || name.ends_with("tests.rs") {
                continue;
            }
            let mut said = Vec::new();
            literals(read(&path), &mut said);
            used.extend(said.iter().filter(|text| table.contains_key(*text)).cloned());
            let elsewhere = |text: &str| {
                ELSEWHERE.iter().any(|(file, part)| name.starts_with(file) && text.contains(part))
            };
            let unknown = said.into_iter().filter(|text| is_sentence(text) && !table.contains_key(text));
            missing.extend(unknown.filter(|text| !elsewhere(text)).map(|text| format!("{name}: {text:?}")));
        }
    }
    let dead: Vec<_> = table.keys().filter(|text| !used.contains(*text)).collect();
    assert!(dead.is_empty(), "nobody says {dead:?}");
    assert!(missing.is_empty(), "{} sentences are English only:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn a_sentence_has_a_hole_for_each_value() {
    let (mut paths, mut said) = (Vec::new(), Vec::new());
    files(&sources(), &mut paths);
    paths.iter().for_each(|path| sayings(read(path), &mut said));
    assert!(said.len() > 300, "{} sentences are found", said.len());
    let unfit = said.iter().filter(|(sentence, values)| holes(sentence) != *values);
    assert_eq!(unfit.collect::<Vec<_>>(), Vec::<&(String, usize)>::new());
}

#[test]
fn a_translation_is_spanish_polite_and_whole() {
    for (english, spanish) in table() {
        assert_eq!(holes(&english), holes(&spanish), "{english:?} and {spanish:?}");
        assert_eq!(among(&spanish, ENGLISH), [""; 0], "{spanish:?}");
        assert_eq!(among(&spanish, FAMILIAR), [""; 0], "{spanish:?}");
        for (open, close) in [('¿', '?'), ('¡', '!')] {
            let count = |sign: char| spanish.matches(sign).count();
            assert_eq!(count(open), count(close), "{spanish:?}");
        }
        let begins = |text: &str| text.trim_start_matches([' ', '=']).chars().next();
        let capital = |text: &str| begins(text).is_some_and(char::is_uppercase);
        assert!(!capital(&spanish) || capital(&english), "{spanish:?} begins inside a sentence");
    }
}
