//! Transaction tokens: one use, 60 seconds, one service.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    envelope::refusal,
    form::{Form, Need},
};
use crate::{clock::Moment, reply::Reply, world::Call};

const LIFE: Duration = Duration::from_secs(60);

const SERVICES: [&str; 5] = [
    "/cash-in/generate/payment-link/token",
    "/cash-in/generate/payment-method/token",
    "/cash-out/generate/withdraw-method/token",
    "/merchant-key/create",
    "/merchant-key/cancel",
];

struct Token {
    service: String,
    issued: Moment,
}

#[derive(Default)]
pub(super) struct Tokens {
    unused: HashMap<String, Token>,
    issued: u64,
    spent: u64,
}

impl Tokens {
    pub(super) fn issue(&mut self, body: &Value, now: Moment) -> Result<String, Reply> {
        let mut form = Form::new(body);
        let service = form.one_of("service", Need::Required, &SERVICES).unwrap_or_default();
        form.finish()?;
        let token = Uuid::new_v4().to_string();
        self.unused.insert(token.clone(), Token { service, issued: now });
        self.issued += 1;
        Ok(token)
    }

    /// The guard runs before validation: a presented token is gone even when the body turns out wrong.
    pub(super) fn spend(&mut self, call: &Call<'_>) -> Result<(), Reply> {
        let token = call.request.header("x-transaction-token").and_then(|token| self.unused.remove(token));
        let valid = token
            .is_some_and(|token| token.service == call.request.path && call.now.since(token.issued) < LIFE);
        if !valid {
            return Err(refusal(403, "Transaction token is invalid, expired or already used"));
        }
        self.spent += 1;
        Ok(())
    }

    pub(super) fn state(&self) -> Value {
        json!({"issued": self.issued, "spent": self.spent})
    }
}
