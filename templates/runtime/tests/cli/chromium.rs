//! A real browser, driven over a pipe by the DevTools protocol: that needs no other program, no port and no crate.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the program is called on one system or another.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Chromium {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    /// The one page.
    session: Option<Value>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts it without a window; nothing where it is not installed.
    pub fn start() -> Option<Self> {
        let installed = |name: &&&str| {
            let version =
                Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            version.is_ok_and(|status| status.success())
        };
        let Some(name) = NAMES.iter().find(installed) else {
            eprintln!("skipped: chromium is not installed (apt-get install chromium)");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        // The protocol speaks on the descriptors 3 and 4; a browser that hangs ends with its time.
        let mut child = Command::new("sh")
            .args(["-c", "exec timeout 120 \"$@\" 3<&0 4>&1 >/dev/null 2>&1", "sh", name])
            // A container has neither name spaces nor much shared memory to spare; the pages are our own.
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--no-proxy-server", "--window-size=900,600", "--remote-debugging-pipe", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let to = child.stdin.take().expect("a pipe");
        let from = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut browser = Self { child, to, from, last: 0, session: None, _profile: profile };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        browser.session = Some(browser.call("Target.attachToTarget", attach)["sessionId"].clone());
        Some(browser)
    }

    /// Asks for something, and gives the answer to it.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.clone();
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut text = Vec::new();
            self.from.read_until(0, &mut text).expect("the browser answers");
            assert_eq!(text.pop(), Some(0), "the browser ended at {method}");
            let mut answer: Value = serde_json::from_slice(&text).expect("JSON");
            if answer["id"] == self.last {
                assert_eq!(answer["error"], Value::Null, "{method}");
                return answer["result"].take();
            }
        }
    }

    /// What a script gives on the page.
    fn ask(&mut self, script: &str) -> Value {
        let asked = json!({"expression": script, "returnByValue": true});
        self.call("Runtime.evaluate", asked)["result"]["value"].take()
    }

    /// Goes to the page, and waits until it is there.
    pub fn open(&mut self, url: &str) {
        let went = self.call("Page.navigate", json!({"url": url}));
        assert_eq!(went["errorText"], Value::Null, "{url}");
        self.wait("document.readyState === 'complete' || null");
    }

    /// Waits until the script gives something.
    fn wait(&mut self, script: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let value = self.ask(script);
            if !value.is_null() {
                return value;
            }
            assert!(Instant::now() < deadline, "{script}: {}", self.ask("document.body.innerText"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The text of the element, once there is one.
    pub fn text(&mut self, id: &str) -> String {
        let text = self.wait(&format!("document.getElementById('{id}')?.innerText || null"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How the login ended, as its last page says, once there is one.
    pub fn result(&mut self) -> String {
        let result = self.wait("document.getElementById('result')?.dataset.result");
        result.as_str().unwrap_or_default().to_owned()
    }

    /// All text of the page.
    pub fn page(&mut self) -> String {
        self.ask("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Types into a field.
    pub fn fill(&mut self, id: &str, text: &str) {
        self.wait(&format!(
            "document.getElementById('{id}') && (document.getElementById('{id}').select(), true)"
        ));
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Clicks in the middle of the element.
    pub fn click(&mut self, id: &str) {
        let place = self.wait(&format!(
            "(() => {{ const box = document.getElementById('{id}')?.getBoundingClientRect(); \
             return box && [box.x + box.width / 2, box.y + box.height / 2] }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Keeps a picture of the page where cargo keeps what tests leave, for a person to look at.
    pub fn picture(&mut self, name: &str) {
        let picture = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let bytes = STANDARD.decode(picture["data"].as_str().expect("a picture")).expect("base64");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        std::fs::write(path, bytes).expect("written");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A test that fails leaves nothing running; the answer to this may never come.
        let close = format!("{}\0", json!({"id": 0, "method": "Browser.close"}));
        self.to.write_all(close.as_bytes()).ok();
        self.child.wait().ok();
    }
}
