//! Scores: what people are given for their work, of a hundred (section 7 of the catalogue, rules K-01 to K-08).
//!
//! A [`Score`] is data of a pack: its parts, what each weighs, and where each comes from: what somebody declared in
//! a case of the desk, how customers rated the work or spoke of it afterwards, how often a card was swiped rightly.
//! [`remarks`] reads from the facts of a case what was said of whom, [`Marks::gather`] weighs the remarks of many, and
//! [`tally`] works out a score with every mark behind it. No document is read: what a case declares stands in ink,
//! with the answers it relied on. What nobody marked or weighed is never guessed.

mod definition;
mod given;
mod mark;
mod period;
mod remark;
mod tally;

pub use definition::{Asked, Declared, Deductions, Grade, Score, ScorePart, ScorePeriod, ScoreSource, Worth};
pub use given::{ScoreError, Scores};
pub use mark::{Mark, Marks};
pub use period::Period;
pub use remark::{Remark, RemarkSource, remarks};
pub use tally::{Tally, TallyPart, tally};

pub(crate) use definition::{grade, part_problems};

#[cfg(test)]
mod tests;
