//! Text of an overlay -> [`Overlay`]; every problem of the file is reported, not only the first.

use toml::de::DeTable;

use super::fields::{Fields, Problems};
use super::rules::{Accept, Allow, Overlay, SettingRule};
use super::{flow, identity, login, money, notice, oauth, operation, skill, translation, whatsapp};
use crate::error::Error;
use crate::lock;
use crate::model::{Envelope, Environment, Target, TargetKind};

/// Forms of output, as `--output` calls them.
const OUTPUTS: &[(&str, &str)] =
    &[("table", "table"), ("json", "json"), ("ndjson", "ndjson"), ("yaml", "yaml"), ("csv", "csv")];

/// Languages of generated texts.
pub(super) const LANGUAGES: &[(&str, &str)] = &[("en", "en"), ("es", "es")];

impl Overlay {
    /// Reads an overlay; `file` is what messages call it.
    ///
    /// # Errors
    /// The text is not TOML, or holds unknown keys, wrong types or missing values; all of them are listed.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        let problems = Problems::new(file, text);
        let (table, syntax) = DeTable::parse_recoverable(text);
        for error in &syntax {
            let place = problems.place(error.span().map_or(0, |span| span.start), "");
            problems.report("overlay-syntax", place, error.message().to_owned(), String::new());
        }
        if !syntax.is_empty() {
            return Err(Error::Problems(problems.into_list()));
        }
        let root = Fields::new(&problems, String::new(), 0, table.get_ref());
        let overlay = read_root(&root, file);
        root.finish();
        let found = problems.into_list();
        if found.is_empty() { Ok(overlay) } else { Err(Error::Problems(found)) }
    }
}

fn read_root(root: &Fields<'_, '_>, file: &str) -> Overlay {
    Overlay {
        file: file.to_owned(),
        name: root.text("name"),
        title: root.text("title"),
        language: root.choice("language", LANGUAGES).map(str::to_owned),
        environments: root.tables("environment").into_iter().map(environment).collect(),
        default_environment: root
            .text("default_environment")
            .map(|name| (name, root.place_of("default_environment"))),
        currency: money::currency(root),
        time_zone: money::time_zone(root),
        envelope: root.table("envelope").map(envelope),
        login: root.table("login").map(login::read),
        oauth: root.table("oauth").map(oauth::read),
        identity: root.table("identity").map(identity::read),
        public_ip_url: public_ip_url(root),
        public_ip_at: root.place_of("public_ip_url"),
        flows: root.tables("flow").into_iter().map(flow::read).collect(),
        notices: root.tables("notice").into_iter().map(notice::read).collect(),
        skill: root.table("skill").map(skill::read),
        whatsapp: root.table("whatsapp").map(whatsapp::read),
        translations: root.table("translation").map(translation::read).unwrap_or_default(),
        targets: root.tables("target").into_iter().map(target).collect(),
        settings: root.tables("setting").into_iter().map(setting).collect(),
        ignored_variables: root
            .texts("ignore_variables")
            .unwrap_or_default()
            .into_iter()
            .map(|name| (name, root.place_of("ignore_variables")))
            .collect(),
        operations: root
            .named("operation")
            .into_iter()
            .map(|(key, fields)| operation::read(key, fields))
            .collect(),
        accepted: root.tables("accept").into_iter().map(accept).collect(),
        allowed: root.tables("allow").into_iter().map(allow).collect(),
    }
}

fn environment(fields: Fields<'_, '_>) -> Environment {
    let base_url = fields.needed("base_url").trim_end_matches('/').to_owned();
    if !base_url.is_empty() && !is_base_url(&base_url) {
        let message = format!("`{base_url}` is no base URL");
        let help = "give scheme and host, and a base path where there is one; no query, no credentials";
        fields.report("overlay-value", "base_url", message, help.to_owned());
    }
    let environment = Environment {
        name: fields.needed("name"),
        base_url,
        production: fields.flag("production").unwrap_or_default(),
        sign_up_url: fields.text("sign_up_url"),
    };
    fields.finish();
    environment
}

pub(super) fn is_base_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.contains(['{', '}']))
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

fn envelope(fields: Fields<'_, '_>) -> Envelope {
    let envelope = Envelope {
        status: fields.needed("status"),
        success: fields.needed("success"),
        data: fields.text("data"),
        message: fields.text("message"),
        error_code: fields.text("error_code"),
    };
    fields.finish();
    envelope
}

fn target(fields: Fields<'_, '_>) -> Target {
    let kinds = [("cli", TargetKind::Cli), ("mcp", TargetKind::Mcp)];
    fields.needed("kind");
    let version = fields.needed("version");
    if !version.is_empty() && semver::Version::parse(&version).is_err() {
        let message = format!("`{version}` is no version");
        fields.report("overlay-value", "version", message, "write three numbers, such as 1.0.0".into());
    }
    let name = fields.needed("name");
    if !name.is_empty() && !is_crate_name(&name) {
        let message = format!("`{name}` is no crate name");
        let help = "use lower-case letters, digits and hyphens, starting with a letter";
        fields.report("overlay-value", "name", message, help.into());
    }
    let target = Target {
        kind: fields.choice("kind", &kinds).unwrap_or(TargetKind::Cli),
        name,
        version,
        env_prefix: fields.text("env_prefix").unwrap_or_default(),
        language: fields.choice("language", LANGUAGES).unwrap_or_default().to_owned(),
        about: fields.needed("about"),
        output: fields.choice("output", OUTPUTS).map(str::to_owned),
        audit_log: audit_log(&fields),
        registry: checked(
            &fields,
            "registry",
            is_registry_name,
            "write a namespace and a name, such as com.example/shop-mcp",
        ),
        image: checked(
            &fields,
            "image",
            is_image,
            "write host and path without a tag, such as ghcr.io/example/shop-mcp",
        ),
    };
    let (foreign, owner) = match target.kind {
        TargetKind::Cli => (["registry", "image"], "servers"),
        TargetKind::Mcp => (["output", "audit_log"], "command-line tools"),
    };
    for key in foreign.into_iter().filter(|key| fields.has(key)) {
        let message = format!("`{key}` is for {owner}");
        fields.report("overlay-value", key, message, format!("remove `{key}`"));
    }
    fields.finish();
    target
}

