//! Completion in the shells themselves.

use std::process::{Command, Stdio};

use crate::process::Machine;

fn machine() -> Machine {
    Machine::new("http://127.0.0.1:9")
}

/// What a program of the system prints with the tool in its path; nothing where the program is not installed.
fn shell(machine: &Machine, program: &str, arguments: &[&str]) -> Option<String> {
    let installed = Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok();
    if !installed {
        println!("skipped: {program} is not installed");
        return None;
    }
    let quoted = |text: &&str| format!("'{}'", text.replace('\'', r"'\''"));
    let words: Vec<String> = arguments.iter().map(quoted).collect();
    let ran = machine.shell(&format!("{program} {}", words.join(" ")));
    assert_eq!(ran.code, 0, "{ran:?}");
    Some(ran.stdout)
}

/// What bash offers for the last word.
pub fn bash(machine: &Machine, words: &[&str]) -> Option<Vec<String>> {
    let (app, last, before) = (words[0], words.last().expect("a word"), words[words.len() - 2]);
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <({app} completion bash); COMP_WORDS=({}); COMP_CWORD={}; COMP_TYPE=9; \
         _clap_complete_{app} {app} '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1,
    );
    let printed = shell(machine, "bash", &["--norc", "-c", &script])?;
    Some(printed.lines().filter(|line| !line.is_empty()).map(|line| line.trim_end().to_owned()).collect())
}

fn fish(machine: &Machine, line: &str) -> Option<Vec<String>> {
    let script = format!("shop completion fish | source; complete -C '{line}'");
    let printed = shell(machine, "fish", &["--no-config", "-c", &script])?;
    Some(printed.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect())
}

/// The line that is left when the tab key was hit behind it.
fn zsh(machine: &Machine, line: &str) -> Option<String> {
    let script = format!(
        "zmodload zsh/zpty; zpty z zsh -f -i; \
         zpty -w z 'PS1=; unsetopt beep; autoload -U compinit; compinit -u -D; source <(shop completion zsh); echo READY$((1+1))'; \
         zpty -r -m z seen '*READY2*'; \
         zpty -w -n z $'{line}\\t'; sleep 1; zpty -w z $'\\x01echo GOT:'; \
         zpty -r -m z seen '*GOT:*shop*\n*GOT:*\n*' || zpty -r z seen; print -r -- \"$seen\"; zpty -d z"
    );
    shell(machine, "zsh", &["-f", "-c", &script])
}

#[test]
fn bash_completes_commands_flags_and_values() {
    let machine = machine();
    let Some(commands) = bash(&machine, &["shop", "pay"]) else { return };
    assert_eq!(commands, ["pay-token", "pay-out", "payouts"]);
    let complete = |words: &[&str]| bash(&machine, words).unwrap_or_default();
    assert_eq!(complete(&["shop", "payouts", "s"]), ["status", "search"]);
    assert_eq!(complete(&["shop", "charge", "--currency", ""]), ["COP", "USD"]);
    assert_eq!(complete(&["shop", "--env", "s"]), ["sandbox"]);
    assert_eq!(complete(&["shop", "schema", "payouts", "st"]), ["status"]);
    assert_eq!(complete(&["shop", "charge", "--payment-method.b"]), ["--payment-method.bank-id"]);
    assert!(!machine.home.path().join(".config").exists(), "completion writes nothing");
}

#[test]
fn profiles_are_completed_without_their_secrets() {
    let machine = machine();
    let path = machine.credentials();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let kept = r#"{"format":1,"sessions":[{"profile":"till","environment":"sandbox","origin":"x","token":"canary-token","expires_at":"2030-01-01T00:00:00Z"}]}"#;
    std::fs::write(&path, kept).expect("written");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&path, private).expect("private");
    let Some(profiles) = bash(&machine, &["shop", "--profile", ""]) else { return };
    assert_eq!(profiles, ["default", "till"]);
}

#[test]
fn hostile_values_run_nothing_in_bash() {
    let machine = machine();
    let Some(offered) = bash(&machine, &["shop", "payouts", "search", "--order", ""]) else { return };
    assert_eq!(offered, [r"\$\(touch\ pwned\)", r"a\ b", "plain"]);
    let line = format!("cd \"$SHOP_HOME\"; printf '[%s]' {}; ls", offered.join(" "));
    assert_eq!(machine.shell(&line).stdout, "[$(touch pwned)][a b][plain]");
}

#[test]
fn fish_completes_commands_flags_and_values() {
    let machine = machine();
    let Some(commands) = fish(&machine, "shop pay") else { return };
    assert_eq!(commands, ["pay-token", "pay-out", "payouts"]);
    assert_eq!(fish(&machine, "shop charge --currency ").unwrap_or_default(), ["COP", "USD"]);
    assert_eq!(fish(&machine, "shop payouts st").unwrap_or_default(), ["status"]);
    let hostile = fish(&machine, "shop payouts search --order ").unwrap_or_default();
    assert!(hostile.contains(&"a b".to_owned()) && !hostile.iter().any(|value| value.contains('\u{1b}')));
}

#[test]
fn zsh_completes_commands_and_values() {
    let machine = machine();
    let Some(line) = zsh(&machine, "shop charge --currency U") else { return };
    assert!(line.contains("GOT:shop charge --currency USD"), "{line}");
    let line = zsh(&machine, "shop payouts sta").unwrap_or_default();
    assert!(line.contains("GOT:shop payouts status"), "{line}");
    let line = zsh(&machine, "shop payouts search --order pl").unwrap_or_default();
    assert!(line.contains("GOT:shop payouts search --order plain"), "{line}");
}

/// PowerShell is not run here: its script is looked at.
#[test]
fn every_shell_has_a_script() {
    let machine = machine();
    for (shell, mark) in [
        ("bash", "complete -o nospace"),
        ("zsh", "compdef"),
        ("fish", "complete --keep-order"),
        ("powershell", "Register-ArgumentCompleter"),
        ("pwsh", "Register-ArgumentCompleter"),
    ] {
        let script = machine.run(&["completion", shell]);
        assert_eq!((script.code, script.stderr.as_str()), (0, ""));
        assert!(script.stdout.contains(mark) && script.stdout.contains("SHOP_COMPLETE"), "{}", script.stdout);
    }
    assert_eq!(machine.run(&["completion", "tcsh"]).code, 3);
}
