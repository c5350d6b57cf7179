//! What went wrong, in one line for a person at a terminal.

use std::fmt;

/// A failure of a command.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// What was being done, and why it failed.
    pub(crate) fn new(doing: &str, why: impl fmt::Display) -> Self {
        Self(format!("{doing}: {why}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something fails.
pub(crate) trait Doing<T> {
    /// `.doing("opening the data directory")?`
    fn doing(self, what: &str) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: &str) -> Result<T, Failure> {
        self.map_err(|why| Failure::new(what, why))
    }
}
