//! `codegen-sandbox pay|commerce|kapso [--port N] [--until-stdin-closes]`
#![forbid(unsafe_code)]

use std::{
    io::{Read, Write},
    process::ExitCode,
};

use codegen_sandbox::{
    Api, COLLECTOR_SECRET_ID, COLLECTOR_TOKEN, COMMERCE_SECRET, COMMERCE_USER, Error, HASH_KEY,
    KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, OAUTH_CLIENT_ID, OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET,
    PAY_PASSWORD, PAY_USER, Sandbox,
};

const USAGE: &str = "usage: codegen-sandbox pay|commerce|kapso [--port N] [--until-stdin-closes]";

struct Options {
    api: Api,
    port: u16,
    until_stdin_closes: bool,
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut api, mut port, mut until_stdin_closes) = (None, 0, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                port = number.ok_or("--port needs a number from 0 to 65535")?;
            }
            "--until-stdin-closes" => until_stdin_closes = true,
            name if api.is_none() => api = Some(name.parse::<Api>()?),
            other => return Err(format!("unexpected `{other}`")),
        }
    }
    Ok(Options { api: api.ok_or("which API?")?, port, until_stdin_closes })
}

fn run(options: &Options) -> Result<(), Error> {
    let sandbox = Sandbox::start_on(options.api, options.port)?;
    print_credentials(options.api);
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on {}", sandbox.url())?;
    stdout.flush()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            stopped = signalled() => stopped,
            () = stdin_closed(options.until_stdin_closes) => Ok(()),
        }
    })?;
    Ok(())
}

fn print_credentials(api: Api) {
    if api == Api::Kapso {
        eprintln!("key {KAPSO_API_KEY}\nphone number id {KAPSO_PHONE_NUMBER_ID}");
        return;
    }
    eprintln!("oauth client {OAUTH_CLIENT_ID}; service {OAUTH_SERVICE_ID}, secret {OAUTH_SERVICE_SECRET}");
    match api {
        Api::Pay => {
            eprintln!("username {PAY_USER}\npassword {PAY_PASSWORD}\nhash key {HASH_KEY}");
        }
        Api::Commerce => {
            eprintln!("username {COMMERCE_USER}\nsecret key {COMMERCE_SECRET}");
            eprintln!("collections: bearer {COLLECTOR_TOKEN}, x-secret-id {COLLECTOR_SECRET_ID}");
        }
        Api::Kapso => {}
    }
}

#[cfg(unix)]
async fn signalled() -> Result<(), std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signalled() -> Result<(), std::io::Error> {
    tokio::signal::ctrl_c().await
}

/// Never resolves unless `watched`.
async fn stdin_closed(watched: bool) {
    if !watched {
        return std::future::pending().await;
    }
    let (closed, wait) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut rest = [0; 1024];
        while std::io::stdin().read(&mut rest).is_ok_and(|count| count > 0) {}
        // The receiver is gone only when the process ends anyway.
        let _ = closed.send(());
    });
    let _ = wait.await;
}
