//! Examples in the help of the program's own commands: command lines that work as they stand.

use clap::Command;
use serde_json::{Map, Value};

use super::super::core::docs::OperationDocs;
use super::super::core::example;
use super::super::core::plain::plain;
use super::super::core::shell::quoted;
use super::super::core::spec::{Api, BodyKind, Class, Location, Nature, Operation, Param};
use super::flags::command::TEMPLATE;
use super::flags::examples::folded;
use super::tree;
use super::webhook;

/// Lines of commands, without the program's name. `{env}` stands for an environment, `{command}` for a command of the
/// API. A command that is not listed here is shown as it is.
const LINES: &[(&str, &[&str])] = &[
    (
        "login",
        &[
            "login",
            "login --device",
            "login --device --redeem",
            "login --console",
            "login --stdin --env {env} < token.txt",
        ],
    ),
    ("logout", &["logout", "logout --all"]),
    ("whoami", &["whoami", "whoami --json"]),
    ("profile show", &["profile show", "profile show work"]),
    ("profile use", &["profile use work"]),
    ("profile set", &["profile set env={env}", "profile set env={env} --profile work"]),
    ("profile rename", &["profile rename work shop"]),
    ("profile delete", &["profile delete work --yes"]),
    ("config set-environment", &["config set-environment {env}"]),
    ("config set-profile", &["config set-profile work"]),
    (
        "config set-webhook-url",
        &[
            "config set-webhook-url --url https://shop.example.com/notices --yes",
            "config set-webhook-url --url https://shop.example.com/notices --env {env} --yes",
        ],
    ),
    (
        "config set-kapso",
        &[
            "config set-kapso --phone-number-id 647015955150001 --merchant-name 'Ana Store' --api-key - < kapso-key.txt",
        ],
    ),
    (
        "whatsapp send",
        &[
            "whatsapp send --to +573001234567 --command-key {message} --url https://pay.example.com/1 --dry-run",
            "whatsapp send --to +573001234567 --message 'Your order is ready' --dry-run",
        ],
    ),
    ("config clear-webhook-url", &["config clear-webhook-url --yes"]),
    ("config delete", &["config delete environment"]),
    ("reset", &["reset --dry-run", "reset --revoke --yes"]),
    ("config set-webhook-provider", &["config set-webhook-provider cloudflared"]),
    (
        "webhook listen",
        &[
            "webhook listen --timeout 10m",
            "webhook listen --forward http://127.0.0.1:8080/notices --timeout 10m --json",
        ],
    ),
    ("webhook show", &["webhook show ID"]),
    ("webhook replay", &["webhook replay ID --forward http://127.0.0.1:8080/notices"]),
    ("webhook verify", &["webhook verify body.json", "webhook verify - --json < body.json"]),
    ("webhook trigger", &["webhook trigger", "webhook trigger {event} --to http://127.0.0.1:8080/"]),
    ("webhook wait", &["webhook wait ID --json"]),
    ("audit list", &["audit list", "audit list --limit 5 --json"]),
    ("audit export", &["audit export > audit.ndjson"]),
    ("policy show", &["policy show", "policy show --env {env} --json"]),
    ("skills list", &["skills list", "skills list --json"]),
    (
        "skills install",
        &["skills install --dry-run", "skills install --ide claude-code", "skills install --path skills"],
    ),
    ("skills update", &["skills update", "skills update --yes"]),
    ("skills uninstall", &["skills uninstall", "skills uninstall --ide cursor"]),
    ("commands", &["commands", "commands --json", "commands --jq '.commands[].name'"]),
    ("schema", &["schema {command}"]),
    ("man", &["man --dir man"]),
    ("completion", &["completion bash > completion.bash"]),
    ("doctor", &["doctor", "doctor --json"]),
    ("exit-codes", &["exit-codes", "exit-codes --json"]),
];

/// The command with examples in its help, and in that of the commands below it.
pub fn added(api: &'static Api, command: Command) -> Command {
    added_below(api, command, "")
}

fn added_below(api: &'static Api, command: Command, above: &str) -> Command {
    let words = format!("{above}{}", command.get_name());
    if command.has_subcommands() {
        return command.mut_subcommands(|below| added_below(api, below, &format!("{words} ")));
    }
    let lines: Vec<String> = lines(api, &command, &words)
        .iter()
        .map(|line| {
            let (first, rest) = line.split_once(" --").map_or((line.as_str(), None), |(a, b)| (a, Some(b)));
            let rest = rest.map(|rest| format!("--{rest}"));
            folded(&format!("{} {first}", api.app), rest.as_deref().into_iter())
        })
        .collect();
    command.help_template(TEMPLATE).before_help(format!("Examples:\n{}", lines.join("\n")))
}

