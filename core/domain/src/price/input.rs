//! What a quote is computed from.

use crate::decimal::Decimal;
use crate::id::{LineId, PriceBookId, VisitId};
use crate::money::Money;

/// Everything that a quote is computed from, beside the price book itself. The order of lines is the
/// order of display; neither it nor the order of sessions changes an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteInput {
    /// The price book that the quote pins; every trace names it.
    pub prices: PriceBookId,
    /// The lines of the quote.
    pub lines: Vec<Line>,
    /// The time that labour items are charged by.
    pub work: Work,
    /// Why nothing is charged, if so.
    pub no_fee: Option<NoFee>,
}

/// A line of the quote, as the document holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: LineId,
    /// What is charged.
    pub charge: Charge,
    /// What people call it; empty: the title of the price book.
    pub what: String,
    /// How much of it.
    pub quantity: Decimal,
    /// The visit in which it was added.
    pub visit: Option<VisitId>,
    /// It was taken out again.
    pub deleted: bool,
}

/// What a line charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// An item of the price book.
    Item {
        /// Its code.
        code: String,
    },
    /// A material that is not on the list (catalogue rule CH-06).
    Unlisted {
        /// What one costs the warehouse, if that is known already.
        cost: Option<Money>,
    },
}

/// The time that labour items are charged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Before the work: what the technician expects.
    Estimated {
        /// Minutes for all labour lines together.
        minutes: u32,
    },
    /// What was recorded, over all visits and phones (catalogue rule CH-05).
    Recorded(Vec<Session>),
}

/// A stretch of work, as one phone recorded it in one visit. Never typed in, never rounded (catalogue rules CH-05
/// and AMB-35).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// How long, in milliseconds.
    pub millis: u64,
    /// The lines that were worked on; empty: all labour lines of the quote. A session that names
    /// only lines which are not in the quote, or not any more, is not charged by it.
    pub items: Vec<LineId>,
}

/// Why nothing is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoFee {
    /// The customer did not accept the quote (catalogue rule CH-02).
    Declined,
    /// Nobody was home (catalogue rule AMB-06).
    Absent,
    /// The work of an earlier job is done again (catalogue rule AMB-44).
    Rework,
}
