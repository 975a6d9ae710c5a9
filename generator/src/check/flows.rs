//! Flows: every operation, field and lookup that a step names exists.

use super::Report;
use crate::dotted;
use crate::model::{Class, Flow, FlowLookup, FlowStep, Operation, Schema};
use crate::suggest;

/// Prompts and pages show no more of a text.
const LONGEST_NOTE: usize = 300;

pub(super) fn check(report: &mut Report<'_>) {
    let flows = &report.api.flows;
    report.name_clashes("flows", flows.iter().map(|flow| flow.name.as_str()), |name| format!("flow.{name}"));
    for flow in flows {
        for (at, step) in flow.steps.iter().enumerate() {
            check_step(report, flow, step, at);
            let earlier = flow.steps.get(..at).unwrap_or_default();
            check_taken(report, step, earlier, &format!("flow.{}.step[{at}].take", flow.name));
        }
    }
}

fn check_step(report: &mut Report<'_>, flow: &Flow, step: &FlowStep, at: usize) {
    let place = |key: &str| format!("flow.{}.step[{at}].{key}", flow.name);
    let known: Vec<&Operation> =
        step.operations.iter().filter_map(|id| report.operation(id, &place("operation"))).collect();
    if known.len() == step.operations.len() {
        let asked = step.ask.iter().map(|field| ("ask", field));
        let confirmed = step.confirm.iter().map(|field| ("confirm", field));
        let looked_up = step.look_up.iter().map(|look_up| ("look_up", &look_up.field));
        let given = step.look_up.iter().flat_map(|look_up| &look_up.given);
        let given = given.map(|(_, field)| ("look_up", field));
        let set = step.set.iter().map(|(field, _)| ("set", field));
        let taken = step.take.iter().map(|(field, _)| ("take", field));
        for (key, field) in asked.chain(confirmed).chain(looked_up).chain(given).chain(set).chain(taken) {
            check_field(report, &known, field, &place(key));
        }
    }
    for (key, text) in step.explain.iter().map(|text| ("explain", text)).chain([("note", &step.note)]) {
        let length = text.chars().count();
        if length > LONGEST_NOTE {
            let message = format!("the text has {length} characters, at most {LONGEST_NOTE} fit");
            report.error("text-too-long", report.at_api(&place(key)), message, "shorten it, or split it");
        }
    }
    for path in &step.hand_over {
        check_answer(report, &known, path, &place("hand_over"));
    }
    for look_up in &step.look_up {
        if let Some(read) = report.operation(&look_up.operation, &place("look_up")) {
            check_look_up(report, read, look_up, &place("look_up"));
        }
    }
}

/// A field that some operation of the step takes.
fn check_field(report: &mut Report<'_>, operations: &[&Operation], field: &str, place: &str) {
    let known: Vec<String> = operations.iter().flat_map(|operation| fields(operation)).collect();
    if !known.iter().any(|name| name == field) {
        let help = suggest::help(field, known.iter().map(String::as_str));
        let message = format!("the call takes no field `{field}`");
        report.error("unknown-field", report.at_api(place), message, &help);
    }
}

/// Everything that a call takes, by its dotted path.
pub(super) fn fields(operation: &Operation) -> Vec<String> {
    let mut fields: Vec<String> = operation.params.iter().map(|param| param.name.clone()).collect();
    fields.extend(operation.body.iter().flat_map(|body| dotted::paths(&body.schema)));
    let cases = operation.variants.iter().flat_map(|variants| &variants.cases);
    fields.extend(cases.flat_map(|case| &case.fields).map(|field| field.path.clone()));
    fields
}

fn check_look_up(report: &mut Report<'_>, read: &Operation, look_up: &FlowLookup, place: &str) {
    if read.safety.class != Class::ReadOnly {
        let message = format!("`{}` changes something, so that nothing is just looked up with it", read.id);
        report.error("bad-lookup", report.at_api(place), message, "name a read");
    }
    for (argument, _) in &look_up.given {
        check_field(report, &[read], argument, place);
    }
    for path in std::iter::once(&look_up.answer).chain(&look_up.name) {
        check_answer(report, &[read], path, place);
    }
}

/// A field that some operation answers; one whose answer nobody documents may answer anything.
fn check_answer(report: &mut Report<'_>, operations: &[&Operation], path: &str, place: &str) {
    let schemas: Option<Vec<&Schema>> =
        operations.iter().map(|operation| operation.response.schema.as_ref()).collect();
    let Some(schemas) = schemas.filter(|schemas| !schemas.is_empty()) else { return };
    if schemas.iter().all(|schema| dotted::property(schema, path).is_none()) {
        let known: Vec<String> = schemas.iter().flat_map(|schema| dotted::paths(schema)).collect();
        let help = suggest::help(path, known.iter().map(String::as_str));
        let message = format!("the answer has no field `{path}`");
        report.error("unknown-field", report.at_api(place), message, &help);
    }
}

