//! Placeholders of the documentation that were given as values: `{{customer}}` is nobody's customer.

use serde_json::Value;

use super::super::spec::{Location, Operation, Param};
use super::Problem;

/// Looks for texts that are nothing but a placeholder, as the operation's own examples write it.
///
/// The documents are asked, for an API of templates may well take `{{name}}` as a value.
pub(super) fn check(operation: &Operation, param: &Param, value: &Value, problems: &mut Vec<Problem>) {
    let of_path = param.location == Location::Path;
    visit(value, param.argument, &mut |path, text| {
        if is_variable(text) && (of_path || operation.docs.contains(&Value::from(text).to_string())) {
            problems.push(Problem::new(path, "is a placeholder of the documentation, not a value"));
        }
    });
}

/// `{{name}}`; a mere number counts the holes of a template.
fn is_variable(text: &str) -> bool {
    let inner = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|name| {
        name.chars().any(char::is_alphabetic) && !name.contains(['{', '}', '<', '>', '"', '\n'])
    })
}

fn visit(value: &Value, path: &str, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => found(path, text),
        Value::Array(list) => {
            for (at, element) in list.iter().enumerate() {
                visit(element, &format!("{path}[{at}]"), found);
            }
        }
        Value::Object(map) => {
            for (name, element) in map {
                visit(element, &format!("{path}.{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::is_variable;

    #[test]
    fn only_the_whole_name_of_a_variable_is_a_placeholder() {
        for text in ["{{customer}}", "{{$guid}}", " {{card id}} ", "{{número}}"] {
            assert!(is_variable(text), "{text}");
        }
        for text in ["{{1}}", "{{}}", "Hello {{name}}", "{{a}}{{b}}", "{name}", "{{<b>}}", "customer"] {
            assert!(!is_variable(text), "{text}");
        }
    }
}
