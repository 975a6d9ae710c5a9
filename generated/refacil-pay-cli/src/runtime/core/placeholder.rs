//! What stands where somebody has to put a value of their own, such as `<PASSWORD>`: nobody means it as a value.
//!
//! Sent to a login it would be refused, and refusals lock accounts.

use super::spec::Api;

/// Words that such a text ends with when it speaks to its reader.
const KINDS: [&str; 9] = ["username", "user", "email", "password", "passwd", "token", "secret", "key", "id"];

/// The text is a placeholder: `<PASSWORD>`, `{{password}}`, `${PASSWORD}`, `your-password`, `...`.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let inside =
        |begins: &str, ends: &str| text.strip_prefix(begins).and_then(|rest| rest.strip_suffix(ends));
    let name = |inner: &str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | ':' | '\'');
        !inner.is_empty() && inner.chars().count() <= 60 && inner.chars().all(plain)
    };
    let pairs = [("<", ">"), ("{{", "}}"), ("${", "}")];
    pairs.iter().any(|(begins, ends)| inside(begins, ends).is_some_and(name))
        || matches!(text, "..." | "…")
        || speaks_to_the_reader(text)
}

/// `your-password`, `YOUR_API_KEY`.
fn speaks_to_the_reader(text: &str) -> bool {
    let text = text.to_lowercase().replace(['-', ' '], "_");
    let own = text.strip_prefix("your_");
    own.is_some_and(|own| KINDS.iter().any(|kind| own == *kind || own.ends_with(&format!("_{kind}"))))
}

/// The variables with credentials that hold one, by their full names.
pub fn placeholders(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let fields = api.login.iter().flat_map(|login| login.fields).map(|field| field.variable);
    let settings = api.settings.iter().map(|setting| setting.name);
    let client = api.oauth.iter().flat_map(|oauth| [oauth.client_id_setting, oauth.client_secret_setting]);
    let mut names: Vec<_> =
        fields.chain(settings).chain(client.flatten()).map(|name| api.variable(name)).collect();
    names.dedup();
    names.retain(|name| variable(name).is_some_and(|value| is_placeholder(&value)));
    names
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn what_was_never_filled_in_is_no_value() {
        for text in [
            "<PASSWORD>",
            " <SHOP_PASSWORD> ",
            "<your-password>",
            "<changeme>",
            "<contraseña>",
            "{{password}}",
            "${input:shop-password}",
            "${SHOP_PASSWORD}",
            "your-password",
            "YOUR_API_KEY",
            "...",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "",
            "<>",
            "<a>b",
            "changeme",
            "your-mother",
            "p<PASSWORD>",
            "<x*y(z)!>",
            "{}",
            "youruser",
            "$pass",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
