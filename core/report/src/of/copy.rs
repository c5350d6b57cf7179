//! A copy of the record for somebody: the pack says what it leaves out and hides (catalogue section 5.4).

use doorstep_domain::pack::{CopyRules, Section};
use doorstep_domain::privacy::Mask;

use super::Builder;
use crate::model::{Since, WorkReport};

impl Builder<'_> {
    /// The report as its audience gets it.
    pub(super) fn as_copy(&self, mut report: WorkReport) -> WorkReport {
        let audience = self.source.audience;
        let rules = audience.and_then(|audience| self.parts.form.audiences.get(&audience));
        let Some(rules) = rules else { return report };
        report.leave_out(rules);
        report.hide(&Mask::of_copy(rules));
        report
    }
}

impl WorkReport {
    /// Takes sections out, and remembers which of them had something to say.
    fn leave_out(&mut self, rules: &CopyRules) {
        for section in &rules.without {
            if self.take_out(*section) {
                self.left_out.insert(*section);
            }
        }
        if rules.without.contains(&Section::Prices) && self.take_out(Section::History) {
            self.left_out.insert(Section::History);
        }
    }

    /// Says whether there was anything.
    fn take_out(&mut self, section: Section) -> bool {
        match section {
            Section::Visits => emptied(&mut self.visits),
            Section::Checklist => emptied(&mut self.checklist),
            Section::Coverage => self.coverage.take().is_some(),
            Section::Prices => self.take_out_prices(),
            Section::Trace => {
                let mut had = false;
                for line in self.quotes.iter_mut().flat_map(|quote| &mut quote.lines) {
                    had |= emptied(&mut line.trace);
                }
                had
            }
            Section::Materials => emptied(&mut self.materials),
            Section::Consents => emptied(&mut self.consents),
            Section::Ratings => emptied(&mut self.ratings),
            Section::Photos => emptied(&mut self.photos),
            Section::Entries => emptied(&mut self.entries),
            Section::Decisions => emptied(&mut self.decisions),
            Section::Lost => {
                let had = self.lost_on_paper().next().is_some();
                self.lost.clear();
                had
            }
            Section::History => emptied(&mut self.timeline),
            Section::Copies => emptied(&mut self.copies),
        }
    }

    /// Amounts stand in more places than in the quotes.
    fn take_out_prices(&mut self) -> bool {
        for material in &mut self.materials {
            material.unit_price = None;
        }
        for signature in &mut self.signatures {
            if let Since::Changed(difference) = &mut signature.since {
                difference.take_out_prices();
            }
        }
        emptied(&mut self.quotes)
    }
}

fn emptied<T>(list: &mut Vec<T>) -> bool {
    !std::mem::take(list).is_empty()
}
