//! The page that a browser shows at the end: complete in itself, without script, and not to be kept.
//!
//! The outcome stands in the element with the id `result`, as its attribute `data-result`: `success`, `denied` or `failed`.

use crate::runtime::account::request::Timed;
use crate::runtime::core::spec::Language;
use crate::runtime::core::text::visible;

/// A page with its status.
#[derive(Debug)]
pub(super) struct Page {
    status: u16,
    body: String,
}

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    English,
    Spanish,
}

impl From<Language> for Shown {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::Spanish => Self::Spanish,
        }
    }
}

impl Shown {
    const fn either(self, english: &'static str, spanish: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }

    const fn code(self) -> &'static str {
        self.either("en", "es")
    }
}

impl Page {
    /// The session is there.
    pub(super) fn success(shown: Shown, title: &str) -> Self {
        let words = shown.either(
            "You are logged in. You can close this page and go back to the terminal.",
            "Sesión iniciada. Puede cerrar esta página y volver a la terminal.",
        );
        Self::outcome(shown, title, "success", ("✓", words))
    }

    /// The person said no.
    pub(super) fn denied(shown: Shown, title: &str) -> Self {
        let words = shown.either(
            "Access was denied. Nothing was changed; you can close this page.",
            "Acceso denegado. Nada cambió; puede cerrar esta página.",
        );
        Self::outcome(shown, title, "denied", ("✕", words))
    }

    /// It went wrong; the terminal says why.
    pub(super) fn failed(shown: Shown, title: &str) -> Self {
        let words = shown.either(
            "The login failed. The terminal says why; you can close this page.",
            "No se pudo iniciar sesión. La terminal dice por qué; puede cerrar esta página.",
        );
        Self::outcome(shown, title, "failed", ("!", words))
    }

    /// The answer to a request that is nobody's business here.
    pub(super) fn plain(status: u16, shown: Shown) -> Self {
        let words = shown.either("There is nothing here.", "Aquí no hay nada.");
        Self { status, body: document(shown, words, &format!("<p>{words}</p>")) }
    }

    fn outcome(shown: Shown, title: &str, result: &str, (sign, words): (&str, &str)) -> Self {
        let title = escaped(&visible(title));
        let body = format!(
            "<main id=\"result\" data-result=\"{result}\"><div class=\"sign {result}\">{sign}</div>\
             <h1>{title}</h1><p>{words}</p></main>"
        );
        Self { status: 200, body: document(shown, &title, &body) }
    }

    /// Shows it to whoever asked, and hangs up.
    pub(super) fn show(&self, to: Timed) {
        to.answer(self.status, HEADERS, &self.body);
    }
}

fn document(shown: Shown, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>",
        shown.code()
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
            Page::success(Shown::English, "<script>\"&"),
            Page::denied(Shown::Spanish, "Tienda"),
            Page::failed(Shown::English, "Shop"),
            Page::plain(404, Shown::English),
        ] {
            for outside in ["<script", "http://", "https://", "src=", "href=", "url("] {
                assert!(!page.body.contains(outside), "{outside} in {}", page.body);
            }
        }
        assert!(HEADERS.contains("content-security-policy: default-src 'none'") && HEADERS.ends_with("\r\n"));
    }
}
