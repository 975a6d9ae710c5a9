//! Functions of jq's library over what the program holds anyway: patterns, time, texts and numbers.
//!
//! jaq-std has them too, each with a crate of its own behind it: another matcher, a search automaton, mathematics without
//! the system's. That is a twentieth of the whole program, for `test` and `@uri`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jaq_core::native::{self, Fun, bome, run, v};
use jaq_core::{Cv, RunPtr, ValXs};
use jaq_json::{Error, Val};
use jaq_std::ValT;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use super::{Data, pattern, time};

/// A function with its name and the number of its arguments.
pub type Native = native::Filter<RunPtr<Data>>;

/// Definitions of jaq-std over functions that are not here, hardly ever of use for the answer of an API.
pub const ABSENT: &[&str] = &["logb", "significand", "drem", "nexttoward", "gamma"];

/// All of them.
pub fn all() -> impl Iterator<Item = Fun<Data>> {
    let natives = formats().into_iter().chain(of_one_number()).chain(of_two_numbers());
    natives.chain(pattern::functions()).chain(time::functions()).map(run::<Data>)
}

/// The value as a text.
///
/// # Errors
/// It is none.
pub fn text(value: &Val) -> Result<&str, Error> {
    std::str::from_utf8(value.try_as_utf8_bytes()?).map_err(Error::str)
}

/// RFC 3986, section 2.3: these stand for themselves.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Signs of HTML, the one that the others are written with first.
const HTML: &[(&str, &str)] =
    &[("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&apos;"), ("\"", "&quot;")];

/// What `@html`, `@uri` and `@base64` are made of.
fn formats() -> [Native; 6] {
    [
        ("escape_html", v(0), |cv| {
            formatted(&cv.1, |text| {
                Ok(HTML.iter().fold(text.to_owned(), |text, (sign, name)| text.replace(sign, name)))
            })
        }),
        ("unescape_html", v(0), |cv| {
            formatted(&cv.1, |text| {
                Ok(HTML.iter().rev().fold(text.to_owned(), |text, (sign, name)| text.replace(name, sign)))
            })
        }),
        ("encode_uri", v(0), |cv| {
            formatted(&cv.1, |text| Ok(utf8_percent_encode(text, RESERVED).to_string()))
        }),
        ("decode_uri", v(0), |cv| {
            formatted(&cv.1, |text| Ok(percent_decode(text.as_bytes()).decode_utf8_lossy().into_owned()))
        }),
        ("encode_base64", v(0), |cv| formatted(&cv.1, |text| Ok(STANDARD.encode(text)))),
        ("decode_base64", v(0), |cv| {
            formatted(&cv.1, |text| {
                let bytes = STANDARD.decode(text).map_err(Error::str)?;
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            })
        }),
    ]
}

fn formatted<'a>(value: &Val, format: fn(&str) -> Result<String, Error>) -> ValXs<'a, Val> {
    bome(text(value).and_then(format).map(Val::utf8_str))
}

fn of_one_number() -> [Native; 18] {
    [
        ("fabs", v(0), |cv| of_number(&cv.1, f64::abs)),
        ("sqrt", v(0), |cv| of_number(&cv.1, f64::sqrt)),
        ("cbrt", v(0), |cv| of_number(&cv.1, f64::cbrt)),
        ("exp", v(0), |cv| of_number(&cv.1, f64::exp)),
        ("exp2", v(0), |cv| of_number(&cv.1, f64::exp2)),
        ("exp10", v(0), |cv| of_number(&cv.1, |power| 10_f64.powf(power))),
        ("log", v(0), |cv| of_number(&cv.1, f64::ln)),
        ("log2", v(0), |cv| of_number(&cv.1, f64::log2)),
        ("log10", v(0), |cv| of_number(&cv.1, f64::log10)),
        ("trunc", v(0), |cv| of_number(&cv.1, f64::trunc)),
        ("rint", v(0), |cv| of_number(&cv.1, f64::round_ties_even)),
        ("nearbyint", v(0), |cv| of_number(&cv.1, f64::round_ties_even)),
        ("sin", v(0), |cv| of_number(&cv.1, f64::sin)),
        ("cos", v(0), |cv| of_number(&cv.1, f64::cos)),
        ("tan", v(0), |cv| of_number(&cv.1, f64::tan)),
        ("asin", v(0), |cv| of_number(&cv.1, f64::asin)),
        ("acos", v(0), |cv| of_number(&cv.1, f64::acos)),
        ("atan", v(0), |cv| of_number(&cv.1, f64::atan)),
    ]
}

fn of_two_numbers() -> [Native; 5] {
    [
        ("pow", v(2), |cv| of_numbers(cv, f64::powf)),
        ("atan2", v(2), |cv| of_numbers(cv, f64::atan2)),
        ("fmin", v(2), |cv| of_numbers(cv, f64::min)),
        ("fmax", v(2), |cv| of_numbers(cv, f64::max)),
        ("fmod", v(2), |cv| of_numbers(cv, |left, right| left % right)),
    ]
}

fn of_number<'a>(value: &Val, function: fn(f64) -> f64) -> ValXs<'a, Val> {
    bome(number(value).map(function).map(Val::from))
}

fn of_numbers(mut cv: Cv<'_, Data>, function: fn(f64, f64) -> f64) -> ValXs<'_, Val> {
    let (right, left) = (cv.0.pop_var(), cv.0.pop_var());
    bome(number(&left).and_then(|left| Ok(Val::from(function(left, number(&right)?)))))
}

fn number(value: &Val) -> Result<f64, Error> {
    value.as_f64().ok_or_else(|| Error::typ(value.clone(), "number"))
}
