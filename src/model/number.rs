//! Numbers that many records add up to.

use std::fmt;
use std::str::FromStr as _;

use bigdecimal::{BigDecimal, ToPrimitive as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A finite number in decimal, so that a sum is the same in any order and
/// grouping, and `0.1 + 0.2` is `0.3`.
///
/// It is made of a 64-bit float's shortest text, which bounds its digits.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub struct Number(BigDecimal);

impl Number {
    /// Reads a number; `None` where the text is none, or is not finite.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(text.trim().parse().ok()?)
    }

    /// `None`: infinite, or not a number.
    pub fn of(value: f64) -> Option<Self> {
        let text = value.is_finite().then(|| value.to_string())?;
        BigDecimal::from_str(&text).ok().map(Self)
    }

    /// The larger of two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The smaller of two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        Self(self.0 + &other.0)
    }

    /// The nearest 64-bit float; infinite where a sum is out of its range.
    fn nearest(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nearest().fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.nearest())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::of(value).ok_or_else(|| serde::de::Error::custom("a finite number is required"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(values: &[f64]) -> Number {
        let numbers = values.iter().filter_map(|value| Number::of(*value));
        numbers.fold(Number::of(0.0).unwrap(), |sum, number| sum.plus(&number))
    }

    #[test]
    fn decimals_add_up_as_people_add_them() {
        assert_eq!(sum(&[0.1, 0.2]).to_string(), "0.3");
        assert_eq!(sum(&[1e16, 1.0, -1e16]).to_string(), "1");
        assert_eq!(sum(&[7.0]).to_string(), "7");
        assert_eq!(Number::parse(" 2.50 ").unwrap().to_string(), "2.5");
        for text in ["", "x", "inf", "NaN", "1e999"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(Number::parse("1e-999999999").unwrap().to_string(), "0");
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_any_order_and_a_text_reads_back(
            values in proptest::collection::vec(-1e12..1e12_f64, 1..20),
            seed: u64,
        ) {
            let mut shuffled = values.clone();
            fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
            prop_assert_eq!(sum(&values), sum(&shuffled));
            let one = Number::of(values[0]).unwrap();
            prop_assert_eq!(one.to_string(), values[0].to_string());
        }
    }
}
