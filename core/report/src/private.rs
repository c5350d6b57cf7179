//! A copy for somebody who must not know who and where the customer is.

use doorstep_domain::privacy::{Mask, Private};

use crate::{HistoryEntry, WorkReport};

impl HistoryEntry {
    /// Takes corrections of what is hidden out of a history, and what wrote nothing else.
    pub fn hide(entries: &mut Vec<Self>, mask: &Mask) {
        entries.retain_mut(|entry| {
            let had_values = !entry.values.is_empty();
            entry.values.retain(|value| {
                value.correction.as_deref().is_none_or(|field| !mask.hides_correction(field))
            });
            !had_values || !entry.values.is_empty()
        });
    }
}

impl WorkReport {
    /// Puts what remains to be seen in the place of what is hidden. What people wrote freely and what was signed stays
    /// as it is.
    pub fn hide(&mut self, mask: &Mask) {
        let subject = &mut self.subject;
        mask.hide(Private::Address, &mut subject.address);
        mask.hide_in_person(&mut subject.customer);
        subject.reporter.iter_mut().for_each(|reporter| mask.hide_in_person(reporter));
        for entry in &mut self.entries {
            mask.hide(Private::Name, &mut entry.contact);
            entry.phone.iter_mut().for_each(|phone| mask.hide(Private::Phone, phone));
        }
    }
}
