//! What `test`, `match`, `capture`, `scan`, `split`, `splits`, `sub` and `gsub` are made of.

use jaq_core::native::{bome, v};
use jaq_core::{Cv, ValXs};
use jaq_json::{Error, Val};
use regex_lite::{Captures, Regex, RegexBuilder};

use super::Data;
use super::functions::{Native, text};

/// A text is these, one after the other; it ends with what follows its last match.
enum Part {
    Between(Val),
    Match(Val),
}

/// The functions that jaq-std's definitions call.
pub fn functions() -> [Native; 3] {
    [
        ("matches", v(2), |cv| {
            of_parts(cv, |part| match part {
                Part::Match(value) => Some(value),
                Part::Between(_) => None,
            })
        }),
        ("split_", v(2), |cv| {
            of_parts(cv, |part| match part {
                Part::Match(_) => None,
                Part::Between(value) => Some(value),
            })
        }),
        ("split_matches", v(2), |cv| {
            of_parts(cv, |part| match part {
                Part::Match(value) | Part::Between(value) => Some(value),
            })
        }),
    ]
}

fn of_parts(mut cv: Cv<'_, Data>, wanted: fn(Part) -> Option<Val>) -> ValXs<'_, Val> {
    let (flags, pattern) = (cv.0.pop_var(), cv.0.pop_var());
    bome(parts(&cv.1, &pattern, &flags).map(|parts| parts.into_iter().filter_map(wanted).collect()))
}

fn parts(value: &Val, pattern: &Val, flags: &Val) -> Result<Vec<Part>, Error> {
    let (text, flags) = (text(value)?, Flags::read(text(flags)?)?);
    let regex = flags.regex(self::text(pattern)?)?;
    let mut parts = Vec::new();
    // Where the last match began, in bytes and in characters, and where it ended.
    let (mut start, mut characters, mut end) = (0, 0, 0);
    for captures in regex.captures_iter(text) {
        let Some(whole) = captures.get(0).filter(|whole| !(flags.filled && whole.is_empty())) else {
            continue;
        };
        characters += length(text, start, whole.start());
        start = whole.start();
        parts.push(Part::Between(slice(text, end, whole.start())));
        parts.push(Part::Match(groups(text, &regex, &captures, (start, characters))));
        end = whole.end();
        if !flags.global {
            break;
        }
    }
    parts.push(Part::Between(slice(text, end, text.len())));
    Ok(parts)
}

/// The match and its groups; a group that took no part is left out.
fn groups(text: &str, regex: &Regex, captures: &Captures<'_>, (start, characters): (usize, usize)) -> Val {
    let groups = captures.iter().zip(regex.capture_names());
    let group = groups.filter_map(|(group, name)| {
        let group = group?;
        let offset = characters + length(text, start, group.start());
        let fields = [
            ("offset", Val::from(offset)),
            ("length", Val::from(length(text, group.start(), group.end()))),
            ("string", Val::utf8_str(group.as_str().to_owned())),
        ];
        let name = name.map(|name| ("name", Val::utf8_str(name.to_owned())));
        Some(Val::obj(
            fields.into_iter().chain(name).map(|(key, value)| (Val::utf8_str(key), value)).collect(),
        ))
    });
    group.collect()
}

/// Characters between two places.
fn length(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).unwrap_or_default().chars().count()
}

fn slice(text: &str, from: usize, to: usize) -> Val {
    Val::utf8_str(text.get(from..to).unwrap_or_default().to_owned())
}

/// How a pattern is meant, by jq's letters.
struct Flags<'a> {
    letters: &'a str,
    global: bool,
    /// Empty matches are none.
    filled: bool,
}

impl<'a> Flags<'a> {
    fn read(letters: &'a str) -> Result<Self, Error> {
        match letters.chars().find(|letter| !"gnimslxp".contains(*letter)) {
            Some(letter) => Err(Error::str(format_args!("invalid regex flag: {letter}"))),
            None => Ok(Self { letters, global: letters.contains('g'), filled: letters.contains('n') }),
        }
    }

    fn regex(&self, pattern: &str) -> Result<Regex, Error> {
        let has = |letter| self.letters.contains(letter);
        RegexBuilder::new(pattern)
            .case_insensitive(has('i'))
            .multi_line(has('m') || has('p'))
            .dot_matches_new_line(has('s') || has('p'))
            .swap_greed(has('l'))
            .ignore_whitespace(has('x'))
            .build()
            .map_err(|error| Error::str(format_args!("invalid regex: {error}")))
    }
}
