//! Decimals with a stated scale: rates and quantities, never floats.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// `unscaled / 10^scale`. Two decimals are equal if their values are, whatever their scales.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    unscaled: i64,
    scale: u8,
}

/// Why a decimal could not be read or computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// The text is not a decimal such as `-12.34`.
    #[error("expected a decimal such as -12.34, with at most 9 digits after the point")]
    Malformed,
    /// The result has too many digits.
    #[error("the number has too many digits")]
    Overflow,
}

impl Decimal {
    /// The largest number of digits after the point.
    pub const MAX_SCALE: u8 = 9;
    /// Zero.
    pub const ZERO: Self = Self { unscaled: 0, scale: 0 };
    /// One.
    pub const ONE: Self = Self { unscaled: 1, scale: 0 };

    /// `unscaled / 10^scale`; `None` if the scale is above [`Self::MAX_SCALE`].
    #[must_use]
    pub fn new(unscaled: i64, scale: u8) -> Option<Self> {
        (scale <= Self::MAX_SCALE).then_some(Self { unscaled, scale })
    }

    /// The number without its point.
    #[must_use]
    pub fn unscaled(&self) -> i64 {
        self.unscaled
    }

    /// How many digits stand after the point.
    #[must_use]
    pub fn scale(&self) -> u8 {
        self.scale
    }

    /// The sum, at the larger of both scales.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn add(self, other: Self) -> Result<Self, DecimalError> {
        let scale = self.scale.max(other.scale);
        Self::from_wide(self.widened(scale) + other.widened(scale), scale)
    }

    /// The difference, at the larger of both scales.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`].
    pub fn sub(self, other: Self) -> Result<Self, DecimalError> {
        let scale = self.scale.max(other.scale);
        Self::from_wide(self.widened(scale) - other.widened(scale), scale)
    }

    /// The exact product. Trailing zeros are dropped if the scale would exceed [`Self::MAX_SCALE`].
    ///
    /// # Errors
    /// [`DecimalError::Overflow`] if the exact product does not fit.
    pub fn mul(self, other: Self) -> Result<Self, DecimalError> {
        let mut product = i128::from(self.unscaled) * i128::from(other.unscaled);
        let mut scale = self.scale + other.scale;
        while scale > Self::MAX_SCALE {
            if product % 10 != 0 {
                return Err(DecimalError::Overflow);
            }
            product /= 10;
            scale -= 1;
        }
        Self::from_wide(product, scale)
    }

    /// This divided by something above zero, with so many digits after the point, halves away from zero.
    ///
    /// # Errors
    /// [`DecimalError::Overflow`], also for a divisor that is not above zero.
    pub fn quotient(self, by: Self, digits: u8) -> Result<Self, DecimalError> {
        if by.unscaled <= 0 || digits > Self::MAX_SCALE {
            return Err(DecimalError::Overflow);
        }
        let scale = self.scale.max(by.scale);
        let numerator = self.widened(scale).checked_mul(10_i128.pow(u32::from(digits)));
        let numerator = numerator.ok_or(DecimalError::Overflow)?;
        let (magnitude, divisor) = (numerator.unsigned_abs(), by.widened(scale).unsigned_abs());
        let rounded = magnitude / divisor + u128::from(magnitude % divisor >= divisor - magnitude % divisor);
        let rounded = i128::try_from(rounded).map_err(|_| DecimalError::Overflow)?;
        Self::from_wide(numerator.signum() * rounded, digits)
    }

    /// The same value without zeros at the end of its fraction.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        while self.scale > 0 && self.unscaled % 10 == 0 {
            self.unscaled /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The whole part, towards zero.
    #[must_use]
    pub fn truncated(self) -> i64 {
        self.unscaled / 10_i64.pow(u32::from(self.scale))
    }

    /// The value times `10^scale` as a wide integer; the scale must not be smaller than the own one.
    pub(crate) fn widened(self, scale: u8) -> i128 {
        i128::from(self.unscaled) * 10_i128.pow(u32::from(scale.saturating_sub(self.scale)))
    }

    fn from_wide(unscaled: i128, scale: u8) -> Result<Self, DecimalError> {
        let unscaled = i64::try_from(unscaled).map_err(|_| DecimalError::Overflow)?;
        Ok(Self { unscaled, scale })
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { unscaled: value, scale: 0 }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.widened(scale).cmp(&other.widened(scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return self.unscaled.fmt(f);
        }
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let unit = 10_u64.pow(u32::from(self.scale));
        let magnitude = self.unscaled.unsigned_abs();
        let width = usize::from(self.scale);
        write!(f, "{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let point_is_followed = text.contains('.') != fraction.is_empty();
        if digits.is_empty() || !all_digits(digits) || !all_digits(fraction) || !point_is_followed {
            return Err(DecimalError::Malformed);
        }
        let scale = u8::try_from(fraction.len()).ok().filter(|scale| *scale <= Self::MAX_SCALE);
        let unscaled = format!("{whole}{fraction}").parse().map_err(|_| DecimalError::Overflow)?;
        Ok(Self { unscaled, scale: scale.ok_or(DecimalError::Malformed)? })
    }
}

impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// In facts: the canonical text, without zeros at the end of its fraction.
impl<C> minicbor::Encode<C> for Decimal {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.trimmed().to_string())?.ok()
    }
}

