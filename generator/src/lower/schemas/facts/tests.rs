use super::*;

#[test]
fn a_description_gives_what_it_says_of_its_own_field() {
    let facts = read("Your own id, 1 to 36 characters. It was 1-30 in older documentation.");
    assert_eq!((facts.limits.shortest, facts.limits.longest), (Some(1), Some(36)));
    let facts = read("Seconds to wait. The link counts minutes instead. Default `60`");
    assert_eq!((facts.unit.as_deref(), facts.default.as_deref()), (Some("seconds"), Some("60")));
}

#[test]
fn what_holds_under_a_condition_limits_nothing() {
    for text in [
        "When the type is 2, max 11 characters",
        "Para personas jurídicas máximo 11 caracteres",
        "natural person (`type` = `F`) pattern `^[a-z]+$`",
        "Older: 1-30 characters",
        "`PP` if natural, `CO` if legal",
    ] {
        let facts = read(text);
        assert_eq!(
            (facts.limits, facts.pattern, facts.choices),
            (Limits::default(), None, Choices::default()),
            "{text}"
        );
    }
    assert_eq!(read("pattern `^a$`; or pattern `^b$`").pattern, None, "two patterns are two cases");
}

#[test]
fn attributes_are_told_from_words() {
    for (text, expected) in [
        ("number, required", Attributes::Typed),
        ("optional", Attributes::Typed),
        ("string, 1-36 characters", Attributes::Typed),
        ("required if `a` is set", Attributes::Typed),
        ("max 36", Attributes::Limits),
        ("default `true`", Attributes::Limits),
        ("see below", Attributes::None),
        ("the list of banks", Attributes::None),
        ("", Attributes::None),
    ] {
        assert_eq!(read_attributes(text).1, expected, "{text}");
    }
    assert_eq!(read_attributes("string, required if `a` is set").0.required, Some(false));
    assert!(read_attributes("string, optional").0.choices.list.is_empty());
}

#[test]
fn columns_for_limits_and_values() {
    assert_eq!(read_limits("36", Measure::Length).limits.longest, Some(36));
    assert_eq!(read_limits("5-15", Measure::Length).limits.shortest, Some(5));
    assert_eq!(read_limits("1-10", Measure::Cell).limits.high.as_deref(), Some("10"));
    assert_eq!(read_limits("100", Measure::Largest).limits.high.as_deref(), Some("100"));
    assert_eq!(read_limits("URL", Measure::Cell).hint, Some("uri"));
    assert_eq!(read_choices("`1`, `2`").choices.list.len(), 2);
    assert_eq!(read_choices("asc, desc").choices.list.len(), 2);
    assert!(read_choices("see below").choices.list.is_empty());
    assert!(read_choices("a bank of `Payment / Features`").choices.list.is_empty());
}

#[test]
fn necessity_and_secrets_in_sentences() {
    for text in [
        "Required.",
        "(Required) Page size",
        "Obligatorio: el id",
        "This field is mandatory.",
        "[required] x",
    ] {
        assert_eq!(read(text).required, Some(true), "{text}");
    }
    for text in ["Optional. Page size", "Opcional", "Required if `a` is set.", "(Optional) x"] {
        assert_eq!(read(text).required, Some(false), "{text}");
    }
    assert_eq!(read("The required amount of money").required, None);
    assert!(
        read("Secret paired with the user").secret
            && read("x. **Secret value**: y".replace('*', "").as_str()).secret
    );
    assert!(!read("User that goes with the secret").secret);
    assert!(read("can be null").nullable && !read("`null` is refused").nullable);
}
