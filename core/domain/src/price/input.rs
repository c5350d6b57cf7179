//! What a quote is computed from.

use std::collections::BTreeMap;
use std::fmt;

use super::rule::Once;
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
    /// The visit in which the quote is made.
    pub visit: Option<VisitId>,
    /// What leaders or the office said to discounts, by the id of the discount.
    pub approvals: BTreeMap<String, bool>,
    /// Which surcharges another quote of the job carries already, that was accepted before this one.
    pub carried: Carried,
}

impl QuoteInput {
    /// The only quote of a job, in no visit yet.
    #[must_use]
    pub fn new(prices: PriceBookId, lines: Vec<Line>, work: Work) -> Self {
        let (approvals, carried) = (BTreeMap::new(), Carried::default());
        Self { prices, lines, work, no_fee: None, visit: None, approvals, carried }
    }
}

/// Which surcharges are carried by an accepted quote before this one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Another quote of the job was accepted first.
    pub job: bool,
    /// Another quote of the same visit was accepted first.
    pub visit: bool,
}

impl Carried {
    pub(super) fn carries(self, once: Once) -> bool {
        match once {
            Once::Job => self.job,
            Once::Visit => self.visit,
            Once::Quote => false,
        }
    }
}

/// What a line of a quote is called by: a line that somebody wrote, or the rule that added it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKey {
    /// A line of the document.
    Line(LineId),
    /// The name of a surcharge. No rule is called like a line id, see [`super::PriceBook::problems`].
    Rule(String),
}

impl LineKey {
    /// The line of the document, if it is one.
    #[must_use]
    pub fn line(&self) -> Option<LineId> {
        match self {
            Self::Line(id) => Some(*id),
            Self::Rule(_) => None,
        }
    }

    /// The name of the rule that added it, if one did.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match self {
            Self::Line(_) => None,
            Self::Rule(name) => Some(name),
        }
    }
}

impl From<LineId> for LineKey {
    fn from(id: LineId) -> Self {
        Self::Line(id)
    }
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(id) => id.fmt(f),
            Self::Rule(name) => f.write_str(name),
        }
    }
}

impl serde::Serialize for LineKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
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
    /// Why this line is not charged, if so.
    pub no_fee: Option<NoFee>,
}

/// What a line charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// An item or a discount of the price book.
    Item {
        /// Its code.
        code: String,
        /// What one costs or is worth by the word of whoever wrote the line; only a price with bounds and a credit
        /// without a price ask for it.
        stated: Option<Money>,
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
