//! Login with its rate limits and locks, and bearers that live two hours.

use std::{collections::HashMap, net::IpAddr, time::Duration};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data::Data,
    envelope::{framework, refusal},
    rules::{self, text_at},
};
use crate::{
    clock::Moment,
    credentials::{COMMERCE_BLOCKED_USER, COMMERCE_SECRET, COMMERCE_USER},
    reply::Reply,
    world::{Call, Granted},
};

const LIFE: Duration = Duration::from_secs(2 * 60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const FIVE_MINUTES: Duration = Duration::from_secs(300);
/// Attempts within any of the windows.
const ATTEMPTS: usize = 5;
/// Failures in a row that lock a user for [`FIVE_MINUTES`]; fewer than [`ATTEMPTS`], or no lock would ever show.
const FAILURES: u32 = 3;

struct Attempt {
    at: Moment,
    peer: IpAddr,
    user: String,
}

#[derive(Default)]
struct Failures {
    count: u32,
    locked: Option<Moment>,
}

#[derive(Default)]
pub(super) struct Sessions {
    issued: HashMap<String, Moment>,
    attempts: Vec<Attempt>,
    failures: HashMap<String, Failures>,
    logins: u64,
}

impl Sessions {
    pub(super) fn login(&mut self, data: &Data, body: &Value, call: &Call<'_>) -> Result<Value, Reply> {
        if let Some(request) = data.request("auth-login") {
            rules::check(data, request, body)?;
        }
        let user = text_at(body, "username").unwrap_or_default();
        let secret = text_at(body, "secretKey").unwrap_or_default();
        self.limit(user, call)?;
        if user == COMMERCE_BLOCKED_USER {
            return Err(with_fields(refusal(data, "user.blocked"), &json!({"notify": true})));
        }
        let failures = self.failures.entry(user.to_owned()).or_default();
        if let Some(locked) = failures.locked {
            let passed = call.now.since(locked);
            if passed < FIVE_MINUTES {
                let left = (FIVE_MINUTES - passed).as_secs().div_ceil(60);
                let fields = json!({"code": 5002, "diferentTimes": left});
                return Err(with_fields(refusal(data, "auth.invalid.TimeOuthLoginFaild"), &fields));
            }
            *failures = Failures::default();
        }
        if (user, secret) != (COMMERCE_USER, COMMERCE_SECRET) {
            failures.count += 1;
            failures.locked = (failures.count >= FAILURES).then_some(call.now);
            return Err(refusal(data, "auth.invalid"));
        }
        *failures = Failures::default();
        self.logins += 1;
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.issued.insert(token.clone(), call.now);
        Ok(json!({"tokenType": "Bearer", "token": token}))
    }

    /// Counts the attempt, refused ones too.
    fn limit(&mut self, user: &str, call: &Call<'_>) -> Result<(), Reply> {
        let now = call.now;
        self.attempts.retain(|attempt| now.since(attempt.at) < FIVE_MINUTES);
        let oldest = |window: Duration, counts: &dyn Fn(&Attempt) -> bool| {
            let recent =
                self.attempts.iter().filter(|attempt| now.since(attempt.at) < window && counts(attempt));
            let recent: Vec<_> = recent.map(|attempt| attempt.at).collect();
            let limiting = recent.len().checked_sub(ATTEMPTS).and_then(|index| recent.get(index));
            limiting.map(|at| window.saturating_sub(now.since(*at)))
        };
        // The limit per user and address is never the one that bites: the one per address is as tight.
        let by_peer = oldest(MINUTE, &|attempt| attempt.peer == call.peer);
        let by_user = oldest(FIVE_MINUTES, &|attempt| attempt.user == user);
        let wait = by_peer.max(by_user);
        self.attempts.push(Attempt { at: now, peer: call.peer, user: user.to_owned() });
        match wait {
            None => Ok(()),
            Some(wait) => {
                let seconds = wait.as_secs_f64().ceil().max(1.0);
                Err(framework(429, "Too Many Requests").with_header("retry-after", seconds.to_string()))
            }
        }
    }

    pub(super) fn check(&self, data: &Data, call: &Call<'_>) -> Result<(), Reply> {
        let issued = call.request.bearer().and_then(|token| self.issued.get(token));
        let lives = issued.is_some_and(|issued| call.now.since(*issued) < LIFE);
        match lives || call.granted == Granted::Yes {
            true => Ok(()),
            false => Err(refusal(data, "error.auth.failed")),
        }
    }

    pub(super) const fn logins(&self) -> u64 {
        self.logins
    }
}

/// A refusal whose body says more than code and message.
fn with_fields(mut reply: Reply, more: &Value) -> Reply {
    if let (Ok(Value::Object(mut body)), Some(more)) = (serde_json::from_str(&reply.body), more.as_object()) {
        body.extend(more.clone());
        reply.body = Value::Object(body).to_string();
    }
    reply
}
