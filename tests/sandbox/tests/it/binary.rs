use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen-sandbox"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("started")
}

fn url_of(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
    line.trim_end().strip_prefix("listening on ").expect("the line").to_owned()
}

#[test]
fn serves_until_stdin_closes() {
    for api in ["pay", "commerce"] {
        let mut child = start(&[api, "--until-stdin-closes"]);
        let url = url_of(&mut child);
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        codegen_sandbox::install_tls_provider();
        let state = reqwest::blocking::get(format!("{url}/_sandbox/state")).expect("an answer");
        assert_eq!(state.json::<serde_json::Value>().expect("JSON")["api"], api);
        drop(child.stdin.take());
        assert!(child.wait().expect("ended").success());
    }
}

#[cfg(unix)]
#[test]
fn serves_until_it_is_told_to_end() {
    let mut child = start(&["pay"]);
    let url = url_of(&mut child);
    drop(child.stdin.take());
    codegen_sandbox::install_tls_provider();
    assert!(reqwest::blocking::get(format!("{url}/_sandbox/state")).is_ok());
    let told = Command::new("kill").arg(child.id().to_string()).status().expect("kill");
    assert!(told.success());
    assert!(child.wait().expect("ended").success());
}

#[test]
fn a_taken_port_is_told() {
    let mut first = start(&["pay", "--until-stdin-closes"]);
    let url = url_of(&mut first);
    let port = url.rsplit(':').next().expect("a port");
    let second = start(&["commerce", "--port", port]).wait_with_output().expect("ended");
    assert_eq!(second.status.code(), Some(1));
    drop(first.stdin.take());
    assert!(first.wait().expect("ended").success());
}

#[test]
fn wrong_arguments_are_told() {
    for arguments in [&[][..], &["atoa"], &["pay", "--port"], &["pay", "--port", "x"], &["pay", "x"]] {
        let output = start(arguments).wait_with_output().expect("ended");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage:"), "{arguments:?}");
    }
}
