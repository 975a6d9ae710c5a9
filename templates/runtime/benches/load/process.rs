//! The other parts of the benchmark: this program again, as a server or as the API.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Tells a process which part it plays.
const PART: &str = "LOAD_PART";

/// A part that is played by a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The server under test.
    Server,
    /// The API behind it.
    Api,
}

impl Part {
    /// The part of this process; none for the one that measures.
    pub fn of_this_process() -> Option<Self> {
        match std::env::var(PART).ok()?.as_str() {
            "server" => Some(Self::Server),
            "api" => Some(Self::Api),
            _ => None,
        }
    }

    /// This program in that part, with nothing of the machine's own.
    pub fn command(self) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        let name = match self {
            Self::Server => "server",
            Self::Api => "api",
        };
        command.env_clear().env(PART, name).stdin(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// A process that ends with this value.
pub struct Process(pub Child);

/// How many processes of this machine wanted a processor in the last minute, where the system tells (Linux).
pub fn load() -> Option<String> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next().map(str::to_owned)
}

impl Process {
    /// Its resident memory in bytes, where the system tells (Linux).
    pub fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib * 1024)
    }

    /// The processor time that it has taken, where the system tells (Linux, which counts in hundredths of a second).
    pub fn worked(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).ok()?;
        // The name before them may hold anything.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let ticks = |nth: usize| fields.get(nth)?.parse::<u64>().ok();
        Some(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The API, running.
pub struct Api {
    _process: Process,
    /// Its address.
    pub url: String,
}

impl Api {
    /// Starts it; it takes so long for each answer.
    pub fn start(pause: Duration) -> Self {
        let mut command = Part::Api.command();
        let mut child = command
            .env(crate::api::PAUSE, pause.as_millis().to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut url).expect("its address");
        Self { _process: Process(child), url: url.trim().to_owned() }
    }
}

/// What the server is told, and a home that ends with it.
pub struct Settings {
    home: TempDir,
    url: String,
}

impl Settings {
    /// The usual ones, for that API.
    pub fn new(api: &str) -> Self {
        Self { home: tempfile::tempdir().expect("a folder"), url: api.to_owned() }
    }

    /// The server with them.
    pub fn command(&self) -> Command {
        let mut command = Part::Server.command();
        command
            .env("HOME", self.home.path())
            .env("SHOP_BASE_URL", &self.url)
            .env("SHOP_USERNAME", "person@shop.example")
            .env("SHOP_PASSWORD", "a-password-of-the-benchmark");
        command
    }
}

/// The server over HTTP, running.
pub struct Server {
    /// The process.
    pub process: Process,
    /// Where it takes messages.
    pub url: String,
    _settings: Settings,
}

impl Server {
    /// Starts it before that API.
    pub fn start(api: &Api) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a port").port();
        let settings = Settings::new(&api.url);
        let child = settings.command().arg("--http").env("SHOP_PORT", port.to_string()).spawn();
        let process = Process(child.expect("it starts"));
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Self { process, url: format!("http://127.0.0.1:{port}/mcp"), _settings: settings };
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not listen");
    }
}
