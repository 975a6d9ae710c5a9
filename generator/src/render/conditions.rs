//! Variants and conditions of an operation, in the words of its arguments.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::layout::Member;
use super::schemas::{Pool, SchemaId, float, json_text};
use crate::model::{Case, CaseField, Condition, Demand, Number, Operation, Variants, When};

/// Alternatives whose fields have their shapes in the pool.
pub struct Alternatives<'a> {
    pub by: &'a str,
    pub cases: Vec<Alternative<'a>>,
}

/// One of them.
pub struct Alternative<'a> {
    pub case: &'a Case,
    pub fields: Vec<(&'a CaseField, SchemaId)>,
}

/// The alternatives of an operation, their shapes added to the pool.
pub fn alternatives<'a>(operation: &'a Operation, schemas: &mut Pool<'a>) -> Vec<Alternatives<'a>> {
    let of_case = |case: &'a Case, schemas: &mut Pool<'a>| {
        let fields =
            case.fields.iter().map(|field| (field, schemas.intern(&field.schema, last_name(&field.path))));
        Alternative { case, fields: fields.collect() }
    };
    let variants = operation.variants.iter().map(|Variants { by, cases }| Alternatives {
        by,
        cases: cases.iter().map(|case| of_case(case, schemas)).collect(),
    });
    variants.collect()
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path).trim_end_matches("[]")
}

/// The variants that an operation's arguments can choose.
pub fn variants(member: &Member<'_>, pool: &Pool<'_>) -> Vec<TokenStream> {
    let known = member.alternatives.iter().filter_map(|alternatives| {
        let by = member.known_path(alternatives.by)?;
        let cases = alternatives.cases.iter().map(|alternative| case(member, pool, alternative));
        Some(quote!(Variants { by: #by, cases: &[#(#cases),*] }))
    });
    known.collect()
}

fn case(member: &Member<'_>, pool: &Pool<'_>, alternative: &Alternative<'_>) -> TokenStream {
    let (values, label) = (alternative.case.values.iter().map(json_text), &alternative.case.label);
    // What no argument carries cannot be demanded of a caller.
    let fields = alternative.fields.iter().filter_map(|(field, schema)| {
        let (path, required, schema) = (member.known_path(&field.path)?, field.required, pool.ident(*schema));
        Some(quote!(CaseField { path: #path, required: #required, schema: &schemas::#schema }))
    });
    quote!(Case { values: &[#(#values),*], label: #label, fields: &[#(#fields),*] })
}

/// The conditions that speak about arguments only.
pub fn conditions(member: &Member<'_>) -> Vec<TokenStream> {
    member.operation.conditions.iter().filter_map(|rule| condition(member, rule)).collect()
}

fn condition(member: &Member<'_>, condition: &Condition) -> Option<TokenStream> {
    let field = member.known_path(&condition.field)?;
    let demand = demand(&condition.demand)?;
    let when = condition.when.iter().map(|When { field, values }| {
        let (field, values) = (member.known_path(field)?, values.iter().map(json_text));
        Some(quote!(When { field: #field, values: &[#(#values),*] }))
    });
    let when: Vec<_> = when.collect::<Option<_>>()?;
    Some(quote!(Condition { when: &[#(#when),*], field: #field, demand: Demand::#demand }))
}

/// None where the runtime could not judge it.
fn demand(demand: &Demand) -> Option<TokenStream> {
    let limit = |number: &Number| number.as_f64().filter(|number| number.is_finite()).map(float);
    Some(match demand {
        Demand::BeGiven => quote!(BeGiven),
        Demand::BeAbsent => quote!(BeAbsent),
        Demand::BeAtLeast(least) => {
            let least = limit(least)?;
            quote!(BeAtLeast(#least))
        }
        Demand::BeAtMost(most) => {
            let most = limit(most)?;
            quote!(BeAtMost(#most))
        }
        Demand::HaveAtLeast(least) => {
            let least = Literal::u64_unsuffixed(*least);
            quote!(HaveAtLeast(#least))
        }
        Demand::HaveAtMost(most) => {
            let most = Literal::u64_unsuffixed(*most);
            quote!(HaveAtMost(#most))
        }
        Demand::Match(pattern) => {
            regex_lite::Regex::new(pattern).ok()?;
            quote!(Match(#pattern))
        }
        Demand::BeOneOf(values) => {
            let values = values.iter().map(json_text);
            quote!(BeOneOf(&[#(#values),*]))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::layout::tests::{layout_of, operation};
    use super::*;
    use crate::model::{Api, Body, BodyKind, Kind, Property, Schema};

    fn property(name: &str, schema: Schema) -> Property {
        Property { name: name.into(), required: false, fixed: None, schema }
    }

    fn api() -> Api {
        let method = Schema {
            properties: vec![
                property("id", Schema::of(Kind::Integer)),
                property("phone", Schema::of(Kind::String)),
            ],
            ..Schema::of(Kind::Object)
        };
        let schema = Schema { properties: vec![property("$method", method)], ..Schema::of(Kind::Object) };
        let field =
            |path: &str| CaseField { path: path.into(), required: true, schema: Schema::of(Kind::String) };
        let case = Case {
            values: vec![json!(1)],
            label: "Card".into(),
            description: String::new(),
            fields: vec![field("$method.phone"), field("nowhere.phone")],
        };
        let condition = |field: &str, demand| Condition {
            when: vec![When { field: "$method.id".into(), values: vec![json!(1)] }],
            field: field.into(),
            demand,
        };
        let operation = Operation {
            body: Some(Body { kind: BodyKind::Json, schema, example: None, content_type: None }),
            variants: vec![Variants { by: "$method.id".into(), cases: vec![case] }],
            conditions: vec![
                condition("$method.phone", Demand::HaveAtMost(10)),
                condition("$method.phone", Demand::Match("(?<=x)".into())),
                condition("nowhere", Demand::BeGiven),
            ],
            ..operation("x")
        };
        Api { operations: vec![operation], ..Api::default() }
    }

    #[test]
    fn rules_speak_about_arguments_and_leave_out_what_none_carries() {
        let api = api();
        let text = layout_of(&api, |layout| {
            let member = layout.operation("x").expect("is there");
            let (variants, conditions) = (variants(member, &layout.schemas), conditions(member));
            quote!([#(#variants),*] [#(#conditions),*]).to_string()
        });
        assert!(text.contains(r#"by : "method.id""#), "{text}");
        assert!(
            text.contains(r#"path : "method.phone" , required : true , schema : & schemas :: STRING"#),
            "{text}"
        );
        assert_eq!(text.matches("Condition {").count(), 1, "{text}");
        assert!(text.contains("Demand :: HaveAtMost (10)") && !text.contains("nowhere"), "{text}");
    }
}
