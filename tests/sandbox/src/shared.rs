//! What the server, the control routes and the library share.

use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    clock::Clock,
    deliver::{Delivery, deliver},
    error::Error,
    fault::{Fault, FaultKind, Faults},
    money::Money,
    oauth,
    partial::Manner,
    received::Received,
    reply::Reply,
    world::{Api, Call, Granted, World},
};

/// How long a notice may take.
const NOTICE_LIMIT: Duration = Duration::from_secs(5);

pub(crate) struct Shared {
    api: Api,
    clock: Clock,
    world: Mutex<World>,
    oauth: Mutex<oauth::Server>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<Received>>,
    deliveries: Mutex<Vec<Delivery>>,
    client: reqwest::Client,
}

/// What the server does with a request once it has been executed, or not.
pub(crate) enum Ending {
    Answer(Reply),
    AnswerLater(Reply, Duration),
    AnswerPartly(Reply, Manner),
    Drop,
    Hang,
}

impl Shared {
    pub(crate) fn new(api: Api) -> Result<Self, Error> {
        crate::install_tls_provider();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(NOTICE_LIMIT)
            .build()?;
        Ok(Self {
            api,
            clock: Clock::new(),
            world: Mutex::new(World::new(api)?),
            oauth: Mutex::new(oauth::Server::new(api.owner())),
            faults: Mutex::default(),
            requests: Mutex::default(),
            deliveries: Mutex::default(),
            client,
        })
    }

    /// Records and executes in one go, so that a caller that leaves cannot interrupt it.
    pub(crate) fn execute(&self, request: Received, peer: IpAddr) -> Ending {
        lock(&self.requests).push(request.clone());
        let fault = lock(&self.faults).take(&request);
        match fault {
            Some(FaultKind::DropBefore) => return Ending::Drop,
            Some(FaultKind::Status { code, body, headers }) => {
                return Ending::Answer(Reply { status: code, headers, body, hangs: false });
            }
            _ => {}
        }
        let reply = self.answer(&request, peer);
        match fault {
            Some(FaultKind::DropAfter) => Ending::Drop,
            Some(FaultKind::HangAfter) => Ending::Hang,
            Some(FaultKind::HalfAfter) => Ending::AnswerPartly(reply, Manner::Half),
            Some(FaultKind::DripAfter(pause)) => Ending::AnswerPartly(reply, Manner::Drip(pause)),
            _ if reply.hangs => Ending::Hang,
            Some(FaultKind::Delay(time)) => Ending::AnswerLater(reply, time),
            _ => Ending::Answer(reply),
        }
    }

    fn answer(&self, request: &Received, peer: IpAddr) -> Reply {
        let now = self.clock.now();
        let mut oauth = lock(&self.oauth);
        let granted = if oauth.opens(request.bearer(), now) { Granted::Yes } else { Granted::No };
        let call = Call { request, peer, now, granted };
        if oauth::serves(&request.path) { oauth.answer(&call) } else { lock(&self.world).answer(&call) }
    }

    pub(crate) async fn move_payment(&self, reference: &str, status: u64) -> Result<Delivery, Error> {
        let notice = lock(&self.world).move_payment(reference, status, self.clock.now())?;
        let delivery = deliver(&self.client, notice).await;
        lock(&self.deliveries).push(delivery.clone());
        Ok(delivery)
    }

    pub(crate) fn state(&self) -> Value {
        let now = self.clock.now();
        let mut state = lock(&self.world).state(now);
        if let Value::Object(fields) = &mut state {
            let deliveries = lock(&self.deliveries).iter().map(Delivery::summary).collect();
            fields.insert("deliveries".to_owned(), Value::Array(deliveries));
            fields.insert("oauth".to_owned(), lock(&self.oauth).state(now));
            fields.insert("pending_faults".to_owned(), json!(lock(&self.faults).pending()));
            fields.insert("now".to_owned(), Value::String(now.iso()));
        }
        state
    }

    pub(crate) fn requests(&self) -> Vec<Received> {
        lock(&self.requests).clone()
    }

    pub(crate) fn clear_requests(&self) {
        lock(&self.requests).clear();
    }

    pub(crate) fn fault(&self, fault: Fault) {
        lock(&self.faults).push(fault);
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    pub(crate) fn set_balance(&self, cop: i64) {
        lock(&self.world).set_balance(Money::pesos(cop));
    }

    pub(crate) fn reset(&self) -> Result<(), Error> {
        let fresh = World::new(self.api)?;
        *lock(&self.world) = fresh;
        *lock(&self.oauth) = oauth::Server::new(self.api.owner());
        lock(&self.faults).clear();
        lock(&self.deliveries).clear();
        self.clear_requests();
        self.clock.reset();
        Ok(())
    }
}

/// A test that panicked while holding the lock must not take the sandbox down with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
