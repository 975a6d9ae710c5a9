//! `[oauth]`: the authorization server, where a person describes it. It takes the place of the collection's own.

use super::fields::Fields;
use super::login::unknown_variable;
use crate::lower::auth;
use crate::model::{Api, ClientAuthentication, Diagnostic, Grant, OAuth, Place, RedirectStyle, Setting};
use crate::origin::{is_open, origin};

const GRANTS: &[Grant] = &[Grant::AuthorizationCode, Grant::DeviceCode, Grant::ClientCredentials];

const CLIENT: &[(&str, ClientAuthentication)] =
    &[("basic", ClientAuthentication::Basic), ("body", ClientAuthentication::Body)];

const REDIRECTS: &[(&str, RedirectStyle)] =
    &[("redirect-uri", RedirectStyle::RedirectUri), ("callback-port", RedirectStyle::CallbackPort)];

/// Exit codes that may stand for waiting: those with a meaning of their own but done, other failure and interrupted.
const KEPT_CODES: &[u8] = &[2, 3, 4, 5, 6, 7, 8, 9, 10];

/// A whole server, with the variable that its token replaces.
#[derive(Debug)]
pub(super) struct OAuthRule {
    oauth: OAuth,
    variable: Option<String>,
    at: Place,
}

pub(super) fn read(fields: Fields<'_, '_>) -> OAuthRule {
    let oauth = OAuth {
        grants: grants(&fields),
        token_url: address(&fields, "token_url").unwrap_or_default(),
        authorize_url: address(&fields, "authorize_url"),
        device_url: address(&fields, "device_url"),
        revoke_url: address(&fields, "revoke_url"),
        client_id: fields.text("client_id"),
        client_id_setting: setting(&fields, "client_id_setting"),
        client_secret_setting: setting(&fields, "client_secret_setting"),
        client_authentication: fields.choice("client_authentication", CLIENT).unwrap_or_default(),
        scopes: fields.texts("scopes").unwrap_or_default(),
        extra: extra(&fields),
        redirect: fields.choice("redirect", REDIRECTS).unwrap_or_default(),
        pending_exit: exit_code(&fields, "pending_exit"),
    };
    fields.needed("token_url");
    for (grant, key, known) in [
        (Grant::AuthorizationCode, "authorize_url", oauth.authorize_url.is_some()),
        (Grant::DeviceCode, "device_url", oauth.device_url.is_some()),
        (Grant::ClientCredentials, "client_secret_setting", oauth.client_secret_setting.is_some()),
    ] {
        if oauth.grants.contains(&grant) && !known {
            let message = format!("the grant {:?} needs `{key}`", grant.name());
            fields.report("overlay-missing-key", key, message, format!("add `{key} = \"...\"`"));
        }
    }
    if oauth.client_id.is_some() == oauth.client_id_setting.is_some() {
        let message = "one of `client_id` and `client_id_setting` must be given".to_owned();
        let help = "`client_id` is one that all users share and that is no secret; else name a setting";
        fields.report("overlay-missing-key", "client_id_setting", message, help.into());
    }
    let rule = OAuthRule { oauth, variable: fields.text("variable"), at: fields.place() };
    fields.finish();
    rule
}

fn grants(fields: &Fields<'_, '_>) -> Vec<Grant> {
    let mut grants = Vec::new();
    for name in fields.texts("grants").unwrap_or_default() {
        match GRANTS.iter().find(|grant| grant.name() == name) {
            Some(grant) if grants.contains(grant) => {}
            Some(grant) => grants.push(*grant),
            None => {
                let help = crate::suggest::help(&name, GRANTS.iter().map(|grant| grant.name()));
                fields.report("overlay-value", "grants", format!("`{name}` is no grant"), help);
            }
        }
    }
    if grants.is_empty() {
        let help = "for example `grants = [\"authorization-code\"]`";
        fields.report("overlay-missing-key", "grants", "`grants` must name a grant".into(), help.into());
    }
    grants
}

/// Absolute and encrypted, or below the environment's base URL.
fn address(fields: &Fields<'_, '_>, key: &'static str) -> Option<String> {
    let text = fields.text(key)?;
    let below = text.starts_with('/') && !text.starts_with("//");
    let absolute = url::Url::parse(&text)
        .is_ok_and(|url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    let absolute = absolute && origin(&text).is_some() && !is_open(&text);
    let plain = !text.contains(['{', '}', '<', '>', '\\', ' ']) && !text.contains("/../");
    if !text.is_empty() && !(plain && (below || absolute)) {
        let message = format!("`{text}` is no address of an authorization server");
        let help = "give an https address, or a path that starts with `/` below the base URL";
        fields.report("overlay-value", key, message, help.into());
    }
    Some(text)
}

fn setting(fields: &Fields<'_, '_>, key: &'static str) -> Option<String> {
    fields.text(key).filter(|name| !name.trim().is_empty())
}

/// A code that a published program gives while nobody has agreed; zero would say that somebody has.
fn exit_code(fields: &Fields<'_, '_>, key: &'static str) -> Option<u8> {
    let number = fields.whole(key)?;
    let code = u8::try_from(number).ok().filter(|code| KEPT_CODES.contains(code));
    if code.is_none() {
        let known = KEPT_CODES.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let help = format!("use one of {known}, or leave it out for 9");
        fields.report("overlay-value", key, format!("{number} is no exit code for waiting"), help);
    }
    code
}

fn extra(fields: &Fields<'_, '_>) -> Vec<(String, String)> {
    let mut extra = Vec::new();
    for (name, value) in fields.scalars("extra") {
        match value.as_str() {
            Some(text) if !auth::is_grant_field(&name) => extra.push((name, text.to_owned())),
            Some(_) => {
                let message = format!("`{name}` is a field of the grant itself");
                fields.report("overlay-value", "extra", message, "remove it from `extra`".into());
            }
            None => {
                let message = format!("`{name}` must be a text");
                fields.report("overlay-type", "extra", message, "put it into quotes".into());
            }
        }
    }
    extra
}

/// The server gives the session token from now on.
pub(super) fn apply(api: &mut Api, rule: &OAuthRule, problems: &mut Vec<Diagnostic>) {
    if let Some(variable) = &rule.variable {
        let known = api.session.as_ref().is_some_and(|setting| setting.variable == *variable);
        if !known {
            auth::take_session(api);
            api.login = None;
            if !auth::give_session(api, variable) {
                problems.push(unknown_variable(api, variable, rule.at.clone()));
            }
        }
    }
    let names = [(&rule.oauth.client_id_setting, false), (&rule.oauth.client_secret_setting, true)];
    for (name, secret) in names {
        let Some(name) = name.as_ref().filter(|name| !api.settings.iter().any(|one| one.name == **name))
        else {
            continue;
        };
        api.settings.push(Setting {
            name: name.clone(),
            variable: String::new(),
            about: String::new(),
            secret,
            address: false,
        });
    }
    // A person names the addresses here, so that no host is a surprise any more.
    api.diagnostics.retain(|found| found.code != auth::TOKEN_HOST);
    api.oauth = Some(rule.oauth.clone());
}
