//! Dotted paths of rules, which may lead into the elements of lists.

use serde_json::{Map, Value};

/// The value at a path; a name may itself hold dots, and an object without the value may stand beside one with it.
pub fn find<'a>(map: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    map.get(path).or_else(|| {
        path.match_indices('.').find_map(|(at, _)| {
            let (name, rest) = (path.get(..at)?, path.get(at + 1..)?);
            find(map.get(name)?.as_object()?, rest)
        })
    })
}

/// Where a rule is looked at: the objects in which all of its paths start.
pub struct Scope<'a> {
    /// Path of the object, with a dot after it; empty for the arguments themselves.
    pub at: String,
    /// The object.
    pub map: &'a Map<String, Value>,
}

/// The list that all paths lead into, `[]` included, or nothing.
pub fn common_list<'p>(paths: &[&'p str]) -> &'p str {
    let Some(first) = paths.first() else { return "" };
    let ends = first.match_indices("[].").map(|(at, _)| at + 2);
    let prefixes = ends.filter_map(|end| first.get(..end));
    let shared = |prefix: &&str| {
        paths.iter().all(|path| path.strip_prefix(*prefix).is_some_and(|rest| rest.starts_with('.')))
    };
    prefixes.filter(shared).last().unwrap_or_default()
}

/// The path as it is in the elements of that list; `None` where it leads into a further list, since a rule about some
/// element of it would not be the rule that was stated.
pub fn below<'p>(path: &'p str, list: &str) -> Option<&'p str> {
    let rest = if list.is_empty() { path } else { path.strip_prefix(list)?.strip_prefix('.')? };
    (!rest.contains("[]")).then_some(rest)
}

/// The objects that a list prefix reaches; the arguments themselves for the empty one.
pub fn scopes<'a>(arguments: &'a Map<String, Value>, list: &str) -> Vec<Scope<'a>> {
    let mut scopes = vec![Scope { at: String::new(), map: arguments }];
    for step in list.split("[]").filter(|step| !step.is_empty()) {
        let name = step.trim_start_matches('.');
        scopes = scopes.iter().flat_map(|scope| elements(scope, name)).collect();
    }
    scopes
}

fn elements<'a>(scope: &Scope<'a>, name: &str) -> Vec<Scope<'a>> {
    let list = find(scope.map, name).and_then(Value::as_array);
    let objects = list.into_iter().flatten().enumerate();
    objects
        .filter_map(|(index, element)| {
            Some(Scope { at: format!("{}{name}[{index}].", scope.at), map: element.as_object()? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_may_hold_dots() {
        let value = json!({"a": {"x": 1}, "a.b": {"c": 2}, "d": 5});
        let map = value.as_object().expect("an object");
        assert_eq!(find(map, "a.b.c"), Some(&json!(2)));
        assert_eq!(find(map, "a.x"), Some(&json!(1)));
        assert_eq!(find(map, "d.x"), None);
    }

    #[test]
    fn a_rule_inside_a_list_is_looked_at_in_each_element() {
        assert_eq!(common_list(&["items[].kind", "items[].size"]), "items[]");
        assert_eq!(common_list(&["a[].b[].c", "a[].b[].d"]), "a[].b[]");
        assert_eq!(common_list(&["a[].b[].c", "a[].d"]), "a[]");
        assert_eq!(common_list(&["items[].kind", "size"]), "");
        assert_eq!(below("items[].kind", "items[]"), Some("kind"));
        assert_eq!(below("items[].kind", ""), None);
        let value = json!({"a": [{"b": [{"c": 1}, 5]}, {}, {"b": [{"c": 2}]}]});
        let found = scopes(value.as_object().expect("an object"), "a[].b[]");
        let at: Vec<_> = found.iter().map(|scope| scope.at.as_str()).collect();
        assert_eq!(at, ["a[0].b[0].", "a[2].b[0]."]);
    }
}
