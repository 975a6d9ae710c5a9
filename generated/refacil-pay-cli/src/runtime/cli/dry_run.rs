//! What a call would send, shown instead of sent.

use serde_json::{Value, json};

use super::super::core::call::Call;
use super::super::core::failure::Failure;
use super::super::core::plan;
use super::super::core::text::visible_lines;
use super::answers;
use super::curl;
use super::parser::PlanForm;
use super::printer::Printer;

/// Shows the request in that form.
///
/// # Errors
/// It cannot be built.
pub fn run(call: &Call, form: PlanForm, printer: &Printer) -> Result<(), Failure> {
    match form {
        PlanForm::Request => printer.data(&plan::plan(call)?, text),
        PlanForm::Curl => {
            let line = curl::line(&call.masked_preview()?);
            printer.data(&json!({"dry_run": true, "curl": line}), |_| line.clone());
        }
    }
    printer.note("dry run: nothing was sent");
    Ok(())
}

/// The plan as one would write the request down.
fn text(plan: &Value) -> String {
    let text = |pointer: &str| plan.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let mut lines = vec![format!("{} {}", text("/request/method"), text("/request/url"))];
    if let Some(headers) = plan.pointer("/request/headers").and_then(Value::as_object) {
        let shown =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.as_str().unwrap_or_default()));
        lines.extend(shown);
    }
    if let Some(body) = plan.pointer("/request/body").filter(|body| !body.is_null()) {
        lines.push(String::new());
        lines.push(answers::pretty(body));
    }
    visible_lines(&lines.join("\n"))
}
