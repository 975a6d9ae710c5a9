//! Commerce's envelope.

use serde_json::{Value, json};

use super::data::{Data, ErrorText};
use crate::reply::Reply;

pub(super) fn success(data: Value) -> Reply {
    Reply::json(200, &json!({"messageCode": "success", "message": MESSAGE, "data": data}))
}

/// The message of a success.
pub(super) const MESSAGE: &str = "Operación exitosa.";

/// A documented error, by its key in the data.
pub(super) fn refusal(data: &Data, key: &str) -> Reply {
    refusal_with(data, key, &[])
}

/// A documented error whose message has gaps to fill.
pub(super) fn refusal_with(data: &Data, key: &str, gaps: &[(&str, &str)]) -> Reply {
    let Some(ErrorText { http, code, message }) = data.error(key) else {
        return Reply::json(
            500,
            &json!({"errorCode": "server.error", "message": format!("no text for {key}")}),
        );
    };
    let message = gaps.iter().fold(message.clone(), |text, (gap, value)| text.replace(gap, value));
    match code {
        Some(code) => Reply::json(*http, &json!({"errorCode": code, "message": message})),
        None => framework(*http, &message),
    }
}

/// An error of the framework's: no code, English.
pub(super) fn framework(status: u16, message: &str) -> Reply {
    let error = match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        _ => "Error",
    };
    Reply::json(status, &json!({"statusCode": status, "message": message, "error": error}))
}
