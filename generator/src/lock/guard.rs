//! Changes that weaken a promise about money, credentials or names: a person must allow them.

use std::collections::HashSet;

use super::compare::{Change, ChangeKind};
use super::file::{Entry, Lock, SECRET};

/// Guarded changes of the API as a whole.
pub(super) fn compare_api(old: &Lock, new: &Lock, changes: &mut Vec<Change>) {
    for host in new.hosts.iter().filter(|host| !old.hosts.contains(host)) {
        let message = "credentials would be sent to this host, which is new".into();
        changes.push(Change::new(ChangeKind::Guarded("host"), host, message));
    }
    if old.login != new.login && !old.login.is_empty() {
        let message = format!("the login was `{}` and would be `{}`", old.login, new.login);
        changes.push(Change::new(ChangeKind::Guarded("login"), "login", message));
    }
    if old.oauth != new.oauth && !old.oauth.is_empty() {
        let message = format!("the authorization server was `{}` and would be `{}`", old.oauth, new.oauth);
        changes.push(Change::new(ChangeKind::Guarded("oauth"), "oauth", message));
    }
    if old.public_ip != new.public_ip && !old.public_ip.is_empty() && !new.public_ip.is_empty() {
        let message = format!(
            "the public address was asked for at {} and would be at {}",
            old.public_ip, new.public_ip
        );
        changes.push(Change::new(ChangeKind::Guarded("public-ip"), "public-ip", message));
    }
    for name in old.settings.iter().filter_map(|setting| setting.strip_suffix(SECRET)) {
        if new.settings.iter().any(|setting| setting == name) {
            let message = format!("`{name}` would no longer be secret");
            changes.push(Change::new(ChangeKind::Guarded("secret"), name, message));
        }
    }
    let offered: HashSet<&str> = new.operations.iter().flat_map(tools).collect();
    let commands: HashSet<String> = new.operations.iter().map(|entry| entry.cli.join(" ")).collect();
    let kept: HashSet<&str> = new.operations.iter().map(|entry| entry.key.as_str()).collect();
    for entry in old.operations.iter().filter(|entry| kept.contains(entry.key.as_str())) {
        let gone = |kind: &str, name: &str| {
            Change::new(ChangeKind::Guarded("name"), name, format!("the {kind} `{name}` would disappear"))
        };
        changes.extend(tools(entry).filter(|tool| !offered.contains(tool)).map(|tool| gone("tool", tool)));
        let command = entry.cli.join(" ");
        if !command.is_empty() && !commands.contains(&command) {
            changes.push(gone("command", &command));
        }
    }
}

fn tools(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(&entry.mcp).chain(&entry.aliases).map(String::as_str).filter(|name| !name.is_empty())
}

/// Guarded changes of one operation.
pub(super) fn compare_operation(old: &Entry, new: &Entry, changes: &mut Vec<Change>) {
    let mut push = |name, subject: &str, message: String| {
        changes.push(Change::new(ChangeKind::Guarded(name), subject, message));
    };
    if new.class < old.class {
        push("class", &new.id, format!("is {} and would be {}, which is milder", old.class, new.class));
    }
    if old.auth != new.auth {
        push("auth", &new.id, format!("sends `{}` and would send `{}`", old.auth, new.auth));
    }
    if old.steps != new.steps {
        let words = |steps: &[String]| if steps.is_empty() { "nothing".to_owned() } else { steps.join("; ") };
        push(
            "chain",
            &new.id,
            format!("fetches {} and would fetch {}", words(&old.steps), words(&new.steps)),
        );
    }
    for (path, field) in old.fields.iter().filter(|(_, field)| field.secret) {
        if new.fields.get(path).is_some_and(|now| !now.secret && field.secret) {
            push("secret", &format!("{} {path}", new.id), format!("`{path}` would no longer be secret"));
        }
    }
    for path in old.secret_answers.iter().filter(|path| !new.secret_answers.contains(path)) {
        let subject = format!("{} answer.{path}", new.id);
        push("secret", &subject, format!("`{path}` of the answer would no longer be secret"));
    }
}
