//! Pay's envelope: its own for success, the framework's for errors.

use serde_json::{Value, json};

use crate::reply::Reply;

/// Success. The framework answers a POST with 201 unless told otherwise.
pub(super) fn success(status: u16, data: Value) -> Reply {
    Reply::json(status, &json!({"statusCode": "00", "message": "Operación exitosa.", "data": data}))
}

/// A framework error; `message` is a text or a list of texts.
pub(super) fn refusal(status: u16, message: impl Into<Value>) -> Reply {
    let error = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        _ => "Error",
    };
    Reply::json(status, &json!({"statusCode": status, "message": message.into(), "error": error}))
}
