//! Names, licences and licence texts of everything that a crate is built from.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, WrapErr, miette};
use serde::Deserialize;

/// What `cargo metadata` says, as far as it is needed.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    license_file: Option<PathBuf>,
    repository: Option<String>,
    manifest_path: PathBuf,
}

impl Package {
    fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

#[derive(Debug, Deserialize)]
struct Resolve {
    root: Option<String>,
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

/// How names of files with licences begin, in lower case.
const BEGINNINGS: &[&str] = &["license", "licence", "copying", "notice", "unlicense", "copyright"];

/// The notices as Markdown. Same input, same text.
pub fn text(metadata: &Metadata) -> miette::Result<String> {
    let packages = dependencies(metadata)?;
    let mut texts: BTreeMap<String, Text> = BTreeMap::new();
    for package in &packages {
        for content in license_texts(package)? {
            let text =
                texts.entry(key(&content)).or_insert_with(|| Text { content, crates: BTreeSet::new() });
            text.crates.insert(package.title());
        }
    }
    let mut texts: Vec<Text> = texts.into_values().collect();
    // Texts of many crates first, then by name: the order does not depend on anything but the crates.
    texts.sort_by(|a, b| a.rank().cmp(&b.rank()));
    Ok(markdown(&packages, &texts))
}

struct Text {
    content: String,
    crates: BTreeSet<String>,
}

impl Text {
    fn rank(&self) -> (Reverse<usize>, &BTreeSet<String>, &str) {
        (Reverse(self.crates.len()), &self.crates, &self.content)
    }
}

/// The packages that the root is built from, on any system, without those for its tests only. Sorted.
fn dependencies(metadata: &Metadata) -> miette::Result<Vec<&Package>> {
    let root =
        metadata.resolve.root.as_deref().ok_or_else(|| miette!("cargo metadata names no root package"))?;
    let nodes: HashMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut reached = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        if !reached.insert(id) {
            continue;
        }
        let edges = nodes.get(id).map(|node| node.deps.as_slice()).unwrap_or_default();
        let built_in = |edge: &&Edge| edge.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"));
        waiting.extend(edges.iter().filter(built_in).map(|edge| edge.pkg.as_str()));
    }
    reached.remove(root);
    let mut packages: Vec<_> =
        metadata.packages.iter().filter(|package| reached.contains(package.id.as_str())).collect();
    packages.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    Ok(packages)
}

/// The licence texts in a package's sources.
fn license_texts(package: &Package) -> miette::Result<Vec<String>> {
    let folder = package.manifest_path.parent().unwrap_or(Path::new("."));
    let context = || format!("cannot read the sources of {}", package.title());
    let mut paths: BTreeSet<PathBuf> = package.license_file.iter().map(|path| folder.join(path)).collect();
    let entries = |folder: &Path| -> miette::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder).into_diagnostic().wrap_err_with(context)?;
        entries.map(|entry| Ok(entry.into_diagnostic().wrap_err_with(context)?.path())).collect()
    };
    // Some crates build sources of others, which come with terms of their own.
    let vendored = folder.join("vendor");
    let vendored = if vendored.is_dir() { entries(&vendored)? } else { Vec::new() };
    let folders = vendored.iter().map(PathBuf::as_path).filter(|path| path.is_dir());
    for folder in std::iter::once(folder).chain(folders) {
        let named = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) && path.is_file()
        };
        paths.extend(entries(folder)?.into_iter().filter(named));
    }
    let texts = paths.into_iter().map(|path| {
        let bytes = fs::read(&path).into_diagnostic().wrap_err_with(context)?;
        Ok(clean(&String::from_utf8_lossy(&bytes)))
    });
    texts.filter(|text| text.as_ref().map_or(true, |text| !text.is_empty())).collect()
}

