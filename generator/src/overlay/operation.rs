//! Reads what an overlay says of one operation.

use super::automatic;
use super::fields::Fields;
use super::follow;
use super::money;
use super::rules::{AuthRule, OperationRule};
use crate::model::{AuthScheme, Class, Credential, Lookup, Nature, Placement, Repeat, Step};

const CLASSES: &[(&str, Class)] = &[
    ("read-only", Class::ReadOnly),
    ("safe-mutation", Class::SafeMutation),
    ("dangerous", Class::Dangerous),
];

const NATURES: &[(&str, Nature)] =
    &[("call", Nature::Call), ("token", Nature::Token), ("callback", Nature::Callback)];

pub(super) fn read(key: String, fields: Fields<'_, '_>) -> OperationRule {
    let rule = OperationRule {
        key,
        at: fields.place(),
        id: fields.text("id"),
        cli: fields.texts("cli"),
        mcp: fields.text("mcp"),
        aliases: fields.texts("aliases").unwrap_or_default(),
        title: fields.text("title"),
        summary: fields.text("summary"),
        class: class(&fields),
        nature: fields.choice("nature", NATURES),
        steps: fields.tables("steps").into_iter().map(step).collect(),
        auth: auth(&fields),
        timeout_ms: timeout(&fields),
        repeat: fields.table("repeat").map(repeat),
        lookup: fields.table("lookup").map(lookup),
        money: money::read(&fields),
        fixed: fields.scalars("fixed"),
        free: fields.texts("free").unwrap_or_default(),
        secret_answers: fields.texts("secret_answers").unwrap_or_default(),
        wait: fields.table("wait").map(follow::wait),
        pages: fields.table("pages").and_then(follow::pages),
        scan: fields.table("qr").map(follow::scan),
        answers: fields.tables("answer").into_iter().map(follow::answer).collect(),
        automatic: automatic::read(&fields),
        flags: automatic::read_flags(&fields),
    };
    fields.finish();
    rule
}

fn class(fields: &Fields<'_, '_>) -> Option<(Class, String)> {
    let class = fields.choice("class", CLASSES);
    let reason = fields.text("reason").filter(|reason| !reason.trim().is_empty());
    match (fields.has("class"), &reason) {
        (true, None) => {
            let help = "say in a sentence why the class is right; it is shown as the decision's evidence";
            fields.report("overlay-missing-key", "reason", "`class` needs a `reason`".into(), help.into());
        }
        (false, Some(_)) => {
            let help = "add `class`, or remove `reason`";
            fields.report("overlay-missing-key", "class", "`reason` needs a `class`".into(), help.into());
        }
        _ => {}
    }
    class.zip(reason)
}

fn timeout(fields: &Fields<'_, '_>) -> Option<u64> {
    let limit = fields.whole("timeout_ms")?;
    if !(1_000..=3_600_000).contains(&limit) {
        let message = format!("`timeout_ms` is {limit}");
        fields.report(
            "overlay-value",
            "timeout_ms",
            message,
            "give 1000 (a second) to 3600000 (an hour)".into(),
        );
    }
    Some(limit)
}

fn step(fields: Fields<'_, '_>) -> Step {
    let step = Step {
        operation: fields.needed("operation"),
        token: fields.needed("token"),
        header: fields.needed("header"),
    };
    fields.finish();
    step
}

fn repeat(fields: Fields<'_, '_>) -> Repeat {
    let kinds = [("none", 0_u8), ("header", 1), ("reference", 2)];
    fields.needed("by");
    let repeat = match fields.choice("by", &kinds) {
        Some(1) => Repeat::Header { name: fields.needed("name") },
        Some(2) => Repeat::Reference { field: fields.needed("field") },
        _ => Repeat::None,
    };
    fields.finish();
    repeat
}

fn lookup(fields: Fields<'_, '_>) -> Lookup {
    let lookup = Lookup {
        operation: fields.needed("operation"),
        argument: fields.needed("argument"),
        field: fields.text("field").unwrap_or_default(),
    };
    fields.finish();
    lookup
}

/// `auth = { session = true }`, `auth = { none = true }` or a list of all that is sent, such as
/// `auth = { send = [{ in = "bearer", session = true }, { in = "header", name = "X-Key", setting = "KEY" }] }`.
fn auth(fields: &Fields<'_, '_>) -> Option<AuthRule> {
    let table = fields.table("auth")?;
    let none = table.flag("none").unwrap_or_default();
    let session = table.flag("session").unwrap_or_default();
    let schemes: Vec<_> = table.tables("send").into_iter().filter_map(scheme).collect();
    let rule = match (none, session, schemes.is_empty()) {
        (true, false, true) => Some(AuthRule::None),
        (false, true, true) => Some(AuthRule::Session),
        (false, false, false) => Some(AuthRule::Schemes(schemes)),
        _ => {
            let message = "`auth` needs one of `none`, `session` and `send`".to_owned();
            let help = "for example `auth = { send = [{ in = \"bearer\", setting = \"API_TOKEN\" }] }`";
            fields.report("overlay-value", "auth", message, help.into());
            None
        }
    };
    table.finish();
    rule
}

fn scheme(fields: Fields<'_, '_>) -> Option<AuthScheme> {
    let kinds = [("bearer", 0_u8), ("basic", 1), ("header", 2), ("query", 3), ("authorization", 4)];
    fields.needed("in");
    let placement = match fields.choice("in", &kinds) {
        Some(0) => Some(Placement::Bearer),
        Some(1) => Some(Placement::Basic),
        Some(2) => Some(Placement::Header { name: fields.needed("name") }),
        Some(3) => Some(Placement::Query { name: fields.needed("name") }),
        Some(4) => Some(Placement::Authorization { scheme: fields.needed("scheme") }),
        _ => None,
    };
    let credential = credential(&fields, placement.as_ref());
    fields.finish();
    placement.map(|placement| AuthScheme { placement, credential })
}

fn credential(fields: &Fields<'_, '_>, placement: Option<&Placement>) -> Credential {
    if fields.flag("session").unwrap_or_default() {
        if fields.has("setting") {
            let help = "keep `session = true`, or name the `setting`";
            let message = "the session token is no configured value".to_owned();
            fields.report("overlay-value", "setting", message, help.into());
        }
        return Credential::Session;
    }
    let name = fields.needed("setting");
    match placement {
        Some(Placement::Basic) => Credential::Basic { user: name, password: fields.text("password_setting") },
        _ => Credential::Setting { name },
    }
}
