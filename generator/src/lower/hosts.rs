//! Other hosts that the file names by a variable without a value: whoever runs the tool says where they are.

use super::variables::{setting_name, uses};
use crate::model::{Operation, Setting};
use crate::origin;

/// Gives an operation that goes to such a host the setting that holds the host's address.
pub(super) fn settle(operation: &mut Operation, settings: &mut Vec<Setting>) {
    let Some(host) = operation.foreign_origin.as_deref().filter(|host| is_unknown(host)) else { return };
    let names: Vec<&str> = uses(host).map(|(_, _, name)| name).filter(|name| !name.is_empty()).collect();
    let name = name(host, &names);
    if !settings.iter().any(|setting| setting.name == name) {
        let variable = if let [one] = names.as_slice() { (*one).to_owned() } else { String::new() };
        let about = format!("Address that the collection calls {host}, such as https://host.example");
        settings.push(Setting { name: name.clone(), variable, about, secret: false, address: true });
    }
    operation.host_setting = Some(name);
}

/// It is no address that a request could go to. Braces may stand in a host as far as the URL standard goes.
fn is_unknown(host: &str) -> bool {
    uses(host).next().is_some() || origin::origin(host).as_deref() != Some(host)
}

/// What stands there is an address, whatever its variable is called: `{{wasp}}` becomes `WASP_URL`.
fn name(host: &str, variables: &[&str]) -> String {
    let words = if variables.is_empty() { host.to_owned() } else { variables.join(" ") };
    let plain: String = setting_name(&words).chars().take(LONGEST).collect();
    let plain = plain.trim_end_matches('_');
    if plain.ends_with("URL") || plain.ends_with("URI") {
        plain.to_owned()
    } else {
        setting_name(&format!("{plain} url"))
    }
}

/// Longest name of a setting, before its ending.
const LONGEST: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(hosts: &[&str]) -> (Vec<Option<String>>, Vec<Setting>) {
        let mut settings = Vec::new();
        let asked = hosts.iter().map(|host| {
            let mut operation = Operation { foreign_origin: Some((*host).into()), ..Operation::default() };
            settle(&mut operation, &mut settings);
            operation.host_setting
        });
        let asked = asked.collect();
        (asked, settings)
    }

    #[test]
    fn each_unknown_host_is_one_setting_and_a_known_one_is_none() {
        let hosts = ["{{auth-host}}", "https://{{wasp}}", "https://o.example", "{{auth-host}}", "{{base}}"];
        let (asked, settings) = settled(&hosts);
        let asked: Vec<_> = asked.iter().map(|name| name.as_deref().unwrap_or("-")).collect();
        assert_eq!(asked, ["AUTH_HOST_URL", "WASP_URL", "-", "AUTH_HOST_URL", "API_BASE_URL"]);
        let variables: Vec<_> = settings.iter().map(|setting| setting.variable.as_str()).collect();
        assert_eq!(variables, ["auth-host", "wasp", "base"]);
        assert!(settings.iter().all(|setting| setting.address && !setting.secret));
    }

    #[test]
    fn several_variables_make_one_address() {
        let (asked, settings) = settled(&["{{proto}}://{{ host }}:{{port}}", "backend:8080"]);
        assert_eq!(asked, [Some("PROTO_HOST_PORT_URL".into()), Some("BACKEND_8080_URL".into())]);
        assert!(settings.iter().all(|setting| setting.variable.is_empty()));
    }
}
