//! Who may call a request: auth as Postman inherits it, and credentials that stand in headers and queries.
//!
//! A value found in the file is never copied: what is sent is always configured by the user.

mod login;
mod oauth;
mod report;
mod session;
mod stated;
mod texts;
mod written;

use std::collections::BTreeSet;

use super::base::Base;
use super::codes;
use super::credential_names::{computed_scheme, looks_like_secret};
use super::variables::{Variables, setting_name, whole};
use crate::model::{Auth, AuthScheme, Credential, Diagnostic, Place, Placement, Setting};
use crate::postman::{self, Request};

pub(crate) use oauth::is_grant_field;
pub(crate) use report::TOKEN_HOST;
pub use session::{Context, Servers, settle};
pub(crate) use session::{give_session, mark_login, retire_settings, take_session, unmark_login};
pub(super) use texts::keep_out_of_texts;

use session::Server;
use written::{carries_credential, enabled, is_authorization, value};

/// Settings, servers and diagnostics that come up while credentials are read.
#[derive(Debug)]
pub struct Credentials<'a> {
    file: &'a str,
    variables: &'a Variables,
    base: &'a Base,
    settings: Vec<Setting>,
    servers: Vec<Server>,
    diagnostics: Vec<Diagnostic>,
    literals: BTreeSet<String>,
}

/// Auth of the auth tab, with the item that states it.
#[derive(Debug, Clone)]
pub struct Stated<'a> {
    /// What it says.
    pub auth: &'a postman::Auth,
    /// Folder names, and the request's own where the request states it.
    pub at: Vec<String>,
}

/// What one request sends as credentials.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The model's view.
    pub auth: Auth,
    /// Headers that are credentials and so no parameters.
    pub headers: Vec<String>,
    /// Query parameters that are credentials.
    pub query: Vec<String>,
    /// The OAuth 2 server that could give its token: a position among [`Outcome::servers`].
    pub server: Option<usize>,
}

/// What all requests need.
#[derive(Debug, Default)]
pub struct Outcome {
    /// In order of first use.
    pub settings: Vec<Setting>,
    /// In order of first use.
    pub servers: Servers,
    /// What was odd.
    pub diagnostics: Vec<Diagnostic>,
    /// Credentials that somebody wrote into the file; texts may repeat them.
    pub literals: BTreeSet<String>,
}

impl<'a> Credentials<'a> {
    /// Nothing found yet.
    #[must_use]
    pub fn new(file: &'a str, variables: &'a Variables, base: &'a Base) -> Self {
        Self {
            file,
            variables,
            base,
            settings: Vec::new(),
            servers: Vec::new(),
            diagnostics: Vec::new(),
            literals: BTreeSet::new(),
        }
    }

    /// All that was found.
    #[must_use]
    pub fn finish(self) -> Outcome {
        let Self { settings, servers, diagnostics, literals, .. } = self;
        Outcome { settings, servers: Servers(servers), diagnostics, literals }
    }

    /// Credentials of one request, with the auth that it states or inherits.
    pub fn of(&mut self, request: &Request, stated: Option<Stated<'_>>) -> Found {
        let mut found = Found::default();
        let mut schemes = Vec::new();
        let mut refused = None;
        match stated.filter(|stated| !is_noauth(&stated.auth.kind)).map(|stated| self.stated(&stated)) {
            Some(Ok(performed)) => {
                found.server = performed.server;
                schemes.push(performed.scheme);
            }
            Some(Err(scheme)) => refused = Some(scheme),
            None => {}
        }
        for header in enabled(&request.headers) {
            if is_authorization(&header.key) {
                // The auth tab's own Authorization takes the place of a written one.
                let taken = refused.is_some() || schemes.iter().any(fills_authorization);
                match computed_scheme(value(header)).filter(|_| !taken) {
                    Some(scheme) => {
                        let place = self.place(&request.path, "header.Authorization");
                        self.diagnostics.push(report::unsupported(place, scheme));
                        refused = Some(scheme.to_owned());
                    }
                    None if taken => {}
                    None => schemes.push(self.authorization(request, header)),
                }
            } else if carries_credential(header) {
                schemes.push(self.own_header(request, header));
            }
        }
        for entry in enabled(&request.url.query).filter(|entry| carries_credential(entry)) {
            schemes.push(self.query(request, entry));
        }
        keep_first_of_each_place(&mut schemes);
        let refused_header = refused.iter().map(|_| "Authorization");
        let headers = schemes.iter().filter_map(|scheme| scheme.placement.header()).chain(refused_header);
        found.headers.extend(headers.map(str::to_owned));
        found.query.extend(schemes.iter().filter_map(|scheme| match &scheme.placement {
            Placement::Query { name } => Some(name.clone()),
            _ => None,
        }));
        found.auth = match refused {
            Some(scheme) => Auth::Unsupported { scheme },
            None if schemes.is_empty() => Auth::None,
            None => Auth::Schemes { schemes },
        };
        found
    }

    /// The setting that stands for a written value; its name comes from the variable, else from the place.
    fn setting(
        &mut self,
        at: &[String],
        written: &str,
        fallback: &str,
        field: &str,
        secrecy: Secrecy,
    ) -> String {
        let variable = whole(written);
        let name = setting_name(variable.unwrap_or(fallback));
        if let Some(variable) = variable {
            let first = !self.settings.iter().any(|setting| setting.variable == variable);
            if first && !self.variables.declares(variable) {
                self.diagnostics.push(codes::undeclared_variable(self.file, at, variable));
            }
        } else if secrecy == Secrecy::Secret {
            self.report_literal(at, written, field, &name);
        }
        let secret = secrecy == Secrecy::Secret;
        match self.settings.iter_mut().find(|setting| setting.name == name) {
            // A key somewhere is a key wherever else it is written.
            Some(known) => known.secret |= secret,
            None => self.settings.push(Setting {
                name: name.clone(),
                variable: variable.unwrap_or_default().to_owned(),
                about: String::new(),
                secret,
                address: false,
            }),
        }
        name
    }

    /// Tells of a credential that somebody wrote into the file, by its place.
    fn report_literal(&mut self, at: &[String], written: &str, field: &str, setting: &str) {
        if looks_like_secret(written) {
            self.literals.insert(written.trim().to_owned());
            self.diagnostics.push(report::secret_literal(self.place(at, field), setting));
        }
    }

    fn place(&self, at: &[String], field: &str) -> Place {
        Place { file: self.file.to_owned(), request: at.to_vec(), field: field.to_owned() }
    }
}

/// Whether a configured value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    Secret,
    Shown,
}

fn configured(placement: Placement, setting: &str) -> AuthScheme {
    AuthScheme { placement, credential: Credential::setting(setting) }
}

fn is_noauth(kind: &str) -> bool {
    kind.is_empty() || kind.eq_ignore_ascii_case("noauth")
}

fn fills_authorization(scheme: &AuthScheme) -> bool {
    scheme.placement.header().is_some_and(is_authorization)
}

/// One place takes one value; the auth tab comes first.
fn keep_first_of_each_place(schemes: &mut Vec<AuthScheme>) {
    let mut seen: Vec<(bool, String)> = Vec::new();
    schemes.retain(|scheme| {
        let place = match (&scheme.placement, scheme.placement.header()) {
            (Placement::Query { name }, _) => (true, name.clone()),
            (_, header) => (false, header.unwrap_or_default().to_ascii_lowercase()),
        };
        let first = !seen.contains(&place);
        seen.push(place);
        first
    });
}

#[cfg(test)]
mod tests;
