//! One request of a stranger to a listener on this machine, read within bounds of size and time, and its answer.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest head of a request.
const LONGEST_HEAD: usize = 16 * 1024;
/// The most headers.
const MOST_HEADERS: usize = 64;
/// How much of an unwanted body is read, so that the sender gets to read the answer.
const MOST_IGNORED: usize = 16 * 1024 * 1024;
/// How long that may take.
const IGNORED_FOR: Duration = Duration::from_secs(2);

/// What came before the body.
#[derive(Debug)]
pub struct Head {
    /// The method.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    length: Length,
    /// What came with the head.
    rest: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Length {
    Known(usize),
    Chunked,
}

impl Head {
    /// The value of a header that came once.
    #[must_use]
    pub fn single(&self, wanted: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    /// Something follows the head.
    #[must_use]
    pub const fn has_body(&self) -> bool {
        !matches!(self.length, Length::Known(0)) || !self.rest.is_empty()
    }
}

/// Why there is no request.
#[derive(Debug)]
pub enum Refused {
    /// It is answered with this status.
    With(u16),
    /// The sender is gone or too slow.
    Gone,
}

impl From<io::Error> for Refused {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A connection whose time runs out.
#[derive(Debug)]
pub struct Timed {
    stream: TcpStream,
    deadline: Instant,
    coming: Coming,
}

/// Whether something of the request may still be on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coming {
    Something,
    Nothing,
}

impl Timed {
    /// All of the request and its answer within that time.
    ///
    /// # Errors
    /// The system cannot bound the time.
    pub fn new(stream: TcpStream, patience: Duration) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_write_timeout(Some(patience))?;
        Ok(Self { stream, deadline: Instant::now() + patience, coming: Coming::Something })
    }

