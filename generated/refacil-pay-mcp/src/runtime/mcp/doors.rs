//! One door for each principal that connects over HTTP: behind it are its protocol sessions, which nobody else can name.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use crate::runtime::core::spec::Language;

use super::bodies;
use super::conversations::{Bounds, Conversations};
use super::direct::Direct;
use super::handler::{Handler, Wrap};
use super::listen::Listen;
use super::pace::Pace;
use super::principals::Principal;
use super::principals::token::{Denied, Tokens};
use super::running::Running;
use super::server::Server;

/// The protocol of one principal.
pub(super) type Service<S> = StreamableHttpService<S, LocalSessionManager>;

/// All doors of a server.
pub(super) struct Doors<S> {
    server: Arc<Server>,
    wrap: Wrap<S>,
    tokens: Tokens,
    per_minute: Option<u32>,
    streams: CancellationToken,
    open: Mutex<Open<S>>,
}

/// Those who came, and how often.
struct Open<S> {
    doors: HashMap<String, Used<S>>,
    /// By client: whoever changes the session with each request comes no more often for it.
    paces: HashMap<String, Arc<Pace>>,
}

struct Used<S> {
    door: Arc<Door<S>>,
    last: Instant,
    /// It belongs to a session that a caller brought.
    passing: bool,
}

/// The protocol service twice: a client that can be asked gets a session, since the question travels over it; all
/// others are served request by request, and leave nothing behind.
pub(super) struct Door<S> {
    /// Who comes in by it.
    pub(super) principal: Arc<Principal>,
    /// How often.
    pub(super) pace: Arc<Pace>,
    /// The sessions that are open.
    pub(super) conversations: Conversations,
    /// For clients that can be asked.
    pub(super) with_sessions: Service<S>,
    /// For all others.
    pub(super) stateless: Service<S>,
    /// For the plain calls of both.
    pub(super) direct: Direct<S>,
    /// Those of them that run in sessions.
    pub(super) running: Running,
    /// No program of its own answers here, which could speak to its client over a session on the way.
    pub(super) is_unwrapped: bool,
}

/// Whoever brought a session and was not seen for so long is forgotten: such sessions change all the time.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// No more of them are remembered at once; whoever was silent longest makes room.
const MOST_PASSING: usize = 128;

impl<S: ServerHandler> Doors<S> {
    /// Doors for whoever shows one of the configured tokens. The streams of sessions end when `streams` is cancelled.
    pub(super) fn new(
        server: &Arc<Server>,
        listen: Listen,
        wrap: Wrap<S>,
        streams: CancellationToken,
    ) -> Arc<Self> {
        let (tokens, per_minute) = (listen.tokens, listen.per_minute);
        Arc::new(Self {
            server: Arc::clone(server),
            wrap,
            tokens,
            per_minute,
            streams,
            open: Mutex::new(Open { doors: HashMap::new(), paces: HashMap::new() }),
        })
    }

    /// The language of answers to strangers.
    pub(super) fn language(&self) -> Language {
        self.server.api.language
    }

    /// The door of whoever sent these headers.
    ///
    /// # Errors
    /// They prove nobody.
    pub(super) fn open(&self, headers: &HeaderMap) -> Result<Arc<Door<S>>, Denied> {
        let identity = self.tokens.identify(headers)?;
        let now = Instant::now();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = open.doors.get_mut(&identity.name) {
            used.last = now;
            return Ok(Arc::clone(&used.door));
        }
        let (name, passing) = (identity.name.clone(), identity.session.is_some());
        if passing {
            for forgotten in open.make_room(now) {
                tokio::spawn(async move { forgotten.conversations.end().await });
            }
        }
        let pace = open.paces.entry(identity.client.clone());
        let pace = Arc::clone(pace.or_insert_with(|| Arc::new(Pace::new(self.per_minute))));
        let bounds = if passing { Bounds::PASSING } else { Bounds::USUAL };
        let principal = Principal::new(self.server.api, &self.server.config, identity);
        let door = Arc::new(self.door(principal, pace, bounds));
        open.doors.insert(name, Used { door: Arc::clone(&door), last: now, passing });
        Ok(door)
    }

    fn door(&self, principal: Arc<Principal>, pace: Arc<Pace>, bounds: Bounds) -> Door<S> {
        let conversations = Conversations::new(bounds);
        let handlers = || {
            let handler = Handler { server: Arc::clone(&self.server), principal: Arc::clone(&principal) };
            let wrap = Arc::clone(&self.wrap);
            move || wrap(handler.clone())
        };
        let service = |config: StreamableHttpServerConfig| -> Service<S> {
            let handlers = handlers();
            // Host and Origin have been checked for every route before.
            let config = config
                .disable_allowed_hosts()
                .disable_allowed_origins()
                .with_max_request_body_bytes(bodies::Limits::USUAL.one);
            StreamableHttpService::new(move || Ok(handlers()), conversations.manager(), config)
        };
        let config = StreamableHttpServerConfig::default;
        Door {
            with_sessions: service(config().with_cancellation_token(self.streams.clone())),
            stateless: service(config().with_legacy_session_mode(false).with_json_response(true)),
            direct: Direct::new(handlers()),
            running: Running::default(),
            is_unwrapped: TypeId::of::<S>() == TypeId::of::<Handler>(),
            conversations,
            pace,
            principal,
        }
    }
}

impl<S> Open<S> {
    /// Forgets who passed by long ago, and of too many whoever was silent longest.
    fn make_room(&mut self, now: Instant) -> Vec<Arc<Door<S>>> {
        let mut passing: Vec<_> = self.doors.iter().filter(|(_, used)| used.passing).collect();
        passing.sort_by_key(|(_, used)| std::cmp::Reverse(used.last));
        let kept = passing.iter().take(MOST_PASSING - 1);
        let kept = kept.take_while(|(_, used)| now.saturating_duration_since(used.last) < IDLE).count();
        let names: Vec<String> = passing.drain(kept..).map(|(name, _)| name.clone()).collect();
        names.iter().filter_map(|name| self.doors.remove(name)).map(|used| used.door).collect()
    }
}
