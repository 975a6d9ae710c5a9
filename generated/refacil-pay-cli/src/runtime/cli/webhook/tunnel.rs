//! Makes a receiver on this machine public for a while, by a program that the user has installed. It is run without a
//! shell, sees no credentials, and ends with this program.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use url::{Host, Url};

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::nearest::nearest;
use super::super::super::core::spec::Api;
use super::super::super::core::text::visible_capped;
use super::super::children::Guarded;
use super::super::driver::Driver;

/// How long the program may take to say its address.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is checked whether the user wants to stop.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest line that is read as one.
const LONGEST_LINE: u64 = 4096;

/// A program that makes tunnels.
#[derive(Debug)]
pub struct Provider {
    /// Its name in settings.
    pub name: &'static str,
    /// The program.
    program: &'static str,
    /// The variable that names its full path.
    variable: &'static str,
    /// Its arguments, where `{port}` stands for the receiver's.
    arguments: &'static [&'static str],
    /// How the hosts that it gives end.
    host: &'static str,
    /// How it is installed.
    install: &'static str,
}

/// All that are known, the usual one first.
pub static PROVIDERS: &[Provider] = &[
    Provider {
        name: "cloudflared",
        program: "cloudflared",
        variable: "CLOUDFLARED_BIN",
        arguments: &["tunnel", "--no-autoupdate", "--url", "http://127.0.0.1:{port}"],
        host: ".trycloudflare.com",
        install: "install cloudflared",
    },
    Provider {
        name: "localtunnel",
        program: "lt",
        variable: "LOCALTUNNEL_BIN",
        arguments: &["--port", "{port}", "--local-host", "127.0.0.1"],
        host: ".loca.lt",
        install: "install lt (npm install -g localtunnel)",
    },
];

/// The provider of that name, or the usual one.
///
/// # Errors
/// There is none of that name.
pub fn provider(name: Option<&str>) -> Result<&'static Provider, Failure> {
    let found = PROVIDERS.iter().find(|provider| name.is_none_or(|name| name == provider.name));
    found.ok_or_else(|| {
        let name = name.unwrap_or_default();
        let known = PROVIDERS.iter().map(|provider| provider.name);
        let hint = nearest(name, known.clone()).map_or_else(
            || format!("use one of {}", known.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean {near}?"),
        );
        let message = format!("there is no provider {:?}", visible_capped(name, 64));
        Failure::new(Exit::Invalid, "unknown-provider", message).hint(hint)
    })
}

impl Provider {
    /// Where its program is.
    ///
    /// # Errors
    /// It is not installed.
    pub fn find(&self) -> Result<PathBuf, Failure> {
        let Self { name, program, variable, install, .. } = self;
        let ways = format!(
            "{install}, set {variable} to its full path, choose another provider with config set-webhook-provider, \
             or name a receiver that is public in the flag for notices"
        );
        let missing =
            |message: String| Failure::new(Exit::Other, "no-tunnel-program", message).hint(ways.clone());
        match env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) {
            Some(path) if path.is_absolute() && is_program(&path) => Ok(path),
            Some(path) => Err(missing(format!("{variable} names no program: {}", path.display()))),
            None => in_path(program).ok_or_else(|| {
                missing(format!("{name} makes the receiver public, and {program} is not installed"))
            }),
        }
    }
}

/// A program in the folders of `PATH`; relative ones would depend on where the user happens to be.
#[must_use]
pub fn in_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH")?;
    let mut files =
        env::split_paths(&folders).filter(|folder| folder.is_absolute()).map(|folder| folder.join(&file));
    files.find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// An open tunnel; it closes when dropped.
#[derive(Debug)]
pub struct Tunnel {
    _program: Guarded,
    /// Its public address.
    pub url: Url,
}

