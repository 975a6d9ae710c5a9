//! A path that a person wrote, in the one spelling that is matched and sent.

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

use super::super::failure::{Exit, Failure};
use super::super::target::Target;
use super::super::words::{Said, say};

/// A path below the base URL: decoded segments, none of them empty, `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Segments, decoded.
    pub segments: Vec<String>,
    /// Pairs after the question mark, decoded.
    pub query: Vec<(String, String)>,
}

impl Path {
    /// Reads a path or an absolute URL of the configured origin. What is read is never resolved against anything: no
    /// spelling reaches another host.
    ///
    /// # Errors
    /// It goes elsewhere, or servers would read it in different ways.
    pub fn read(text: &str, target: &Target) -> Result<Self, Failure> {
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(ambiguous("a blank or a control character"));
        }
        if text.contains('#') {
            return Err(ambiguous("a fragment"));
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut segments = match absolute(path) {
            Some(address) => below_base(address, target)?,
            None => segments(path)?,
        };
        segments.retain(|segment| !segment.is_empty());
        if segments.iter().any(|segment| segment.contains(['/', '\\', '%', ';', '?', '#'])) {
            return Err(ambiguous("an escaped delimiter or a semicolon"));
        }
        Ok(Self { segments, query: form_urlencoded::parse(query.as_bytes()).into_owned().collect() })
    }
}

/// An address with a scheme; two slashes in front are just slashes.
fn absolute(path: &str) -> Option<&str> {
    let (scheme, _) = path.split_once("://")?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (!scheme.is_empty() && scheme.chars().all(is_scheme)).then_some(path)
}

fn below_base(address: &str, target: &Target) -> Result<Vec<String>, Failure> {
    let foreign = || {
        Failure::new(
            Exit::Refused,
            "foreign-origin",
            say("the address is not one of {}; credentials are not sent there", &[&target.origin()]),
        )
        .hint("write the path only, such as /things/1; --env chooses where it goes")
        .param("PATH")
    };
    let url = Url::parse(address).map_err(|_| foreign())?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.origin() != target.base.origin() {
        return Err(foreign());
    }
    // The URL's own path would hide what was written.
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find(['/', '\\']).and_then(|at| rest.get(at..)).unwrap_or_default();
    let all = segments(path)?;
    let base: Vec<&str> = target.base.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let is_below = all.len() >= base.len() && base.iter().zip(&all).all(|(base, segment)| base == segment);
    if !is_below {
        return Err(foreign());
    }
    Ok(all.into_iter().skip(base.len()).collect())
}

/// Decoded once, with slashes of both kinds alike and dots resolved; none goes above the first.
fn segments(path: &str) -> Result<Vec<String>, Failure> {
    let mut segments: Vec<String> = Vec::new();
    for raw in path.split(['/', '\\']) {
        match decoded(raw)?.as_str() {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment.to_owned()),
        }
    }
    Ok(segments)
}

fn decoded(raw: &str) -> Result<String, Failure> {
    for (at, _) in raw.match_indices('%') {
        let digits = raw.get(at + 1..at + 3).unwrap_or_default();
        if digits.len() != 2 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ambiguous("a percent sign without two digits"));
        }
    }
    let text = percent_decode_str(raw).decode_utf8().map_err(|_| ambiguous("bytes that are no UTF-8"))?;
    if text.chars().any(char::is_control) {
        return Err(ambiguous("a control character"));
    }
    Ok(text.into_owned())
}

fn ambiguous(what: &'static str) -> Failure {
    let message = say("the path holds {}, which servers read in different ways", &[&Said::from(what)]);
    Failure::new(Exit::Invalid, "ambiguous-path", message)
        .hint("write the plain path; a value with such characters goes through the operation's own command")
        .param("PATH")
}
