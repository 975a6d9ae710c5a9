//! Flows as prompts: what to do in which order, with what a person has given already, and completion of their values.

use std::fmt::Write;

use rmcp::model::{
    CompleteRequestParams, CompleteResult, CompletionInfo, GetPromptResult, JsonObject, Prompt,
    PromptArgument, PromptMessage, Role,
};
use serde_json::Value;

use crate::runtime::core::spec::{Flow, FlowStep};
use crate::runtime::core::text::{visible, visible_capped};
use crate::runtime::core::words::{Said, say};

use super::catalog::Catalog;
use super::flows::{self, Asked};
use super::neighbours;
use super::ways::Way;

/// The longest value that a prompt takes.
const LONGEST: usize = 500;

/// All prompts.
pub(super) fn list(catalog: &Catalog) -> Vec<Prompt> {
    flows::offered(catalog).map(|flow| prompt(catalog, flow)).collect()
}

fn prompt(catalog: &Catalog, flow: &'static Flow) -> Prompt {
    let arguments = flows::asked(catalog, flow)
        .into_iter()
        .map(|asked| PromptArgument::new(asked.name).with_description(asked.about()).with_required(false));
    Prompt::new(flow.name, Some(visible_capped(flow.description, 300)), Some(arguments.collect()))
        .with_title(visible_capped(flow.title, 80))
}

/// The prompt of that name, with what is given; or what is wrong.
///
/// # Errors
/// There is no such prompt, or an argument is not one of its own or no text.
pub(super) fn get(catalog: &Catalog, name: &str, given: &JsonObject) -> Result<GetPromptResult, Said> {
    let flow = find(catalog, name).ok_or_else(|| {
        let known = flows::offered(catalog).map(|flow| flow.name).collect::<Vec<_>>().join(", ");
        say("there is no prompt \"{}\"; there is {}", &[&visible_capped(name, 80), &known])
    })?;
    let asked = flows::asked(catalog, flow);
    for (name, value) in given {
        if !asked.iter().any(|asked| asked.name == name) {
            let known = asked.iter().map(|asked| asked.name).collect::<Vec<_>>().join(", ");
            let name = visible_capped(name, 80);
            return Err(say("\"{}\" is no argument of this prompt; it takes {}", &[&name, &known]));
        }
        if value.as_str().is_none_or(|text| text.len() > LONGEST) {
            let name = visible_capped(name, 80);
            return Err(say("{} must be a text of at most {} bytes", &[&name, &LONGEST]));
        }
    }
    let text = text(catalog, flow, &asked, given);
    let messages = vec![PromptMessage::new_text(Role::User, text)];
    Ok(GetPromptResult::new(messages).with_description(visible_capped(flow.description, 300)))
}

fn find(catalog: &Catalog, name: &str) -> Option<&'static Flow> {
    flows::offered(catalog).find(|flow| flow.name == name)
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

fn text(catalog: &Catalog, flow: &'static Flow, asked: &[Asked], given: &JsonObject) -> String {
    let language = catalog.api().language;
    let in_order = Said::from(
        "Do these steps in order, and stop where one fails. Ask me for what is not given; never make it up.",
    );
    let mut out = format!("{}\n{}\n", visible_capped(flow.description, 300), in_order.in_language(language));
    for (at, step) in flow.steps.iter().enumerate() {
        let call = say("Call {}.", &[&callee(catalog, step)]);
        let _ = write!(out, "\n{}. {}", at + 1, call.in_language(language));
        let mut line = |name: &str, text: Said| {
            let _ = write!(out, "\n   {name}: {}", text.in_language(language));
        };
        for path in step.ask {
            let name = path.rsplit('.').next().unwrap_or(path);
            let value = asked.iter().find(|asked| asked.name == name).and_then(|asked| value(asked, given));
            line(path, value.map_or("ask me".into(), |value| say("{} (given by me)", &[&value])));
        }
        for (path, json) in step.set {
            line(path, visible_capped(json, 120).into());
        }
        for (path, place) in step.take {
            line(path, say("{} of an earlier step, unchanged", &[place]));
        }
        for look_up in step.look_up {
            let read = catalog.api().operation(look_up.operation);
            let read = read.map_or(look_up.operation, |read| catalog.spoken(read));
            line(look_up.field, say("look it up with {}, in {} of its answer", &[&read, &look_up.answer]));
        }
        for operation in flows::operations(catalog, step) {
            for (earlier, values) in neighbours::before(catalog, operation) {
                line(&values.join(", "), say("unchanged from {}", &[&catalog.spoken(earlier)]));
            }
        }
        if !step.confirm.is_empty() {
            let text = say("Before the call, show me {} and wait for my yes.", &[&step.confirm.join(", ")]);
            let _ = write!(out, "\n   {}", text.in_language(language));
        }
        if !step.note.is_empty() {
            let _ = write!(out, "\n   {}", visible_capped(step.note, 300));
        }
    }
    out
}

/// The tool of a step, or how it is reached on another surface.
fn callee(catalog: &Catalog, step: &'static FlowStep) -> Said {
    let names = flows::operations(catalog, step).map(|operation| match catalog.way(operation) {
        Way::Own(tool) => tool.to_owned().into(),
        Way::Route(tool, key) => format!("{tool} ({key}: {})", operation.id).into(),
        Way::Runner(tool) => format!("{tool} (operation: {})", operation.id).into(),
    });
    Said::List(names.collect(), " or ")
}

/// What is given, as JSON text; a name of a value stands for the value.
fn value(asked: &Asked, given: &JsonObject) -> Option<String> {
    let text = given.get(asked.name)?.as_str()?;
    let values = asked.values();
    let named = values.iter().find(|(_, label)| label.as_deref() == Some(text));
    let plain = named.map_or(text, |(value, _)| value.as_str());
    Some(visible(&Value::from(plain).to_string()))
}

/// Values of an argument that begin with what is typed, by their names where they have some.
pub(super) fn complete(catalog: &Catalog, request: &CompleteRequestParams) -> CompleteResult {
    let flow = request.r#ref.as_prompt_name().and_then(|name| find(catalog, name));
    let asked = flow.map(|flow| flows::asked(catalog, flow)).unwrap_or_default();
    let asked = asked.iter().find(|asked| asked.name == request.argument.name);
    let typed = request.argument.value.to_lowercase();
    let shown = asked.map(Asked::values).unwrap_or_default().into_iter().filter_map(|(value, label)| {
        let fits = |text: &str| text.to_lowercase().contains(&typed);
        let label = label.filter(|label| !label.is_empty());
        let found = fits(&value) || label.as_deref().is_some_and(fits);
        found.then(|| visible_capped(&label.unwrap_or(value), 80))
    });
    let shown: Vec<String> = shown.take(CompletionInfo::MAX_VALUES).collect();
    CompleteResult::new(CompletionInfo::new(shown).unwrap_or_default())
}
