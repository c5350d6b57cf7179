//! Where the expressions of a price book stand.

/// What the place of an expression needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A yes or a no.
    Condition,
    /// An Int or a Decimal.
    Number,
}

/// The path of a part, such as `items.unblock`.
pub(super) struct Path(String);

impl Path {
    pub(super) fn of(part: &str, id: &str) -> Self {
        Self(format!("{part}.{id}"))
    }

    pub(super) fn at(&self, field: &str) -> String {
        format!("{}.{field}", self.0)
    }
}
