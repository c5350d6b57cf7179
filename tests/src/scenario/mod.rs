//! Scenarios: stories as data that a service manager can read and write.
//!
//! A file names the people, then tells a story line by line, in words close to the requirements catalogue, with
//! what is expected in between and in the end:
//!
//! ```yaml
//! title: Nobody home
//! origin: scenario 1
//! service: repair-centre
//! people: {wu: office, chen: technician}
//! clock: 2026-03-02 09:30
//! story:
//!   - wu creates a job: {customer: Wang, address: 3-402, report: kitchen lamp, assigned: chen}
//!   - chen syncs
//!   - chen goes offline
//!   - at 09:57
//!   - chen arrives
//!   - refused because door_attempts:
//!       chen ends the visit: {as: absent, because: no-answer}
//!   - expect on chen: {job: open, visit 1: {phase: arrived}}
//! finally:
//!   - expect everywhere: {job: open}
//! ```
//!
//! The words are closed lists: [`Action`], [`Check`] and the forms of [`Step`]. A word that is not among them is
//! answered with file, line, column and the words that are.

mod action;
mod around;
mod check;
mod newer;
mod source;
mod story;
#[cfg(test)]
mod tests;
mod timing;
mod vocabulary;
mod when;

pub use action::*;
pub use around::*;
pub use check::{
    Check, CoverageCheck, Expectation, PartCheck, QuoteCheck, Reasoned, ScoreCheck, SettlementCheck,
    VisitCheck, WageCheck,
};
pub use newer::{AddedStep, DifferentSteps, NewChecklist, NewerChecklistCheck};
pub use source::{Problem, Source, files, parse, read};
pub use story::{About, FORMS, Place, Role, Scenario, Step};
pub use timing::{DutyCheck, TimerCheck};
pub use when::{Moment, shown};