fn lines(api: &'static Api, command: &Command, words: &str) -> Vec<String> {
    if let Some(method) = method(words) {
        return vec![by_hand(api, words, method)];
    }
    let known = LINES.iter().find(|(known, _)| *known == words).map(|(_, lines)| *lines);
    // Where there are several notices, one has to be named.
    let names = command.get_arguments().find(|arg| arg.get_id() == webhook::NOTICE && arg.is_required_set());
    let notice = names.and_then(|_| api.notices.first()).map(|notice| notice.operation);
    let named = |line: String| match notice {
        Some(notice) => line.replacen(words, &format!("{words} {} {notice}", webhook::NOTICE), 1),
        None => line,
    };
    let line = |line: &&str| named(filled(api, line));
    known.unwrap_or(&[words]).iter().filter(|line| is_offered(command, line)).map(line).collect()
}

/// A program has only those of the flags that its API has a use for.
fn is_offered(command: &Command, line: &str) -> bool {
    let own = ["device", "redeem", "console", "stdin"];
    let flags = line.split_whitespace().filter_map(|word| word.strip_prefix("--"));
    let has = |flag: &str| command.get_arguments().any(|arg| arg.get_long() == Some(flag));
    flags.filter(|flag| own.contains(flag)).all(has)
}

fn filled(api: &'static Api, line: &str) -> String {
    let command = || {
        let first = tree::offered(api).find(|operation| operation.nature == Nature::Call);
        first.map_or_else(String::new, |operation| operation.command.join(" "))
    };
    let message = api.whatsapp.as_ref().and_then(|whatsapp| whatsapp.messages.first());
    let line = line.replace("{message}", message.map_or("sale", |message| message.key));
    let event = || api.notices.iter().flat_map(|notice| notice.events).next().map_or("", |event| event.name);
    let line = line.replace("{env}", api.default_environment).replace("{event}", event());
    if line.contains("{command}") { line.replace("{command}", &command()) } else { line }
}

fn method(words: &str) -> Option<&'static str> {
    super::generic::VERBS.into_iter().find(|(verb, _)| *verb == words).map(|(_, method)| method)
}

/// A documented route of that method, the most harmless one; else a path that nobody knows.
fn by_hand(api: &'static Api, verb: &str, method: &str) -> String {
    let fits = |operation: &&Operation| {
        operation.nature == Nature::Call && operation.method == method && can_be_written(operation)
    };
    let Some(operation) = tree::offered(api).filter(fits).min_by_key(|operation| operation.class) else {
        let end = if method == "GET" { "" } else { " --dry-run" };
        return format!("{verb} /things/1{end}");
    };
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let mut arguments = example::arguments(operation, &docs);
    let mut path = operation.path.to_owned();
    let mut words = Vec::new();
    for param in operation.params {
        let Some(value) = arguments.get(param.argument).filter(|_| param.location != Location::Body) else {
            continue;
        };
        let text = plain(value);
        match param.location {
            Location::Path => path = path.replace(&format!("{{{}}}", param.name), &text),
            _ => words.push(format!("--data {}", quoted(&format!("{}={text}", param.name)))),
        }
    }
    let body: Map<String, Value> = operation
        .params
        .iter()
        .filter(|param| param.location == Location::Body)
        .filter_map(|param| Some((param.name.to_owned(), arguments.shift_remove(param.argument)?)))
        .collect();
    if !body.is_empty() {
        words.push(format!("--data {}", quoted(&Value::Object(body).to_string())));
    }
    if operation.class == Class::Dangerous {
        words.push("--dry-run".to_owned());
    }
    [vec![format!("{verb} {}", quoted(&path))], words].concat().join(" ")
}

/// Path, query and a JSON body are all that it needs.
fn can_be_written(operation: &Operation) -> bool {
    let is_plain = |param: &Param| {
        !param.required || matches!(param.location, Location::Path | Location::Query | Location::Body)
    };
    operation.foreign_origin.is_none()
        && matches!(operation.body, BodyKind::None | BodyKind::Json)
        && operation.params.iter().all(is_plain)
}
