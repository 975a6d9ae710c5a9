//! The tools as an earlier version of the server published them: their names, their result envelope, and the
//! arguments that they took and no longer need.

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};

use crate::runtime::core::spec::{Api, Language, Nature, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

/// The name under which an operation was published; its own where it never was.
pub(super) fn name(operation: &'static Operation) -> &'static str {
    operation.aliases.first().copied().unwrap_or(operation.tool)
}

/// Takes out what a published tool was given and this server fills in by itself: the credentials of a login, and the
/// single-use token that a call fetches. Everything else stays, and is refused where it is unknown.
pub(super) fn take_retired(
    api: &Api,
    operation: &Operation,
    arguments: &mut Map<String, Value>,
) -> Vec<String> {
    let credentials = api.login.iter().filter(|_| operation.nature == Nature::Login);
    let credentials = credentials.flat_map(|login| login.fields).map(|field| field.field.to_owned());
    let tokens = operation.steps.iter().map(|step| camel_case(step.header));
    let retired: Vec<String> = credentials.chain(tokens).collect();
    let known = |name: &String| {
        operation.nature == Nature::Call && operation.params.iter().any(|param| param.argument == name)
    };
    let mut taken = Vec::new();
    for name in retired.into_iter().filter(|name| !known(name)) {
        if arguments.shift_remove(&name).is_some() {
            taken.push(name);
        }
    }
    taken
}

/// `transactionToken` for `X-Transaction-Token`.
fn camel_case(header: &str) -> String {
    let lower = header.to_ascii_lowercase();
    let mut words = lower.strip_prefix("x-").unwrap_or(&lower).split('-');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    name
}

/// A structured result in the published envelope: one text of indented JSON.
pub(super) fn envelope(language: Language, result: CallToolResult, retired: &[String]) -> CallToolResult {
    let Some(content) = result.structured_content.clone() else { return result };
    let failed = result.is_error == Some(true);
    let field = |name: &str| content.get(name).filter(|value| !value.is_null()).cloned();
    // What the API never saw has no status of its own.
    let own = match field("code") {
        Some(code) if code == "invalid-input" => 400,
        _ if failed => 500,
        _ => 200,
    };
    let status = field("http_status").unwrap_or_else(|| own.into());
    let mut out = Map::new();
    out.insert("success".into(), (!failed).into());
    out.insert("statusCode".into(), status);
    if failed {
        out.insert("data".into(), Value::Null);
        out.insert("message".into(), field("message").unwrap_or_default());
        out.insert("error".into(), field("code").unwrap_or_else(|| "UNKNOWN_ERROR".into()));
        // What the published version could not tell, and what must not be lost: whether money may have moved.
        let more = ["hint", "sent", "retryable", "lookup", "problems", "exit_code"];
        out.extend(more.into_iter().filter_map(|name| Some((name.to_owned(), field(name)?))));
    } else {
        // An answer of the server itself has no answer of the API inside.
        out.insert("data".into(), field("answer").unwrap_or_else(|| content.clone()));
        out.insert("message".into(), Said::from("Success").in_language(language).into());
        out.extend(field("cut").map(|cut| ("cut".to_owned(), cut)));
    }
    if !retired.is_empty() {
        out.insert("notice".into(), notice(language, retired).into());
    }
    let text = serde_json::to_string_pretty(&Value::Object(out)).unwrap_or_default();
    let block = vec![ContentBlock::text(text)];
    if failed { CallToolResult::error(block) } else { CallToolResult::success(block) }
}

fn notice(language: Language, retired: &[String]) -> String {
    let names = visible_capped(&retired.join(", "), 200);
    say("not used, for the server fills it in by itself: {}", &[&names]).in_language(language)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(result: &CallToolResult) -> Value {
        let text = result.content.first().and_then(|block| block.as_text()).map(|block| block.text.clone());
        serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default()
    }

    #[test]
    fn a_header_has_the_name_of_its_argument() {
        assert_eq!(camel_case("X-Transaction-Token"), "transactionToken");
        assert_eq!(camel_case("token"), "token");
        assert_eq!(camel_case("x-"), "");
    }

    #[test]
    fn results_have_the_published_envelope() {
        let mut good = CallToolResult::success(Vec::new());
        good.structured_content = Some(json!({"http_status": 201, "answer": {"id": 1}}));
        let notice = text(&envelope(Language::Spanish, good, &["token".to_owned()]));
        assert_eq!(
            notice,
            json!({"success": true, "statusCode": 201, "data": {"id": 1}, "message": "Operación exitosa",
                   "notice": "no se usa, porque el servidor lo completa por sí mismo: token"})
        );
        let mut bad = CallToolResult::error(Vec::new());
        bad.structured_content =
            Some(json!({"http_status": null, "code": "timeout", "message": "late", "sent": "unknown"}));
        let told = envelope(Language::English, bad, &[]);
        assert_eq!(told.is_error, Some(true));
        assert_eq!(
            text(&told),
            json!({"success": false, "statusCode": 500, "data": null, "message": "late", "error": "timeout",
                   "sent": "unknown"})
        );
    }
}
