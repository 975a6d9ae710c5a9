//! `[[notice]]`: what the user's own server receives, how its sender is known, and what proves it.

use serde_json::Value;

use super::fields::Fields;
use crate::model::{
    Notice, NoticeEvent, NoticeProof, NoticeStatus, SignEncoding, Signature, SignatureHash, TokenAlgorithm,
};

const HASHES: &[(&str, SignatureHash)] = &[
    ("hmac-sha1", SignatureHash::Sha1),
    ("hmac-sha256", SignatureHash::Sha256),
    ("hmac-sha512", SignatureHash::Sha512),
];
const ENCODINGS: &[(&str, SignEncoding)] = &[("hex", SignEncoding::Hex), ("base64", SignEncoding::Base64)];
const TOKENS: &[(&str, TokenAlgorithm)] =
    &[("RS256", TokenAlgorithm::Rs256), ("ES256", TokenAlgorithm::Es256), ("HS256", TokenAlgorithm::Hs256)];

/// What a signature is made over.
#[derive(Clone, Copy)]
enum Over {
    Fields,
    Body,
    Token,
}

const OVER: &[(&str, Over)] = &[("fields", Over::Fields), ("body", Over::Body), ("token", Over::Token)];

pub(super) fn read(fields: Fields<'_, '_>) -> Notice {
    let key = fields.needed("key");
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if !key.chars().all(is_variable) {
        let message = format!("`{key}` is no name of a variable");
        fields.report(
            "overlay-value",
            "key",
            message,
            "use upper-case letters, digits and underscores".into(),
        );
    }
    let signature = match fields.table("signature") {
        Some(table) => signature(table),
        None => {
            let help = "add [notice.signature] with `over` and what belongs to it";
            let message = "a notice that nobody signs cannot be told from a forged one".to_owned();
            fields.report("overlay-missing-key", "signature", message, help.into());
            Signature::default()
        }
    };
    let notice = Notice {
        operation: fields.needed("operation"),
        title: fields.needed("title"),
        key,
        key_about: fields.needed("key_about"),
        signature,
        delivery: needed_list(&fields, "delivery"),
        reference: fields.needed("reference"),
        created: fields.text("created"),
        status: fields.table("status").map(status).unwrap_or_default(),
        proof: fields.table("proof").map(proof),
        fresh: fields.texts("fresh").unwrap_or_default(),
        events: fields.tables("event").into_iter().map(event).collect(),
    };
    if notice.status.field.is_empty() {
        let help = "add `status = { field = \"...\", paid = [\"...\"] }`";
        fields.report("overlay-missing-key", "status", "`status` must be given".into(), help.into());
    }
    fields.finish();
    notice
}

fn needed_list(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    let list = fields.texts(key).unwrap_or_default();
    if list.is_empty() {
        let message = format!("`{key}` must be given");
        fields.report("overlay-missing-key", key, message, format!("add `{key} = [\"...\"]`"));
    }
    list
}

fn signature(fields: Fields<'_, '_>) -> Signature {
    fields.needed("over");
    let encoding = || fields.choice("encoding", ENCODINGS).unwrap_or(SignEncoding::Hex);
    let hash = || {
        fields.needed("algorithm");
        fields.choice("algorithm", HASHES).unwrap_or(SignatureHash::Sha256)
    };
    let signature = match fields.choice("over", OVER) {
        Some(Over::Fields) => Signature::Fields {
            hash: hash(),
            fields: needed_list(&fields, "fields"),
            joiner: fields.text("joiner").unwrap_or_default(),
            key_last: fields.flag("key_last").unwrap_or_default(),
            sign: fields.needed("sign"),
            encoding: encoding(),
        },
        Some(Over::Body) => body(&fields, hash(), encoding()),
        Some(Over::Token) => {
            fields.needed("algorithm");
            Signature::Token {
                algorithm: fields.choice("algorithm", TOKENS).unwrap_or(TokenAlgorithm::Rs256),
                header: header(&fields),
                prefix: fields.text("prefix").unwrap_or_default(),
                body_digest: fields.text("body_digest"),
            }
        }
        None => Signature::default(),
    };
    fields.finish();
    signature
}

/// Names of headers are compared in lower case.
fn header(fields: &Fields<'_, '_>) -> String {
    fields.needed("header").to_ascii_lowercase()
}

