//! The page that a browser shows at the end: complete in itself, without script, and not to be kept.
//!
//! The outcome stands in the element with the id `result`, as its attribute `data-result`: `success`, `denied` or `failed`.

use crate::runtime::account::request::Timed;
use crate::runtime::core::spec::Language;
use crate::runtime::core::text::visible;
use crate::runtime::core::words::Said;

/// A page with its status.
#[derive(Debug)]
pub(super) struct Page {
    status: u16,
    body: String,
}

impl Page {
    /// The session is there.
    pub(super) fn success(language: Language, title: &str) -> Self {
        let words = Said::from("You are logged in. You can close this page and go back to the terminal.")
            .in_language(language);
        Self::outcome(language, title, "success", ("✓", &words))
    }

    /// The person said no.
    pub(super) fn denied(language: Language, title: &str) -> Self {
        let words = Said::from("Access was denied. Nothing was changed; you can close this page.")
            .in_language(language);
        Self::outcome(language, title, "denied", ("✕", &words))
    }

    /// It went wrong; the terminal says why.
    pub(super) fn failed(language: Language, title: &str) -> Self {
        let words = Said::from("The login failed. The terminal says why; you can close this page.")
            .in_language(language);
        Self::outcome(language, title, "failed", ("!", &words))
    }

    /// The answer to a request that is nobody's business here.
    pub(super) fn plain(status: u16, language: Language) -> Self {
        let words = Said::from("There is nothing here.").in_language(language);
        Self { status, body: document(language, &words, &format!("<p>{words}</p>")) }
    }

    fn outcome(language: Language, title: &str, result: &str, (sign, words): (&str, &str)) -> Self {
        let title = escaped(&visible(title));
        let body = format!(
            "<main id=\"result\" data-result=\"{result}\"><div class=\"sign {result}\">{sign}</div>\
             <h1>{title}</h1><p>{words}</p></main>"
        );
        Self { status: 200, body: document(language, &title, &body) }
    }

    /// Shows it to whoever asked, and hangs up.
    pub(super) fn show(&self, to: Timed) {
        to.answer(self.status, HEADERS, &self.body);
    }
}

fn document(language: Language, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>",
        language.code()
    )
}

/// Nothing is fetched, run, sent, framed or kept.
const HEADERS: &str = "\
content-type: text/html; charset=utf-8\r\n\
content-security-policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
frame-ancestors 'none'\r\n\
referrer-policy: no-referrer\r\n\
x-content-type-options: nosniff\r\n\
cache-control: no-store\r\n";

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;\
place-items:center}main,body>p{max-width:26rem;padding:2rem;text-align:center}h1{font-size:1.25rem}\
.sign{font-size:2rem;line-height:4rem;width:4rem;margin:auto;border-radius:50%;color:#fff;background:#b3261e}\
.success{background:#1a7f37}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_needs_nothing_from_outside_and_runs_nothing() {
        for page in [
            Page::success(Language::English, "<script>\"&"),
            Page::denied(Language::Spanish, "Tienda"),
            Page::failed(Language::English, "Shop"),
            Page::plain(404, Language::English),
        ] {
            for outside in ["<script", "http://", "https://", "src=", "href=", "url("] {
                assert!(!page.body.contains(outside), "{outside} in {}", page.body);
            }
        }
        assert!(HEADERS.contains("content-security-policy: default-src 'none'") && HEADERS.ends_with("\r\n"));
    }
}
