//! A copy for somebody who must not know who and where the customer is.

use doorstep_domain::privacy::{Mask, Private};

use crate::WorkReport;

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
