//! Rules whose deciding field is a constant of the operation are decided already: what they demand holds always, or
//! never.

use serde_json::Value;

use crate::dotted;
use crate::model::{Body, Case, Condition, Demand, Operation, Variants, When};

/// Takes the decided rules of an operation out of its alternatives and conditions.
pub(super) fn settle(operation: &mut Operation) {
    let Some(body) = &mut operation.body else { return };
    let variants = std::mem::take(&mut operation.variants);
    operation.variants = variants.into_iter().filter_map(|variants| undecided(variants, body)).collect();
    let conditions = std::mem::take(&mut operation.conditions);
    operation.conditions = conditions.into_iter().filter_map(|condition| open(condition, body)).collect();
}

/// The constant at that path.
fn constant<'a>(body: &'a Body, path: &str) -> Option<&'a Value> {
    dotted::property(&body.schema, path)?.fixed.as_ref()
}

/// Alternatives that the caller still chooses from; of decided ones, the fields of the case become plain.
fn undecided(variants: Variants, body: &mut Body) -> Option<Variants> {
    let Some(value) = constant(body, &variants.by).cloned() else { return Some(variants) };
    let chosen = variants.cases.into_iter().find(|case| case.values.contains(&value));
    for field in chosen.map(|Case { fields, .. }| fields).unwrap_or_default() {
        if let Some(property) = dotted::property_mut(&mut body.schema, &field.path) {
            property.required |= field.required;
            property.schema = field.schema;
        }
    }
    None
}

/// What is left of a condition once the constants are known.
fn open(mut condition: Condition, body: &mut Body) -> Option<Condition> {
    let refuted = |when: &When| {
        constant(body, &when.field)
            .is_some_and(|value| !when.values.is_empty() && !when.values.contains(value))
    };
    if constant(body, &condition.field).is_some() || condition.when.iter().any(refuted) {
        return None;
    }
    condition.when.retain(|when| constant(body, &when.field).is_none());
    if condition.when.is_empty()
        && condition.demand == Demand::BeGiven
        && let Some(property) = dotted::property_mut(&mut body.schema, &condition.field)
    {
        property.required = true;
        return None;
    }
    Some(condition)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{BodyKind, CaseField, Kind, Property, Schema};

    fn operation(kind: Option<Value>) -> Operation {
        let field = |name: &str, fixed| Property {
            name: name.into(),
            required: false,
            fixed,
            schema: Schema::of(Kind::String),
        };
        let properties = vec![field("kind", kind), field("card", None), field("note", None)];
        let schema = Schema { properties, ..Schema::of(Kind::Object) };
        let when = |value: Value| vec![When { field: "kind".into(), values: vec![value] }];
        let condition =
            |value, field: &str, demand| Condition { when: when(value), field: field.into(), demand };
        let case = |value, fields| Case {
            values: vec![value],
            label: String::new(),
            description: String::new(),
            fields,
        };
        let card = CaseField { path: "card".into(), required: true, schema: Schema::of(Kind::Number) };
        let cases = vec![case(json!("a"), vec![card]), case(json!("b"), vec![])];
        Operation {
            body: Some(Body { kind: BodyKind::Json, schema, example: None, content_type: None }),
            variants: vec![Variants { by: "kind".into(), cases }],
            conditions: vec![
                condition(json!("a"), "note", Demand::BeGiven),
                condition(json!("a"), "note", Demand::HaveAtMost(5)),
                condition(json!("b"), "note", Demand::BeAbsent),
            ],
            ..Operation::default()
        }
    }

    #[test]
    fn a_constant_decides() {
        let mut decided = operation(Some(json!("a")));
        settle(&mut decided);
        let body = decided.body.as_ref().expect("a body");
        let found = |name: &str| body.schema.property(name).map(|field| (field.required, field.schema.kind));
        assert_eq!(found("card"), Some((true, Kind::Number)));
        assert_eq!(found("note"), Some((true, Kind::String)));
        assert!(decided.variants.is_empty());
        assert_eq!(decided.conditions.len(), 1);
        assert!(
            decided.conditions[0].when.is_empty() && decided.conditions[0].demand == Demand::HaveAtMost(5)
        );
    }

    #[test]
    fn a_choice_stays_open() {
        let mut open = operation(None);
        settle(&mut open);
        assert_eq!((open.variants.len(), open.conditions.len()), (1, 3));
    }
}