/// `~/.name/audit.log`: below the home folder, and not beside it.
fn audit_log(fields: &Fields<'_, '_>) -> Option<String> {
    let text = fields.text("audit_log")?;
    let path = text.strip_prefix("~/").unwrap_or_default();
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
    if !path.split('/').all(plain) || path.chars().any(char::is_control) {
        let message = format!("`{text}` is no place for the audit log");
        let help = "write a path below the home folder, such as `~/.name/audit.log`";
        fields.report("overlay-value", "audit_log", message, help.into());
    }
    Some(path.to_owned())
}

fn public_ip_url(root: &Fields<'_, '_>) -> Option<String> {
    let text = root.text("public_ip_url")?;
    let url = url::Url::parse(&text).ok();
    let plain = url.is_some_and(|url| {
        url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none()
    });
    if !plain {
        let message = format!("`{text}` is no https address");
        root.report(
            "overlay-value",
            "public_ip_url",
            message,
            "give an https address without credentials".into(),
        );
    }
    Some(text)
}

/// A text that may be left out, and must be of that form where it is not.
fn checked(fields: &Fields<'_, '_>, key: &'static str, fits: fn(&str) -> bool, help: &str) -> Option<String> {
    let text = fields.text(key)?;
    if !fits(&text) {
        fields.report("overlay-value", key, format!("`{text}` cannot be used"), help.to_owned());
    }
    Some(text)
}

/// The pattern of the registry's schema.
fn is_registry_name(text: &str) -> bool {
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text.len() <= 200
        && text.split_once('/').is_some_and(|(space, name)| plain(space, ".-") && plain(name, "._-"))
}

/// A host and a path in lower case; the tag is the version.
fn is_image(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let host = |host: &str| {
        host.split_once(':').map_or(host, |(name, _)| name).chars().all(plain) && host.contains(['.', ':'])
    };
    let path = |path: &str| path.split('/').all(|part| !part.is_empty() && part.chars().all(plain));
    text.split_once('/').is_some_and(|(at, rest)| host(at) && path(rest))
}

fn is_crate_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn setting(fields: Fields<'_, '_>) -> SettingRule {
    let rule = SettingRule {
        variable: fields.needed("variable"),
        name: fields.text("name"),
        about: fields.text("about"),
        secret: fields.flag("secret"),
        at: fields.place(),
    };
    fields.finish();
    rule
}

fn accept(fields: Fields<'_, '_>) -> Accept {
    let accept = Accept {
        code: fields.needed("code"),
        within: fields.text("where").unwrap_or_default(),
        reason: fields.needed("reason"),
        at: fields.place(),
    };
    fields.finish();
    accept
}

fn allow(fields: Fields<'_, '_>) -> Allow {
    let choices: Vec<_> = lock::CHANGES.iter().map(|name| (*name, *name)).collect();
    fields.needed("change");
    let allow = Allow {
        change: fields.choice("change", &choices).unwrap_or_default().to_owned(),
        subject: fields.needed("subject"),
        reason: fields.needed("reason"),
        at: fields.place(),
    };
    fields.finish();
    allow
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn problems(text: &str) -> Vec<String> {
        match Overlay::parse(text, "a.toml") {
            Err(Error::Problems(list)) => {
                list.iter().map(|found| format!("{}: {}", found.place, found.message)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_of_publication_have_their_form() {
        assert!(is_registry_name("com.example/shop-mcp") && is_image("ghcr.io/example/shop-mcp"));
        assert!(is_image("localhost:5000/shop"));
        for wrong in ["shop", "com.example/", "a/b/c", "com example/shop"] {
            assert!(!is_registry_name(wrong), "{wrong}");
        }
        for wrong in ["shop", "example/shop", "ghcr.io/Shop", "ghcr.io/shop:1.0.0", "ghcr.io//shop"] {
            assert!(!is_image(wrong), "{wrong}");
        }
    }

    #[test]
    fn every_problem_is_listed_with_its_place() {
        let text = "titel = 'A'\n[[environment]]\nname = 'prod'\nbase_url = 'api.example.com'\n\
                    [operation.pay]\nclass = 'read-only'\n[[accept]]\ncode = 'x'\n";
        let found = problems(text).join("\n");
        insta::assert_snapshot!(found, @r"
        a.toml:4 > environment[0].base_url: `api.example.com` is no base URL
        a.toml:5 > operation.pay.reason: `class` needs a `reason`
        a.toml:7 > accept[0].reason: `reason` must be given
        a.toml:1 > titel: `titel` is not a key of this table
        ");
    }

    #[test]
    fn broken_toml_is_one_clear_problem() {
        assert_eq!(problems("title = \n")[0].split(": ").next(), Some("a.toml:1"));
    }

    #[test]
    fn a_base_url_holds_no_credentials() {
        assert!(is_base_url("https://api.example.com/v1"));
        assert!(!is_base_url("https://user@api.example.com"));
        assert!(!is_base_url("https://{{host}}/v1"));
        assert!(!is_base_url("file:///etc"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z_\\[\\]{}=\"'.,\n #0-9é]{0,120}") {
            match Overlay::parse(&text, "a.toml") {
                Ok(_) => {}
                Err(Error::Problems(list)) => prop_assert!(!list.is_empty()),
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}