/// The text with line feeds only, and without blanks at the ends of lines and around it.
fn clean(text: &str) -> String {
    let visible = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let lines: Vec<String> =
        text.lines().map(|line| line.trim_end().chars().filter(visible).collect()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Texts that differ in their line breaks only are one text.
fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn markdown(packages: &[&Package], texts: &[Text]) -> String {
    let mut out = String::from(
        "<!-- @generated by cargo xtask lock; do not edit -->\n\n# Third-party notices\n\nThis program is built from the \
         crates below, each under its own licence. Not every system uses all of them.\n\n\
         | crate | version | licence | source |\n|---|---|---|---|\n",
    );
    for package in packages {
        let license = package.license.as_deref().unwrap_or("see its text below");
        let source =
            package.repository.as_deref().map_or_else(String::new, |address| format!("<{}>", cell(address)));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| {} | {} | {} | {source} |", package.name, package.version, cell(license));
    }
    let spoken: BTreeSet<&str> = texts.iter().flat_map(|text| &text.crates).map(String::as_str).collect();
    let silent =
        packages.iter().map(|package| package.title()).filter(|title| !spoken.contains(title.as_str()));
    let silent: Vec<String> = silent.collect();
    if !silent.is_empty() {
        let names = silent.join(", ");
        let _ = writeln!(out, "\nThe sources of these hold no text, only the name of the licence: {names}.");
    }
    out.push_str("\n## Texts\n");
    for text in texts {
        let crates: Vec<&str> = text.crates.iter().map(String::as_str).collect();
        let fence = fence(&text.content);
        let _ = write!(out, "\n### {}\n\n{fence}text\n{}\n{fence}\n", crates.join(", "), text.content);
    }
    out
}

fn cell(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '|' | '<' | '>')).collect()
}

/// A fence that the text does not close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(folder: &Path, name: &str, license: &str) -> serde_json::Value {
        let sources = folder.join(name);
        fs::create_dir_all(&sources).expect("a folder");
        fs::write(sources.join("LICENSE-MIT"), license).expect("a file");
        fs::write(sources.join("README.md"), "not a licence").expect("a file");
        json!({
            "id": name, "name": name, "version": "1.0.0", "license": "MIT", "license_file": null,
            "repository": null, "manifest_path": sources.join("Cargo.toml"),
        })
    }

    #[test]
    fn equal_texts_are_printed_once_and_test_dependencies_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let edge = |name: &str, kind: Option<&str>| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [
                package(folder.path(), "b", "MIT\r\nsame  \r\n"), package(folder.path(), "a", "MIT\nsame\n"),
                package(folder.path(), "tests", "other"), package(folder.path(), "own", "mine ```` "),
            ],
            "resolve": {"root": "own", "nodes": [
                {"id": "own", "deps": [edge("a", None), edge("tests", Some("dev"))]},
                {"id": "a", "deps": [edge("b", Some("build"))]},
                {"id": "b", "deps": []}, {"id": "tests", "deps": []},
            ]},
        });
        let metadata: Metadata = serde_json::from_value(metadata).expect("metadata");
        let text = text(&metadata).expect("a text");
        assert!(text.contains("### a 1.0.0, b 1.0.0\n\n```text\nMIT\nsame\n```\n"), "{text}");
        assert!(!text.contains("tests") && !text.contains("mine"));
    }

    #[test]
    fn sources_of_others_bring_their_terms() {
        let folder = tempfile::tempdir().expect("a folder");
        let package = package(folder.path(), "sys", "MIT");
        let vendored = folder.path().join("sys/vendor/library");
        fs::create_dir_all(&vendored).expect("a folder");
        fs::write(vendored.join("COPYING"), "terms of the library").expect("a file");
        let package: Package = serde_json::from_value(package).expect("a package");
        let texts = license_texts(&package).expect("texts");
        assert_eq!(texts, ["MIT", "terms of the library"]);
    }

    #[test]
    fn a_text_cannot_close_its_fence() {
        assert_eq!(fence("a ``` b"), "````");
        assert_eq!(fence("plain"), "```");
    }
}
