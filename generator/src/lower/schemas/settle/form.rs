//! Format and pattern of a text.

use std::net::IpAddr;

use regex_lite::Regex;
use serde_json::Value;

use crate::lower::schemas::facts::Facts;
use crate::model::{Kind, Schema};

/// Sets format and pattern; what the example does not have was misread or is wrong, and is left out.
pub(super) fn weigh(
    facts: &Facts,
    name: &str,
    schema: &mut Schema,
    example: Option<&Value>,
) -> Option<&'static str> {
    if schema.kind != Kind::String {
        return None;
    }
    let text = example.and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut broken = None;
    if let Some(pattern) = &facts.pattern {
        let fits = Regex::new(pattern).is_ok_and(|regex| text.is_none_or(|text| regex.is_match(text)));
        if fits {
            schema.pattern = Some(pattern.clone());
        } else {
            broken = Some("pattern");
        }
    }
    let stated = facts.format.filter(|form| text.is_none_or(|text| conforms(text, form)));
    let hinted = facts.hint.or(facts.format).filter(|form| match text {
        Some(text) => conforms(text, form),
        None => is_named(name, form),
    });
    schema.format = stated.or(hinted).map(str::to_owned);
    let contrary = facts.format.is_some() && schema.format.is_none() && text.is_some();
    broken.or(contrary.then_some("form"))
}

/// The name says the same as the text.
fn is_named(name: &str, form: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match form {
        "email" => name.ends_with("mail") || name.ends_with("correo"),
        "uri" => name.ends_with("url") || name.ends_with("uri"),
        "uuid" => name.ends_with("uuid") || name.ends_with("guid"),
        _ => false,
    }
}

/// Whether a text has the form that is said of it.
fn conforms(text: &str, form: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let date = || {
        digits(0..4)
            && digits(5..7)
            && digits(8..10)
            && text.get(4..5) == Some("-")
            && text.get(7..8) == Some("-")
    };
    match form {
        "ip" => text.parse::<IpAddr>().is_ok(),
        "uri" => {
            (text.starts_with("http://") || text.starts_with("https://")) && url::Url::parse(text).is_ok()
        }
        "email" => text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')),
        "date" => text.len() == 10 && date(),
        "date-time" => {
            let zoned = text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
            date() && matches!(text.get(10..11), Some("T" | "t")) && digits(11..13) && digits(17..19) && zoned
        }
        "uuid" => {
            let parts: Vec<_> = text.split('-').map(str::len).collect();
            parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        }
        _ => true,
    }
}
