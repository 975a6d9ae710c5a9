//! Tools and a prompt that need answers of the client first: they end with the questions, and are called again with the
//! answers and a sealed state.

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, GetPromptRequestParams,
    GetPromptResponse, GetPromptResult, InputRequest, InputRequests, InputRequiredResult, InputResponses,
    PromptMessage, Role,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};

use crate::sealed::Seal;

/// The rounds of one server.
pub struct Rounds {
    seal: Seal,
}

impl Rounds {
    pub fn new() -> Self {
        Self { seal: Seal::new() }
    }

    /// What the tool of that name answers in this round.
    pub fn call(
        &self,
        request: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Option<Result<CallToolResponse, ErrorData>> {
        let answers = request.input_responses.as_ref();
        let state = request.request_state.as_deref();
        let name = request.name.as_ref();
        Some(match name {
            "test_input_required_result_elicitation" | "test_streaming_elicitation" => {
                Ok(match field(answers, "user_name", "name") {
                    Some(name) => said(format!("Hello, {name}!")),
                    None => asked(vec![("user_name", form("What is your name?", "name"))], None),
                })
            }
            "test_input_required_result_sampling" => Ok(match answer(answers, "capital_question") {
                Some(answer) => said(format!("The answer was {}", answer["content"])),
                None => asked(vec![("capital_question", sampling("What is the capital of France?"))], None),
            }),
            "test_input_required_result_list_roots" => Ok(match answer(answers, "client_roots") {
                Some(answer) => said(format!("The roots are {}", answer["roots"])),
                None => asked(vec![("client_roots", roots())], None),
            }),
            "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
                self.sealed(name, state, || vec![("confirm", form("Please confirm", "ok"))])
            }
            "test_input_required_result_multiple_inputs" => self.sealed(name, state, || {
                vec![
                    ("user_name", form("What is your name?", "name")),
                    ("greeting", sampling("Generate a greeting")),
                    ("client_roots", roots()),
                ]
            }),
            "test_input_required_result_multi_round" => self.two_rounds(name, state),
            "test_input_required_result_capabilities" => Ok(within_capabilities(context)),
            _ => return None,
        })
    }

    /// One round of questions, then the end.
    fn sealed(
        &self,
        name: &str,
        state: Option<&str>,
        questions: impl FnOnce() -> Vec<(&'static str, Value)>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(state) = state else {
            return Ok(asked(questions(), Some(self.seal.close(name))));
        };
        self.open(state).map(|_| said("state-ok"))
    }

    fn two_rounds(&self, name: &str, state: Option<&str>) -> Result<CallToolResponse, ErrorData> {
        let second = format!("{name}/2");
        let step = match state {
            None => None,
            Some(state) => Some(self.open(state)?),
        };
        Ok(match step {
            None => asked(
                vec![("step1", form("Step 1: What is your name?", "name"))],
                Some(self.seal.close(name)),
            ),
            Some(step) if step == name => asked(
                vec![("step2", form("Step 2: What is your favorite color?", "color"))],
                Some(self.seal.close(&second)),
            ),
            Some(_) => said("Both steps are done"),
        })
    }

    fn open(&self, state: &str) -> Result<String, ErrorData> {
        self.seal.open(state).ok_or_else(|| ErrorData::invalid_params("the state was altered", None))
    }
}

/// A prompt that asks for its context first.
pub fn prompt(request: &GetPromptRequestParams) -> Result<GetPromptResponse, ErrorData> {
    let answers = request.input_responses.as_ref();
    let Some(context) = field(answers, "user_context", "context") else {
        let question = form("What context should the prompt use?", "context");
        return Ok(ask(vec![("user_context", question)], None).into());
    };
    let message = PromptMessage::new_text(Role::User, format!("The context is {context}"));
    Ok(GetPromptResult::new(vec![message]).into())
}

/// Only what the client says that it can answer.
fn within_capabilities(context: &RequestContext<RoleServer>) -> CallToolResponse {
    let can = context.client_capabilities().unwrap_or_default();
    let mut questions = Vec::new();
    if can.elicitation.is_some() {
        questions.push(("user_name", form("What is your name?", "name")));
    }
    if can.sampling.is_some() {
        questions.push(("greeting", sampling("Generate a greeting")));
    }
    if questions.is_empty() { said("There is nobody to ask") } else { asked(questions, None) }
}

fn answer<'a>(answers: Option<&'a InputResponses>, key: &str) -> Option<&'a Value> {
    answers?.get(key).filter(|answer| answer.is_object())
}

/// A field of a form that was accepted.
fn field(answers: Option<&InputResponses>, key: &str, name: &str) -> Option<String> {
    let answer = answer(answers, key).filter(|answer| answer["action"] == "accept")?;
    answer["content"][name].as_str().map(str::to_owned)
}

fn form(message: &str, name: &str) -> Value {
    let kind = if name == "ok" { "boolean" } else { "string" };
    let schema = json!({"type": "object", "properties": {name: {"type": kind}}, "required": [name]});
    json!({"method": "elicitation/create", "params": {"message": message, "requestedSchema": schema}})
}

fn sampling(text: &str) -> Value {
    let message = json!({"role": "user", "content": {"type": "text", "text": text}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": 100}})
}

fn roots() -> Value {
    json!({"method": "roots/list", "params": {}})
}

fn ask(questions: Vec<(&'static str, Value)>, state: Option<String>) -> InputRequiredResult {
    let questions = questions.into_iter().map(|(name, question)| {
        let question: InputRequest = serde_json::from_value(question).expect("a question");
        (name.to_owned(), question)
    });
    InputRequiredResult::new(Some(InputRequests::from_iter(questions)), state)
}

fn asked(questions: Vec<(&'static str, Value)>, state: Option<String>) -> CallToolResponse {
    ask(questions, state).into()
}

fn said(text: impl Into<String>) -> CallToolResponse {
    CallToolResult::success(vec![ContentBlock::text(text)]).into()
}
