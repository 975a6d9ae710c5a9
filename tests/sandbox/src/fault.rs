//! Failures on demand.

use std::{collections::VecDeque, time::Duration};

use serde::Deserialize;

use crate::{error::Error, received::Received};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Executes, then closes the connection without an answer.
    DropAfter,
    /// Executes, then never answers.
    HangAfter,
    /// Executes, then sends half of the answer's body and closes the connection.
    HalfAfter,
    /// Executes, then sends the answer's body byte by byte, with that pause before each.
    DripAfter(Duration),
    /// Closes the connection without executing.
    DropBefore,
    /// Executes, then holds the answer back that long.
    Delay(Duration),
    /// Answers this without executing.
    Status {
        /// The HTTP status.
        code: u16,
        /// The body, JSON or not.
        body: String,
        /// Further headers, such as `retry-after`.
        headers: Vec<(String, String)>,
    },
}

/// A fault that waits for matching requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The method, or `*` for any.
    pub method: String,
    /// The exact path, or a prefix that ends in `*`.
    pub path: String,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many requests it hits.
    pub times: u32,
}

impl Fault {
    /// A fault that hits the next matching request only.
    pub fn once(method: impl Into<String>, path: impl Into<String>, kind: FaultKind) -> Self {
        Self { method: method.into(), path: path.into(), kind, times: 1 }
    }

    /// The same fault, hitting that many requests.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    fn hits(&self, request: &Received) -> bool {
        let method = self.method == "*" || self.method.eq_ignore_ascii_case(&request.method);
        let path = match self.path.strip_suffix('*') {
            Some(prefix) => request.path.starts_with(prefix),
            None => request.path == self.path,
        };
        method && path
    }
}

/// Faults in the order they were asked for.
#[derive(Default)]
pub(crate) struct Faults(VecDeque<Fault>);

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push_back(fault);
        }
    }

    /// Uses up one turn of the first fault that hits.
    pub(crate) fn take(&mut self, request: &Received) -> Option<FaultKind> {
        let index = self.0.iter().position(|fault| fault.hits(request))?;
        let fault = self.0.get_mut(index)?;
        fault.times -= 1;
        let kind = fault.kind.clone();
        if fault.times == 0 {
            self.0.remove(index);
        }
        Some(kind)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn pending(&self) -> usize {
        self.0.len()
    }
}

/// A fault as the control route takes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultOrder {
    #[serde(default = "any")]
    method: String,
    path: String,
    kind: String,
    #[serde(default = "once")]
    times: u32,
    ms: Option<u64>,
    code: Option<u16>,
    body: Option<serde_json::Value>,
    #[serde(default)]
    headers: Vec<(String, String)>,
}

fn any() -> String {
    "*".to_owned()
}

const fn once() -> u32 {
    1
}

fn time(order: &FaultOrder) -> Result<Duration, Error> {
    let ms = order.ms.ok_or_else(|| Error::BadOrder(format!("`{}` needs `ms`", order.kind)))?;
    Ok(Duration::from_millis(ms))
}

impl TryFrom<FaultOrder> for Fault {
    type Error = Error;

    fn try_from(order: FaultOrder) -> Result<Self, Error> {
        let kind = match order.kind.as_str() {
            "drop-after" => FaultKind::DropAfter,
            "hang-after" => FaultKind::HangAfter,
            "half-after" => FaultKind::HalfAfter,
            "drip-after" => FaultKind::DripAfter(time(&order)?),
            "drop-before" => FaultKind::DropBefore,
            "delay" => FaultKind::Delay(time(&order)?),
            "status" => {
                let code = order.code.filter(|code| (200..=599).contains(code));
                let code =
                    code.ok_or_else(|| Error::BadOrder("`status` needs `code`, 200 to 599".to_owned()))?;
                let body = match order.body {
                    None => String::new(),
                    Some(serde_json::Value::String(text)) => text,
                    Some(value) => value.to_string(),
                };
                FaultKind::Status { code, body, headers: order.headers }
            }
            other => {
                let known = "drop-after, hang-after, half-after, drip-after, drop-before, delay or status";
                return Err(Error::BadOrder(format!("unknown kind `{other}`; use {known}")));
            }
        };
        Ok(Self { method: order.method, path: order.path, kind, times: order.times })
    }
}
