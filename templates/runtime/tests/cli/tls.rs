//! A certificate authority of one's own and a real proxy, as companies have them: both work, and neither weakens a check.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use crate::process::{Machine, PAY_OUT, answer};
use crate::support::{Received, Reply};

type Seen = Arc<Mutex<Vec<String>>>;

/// A server with a certificate that an authority of its own signed, for a name and for this machine.
struct Secure {
    folder: TempDir,
    address: SocketAddr,
    seen: Seen,
}

impl Secure {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        certify(folder.path());
        let chain = CertificateDer::pem_file_iter(folder.path().join("server.pem")).expect("a certificate");
        let chain = chain.collect::<Result<Vec<_>, _>>().expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(folder.path().join("server.key")).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("they belong together");
        let (config, seen) = (Arc::new(config), Seen::default());
        let kept = Arc::clone(&seen);
        let address = listen(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            serve(StreamOwned::new(connection, stream), &kept);
        });
        Self { folder, address, seen }
    }

    fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }
}

fn certify(folder: &Path) {
    let new_key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    std::fs::write(folder.join("names"), "subjectAltName=DNS:shop.example,IP:127.0.0.1\n").expect("written");
    for line in [
        format!("req -x509 {new_key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"),
        format!("req {new_key} -keyout server.key -out server.csr -subj /CN=shop.example"),
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names"
            .to_owned(),
    ] {
        let done = Command::new("openssl").args(line.split(' ')).current_dir(folder).output();
        let done = done.expect("openssl runs");
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// Serves every connection in a thread of its own until the test ends.
fn listen(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// The lines of a head.
fn head(reader: &mut impl BufRead) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => return Some(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

fn serve(mut stream: impl Read + Write, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(&mut stream);
    let Some(lines) = head(&mut reader) else { return };
    let length = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let mut words = lines[0].split(' ').map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    seen.lock().expect("no panic").push(format!("{method} {target}"));
    let request = Received { method, target, headers: Vec::new(), body: String::new() };
    if let Reply::Bytes(bytes) = answer(&request) {
        // A client that went away wants nothing more.
        drop(stream.write_all(&bytes).and_then(|()| stream.flush()));
    }
}

/// A proxy that leads every tunnel to one place, and tells which ones were asked for.
fn proxy(to: SocketAddr) -> (String, Seen) {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let address = listen(move |mut client| {
        let Some(lines) = head(&mut BufReader::new(&client)) else { return };
        kept.lock().expect("no panic").push(lines[0].clone());
        let mut server = TcpStream::connect(to).expect("the server listens");
        drop(client.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        let (mut from_client, mut to_server) =
            (client.try_clone().expect("a copy"), server.try_clone().expect("a copy"));
        thread::spawn(move || {
            drop(std::io::copy(&mut from_client, &mut to_server));
            drop(to_server.shutdown(Shutdown::Write));
        });
        drop(std::io::copy(&mut server, &mut client));
        drop(client.shutdown(Shutdown::Both));
    });
    (format!("http://{address}"), seen)
}

const WHOLE: [&str; 3] = ["POST /auth/login", "POST /tokens", "POST /payouts"];

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named_and_never_before() {
    let server = Secure::start();
    let machine = || Machine::new(&format!("https://{}", server.address)).with_login();
    let error = machine().run(PAY_OUT).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&6.into(), &"tls".into()), "{error}");
    assert_eq!(error["sent"], "no");
    assert!(server.seen().is_empty());
    machine().with("SSL_CERT_FILE", &server.authority().display().to_string()).run(PAY_OUT).data();
    assert_eq!(server.seen(), WHOLE);
}

#[test]
fn a_proxy_carries_what_leaves_this_machine_and_reads_none_of_it() {
    let server = Secure::start();
    let (address, tunnels) = proxy(server.address);
    let machine = || {
        Machine::new("https://shop.example")
            .with_login()
            .with("SSL_CERT_FILE", &server.authority().display().to_string())
            .with("HTTPS_PROXY", &address)
    };
    let real: &[&str] = &["--env", "prod", "--expect", "50000.10:3001112233"];
    machine().run(&[PAY_OUT, real].concat()).data();
    assert_eq!(server.seen(), WHOLE);
    let asked = tunnels.lock().expect("no panic").clone();
    assert!(
        !asked.is_empty() && asked.iter().all(|line| line == "CONNECT shop.example:443 HTTP/1.1"),
        "{asked:?}"
    );
    // Whom the variable leaves out is reached directly: that name leads nowhere.
    let error = machine().with("NO_PROXY", "shop.example").run(&[PAY_OUT, real].concat()).error();
    assert_eq!((&error["exit_code"], &error["sent"]), (&6.into(), &"no".into()), "{error}");
    assert_eq!(tunnels.lock().expect("no panic").len(), asked.len());
}
