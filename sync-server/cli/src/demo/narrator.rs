//! The transcript: who did what, what waited, what one round trip carried, what merged.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

use super::clock::StoryClock;

/// Tells the story on standard output, or nothing with `--json`.
#[derive(Debug)]
pub(crate) struct Narrator {
    clock: Arc<StoryClock>,
    silent: bool,
    coloured: bool,
}

impl Narrator {
    pub(crate) fn new(clock: Arc<StoryClock>, silent: bool) -> Self {
        Self { clock, silent, coloured: std::io::stdout().is_terminal() }
    }

    /// A chapter begins.
    pub(crate) fn chapter(&self, title: &str) {
        self.print(&format!("\n{}", self.paint("1", title)));
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
        self.print(&format!("  {:5}  {:7} {}", "", "->", self.paint("36", what)));
    }

    /// A plain line.
    pub(crate) fn print(&self, line: &str) {
        if !self.silent {
            // A reader who has seen enough and closed the pipe is no failure.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.coloured { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
