//! A person's yes before a dangerous call, in both protocol eras.
//!
//! The older era asks during the call. The newer one ends the call with the question, and the client repeats it with
//! the answer and an opaque state. That state is a random handle to what this process remembers: the call that was
//! shown, for five minutes, once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rmcp::RoleServer;
use rmcp::model::{
    CallToolRequestParams, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction,
    ElicitationSchema, InputRequest, InputRequests, InputRequiredResult, ProtocolVersion,
};
use rmcp::service::RequestContext;
use serde_json::{Map, Value};

use crate::runtime::core::call::Call;
use crate::runtime::core::confirmation;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::{Api, Operation};
use crate::runtime::core::text::{visible_capped, visible_lines};

use super::variables;

/// What became of the question.
#[derive(Debug)]
pub(super) enum Decision {
    /// Go ahead.
    Confirmed,
    /// The client must ask its user and call again.
    Ask(Box<InputRequiredResult>),
}

/// Questions that were asked and wait for their answer.
#[derive(Debug, Default)]
pub(super) struct Pending {
    asked: Mutex<HashMap<String, Asked>>,
}

#[derive(Debug)]
struct Asked {
    operation: &'static str,
    arguments: Map<String, Value>,
    until: Instant,
}

const LIFE: Duration = Duration::from_secs(5 * 60);
/// More open questions than any honest client has.
const MAX_OPEN: usize = 1_000;
/// The name of the question among a call's inputs, and of its only field.
const CONFIRM: &str = "confirm";

/// Asks, or takes the answer to an earlier question.
///
/// # Errors
/// Nobody can be asked, or the answer is no.
pub(super) async fn decide(
    api: &Api,
    pending: &Pending,
    call: &Call,
    params: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<Decision, Failure> {
    let operation = call.operation();
    if let Some(state) = &params.request_state {
        return answered(pending, call, state, params).map(|()| Decision::Confirmed);
    }
    if !can_ask(context) {
        return Err(confirmation::refused(operation, &how_to_allow(api, operation)));
    }
    let question = question(call)?;
    let modern = context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
    if modern {
        return pending.ask(call, question).map(|ask| Decision::Ask(Box::new(ask)));
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

fn how_to_allow(api: &Api, operation: &Operation) -> String {
    format!(
        "this client cannot ask a person; the operator may allow the operation by starting the server with {}={}",
        variables::ALLOW_DANGEROUS.full_name(api),
        operation.id
    )
}

fn declined(operation: &'static Operation) -> Failure {
    confirmation::refused(operation, "the person said no; do not call it again unless they ask for it")
}

fn is_yes(answer: &ElicitResult) -> bool {
    let confirmed = answer.content.as_ref().and_then(|content| content.get(CONFIRM));
    answer.action == ElicitationAction::Accept && confirmed == Some(&Value::Bool(true))
}

/// The question, composed from what will be sent.
fn question(call: &Call) -> Result<ElicitRequestParams, Failure> {
    let question = confirmation::question(call)?;
    let mut text = visible_capped(&question.title, 200);
    for (name, value) in &question.lines {
        text.push('\n');
        text.push_str(&visible_capped(name, 120));
        text.push_str(": ");
        text.push_str(&visible_capped(value, 200));
    }
    let schema = ElicitationSchema::builder()
        .required_bool_property(CONFIRM, |field| {
            field.title("Confirm").description("Yes: do exactly this, now.").with_default(false)
        })
        .build()
        .map_err(|error| {
            Failure::new(Exit::Other, "internal", format!("no question can be asked: {error}"))
        })?;
    let message = visible_lines(&text);
    Ok(ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema: schema })
}

fn answered(
    pending: &Pending,
    call: &Call,
    state: &str,
    params: &CallToolRequestParams,
) -> Result<(), Failure> {
    let operation = call.operation();
    let asked = pending.take(state);
    let same = asked.is_some_and(|asked| {
        asked.operation == operation.id
            && asked.arguments == *call.arguments()
            && Instant::now() < asked.until
    });
    if !same {
        return Err(confirmation::refused(
            operation,
            "the confirmation has expired, was used before, or belongs to another call; call again without it to be asked again",
        ));
    }
    let answer = params.input_responses.as_ref().and_then(|answers| answers.get(CONFIRM));
    let answer = answer.and_then(|answer| serde_json::from_value::<ElicitResult>(answer.clone()).ok());
    if answer.is_some_and(|answer| is_yes(&answer)) { Ok(()) } else { Err(declined(operation)) }
}

impl Pending {
    fn ask(&self, call: &Call, question: ElicitRequestParams) -> Result<InputRequiredResult, Failure> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            Failure::new(Exit::Other, "no-randomness", format!("no random numbers: {error}"))
        })?;
        let handle: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let now = Instant::now();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, asked| now < asked.until);
        if asked.len() >= MAX_OPEN {
            return Err(Failure::new(
                Exit::RateLimited,
                "too-many-questions",
                "too many questions wait for an answer",
            )
            .hint("answer or wait five minutes, then call again"));
        }
        let entry =
            Asked { operation: call.operation().id, arguments: call.arguments().clone(), until: now + LIFE };
        asked.insert(handle.clone(), entry);
        let inputs = InputRequests::from_iter([(
            CONFIRM.to_owned(),
            InputRequest::Elicitation(ElicitRequest::new(question)),
        )]);
        Ok(InputRequiredResult::new(Some(inputs), Some(handle)))
    }

    /// Taken out whatever the answer is: a confirmation is spent once.
    fn take(&self, handle: &str) -> Option<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).remove(handle)
    }
}
