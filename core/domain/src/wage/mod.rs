//! Wages by the hour: a share of a rate, split into a base that is never scored and a performance part that is
//! multiplied with a score (catalogue rules WG-01 to WG-04, AMB-41).
//!
//! A [`Wage`] is data of a pack. [`month`] works out one month of one worker from the minutes of completed visits,
//! and says of every amount how it came about. Hours are exact minutes; every amount is rounded once, as the pack
//! names it.

mod definition;
mod month;
mod stint;

pub use definition::{Wage, WageProblem};
pub use month::{Month, MonthError, WageMonth, WageRate, month};
pub use stint::{Stint, stints};
