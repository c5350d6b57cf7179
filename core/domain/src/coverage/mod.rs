//! Coverage: what the company or the maker answers for, and what is to be paid.
//!
//! A [`Coverage`] is data in a service of a pack. It names the components of what is repaired, and decides for
//! each of them by three lists, from top to bottom: the *documents* without which nothing is covered, the
//! *exclusions*, and the *periods*. The first entry that applies decides, and says so in words with its dates,
//! so that a technician can show a customer why. A warranty has periods that run from a purchase; a contract or a
//! property fee has periods without an end that hold under a condition.
//!
//! [`Coverage::judge`] is a function of a day and of the names that expressions read; [`crate::case`] takes both
//! from facts and answers. An open answer leaves a component open only if the answer can change its verdict.

mod check;
mod definition;
mod judge;
mod message;
#[cfg(test)]
mod tests;
mod view;

pub use check::CoverageProblem;
pub use definition::{Component, Coverage, Document, Exclusion, Group, Period, Slot, Start, Unpaid, Which};
/// The name under which expressions read what the coverage comes to as a whole. They read a component as
/// `coverage.<id>`; each is one of the words of [`Verdict::DECIDED`], and has no answer before it is decided.
pub const RESULT: &str = "coverage.result";

pub use view::{Because, ComponentView, CoverageView, Decided, Started, Verdict, Waiting};
