//! What changed on the wire for those who call an operation already.

use super::compare::{Change, ChangeKind};
use super::file::{Entry, Field};

/// Compares the fields of one operation.
pub(super) fn compare(old: &Entry, new: &Entry, changes: &mut Vec<Change>) {
    let mut push = |kind, message: String| changes.push(Change::new(kind, &new.id, message));
    if old.method != new.method || old.route != new.route {
        let message = format!("calls {} {} instead of {} {}", new.method, new.route, old.method, old.route);
        push(ChangeKind::Breaking, message);
    }
    for (path, field) in &old.fields {
        match new.fields.get(path) {
            None => push(ChangeKind::Breaking, format!("`{path}` is gone")),
            Some(now) => {
                for (kind, message) in field_changes(field, now) {
                    push(kind, format!("`{path}` {message}"));
                }
            }
        }
    }
    for (path, field) in new.fields.iter().filter(|(path, _)| !old.fields.contains_key(*path)) {
        let needed = field.required && field.fixed.is_none() && !below_new(path, old, new);
        let kind = if needed { ChangeKind::Breaking } else { ChangeKind::Added };
        let word = if needed { "new and required" } else { "new" };
        push(kind, format!("`{path}` is {word}"));
    }
}

/// A required field of an object that is itself new and optional breaks nobody.
fn below_new(path: &str, old: &Entry, new: &Entry) -> bool {
    let mut parent = path;
    while let Some((above, _)) = parent.rsplit_once('.') {
        parent = above.trim_end_matches("[]");
        let is_new_and_optional =
            !old.fields.contains_key(parent) && new.fields.get(parent).is_some_and(|field| !field.required);
        if is_new_and_optional {
            return true;
        }
    }
    false
}

fn field_changes(old: &Field, new: &Field) -> Vec<(ChangeKind, String)> {
    let mut list = Vec::new();
    let mut breaking = |message: String| list.push((ChangeKind::Breaking, message));
    if old.kind != new.kind && !widens(&old.kind, &new.kind) {
        breaking(format!("is {} instead of {}", new.kind, old.kind));
    }
    if new.required && !old.required && new.fixed.is_none() {
        breaking("is required now".into());
    }
    if old.nullable && !new.nullable {
        breaking("may not be null any more".into());
    }
    if old.fixed != new.fixed {
        match (&old.fixed, &new.fixed) {
            (Some(was), Some(now)) => breaking(format!("is always {now} instead of {was}")),
            (None, Some(now)) => breaking(format!("is always {now} now")),
            _ => breaking("is no constant any more".into()),
        }
    }
    let gone: Vec<_> = old.choices.iter().filter(|choice| !new.choices.contains(choice)).cloned().collect();
    if !new.choices.is_empty() && old.choices.is_empty() {
        breaking(format!("takes {} only", new.choices.join(", ")));
    } else if !new.choices.is_empty() && !gone.is_empty() {
        breaking(format!("no longer takes {}", gone.join(", ")));
    }
    for (name, was, now) in limits(old, new) {
        if narrower(name, was, now) {
            breaking(format!("has a narrower {name}: {}", now.unwrap_or_default()));
        }
    }
    for (name, was, now) in [("pattern", &old.pattern, &new.pattern), ("format", &old.format, &new.format)] {
        if let Some(now) = now.as_ref().filter(|_| was != now) {
            breaking(format!("must fit the {name} {now}"));
        }
    }
    list
}

/// A caller's old values still fit.
fn widens(old: &str, new: &str) -> bool {
    new == "any" || (old == "integer" && new == "number")
}

type Limit = (&'static str, Option<f64>, Option<f64>);

fn limits(old: &Field, new: &Field) -> [Limit; 4] {
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
    let length = |length: Option<u64>| length.and_then(|length| u32::try_from(length).ok()).map(f64::from);
    [
        ("minimum", number(&old.minimum), number(&new.minimum)),
        ("maximum", number(&old.maximum), number(&new.maximum)),
        ("shortest length", length(old.min_length), length(new.min_length)),
        ("longest length", length(old.max_length), length(new.max_length)),
    ]
}

fn narrower(name: &str, old: Option<f64>, new: Option<f64>) -> bool {
    let upper = matches!(name, "maximum" | "longest length");
    match (old, new) {
        (_, None) => false,
        (None, Some(new)) => upper || new > 0.0 || name == "minimum",
        (Some(old), Some(new)) => {
            if upper {
                new < old
            } else {
                new > old
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(fields: &[(&str, Field)]) -> Entry {
        let fields = fields.iter().map(|(path, field)| ((*path).to_owned(), field.clone())).collect();
        Entry { id: "pay".into(), fields, ..Entry::default() }
    }

    fn field(kind: &str) -> Field {
        Field { kind: kind.into(), ..Field::default() }
    }

    fn changes(old: &[(&str, Field)], new: &[(&str, Field)]) -> Vec<String> {
        let mut list = Vec::new();
        compare(&entry(old), &entry(new), &mut list);
        list.iter().map(|change| format!("{:?}: {}", change.kind, change.message)).collect()
    }

    #[test]
    fn required_types_and_limits_break() {
        let required = Field { required: true, ..field("string") };
        let short = Field { max_length: Some(20), ..field("string") };
        let long = Field { max_length: Some(36), ..field("string") };
        assert_eq!(
            changes(
                &[("body.a", field("string"))],
                &[("body.a", required.clone()), ("body.b", required.clone())]
            ),
            ["Breaking: `body.a` is required now", "Breaking: `body.b` is new and required"]
        );
        assert_eq!(changes(&[("body.a", short.clone())], &[("body.a", long.clone())]), Vec::<String>::new());
        assert_eq!(
            changes(&[("body.a", long)], &[("body.a", short)]),
            ["Breaking: `body.a` has a narrower longest length: 20"]
        );
        assert_eq!(
            changes(&[("body.a", field("number"))], &[("body.a", field("integer"))]),
            ["Breaking: `body.a` is integer instead of number"]
        );
        assert_eq!(
            changes(&[("body.a", field("integer"))], &[("body.a", field("number"))]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_optional_addition_breaks_nobody() {
        let inner = Field { required: true, ..field("string") };
        assert_eq!(
            changes(&[], &[("body.o", field("object")), ("body.o.x", inner)]),
            ["Added: `body.o` is new", "Added: `body.o.x` is new"]
        );
    }

    #[test]
    fn another_constant_is_another_product() {
        let fixed = |value: &str| Field { fixed: Some(value.into()), ..field("integer") };
        assert_eq!(
            changes(&[("body.planId", fixed("50"))], &[("body.planId", fixed("51"))]),
            ["Breaking: `body.planId` is always 51 instead of 50"]
        );
    }
}
