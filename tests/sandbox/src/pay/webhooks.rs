//! User webhooks: stand-ins for payments without one, one active per type.

use serde_json::{Value, json};

use super::{
    envelope::refusal,
    form::{Form, Need, is_url},
};
use crate::{
    clock::Moment,
    credentials::{PAY_FOREIGN_WEBHOOK_ID, PAY_USER_ID},
    reply::Reply,
};

/// Type of the webhooks for money in.
pub(super) const CASH_IN: u64 = 1;
/// Type of the webhooks for money out.
pub(super) const CASH_OUT: u64 = 2;

struct Webhook {
    id: u64,
    kind: u64,
    url: String,
    active: bool,
    created: Moment,
    updated: Moment,
}

impl Webhook {
    /// Only the list names the type.
    fn json(&self, with_type_name: bool) -> Value {
        let mut webhook = json!({"id": self.id, "userId": PAY_USER_ID, "webhookTypeId": self.kind});
        if with_type_name {
            webhook["typeName"] = json!(if self.kind == CASH_IN { "Saldo" } else { "Dispersión" });
        }
        webhook["url"] = json!(self.url);
        webhook["active"] = json!(self.active);
        webhook["createdAt"] = json!(self.created.iso());
        webhook["updatedAt"] = json!(self.updated.iso());
        webhook
    }
}

#[derive(Default)]
pub(super) struct Webhooks(Vec<Webhook>);

impl Webhooks {
    pub(super) fn list(&self) -> Value {
        self.0.iter().map(|webhook| webhook.json(true)).collect()
    }

    pub(super) fn create(&mut self, body: &Value, now: Moment) -> Result<Value, Reply> {
        let mut form = Form::new(body);
        let kind = form.number("webhookTypeId", Need::Required).unwrap_or_default();
        let url = form.required_text("url", 0..=usize::MAX);
        if url.as_deref().is_some_and(|url| !is_url(url, &["http", "https"])) {
            // The published answer says it twice.
            form.object_to("url", "must be a URL address");
            form.object_to("url", "must be a URL address");
        }
        form.finish()?;
        let known = [CASH_IN, CASH_OUT].into_iter().find(|known| *known as f64 == kind);
        let Some(kind) = known else { return Err(refusal(404, format!("Webhook type not found: {kind}"))) };
        self.deactivate(kind, now);
        let id = self.0.len() as u64 + 1;
        self.0.push(Webhook {
            id,
            kind,
            url: url.unwrap_or_default(),
            active: true,
            created: now,
            updated: now,
        });
        Ok(self.0[self.0.len() - 1].json(false))
    }

    pub(super) fn set_status(&mut self, id: &str, body: &Value, now: Moment) -> Result<Value, Reply> {
        let Ok(id) = id.parse::<u64>() else {
            return Err(refusal(400, "Validation failed (numeric string is expected)"));
        };
        let mut form = Form::new(body);
        let active = form.boolean("active", Need::Required).unwrap_or_default();
        form.finish()?;
        if id == PAY_FOREIGN_WEBHOOK_ID {
            return Err(refusal(403, "Webhook does not belong to the authenticated user"));
        }
        let Some(index) = self.0.iter().position(|webhook| webhook.id == id) else {
            return Err(refusal(404, format!("User webhook not found: {id}")));
        };
        if active {
            self.deactivate(self.0[index].kind, now);
        }
        let webhook = &mut self.0[index];
        webhook.active = active;
        webhook.updated = now;
        Ok(webhook.json(false))
    }

    fn deactivate(&mut self, kind: u64, now: Moment) {
        for webhook in self.0.iter_mut().filter(|webhook| webhook.kind == kind && webhook.active) {
            webhook.active = false;
            webhook.updated = now;
        }
    }

    pub(super) fn active(&self, kind: u64) -> Option<&str> {
        let active = self.0.iter().find(|webhook| webhook.kind == kind && webhook.active);
        active.map(|webhook| webhook.url.as_str())
    }
}
