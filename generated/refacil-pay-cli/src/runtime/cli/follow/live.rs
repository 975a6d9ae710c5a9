//! A line that says what is going on: it moves on a terminal, and is printed elsewhere when it changes.
//!
//! Written by hand: the libraries for it draw bars, and one of them makes every start load the mathematical library.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::super::super::account::terminal;
use super::super::super::core::text::visible_capped;
use super::super::output::message_width;
use super::super::printer::Printer;

/// How long a picture stands.
const PICTURE: Duration = Duration::from_millis(120);
const PICTURES: [char; 10] = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/// The most characters of the text.
const LONGEST: usize = 120;

/// The line; it is gone when this is dropped.
#[derive(Debug)]
pub(super) struct Live<'a> {
    printer: &'a Printer,
    moving: Option<Moving>,
    said: RefCell<String>,
}

/// What moves it.
#[derive(Debug)]
struct Moving {
    text: Arc<Mutex<String>>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl<'a> Live<'a> {
    pub(super) fn start(printer: &'a Printer) -> Self {
        let moves = printer.is_for_people() && terminal::stderr();
        let moving = moves.then(Moving::start).flatten();
        Self { printer, moving, said: RefCell::default() }
    }

    pub(super) fn say(&self, text: &str) {
        match &self.moving {
            Some(moving) => moving.say(text),
            None => {
                let text = visible_capped(text, LONGEST);
                if *self.said.borrow() != text {
                    self.printer.note(&format!("waiting: {text}"));
                    *self.said.borrow_mut() = text;
                }
            }
        }
    }

    /// Makes room for data, until something is said again.
    pub(super) fn clear(&self) {
        if let Some(moving) = &self.moving {
            moving.say("");
        }
    }
}

impl Moving {
    /// Nothing moves where there is no thread to be had.
    fn start() -> Option<Self> {
        let text = Arc::new(Mutex::new(String::new()));
        let (stop, stopped) = mpsc::channel();
        let shared = Arc::clone(&text);
        let thread = thread::Builder::new().name("live".into()).spawn(move || {
            for picture in PICTURES.into_iter().cycle() {
                draw(&whole(&shared), picture);
                if stopped.recv_timeout(PICTURE) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
            }
        });
        Some(Self { text, stop: Some(stop), thread: Some(thread.ok()?) })
    }

    fn say(&self, text: &str) {
        let columns = message_width().map_or(LONGEST, |columns| columns.saturating_sub(4).min(LONGEST));
        let mut shown = whole(&self.text);
        // Nobody draws meanwhile, so that what was there is gone for good.
        erase(&shown);
        *shown = visible_capped(text, columns);
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        drop(self.stop.take());
        // A thread that panicked draws nothing any more.
        drop(self.thread.take().map(JoinHandle::join));
        erase(&whole(&self.text));
    }
}

fn whole(text: &Mutex<String>) -> MutexGuard<'_, String> {
    text.lock().unwrap_or_else(PoisonError::into_inner)
}

fn draw(text: &str, picture: char) {
    if !text.is_empty() {
        write(&format!("\r{picture} {text}"));
    }
}

/// By blanks, which every terminal knows; a wide character takes two.
fn erase(text: &str) {
    if !text.is_empty() {
        write(&format!("\r{}\r", " ".repeat(unicode_width::UnicodeWidthStr::width(text) + 2)));
    }
}

fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    // A terminal that went away sees nothing.
    drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}
