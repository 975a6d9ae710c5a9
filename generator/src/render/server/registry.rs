//! What the registry of MCP servers says of a server: `server.json`, schema 2025-12-11.

use serde::Serialize;

use super::tables::{Setting, Variable};
use crate::model::{Api, Target};
use crate::render::escape;

/// The longest description and title that the registry takes.
const LONGEST: usize = 100;
/// Stands where a publisher has to decide; nobody takes it for a name.
const UNDECIDED: &str = "REPLACE-ME";

/// Facts for `server.json`.
#[derive(Debug, Serialize)]
pub struct Entry<'a> {
    /// Namespace and name.
    name: String,
    title: String,
    description: String,
    /// The image, where it is published.
    image: String,
    /// What the variable of the transport does.
    mode: &'a str,
    variables: Vec<Input<'a>>,
}

/// A variable that a user may set.
#[derive(Debug, Serialize)]
struct Input<'a> {
    name: String,
    about: &'a str,
    required: bool,
    secret: bool,
    default: &'a str,
}

impl<'a> Entry<'a> {
    pub fn new(
        api: &'a Api,
        target: &'a Target,
        prefix: &str,
        required: &[Variable],
        settings: &[Setting],
    ) -> Self {
        let Target { name, version, registry, image, .. } = target;
        let or_undecided = |decided: &Option<String>, place: &str| {
            decided.clone().unwrap_or_else(|| format!("{place}{UNDECIDED}/{name}"))
        };
        let mode = settings.iter().find(|setting| setting.key == "MCP_MODE");
        Self {
            name: or_undecided(registry, ""),
            title: short(&api.title),
            description: short(&target.about),
            image: format!("{}:{version}", or_undecided(image, "docker.io/")),
            mode: mode.map_or("", |setting| setting.about),
            variables: inputs(api, prefix, required, settings),
        }
    }
}

/// The credentials, then the server's own settings; how the client reaches the server is not the user's to choose.
fn inputs<'a>(api: &'a Api, prefix: &str, required: &[Variable], settings: &[Setting]) -> Vec<Input<'a>> {
    let fields = api.login.iter().flat_map(|login| &login.fields);
    let fields = fields.map(|field| (&field.variable, field.field.as_str(), field.secret));
    let configured = api.settings.iter();
    let configured = configured.map(|setting| (&setting.name, setting.about.as_str(), setting.secret));
    let credentials = fields.chain(configured).map(|(key, about, secret)| {
        let name = format!("{prefix}{key}");
        let required = required.iter().any(|variable| variable.name == name);
        Input { name, about, required, secret, default: "" }
    });
    let own = settings.iter().filter(|setting| setting.key != "MCP_MODE").map(|setting| Input {
        name: setting.name.clone(),
        about: setting.about,
        required: required.iter().any(|variable| variable.name == setting.name),
        secret: setting.secret,
        default: setting.fixed_default,
    });
    credentials.chain(own).collect()
}

fn short(text: &str) -> String {
    let line = escape::one_line(text);
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_fits() {
        assert_eq!(short("Charges and payouts"), "Charges and payouts");
        assert_eq!(short(&"ñ".repeat(300)).chars().count(), LONGEST);
    }
}
