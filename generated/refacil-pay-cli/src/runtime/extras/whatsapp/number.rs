//! Telephone numbers as the world dials them (ITU-T E.164).

use std::fmt;

/// Fewest digits that a number has with its country code.
const FEWEST: usize = 7;
/// Most digits (E.164 section 6).
const MOST: usize = 15;

/// A telephone number with its country code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads `+` and digits; spaces, hyphens, dots and brackets between them are how people write it.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let Some(rest) = text.trim().strip_prefix('+') else {
            return Err("must begin with + and the country code");
        };
        let punctuation = |c: &char| matches!(c, ' ' | '-' | '.' | '(' | ')');
        let digits: String = rest.chars().filter(|c| !punctuation(c)).collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err("must hold digits only, behind the +");
        }
        if digits.starts_with('0') {
            return Err("must begin with + and the country code, which never begins with 0");
        }
        if !(FEWEST..=MOST).contains(&digits.len()) {
            return Err("must have 7 to 15 digits with its country code");
        }
        Ok(Self(digits))
    }

    /// The digits alone, as services take them.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "+{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["+573001234567", " +57 300 123-4567", "+57 (300) 123.4567"] {
            assert_eq!(Number::parse(text).map(|number| number.to_string()), Ok("+573001234567".into()));
        }
        assert_eq!(Number::parse("+1234567").map(|number| number.digits().to_owned()), Ok("1234567".into()));
    }

    #[test]
    fn what_nobody_can_dial_is_refused() {
        let wrong = [
            "",
            "+",
            "3001234567",
            "573001234567",
            "+0573001234",
            "+123456",
            "+1234567890123456",
            "+57300x",
            "++573001234567",
            "+57300\u{202e}1234567",
            "+५७३००१२३४५६७",
        ];
        for text in wrong {
            assert!(Number::parse(text).is_err(), "{text:?}");
        }
    }
}
