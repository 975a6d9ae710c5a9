//! The protocol's sessions of one principal: so many are open at once, and whoever was silent longest makes room.
//!
//! Clients that vanish end nothing. Without a bound they would fill the memory, and without making room nobody who comes later
//! could be asked any more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use rmcp::transport::streamable_http_server::SessionManager;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;

use super::http::SESSION;

/// How many sessions there are, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// As many at once.
    most: usize,
    /// Whoever was silent for so long makes room for another.
    silence: Duration,
    /// Whoever was silent for so long is closed when the next comes, even where there is room; the window of a person's editor
    /// may stay open all day.
    life: Duration,
}

impl Bounds {
    /// Those of a server.
    pub(super) const USUAL: Self =
        Self { most: 512, silence: Duration::from_secs(30 * 60), life: Duration::from_secs(8 * 60 * 60) };
    /// Those of whoever brought a session of the API: there are many of them, and each is one person.
    pub(super) const PASSING: Self = Self { most: 3, ..Self::USUAL };
}

/// An answer that was given is not kept for a client whose stream broke just then: kept for each call, answers would fill
/// the memory of a busy server. What changed something is among the results; what was read is read again.
const LATE_ANSWERS: Duration = Duration::ZERO;

/// The sessions of one principal.
pub(super) struct Conversations {
    manager: Arc<LocalSessionManager>,
    heard: Mutex<HashMap<Arc<str>, Instant>>,
    bounds: Bounds,
}

impl Conversations {
    /// None is open yet.
    pub(super) fn new(bounds: Bounds) -> Self {
        let mut manager = LocalSessionManager::default();
        // Calls that are answered where they arrive are unknown to the library: what is silent is known here.
        manager.session_config.keep_alive = None;
        manager.session_config.completed_cache_ttl = LATE_ANSWERS;
        Self { manager: Arc::new(manager), heard: Mutex::default(), bounds }
    }

    /// What keeps them.
    pub(super) fn manager(&self) -> Arc<LocalSessionManager> {
        Arc::clone(&self.manager)
    }

    /// A request names its session, if it has one.
    pub(super) fn hear(&self, headers: &HeaderMap, now: Instant) -> bool {
        let Some(session) = headers.get(SESSION) else { return false };
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = session.to_str().ok().and_then(|session| heard.get_mut(session)) {
            *last = now;
        }
        true
    }

    /// The session is open.
    pub(super) async fn is_open(&self, session: &str) -> bool {
        self.manager.sessions.read().await.contains_key(session)
    }

    /// Another session can be opened: there is room, or one that has been silent long enough is closed for it.
    pub(super) async fn make_room(&self, now: Instant) -> bool {
        let open: Vec<Arc<str>> = self.manager.sessions.read().await.keys().cloned().collect();
        let mut left = open.len();
        for (session, silence) in self.silences(&open, now) {
            let makes_room = left >= self.bounds.most && silence >= self.bounds.silence;
            if !makes_room && silence < self.bounds.life {
                break;
            }
            tracing::info!("a session that nobody used for long makes room for others");
            left -= usize::from(self.manager.close_session(&session).await.is_ok());
        }
        left < self.bounds.most
    }

    /// Closes all of them: nobody can name them any more. What was begun in them goes on by itself.
    pub(super) async fn end(&self) {
        let open: Vec<Arc<str>> = self.manager.sessions.read().await.keys().cloned().collect();
        for session in open {
            if let Err(error) = self.manager.close_session(&session).await {
                tracing::debug!(%error, "a session ended by itself");
            }
        }
    }

    /// For how long each session has been silent, the longest first. One that was never heard counts from when it is first
    /// seen here.
    fn silences(&self, open: &[Arc<str>], now: Instant) -> Vec<(Arc<str>, Duration)> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *heard);
        heard.extend(open.iter().map(|id| (Arc::clone(id), before.get(id).copied().unwrap_or(now))));
        let silence =
            |(id, last): (&Arc<str>, &Instant)| (Arc::clone(id), now.saturating_duration_since(*last));
        let mut silences: Vec<_> = heard.iter().map(silence).collect();
        silences.sort_by_key(|(_, silence)| std::cmp::Reverse(*silence));
        silences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds =
        Bounds { most: 2, silence: Duration::from_secs(60), life: Duration::from_secs(600) };

    fn naming(session: &str) -> HeaderMap {
        HeaderMap::from_iter([(SESSION.parse().expect("a name"), session.parse().expect("a value"))])
    }

    #[tokio::test]
    async fn whoever_is_silent_for_a_life_is_closed_even_where_there_is_room() {
        let conversations = Conversations::new(Bounds { most: 9, ..BOUNDS });
        let manager = conversations.manager();
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let (silent, _silent) = manager.create_session().await.expect("a session");
        let (speaks, _speaks) = manager.create_session().await.expect("a session");
        assert!(conversations.make_room(at(0)).await);
        assert!(conversations.hear(&naming(&speaks), at(1)));
        assert!(conversations.make_room(at(599)).await);
        assert!(conversations.is_open(&silent).await);
        assert!(conversations.make_room(at(600)).await);
        assert!(!conversations.is_open(&silent).await && conversations.is_open(&speaks).await);
    }

    #[tokio::test]
    async fn whoever_was_silent_longest_makes_room_and_nobody_who_speaks() {
        let conversations = Conversations::new(BOUNDS);
        let manager = conversations.manager();
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        assert!(conversations.make_room(at(0)).await);
        let (first, _first) = manager.create_session().await.expect("a session");
        assert!(conversations.make_room(at(1)).await);
        let (second, _second) = manager.create_session().await.expect("a session");
        assert!(!conversations.make_room(at(2)).await, "both are young");
        assert!(conversations.hear(&naming(&first), at(50)));
        assert!(!conversations.hear(&HeaderMap::new(), at(50)));
        assert!(!conversations.make_room(at(61)).await, "the second was first seen at 2");
        assert!(conversations.make_room(at(62)).await);
        let left: Vec<_> = manager.sessions.read().await.keys().cloned().collect();
        assert_eq!(left, [first], "{second} was silent");
        conversations.end().await;
        assert!(manager.sessions.read().await.is_empty());
    }
}
