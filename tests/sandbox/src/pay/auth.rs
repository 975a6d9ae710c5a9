//! Login, and bearers that live two hours.

use std::{collections::HashMap, time::Duration};

use uuid::Uuid;

use super::{envelope::refusal, form::Form};
use crate::{
    clock::Moment,
    credentials::{PAY_PASSWORD, PAY_USER},
    reply::Reply,
    world::{Call, Granted},
};

/// Life of a bearer, from issue; use does not extend it.
const LIFE: Duration = Duration::from_secs(2 * 60 * 60);

#[derive(Default)]
pub(super) struct Sessions {
    issued: HashMap<String, Moment>,
    logins: u64,
}

impl Sessions {
    pub(super) fn login(&mut self, body: &serde_json::Value, now: Moment) -> Result<String, Reply> {
        let mut form = Form::new(body);
        let user = form.required_text("username", 1..=usize::MAX).unwrap_or_default();
        let password = form.required_text("password", 1..=usize::MAX).unwrap_or_default();
        form.finish()?;
        if (user.as_str(), password.as_str()) != (PAY_USER, PAY_PASSWORD) {
            return Err(refusal(401, "Invalid credentials"));
        }
        self.logins += 1;
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{}.{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.issued.insert(token.clone(), now);
        Ok(token)
    }

    pub(super) fn check(&self, call: &Call<'_>) -> Result<(), Reply> {
        let issued = call.request.bearer().and_then(|token| self.issued.get(token));
        let lives = issued.is_some_and(|issued| call.now.since(*issued) < LIFE);
        match lives || call.granted == Granted::Yes {
            true => Ok(()),
            false => Err(refusal(401, "Unauthorized")),
        }
    }

    pub(super) const fn logins(&self) -> u64 {
        self.logins
    }
}
