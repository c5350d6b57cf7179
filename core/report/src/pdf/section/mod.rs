//! The sections of the report, one per file, in the order of the page.

mod checklist;
mod coverage;
mod head;
mod history;
mod photos;
mod price;
mod seal;
mod signatures;
mod visits;

use super::paper::Paper;

impl Paper<'_> {
    pub(super) fn document(&mut self) {
        self.head();
        self.remaining();
        self.decisions();
        self.entries();
        self.visits();
        self.checklist();
        self.coverage();
        self.prices();
        self.materials();
        self.consents();
        self.ratings();
        self.signatures();
        self.photos();
        self.lost();
        self.timeline();
        self.copies();
        self.seal();
    }
}
