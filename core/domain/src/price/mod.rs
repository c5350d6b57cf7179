//! Prices: a [`PriceBook`] is data, published in a pack and pinned by a quote. Everything is integer
//! or decimal arithmetic, so that the phone and the server agree to the last digit.

mod book;

pub use book::{Currency, Item, ItemKind, LabourRule, Pick, Price, PriceBook, UnlistedRule};
