//! What a documentation holds, as short texts that a reader must find somewhere.

use serde_json::Value;

/// The text as it is compared: blanks joined, marks of pages left out.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names and meanings of all arguments, fields, values, cases, errors and fields of the answer.
pub fn facts(docs: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    list(docs, "params").for_each(|param| field(param, &mut facts));
    for case in list(docs, "variants").flat_map(|variants| list(variants, "cases")) {
        add(case, &["label", "description"], &mut facts);
        list(case, "fields").for_each(|known| field(known, &mut facts));
    }
    for error in list(docs, "errors") {
        add(error, &["code", "message", "meaning"], &mut facts);
    }
    answer(&docs["response"], &mut facts);
    facts
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten()
}

fn add(value: &Value, names: &[&str], facts: &mut Vec<String>) {
    let texts = names.iter().filter_map(|name| value[*name].as_str());
    facts.extend(texts.map(plain).filter(|text| !text.is_empty()));
}

fn field(docs: &Value, facts: &mut Vec<String>) {
    add(docs, &["argument", "description", "unit"], facts);
    for choice in list(docs, "choices") {
        add(choice, &["label"], facts);
    }
    list(docs, "fields").for_each(|inner| field(inner, facts));
}

fn answer(schema: &Value, facts: &mut Vec<String>) {
    add(schema, &["description", "x-unit"], facts);
    let labels = schema["x-labels"].as_object().into_iter().flatten();
    facts.extend(labels.filter_map(|(_, label)| label.as_str()).map(plain));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        facts.push(name.clone());
        answer(property, facts);
    }
    if !schema["items"].is_null() {
        answer(&schema["items"], facts);
    }
}
