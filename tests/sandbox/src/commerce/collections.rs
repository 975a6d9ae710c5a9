//! Reports of collections made, behind credentials of their own.

use serde_json::{Value, json};

use super::{data::Data, envelope::refusal, rules};
use crate::{
    credentials::{COLLECTOR_SECRET_ID, COLLECTOR_TOKEN},
    reply::Reply,
    world::Call,
};

#[derive(Default)]
pub(super) struct Collections(Vec<Value>);

impl Collections {
    pub(super) fn submit(&mut self, data: &Data, body: &Value, call: &Call<'_>) -> Result<Reply, Reply> {
        let shown = (call.request.bearer(), call.request.header("x-secret-id"));
        if shown != (Some(COLLECTOR_TOKEN), Some(COLLECTOR_SECRET_ID)) {
            return Err(refusal(data, "error.auth.failed"));
        }
        if let Some(request) = data.request("submit-collection") {
            rules::check(data, request, body)?;
        }
        self.0.push(body.clone());
        Ok(Reply::json(200, &json!({"code": "00"})))
    }

    pub(super) fn state(&self) -> Value {
        Value::Array(self.0.clone())
    }
}
