//! Pesos, exact to the centavo.

use serde_json::Value;

/// An amount of COP, counted in centavos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(i64);

impl Money {
    pub(crate) const ZERO: Self = Self(0);

    pub(crate) const fn pesos(pesos: i64) -> Self {
        Self(pesos.saturating_mul(100))
    }

    /// `None` for anything but a number with at most two decimals.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let centavos = value.as_f64()? * 100.0;
        let whole = centavos.round();
        // Above 2^53 a double no longer counts centavos.
        let exact = (centavos - whole).abs() < 1e-4 && whole.abs() < 9e15;
        exact.then_some(Self(whole as i64))
    }

    /// A JSON integer wherever the amount is whole.
    pub(crate) fn json(self) -> Value {
        match self.0 % 100 {
            0 => Value::from(self.0 / 100),
            _ => Value::from(self.0 as f64 / 100.0),
        }
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_and_writes_without_loss() {
        for value in [json!(50000), json!(19405.5), json!(0), json!(-3), json!(999_999_999.99)] {
            assert_eq!(Money::read(&value).expect("money").json(), value);
        }
        for value in [json!("50000"), json!(1.005), json!(null), json!(1e17)] {
            assert_eq!(Money::read(&value), None, "{value}");
        }
    }
}
