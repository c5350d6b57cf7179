//! Who and where the customer is, hidden from whoever must not see it now.
//!
//! The office itself, that is whoever holds its token, sees everything: it dispatches. Whoever is signed in with a role
//! sees what the pack shows that role at this moment.

use doorstep_domain::fold::Authority;
use doorstep_domain::privacy::{Mask, Private, Veil};
use doorstep_domain::rejected::Rejected;

use super::view::{Entry, Job};
use super::{Office, OfficeError};
use crate::store::JobRow;

impl Office<'_> {
    /// What of a case is hidden from whoever asks.
    pub(super) fn mask(&self, veil: Option<&Veil>) -> Option<Mask> {
        let role = self.acting.as_ref()?.role.as_str();
        veil?.mask([role], self.node.now_ms())
    }

    /// Hides it in a row.
    pub(super) fn hide_in_row(&self, row: &mut JobRow) {
        if let Some(mask) = self.mask(row.veil.as_ref()) {
            row.masked = [Private::Name, Private::Address].iter().any(|part| mask.hidden().contains(part));
            mask.hide(Private::Name, &mut row.customer);
            mask.hide(Private::Address, &mut row.address);
        }
    }

    /// Hides it in a job, and in what the job shows of others.
    pub(super) fn hide_in_job(&self, job: &mut Job) {
        if let Some(mask) = self.mask(job.row.veil.as_ref()) {
            job.hide(&mask);
        }
        self.hide_in_row(&mut job.row);
        job.complaints.iter_mut().for_each(|row| self.hide_in_row(row));
    }

    /// What concerns everybody's work is for the office itself and for roles that lead.
    pub(super) fn check_leads(&self) -> Result<(), OfficeError> {
        let leads = |role: &str| Authority::of([role]) == Authority::Lead;
        if self.acting.as_ref().is_none_or(|acting| leads(&acting.role)) {
            return Ok(());
        }
        Err(Rejected::Role { needed: Authority::LEAD_ROLES.map(str::to_owned).to_vec() }.into())
    }
}

impl Job {
    fn hide(&mut self, mask: &Mask) {
        self.customer_phone.iter_mut().for_each(|phone| mask.hide(Private::Phone, phone));
        self.reporter.iter_mut().for_each(|reporter| mask.hide_in_person(reporter));
        for Entry { contact, phone, .. } in &mut self.entries {
            mask.hide(Private::Name, contact);
            phone.iter_mut().for_each(|phone| mask.hide(Private::Phone, phone));
        }
        self.corrections.retain(|field, _| !mask.hides_correction(field));
        self.decisions.retain(|story| {
            let field = story.field.as_deref().and_then(|field| field.strip_prefix("correction:"));
            field.is_none_or(|field| !mask.hides_correction(field))
        });
        self.relay_number = mask.relay_number().map(str::to_owned);
    }
}
