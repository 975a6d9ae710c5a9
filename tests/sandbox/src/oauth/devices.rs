//! Codes for tools without a browser (RFC 8628).

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};

use super::{Decision, Owner, Params, authorize::issuer, clients, clients::Client, pages, refusal, tokens};
use crate::{clock::Moment, reply::Reply, world::Call};

/// A code dies after this time.
const LIFE: Duration = Duration::from_secs(300);
/// How often a tool may ask.
const INTERVAL: Duration = Duration::from_secs(1);
/// What `slow_down` adds.
const SLOWER_BY: Duration = Duration::from_secs(5);
/// A tool's clock and ours are not the same.
const TOLERANCE: Duration = Duration::from_millis(200);

/// Codes by device code.
#[derive(Default)]
pub(super) struct Devices(HashMap<String, Device>);

struct Device {
    client: Client,
    user_code: String,
    given: Moment,
    interval: Duration,
    asked: Option<Moment>,
    decision: Option<Decision>,
    used: bool,
}

impl Devices {
    pub(super) fn start(&mut self, call: &Call<'_>, form: &Params) -> Result<Reply, Reply> {
        let client = clients::prove(call, form)?;
        let (device_code, user_code) = (tokens::random(), user_code());
        let page = format!("{}/device", issuer(call));
        let reply = Reply::json(
            200,
            &json!({
                "device_code": device_code,
                "user_code": user_code,
                "verification_uri": page,
                "verification_uri_complete": format!("{page}?user_code={user_code}"),
                "expires_in": LIFE.as_secs(),
                "interval": INTERVAL.as_secs(),
            }),
        );
        let device = Device {
            client,
            user_code,
            given: call.now,
            interval: INTERVAL,
            asked: None,
            decision: None,
            used: false,
        };
        self.0.insert(device_code, device);
        Ok(reply)
    }

    /// The page came back.
    pub(super) fn decide(&mut self, owner: Owner, form: &Params, now: Moment) -> Reply {
        let typed = form.get("user_code").unwrap_or_default().trim().to_ascii_uppercase();
        let waiting = self.0.values_mut().find(|device| {
            device.user_code == typed && device.decision.is_none() && now.since(device.given) < LIFE
        });
        let Some(device) = waiting else {
            return pages::device(&typed, Some("No such code, or it has expired."));
        };
        match owner.decision(form) {
            Err(why) => pages::device(&typed, Some(why)),
            Ok(decision) => {
                device.decision = Some(decision);
                pages::decided(decision)
            }
        }
    }

    /// What the token endpoint answers to a question (RFC 8628, 3.5), or the code that was agreed to.
    pub(super) fn redeem(&mut self, client: Client, form: &Params, now: Moment) -> Result<String, Reply> {
        let code = form.required("device_code")?;
        let device = self.0.get_mut(code).filter(|device| device.client == client && !device.used);
        let device = device.ok_or_else(|| refusal(400, "invalid_grant", "unknown device_code"))?;
        if now.since(device.given) >= LIFE {
            return Err(refusal(400, "expired_token", "the code has expired"));
        }
        let early = device.asked.is_some_and(|asked| now.since(asked) + TOLERANCE < device.interval);
        device.asked = Some(now);
        match device.decision {
            _ if early => {
                device.interval += SLOWER_BY;
                Err(refusal(400, "slow_down", "asked too soon"))
            }
            None => Err(refusal(400, "authorization_pending", "nobody has decided yet")),
            Some(Decision::Denied) => Err(refusal(400, "access_denied", "the person said no")),
            Some(Decision::Approved) => {
                device.used = true;
                Ok(code.to_owned())
            }
        }
    }

    /// Codes that wait for a person.
    pub(super) fn state(&self, now: Moment) -> Value {
        let waiting =
            self.0.values().filter(|device| device.decision.is_none() && now.since(device.given) < LIFE);
        waiting.map(|device| device.user_code.as_str()).collect()
    }
}

/// As in `BCDF-1234`: no vowels, so that no word comes out.
fn user_code() -> String {
    const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    let bits = uuid::Uuid::new_v4().as_u128();
    let letters = (0..4).map(|at| LETTERS.get((bits >> (at * 8)) as usize % 20).copied().unwrap_or(b'B'));
    format!("{}-{:04}", letters.map(char::from).collect::<String>(), (bits >> 64) % 10_000)
}
