//! `health`: asks the server on this machine how it is. A container image holds no other program that could.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::{Said, reason, say};

use super::environment::Lookup;
use super::{listen, print};

/// The longest wait for each step.
const PATIENCE: Duration = Duration::from_secs(3);
/// The most that is read of the answer.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// Prints what the server answers.
///
/// # Errors
/// It does not answer, or not well.
pub(super) fn run(api: &Api, lookup: Lookup<'_>) -> Result<ExitCode, Failure> {
    let (host, port) = (listen::host(api, lookup), listen::port(api, lookup)?);
    let place = format!("{host}:{port}");
    let answer = ask(&host, port)
        .map_err(|error| unwell(&place, reason(&error)).hint(say("{} --http starts one", &[&api.app])))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) == Some("200") {
        Ok(print(body.trim_end()))
    } else {
        Err(unwell(&place, status.to_owned()))
    }
}

fn ask(host: &str, port: u16) -> std::io::Result<String> {
    let address = reachable(host, port)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // The oldest version: it has one answer, whole, and then the end.
    write!(stream, "GET /health HTTP/1.0\r\nHost: localhost:{port}\r\nAccept: application/json\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Where to connect to reach what listens there: the unspecified address means this machine.
fn reachable(host: &str, port: u16) -> std::io::Result<SocketAddr> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut address =
        (bare, port).to_socket_addrs()?.next().ok_or_else(|| std::io::Error::other("no address"))?;
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    Ok(address)
}

fn unwell(place: &str, why: impl Into<Said>) -> Failure {
    Failure::new(Exit::Other, "unwell", say("the server at {} is not well: {}", &[&place, &why.into()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listens_everywhere_is_asked_on_this_machine() {
        let at = |host: &str| reachable(host, 3009).expect("an address").to_string();
        assert_eq!(at("0.0.0.0"), "127.0.0.1:3009");
        assert_eq!(at("[::]"), "[::1]:3009");
        assert_eq!(at("127.0.0.1"), "127.0.0.1:3009");
    }
}