    fn more(&mut self, buffer: &mut Vec<u8>) -> Result<(), Refused> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Refused::Gone);
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut piece = [0; 4096];
        match self.stream.read(&mut piece)? {
            0 => Err(Refused::Gone),
            read => {
                buffer.extend_from_slice(piece.get(..read).unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Reads what comes before the body.
    ///
    /// # Errors
    /// It is too long, not HTTP/1, or says two lengths.
    pub fn head(&mut self) -> Result<Head, Refused> {
        let mut bytes = Vec::new();
        loop {
            self.more(&mut bytes)?;
            if let Some(head) = parsed(&bytes)? {
                if !head.has_body() {
                    self.coming = Coming::Nothing;
                }
                return Ok(head);
            }
            if bytes.len() > LONGEST_HEAD {
                return Err(Refused::With(431));
            }
        }
    }

    /// Reads the body, at most that much of it.
    ///
    /// # Errors
    /// It is larger, or does not come.
    pub fn body(&mut self, head: Head, most: usize) -> Result<Vec<u8>, Refused> {
        let waits = head
            .headers
            .iter()
            .any(|(name, value)| name == "expect" && value.eq_ignore_ascii_case("100-continue"));
        if let Length::Known(length) = head.length
            && length > most
        {
            return Err(Refused::With(413));
        }
        if waits {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let mut bytes = head.rest;
        let body = match head.length {
            Length::Known(length) => {
                while bytes.len() < length {
                    self.more(&mut bytes)?;
                }
                bytes.truncate(length);
                bytes
            }
            Length::Chunked => self.chunks(bytes, most)?,
        };
        self.coming = Coming::Nothing;
        Ok(body)
    }

    fn chunks(&mut self, mut bytes: Vec<u8>, most: usize) -> Result<Vec<u8>, Refused> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                match httparse::parse_chunk_size(&bytes) {
                    Ok(httparse::Status::Complete((start, size))) => break (start, size),
                    Ok(httparse::Status::Partial) if bytes.len() < 1024 => self.more(&mut bytes)?,
                    _ => return Err(Refused::With(400)),
                }
            };
            let size = usize::try_from(size).map_err(|_| Refused::With(413))?;
            if size == 0 {
                return Ok(body);
            }
            if size > most.saturating_sub(body.len()) {
                return Err(Refused::With(413));
            }
            while bytes.len() < start + size + 2 {
                self.more(&mut bytes)?;
            }
            body.extend_from_slice(bytes.get(start..start + size).unwrap_or_default());
            if bytes.get(start + size..start + size + 2) != Some(b"\r\n") {
                return Err(Refused::With(400));
            }
            bytes.drain(..start + size + 2);
        }
    }

    /// Answers with these headers, which end in a line break each, and hangs up.
    pub fn answer(mut self, status: u16, headers: &str, body: &str) {
        let reason = reason(status);
        let text = format!(
            "HTTP/1.1 {status} {reason}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        // A sender that went away needs no answer.
        if self.stream.write_all(text.as_bytes()).is_err() {
            return;
        }
        drop(self.stream.shutdown(std::net::Shutdown::Write));
        if self.coming == Coming::Something {
            self.ignore_rest();
        }
    }

    /// A connection that is closed while something is on its way is reset, and the answer lost with it.
    fn ignore_rest(&mut self) {
        self.deadline = Instant::now() + IGNORED_FOR;
        let (mut ignored, mut buffer) = (0, Vec::new());
        while ignored < MOST_IGNORED && self.more(&mut buffer).is_ok() {
            ignored += buffer.len();
            buffer.clear();
        }
    }
}

fn parsed(bytes: &[u8]) -> Result<Option<Head>, Refused> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let end = match request.parse(bytes) {
        Ok(httparse::Status::Complete(end)) => end,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refused::With(431)),
        Err(_) => return Err(Refused::With(400)),
    };
    let (Some(method), Some(target)) = (request.method, request.path) else { return Err(Refused::With(400)) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut named = Vec::new();
    for header in request.headers.iter() {
        let value = std::str::from_utf8(header.value).map_err(|_| Refused::With(400))?;
        named.push((header.name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Some(Head {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        length: length(&named)?,
        headers: named,
        rest: bytes.get(end..).unwrap_or_default().to_vec(),
    }))
}

/// Two lengths could be understood differently by what stands in front of this program.
fn length(headers: &[(String, String)]) -> Result<Length, Refused> {
    let all = |wanted: &str| -> Vec<&String> {
        headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value).collect()
    };
    let (lengths, codings) = (all("content-length"), all("transfer-encoding"));
    match (lengths.as_slice(), codings.as_slice()) {
        ([], []) => Ok(Length::Known(0)),
        ([length], []) if !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit()) => {
            length.parse().map(Length::Known).map_err(|_| Refused::With(413))
        }
        ([], [coding]) if coding.eq_ignore_ascii_case("chunked") => Ok(Length::Chunked),
        _ => Err(Refused::With(400)),
    }
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Head>, u16> {
        parsed(text.as_bytes()).map_err(|refused| match refused {
            Refused::With(status) => status,
            Refused::Gone => 0,
        })
    }

    #[test]
    fn a_request_has_one_length() {
        let head = of("POST /n?a=1 HTTP/1.1\r\nX-A: b \r\nContent-Length: 2\r\n\r\n{}")
            .expect("fine")
            .expect("whole");
        assert_eq!(
            (head.method.as_str(), head.path.as_str(), head.query.as_str(), head.rest.as_slice()),
            ("POST", "/n", "a=1", &b"{}"[..])
        );
        assert!(head.has_body() && !of("GET / HTTP/1.1\r\n\r\n").expect("fine").expect("whole").has_body());
        assert_eq!((head.single("x-a"), head.single("x-b")), (Some("b"), None));
        let twice = of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").expect("fine").expect("whole");
        assert_eq!(twice.single("host"), None, "nobody knows which one counts");
        assert!(of("POST / HTTP/1.1\r\nContent-Le").expect("fine").is_none());
        for (lines, status) in [
            ("Content-Length: 2\r\nContent-Length: 2\r\n", 400),
            ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400),
            ("Transfer-Encoding: gzip, chunked\r\n", 400),
            ("Content-Length: +2\r\n", 400),
            ("Content-Length: 99999999999999999999999\r\n", 413),
        ] {
            assert_eq!(of(&format!("POST / HTTP/1.1\r\n{lines}\r\n")).err(), Some(status), "{lines}");
        }
        assert_eq!(of("nonsense\r\n\r\n").err(), Some(400));
        assert_eq!(of(&format!("POST / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65))).err(), Some(431));
    }
}
