//! Calls that are answered where they arrive, each with what calls it off: its client went away or, in a session, said so
//! in another message.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rmcp::model::RequestId;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

/// The calls of one principal that run in its sessions.
#[derive(Debug, Default)]
pub(super) struct Running {
    calls: Mutex<HashMap<Key, CancellationToken>>,
}

/// A session, and what its client calls the request.
type Key = (String, RequestId);

/// A call that runs; it runs no more when this is dropped.
#[derive(Debug)]
pub(super) struct Begun<'r> {
    ended: CancellationToken,
    place: Option<(&'r Running, Key)>,
}

/// The message that calls a request off.
#[derive(Deserialize)]
struct Cancelled {
    method: String,
    params: Params,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    request_id: RequestId,
}

impl Running {
    /// A call begins in a session; none where another of that name runs there.
    pub(super) fn begin(&self, session: &str, id: &RequestId) -> Option<Begun<'_>> {
        let key = (session.to_owned(), id.clone());
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.contains_key(&key) {
            return None;
        }
        let ended = CancellationToken::new();
        calls.insert(key.clone(), ended.clone());
        Some(Begun { ended, place: Some((self, key)) })
    }

    /// Calls off what a message of that session calls off, if it does.
    pub(super) fn hear(&self, session: &str, message: &[u8]) {
        let Ok(said) = serde_json::from_slice::<Cancelled>(message) else { return };
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (session.to_owned(), said.params.request_id);
        if let Some(ended) = calls.get(&key).filter(|_| said.method == "notifications/cancelled") {
            ended.cancel();
        }
    }
}

impl Begun<'_> {
    /// A call that no other message knows of.
    pub(super) fn alone() -> Self {
        Self { ended: CancellationToken::new(), place: None }
    }

    /// Cancelled when the call is called off.
    pub(super) fn ended(&self) -> &CancellationToken {
        &self.ended
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.ended.cancel();
        if let Some((running, key)) = &self.place {
            running.calls.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANCELLED: &[u8] =
        br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"late"}}"#;

    #[test]
    fn a_call_is_called_off_by_its_own_session_alone() {
        let running = Running::default();
        let seven = RequestId::Number(7);
        let (own, others) = (running.begin("a", &seven), running.begin("b", &seven));
        let (own, others) = (own.expect("a call"), others.expect("a call"));
        let text = running.begin("a", &RequestId::String("7".into())).expect("another name");
        for message in [CANCELLED, b"[]", br#"{"method":"ping","params":{"requestId":7}}"#] {
            running.hear("c", message);
        }
        running.hear("a", br#"{"method":"ping","params":{"requestId":7}}"#);
        assert!(!own.ended().is_cancelled());
        running.hear("a", CANCELLED);
        assert!(own.ended().is_cancelled() && !others.ended().is_cancelled() && !text.ended().is_cancelled());
    }

    #[test]
    fn a_name_is_free_again_when_its_call_is_over() {
        let running = Running::default();
        let id = RequestId::Number(1);
        let first = running.begin("a", &id).expect("a call");
        assert!(running.begin("a", &id).is_none());
        let ended = first.ended().clone();
        drop(first);
        assert!(ended.is_cancelled());
        assert!(running.begin("a", &id).is_some());
    }
}
