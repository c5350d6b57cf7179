//! Prices: a [`PriceBook`] is data, published in a pack and pinned by a quote; [`quote`] computes
//! what a customer pays and why.
//!
//! Totals are never stored as truth. The phone and the server compute them from the same lines, the
//! same work time and the same price book with integer and decimal arithmetic, so that they agree to
//! the last digit. Nothing is guessed: an amount that cannot be computed says why, and as long as
//! there is one, there is no total.
//!
//! In this order: the lines that somebody wrote and those that surcharges add (`asked`), what each costs by itself
//! (`line`), the work time shared among labour lines (`labour`), discounts (`discount`), tax line by line (`tax`),
//! the sums ([`Quote`]), the deposit.

mod asked;
mod book;
mod charges;
mod check;
mod deposit;
mod discount;
mod explain;
mod input;
mod item;
mod labour;
mod line;
mod part;
mod problem;
mod quote;
mod rule;
mod tax;
mod trace;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use book::{Currency, PriceBook};
pub use check::BookProblem;
pub use deposit::Deposit;
pub use explain::Costs;
pub use input::{Carried, Charge, Line, LineKey, NoFee, QuoteInput, Session, Work};
pub use item::{FreeCase, Item, ItemKind, Price, PriceCase};
pub use labour::LabourTime;
pub use part::Slot;
pub use problem::{Problem, Why};
pub use quote::{Amount, Quote, QuotedLine, quote};
pub use rule::{
    Class, DepositRule, Discount, LabourRule, Once, PaymentMethod, PaymentRule, Pick, Surcharge, TaxMode,
    TaxPer, TaxRule, UnlistedRule,
};
pub use tax::{LineTax, TaxSum};
pub use trace::{AppliedRounding, Because, Input, Trace};
