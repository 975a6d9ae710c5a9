//! What an overlay says of the command line: fields that the tool fills in, and flags that are spelled otherwise.

use super::fields::{Fields, problem};
use super::rules::OperationRule;
use crate::dotted;
use crate::model::{Automatic, Diagnostic, Kind, Operation, Place, Provider, Schema};
use crate::render::{OWN_FLAGS, is_flag};
use crate::suggest;

const PROVIDERS: &[(&str, Provider)] = &[
    ("public-ip", Provider::PublicIp),
    ("webhook-url", Provider::WebhookUrl),
    ("reference", Provider::Reference),
];

/// `[operation.X.automatic]`: the path of a field, and where its value comes from.
pub(super) fn read(fields: &Fields<'_, '_>) -> Vec<Automatic> {
    let mut list = Vec::new();
    for (field, source) in fields.scalars("automatic") {
        let word = source.as_str().unwrap_or_default();
        match PROVIDERS.iter().find(|(name, _)| *name == word) {
            Some((_, from)) => list.push(Automatic { field, from: *from }),
            None => {
                let message = format!("`{field}` cannot come from {source}");
                let help = suggest::help(word, PROVIDERS.iter().map(|(name, _)| *name));
                fields.report("overlay-value", "automatic", message, help);
            }
        }
    }
    list
}

/// `[operation.X.flags]`: the name of a parameter or a top-level field, and its flag.
pub(super) fn read_flags(fields: &Fields<'_, '_>) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    for (name, flag) in fields.scalars("flags") {
        let word = flag.as_str().unwrap_or_default();
        let flag = word.strip_prefix("--").unwrap_or(word).to_owned();
        let fault = if !is_flag(&flag) {
            "it needs lower-case words joined by hyphens"
        } else if OWN_FLAGS.contains(&flag.as_str()) {
            "every program has a flag of that name"
        } else if list.iter().any(|(_, other)| *other == flag) {
            "another flag is spelled so"
        } else {
            list.push((name, flag));
            continue;
        };
        let message = format!("the flag of `{name}` cannot be `--{flag}`: {fault}");
        fields.report("overlay-value", "flags", message, "give it another word".into());
    }
    list
}

pub(super) fn apply(operation: &mut Operation, rule: &OperationRule, problems: &mut Vec<Diagnostic>) {
    for automatic in &rule.automatic {
        if let Some(fault) = fault(operation, &automatic.field) {
            problems.push(unknown(operation, rule, "automatic", &automatic.field, fault));
        }
        operation.automatic.retain(|known| known.field != automatic.field);
        operation.automatic.push(automatic.clone());
    }
    for (name, _) in &rule.flags {
        let mut top = operation.body.iter().flat_map(|body| &body.schema.properties);
        let known = operation.params.iter().any(|param| param.name == *name)
            || top.any(|property| property.name == *name);
        if !known {
            problems.push(unknown(operation, rule, "flags", name, "is no parameter and no top-level field"));
        }
    }
    operation.flags.extend(rule.flags.iter().cloned());
}

/// Why nothing can be filled in there.
fn fault(operation: &Operation, path: &str) -> Option<&'static str> {
    let param = operation.params.iter().find(|param| param.name == path);
    let schema = operation.body.as_ref().map(|body| &body.schema);
    match (param, schema.and_then(|schema| dotted::property(schema, path))) {
        (Some(param), _) => (!is_plain(&param.schema)).then_some("takes no text"),
        (None, Some(property)) if property.fixed.is_some() => Some("is a constant of the request"),
        (None, Some(property)) if !is_plain(&property.schema) => Some("takes no text"),
        (None, Some(_)) if path.contains("[]") => Some("lies in a list"),
        (None, Some(_)) => None,
        (None, None) => Some("is no parameter and no field of the body"),
    }
}

const fn is_plain(schema: &Schema) -> bool {
    matches!(schema.kind, Kind::Any | Kind::String | Kind::Integer | Kind::Number)
}

fn unknown(operation: &Operation, rule: &OperationRule, key: &str, name: &str, fault: &str) -> Diagnostic {
    let at = Place { field: format!("{}.{key}", rule.at.field), ..rule.at.clone() };
    let mut known: Vec<String> = operation.params.iter().map(|param| param.name.clone()).collect();
    known.extend(operation.body.iter().flat_map(|body| dotted::paths(&body.schema)));
    let help = suggest::help(name, known.iter().map(String::as_str));
    problem("overlay-unknown-field", at, format!("`{name}` of `{}` {fault}", rule.key), help)
}

