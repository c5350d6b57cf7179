//! Accounts from which a customer pays for what was done, and what is deducted when a visit is completed
//! (catalogue rule CH-17; scenario 25).
//!
//! This module is the data of a pack. What follows from it for a case is worked out by [`crate::case`]; what must
//! happen exactly once, under the key of case, visit and rule, is written by the server.

mod definition;

pub use definition::{PayAccount, Settlement, SettlementCharge, SettlementProblem, SettlementRule};
