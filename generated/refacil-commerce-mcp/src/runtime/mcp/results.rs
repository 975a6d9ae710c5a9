//! What came of changes: for ten minutes whoever asked for one can read it, also when the first answer never reached them.
//!
//! A client whose connection broke reads `results://<api>/recent`, finds its call, and reads that call's answer. What the
//! API tells only once (a PIN, say) is kept for a client that had gone, until it is read.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rmcp::model::Resource;
use serde_json::{Map, Value, json};

use crate::runtime::core::answer::Success;
use crate::runtime::core::audit::entry_id;
use crate::runtime::core::call::Call;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::redact;
use crate::runtime::core::spec::{Api, Operation};
use crate::runtime::core::words::Said;

use super::answers::{self, Form};
use super::catalog::Catalog;

/// How long an answer can be read.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// More calls of one caller than this are not remembered.
const MOST: usize = 64;

/// The changes of one principal.
#[derive(Debug, Default)]
pub(super) struct Results {
    kept: Mutex<VecDeque<Kept>>,
}

#[derive(Debug)]
struct Kept {
    id: String,
    tool: &'static str,
    arguments: Map<String, Value>,
    begun: Timestamp,
    /// When it ended or, while it runs, when it began.
    at: Instant,
    answer: Option<Answer>,
}

#[derive(Debug)]
struct Answer {
    failed: bool,
    /// With everything that the API told; gone once it was read.
    whole: Option<Value>,
    /// What can be read again.
    masked: Value,
}

/// A change that has begun.
#[derive(Debug)]
pub(super) struct Begun(String);

/// Whether somebody still waited when a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// The answer went to them.
    Yes,
    /// They had gone.
    No,
}

impl Results {
    /// Remembers that a change begins; reads are not remembered.
    pub(super) fn begin(&self, call: &Call) -> Option<Begun> {
        let operation = call.operation();
        if !operation.class.is_mutation() {
            return None;
        }
        let begun = Timestamp::now();
        let id = entry_id(begun);
        let arguments = redact::for_records(operation, call.arguments());
        let entry =
            Kept { id: id.clone(), tool: operation.tool, arguments, begun, at: Instant::now(), answer: None };
        let mut kept = self.kept();
        forget(&mut kept);
        kept.push_back(entry);
        Some(Begun(id))
    }

    /// Keeps what came of it.
    pub(super) fn end(
        &self,
        catalog: &Catalog,
        begun: &Begun,
        operation: &Operation,
        outcome: &Result<Success, Failure>,
        waiting: Waiting,
        form: Form,
    ) {
        let answer = answer(catalog, operation, outcome, waiting, form);
        let mut kept = self.kept();
        if let Some(entry) = kept.iter_mut().find(|entry| entry.id == begun.0) {
            entry.answer = Some(answer);
            entry.at = Instant::now();
        }
    }

    /// The text of a resource of these, if there is one at that address.
    pub(super) fn read(&self, api: &Api, uri: &str) -> Option<String> {
        let name = uri.strip_prefix(&format!("results://{}/", api.name))?;
        let mut kept = self.kept();
        forget(&mut kept);
        if name == "recent" {
            let list: Vec<_> = kept.iter().rev().map(|entry| entry.head(api)).collect();
            return Some(json!({"calls": list}).to_string());
        }
        let entry = kept.iter_mut().find(|entry| entry.id == name)?;
        let mut page = entry.head(api);
        if let (Some(map), Some(answer)) = (page.as_object_mut(), &mut entry.answer) {
            map.insert("result".into(), answer.whole.take().unwrap_or_else(|| answer.masked.clone()));
        }
        Some(page.to_string())
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, VecDeque<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn head(&self, api: &Api) -> Value {
        let state = match &self.answer {
            None => "under-way",
            Some(answer) if answer.failed => "failed",
            Some(_) => "done",
        };
        json!({
            "uri": format!("results://{}/{}", api.name, self.id),
            "tool": self.tool,
            "begun": self.begun.to_string(),
            "state": state,
            "arguments": self.arguments,
        })
    }
}

/// Calls under way stay, however long they take: there are never more than run at once.
fn forget(kept: &mut VecDeque<Kept>) {
    kept.retain(|entry| entry.answer.is_none() || entry.at.elapsed() < LIFE);
    while kept.len() >= MOST {
        let Some(oldest) = kept.iter().position(|entry| entry.answer.is_some()) else { return };
        kept.remove(oldest);
    }
}

fn answer(
    catalog: &Catalog,
    operation: &Operation,
    outcome: &Result<Success, Failure>,
    waiting: Waiting,
    form: Form,
) -> Answer {
    let content = |result: rmcp::model::CallToolResult| result.structured_content.unwrap_or_default();
    match outcome {
        Ok(success) => {
            let masked = Success { body: redact::answer(operation, &success.body), ..success.clone() };
            let whole =
                (waiting == Waiting::No).then(|| content(answers::success(operation, success.clone(), form)));
            let masked = content(answers::success(operation, masked, form));
            Answer { failed: false, whole, masked }
        }
        Err(failure) => {
            let masked = content(answers::failure(catalog, operation, failure, form));
            Answer { failed: true, whole: None, masked }
        }
    }
}

/// The list of recent changes, as a resource.
pub(super) fn resource(api: &Api) -> Resource {
    Resource::new(format!("results://{}/recent", api.name), "recent-results")
        .with_title(Said::from("Recent changes").in_language(api.language))
        .with_description(
            Said::from(
                "Calls of the last ten minutes that change something, with the address of each answer.",
            )
            .in_language(api.language),
        )
        .with_mime_type(MIME)
}

/// The type of these resources.
pub(super) const MIME: &str = "application/json";
