//! What is wrong with the parameters of a request that the library cannot read: it tells only that it cannot.

use serde_json::Value;

use crate::runtime::core::dotted;
use crate::runtime::core::words::{Said, say};

/// What a member must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Object,
    OneOf(&'static [&'static str]),
}

/// Whether a member must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

/// Its dotted name; one inside another stands after it.
type Member = (&'static str, Kind, Need);

use Kind::{Object, OneOf, Text};
use Need::{Optional, Required};

const LIST: &[Member] = &[("cursor", Text, Optional)];

/// The methods that are answered, as far as they take parameters, with their members in all revisions.
const METHODS: &[(&str, &[Member])] = &[
    (
        "completion/complete",
        &[
            ("ref", Object, Required),
            ("ref.type", OneOf(&["ref/prompt", "ref/resource"]), Required),
            ("argument", Object, Required),
            ("argument.name", Text, Required),
            ("argument.value", Text, Required),
            ("context", Object, Optional),
        ],
    ),
    ("prompts/get", &[("name", Text, Required), ("arguments", Object, Optional)]),
    ("prompts/list", LIST),
    ("resources/list", LIST),
    ("resources/read", &[("uri", Text, Required)]),
    ("resources/templates/list", LIST),
    (
        "tools/call",
        &[
            ("name", Text, Required),
            ("arguments", Object, Optional),
            ("inputResponses", Object, Optional),
            ("requestState", Text, Optional),
        ],
    ),
    ("tools/list", LIST),
];

/// Members of every request.
const ALWAYS: &[Member] = &[("_meta", Object, Optional)];

/// Why the parameters of that method cannot be read; nothing where it is not answered.
pub(super) fn unreadable(method: &str, params: Option<&Value>) -> Option<Said> {
    let (method, members) = METHODS.iter().find(|(known, _)| *known == method)?;
    let params = params.unwrap_or(&Value::Null);
    let problems: Vec<Said> = match params {
        Value::Object(_) | Value::Null => {
            members.iter().chain(ALWAYS).filter_map(|member| problem(params, member)).collect()
        }
        _ => vec![say("{} {}", &[&"params", &Said::from("must be an object")])],
    };
    let message = say("the parameters of {} cannot be read", &[method]);
    Some(match problems.as_slice() {
        [] => message,
        _ => say("{}: {}", &[&message, &Said::List(problems, "; ")]),
    })
}

fn problem(params: &Value, (name, kind, need): &Member) -> Option<Said> {
    // What lacks its place has no second fault.
    let place = name.rsplit_once('.').map(|(outer, _)| dotted::get(params, outer));
    let has_place = place.is_none_or(|outer| outer.is_some_and(Value::is_object));
    let what: Said = match (dotted::get(params, name), kind) {
        (None, _) if *need == Required && has_place => "is required".into(),
        (Some(value), Text) if !value.is_string() => "must be a text".into(),
        (Some(value), Object) if !value.is_object() => "must be an object".into(),
        (Some(value), OneOf(known)) if !known.iter().any(|known| value == known) => {
            say("must be one of {}", &[&known.join(", ")])
        }
        _ => return None,
    };
    Some(say("{} {}", &[name, &what]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_member_that_is_wrong_is_named() {
        let told = |method: &str, params: Value| {
            unreadable(method, Some(&params)).map(|said| said.english()).unwrap_or_default()
        };
        assert_eq!(
            told("tools/call", json!({"name": 1, "arguments": [], "_meta": {}})),
            "the parameters of tools/call cannot be read: name must be a text; arguments must be an object"
        );
        assert_eq!(
            told("resources/read", json!({"url": "x"})),
            "the parameters of resources/read cannot be read: uri is required"
        );
        assert_eq!(
            told("tools/list", json!([1])),
            "the parameters of tools/list cannot be read: params must be an object"
        );
        assert_eq!(
            told("completion/complete", json!({"ref": {"type": "x"}, "context": 1})),
            "the parameters of completion/complete cannot be read: ref.type must be one of ref/prompt, ref/resource; \
             argument is required; context must be an object"
        );
        assert_eq!(
            told("prompts/list", json!({"cursor": "c"})),
            "the parameters of prompts/list cannot be read"
        );
        assert_eq!(told("tools/none", json!({})), "");
        assert!(
            unreadable("tools/call", None).is_some_and(|said| said.english().ends_with("name is required"))
        );
    }
}
