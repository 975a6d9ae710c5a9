//! People besides the tool's user: one who decides about a device's login, and a customer who pays.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use codegen_sandbox::{PAY_PASSWORD, PAY_USER, Sandbox};

/// Opens the sandbox's page for devices, enters the code that waits there, and chooses `approve` or `deny`.
///
/// # Panics
/// No code waits, or the page does not take the decision.
pub fn decide(sandbox: &Sandbox, decision: &str) {
    let state = sandbox.state();
    let code = state["oauth"]["devices"][0].as_str().expect("a code that waits").to_owned();
    let user = PAY_USER.replace('@', "%40");
    let form = format!("user_code={code}&username={user}&password={PAY_PASSWORD}&decision={decision}");
    let host = sandbox.url().trim_start_matches("http://");
    let request = format!(
        "POST /device HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(host).expect("the sandbox listens");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("it answers");
    assert!(page.contains("data-result"), "the page took no decision: {page}");
}

/// Does the work while a customer pays whatever is there to be paid.
///
/// # Panics
/// The work does, or an open payment cannot be paid.
pub fn beside_a_customer<T>(sandbox: &Sandbox, work: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| pay_everything(sandbox, &over));
        let _leaves = Leaves(&over);
        work()
    })
}

/// Sends the customer away when the work is over, however it ends.
struct Leaves<'a>(&'a AtomicBool);

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn pay_everything(sandbox: &Sandbox, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let state = sandbox.state();
        let payments = state["resources"].as_array().into_iter().flatten();
        let open = payments.filter(|payment| payment["status"] == 1 || payment["status"] == 9);
        for reference in open.filter_map(|payment| payment["reference"].as_str()) {
            sandbox.move_payment(reference, 2).expect("an open payment can be paid");
        }
        thread::sleep(Duration::from_millis(50));
    }
}
