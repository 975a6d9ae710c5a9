//! Where the session token comes from.

use super::text::{Lines, key, list, quoted};
use crate::model::{Api, ClientAuthentication, Login, OAuth, RedirectStyle};

/// Writes the login and the authorization server that the collection shows.
pub(super) fn write(lines: &mut Lines, api: &Api) {
    let variable =
        api.session.as_ref().map(|setting| setting.variable.as_str()).filter(|name| !name.is_empty());
    if let Some(login) = &api.login {
        lines.heading("The request that gives the session token");
        self::login(lines, login, variable);
    }
    if let Some(oauth) = &api.oauth {
        lines.heading("The authorization server that gives the session token");
        server(lines, oauth, variable);
    }
}

fn login(lines: &mut Lines, login: &Login, variable: Option<&str>) {
    lines.decision_table("[login]");
    lines.decision("operation", &quoted(&login.operation));
    optional(lines, "host", login.host.as_deref());
    lines.decision("token", &quoted(&login.token));
    lines.decision("lifetime_seconds", &login.lifetime_seconds.to_string());
    let statuses: Vec<String> = login.renew_on.iter().map(u16::to_string).collect();
    lines.decision("renew_on", &format!("[{}]", statuses.join(", ")));
    optional(lines, "variable", variable);
    if !login.fields.is_empty() {
        lines.decision_table("[login.fields]");
    }
    for field in &login.fields {
        let value = format!("{{ variable = {}, secret = {} }}", quoted(&field.variable), field.secret);
        lines.decision(&key(&field.field), &value);
    }
    lines.blank();
}

fn server(lines: &mut Lines, oauth: &OAuth, variable: Option<&str>) {
    let grants: Vec<&str> = oauth.grants.iter().map(|grant| grant.name()).collect();
    lines.decision_table("[oauth]");
    lines.decision("grants", &list(&grants));
    lines.decision("token_url", &quoted(&oauth.token_url));
    for (name, value) in [
        ("authorize_url", &oauth.authorize_url),
        ("device_url", &oauth.device_url),
        ("revoke_url", &oauth.revoke_url),
        ("client_id", &oauth.client_id),
        ("client_id_setting", &oauth.client_id_setting),
        ("client_secret_setting", &oauth.client_secret_setting),
    ] {
        optional(lines, name, value.as_deref());
    }
    let client = match oauth.client_authentication {
        ClientAuthentication::Basic => "basic",
        ClientAuthentication::Body => "body",
    };
    lines.decision("client_authentication", &quoted(client));
    lines.decision("scopes", &list(&oauth.scopes));
    if !oauth.extra.is_empty() {
        let extra = oauth.extra.iter().map(|(name, value)| format!("{} = {}", key(name), quoted(value)));
        lines.decision("extra", &format!("{{ {} }}", extra.collect::<Vec<_>>().join(", ")));
    }
    let redirect = match oauth.redirect {
        RedirectStyle::RedirectUri => "redirect-uri",
        RedirectStyle::CallbackPort => "callback-port",
    };
    lines.decision("redirect", &quoted(redirect));
    optional(lines, "variable", variable);
    lines.blank();
}

fn optional(lines: &mut Lines, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        lines.decision(key, &quoted(value));
    }
}
