//! The sections of the report, one per file.

mod checklist;
mod coverage;
mod head;
mod history;
mod photos;
mod price;
mod prices;
mod seal;
mod signatures;
mod visits;

use super::paper::Paper;
use crate::part::Part;

impl Paper<'_> {
    pub(super) fn document(&mut self) {
        Part::ALL.into_iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: Part) {
        match part {
            Part::Head => self.head(),
            Part::Remaining => self.remaining(),
            Part::Decisions => self.decisions(),
            Part::Entries => self.entries(),
            Part::Visits => self.visits(),
            Part::Checklist => self.checklist(),
            Part::Coverage => self.coverage(),
            Part::Prices => self.prices(),
            Part::Materials => self.materials(),
            Part::Consents => self.consents(),
            Part::Ratings => self.ratings(),
            Part::Signatures => self.signatures(),
            Part::Photos => self.photos(),
            Part::Lost => self.lost(),
            Part::Timeline => self.timeline(),
            Part::Copies => self.copies(),
            Part::Seal => self.seal(),
        }
    }
}
