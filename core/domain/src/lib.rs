//! The rules of an on-site visit, shared by the phone, the server and the tools.
//!
//! Everything here is a pure function of its arguments: no clock, no randomness, no files, no
//! network, no threads. Time, ids and entropy come in from outside, so that a phone in a cellar and
//! a server in the office work on the same bytes and come to the same result.
//!
//! Read it in this order: [`case`] is the unit that everything hangs on, [`document`] what people
//! edit together, [`fact`] what happened, [`fold`] how facts become a state; then [`checklist`],
//! [`price`], [`timer`] and [`pack`] for the rules of a trade; then [`sync`] and [`jobfile`] for how it travels, and
//! [`verify`] for what of it can be proved.

pub mod calendar;
pub mod case;
pub mod cbor;
pub mod certificate;
pub mod checklist;
pub mod control;
pub mod coverage;
pub mod decimal;
pub mod digest;
pub mod document;
pub mod envelope;
pub mod expr;
pub mod fact;
pub mod fold;
pub mod id;
pub mod jobfile;
pub mod key;
pub mod ledger;
pub mod manifest;
pub mod money;
pub mod pack;
pub mod price;
pub mod privacy;
pub mod rate;
pub mod receipt;
pub mod redact;
pub mod rejected;
pub mod retention;
pub mod ruling;
pub mod scan;
#[cfg(feature = "schema")]
pub mod schema;
pub mod score;
pub mod settle;
pub mod signature;
pub mod statement;
pub mod stock;
pub mod sync;
#[cfg(test)]
mod tests;
pub mod text;
pub mod time;
pub mod timer;
pub mod value;
pub mod verify;
pub mod wage;
pub mod wipe;
pub mod zone;

pub use rejected::Rejected;
