//! Names of headers and fields that a request by hand may not set, or whose values are not shown.

/// Headers that say where a request goes, whose it is, or how it is framed; prefixes end with a hyphen.
const REFUSED_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "cookie2",
    "host",
    "content-length",
    "transfer-encoding",
    "content-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "forwarded",
    "x-forwarded-",
    "x-original-",
    "x-rewrite-",
    "x-host",
];

/// Names that make a server take one method for another, as headers, in the query and in a body.
const METHOD_OVERRIDES: &[&str] = &[
    "x-http-method-override",
    "x-http-method",
    "x-method-override",
    "-method",
    "-httpmethod",
    "$httpmethod",
];

/// A header that a caller may not set. Servers read underscores as hyphens.
#[must_use]
pub fn is_refused_header(name: &str) -> bool {
    let name = plain(name);
    let refused = |known: &&str| name == **known || (known.ends_with('-') && name.starts_with(*known));
    REFUSED_HEADERS.iter().any(refused) || overrides_method(&name)
}

/// A name that makes a server take one method for another.
#[must_use]
pub fn overrides_method(name: &str) -> bool {
    METHOD_OVERRIDES.contains(&plain(name).as_str())
}

/// A header's name is a token of RFC 9110 section 5.6.2.
#[must_use]
pub fn is_header_name(name: &str) -> bool {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(is_token)
}

/// A header whose value is likely to be a secret.
#[must_use]
pub fn is_secret_header(name: &str) -> bool {
    let name = plain(name);
    is_secret_field(&name) || ["key", "auth", "session", "credential"].iter().any(|word| name.contains(word))
}

/// A field of no known schema whose value is likely to be a secret.
#[must_use]
pub fn is_secret_field(name: &str) -> bool {
    let name = plain(name);
    let whole = ["pin", "otp", "cvv", "cvc"].contains(&name.as_str());
    let words = ["password", "passwd", "secret", "token", "signature", "contrasena", "senha"];
    whole || words.iter().any(|word| name.contains(word))
}

fn plain(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_of_a_refused_header_passes() {
        for name in
            ["Authorization", "HOST", "Cookie", "X_HTTP_Method_Override", "X-Forwarded-Host", "_method"]
        {
            assert!(is_refused_header(name), "{name}");
        }
        for name in ["Accept-Language", "If-Match", "X-Request-Id", "Content-Type", "X-Methods"] {
            assert!(!is_refused_header(name), "{name}");
        }
        assert!(
            !is_header_name("a b") && !is_header_name("a:") && !is_header_name("") && is_header_name("X-A")
        );
    }
}
