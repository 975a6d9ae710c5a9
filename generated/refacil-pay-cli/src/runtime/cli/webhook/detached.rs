//! A receiver that goes on when its command has returned, and ends by itself: the command that started it hands over what
//! the notice will be about, and `webhook wait` collects what came.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::super::core::durable;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::Notice;
use super::super::super::core::text::visible_capped;
use super::super::super::core::waiting;
use super::super::super::extras::webhooks::deliveries::{is_id, new_id};
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::clerk::{Clerk, not_kept};
use super::here::Here;
use super::{command, desktop, record};

/// How long the other process may take to open its tunnel.
const OPENING: Duration = Duration::from_secs(45);
/// How often each process checks what the other has written.
const PAUSE: Duration = Duration::from_millis(100);
/// After this time what came is forgotten.
const OLDEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How much longer than its limit a receiver may take before it counts as lost.
const GRACE: i64 = 60;

/// What the receiver writes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    limit_seconds: u64,
    /// Seconds since 1970 when it will have ended.
    ends: i64,
    url: Option<String>,
    outcome: Option<Value>,
    failure: Option<Ended>,
}

/// Why nothing came.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Ended {
    exit: u8,
    code: String,
    message: String,
}

/// What the command that started it writes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Order {
    about: Option<String>,
    cancelled: bool,
}

/// The two files of one receiver.
#[derive(Debug, Clone)]
struct Files {
    state: PathBuf,
    order: PathBuf,
}

impl Files {
    fn of(context: &Context, id: &str) -> Self {
        let folder = folder(context);
        Self { state: folder.join(format!("{id}.json")), order: folder.join(format!("{id}.order.json")) }
    }

    fn state(&self) -> Result<Option<State>, Failure> {
        read(&self.state)
    }

    fn write(&self, state: &State) -> Result<(), Failure> {
        write(&self.state, state)
    }
}

fn folder(context: &Context) -> PathBuf {
    context.home().webhooks().join("waiting")
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|error| not_kept(&error.into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(not_kept(&error)),
    }
}

fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let text = serde_json::to_vec(value).map_err(|error| not_kept(&error.into()))?;
    durable::replace(path, &text).map_err(|error| not_kept(&error))
}

/// A receiver in another process that waits for what it is to receive. Without that it ends.
#[derive(Debug)]
pub struct Handed {
    id: String,
    files: Files,
    url: String,
    handed_over: bool,
}

impl Handed {
    /// Starts it and waits for its address.
    ///
    /// # Errors
    /// It cannot be started, or has no tunnel.
    pub fn start(
        context: &Context,
        driver: &Driver<'_>,
        limit: Duration,
        notice: &Notice,
    ) -> Result<Self, Failure> {
        forget_old(context);
        let id = new_id().map_err(|error| not_kept(&error))?;
        let files = Files::of(context, &id);
        let seconds = limit.as_secs();
        let longest = OPENING.as_secs() + seconds;
        files.write(&State {
            limit_seconds: seconds,
            ends: Timestamp::now().as_second() + i64::try_from(longest).unwrap_or(i64::MAX / 2),
            url: None,
            outcome: None,
            failure: None,
        })?;
        let mut handed = Self { id, files, url: String::new(), handed_over: false };
        spawn(context, &handed.id, notice).map_err(|error| {
            Failure::new(Exit::Other, "no-process", format!("no process could be started: {error}"))
        })?;
        driver.begin_waiting();
        let deadline = Instant::now() + OPENING;
        loop {
            let state = handed.files.state()?;
            if let Some(failure) = state.as_ref().and_then(|state| state.failure.clone()) {
                return Err(failure.into_failure());
            }
            if let Some(url) = state.and_then(|state| state.url) {
                handed.url = url;
                return Ok(handed);
            }
            if driver.is_stopped() {
                return Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted"));
            }
            if Instant::now() >= deadline {
                return Err(Failure::new(
                    Exit::Network,
                    "no-tunnel",
                    "no tunnel was opened in time; nothing was sent",
                )
                .hint("try again, or name a receiver that is public"));
            }
            thread::sleep(PAUSE);
        }
    }

    /// Its public address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Tells it what the notice will be about, and the user how to collect it.
    ///
    /// # Errors
    /// It cannot be told.
    pub fn hand_over(
        mut self,
        context: &Context,
        printer: &Printer,
        about: Option<String>,
    ) -> Result<(), Failure> {
        write(&self.files.order, &Order { about, cancelled: false })?;
        self.handed_over = true;
        let next = context.caller().command(&["webhook", "wait", &self.id], &[]);
        printer.aside(
            &json!({"event": "receiving", "id": self.id, "next": next}),
            &format!("the notice is received by a process of its own; collect it with:\n{next}"),
        );
        Ok(())
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        if !self.handed_over {
            // If that fails too, the receiver ends by its own limit.
            drop(write(&self.files.order, &Order { about: None, cancelled: true }));
        }
    }
}

