//! What it costs, and why.

use doorstep_domain::money::Money;

/// A quote that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// What tells it from other quotes of the job; empty if there is only one.
    pub title: String,
    /// The currency of every amount.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<QuoteLine>,
    /// The sum; `None` as long as a price is missing.
    pub total: Option<Money>,
    /// What stands against a total, in words.
    pub problems: Vec<String>,
    /// Minutes of work that are billed.
    pub minutes: Option<u64>,
    /// Agreed, refused, or not answered yet.
    pub accepted: Option<bool>,
    /// Name and version of the price book.
    pub price_book: String,
}

/// A currency as amounts are shown in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// The word, such as `yuan` or 元.
    pub name: String,
    /// Digits after the point.
    pub minor_digits: u8,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLine {
    /// What it is.
    pub title: String,
    /// How much of it, with unit: `2 m`.
    pub quantity: String,
    /// What it costs.
    pub amount: LineAmount,
    /// How the amount came about, one sentence for each part.
    pub trace: Vec<String>,
}

/// What a line costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineAmount {
    /// In minor units.
    Priced(Money),
    /// It cannot be computed; never 0, never guessed. The quote's problems say why.
    NotConfigured,
}

/// A material or part that was used (catalogue RC-02: "materials in detail with unit price").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// What it is, with its model.
    pub name: String,
    /// How much, with unit.
    pub quantity: String,
    /// What one costs, with currency; `None` if nobody priced it.
    pub unit_price: Option<String>,
    /// Where it came from, or what is special about it.
    pub note: Option<String>,
}
