//! What images and manifests need to know.

use serde::Serialize;

use super::tables::Variable;
use crate::model::{Api, Target};

/// Where an orchestrator mounts secrets: one file each.
pub const SECRET_FOLDER: &str = "/run/secrets";

/// The home of the image's user: a volume, and the only place that is written to.
pub const HOME: &str = "/home/nonroot";

/// The longest name of an object that leaves room for what orchestrators append (RFC 1123 label: 63).
const LONGEST_OBJECT: usize = 52;

/// A secret, given to the server as a file.
#[derive(Debug, Serialize)]
pub struct Secret {
    /// Full name of the variable; `_FILE` is appended where it is set.
    name: String,
    /// The same without the prefix.
    key: String,
    /// Name of the file, and of the key that it comes from.
    object: String,
    /// Path of the file.
    file: String,
    required: bool,
    /// It is the token of HTTP clients, which is made up; the others come from the API.
    client_token: bool,
}

/// A variable that the image sets.
#[derive(Debug, Serialize)]
pub struct Preset {
    /// Full name.
    pub name: String,
    pub value: String,
}

/// What the image settles: HTTP for other machines, and where its records lie.
pub fn presets(prefix: &str, port: &str) -> Vec<Preset> {
    let preset = |(key, value): (&str, String)| Preset { name: format!("{prefix}{key}"), value };
    let settled = [
        ("MCP_MODE", "http".to_owned()),
        ("HOST", "0.0.0.0".to_owned()),
        ("PORT", port.to_owned()),
        ("ENVIRONMENT", "production".to_owned()),
        ("AUDIT_PATH", format!("{HOME}/state/audit.log")),
        ("STATE_PATH", format!("{HOME}/state")),
    ];
    settled.into_iter().map(preset).collect()
}

/// Everything that a container gets as a file: credentials, and the token of HTTP clients, which it never starts without.
pub fn secrets(api: &Api, prefix: &str, required: &[Variable], token: &str) -> Vec<Secret> {
    let address = format!("{prefix}BASE_URL");
    let needed = required.iter().map(|variable| variable.name.clone()).filter(|name| *name != address);
    let mut names: Vec<(String, bool)> = needed.map(|name| (name, true)).collect();
    names.push((token.to_owned(), true));
    for setting in &api.settings {
        let name = format!("{prefix}{}", setting.name);
        if names.iter().all(|(known, _)| *known != name) {
            names.push((name, false));
        }
    }
    let secret = |(name, required): (String, bool)| {
        let key = name.strip_prefix(prefix).unwrap_or(&name).to_owned();
        let object = label(&key);
        let client_token = name == token;
        Secret { file: format!("{SECRET_FOLDER}/{object}"), object, key, name, required, client_token }
    };
    names.into_iter().map(secret).collect()
}

/// The image with its tag: where it is published, else the name that a local build gives it.
pub fn image(target: &Target) -> String {
    let name = target.image.as_ref().unwrap_or(&target.name);
    format!("{name}:{}", target.version)
}

/// The name of a crate as an RFC 1123 label.
pub fn object(app: &str) -> String {
    let label = label(app);
    let cut = label.get(..LONGEST_OBJECT).unwrap_or(&label);
    cut.trim_end_matches('-').to_owned()
}

/// Lower-case letters, digits and hyphens, with neither of the latter at an end.
fn label(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    text.chars().map(plain).collect::<String>().trim_matches('-').to_owned()
}

/// The ports of all deployments and of third-party hosts, each once.
pub fn api_ports(api: &Api) -> Vec<u16> {
    let own = api.environments.iter().map(|place| place.base_url.as_str());
    let foreign = api.operations.iter().filter_map(|operation| operation.foreign_origin.as_deref());
    let known = own.chain(foreign).filter_map(|address| url::Url::parse(address).ok());
    let mut ports: Vec<u16> = known.filter_map(|url| url.port_or_known_default()).collect();
    // An address that the collection does not tell is set by the operator, and most speak HTTPS.
    ports.push(443);
    ports.sort_unstable();
    ports.dedup();
    ports
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Environment, Setting};

    #[test]
    fn names_of_objects_are_labels() {
        assert_eq!(object("shop_mcp"), "shop-mcp");
        assert_eq!(object("shop-"), "shop");
        let long = object(&format!("{}-{}", "a".repeat(LONGEST_OBJECT - 1), "b".repeat(20)));
        assert_eq!(long, "a".repeat(LONGEST_OBJECT - 1));
    }

    #[test]
    fn a_secret_is_a_file_and_an_address_is_none() {
        let setting = |name: &str| Setting {
            name: name.into(),
            variable: name.into(),
            about: String::new(),
            secret: true,
            address: false,
        };
        let api = Api { settings: vec![setting("API_KEY"), setting("PARTNER_KEY")], ..Api::default() };
        let variable = |name: &str| Variable { name: name.into(), secret: true };
        let required = [variable("SHOP_BASE_URL"), variable("SHOP_API_KEY")];
        let found = secrets(&api, "SHOP_", &required, "SHOP_MCP_TOKEN");
        let shown: Vec<_> = found.iter().map(|secret| (secret.file.as_str(), secret.required)).collect();
        assert_eq!(
            shown,
            [
                ("/run/secrets/api-key", true),
                ("/run/secrets/mcp-token", true),
                ("/run/secrets/partner-key", false)
            ]
        );
    }

    #[test]
    fn a_policy_opens_the_ports_of_the_api() {
        let at = |base_url: &str| Environment { base_url: base_url.into(), ..environment() };
        let api = Api { environments: vec![at("https://x.example:8443/v1"), at("")], ..Api::default() };
        assert_eq!(api_ports(&api), [443, 8443]);
    }

    fn environment() -> Environment {
        Environment { name: "x".into(), base_url: String::new(), production: false, sign_up_url: None }
    }
}
