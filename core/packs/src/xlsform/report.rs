//! What became of every cell: nothing is dropped silently.

use std::collections::BTreeMap;
use std::fmt;

use super::sheet::near_column;
use super::workbook::{Cell, Place};
use crate::nearest::hint;
use crate::report::excerpt;

/// What became of one cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It means in the pack what it meant in the form.
    Understood,
    /// It is there, but not exactly as it was: the reason says how it differs.
    Approximated(String),
    /// It is not in the pack.
    NotUnderstood(String),
}

/// A cell with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellVerdict {
    /// Where it stands.
    pub at: Place,
    /// The header of its column.
    pub header: String,
    /// What it says.
    pub text: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// Every cell that was met, in the order of the workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    cells: BTreeMap<Place, (String, String, Option<Verdict>)>,
}

impl Cells {
    /// A cell below a header was met.
    pub(super) fn met(&mut self, cell: &Cell, header: &str) {
        self.cells.insert(cell.at.clone(), (header.to_owned(), cell.text.clone(), None));
    }

    pub(super) fn understood(&mut self, cell: &Cell) {
        self.judge(&cell.at, Verdict::Understood);
    }

    pub(super) fn approximated(&mut self, cell: &Cell, reason: impl Into<String>) {
        self.judge(&cell.at, Verdict::Approximated(reason.into()));
    }

    pub(super) fn unknown(&mut self, cell: &Cell, reason: impl Into<String>) {
        self.judge(&cell.at, Verdict::NotUnderstood(reason.into()));
    }

    /// Something at a place that no cell below a header stands for.
    pub(super) fn unknown_place(&mut self, place: &Place, reason: impl Into<String>) {
        self.judge(place, Verdict::NotUnderstood(reason.into()));
    }

    /// The worst that was said of a cell counts.
    fn judge(&mut self, place: &Place, verdict: Verdict) {
        let (_, _, current) = self.cells.entry(place.clone()).or_default();
        if current.as_ref().is_none_or(|current| rank(current) < rank(&verdict)) {
            *current = Some(verdict);
        }
    }

    /// Every cell with what became of it. A cell that nothing asked for is not understood.
    pub fn iter(&self) -> impl Iterator<Item = CellVerdict> {
        self.cells.iter().map(|(at, (header, text, verdict))| CellVerdict {
            at: at.clone(),
            header: header.clone(),
            text: text.clone(),
            verdict: verdict.clone().unwrap_or_else(|| {
                Verdict::NotUnderstood(format!(
                    "nothing of a pack corresponds to the column `{header}`{}",
                    hint(near_column(header))
                ))
            }),
        })
    }

    /// How many cells were understood, approximated, not understood.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        self.iter().fold((0, 0, 0), |(yes, nearly, no), cell| match cell.verdict {
            Verdict::Understood => (yes + 1, nearly, no),
            Verdict::Approximated(_) => (yes, nearly + 1, no),
            Verdict::NotUnderstood(_) => (yes, nearly, no + 1),
        })
    }
}

fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Understood => 0,
        Verdict::Approximated(_) => 1,
        Verdict::NotUnderstood(_) => 2,
    }
}

impl fmt::Display for Cells {
    /// The counts, then every cell that is not understood, then those that are approximated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (yes, nearly, no) = self.counts();
        let all = yes + nearly + no;
        writeln!(f, "{yes} of {all} cells understood, {nearly} approximated, {no} not understood")?;
        for (title, wanted) in [("Not understood", 2), ("Approximated", 1)] {
            let of_rank: Vec<CellVerdict> =
                self.iter().filter(|cell| rank(&cell.verdict) == wanted).collect();
            if !of_rank.is_empty() {
                writeln!(f, "\n{title}:")?;
            }
            for cell in of_rank {
                writeln!(f, "  {cell}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for CellVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)?;
        if !self.header.is_empty() {
            write!(f, " ({})", self.header)?;
        }
        if !self.text.is_empty() {
            write!(f, " `{}`", excerpt(&self.text))?;
        }
        match &self.verdict {
            Verdict::Understood => Ok(()),
            Verdict::Approximated(reason) | Verdict::NotUnderstood(reason) => write!(f, ": {reason}"),
        }
    }
}
