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
    /// What stands above the total: the sum without tax and each tax, by name; empty if nothing is said about tax.
    pub above: Vec<Sum>,
    /// The sum; `None` as long as a price is missing.
    pub total: Option<Money>,
    /// What stands below the total: what is paid before the work, what was paid, what is to be paid, by name.
    pub below: Vec<Sum>,
    /// What stands against a total, in words.
    pub problems: Vec<String>,
    /// Minutes of work that are billed.
    pub minutes: Option<u64>,
    /// Agreed, refused, or not answered yet.
    pub accepted: Option<bool>,
    /// What is to be known about the answer: another option was chosen, the prices changed since.
    pub remark: Option<String>,
    /// The technician recommended it among several.
    pub is_recommended: bool,
    /// Name and version of the price book.
    pub price_book: String,
}

/// A named amount beside the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// What it is, such as `VAT 13 %`.
    pub title: String,
    /// How much.
    pub amount: Money,
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
