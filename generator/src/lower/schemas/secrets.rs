//! What is secret by its name or by its look.

use heck::ToSnakeCase;
use serde_json::Value;

use super::vocabulary::is_one_of;
use crate::lower::variables::uses;
use crate::lower::words::{singular, words};
use crate::model::{Kind, Schema};

/// What stands in place of a secret value in examples.
const MASK: &str = "***";

/// Last words of a name that make its value a secret.
const SECRETS: &str = "password passwd passphrase passcode pwd secret token jwt pin otp totp cvv cvv2 cvc cvc2 credential \
     credentials contrasena clave senha apikey privatekey secretkey accesstoken refreshtoken authtoken \
     idtoken sessiontoken bearer mfa 2fa";

/// Words that make a secret of a name wherever they stand, unless its last word only tells about it.
const PASSWORDS: &str = "password passwd passphrase contrasena senha";
const AROUND: &str = "reset url uri link id hint expiry expires expired expiration type required policy length changed \
     change at date strength enabled status count attempts field set";

/// Words that make a `key` a secret.
const KEYS: &str = "api secret private access hash signing signature encryption auth master hmac shared webhook security \
     subscription account ssh";

/// Words that make a `token` a page mark.
const PAGES: &str = "page next previous prev continuation sync pagination cursor skip resume";

/// A field whose name says that it is a secret. Words count whole: `tokenType`, `max_tokens`, `secretId` are none.
pub(super) fn is_secret_name(name: &str) -> bool {
    let snake = deunicode::deunicode(name).to_snake_case();
    let words: Vec<&str> = snake.split('_').filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else { return false };
    if *last == "token" || *last == "tokens" {
        return *last == "token" && !before.iter().any(|word| is_one_of(word, PAGES));
    }
    if is_one_of(last, SECRETS) {
        // A postal code, not a secret number.
        return !(*last == "pin"
            && before.iter().any(|word| matches!(*word, "postal" | "zip" | "area" | "product")));
    }
    match *last {
        _ if words.iter().any(|word| is_one_of(word, PASSWORDS)) => !is_one_of(last, AROUND),
        "tarjeta" | "cartao" => {
            before.last().is_some_and(|word| matches!(*word, "numero" | "num" | "nro"))
                || before.ends_with(&["numero", "de"])
                || before.ends_with(&["numero", "do"])
        }
        "seguridad" | "seguranca" => before.contains(&"codigo"),
        // Spanish and Portuguese put the noun first.
        "acceso" | "acesso" | "sesion" | "sessao" => before.contains(&"token"),
        "api" | "secreta" | "privada" => {
            before.iter().any(|word| matches!(*word, "clave" | "llave" | "chave" | "token"))
        }
        "key" => before.iter().any(|word| is_one_of(word, KEYS)) && !before.contains(&"public"),
        "code" => before
            .iter()
            .any(|word| matches!(*word, "security" | "otp" | "mfa" | "cvv" | "verification" | "totp")),
        "number" => {
            before == ["card"]
                || before.ends_with(&["credit", "card"])
                || before.ends_with(&["debit", "card"])
        }
        "value" | "text" => before.last().is_some_and(|word| matches!(*word, "secret" | "token" | "clave")),
        _ => false,
    }
}

/// Whether a field of this name and type can be a secret at all; `path` leads to it.
pub(super) fn is_secret(name: &str, path: &str, kind: Kind) -> bool {
    matches!(kind, Kind::String | Kind::Number | Kind::Integer | Kind::Any)
        && (is_secret_name(name) || is_card_number(path))
}

/// `card.number`: half of the name stands in the object around it.
fn is_card_number(path: &str) -> bool {
    let mut names = path.rsplit('.');
    let number = names.next().is_some_and(|name| matches!(name, "number" | "numero" | "pan"));
    let holder = names.next().filter(|_| number).map(words).and_then(|words| words.last().cloned());
    holder.is_some_and(|holder| matches!(singular(&holder).as_str(), "card" | "tarjeta" | "cartao"))
}

/// Text that can only be a real secret: a JWT, credentials of a scheme, a key with a known beginning.
pub(super) fn is_secret_literal(text: &str) -> bool {
    let text = text.trim();
    if text.len() < 12 || uses(text).next().is_some() {
        return false;
    }
    let after_scheme = |scheme: &str| {
        let (start, rest) = (text.get(..scheme.len())?, text.get(scheme.len()..)?);
        start.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    };
    let credentials =
        ["Basic ", "Bearer ", "Token ", "Digest "].iter().find_map(|scheme| after_scheme(scheme));
    is_jwt(text)
        || KNOWN.iter().any(|(start, length)| text.starts_with(start) && text.len() >= *length)
        || text.starts_with("-----BEGIN") && text.contains("PRIVATE KEY")
        || credentials.is_some_and(|value| {
            value.len() >= 8 && !value.starts_with(['<', '[', '{', '*']) && is_opaque(value)
        })
}

