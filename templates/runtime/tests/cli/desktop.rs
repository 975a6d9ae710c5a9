//! A desktop's session: a bus of its own with a real Secret Service, a broken one, or none.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::process::Machine;

/// No service is started because somebody asks for it.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"#;

/// One session of a user.
pub struct Desktop {
    folder: TempDir,
    pub address: String,
    children: Vec<Child>,
}

impl Desktop {
    /// A bus without any service; nothing where the programs are missing, which CI lists.
    pub fn start() -> Option<Self> {
        for program in ["dbus-daemon", "gnome-keyring-daemon", "secret-tool"] {
            let quiet =
                Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            if quiet.is_err() {
                eprintln!(
                    "skipped: {program} is not installed (apt-get install dbus gnome-keyring libsecret-tools)"
                );
                return None;
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, BUS).expect("written");
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a bus");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().expect("a pipe")).read_line(&mut address).expect("an address");
        Some(Self { folder, address: address.trim().to_owned(), children: vec![bus] })
    }

    /// The same with a Secret Service that is unlocked.
    pub fn with_keychain() -> Option<Self> {
        let mut desktop = Self::start()?;
        desktop.unlock();
        Some(desktop)
    }

    /// Starts the Secret Service, unlocked.
    pub fn unlock(&mut self) {
        self.serve(&["--unlock"]);
    }

    /// Ends the Secret Service and starts it again; nobody unlocks it.
    pub fn lock(&mut self) {
        if let Some(mut service) = self.children.pop().filter(|_| !self.children.is_empty()) {
            service.kill().expect("killed");
            service.wait().expect("ended");
        }
        self.serve(&["--start"]);
    }

    /// The Secret Service keeps its name and answers nobody any more.
    pub fn freeze(&self) {
        let service = self.children.last().expect("a Secret Service").id().to_string();
        assert!(Command::new("kill").args(["-STOP", &service]).status().expect("a signal").success());
    }

    fn serve(&mut self, how: &[&str]) {
        let mut service = self.command("gnome-keyring-daemon");
        service.args(how).args(["--foreground", "--components=secrets"]);
        service.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut service = service.spawn().expect("a Secret Service");
        service.stdin.take().expect("a pipe").write_all(b"password of the keychain").expect("written");
        self.children.push(service);
        let end = Instant::now() + Duration::from_secs(30);
        while !self.has_service() {
            assert!(Instant::now() < end, "no Secret Service came");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn has_service(&self) -> bool {
        let mut asked = self.command("dbus-send");
        asked.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.NameHasOwner",
        ]);
        let said = asked.arg("string:org.freedesktop.secrets").output().expect("asked");
        String::from_utf8_lossy(&said.stdout).contains("true")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let folder = self.folder.path();
        command.env_clear().env("DBUS_SESSION_BUS_ADDRESS", &self.address).env("HOME", folder);
        command
            .env("XDG_RUNTIME_DIR", folder)
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("PATH", "/usr/bin:/bin");
        command
    }

    /// A machine that is part of this session.
    pub fn machine(&self, machine: Machine) -> Machine {
        on(machine, &self.address)
    }

    /// The slots of a program, as another program sees them.
    pub fn slots(&self, app: &str) -> Vec<String> {
        let found =
            self.command("secret-tool").args(["search", "--all", "service", app]).output().expect("runs");
        // The attributes come on stderr, the secrets on stdout.
        let text =
            String::from_utf8_lossy(&found.stderr).into_owned() + &String::from_utf8_lossy(&found.stdout);
        let names = text.lines().filter_map(|line| line.trim().strip_prefix("attribute.username = "));
        names.map(str::to_owned).collect()
    }

    /// What a slot holds, as another program sees it.
    pub fn secret(&self, app: &str, slot: &str) -> Value {
        serde_json::from_str(&self.lookup(&["service", app, "username", slot])).unwrap_or_default()
    }

    /// What the entry of these attributes holds.
    pub fn lookup(&self, attributes: &[&str]) -> String {
        let found = self.command("secret-tool").arg("lookup").args(attributes).output().expect("runs");
        String::from_utf8_lossy(&found.stdout).into_owned()
    }

    /// Keeps a secret as another program would.
    pub fn store(&self, attributes: &[&str], secret: &str) {
        let mut store = self.command("secret-tool");
        store.args(["store", "--label", "another program's"]).args(attributes).stdin(Stdio::piped());
        let mut store = store.spawn().expect("runs");
        store.stdin.take().expect("a pipe").write_all(secret.as_bytes()).expect("written");
        assert!(store.wait().expect("ends").success());
    }
}

/// A machine on that bus, whose program may use the keychain.
pub fn on(mut machine: Machine, address: &str) -> Machine {
    machine.forget("SHOP_KEYRING");
    machine.forget("CLOUD_KEYRING");
    machine.with("DBUS_SESSION_BUS_ADDRESS", address)
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}