impl Ended {
    fn of(failure: &Failure) -> Self {
        Self { exit: failure.exit.code(), code: failure.code.clone(), message: failure.to_string() }
    }

    fn into_failure(self) -> Failure {
        Failure::new(Exit::of_code(self.exit), &self.code, self.message)
    }
}

/// This program again, with nothing but names on its command line.
fn spawn(context: &Context, id: &str, notice: &Notice) -> std::io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["webhook", "wait", id, command::RECEIVE, "--profile", &context.profile]);
    command.args(["--env", context.target.environment.name]);
    if context.api.notices.len() > 1 {
        command.args([command::NOTICE, notice.operation]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    alone(&mut command);
    // It is nobody's child to wait for: it ends by itself.
    command.spawn().map(drop)
}

/// What stops the command's group does not stop it.
#[cfg(unix)]
fn alone(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Without a console, in a group of its own.
#[cfg(windows)]
fn alone(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const DETACHED_PROCESS: u32 = 0x0000_0008;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn alone(_: &mut Command) {}

/// The process that receives.
///
/// # Errors
/// There is no tunnel, or nothing is proven in time; both are written down for who collects it.
pub fn receive(context: &Context, printer: &Printer, id: &str, notice: Option<&str>) -> Result<(), Failure> {
    let notice = super::notice(context.api, notice)?;
    let files = Files::of(context, id);
    let Some(mut state) = files.state()?.filter(|_| is_id(id)) else { return Err(unknown(id)) };
    let outcome = received(context, printer, &files, &mut state, notice);
    match outcome {
        Ok(Some(record)) => {
            if !context.headless() {
                desktop::show(notice, &record);
            }
            state.outcome = Some(record);
        }
        Ok(None) => {
            drop(fs::remove_file(&files.state));
            drop(fs::remove_file(&files.order));
            return Ok(());
        }
        Err(failure) => state.failure = Some(Ended::of(&failure)),
    }
    files.write(&state)
}

/// The record, or nothing where the command that started it was not carried out.
fn received(
    context: &Context,
    printer: &Printer,
    files: &Files,
    state: &mut State,
    notice: &'static Notice,
) -> Result<Option<Value>, Failure> {
    super::only_for_tests(context, "no tunnel is opened")?;
    let driver = Driver::new(context, printer, context.credentials()?)?;
    let here = Here::open(context, printer, &driver, notice)?;
    state.url = Some(here.url.clone());
    files.write(state)?;
    let deadline = Instant::now() + Duration::from_secs(state.limit_seconds);
    let order = loop {
        if let Some(order) = read::<Order>(&files.order)? {
            break order;
        }
        if Instant::now() >= deadline || driver.is_stopped() {
            return Ok(None);
        }
        thread::sleep(PAUSE);
    };
    if order.cancelled {
        return Ok(None);
    }
    let clerk = Clerk { context, printer, driver: &driver };
    here.wait(&clerk, order.about.as_deref(), deadline).map(Some)
}

/// `webhook wait ID`: shows what came, as soon as it came.
///
/// # Errors
/// Nothing came in this time, or nothing will.
pub fn wait(context: &Context, printer: &Printer, id: &str, limit: Duration) -> Result<(), Failure> {
    let files = Files::of(context, id);
    let deadline = Instant::now() + limit;
    loop {
        let Some(state) = files.state()?.filter(|_| is_id(id)) else { return Err(unknown(id)) };
        if let Some(record) = state.outcome {
            printer.data(&record, record::text);
            return Ok(());
        }
        if let Some(failure) = state.failure {
            return Err(failure.into_failure());
        }
        if Timestamp::now().as_second() > state.ends.saturating_add(GRACE) {
            let message = "the process that received ended without a result";
            return Err(Failure::new(Exit::Other, "receiver-lost", message)
                .hint("look up what was made, and do not make it again"));
        }
        if Instant::now() >= deadline {
            let message = format!("no notice was proven within {}", waiting::spelled(limit));
            return Err(Failure::new(Exit::Waiting, "still-waiting", message)
                .hint("run the command again to go on waiting")
                .with(|details| details.retryable = true));
        }
        thread::sleep(PAUSE);
    }
}

fn unknown(id: &str) -> Failure {
    let message = format!("nothing is received under {:?}", visible_capped(id, 64));
    Failure::new(Exit::NotFound, "unknown-reception", message)
        .hint("--webhook-local --detach of a command prints the id")
}

fn forget_old(context: &Context) {
    let is_old = |entry: &fs::DirEntry| {
        let changed = entry.metadata().and_then(|data| data.modified());
        changed.is_ok_and(|changed| SystemTime::now().duration_since(changed).is_ok_and(|age| age > OLDEST))
    };
    let entries = fs::read_dir(folder(context)).into_iter().flatten().flatten();
    entries.filter(is_old).for_each(|entry| drop(fs::remove_file(entry.path())));
}
