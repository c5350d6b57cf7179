//! Prices: a [`PriceBook`] is data, published in a pack and pinned by a quote; [`quote`] computes
//! what a customer pays and why.
//!
//! Totals are never stored as truth. The phone and the server compute them from the same lines, the
//! same work time and the same price book with integer and decimal arithmetic, so that they agree to
//! the last digit. Nothing is guessed: an amount that cannot be computed says why, and as long as
//! there is one, there is no total.

mod book;
mod charges;
mod check;
mod explain;
mod input;
mod labour;
mod line;
mod problem;
mod quote;
mod trace;

#[cfg(test)]
mod tests;

pub use book::{Currency, Item, ItemKind, LabourRule, Pick, Price, PriceBook, UnlistedRule};
pub use check::BookProblem;
pub use input::{Charge, Line, NoFee, QuoteInput, Session, Work};
pub use labour::LabourTime;
pub use problem::{Problem, Why};
pub use quote::{Amount, Quote, QuotedLine, quote};
pub use trace::{AppliedRounding, Because, Trace};
