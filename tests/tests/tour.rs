//! The tour of the generated README, run line by line in both languages: a newcomer can paste it.
#![cfg(unix)]

use std::path::Path;

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::cli::{Cli, Run, finish};
use codegen_tests::person;
use codegen_tests::products::{Product, readme, root};

/// The lines of the shell blocks between these headings.
fn lines<'a>(readme: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let (_, rest) = readme.split_once(from).unwrap_or_else(|| panic!("{from} is missing"));
    let (part, _) = rest.split_once(to).unwrap_or_else(|| panic!("{to} is missing"));
    let mut blocks = part.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let mut lines = Vec::new();
    for (block, _) in blocks.by_ref() {
        lines.extend(block.lines().filter(|line| !line.is_empty()));
    }
    lines
}

/// Runs a line where the lines before it have left their files and variables.
fn paste(cli: &Cli, folder: &Path, exports: &[&str], line: &str) -> Run {
    finish(cli.with_login(&mut cli.shell(&format!("{}\n{line}", exports.join("\n")), folder)))
}

fn take_the_tour(readme: &str, from: &str, to: &str) -> usize {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let folder = tempfile::tempdir().expect("a folder");
    let mut done = 0;
    let wrong: Vec<String> = person::beside_a_customer(&sandbox, || {
        let mut exports = Vec::new();
        let mut wrong = Vec::new();
        for line in lines(readme, from, to) {
            if line.starts_with("export ") {
                // The test has its own user and password.
                let placeholder = line.ends_with("=...") || line.contains("_FILE=/run/secrets/");
                exports.extend((!placeholder).then_some(line));
                continue;
            }
            let run = paste(&cli, folder.path(), &exports, line);
            done += 1;
            // What ends otherwise says so itself.
            if run.code != 0 || !run.stdout.contains("exit code 8") && line.contains("--json --yes ||") {
                wrong.push(format!("{line}\n  {run:?}"));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    done
}

#[test]
fn every_line_of_the_tour_works() {
    let english = take_the_tour(&readme("en"), "## Tour", "## Options");
    let spanish = readme("es").replace("código $?", "exit code $?");
    assert_eq!(take_the_tour(&spanish, "## Recorrido", "## Opciones"), english);
    assert!(english >= 15, "{english} lines");
}

#[test]
fn what_is_installed_tells_its_version() {
    let readme = readme("en");
    let lines = lines(&readme, "## Install", "## Tour");
    let [install, version, hand_out] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(*install, "cargo install --locked --path .");
    let script = hand_out.rsplit(",").next().expect("a path");
    assert!(root().join("generated").join(Product::PayCli.name()).join(script).is_file(), "{hand_out}");
    let cli = Cli::at("http://127.0.0.1:9");
    let run = paste(&cli, cli.home(), &[], version);
    assert_eq!((run.code, run.stdout.starts_with(Product::PayCli.name())), (0, true), "{run:?}");
}
