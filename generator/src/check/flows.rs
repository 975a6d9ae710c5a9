//! Flows: every operation, field and lookup that a step names exists.

use super::Report;
use crate::dotted;
use crate::model::{Class, Flow, FlowLookup, FlowStep, Operation};
use crate::suggest;

pub(super) fn check(report: &mut Report<'_>) {
    let flows = &report.api.flows;
    for (at, flow) in flows.iter().enumerate() {
        if flows.iter().take(at).any(|other| other.name == flow.name) {
            let message = format!("two flows are called `{}`", flow.name);
            let place = report.at_api(&format!("flow.{}", flow.name));
            report.error("name-clash", place, message, "rename one of them in the overlay");
        }
        for (at, step) in flow.steps.iter().enumerate() {
            check_step(report, flow, step, at);
        }
    }
}

fn check_step(report: &mut Report<'_>, flow: &Flow, step: &FlowStep, at: usize) {
    let place = |key: &str| format!("flow.{}.step[{at}].{key}", flow.name);
    let known: Vec<&Operation> =
        step.operations.iter().filter_map(|id| find(report, id, &place("operation"))).collect();
    if known.len() == step.operations.len() {
        let asked = step.ask.iter().map(|field| ("ask", field));
        let confirmed = step.confirm.iter().map(|field| ("confirm", field));
        let looked_up = step.look_up.iter().map(|look_up| ("look_up", &look_up.field));
        for (key, field) in asked.chain(confirmed).chain(looked_up) {
            check_field(report, &known, field, &place(key));
        }
    }
    for look_up in &step.look_up {
        if let Some(read) = find(report, &look_up.operation, &place("look_up")) {
            check_look_up(report, read, look_up, &place("look_up"));
        }
    }
}

fn find<'a>(report: &mut Report<'a>, id: &str, place: &str) -> Option<&'a Operation> {
    let api = report.api;
    let found = api.operations.iter().find(|operation| operation.id == id);
    if found.is_none() {
        let help = suggest::help(id, api.operations.iter().map(|operation| operation.id.as_str()));
        let message = format!("there is no operation `{id}`");
        report.error("unknown-operation", report.at_api(place), message, &help);
    }
    found
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
fn fields(operation: &Operation) -> Vec<String> {
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
    let Some(schema) = &read.response.schema else { return };
    if dotted::property(schema, &look_up.answer).is_none() {
        let known = dotted::paths(schema);
        let help = suggest::help(&look_up.answer, known.iter().map(String::as_str));
        let message = format!("the answer of `{}` has no field `{}`", read.id, look_up.answer);
        report.error("unknown-field", report.at_api(place), message, &help);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::model::{
        Api, Body, BodyKind, Class, Flow, FlowLookup, FlowStep, Kind, Operation, Property, Response, Safety,
        Schema,
    };

    fn object(names: &[&str]) -> Schema {
        let field = |name: &&str| Property {
            name: (*name).to_owned(),
            required: true,
            fixed: None,
            schema: Schema::of(Kind::String),
        };
        Schema { properties: names.iter().map(field).collect(), ..Schema::of(Kind::Object) }
    }

    fn api(step: FlowStep) -> Api {
        let operation = |id: &str, class, takes: &[&str], answers: &[&str]| Operation {
            id: id.to_owned(),
            cli: vec![id.to_owned()],
            mcp: id.to_owned(),
            body: Some(Body {
                kind: BodyKind::Json,
                schema: object(takes),
                example: None,
                content_type: None,
            }),
            response: Response { schema: Some(object(answers)), examples: Vec::new() },
            safety: Safety { class, ..Safety::default() },
            ..Operation::default()
        };
        Api {
            operations: vec![
                operation("banks", Class::ReadOnly, &[], &["bankId"]),
                operation("pay", Class::Dangerous, &["amount", "bank"], &[]),
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
}
