//! Postman's `{{variables}}`: where they stand in a text, and what the collection itself says they are.

use std::collections::HashMap;

use serde_json::Value;

use crate::postman::Variable;

/// A collection that doubles a value at each step would fill the memory; no real address is longer.
const LONGEST: usize = 8 * 1024;

/// Values that the collection declares.
#[derive(Debug, Default)]
pub struct Variables {
    values: HashMap<String, String>,
    declared: Vec<String>,
}

impl Variables {
    /// Takes the collection's variables; an empty value declares the name only.
    #[must_use]
    pub fn new(list: &[Variable]) -> Self {
        let mut variables = Self::default();
        for variable in list {
            variables.declared.push(variable.key.clone());
            let text = match &variable.value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
            };
            if !text.is_empty() {
                variables.values.insert(variable.key.clone(), text);
            }
        }
        variables
    }

    /// These names with these values.
    #[cfg(test)]
    pub fn of(list: &[(&str, &str)]) -> Self {
        let variable = |(key, value): &(&str, &str)| Variable {
            key: (*key).into(),
            value: (*value).into(),
            ..Variable::default()
        };
        Self::new(&list.iter().map(variable).collect::<Vec<_>>())
    }

    /// The file declares the name, with or without a value.
    #[must_use]
    pub fn declares(&self, name: &str) -> bool {
        self.declared.iter().any(|declared| declared == name)
    }

    /// Puts values in place of names, again and again as Postman does (19 passes); what has no value stays.
    #[must_use]
    pub fn resolve(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..19 {
            let next = self.resolve_once(&text);
            if next == text || next.len() > LONGEST {
                break;
            }
            text = next;
        }
        text
    }

    fn resolve_once(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end, name) in uses(text) {
            out.push_str(text.get(at..start).unwrap_or_default());
            match self.values.get(name) {
                Some(value) => out.push_str(value),
                None => out.push_str(text.get(start..end).unwrap_or_default()),
            }
            at = end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// Every `{{name}}` of a text with its byte range; names hold no braces and are trimmed.
pub fn uses(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let end = from + text.get(from..)?.find("}}")?;
            let inner = text.get(from..end)?;
            let start = inner.rfind("{{").map(|open| from + open);
            from = end + 2;
            let Some(start) = start else { continue };
            let name = text.get(start + 2..end)?;
            if !name.contains(['{', '}']) {
                return Some((start, end + 2, name.trim()));
            }
        }
    })
}

/// The name, when the whole text is one variable; Postman's own (`{{$guid}}`) are none of the user's.
#[must_use]
pub fn whole(text: &str) -> Option<&str> {
    let text = text.trim();
    let (start, end, name) = uses(text).next()?;
    (start == 0 && end == text.len() && !name.is_empty() && !name.starts_with('$')).then_some(name)
}

/// An environment variable's name for it: `sessionToken` becomes `SESSION_TOKEN`.
#[must_use]
pub fn setting_name(variable: &str) -> String {
    use heck::ToShoutySnakeCase;
    let name = deunicode::deunicode(variable).to_shouty_snake_case();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let name = name.trim_matches('_');
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || TAKEN.contains(&name) {
        format!("API_{name}").trim_end_matches('_').to_owned()
    } else {
        name.to_owned()
    }
}

/// The variable of a login's field. `USERNAME` is set by some systems, and so counts only with its partners.
#[must_use]
pub fn login_variable(field: &str) -> String {
    use heck::ToShoutySnakeCase;
    let plain = deunicode::deunicode(field).to_shouty_snake_case();
    if plain == "USERNAME" { plain } else { setting_name(field) }
}

/// Set by systems, or by the generated tools for another purpose.
const TAKEN: &[&str] = &[
    "ALLOW_DANGEROUS",
    "AUDIT_PATH",
    "AUTH_ENDPOINT",
    "BASE_URL",
    "ENV",
    "ENVIRONMENT",
    "HOME",
    "HOST",
    "HOSTNAME",
    "LANG",
    "LOGNAME",
    "MCP_EXCLUDE_TOOLS",
    "MCP_MODE",
    "MCP_READ_ONLY",
    "MCP_SURFACE",
    "MCP_TOKEN",
    "MCP_TOOLS",
    "MCP_TOOLSET",
    "PATH",
    "POLICY",
    "PORT",
    "PROFILE",
    "PWD",
    "SHELL",
    "STATE_PATH",
    "TEMP",
    "TERM",
    "TMP",
    "TMPDIR",
    "TOKEN_CACHE_TTL",
    "USER",
    "USERNAME",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_put_in_until_nothing_changes() {
        let known =
            Variables::of(&[("base", "{{scheme}}://{{ host }}"), ("scheme", "https"), ("host", "a.example")]);
        assert_eq!(known.resolve("{{base}}/x/{{id}}"), "https://a.example/x/{{id}}");
        assert!(known.declares("host") && !known.declares("id"));
    }

    #[test]
    fn a_loop_or_a_bomb_ends() {
        let known = Variables::of(&[("a", "{{b}}{{b}}{{b}}{{b}}"), ("b", "{{a}}{{a}}{{a}}{{a}}")]);
        assert!(known.resolve("{{a}}").len() <= LONGEST);
    }

    #[test]
    fn names_of_settings_are_legal_and_not_taken() {
        assert_eq!(setting_name("sessionToken"), "SESSION_TOKEN");
        assert_eq!(setting_name("api key / prod"), "API_KEY_PROD");
        assert_eq!(setting_name("contraseña"), "CONTRASENA");
        assert_eq!(setting_name("path"), "API_PATH");
        assert_eq!(setting_name("2fa"), "API_2FA");
        assert_eq!(setting_name("🔑🔑").chars().next(), Some('K'));
        assert_eq!(setting_name("/"), "API");
    }

    #[test]
    fn one_variable_alone() {
        assert_eq!(whole(" {{ token }} "), Some("token"));
        assert_eq!(whole("Bearer {{token}}"), None);
        assert_eq!(whole("{{$guid}}"), None);
        assert_eq!(whole("{{a}}{{b}}"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "[{}a$ é]{0,40}") {
            for (start, end, name) in uses(&text) {
                prop_assert_eq!(text[start..end].trim_matches(['{', '}']).trim(), name);
            }
        }
    }
}
