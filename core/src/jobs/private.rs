//! What a job hides from the user of this device outside the time of a visit.

use std::collections::BTreeSet;

use doorstep_domain::case::Case;
use doorstep_domain::pack::Pack;
use doorstep_domain::privacy::{Privacy, Private, Standing};
use doorstep_report::WorkReport;
use rusqlite::Connection;

use super::Job;
use crate::core::Shared;
use crate::error::Error;
use crate::store::progress::{self, TrueTime};

/// What a job hides from the user of this device, if its service hides anything from that role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPrivacy {
    /// What is hidden outside the time of a visit.
    pub hides: BTreeSet<Private>,
    /// How that stands now.
    pub standing: Standing,
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
        let Some((rules, privacy)) = self.standing_of(connection, case, pack)? else { return Ok(()) };
        if matches!(privacy.standing, Standing::Hidden { .. }) {
            rules.hide_in(&mut job.state);
            job.corrections.retain(|field, _| !rules.hides_correction(field));
        }
        job.privacy = Some(privacy);
        Ok(())
    }

    /// Masks a report.
    pub(super) fn mask_report(
        &self,
        connection: &Connection,
        case: &Case,
        pack: &Pack,
        report: &mut WorkReport,
    ) -> Result<(), Error> {
        let Some((rules, privacy)) = self.standing_of(connection, case, Some(pack))? else { return Ok(()) };
        if matches!(privacy.standing, Standing::Hidden { .. }) {
            let hide = |private: Private, text: &mut String| {
                if rules.hide.contains(&private) {
                    *text = rules.mask(private, text);
                }
            };
            let subject = &mut report.subject;
            hide(Private::Address, &mut subject.address);
            for person in std::iter::once(&mut subject.customer).chain(&mut subject.reporter) {
                hide(Private::Name, &mut person.name);
                person.phone.iter_mut().for_each(|phone| hide(Private::Phone, phone));
            }
        }
        Ok(())
    }

    fn standing_of(
        &self,
        connection: &Connection,
        case: &Case,
        pack: Option<&Pack>,
    ) -> Result<Option<(Privacy, JobPrivacy)>, Error> {
        let rules = pack.map(|pack| self.privacy_of(case, pack)).transpose()?.flatten();
        let Some(rules) = rules else { return Ok(None) };
        let TrueTime { at_ms, is_certain } = self.true_time(connection)?;
        let standing = rules.standing(case.state(), at_ms);
        let privacy = JobPrivacy { hides: rules.hide.clone(), standing, is_certain };
        Ok(Some((rules, privacy)))
    }
}
