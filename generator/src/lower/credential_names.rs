//! What is a credential by its name or by its look.

use super::variables::uses;

/// Text that somebody may have pasted, unlike `<your token>`, `xxx` or a partly templated value.
pub(super) fn looks_like_secret(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 8
        && uses(text).next().is_none()
        && !text.starts_with(['<', '[', '{', '*'])
        && text.chars().any(|c| c.is_ascii_digit())
}

/// A header or query parameter that proves who is calling. Names are compared word by word.
pub(super) fn is_credential(name: &str) -> bool {
    use heck::ToSnakeCase;
    let name = name.to_snake_case();
    let words: Vec<&str> = name.split('_').filter(|word| *word != "x").collect();
    let joined = words.concat();
    matches!(joined.as_str(), "apikey" | "accesstoken" | "authtoken" | "token" | "auth" | "apitoken")
        || words.contains(&"secret")
        || [
            ["api", "key"],
            ["subscription", "key"],
            ["access", "key"],
            ["auth", "key"],
            ["auth", "token"],
            ["access", "token"],
            ["api", "token"],
            ["session", "token"],
        ]
        .iter()
        .any(|pair| words.ends_with(pair))
}

/// A variable that holds a credential, whatever carries it. `token` alone may as well be a page's or a step's.
pub(super) fn is_credential_variable(name: &str) -> bool {
    is_credential(name) && !matches!(name.to_ascii_lowercase().as_str(), "token" | "auth")
}

/// A variable that holds a key where a user's name could stand: `secret_key`, `stripeKey`, `api-token`.
pub(super) fn names_key(variable: &str) -> bool {
    use heck::ToSnakeCase;
    let name = variable.to_snake_case();
    let last = name.rsplit('_').next().unwrap_or_default();
    matches!(last, "apikey" | "key" | "secret" | "token") || is_credential_variable(variable)
}

/// A word before a credential, such as `Token`.
pub(super) fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A scheme whose value is computed for each request, so that no configured text can stand for it.
pub(super) fn computed_scheme(value: &str) -> Option<&'static str> {
    let word = value.trim().split(' ').next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "digest" => Some("digest"),
        "hawk" => Some("hawk"),
        "oauth" => Some("oauth1"),
        "ntlm" => Some("ntlm"),
        "aws4-hmac-sha256" => Some("awsv4"),
        "eg1-hmac-sha256" => Some("edgegrid"),
        "negotiate" => Some("negotiate"),
        "signature" => Some("signature"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials() {
        for name in ["X-API-Key", "apikey", "api_key", "Ocp-Apim-Subscription-Key", "x-auth-token", "token"] {
            assert!(is_credential(name), "{name}");
        }
        for name in ["x-step-token", "Idempotency-Key", "X-Request-Id", "page_token", "key", "Accept"] {
            assert!(!is_credential(name), "{name}");
        }
        assert!(is_credential_variable("apiKey") && !is_credential_variable("token"));
        assert!(["secret_key", "APIKEY", "stripeKey"].into_iter().all(names_key));
        assert!(!["username", "account_sid", "keycloak_user"].into_iter().any(names_key));
    }
}