/// Opens a tunnel to that port.
///
/// # Errors
/// The program cannot be started, ends, or says no address in time; or the user wants to stop.
pub fn open(
    api: &Api,
    provider: &Provider,
    program: &Path,
    port: u16,
    driver: &Driver<'_>,
) -> Result<Tunnel, Failure> {
    let failed = |why: String| {
        Failure::new(Exit::Network, "no-tunnel", format!("{} made no tunnel: {why}", provider.name))
            .hint("nothing was sent; try again, or name a receiver that is public")
    };
    let (running, lines) = start(api, provider, program, port).map_err(|error| failed(error.to_string()))?;
    let deadline = Instant::now() + PATIENCE;
    let mut last = String::new();
    loop {
        if driver.is_stopped() {
            return Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted"));
        }
        match lines.recv_timeout(PAUSE) {
            Ok(line) => {
                if let Some(url) = address(&line, provider.host) {
                    return Ok(Tunnel { _program: running, url });
                }
                last = line;
            }
            Err(_) if running.has_ended() => {
                return Err(failed(format!("it ended: {}", visible_capped(&last, 200))));
            }
            Err(_) if Instant::now() >= deadline => {
                return Err(failed(format!("no address in {} s", PATIENCE.as_secs())));
            }
            Err(_) => thread::sleep(PAUSE),
        }
    }
}

/// The running program, and what it says.
fn start(
    api: &Api,
    provider: &Provider,
    program: &Path,
    port: u16,
) -> std::io::Result<(Guarded, Receiver<String>)> {
    let arguments = provider.arguments.iter().map(|word| word.replace("{port}", &port.to_string()));
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // The program needs nothing of what is configured here.
    let prefix = api.variable("");
    let ours =
        env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with(&prefix));
    for name in ours {
        command.env_remove(name);
    }
    let mut child = command.spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Whatever fails from here on, the program ends with it.
    let running = Guarded::new(child);
    let (sender, lines) = mpsc::channel();
    if let Some(stream) = stdout {
        hear(stream, sender.clone())?;
    }
    if let Some(stream) = stderr {
        hear(stream, sender)?;
    }
    Ok((running, lines))
}

/// Reads on to the end, also when nobody listens any more: a full pipe would stop the program.
fn hear(stream: impl Read + Send + 'static, lines: Sender<String>) -> std::io::Result<()> {
    thread::Builder::new().name("tunnel".into()).spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            drop(lines.send(String::from_utf8_lossy(&line).trim().to_owned()));
            line.clear();
        }
    })?;
    Ok(())
}

/// The public address that a line names. The provider's own pages end alike and are none.
fn address(line: &str, host: &str) -> Option<Url> {
    let (_, rest) = line.split_once("https://")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let name = rest.split(|c| !plain(c)).next()?.trim_end_matches('.').to_ascii_lowercase();
    let own = name.strip_suffix(host).filter(|own| !own.is_empty() && *own != "api" && *own != "www")?;
    let url = Url::parse(&format!("https://{own}{host}/")).ok()?;
    matches!(url.host(), Some(Host::Domain(_))).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_one_of_the_providers() {
        let of = |line: &str| address(line, ".trycloudflare.com").map(|url| url.to_string());
        let found = Some("https://a-b-c.trycloudflare.com/".to_owned());
        assert_eq!(of("2026-11-21T10:00:00Z INF |  https://a-b-c.trycloudflare.com   |"), found);
        assert_eq!(of("your url is: https://A-b-c.trycloudflare.com"), found);
        for line in [
            "ERR failed to request https://api.trycloudflare.com/tunnel",
            "https://trycloudflare.com",
            "https://a.trycloudflare.com.evil.example",
            "https://evil.example/.trycloudflare.com",
            "http://a.trycloudflare.com",
            "",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn an_unknown_provider_is_told() {
        assert_eq!(provider(None).map(|provider| provider.name).ok(), Some("cloudflared"));
        let failure = provider(Some("cloudflare")).expect_err("unknown");
        assert_eq!(
            failure.hint.as_ref().map(|hint| hint.english()).as_deref(),
            Some("did you mean cloudflared?")
        );
    }
}