/// Somebody must be named who knows the address.
pub(super) fn check_public_ip(api: &crate::model::Api, at: Place, problems: &mut Vec<Diagnostic>) {
    let asks = |operation: &&Operation| {
        operation.automatic.iter().any(|automatic| automatic.from == Provider::PublicIp)
    };
    let asking = api.operations.iter().find(asks);
    match (asking, &api.public_ip_url) {
        (Some(operation), None) => {
            let message = format!("`{}` wants the public address, and nobody says whom to ask", operation.id);
            let help = "name an https address that answers with the caller's own: `public_ip_url = \"...\"`";
            problems.push(problem("overlay-missing-key", at, message, help.into()));
        }
        (None, Some(_)) => {
            let message = "no operation wants the public address".to_owned();
            problems.push(problem("overlay-unused", at, message, "remove `public_ip_url`".into()));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Overlay, apply};
    use super::*;
    use crate::error::Error;
    use crate::model::{Api, Body, BodyKind, Property};

    fn field(name: &str, schema: Schema) -> Property {
        Property { name: name.into(), required: true, fixed: None, schema }
    }

    fn api() -> Api {
        let text = || Schema::of(Kind::String);
        let payer = Schema { properties: vec![field("ip", text())], ..Schema::of(Kind::Object) };
        let list = Schema { items: Some(Box::new(payer.clone())), ..Schema::of(Kind::Array) };
        let constant = Property { fixed: Some("EUR".into()), ..field("currency", text()) };
        let properties =
            vec![field("payer", payer), field("payers", list), field("reference", text()), constant];
        let schema = Schema { properties, ..Schema::of(Kind::Object) };
        let body = Body { kind: BodyKind::Json, schema, example: None, content_type: None };
        let operation = Operation { id: "pay".into(), body: Some(body), ..Operation::default() };
        Api { operations: vec![operation], ..Api::default() }
    }

    fn applied(text: &str) -> Result<Api, Vec<String>> {
        let overlay = Overlay::parse(text, "a.toml").map_err(messages)?;
        apply(api(), &overlay).map_err(messages)
    }

    fn messages(error: Error) -> Vec<String> {
        match error {
            Error::Problems(list) => list.into_iter().map(|found| found.message).collect(),
            other => vec![other.to_string()],
        }
    }

    #[test]
    fn fields_get_their_sources_and_flags_their_spelling() {
        let text = "public_ip_url = 'https://ip.example'\n[operation.pay.automatic]\n\
                    'payer.ip' = 'public-ip'\nreference = 'reference'\n\
                    [operation.pay.flags]\nreference = '--order'\n";
        let api = applied(text).expect("sound");
        let operation = &api.operations[0];
        assert_eq!(operation.automatic.len(), 2);
        assert_eq!(operation.automatic[0].from, Provider::PublicIp);
        assert_eq!(operation.flags, [("reference".to_owned(), "order".to_owned())]);
        assert_eq!(api.public_ip_url.as_deref(), Some("https://ip.example"));
    }

    #[test]
    fn what_fits_nothing_is_told_all_at_once() {
        let text = "[operation.pay.automatic]\n'payer.ipp' = 'reference'\n'payers[].ip' = 'reference'\n\
                    currency = 'reference'\npayer = 'reference'\nreference = 'public-ip'\n\
                    [operation.pay.flags]\n'payer.ip' = 'ip'\n";
        let found = applied(text).expect_err("six faults");
        insta::assert_snapshot!(found.join("\n"), @r"
        `payer.ipp` of `pay` is no parameter and no field of the body
        `payers[].ip` of `pay` lies in a list
        `currency` of `pay` is a constant of the request
        `payer` of `pay` takes no text
        `payer.ip` of `pay` is no parameter and no top-level field
        `pay` wants the public address, and nobody says whom to ask
        ");
    }

    #[test]
    fn what_cannot_be_read_is_told_all_at_once() {
        let text = "public_ip_url = 'http://ip.example'\n\
                    [operation.pay.automatic]\nreference = 'clock'\n\
                    [operation.pay.flags]\nreference = '--json'\npayer = 'userMetadata'\n\
                    [[target]]\nkind = 'mcp'\nname = 'a-mcp'\nversion = '1.0.0'\nabout = 'a'\noutput = 'json'\n\
                    [[target]]\nkind = 'cli'\nname = 'a-cli'\nversion = '1.0.0'\nabout = 'a'\naudit_log = '~/../etc/passwd'\n";
        let found = applied(text).expect_err("six faults");
        insta::assert_snapshot!(found.join("\n"), @r#"
        `http://ip.example` is no https address
        `output` is for command-line tools
        `~/../etc/passwd` is no place for the audit log
        `reference` cannot come from "clock"
        the flag of `reference` cannot be `--json`: every program has a flag of that name
        the flag of `payer` cannot be `--userMetadata`: it needs lower-case words joined by hyphens
        "#);
    }
}
