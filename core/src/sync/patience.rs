//! When to try again: at random within a time that doubles with every failure in a row and is over with the first
//! progress, so that a hundred phones do not come back in the same second.

/// The time within which the first try again comes, in milliseconds.
const FIRST_MS: u64 = 4_000;

/// The longest such time: a quarter of an hour.
const MOST_MS: u64 = 15 * 60 * 1000;

/// The shortest pause.
const LEAST_MS: u64 = 500;

/// Milliseconds until the next try after so many runs in a row that brought nothing (at least this one), with a random
/// number.
pub(crate) fn pause_ms(failures: u32, random: u64) -> u64 {
    let within = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(MOST_MS);
    LEAST_MS + random % within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_with_failures_up_to_a_quarter_of_an_hour() {
        let longest = |failures| (0..2_000_000).step_by(997).map(|n| pause_ms(failures, n)).max().unwrap();
        assert!(longest(1) <= 4_500 && longest(2) <= 8_500 && longest(3) > 8_500);
        assert!(longest(30) <= MOST_MS + LEAST_MS && longest(30) > 800_000);
        assert_eq!(pause_ms(0, 0), LEAST_MS);
    }
}
