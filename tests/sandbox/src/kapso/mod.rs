//! Kapso: one number of a merchant's that sends texts, refused as Meta's Cloud API refuses.

use serde_json::{Value, json};

use crate::{
    clock::Moment,
    credentials::{KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID},
    reply::Reply,
    test_values::{KAPSO_SILENT_NUMBER, KAPSO_STRANGER},
    world::Call,
};

/// Most characters of a text.
const LONGEST: usize = 4096;
/// Messages that one number may get within [`PAIR_WINDOW_MS`].
const PAIR_LIMIT: usize = 45;
const PAIR_WINDOW_MS: i64 = 60_000;

/// All state of the stand-in.
#[derive(Default)]
pub(crate) struct Kapso {
    messages: Vec<Message>,
}

struct Message {
    id: String,
    to: String,
    body: String,
    delivered: bool,
    sent_ms: i64,
}

impl Kapso {
    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Reply {
        self.send(call).unwrap_or_else(|refusal| refusal)
    }

    fn send(&mut self, call: &Call<'_>) -> Result<Reply, Reply> {
        let (method, path) = call.route();
        // The version of the Cloud API may stand in front.
        let known = path.trim_start_matches('/').split('/').collect::<Vec<_>>();
        let number = match known.as_slice() {
            [number, "messages"] => *number,
            [version, number, "messages"] if version.starts_with('v') => *number,
            _ => return Err(plain(404, "Not found")),
        };
        if method != "POST" {
            return Err(plain(404, "Not found"));
        }
        match call.request.header("x-api-key") {
            None => return Err(plain(401, "Missing API key")),
            Some(key) if key != KAPSO_API_KEY => return Err(plain(401, "Invalid API key")),
            Some(_) => {}
        }
        if number != KAPSO_PHONE_NUMBER_ID {
            return Err(plain(404, "Phone number not found in this project"));
        }
        let body = call.json_body().map_err(|error| refusal(100, &error.to_string()))?;
        let (to, text) = read(&body)?;
        self.take(&to, &text, call.now)
    }

    fn take(&mut self, to: &str, text: &str, now: Moment) -> Result<Reply, Reply> {
        let sent_ms = now.millis();
        let lately = |message: &&Message| message.to == to && sent_ms - message.sent_ms < PAIR_WINDOW_MS;
        if self.messages.iter().filter(lately).count() >= PAIR_LIMIT {
            let words = "(#131056) (Business Account, Consumer Account) pair rate limit hit";
            return Err(error(429, 131_056, words));
        }
        if to == KAPSO_STRANGER {
            let words = "(#131047) Message failed to send because more than 24 hours have passed since the customer last \
                         replied to this number.";
            return Err(refusal(131_047, words));
        }
        let id = format!("wamid.SANDBOX{:04}", self.messages.len() + 1);
        self.messages.push(Message {
            id: id.clone(),
            to: to.to_owned(),
            body: text.to_owned(),
            // What is accepted may still never arrive.
            delivered: to != KAPSO_SILENT_NUMBER,
            sent_ms,
        });
        Ok(Reply::json(
            200,
            &json!({
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": id, "message_status": "accepted"}],
            }),
        ))
    }

    pub(crate) fn state(&self) -> Value {
        let shown = |message: &Message| json!({"id": message.id, "to": message.to, "body": message.body, "delivered": message.delivered});
        json!({"api": "kapso", "messages": self.messages.iter().map(shown).collect::<Value>()})
    }
}

/// Recipient and text of a body of the documented shape.
fn read(body: &Value) -> Result<(String, String), Reply> {
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    let wrong = |name: &str| refusal(100, &format!("(#100) Invalid parameter: {name}"));
    if text("/messaging_product") != Some("whatsapp") {
        return Err(wrong("messaging_product"));
    }
    if !matches!(text("/recipient_type"), None | Some("individual")) || text("/type") != Some("text") {
        return Err(wrong("type"));
    }
    if !matches!(body.pointer("/text/preview_url"), None | Some(Value::Bool(_))) {
        return Err(wrong("text.preview_url"));
    }
    let said = text("/text/body").filter(|said| !said.is_empty()).ok_or_else(|| wrong("text.body"))?;
    if said.chars().count() > LONGEST {
        return Err(refusal(100, "(#100) Param text['body'] must be at most 4096 characters long."));
    }
    let to = text("/to").unwrap_or_default().trim_start_matches('+');
    let is_number =
        (7..=15).contains(&to.len()) && to.bytes().all(|b| b.is_ascii_digit()) && !to.starts_with('0');
    if !is_number {
        return Err(refusal(131_009, "(#131009) Parameter value is not valid: to"));
    }
    Ok((to.to_owned(), said.to_owned()))
}

fn refusal(code: u32, message: &str) -> Reply {
    error(400, code, message)
}

/// As Meta refuses.
fn error(status: u16, code: u32, message: &str) -> Reply {
    let error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "SANDBOX"});
    Reply::json(status, &json!({"error": error}))
}

/// As Kapso itself refuses.
fn plain(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"error": message}))
}
