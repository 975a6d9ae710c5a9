//! One door for each principal that connects over HTTP: behind it are its protocol sessions, which nobody else can name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use crate::runtime::core::spec::Language;

use super::conversations::{Bounds, Conversations};
use super::handler::{Handler, Wrap};
use super::http::MAX_REQUEST;
use super::listen::Listen;
use super::pace::Pace;
use super::principals::Principal;
use super::principals::token::{Denied, Tokens};
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
    open: Mutex<HashMap<String, Used<S>>>,
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
    pub(super) pace: Pace,
    /// The sessions that are open.
    pub(super) conversations: Conversations,
    /// For clients that can be asked.
    pub(super) with_sessions: Service<S>,
    /// For all others.
    pub(super) stateless: Service<S>,
}

/// Whoever brought a session and was not seen for so long is forgotten: such sessions change all the time.
const IDLE: Duration = Duration::from_secs(30 * 60);

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
            open: Mutex::default(),
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
        if let Some(used) = open.get_mut(&identity.name) {
            used.last = now;
            return Ok(Arc::clone(&used.door));
        }
        open.retain(|_, used| !used.passing || now.duration_since(used.last) < IDLE);
        let (name, passing) = (identity.name.clone(), identity.session.is_some());
        let principal = Principal::new(self.server.api, &self.server.config, identity);
        let door = Arc::new(self.door(principal));
        open.insert(name, Used { door: Arc::clone(&door), last: now, passing });
        Ok(door)
    }

    fn door(&self, principal: Arc<Principal>) -> Door<S> {
        let conversations = Conversations::new(Bounds::USUAL);
        let service = |config: StreamableHttpServerConfig| -> Service<S> {
            let handler = Handler { server: Arc::clone(&self.server), principal: Arc::clone(&principal) };
            let wrap = Arc::clone(&self.wrap);
            // Host and Origin have been checked for every route before.
            let config = config
                .disable_allowed_hosts()
                .disable_allowed_origins()
                .with_max_request_body_bytes(MAX_REQUEST);
            StreamableHttpService::new(move || Ok(wrap(handler.clone())), conversations.manager(), config)
        };
        let config = StreamableHttpServerConfig::default;
        Door {
            with_sessions: service(config().with_cancellation_token(self.streams.clone())),
            stateless: service(config().with_legacy_session_mode(false).with_json_response(true)),
            conversations,
            pace: Pace::new(self.per_minute),
            principal,
        }
    }
}
