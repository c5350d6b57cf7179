//! Money: integer minor units, and every rounding by name.

use std::fmt;

use crate::decimal::{Decimal, DecimalError};

/// An amount in minor units (fen, cents). The currency lives in the price book.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn add(self, other: Self) -> Result<Self, DecimalError> {
        self.0.checked_add(other.0).map(Self).ok_or(DecimalError::Overflow)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn sub(self, other: Self) -> Result<Self, DecimalError> {
        self.0.checked_sub(other.0).map(Self).ok_or(DecimalError::Overflow)
    }

    /// This amount times a rate or a quantity, rounded as the price book says.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn times(self, factor: Decimal, rounding: Rounding) -> Result<Self, DecimalError> {
        let scale = factor.scale();
        let exact = i128::from(self.0) * i128::from(factor.unscaled());
        rounding.round(exact, scale)
    }

    /// A computed amount in minor units times a quantity, rounded as the price book says.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn of_minor(one: Decimal, quantity: Decimal, rounding: Rounding) -> Result<Self, DecimalError> {
        let exact = i128::from(one.unscaled()) * i128::from(quantity.unscaled());
        rounding.round(exact, one.scale() + quantity.scale())
    }

    /// So much of a hundred of this amount, rounded as the price book says.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn percent(self, percent: Decimal, rounding: Rounding) -> Result<Self, DecimalError> {
        let hundred = 100 * 10_i128.pow(u32::from(percent.scale()));
        rounding.quotient(i128::from(self.0) * i128::from(percent.unscaled()), hundred)
    }

    /// What is contained in this amount if it is something and so much of a hundred of it: the tax in a price with
    /// tax.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`], also for a percentage of -100 or less.
    pub fn percent_within(self, percent: Decimal, rounding: Rounding) -> Result<Self, DecimalError> {
        let part = i128::from(percent.unscaled());
        let whole = 100 * 10_i128.pow(u32::from(percent.scale())) + part;
        rounding.quotient(i128::from(self.0) * part, whole)
    }

    /// So many minutes at each amount per hour, all of it rounded once.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn per_hour(
        worked: impl IntoIterator<Item = (Self, i64)>,
        rounding: Rounding,
    ) -> Result<Self, DecimalError> {
        Self::per_hour_percent(worked, Decimal::from(100_i64), rounding)
    }

    /// So much of a hundred of that, still rounded once.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn per_hour_percent(
        worked: impl IntoIterator<Item = (Self, i64)>,
        percent: Decimal,
        rounding: Rounding,
    ) -> Result<Self, DecimalError> {
        let exact = worked.into_iter().try_fold(0_i128, |sum, (one, minutes)| {
            sum.checked_add(i128::from(one.0) * i128::from(minutes)).ok_or(DecimalError::Overflow)
        })?;
        let exact = exact.checked_mul(i128::from(percent.unscaled())).ok_or(DecimalError::Overflow)?;
        rounding.quotient(exact, 6_000 * 10_i128.pow(u32::from(percent.scale())))
    }

    /// The amount in major units, with as many digits after the point as the currency has.
    #[must_use]
    pub fn display(self, minor_digits: u8) -> String {
        Decimal::new(self.0, minor_digits).map_or_else(|| self.0.to_string(), |decimal| decimal.to_string())
    }
}

impl fmt::Display for Money {
    /// Major units of a currency with two minor digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(2))
    }
}

/// Which way a rounding goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoundingMode {
    /// To the nearest step; a half goes away from zero.
    HalfUp,
    /// Up, away from zero.
    Ceil,
    /// Down, towards zero.
    Floor,
}

/// A rounding as a price book names it: a mode and the step to which amounts are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Which way.
    pub mode: RoundingMode,
    /// The step in minor units: 10 rounds yuan to the jiao, 1 to the fen.
    pub step_minor: u32,
}

impl Rounding {
    /// To one minor unit, halves up.
    pub const MINOR: Self = Self { mode: RoundingMode::HalfUp, step_minor: 1 };

    /// Rounds `exact / 10^scale` minor units.
    fn round(self, exact: i128, scale: u8) -> Result<Money, DecimalError> {
        self.quotient(exact, 10_i128.pow(u32::from(scale)))
    }

    /// Rounds `numerator / denominator` minor units. Never divides by zero: a denominator that is not above zero
    /// has no result.
    fn quotient(self, numerator: i128, denominator: i128) -> Result<Money, DecimalError> {
        let step_minor = i128::from(self.step_minor.max(1));
        let step = denominator.checked_mul(step_minor).ok_or(DecimalError::Overflow)?;
        if step <= 0 {
            return Err(DecimalError::Overflow);
        }
        let magnitude = numerator.checked_abs().ok_or(DecimalError::Overflow)?;
        let (steps, rest) = (magnitude / step, magnitude % step);
        let up = match self.mode {
            RoundingMode::HalfUp => rest >= step - rest,
            RoundingMode::Ceil => rest > 0,
            RoundingMode::Floor => false,
        };
        let rounded = numerator.signum() * (steps + i128::from(up)) * step_minor;
        i64::try_from(rounded).map(Money).map_err(|_| DecimalError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_plus_thirty_percent_is_exact_to_the_jiao() {
        let jiao = Rounding { mode: RoundingMode::HalfUp, step_minor: 10 };
        let markup = "1.30".parse().unwrap();
        assert_eq!(Money(1234).times(markup, jiao), Ok(Money(1600)), "12.34 -> 16.042 -> 16.0");
        assert_eq!(Money(50).times(markup, jiao), Ok(Money(70)), "0.65 -> 0.7");
        assert_eq!(Money(-50).times(markup, jiao), Ok(Money(-70)), "a half goes away from zero");
    }

    #[test]
    fn a_percentage_is_rounded_once() {
        let percent = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(Money(800_000).percent(percent("10"), Rounding::MINOR), Ok(Money(80_000)));
        assert_eq!(Money(333).percent(percent("12.5"), Rounding::MINOR), Ok(Money(42)), "41.625");
        assert_eq!(Money(11_300).percent_within(percent("13"), Rounding::MINOR), Ok(Money(1300)));
        assert_eq!(Money(100).percent_within(percent("13"), Rounding::MINOR), Ok(Money(12)), "11.504...");
        assert!(Money(100).percent_within(percent("-100"), Rounding::MINOR).is_err(), "no division by zero");
        assert_eq!(
            Money(i64::MAX).times(Decimal::from(i64::MAX), Rounding::MINOR),
            Err(DecimalError::Overflow)
        );
    }

    #[test]
    fn modes_differ_between_the_steps() {
        let third = "0.333".parse().unwrap();
        let rounded = |mode| Money(100).times(third, Rounding { mode, step_minor: 1 }).unwrap().0;
        assert_eq!(
            (rounded(RoundingMode::Floor), rounded(RoundingMode::HalfUp), rounded(RoundingMode::Ceil)),
            (33, 33, 34)
        );
    }
}
