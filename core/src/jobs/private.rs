//! What a job hides from the user of this device outside the time of a visit.

use std::collections::BTreeSet;

use doorstep_domain::case::Case;
use doorstep_domain::document::Field;
use doorstep_domain::pack::{Audience, Pack};
use doorstep_domain::privacy::{Mask, Private, Standing, Veil};
use rusqlite::Connection;

use super::Job;
use crate::core::Shared;
use crate::error::Error;
use crate::store::progress::{self, TrueTime};

/// What a job hides from the user of this device, if its service hides anything from that role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPrivacy {
    /// How that stands now.
    pub standing: Standing,
    /// What is hidden now.
    pub hidden: BTreeSet<Private>,
    /// The number of the company over which the customer is called, while the customer's own is hidden.
    pub relay_number: Option<String>,
    /// Whether no clock that it rests on can be moved by hand: the device spoke with the server since its start.
    pub is_certain: bool,
}

impl Shared {
    /// What time it is, as well as this device can know.
    pub(crate) fn true_time(&self, connection: &Connection) -> Result<TrueTime, Error> {
        Ok(progress::true_time(connection, &self.host.clock.now()?)?)
    }

    /// Masks a view of a job.
    pub(super) fn mask(
        &self,
        connection: &Connection,
        case: &Case,
        pack: Option<&Pack>,
        job: &mut Job,
    ) -> Result<(), Error> {
        let rules = pack.map(|pack| self.privacy_of(case, pack)).transpose()?.flatten();
        let Some(rules) = rules else { return Ok(()) };
        let TrueTime { at_ms, is_certain } = self.true_time(connection)?;
        let standing = Standing::at(&rules.shown_times(case.state()), at_ms);
        let mask = rules.mask(standing);
        mask.hide_in(&mut job.state);
        job.corrections.retain(|field, _| !mask.hides_correction(field));
        job.conflicts.retain(|conflict| match &conflict.field {
            Field::Correction(field) => !mask.hides_correction(field),
            _ => true,
        });
        let relay_number = mask.relay_number().map(str::to_owned);
        job.privacy = Some(JobPrivacy { standing, hidden: mask.hidden().clone(), relay_number, is_certain });
        Ok(())
    }

    /// What a case hides from the user of this device at this time. Without the pack nobody knows that it hides
    /// anything.
    pub(super) fn hidden_now(
        &self,
        connection: &Connection,
        case: &Case,
        pack: Option<&Pack>,
    ) -> Result<BTreeSet<Private>, Error> {
        let rules = pack.map(|pack| self.privacy_of(case, pack)).transpose()?.flatten();
        let Some(rules) = rules else { return Ok(BTreeSet::new()) };
        let standing = Standing::at(&rules.shown_times(case.state()), self.true_time(connection)?.at_ms);
        Ok(rules.mask(standing).hidden().clone())
    }

    /// What the user of this device does not see on a copy of the report.
    pub(super) fn mask_of_report(
        &self,
        connection: &Connection,
        case: &Case,
        pack: &Pack,
        audience: Option<Audience>,
    ) -> Result<Option<Mask>, Error> {
        let Some(veil) = Veil::of(case.state(), pack) else { return Ok(None) };
        let identity = self.identity()?;
        let roles = identity.enrolment.certificate.body().roles.iter().map(String::as_str);
        let at_ms = self.true_time(connection)?.at_ms;
        Ok(veil.mask_of_copy(audience, roles, at_ms))
    }
}
