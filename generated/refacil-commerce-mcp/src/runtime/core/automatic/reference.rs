//! References that nobody gave: random, and within the limits of their field.

use serde_json::{Number, Value};

use super::super::failure::{Exit, Failure};
use super::super::idempotency;
use super::super::random;
use super::super::spec::{Kind, Operation, Schema};
use super::super::validate::{self, Labels};
use super::super::words::say;

/// Letters that nobody mistakes for one another (Crockford's base 32), both cases, and digits alone.
const ALPHABETS: [&[u8]; 3] =
    [b"0123456789abcdefghjkmnpqrstvwxyz", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", b"0123456789"];

/// Two of them are never the same by chance, whoever makes them.
const USUAL_BITS: u32 = 128;

/// Fewer would be the same too soon.
const LEAST_BITS: u32 = 40;

/// Nobody reads a longer one.
const LONGEST: u64 = 255;

/// A reference for that field.
///
/// # Errors
/// None that is unlikely to occur twice fits the field, or the system has no random numbers.
pub fn make(operation: &Operation, path: &str, schema: &Schema) -> Result<Value, Failure> {
    let labels = Labels::new(operation);
    let fits = |value: &Value| {
        let mut problems = Vec::new();
        validate::check_value(schema, value, path, &labels, &mut problems);
        problems.is_empty()
    };
    for alphabet in ALPHABETS {
        let Some(text) = letters_of(alphabet, schema)? else { continue };
        let value = match schema.kind {
            Kind::Integer | Kind::Number => number(&text),
            _ => Value::from(text),
        };
        if fits(&value) {
            return Ok(value);
        }
    }
    let uuid = Value::from(idempotency::new_key()?);
    if fits(&uuid) {
        return Ok(uuid);
    }
    Err(Failure::new(Exit::Invalid, "no-reference", say("no reference can be made up for {}", &[&path]))
        .hint("its form is too narrow for one that occurs once; give one of your own")
        .param(path))
}

/// Random letters, as many as the field takes and uniqueness needs; none where those are too few.
fn letters_of(alphabet: &[u8], schema: &Schema) -> Result<Option<String>, Failure> {
    let letters = |bits: u32| u64::from(bits.div_ceil(alphabet.len().ilog2()));
    // More digits than these are no exact number for most programs.
    let most = if matches!(schema.kind, Kind::Integer | Kind::Number) { 15 } else { letters(USUAL_BITS) };
    let length = most.min(schema.max_length.unwrap_or(most)).max(schema.min_length.unwrap_or(0));
    if !(letters(LEAST_BITS)..=LONGEST).contains(&length) {
        return Ok(None);
    }
    let mut text = String::new();
    while (text.len() as u64) < length {
        let [byte] = random::bytes()?;
        let at = usize::from(byte);
        // Beyond the last whole round some letters would be more likely.
        let fair = at < 256 / alphabet.len() * alphabet.len();
        text.extend(alphabet.get(at % alphabet.len()).filter(|_| fair).map(|letter| char::from(*letter)));
    }
    Ok(Some(text))
}

/// A number has no zeros in front.
fn number(digits: &str) -> Value {
    let digits = digits.trim_start_matches('0');
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::spec::Format;

    const TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };

    fn reference(schema: &Schema) -> Result<String, String> {
        let made = make(&super::super::tests::OPERATION, "reference", schema);
        made.map(|value| value.to_string()).map_err(|failure| failure.code.clone())
    }

    #[test]
    fn a_reference_fits_its_field_and_is_new() {
        let first = reference(&TEXT).expect("a text");
        assert_eq!(first.len(), 28, "26 letters in quotes: {first}");
        assert_ne!(reference(&TEXT).expect("a text"), first);
        let short = Schema { max_length: Some(12), ..TEXT };
        assert_eq!(reference(&short).expect("a short one").len(), 14);
        let digits = Schema { pattern: Some("^[0-9]{15}$"), max_length: Some(15), ..TEXT };
        assert!(reference(&digits).expect("digits").trim_matches('"').bytes().all(|b| b.is_ascii_digit()));
        let upper = Schema { pattern: Some("^[A-Z0-9]+$"), ..TEXT };
        assert!(reference(&upper).is_ok_and(|text| text == text.to_uppercase()));
        let uuid = Schema { format: Some(Format::Uuid), ..TEXT };
        assert_eq!(reference(&uuid).expect("a UUID").len(), 38);
        let number = Schema { kind: Kind::Integer, ..Schema::ANY };
        assert!(reference(&number).expect("a number").parse::<u64>().is_ok());
    }

    #[test]
    fn a_field_without_room_is_named() {
        for narrow in [
            Schema { max_length: Some(7), ..TEXT },
            Schema { choices: &["\"a\""], ..TEXT },
            Schema { pattern: Some("^X-[0-9]{4}$"), ..TEXT },
            Schema { kind: Kind::Boolean, ..Schema::ANY },
        ] {
            assert_eq!(reference(&narrow), Err("no-reference".into()), "{narrow:?}");
        }
    }
}
