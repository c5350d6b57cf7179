//! The transcript: who did what, what waited, what one round trip carried, what merged.

use std::sync::Arc;

use super::clock::StoryClock;

/// Tells the story on standard output, or nothing with `--json`.
#[derive(Debug)]
pub(crate) struct Narrator {
    clock: Arc<StoryClock>,
    silent: bool,
}

impl Narrator {
    pub(crate) fn new(clock: Arc<StoryClock>, silent: bool) -> Self {
        Self { clock, silent }
    }

    /// A chapter begins.
    pub(crate) fn chapter(&self, title: &str) {
        self.print(&format!("\n\x1b[1m{title}\x1b[0m"));
    }

    /// Somebody does something.
    pub(crate) fn says(&self, who: &str, what: &str) {
        self.print(&format!("  {}  {who:<7} {what}", self.clock.time_of_day()));
    }

    /// More about the line before.
    pub(crate) fn adds(&self, what: &str) {
        self.print(&format!("  {:5}  {:7} {what}", "", ""));
    }

    /// Something to stop at: a merge, a decision, a refusal.
    pub(crate) fn marks(&self, what: &str) {
        self.print(&format!("  {:5}  {:7} \x1b[36m{what}\x1b[0m", "", "->"));
    }

    /// A plain line.
    pub(crate) fn print(&self, line: &str) {
        if !self.silent {
            println!("{line}");
        }
    }
}
