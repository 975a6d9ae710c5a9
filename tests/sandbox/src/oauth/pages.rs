//! Pages for people, and for browsers that tests drive.
//!
//! | page | elements by id |
//! |---|---|
//! | agree (`/oauth/authorize`) | `username`, `password`, `approve`, `deny`, `error` after a wrong password |
//! | device (`/device`) | the same and `user_code` |
//! | decided | `result`: `approved` or `denied` in `data-result` |
//! | problem | `error` |

use super::Decision;
use crate::reply::Reply;

/// Asks the person to agree to that request.
pub(super) fn agree(request: &str, error: Option<&str>) -> Reply {
    let hidden = format!("<input type=\"hidden\" name=\"request\" value=\"{}\">", escaped(request));
    page(200, "Log in", &form("/oauth/authorize", &hidden, error))
}

/// Asks for the code that a tool shows.
pub(super) fn device(user_code: &str, error: Option<&str>) -> Reply {
    let field = format!(
        "<label>Code <input id=\"user_code\" name=\"user_code\" value=\"{}\" autocomplete=\"off\"></label>",
        escaped(user_code)
    );
    page(200, "Connect a device", &form("/device", &field, error))
}

/// The device's request is decided.
pub(super) fn decided(decision: Decision) -> Reply {
    let (word, text) = match decision {
        Decision::Approved => ("approved", "Approved. You can go back to your device."),
        Decision::Denied => ("denied", "Denied."),
    };
    page(200, "Connect a device", &format!("<p id=\"result\" data-result=\"{word}\">{text}</p>"))
}

/// The request cannot be answered, and the browser is sent nowhere.
pub(super) fn problem(why: &str) -> Reply {
    page(400, "This login cannot go on", &format!("<p id=\"error\">{}</p>", escaped(why)))
}

fn form(action: &str, field: &str, error: Option<&str>) -> String {
    let error = error.map(|error| format!("<p id=\"error\">{}</p>", escaped(error))).unwrap_or_default();
    format!(
        "{error}<form method=\"post\" action=\"{action}\">{field}\
         <label>User <input id=\"username\" name=\"username\" autocomplete=\"username\"></label>\
         <label>Password <input id=\"password\" name=\"password\" type=\"password\"></label>\
         <button id=\"approve\" name=\"decision\" value=\"approve\">Approve</button>\
         <button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button></form>"
    )
}

fn page(status: u16, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{font:16px sans-serif;max-width:24em;margin:4em auto}}label{{display:block;margin:1em 0}}\
         #error{{color:#b00}}</style><h1>{title}</h1>{body}</html>"
    );
    Reply { status, headers: Vec::new(), body: html, hangs: false }
        .with_header("content-type", "text/html; charset=utf-8")
        .with_header(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
