//! What keeps a form from being imported at all.

use std::fmt;

use super::workbook::Place;

/// Something that has to be mended in the workbook first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Place,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.reason)
    }
}

/// All of them, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, at: Place, reason: impl Into<String>) {
        self.0.push(Problem { at, reason: reason.into() });
    }
}
