//! What a login would do.

use serde_json::{Map, Value, json};

use super::super::super::account::login::Method;
use super::super::super::core::failure::Failure;
use super::super::super::core::spec::OAuth;
use super::super::answers;
use super::super::context::Context;
use super::super::printer::Printer;

/// What the login would do; a dry run sends nothing, and so opens no page.
pub(super) fn show(context: &Context, printer: &Printer, method: Method) -> Result<(), Failure> {
    let base = context.target.base.as_str().trim_end_matches('/');
    let (name, request) = match method {
        Method::Console => ("login", console_request(context, base)),
        Method::Browser => ("browser", page(context, |oauth| oauth.authorize_url)),
        Method::Device | Method::Redeem => ("device", page(context, |oauth| oauth.device_url)),
        Method::Client => ("client-credentials", page(context, |oauth| Some(oauth.token_url))),
        Method::Stdin => ("token", Value::Null),
    };
    let operation =
        context.api.login.as_ref().filter(|_| method == Method::Console).map(|login| login.operation);
    let plan = json!({
        "dry_run": true,
        "method": name,
        "operation": operation,
        "environment": context.target.environment.name,
        "request": request,
    });
    printer.data(&plan, answers::pretty);
    printer.note("dry run: nothing was sent");
    Ok(())
}

fn page(context: &Context, endpoint: impl Fn(&OAuth) -> Option<&'static str>) -> Value {
    context.api.oauth.as_ref().and_then(endpoint).map_or(Value::Null, |endpoint| json!({"url": endpoint}))
}

/// The login's request with the variables that would feed it.
fn console_request(context: &Context, base: &str) -> Value {
    let Some(login) = &context.api.login else { return Value::Null };
    let operation = context.api.operation(login.operation);
    let fields: Map<String, Value> = login
        .fields
        .iter()
        .map(|field| (field.field.to_owned(), format!("<{}>", context.api.variable(field.variable)).into()))
        .collect();
    json!({
        "method": operation.map(|operation| operation.method),
        "url": format!("{base}{}", operation.map_or("", |found| found.path)),
        "body": fields,
    })
}