/// Any other writing of the same number is refused: a fact has one form.
impl<'b, C> minicbor::Decode<'b, C> for Decimal {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let text = d.str()?;
        let read: Option<Self> = text.parse().ok();
        let canonical = read.filter(|decimal| decimal.trimmed().to_string() == text);
        canonical.ok_or_else(|| minicbor::decode::Error::message("not a canonical decimal"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(decimal("0.1").add(decimal("0.2")).unwrap(), decimal("0.3"));
        assert_eq!(decimal("12.34").mul(decimal("1.30")).unwrap().to_string(), "16.0420");
        assert_eq!(decimal("-0.05").to_string(), "-0.05");
        assert_eq!(decimal("1.50"), decimal("1.5"));
        assert_eq!(decimal("-10.500").trimmed().to_string(), "-10.5");
        assert_eq!(decimal("100.00").trimmed().to_string(), "100");
        assert!(decimal("2").sub(decimal("2.01")).unwrap() < Decimal::ZERO);
    }

    #[test]
    fn a_quotient_has_its_digits_and_rounds_halves_away_from_zero() {
        let of =
            |one: &str, by: &str, digits| decimal(one).quotient(decimal(by), digits).map(|q| q.to_string());
        assert_eq!(of("200", "3", 2), Ok("66.67".to_owned()));
        assert_eq!(of("0.5", "4", 2), Ok("0.13".to_owned()), "0.125");
        assert_eq!(of("-0.5", "4", 2), Ok("-0.13".to_owned()));
        assert_eq!(of("400", "5", 0), Ok("80".to_owned()));
        assert_eq!(of("1", "0", 2), Err(DecimalError::Overflow), "no division by zero");
        assert_eq!(of("1", "-1", 2), Err(DecimalError::Overflow));
    }

    #[test]
    fn malformed_and_overflowing_numbers_are_refused() {
        for bad in ["", "-", ".5", "5.", "1e3", "1,5", "+1", "0.1234567890"] {
            assert!(bad.parse::<Decimal>().is_err(), "{bad}");
        }
        assert_eq!(Decimal::from(i64::MAX).add(Decimal::ONE), Err(DecimalError::Overflow));
    }

    #[test]
    fn a_fact_has_one_writing_of_a_number() {
        assert_eq!(crate::cbor::encode(&decimal("1.50")), crate::cbor::encode(&decimal("1.5")));
        for text in ["2", "-0.05", "1.5"] {
            let read: Decimal = crate::cbor::decode(&crate::cbor::encode(&decimal(text))).unwrap();
            assert_eq!(read.to_string(), text);
        }
        for other in ["1.50", "01", "-0", "1e3", ""] {
            assert!(crate::cbor::decode::<Decimal>(&crate::cbor::encode(&other)).is_err(), "{other}");
        }
    }
}
