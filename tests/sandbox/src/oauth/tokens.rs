//! Access and refresh tokens.

use std::{collections::HashMap, time::Duration};

use serde_json::json;
use uuid::Uuid;

use super::{clients::Client, refusal};
use crate::{clock::Moment, reply::Reply};

/// Life of an access token.
const ACCESS_LIFE: Duration = Duration::from_secs(15 * 60);
/// Life of a refresh token.
const REFRESH_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whether a refresh token comes with an access token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewable {
    Yes,
    No,
}

/// All tokens that were issued.
#[derive(Default)]
pub(super) struct Tokens {
    access: HashMap<String, Issued>,
    refresh: HashMap<String, Issued>,
    issued: u64,
}

struct Issued {
    /// The consent that it goes back to.
    grant: String,
    client: Client,
    given: Moment,
    /// A refresh token is good for one use.
    used: bool,
}

impl Tokens {
    pub(super) fn issue(&mut self, client: Client, grant: &str, renewable: Renewable, now: Moment) -> Reply {
        let new = || Issued { grant: grant.to_owned(), client, given: now, used: false };
        let access = format!("at.{}", random());
        self.issued += 1;
        self.access.insert(access.clone(), new());
        let mut body =
            json!({"access_token": access, "token_type": "Bearer", "expires_in": ACCESS_LIFE.as_secs()});
        if renewable == Renewable::Yes {
            let refresh = format!("rt.{}", random());
            body["refresh_token"] = json!(refresh);
            self.refresh.insert(refresh, new());
        }
        Reply::json(200, &body)
    }

    /// Rotates: the old refresh token dies. One that comes twice was stolen, and takes all of its kind with it.
    pub(super) fn refresh(&mut self, client: Client, token: &str, now: Moment) -> Result<Reply, Reply> {
        let no = |why: &str| refusal(400, "invalid_grant", why);
        let found = self.refresh.get_mut(token).filter(|found| found.client == client);
        let found = found.ok_or_else(|| no("unknown refresh_token"))?;
        let grant = found.grant.clone();
        if std::mem::replace(&mut found.used, true) {
            self.revoke_grant(&grant);
            return Err(no("the refresh_token was used before"));
        }
        if now.since(found.given) >= REFRESH_LIFE {
            return Err(no("the refresh_token has expired"));
        }
        Ok(self.issue(client, &grant, Renewable::Yes, now))
    }

    pub(super) fn revoke(&mut self, token: &str) {
        self.access.remove(token);
        // A refresh token takes along what it made.
        if let Some(Issued { grant, .. }) = self.refresh.remove(token) {
            self.revoke_grant(&grant);
        }
    }

    pub(super) fn revoke_grant(&mut self, grant: &str) {
        self.access.retain(|_, issued| issued.grant != grant);
        self.refresh.retain(|_, issued| issued.grant != grant);
    }

    pub(super) fn is_good(&self, token: &str, now: Moment) -> bool {
        self.access.get(token).is_some_and(|issued| now.since(issued.given) < ACCESS_LIFE)
    }

    pub(super) fn living(&self, now: Moment) -> usize {
        self.access.values().filter(|issued| now.since(issued.given) < ACCESS_LIFE).count()
    }

    pub(super) const fn issued(&self) -> u64 {
        self.issued
    }
}

/// 244 random bits.
pub(super) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