/// What is taken was given to an earlier step, or answered by it.
fn check_taken(report: &mut Report<'_>, step: &FlowStep, earlier: &[FlowStep], place: &str) {
    let api = report.api;
    let ids = earlier.iter().flat_map(|step| &step.operations);
    let before: Vec<&Operation> =
        ids.filter_map(|id| api.operations.iter().find(|operation| operation.id == *id)).collect();
    let silent = before.iter().any(|operation| operation.response.schema.is_none());
    let answers = before.iter().filter_map(|operation| operation.response.schema.as_ref());
    let known: Vec<String> = answers
        .flat_map(dotted::paths)
        .chain(before.iter().flat_map(|operation| fields(operation)))
        .collect();
    for (_, path) in step.take.iter().filter(|(_, path)| !silent && !known.contains(path)) {
        let help = suggest::help(path, known.iter().map(String::as_str));
        let message = format!("no earlier step is given or answers `{path}`");
        report.error("unknown-field", report.at_api(place), message, &help);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::model::{
        Api, Body, BodyKind, Class, Flow, FlowLookup, FlowStep, Operation, Response, Safety, Schema,
    };

    fn api(step: FlowStep) -> Api {
        let operation = |id: &str, class, takes: &[&str], answers: &[&str]| Operation {
            id: id.to_owned(),
            cli: vec![id.to_owned()],
            mcp: id.to_owned(),
            body: Some(Body {
                kind: BodyKind::Json,
                schema: Schema::object_of_texts(takes),
                example: None,
                content_type: None,
            }),
            response: Response { schema: Some(Schema::object_of_texts(answers)), examples: Vec::new() },
            safety: Safety { class, ..Safety::default() },
            ..Operation::default()
        };
        Api {
            operations: vec![
                operation("banks", Class::ReadOnly, &[], &["bankId"]),
                operation("pay", Class::Dangerous, &["amount", "bank"], &["paid"]),
            ],
            flows: vec![Flow { name: "pay".into(), steps: vec![step], ..Flow::default() }],
            ..Api::default()
        }
    }

    fn complaints(step: FlowStep) -> Vec<String> {
        let found = check(&api(step)).into_iter();
        let found = found.filter(|found| found.place.field.starts_with("flow."));
        found.map(|found| format!("{}: {} {}", found.place.field, found.message, found.help)).collect()
    }

    #[test]
    fn what_a_step_names_exists() {
        let look_up = |field: &str, operation: &str, answer: &str| FlowLookup {
            field: field.into(),
            operation: operation.into(),
            answer: answer.into(),
            ..FlowLookup::default()
        };
        let good = FlowStep {
            operations: vec!["pay".into()],
            ask: vec!["amount".into()],
            look_up: vec![look_up("bank", "banks", "bankId")],
            confirm: vec!["amount".into()],
            ..FlowStep::default()
        };
        assert_eq!(complaints(good.clone()), Vec::<String>::new());
        let bad = FlowStep {
            ask: vec!["amuont".into()],
            look_up: vec![look_up("bnak", "bnaks", "x"), look_up("bank", "pay", "x")],
            ..good.clone()
        };
        let found = complaints(bad);
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found[0].contains("step[0].ask") && found[0].contains("`amount`"), "{found:#?}");
        assert_eq!(complaints(FlowStep { operations: vec!["pya".into()], ..good }).len(), 1);
    }

    #[test]
    fn what_is_set_taken_and_handed_over_exists() {
        let step = |set: &str, take: &str, hand_over: &str| FlowStep {
            operations: vec!["pay".into()],
            set: vec![(set.into(), 1.into())],
            take: vec![("bank".into(), take.into())],
            hand_over: vec![hand_over.into()],
            ..FlowStep::default()
        };
        let first = FlowStep { operations: vec!["banks".into()], ..FlowStep::default() };
        let found = |step| {
            let mut api = api(first.clone());
            api.flows[0].steps.push(step);
            let found = check(&api).into_iter().filter(|found| found.place.field.starts_with("flow."));
            found.map(|found| found.place.field).collect::<Vec<_>>()
        };
        assert_eq!(found(step("amount", "bankId", "paid")), Vec::<String>::new());
        assert_eq!(
            found(step("amuont", "bankid", "piad")),
            ["flow.pay.step[1].set", "flow.pay.step[1].hand_over", "flow.pay.step[1].take"]
        );
    }
}