/// Beginnings of keys that services hand out, with the shortest length of such a key.
const KNOWN: &[(&str, usize)] = &[
    ("sk_live_", 20),
    ("sk_test_", 20),
    ("rk_live_", 20),
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("AIza", 35),
    ("SG.", 40),
    ("PMAK-", 30),
    ("shpat_", 30),
    ("whsec_", 20),
];

fn is_jwt(text: &str) -> bool {
    let mut parts = text.split('.');
    let (head, body, sign) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    head.starts_with("eyJ")
        && head.len() > 10
        && body.is_some_and(|body| body.len() > 10)
        && sign.is_some()
        && is_opaque(head)
}

fn is_opaque(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Masks secret texts in an example and calls back with the path of each that looks real.
pub(super) fn mask(value: &mut Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_secret_literal(text) => {
            found.push(path.to_owned());
            *value = Value::from(MASK);
        }
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| mask(element, &format!("{path}[]"), found))
        }
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if is_secret_name(name) {
                    mask_all(value);
                } else {
                    mask(value, &path, found);
                }
            }
        }
        _ => {}
    }
}

/// Masks a value whatever it is; variables show where it comes from and stay.
fn mask_all(value: &mut Value) {
    match value {
        Value::String(text) if uses(text).next().is_some() => {}
        Value::String(_) | Value::Number(_) => *value = Value::from(MASK),
        Value::Array(elements) => elements.iter_mut().for_each(mask_all),
        Value::Object(fields) => fields.values_mut().for_each(mask_all),
        _ => {}
    }
}

/// Dotted paths of the secret fields of an answer.
pub(super) fn paths(schema: &Schema) -> Vec<String> {
    let mut paths = Vec::new();
    collect(schema, "", &mut paths);
    paths
}

fn collect(schema: &Schema, path: &str, paths: &mut Vec<String>) {
    if schema.secret && !path.is_empty() {
        paths.push(path.to_owned());
        return;
    }
    for property in &schema.properties {
        let path = if path.is_empty() { property.name.clone() } else { format!("{path}.{}", property.name) };
        collect(&property.schema, &path, paths);
    }
    if let Some(items) = &schema.items {
        collect(items, &format!("{path}[]"), paths);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "secretKey",
            "client_secret",
            "token",
            "access_token",
            "refreshToken",
            "apiKey",
            "X-API-Key",
            "pin",
            "otp",
            "cvv",
            "private_key",
            "hashKey",
            "_password",
            "contraseña",
            "senha_banco",
            "token_acceso",
            "clave_api",
            "password_confirmation",
            "cardNumber",
            "numeroTarjeta",
            "numero_de_cartao",
            "codigoSeguridad",
            "security_code",
            "newPassword",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "tokenType",
            "token_type",
            "token_expires_in",
            "max_tokens",
            "nextPageToken",
            "secretId",
            "hash",
            "hashOfData",
            "key",
            "publicKey",
            "idempotencyKey",
            "pinCode",
            "passwordResetUrl",
            "password_changed_at",
            "clave_producto",
            "tokenId",
            "mapping",
            "spin",
            "code",
            "",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn the_number_of_a_card_is_secret_and_other_numbers_are_not() {
        for path in ["card.number", "payment.creditCard.number", "tarjetas[].numero"] {
            assert!(is_secret("number", path, Kind::String), "{path}");
        }
        for path in ["number", "invoice.number", "card.number.length", "cardholder.number"] {
            assert!(!is_secret("number", path, Kind::String), "{path}");
        }
    }

    #[test]
    fn literals_that_are_secrets() {
        for text in [
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
            "Basic dXNlcjpwYXNzd29yZA==",
            "Bearer 9b48edde652d11ed984e",
            "AKIAIOSFODNN7EXAMPLE",
            "-----BEGIN RSA PRIVATE KEY-----\nabc",
        ] {
            assert!(is_secret_literal(text), "{text}");
        }
        for text in [
            "Bearer {{token}}",
            "Bearer <token>",
            "Basic plan",
            "eyJhZ3JlZW1lbnRJZCI6MzM3NDN9",
            "token",
            "Digest of the day",
        ] {
            assert!(!is_secret_literal(text), "{text}");
        }
    }

    #[test]
    fn examples_are_masked() {
        let mut value = json!({"user": {"password": "x", "name": "{{n}}"}, "auth": "Basic dXNlcjpwYXNzd29yZA==", "pin": "{{pin}}"});
        let mut found = Vec::new();
        mask(&mut value, "", &mut found);
        assert_eq!(
            value,
            json!({"user": {"password": "***", "name": "{{n}}"}, "auth": "***", "pin": "{{pin}}"})
        );
        assert_eq!(found, ["auth"]);
    }
}
