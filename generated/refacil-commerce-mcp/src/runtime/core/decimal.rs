//! Numbers compared by their digits: a limit on money is not a matter of rounding.

use std::cmp::Ordering;

/// A JSON number as sign, digits and place of its point: `0.d₁d₂d₃… × 10^exponent`, without zeros at either end.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

/// Compares two numbers that are written as in JSON, whatever their length; `None` where one is no number.
#[must_use]
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Decimal::parse(a)?, Decimal::parse(b)?);
    Some(match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => a.size(&b),
        (true, true) => b.size(&a),
    })
}

/// One spelling for all that write the same number; `None` where it is no number.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    let Decimal { negative, digits, exponent } = Decimal::parse(text)?;
    let sign = if negative { "-" } else { "" };
    let digits: String = digits.into_iter().map(char::from).collect();
    Some(format!("{sign}0.{digits}e{exponent}"))
}

/// The number as people write it, without a power of ten; `None` where it is none, or nobody could read that many
/// digits.
#[must_use]
pub fn plain(text: &str) -> Option<String> {
    let Decimal { negative, digits, exponent } = Decimal::parse(text)?;
    let places = usize::try_from(exponent.unsigned_abs()).ok().filter(|places| *places <= MOST_DIGITS)?;
    let sign = if negative { "-" } else { "" };
    let mut digits: String = digits.into_iter().map(char::from).collect();
    if exponent <= 0 {
        let zeros = if digits.is_empty() { String::new() } else { format!(".{}", "0".repeat(places)) };
        return Some(format!("{sign}0{zeros}{digits}"));
    }
    while digits.len() < places {
        digits.push('0');
    }
    let (whole, fraction) = digits.split_at_checked(places)?;
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// More digits before or behind the point are no amount that a person reads.
const MOST_DIGITS: usize = 40;

/// The number in units of `10^-places`, where that is exact and it is not negative.
#[must_use]
pub fn units(text: &str, places: u32) -> Option<u128> {
    let Decimal { negative, digits, exponent } = Decimal::parse(text)?;
    let length = i64::try_from(digits.len()).ok()?;
    let zeros = exponent.checked_sub(length)?.checked_add(i64::from(places))?;
    if digits.is_empty() {
        return Some(0);
    }
    if negative || !(0..=38).contains(&zeros) {
        return None;
    }
    let digit = |units: u128, digit: &u8| units.checked_mul(10)?.checked_add(u128::from(digit - b'0'));
    let units = digits.iter().try_fold(0, digit)?;
    units.checked_mul(10_u128.checked_pow(u32::try_from(zeros).ok()?)?)
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, power(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        let end = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
        digits.truncate(end);
        if digits.is_empty() {
            return Some(Self { negative: false, digits, exponent: 0 });
        }
        let places = i64::try_from(whole.len()).ok()?.checked_sub(i64::try_from(zeros).ok()?)?;
        Some(Self { negative, digits, exponent: exponent.saturating_add(places) })
    }

    fn size(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Without zeros in front the place of the point decides, then the digits from the left.
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// An exponent beyond all use is as good as the largest.
fn power(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for (a, b) in [
            ("5", "5.0"),
            ("50e-1", "5"),
            ("0", "-0.00"),
            ("0e99", "0"),
            ("1E+2", "100"),
            ("0.10", "1e-1"),
            ("00012", "12"),
        ] {
            assert_eq!(compare(a, b), Some(Ordering::Equal), "{a} {b}");
            assert_eq!(canonical(a), canonical(b), "{a} {b}");
        }
    }

    #[test]
    fn order_is_exact_where_floating_point_is_not() {
        for (less, more) in [
            ("9007199254740992", "9007199254740993"),
            ("99999999999999999999.98", "99999999999999999999.99"),
            ("-2", "-1.99999999999999999999"),
            ("-1", "0"),
            ("0.3", "0.30000000000000000001"),
            ("9", "10"),
            ("1e400", "1e401"),
            ("-1e99999999999999999999", "1e-99999999999999999999"),
        ] {
            assert_eq!(compare(less, more), Some(Ordering::Less), "{less} {more}");
            assert_eq!(compare(more, less), Some(Ordering::Greater), "{more} {less}");
        }
    }

    #[test]
    fn people_read_a_number_without_its_power_of_ten() {
        for (written, read) in [
            ("2e4", "20000"),
            ("2.05E+1", "20.5"),
            ("1e-5", "0.00001"),
            ("-12.5", "-12.5"),
            ("0.10", "0.1"),
            ("-0e9", "0"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ] {
            assert_eq!(plain(written).as_deref(), Some(read));
        }
        assert_eq!((plain("1e41"), plain("1e-42"), plain("x")), (None, None, None));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", "-", ".", "1e", "1e+", "e5", "1.2.3", "0x1", "inf", "NaN", "1 "] {
            assert_eq!(compare(text, "1"), None, "{text}");
        }
    }
}
