//! What the registry of MCP servers says of a server: `server.json`, schema 2025-12-11.

use serde::Serialize;

use super::deployment::Preset;
use super::tables::{Setting, Transport, Variable};
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
    /// What the token of HTTP mode is for.
    token: &'a str,
    /// Variables over any transport, credentials first.
    variables: Vec<Input<'a>>,
    /// Those of HTTP mode that are the user's to choose.
    over_http: Vec<Input<'a>>,
}

/// A variable that a user may set.
#[derive(Debug, Serialize)]
struct Input<'a> {
    name: String,
    about: &'a str,
    required: bool,
    secret: bool,
    default: String,
}

impl<'a> Entry<'a> {
    pub fn new(
        api: &'a Api,
        target: &'a Target,
        (prefix, presets): (&str, &[Preset]),
        required: &[Variable],
        settings: &[Setting],
    ) -> Self {
        let Target { name, version, registry, image, .. } = target;
        let or_undecided = |decided: &Option<String>, place: &str| {
            decided.clone().unwrap_or_else(|| format!("{place}{UNDECIDED}/{name}"))
        };
        let about = |key: &str| {
            settings.iter().find(|setting| setting.key == key).map_or("", |setting| setting.about)
        };
        Self {
            name: or_undecided(registry, ""),
            title: short(&api.title),
            description: short(&target.about),
            image: format!("{}:{version}", or_undecided(image, "docker.io/")),
            mode: about("MCP_MODE"),
            token: about("MCP_TOKEN"),
            variables: credentials(api, prefix, required)
                .chain(own(settings, presets, Transport::Any))
                .collect(),
            over_http: own(settings, presets, Transport::Http).collect(),
        }
    }
}

/// What a login or the settings of the API take. Where a login on this machine or a token may stand in, none is required.
fn credentials<'a>(api: &'a Api, prefix: &str, required: &[Variable]) -> impl Iterator<Item = Input<'a>> {
    let fields = api.login.iter().flat_map(|login| &login.fields);
    let fields = fields.map(|field| (&field.variable, field.field.as_str(), field.secret));
    let configured = api.settings.iter();
    let configured = configured.map(|setting| (&setting.name, setting.about.as_str(), setting.secret));
    fields.chain(configured).map(move |(key, about, secret)| {
        let name = format!("{prefix}{key}");
        let required = required.iter().any(|variable| variable.name == name);
        Input { name, about, required, secret, default: String::new() }
    })
}

/// What the package itself settles: how clients reach the server, and where it listens.
const SETTLED: [&str; 3] = ["MCP_MODE", "HOST", "PORT"];

/// The server's own settings; where the image sets one, with its value.
fn own<'a>(
    settings: &[Setting],
    presets: &[Preset],
    transport: Transport,
) -> impl Iterator<Item = Input<'a>> {
    let preset = |name: &str| presets.iter().find(|preset| preset.name == name);
    let shown = settings
        .iter()
        .filter(move |setting| setting.transport == transport && !SETTLED.contains(&setting.key));
    shown.map(move |setting| Input {
        name: setting.name.clone(),
        about: setting.about,
        // The image listens beyond its container, where no server starts without a token.
        required: setting.required || setting.key == "MCP_TOKEN",
        secret: setting.secret,
        default: preset(&setting.name).map_or(setting.fixed_default, |preset| &preset.value).to_owned(),
    })
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
