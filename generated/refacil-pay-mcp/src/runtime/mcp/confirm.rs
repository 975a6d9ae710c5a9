//! A person's yes before a dangerous call, in both protocol eras.
//!
//! The older era asks during the call. The newer one ends the call with the question, and the client repeats it with
//! the answer and an opaque state: a seal over the call that was shown, good for five minutes, once.

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction,
    ElicitationSchema, InputRequest, InputRequests, InputRequiredResult, ProtocolVersion,
};
use rmcp::service::RequestContext;
use serde_json::{Value, json};

use crate::runtime::core::call::Call;
use crate::runtime::core::confirmation;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::ledger::{self, Earlier};
use crate::runtime::core::spec::{Api, Operation};
use crate::runtime::core::stakes::Stakes;
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::words::{Said, say};

use super::principals::Principal;
use super::seal::LIFE;
use super::server::Server;
use super::variables;

/// What became of the question.
#[derive(Debug)]
pub(super) enum Decision {
    /// Go ahead.
    Confirmed,
    /// The client must ask its user and call again.
    Ask(Box<InputRequiredResult>),
}

/// The name of the question among a call's inputs, and of its only field.
const CONFIRM: &str = "confirm";

/// Asks, or takes the answer to an earlier question.
///
/// # Errors
/// Nobody can be asked, or the answer is no.
pub(super) async fn decide(
    server: &Server,
    principal: &Principal,
    call: &Call,
    earlier: Option<&Earlier>,
    params: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<Decision, Failure> {
    let operation = call.operation();
    if let Some(state) = &params.request_state {
        spend(server, &subject(principal, call, earlier), operation, state)?;
        // Whoever brings no answer is asked once more.
        if let Some(answer) = params.input_responses.as_ref().and_then(|answers| answers.get(CONFIRM)) {
            return if says_yes(answer) { Ok(Decision::Confirmed) } else { Err(declined(operation)) };
        }
    }
    if !can_ask(context) {
        return Err(confirmation::refused(operation, how_to_allow(server.api, operation)));
    }
    let question = question(server.api, call, earlier)?;
    let modern = context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
    if modern {
        let seal = server.seals.seal(&subject(principal, call, earlier))?;
        return Ok(Decision::Ask(Box::new(ask(question, seal))));
    }
    let answer = tokio::select! {
        answer = context.peer.create_elicitation_with_timeout(question, Some(LIFE)) => answer,
        () = context.ct.cancelled() => return Err(declined(operation)),
    };
    match answer {
        Ok(answer) if is_yes(&answer) => Ok(Decision::Confirmed),
        Ok(_) => Err(declined(operation)),
        Err(error) => {
            tracing::warn!(%error, operation = operation.id, "the question was not answered");
            Err(confirmation::refused(
                operation,
                "the question was not answered in time; call again to be asked again",
            ))
        }
    }
}

fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    let capability = context.client_capabilities().and_then(|capabilities| capabilities.elicitation);
    // A client that names no mode means the form.
    capability.is_some_and(|capability| capability.form.is_some() || capability.url.is_none())
}

fn how_to_allow(api: &Api, operation: &Operation) -> Said {
    say(
        "this client cannot ask a person; the operator may allow the operation by starting the server with {}={}",
        &[&variables::ALLOW_DANGEROUS.full_name(api), &operation.id],
    )
}

fn declined(operation: &'static Operation) -> Failure {
    confirmation::refused(operation, "the person said no; do not call it again unless they ask for it")
}

fn is_yes(answer: &ElicitResult) -> bool {
    let confirmed = answer.content.as_ref().and_then(|content| content.get(CONFIRM));
    answer.action == ElicitationAction::Accept && confirmed == Some(&Value::Bool(true))
}

/// The question, composed from what will be sent: what it moves and to whom first.
fn question(api: &Api, call: &Call, earlier: Option<&Earlier>) -> Result<ElicitRequestParams, Failure> {
    let question = confirmation::question(call)?;
    let stakes = Stakes::of(call.operation(), call.arguments());
    let said = |said: Said| said.in_language(api.language);
    let mut lines = vec![(said("product".into()), api.title.to_owned())];
    lines.extend(earlier.map(|earlier| (said("this is a repeat".into()), said(earlier.told()))));
    lines.extend(stakes.amount.map(|stake| (said(say("moves ({})", &[&stake.named()])), stake.read())));
    lines.push((said(say("to ({})", &[&stakes.recipient.named()])), stakes.recipient.value));
    lines.extend(question.lines);
    let mut text = visible_capped(&question.title, 200);
    for (name, value) in &lines {
        text.push('\n');
        text.push_str(&visible_capped(name, 120));
        text.push_str(": ");
        text.push_str(&visible_capped(value, 200));
    }
    let schema = ElicitationSchema::builder()
        .required_bool_property(CONFIRM, |field| {
            let about = said("Yes: do exactly this, now.".into());
            field.title(said("Confirm".into())).description(about).with_default(false)
        })
        .build()
        .map_err(|error| {
            Failure::new(Exit::Other, "internal", say("no question can be asked: {}", &[&error]))
        })?;
    let message = visible_lines(&text);
    Ok(ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema: schema })
}

fn ask(question: ElicitRequestParams, seal: String) -> InputRequiredResult {
    let question = InputRequest::Elicitation(ElicitRequest::new(question));
    InputRequiredResult::new(Some(InputRequests::from_iter([(CONFIRM.to_owned(), question)])), Some(seal))
}

/// What a person says yes to: this call, by this caller, there.
fn subject(principal: &Principal, call: &Call, earlier: Option<&Earlier>) -> Vec<u8> {
    let target = call.target();
    let subject = json!({
        "operation": call.operation().id,
        "arguments": ledger::canonical(&Value::Object(call.arguments().clone())),
        "principal": principal.name,
        "environment": target.environment.name,
        "host": target.origin(),
        "repeat": earlier.is_some(),
    });
    subject.to_string().into_bytes()
}

/// The seal is good for this call; it is spent whatever the answer is.
fn spend(server: &Server, subject: &[u8], operation: &'static Operation, seal: &str) -> Result<(), Failure> {
    if server.seals.spend(subject, seal) {
        return Ok(());
    }
    Err(confirmation::refused(
        operation,
        "the confirmation has expired, was used before, or belongs to another call; call again without it to be asked again",
    ))
}

fn says_yes(answer: &Value) -> bool {
    serde_json::from_value::<ElicitResult>(answer.clone()).is_ok_and(|answer| is_yes(&answer))
}
