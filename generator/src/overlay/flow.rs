//! `[[flow]]`: calls that together reach a goal.

use super::fields::Fields;
use crate::model::{Flow, FlowLookup, FlowStep};

pub(super) fn read(fields: Fields<'_, '_>) -> Flow {
    let name = fields.needed("name");
    if !name.is_empty() && !is_name(&name) {
        let message = format!("`{name}` is no name of a flow");
        let help = "use lower-case words joined by hyphens, at most 40 characters, such as `pay-a-bill`";
        fields.report("overlay-value", "name", message, help.into());
    }
    let steps: Vec<FlowStep> = fields.tables("step").into_iter().map(step).collect();
    if steps.is_empty() {
        let help = "add [[flow.step]] with the `operation` that it calls";
        fields.report("overlay-missing-key", "step", "a flow needs steps".into(), help.into());
    }
    let flow = Flow { name, title: fields.needed("title"), description: fields.needed("description"), steps };
    fields.finish();
    flow
}

fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// `operation = "x"`, or `one_of = ["x", "y"]` where the goal decides which.
fn step(fields: Fields<'_, '_>) -> FlowStep {
    let operations = match (fields.text("operation"), fields.texts("one_of")) {
        (Some(operation), None) => vec![operation],
        (None, Some(operations)) if !operations.is_empty() => operations,
        _ => {
            let message = "a step needs `operation`, or `one_of` with several".to_owned();
            let help = "name one operation by its id, or all those of which the goal chooses one";
            fields.report("overlay-missing-key", "operation", message, help.into());
            Vec::new()
        }
    };
    let step = FlowStep {
        operations,
        ask: fields.texts("ask").unwrap_or_default(),
        set: fields.scalars("set"),
        take: places(&fields, "take"),
        look_up: fields.tables("look_up").into_iter().map(look_up).collect(),
        confirm: fields.texts("confirm").unwrap_or_default(),
        hand_over: fields.texts("hand_over").unwrap_or_default(),
        note: fields.text("note").unwrap_or_default(),
        explain: fields.texts("explain").unwrap_or_default(),
    };
    fields.finish();
    step
}

fn look_up(fields: Fields<'_, '_>) -> FlowLookup {
    let look_up = FlowLookup {
        field: fields.needed("field"),
        operation: fields.needed("operation"),
        answer: fields.needed("answer"),
        name: fields.text("name"),
        given: places(&fields, "given"),
    };
    fields.finish();
    look_up
}

/// A table of fields, each with the place of its value.
fn places(fields: &Fields<'_, '_>, key: &'static str) -> Vec<(String, String)> {
    let mut places = Vec::new();
    for (field, place) in fields.scalars(key) {
        match place.as_str() {
            Some(place) => places.push((field, place.to_owned())),
            None => {
                let message = format!("`{field}` must name where its value comes from");
                let help = "write the dotted path as a text; a value that never changes belongs in `set`";
                fields.report("overlay-type", key, message, help.into());
            }
        }
    }
    places
}
