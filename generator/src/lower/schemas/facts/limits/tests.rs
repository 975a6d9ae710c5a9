use super::super::tokens::tokens;
use super::*;

fn of(text: &str) -> Limits {
    read(&tokens(text), Measure::Unknown)
}

fn lengths(shortest: Option<u64>, longest: Option<u64>) -> Limits {
    Limits { shortest, longest, ..Limits::default() }
}

#[test]
fn lengths_in_three_languages() {
    assert_eq!(of("Your own id, 1 to 36 characters"), lengths(Some(1), Some(36)));
    assert_eq!(of("1-36 characters"), lengths(Some(1), Some(36)));
    assert_eq!(of("unique, max 36 characters"), lengths(None, Some(36)));
    assert_eq!(of("minLength: 5, maxLength: 15"), lengths(Some(5), Some(15)));
    assert_eq!(of("At least 1 character"), lengths(Some(1), None));
    assert_eq!(of("Longitud mínima 1"), lengths(Some(1), None));
    assert_eq!(of("máximo 20 caracteres"), lengths(None, Some(20)));
    assert_eq!(of("entre 3 y 50 caracteres"), lengths(Some(3), Some(50)));
    assert_eq!(of("no máximo 20 caracteres"), lengths(None, Some(20)));
    assert_eq!(of("Max. length: 255"), lengths(None, Some(255)));
    assert_eq!(of("length 5-15"), lengths(Some(5), Some(15)));
    assert_eq!(of("exactly 10 digits"), lengths(Some(10), Some(10)));
    assert_eq!(of("50 characters max."), lengths(None, Some(50)));
    assert_eq!(of("(255 chars or less)"), lengths(None, Some(255)));
    assert_eq!(of("mínimo 3 caracteres, 50 caracteres como máximo"), lengths(Some(3), Some(50)));
    assert_eq!(of("5 characters minimum 10 characters maximum"), lengths(Some(5), Some(10)));
    assert_eq!(of("up to 40 alphanumeric characters"), lengths(None, Some(40)));
}

#[test]
fn values() {
    let values = |low: Option<&str>, high: Option<&str>| Limits {
        low: low.map(Into::into),
        high: high.map(Into::into),
        ..Limits::default()
    };
    assert_eq!(of("between 1 and 10"), values(Some("1"), Some("10")));
    assert_eq!(of("minimum 1800"), values(Some("1800"), None));
    assert_eq!(of("max `36`"), values(None, Some("36")));
    assert_eq!(of("hasta 1.000.000"), values(None, Some("1000000")));
    assert_eq!(of(">= 10000").smallest.as_deref(), Some("10000"));
    assert_eq!(of("mayor o igual a 5").smallest.as_deref(), Some("5"));
    assert_eq!(of("maximum 10,000 COP").largest.as_deref(), Some("10000"));
    for text in ["1 to 100", "Items of a page (1 to 100)", "Cuotas, de 1 a 100.", "cuotas de 1 a 100"] {
        let found = of(text);
        let bounds = (found.smallest.as_deref(), found.largest.as_deref());
        assert_eq!((bounds, found.high), ((Some("1"), Some("100")), None), "{text}");
    }
}

#[test]
fn numbers_that_limit_something_else() {
    for text in [
        "up to 100 MB",
        "At the earliest 30 days ahead",
        "2025-01-15",
        "00:30 to 23:30",
        "maximum 5 per minute",
        "version 1-2",
        "the last part has at least two letters",
        "max 10.000",
        "5 and 6",
        "maps 1 to 100",
        "retried 3 to 5 times",
        "from cell 3 to 7 of the sheet, 7 to 3",
        "de 1 a 3 días",
        "page 1-2",
    ] {
        let found = of(text);
        assert_eq!(found, Limits::default(), "{text}");
    }
}

#[test]
fn numbers_with_separators() {
    assert_eq!(plain_number("30,000").as_deref(), Some("30000"));
    assert_eq!(plain_number("1.000.000").as_deref(), Some("1000000"));
    assert_eq!(plain_number("0.5").as_deref(), Some("0.5"));
    assert_eq!(plain_number("10.000"), None);
    assert_eq!(plain_number("1,5"), None);
}
