//! Ratios without floating point.

use std::fmt;

/// A ratio in thousandths: `1.234`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Ratio(u64);

impl Ratio {
    /// `of` measured in `by`, rounded to thousandths; 0 if `by` is 0.
    #[must_use]
    pub fn of(of: u64, by: u64) -> Self {
        let doubled = of.saturating_mul(2_000).checked_div(by).unwrap_or(0);
        Self(doubled.div_ceil(2))
    }

    /// In thousandths.
    #[must_use]
    pub const fn permille(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// The median of some measurements; 0 if there are none.
pub(crate) fn median(mut all: Vec<u64>) -> u64 {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_rounded_to_thousandths() {
        assert_eq!(Ratio::of(5, 4).to_string(), "1.250");
        assert_eq!(Ratio::of(2, 3).to_string(), "0.667");
        assert_eq!(Ratio::of(1, 0).to_string(), "0.000");
        assert_eq!(median(vec![9, 1, 5]), 5);
    }
}