fn body(fields: &Fields<'_, '_>, hash: SignatureHash, encoding: SignEncoding) -> Signature {
    let text = fields.text("text").unwrap_or_else(|| "{body}".to_owned());
    let parts: Vec<&str> = text.split('{').skip(1).map(|part| part.split('}').next().unwrap_or("")).collect();
    if !parts.contains(&"body") {
        let help = "write it with `{body}`, and `{name}` for a header or a pair, such as `{time}.{body}`";
        fields.report("overlay-value", "text", format!("`{text}` leaves the body out"), help.into());
    }
    let time = fields.text("time");
    if let Some(time) = time.as_deref().filter(|time| !parts.contains(time)) {
        let message = format!("`{time}` is no part of the text");
        fields.report("overlay-value", "time", message, format!("the text is `{text}`"));
    }
    Signature::Body {
        hash,
        header: header(fields),
        pair: fields.text("pair"),
        prefix: fields.text("prefix").unwrap_or_default(),
        text,
        time,
        encoding,
    }
}

fn status(fields: Fields<'_, '_>) -> NoticeStatus {
    let status = NoticeStatus { field: fields.needed("field"), paid: needed_list(&fields, "paid") };
    fields.finish();
    status
}

fn proof(fields: Fields<'_, '_>) -> NoticeProof {
    let agrees = fields.scalars("agrees").into_iter().filter_map(|(field, path)| match path {
        Value::String(path) => Some((field, path)),
        _ => None,
    });
    let proof = NoticeProof {
        operation: fields.needed("operation"),
        argument: fields.needed("argument"),
        agrees: agrees.collect(),
    };
    fields.finish();
    proof
}

fn event(fields: Fields<'_, '_>) -> NoticeEvent {
    let name = fields.needed("name");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.chars().all(plain) {
        let message = format!("`{name}` is no name of an event");
        fields.report("overlay-value", "name", message, "use lower-case words joined by hyphens".into());
    }
    let event = NoticeEvent {
        name,
        about: fields.needed("about"),
        example: fields.text("example"),
        without: fields.texts("without").unwrap_or_default(),
        set: fields.scalars("set"),
    };
    fields.finish();
    event
}

#[cfg(test)]
mod tests {
    use super::super::Overlay;
    use crate::error::Error;

    const NOTICE: &str = "[[notice]]\noperation = 'told'\ntitle = 'T'\nkey = 'KEY'\nkey_about = 'a key'\n\
                          delivery = ['id']\nreference = 'id'\nstatus = { field = 'state', paid = ['2'] }\n";

    fn problems(signature: &str) -> Vec<String> {
        match Overlay::parse(&format!("{NOTICE}{signature}"), "a.toml") {
            Ok(_) => Vec::new(),
            Err(Error::Problems(list)) => {
                list.iter().map(|found| format!("{}: {}", found.place.field, found.message)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_kind_of_signature_has_its_own_keys() {
        for good in [
            "[notice.signature]\nover = 'fields'\nalgorithm = 'hmac-sha1'\nfields = ['id']\nsign = 'sign'\n",
            "[notice.signature]\nover = 'body'\nalgorithm = 'hmac-sha256'\nheader = 'X-Sign'\n",
            "[notice.signature]\nover = 'body'\nalgorithm = 'hmac-sha256'\nheader = 'S'\npair = 'v1'\n\
             text = '{t}.{body}'\ntime = 't'\n",
            "[notice.signature]\nover = 'token'\nalgorithm = 'RS256'\nheader = 'Authorization'\nprefix = 'Bearer '\n",
        ] {
            assert_eq!(problems(good), Vec::<String>::new(), "{good}");
        }
        let found =
            problems("[notice.signature]\nover = 'token'\nalgorithm = 'none'\nheader = 'A'\njoiner = '-'\n");
        assert_eq!(found.len(), 2, "{found:#?}");
    }

    #[test]
    fn what_is_wrong_is_told_at_once() {
        assert_eq!(problems("").len(), 1, "nobody signs it");
        let found = problems(
            "[notice.signature]\nover = 'body'\nalgorithm = 'hmac-sha256'\nheader = 'S'\ntext = '{t}'\ntime = 'u'\n\
             [[notice.event]]\nname = 'Paid!'\nabout = 'x'\n[notice.proof]\noperation = 'look'\nargument = 'id'\n",
        );
        assert_eq!(found.len(), 3, "{found:#?}");
        let found = problems("[notice.signature]\nover = 'fields'\nalgorithm = 'md5'\n");
        assert!(found.len() == 3 && found.iter().any(|found| found.contains("`md5`")), "{found:#?}");
    }
}
