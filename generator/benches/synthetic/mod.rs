//! A large collection, made up: folders of ten requests with bodies, field tables and saved answers.

use serde_json::{Value, json};

/// A collection of that many requests.
pub fn collection(requests: usize) -> Value {
    let folders: Vec<Value> = (0..requests.div_ceil(10))
        .map(|folder| {
            let items: Vec<Value> =
                (folder * 10..((folder + 1) * 10).min(requests)).map(|at| request(folder, at)).collect();
            json!({"name": format!("Area {}", word(folder)), "item": items})
        })
        .collect();
    json!({
        "info": {
            "name": "Synthetic",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [{"key": "baseUrl", "value": "https://api.example.com"}],
        "item": folders,
    })
}

fn request(folder: usize, at: usize) -> Value {
    let verbs = ["create", "list", "update", "search", "cancel"];
    let methods = ["POST", "GET", "PUT", "POST", "DELETE"];
    let (area, thing) = (word(folder), word(at + 7));
    let body = json!({"amount": at + 1, "reference": "r-1", "customer": {"name": "Ana", "email": "ana@example.com"}});
    let description = "Does it.\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n\
        | amount | number | yes | Amount in COP, minimum 1 |\n| reference | string | yes | max 36 |\n\
        | customer.name | string | no | Who |\n| customer.email | string | no | E-mail |\n";
    json!({
        "name": format!("{} {thing}", verbs[at % 5]),
        "request": {
            "method": methods[at % 5],
            "url": {"raw": format!("{{{{baseUrl}}}}/{area}/{thing}"), "host": ["{{baseUrl}}"], "path": [area, thing]},
            "description": description,
            "body": {"mode": "raw", "raw": body.to_string(), "options": {"raw": {"language": "json"}}},
        },
        "response": [{"name": "ok", "code": 200, "body": "{\"id\":\"1\",\"status\":2}"}],
    })
}

/// A word that no other number has.
fn word(mut number: usize) -> String {
    let syllables = ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru"];
    let mut word = String::new();
    loop {
        word.push_str(syllables[number % 10]);
        number /= 10;
        if number == 0 {
            return word;
        }
    }
}
