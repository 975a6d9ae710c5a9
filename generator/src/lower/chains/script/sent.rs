//! `pm.sendRequest`: requests that a script sends by itself.

use super::Sent;
use super::calls::function_of;
use super::machine::Machine;
use super::value::{Key, Value};

impl<'a> Machine<'a, '_> {
    /// Calls back with the answer, and gives it to whoever awaits it.
    pub(super) fn send_request(&mut self, arguments: Vec<Value<'a>>) -> Value<'a> {
        let callback = function_of(&arguments);
        let sent = self.describe(arguments.into_iter().next().unwrap_or_default());
        let answer = Value::Response(Some(self.send(sent)));
        if let Some(callback) = callback {
            self.invoke(callback, vec![Value::Unknown, answer.clone()]);
        }
        answer
    }

    fn describe(&mut self, request: Value<'a>) -> Sent {
        let mut field = |name: &str| self.member(request.clone(), &Key::Field(name.to_owned()));
        let method = field("method").plain_text().unwrap_or("GET").trim().to_ascii_uppercase();
        let url = match field("url") {
            Value::Text(url) => Some(url),
            stated @ Value::Object(_) => match self.member(stated, &Key::Field("raw".to_owned())) {
                Value::Text(url) => Some(url),
                _ => None,
            },
            _ => None,
        };
        let url = match (&request, url) {
            (Value::Text(url), _) => url.clone(),
            (_, url) => url.unwrap_or_default(),
        };
        Sent { method, url }
    }
}
