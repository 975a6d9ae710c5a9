//! `[whatsapp]`: what a merchant's tool says to payers over WhatsApp.

use super::fields::Fields;
use super::parse::{LANGUAGES, is_base_url};
use crate::model::{Api, Message, Whatsapp};
use crate::origin;
use crate::suggest;

/// The table; what it leaves out is the API's.
pub(super) fn read(fields: Fields<'_, '_>) -> Whatsapp {
    let base_url = fields.needed("base_url").trim_end_matches('/').to_owned();
    if !base_url.is_empty() && (!is_base_url(&base_url) || origin::is_open(&base_url)) {
        let message = format!("`{base_url}` is no address that a key can be sent to");
        let help = "give https, a host and a base path; no query, no credentials";
        fields.report("overlay-value", "base_url", message, help.into());
    }
    let title = fields.text("title").unwrap_or_default();
    if title.contains(char::is_control) {
        fields.report("overlay-value", "title", "the title must be one line".into(), String::new());
    }
    let whatsapp = Whatsapp {
        base_url,
        title,
        language: fields.choice("language", LANGUAGES).unwrap_or_default().to_owned(),
        messages: fields.tables("message").into_iter().map(message).collect(),
    };
    fields.finish();
    whatsapp
}

fn message(fields: Fields<'_, '_>) -> Message {
    let key = fields.needed("key");
    if !key.is_empty() && !is_key(&key) {
        let message = format!("`{key}` is no key of a message");
        let help = "use lower-case words joined by dots and hyphens, such as `sales.create`";
        fields.report("overlay-value", "key", message, help.into());
    }
    let label = fields.text("label").unwrap_or_default();
    if label.contains(char::is_control) {
        fields.report("overlay-value", "label", "the label must be one line".into(), String::new());
    }
    let texts = fields.texts("texts").unwrap_or_default();
    for text in &texts {
        check_text(&fields, text);
    }
    let message =
        Message { key, operation: fields.needed("operation"), label, texts, url: fields.text("url") };
    fields.finish();
    message
}

fn is_key(key: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    key.len() <= 60 && key.split(['.', '-']).all(|word| !word.is_empty() && word.bytes().all(plain))
}

/// A text names nothing but what it can be filled with, and says something itself.
fn check_text(fields: &Fields<'_, '_>, text: &str) {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        said.push_str(before);
        let Some((name, after)) = behind.split_once("}}") else {
            let message = format!("a placeholder of `{text}` has no end");
            fields.report("overlay-value", "texts", message, "write {{url}}".into());
            return;
        };
        if !Message::PLACEHOLDERS.contains(&name.trim()) {
            let help = suggest::help(name.trim(), Message::PLACEHOLDERS);
            fields.report("overlay-value", "texts", format!("nothing fills `{{{{{name}}}}}`"), help);
        }
        rest = after;
    }
    said.push_str(rest);
    if !said.contains(char::is_alphabetic) {
        let message = format!("`{text}` says nothing beside what fills it");
        fields.report("overlay-value", "texts", message, "tell the payer what it is".into());
    }
}

pub(super) fn apply(api: &mut Api, whatsapp: &Whatsapp) {
    let mut whatsapp = whatsapp.clone();
    if whatsapp.title.is_empty() {
        whatsapp.title.clone_from(&api.title);
    }
    if whatsapp.language.is_empty() {
        whatsapp.language.clone_from(&api.language);
    }
    api.whatsapp = Some(whatsapp);
}

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::overlay::Overlay;

    fn problems(text: &str) -> Vec<String> {
        match Overlay::parse(text, "a.toml") {
            Ok(_) => Vec::new(),
            Err(Error::Problems(list)) => list
                .iter()
                .map(|found| format!("{}: {} {}", found.place, found.message, found.help))
                .collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn every_text_can_be_filled_and_says_something() {
        let good = "[whatsapp]\nbase_url = 'https://kapso.example/v1/'\n[[whatsapp.message]]\nkey = 'sales.create'\n\
                    operation = 'sell'\ntexts = ['{{merchant}} asks for {{ amount }}: {{url}}', 'Pay: {{url}}']\n";
        assert_eq!(problems(good), Vec::<String>::new());
        let bad = "[whatsapp]\nbase_url = 'http://kapso.example'\ntitel = 'x'\n[[whatsapp.message]]\nkey = 'Sales'\n\
                   operation = 'sell'\ntexts = ['{{amuont}}', '{{url', '{{url}} {{amount}}']\n";
        let found = problems(bad);
        assert_eq!(found.len(), 7, "{found:#?}");
        assert!(found.iter().any(|problem| problem.contains("did you mean `amount`?")), "{found:#?}");
        assert!(found.iter().any(|problem| problem.contains("did you mean `title`?")), "{found:#?}");
    }
}
