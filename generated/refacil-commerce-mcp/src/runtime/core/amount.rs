//! Amounts of money, exact: they are added and compared as they are written, never rounded.

use std::fmt;

use super::decimal;

/// Digits behind the point that are kept; no currency has more.
const PLACES: u32 = 18;

/// An amount that is not negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(u128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a number as JSON writes it; `None` where it is none, is negative, or is no amount of any currency.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decimal::units(text, PLACES).map(Self)
    }

    /// Both together. A sum beyond all numbers is as good as the largest: it is above every limit.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left when the other is taken away; nothing where that is more.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u128.pow(PLACES);
        let (whole, part) = (self.0 / one, self.0 % one);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:0width$}", width = PLACES as usize);
        // Cents come in pairs.
        let part = format!("{:0<2}", part.trim_end_matches('0'));
        write!(f, "{whole}.{part}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).expect("an amount")
    }

    #[test]
    fn amounts_are_added_as_they_are_written() {
        assert_eq!(amount("0.1").plus(amount("0.2")), amount("0.3"));
        assert_eq!(amount("50000.10").plus(amount("5e-1")).to_string(), "50000.60");
        assert_eq!(amount("9007199254740993").less(amount("9007199254740992")).to_string(), "1");
        assert_eq!(amount("1").less(amount("2")), Amount::ZERO);
        assert_eq!(
            amount("1e20").plus(amount("1e20")).plus(amount("1e20")).to_string(),
            "300000000000000000000"
        );
        assert_eq!(amount("340282366920938463463").plus(amount("1")).plus(amount("5")), Amount(u128::MAX));
        assert_eq!(amount("-0.00"), Amount::ZERO);
        assert_eq!(amount("0.000000000000000001").to_string(), "0.000000000000000001");
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["-1", "-0.01", "1e40", "1e-19", "1e99999999999", "", "1,5", "NaN", "4.500,00", " 1"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }
}
