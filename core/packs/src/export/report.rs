//! What became of every part of a checklist: nothing is left out silently.

use std::fmt;

use crate::report::excerpt;
use crate::xlsform::Verdict;

/// A part of a checklist with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The step, or the part of the checklist that is about all of them.
    pub of: String,
    /// Which part of it, such as `when`.
    pub field: &'static str,
    /// What it says, as far as that is short.
    pub text: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// Every part that a checklist has, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    parts: Vec<Part>,
}

impl Parts {
    pub(super) fn understood(&mut self, of: &str, field: &'static str) {
        self.add(of, field, String::new(), Verdict::Understood);
    }

    pub(super) fn approximated(
        &mut self,
        of: &str,
        field: &'static str,
        text: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.add(of, field, text.into(), Verdict::Approximated(reason.into()));
    }

    pub(super) fn unknown(
        &mut self,
        of: &str,
        field: &'static str,
        text: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.add(of, field, text.into(), Verdict::NotUnderstood(reason.into()));
    }

    fn add(&mut self, of: &str, field: &'static str, text: String, verdict: Verdict) {
        self.parts.push(Part { of: of.to_owned(), field, text, verdict });
    }

    /// Every part with what became of it.
    pub fn iter(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter()
    }

    /// How many parts are in the form, are there but not exactly as they were, are not there.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        self.parts.iter().fold((0, 0, 0), |(yes, nearly, no), part| match part.verdict {
            Verdict::Understood => (yes + 1, nearly, no),
            Verdict::Approximated(_) => (yes, nearly + 1, no),
            Verdict::NotUnderstood(_) => (yes, nearly, no + 1),
        })
    }
}

impl fmt::Display for Parts {
    /// The counts, then every part that a form cannot hold, then those that are approximated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (yes, nearly, no) = self.counts();
        let all = yes + nearly + no;
        writeln!(f, "{yes} of {all} parts understood, {nearly} approximated, {no} not understood")?;
        for (title, is_approximated) in [("Not understood", false), ("Approximated", true)] {
            let wanted: Vec<&Part> = (self.parts.iter())
                .filter(|part| match part.verdict {
                    Verdict::Understood => false,
                    Verdict::Approximated(_) => is_approximated,
                    Verdict::NotUnderstood(_) => !is_approximated,
                })
                .collect();
            if !wanted.is_empty() {
                writeln!(f, "\n{title}:")?;
            }
            for part in wanted {
                writeln!(f, "  {part}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.of, self.field)?;
        if !self.text.is_empty() {
            write!(f, " `{}`", excerpt(&self.text))?;
        }
        match &self.verdict {
            Verdict::Understood => Ok(()),
            Verdict::Approximated(reason) | Verdict::NotUnderstood(reason) => write!(f, ": {reason}"),
        }
    }
}
