//! What a call would send, shown instead of sent.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::core::call::Call;
use super::super::core::failure::Failure;
use super::super::core::plan;
use super::super::core::spec::Class;
use super::super::core::text::visible_lines;
use super::super::core::words::Said;
use super::answers;
use super::context::Context;
use super::curl;
use super::parser::PlanForm;
use super::printer::Printer;

/// Shows the request in the form that the user chose, and what the policy says of it.
///
/// # Errors
/// It cannot be built.
pub fn run(context: &Context, call: &Call, printer: &Printer) -> Result<(), Failure> {
    let (mut data, line) = match context.plan_form {
        PlanForm::Request => (plan::plan(call)?, None),
        PlanForm::Curl => {
            let line = curl::line(&call.masked_preview()?);
            let mut data = json!({"dry_run": true, "curl": line});
            if let (false, Some(map)) = (call.filled().is_empty(), data.as_object_mut()) {
                map.insert("automatic".into(), call.filled().to_json());
            }
            (data, Some(line))
        }
    };
    let refusal = policy_refusal(context, call);
    if let (Some(failure), Some(data)) = (&refusal, data.as_object_mut()) {
        let verdict = json!({"code": failure.code, "message": failure.to_string(), "hint": failure.hint.as_ref().map(Said::english)});
        data.insert("refused_by_policy".into(), verdict);
    }
    printer.data(&data, |data| line.clone().unwrap_or_else(|| text(data)));
    if let Some(failure) = refusal {
        printer.note(&format!("the policy would refuse it: {failure}"));
    }
    printer.note("dry run: nothing was sent");
    Ok(())
}

/// Why the policy would refuse it, were it sent now.
fn policy_refusal(context: &Context, call: &Call) -> Option<Failure> {
    if call.operation().class != Class::Dangerous {
        return None;
    }
    context.ledger().and_then(|ledger| ledger.check_policy(context.api, call, Timestamp::now())).err()
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
