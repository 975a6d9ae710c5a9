//! What was decided about one operation.

use super::text::{Lines, key, list, quoted};
use crate::model::{Auth, AuthScheme, Credential, Nature, Operation, Placement, Repeat};

/// Writes an operation: what it is and why as prose, then each decision.
pub(super) fn write(lines: &mut Lines, operation: &Operation) {
    let host = operation.foreign_origin.as_deref().unwrap_or_default();
    lines.prose(&format!("{} {host}{}", operation.method, operation.route));
    for evidence in &operation.safety.evidence {
        lines.prose(&format!("  {evidence}"));
    }
    for step in &operation.steps {
        lines.prose(&format!("  {} is fetched from {} for each call", step.header, step.operation));
    }
    lines.table(&format!("[operation.{}]", key(&operation.id)));
    lines.decision("id", &quoted(&operation.id));
    lines.decision("cli", &list(&operation.cli));
    lines.decision("mcp", &quoted(&operation.mcp));
    lines.decision("title", &quoted(&operation.title));
    lines.decision("class", &quoted(&operation.safety.class.to_string()));
    lines.decision("reason", "\"the evidence above\"");
    match operation.nature {
        Nature::Call | Nature::Login => {}
        Nature::Token => lines.decision("nature", "\"token\""),
        Nature::Callback => lines.decision("nature", "\"callback\""),
    }
    if let Some(auth) = auth(&operation.auth) {
        lines.decision("auth", &auth);
    }
    lines.decision("timeout_ms", &operation.timeout_ms.to_string());
    match &operation.repeat {
        Repeat::None => {}
        Repeat::Header { name } => {
            lines.decision("repeat", &format!("{{ by = \"header\", name = {} }}", quoted(name)));
        }
        Repeat::Reference { field } => {
            lines.decision("repeat", &format!("{{ by = \"reference\", field = {} }}", quoted(field)));
        }
    }
    if let Some(lookup) = &operation.lookup {
        let (target, argument) = (quoted(&lookup.operation), quoted(&lookup.argument));
        let field = quoted(&lookup.field);
        let value = format!("{{ operation = {target}, argument = {argument}, field = {field} }}");
        lines.decision("lookup", &value);
    }
    lines.blank();
}

/// As the overlay writes it; a scheme that cannot be performed is none that it could ask for.
fn auth(auth: &Auth) -> Option<String> {
    match auth {
        Auth::None => Some("{ none = true }".into()),
        Auth::Schemes { schemes } => {
            let schemes: Vec<String> = schemes.iter().map(scheme).collect();
            Some(format!("{{ send = [{}] }}", schemes.join(", ")))
        }
        Auth::Unsupported { .. } => None,
    }
}

fn scheme(scheme: &AuthScheme) -> String {
    let placement = match &scheme.placement {
        Placement::Bearer => "in = \"bearer\"".to_owned(),
        Placement::Basic => "in = \"basic\"".to_owned(),
        Placement::Authorization { scheme } => {
            format!("in = \"authorization\", scheme = {}", quoted(scheme))
        }
        Placement::Header { name } => format!("in = \"header\", name = {}", quoted(name)),
        Placement::Query { name } => format!("in = \"query\", name = {}", quoted(name)),
    };
    let credential = match &scheme.credential {
        Credential::Session => "session = true".to_owned(),
        Credential::Setting { name } => format!("setting = {}", quoted(name)),
        Credential::Basic { user, password: None } => format!("setting = {}", quoted(user)),
        Credential::Basic { user, password: Some(password) } => {
            format!("setting = {}, password_setting = {}", quoted(user), quoted(password))
        }
    };
    format!("{{ {placement}, {credential} }}")
}
