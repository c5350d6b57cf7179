//! What the store derives from a case: its row in lists, the pack and the files that it needs.

use std::sync::Arc;

use rusqlite::Transaction;

use doorstep_domain::case::Case;
use doorstep_domain::document::DocumentView;
use doorstep_domain::fact::{Created, Phase};
use doorstep_domain::pack::Pack;
use doorstep_domain::privacy::{Mask, Privacy, Private};
use doorstep_domain::stock;
use doorstep_domain::time::TimeEvidence;

use crate::core::Shared;
use crate::error::Error;
use crate::store::alarms::Alarms;
use crate::store::around::Around;
use crate::store::job_rows::{self, Cards, JobRow};
use crate::store::shown::{Masked, Shown};
use crate::store::{Store, blobs, notices, packs};

/// What timers are computed with.
pub(crate) struct Timing {
    /// `None` while the pack is not on this device.
    pack: Option<Arc<Pack>>,
    now: TimeEvidence,
    /// What is hidden from the user of this device.
    privacy: Option<Privacy>,
}

impl Shared {
    /// What the timers of a case are computed with. A pack that cannot be read stops no job.
    pub(crate) fn timing_of(&self, store: &Store, case: &Case) -> Result<Timing, Error> {
        let pack = self.pack_of(store, case).unwrap_or_else(|error| {
            tracing::warn!(case = %case.id(), %error, "no timers without the pack");
            None
        });
        let privacy = pack.as_deref().map(|pack| self.privacy_of(case, pack)).transpose()?.flatten();
        Ok(Timing { pack, now: self.host.clock.now()?, privacy })
    }

    /// What the service of a case hides from the user of this device.
    pub(crate) fn privacy_of(&self, case: &Case, pack: &Pack) -> Result<Option<Privacy>, Error> {
        let Some(privacy) = Privacy::of(case.state(), pack) else { return Ok(None) };
        let identity = self.identity()?;
        let roles = &identity.enrolment.certificate.body().roles;
        Ok(privacy.concerns(roles.iter().map(String::as_str)).then(|| privacy.clone()))
    }
}

/// The row of a case; `None` as long as its beginning is missing.
pub(crate) fn of(case: &Case, timing: &Timing) -> Option<JobRow> {
    let state = case.state();
    let created = &state.created.as_ref()?.body;
    let visit = state.current_visit().unwrap_or(created.visit);
    let current = state.visits.get(&visit);
    let phase = current.and_then(|visit| visit.phase.as_ref()).map_or(Phase::Planned, |phase| phase.value.0);
    let window = current.and_then(|visit| visit.appointment.as_ref()).map(|appointment| appointment.value);
    let document = case.document();
    let decisions = state.decisions.len() + document.conflicts.len();
    Some(JobRow {
        case: case.id(),
        number: created.number.clone(),
        case_kind: created.case_kind.name(),
        shown: shown(created, timing.privacy.as_ref().map(Privacy::during).as_ref()),
        time_zone: created.site.time_zone.clone(),
        report: created.report.clone(),
        is_emergency: created.emergency,
        outcome: state.outcome_name(),
        phase: phase.name(),
        visit,
        assigned: current.map(|visit| visit.assigned.clone()).unwrap_or_default(),
        window_start_ms: window.map(|(start, _)| start),
        window_end_ms: window.and_then(|(_, end)| end),
        is_archived: state.archived.as_ref().is_some_and(|archived| archived.value),
        decision_count: u32::try_from(decisions).unwrap_or(u32::MAX),
        pack: created.pack,
        reported_at_ms: created.reported_at_ms,
        masked: timing.privacy.as_ref().map(|privacy| masked(case, created, privacy)),
        alarms: alarms(case, &document, timing),
        around: around(case, timing),
        cards: Cards {
            customer: (created.customer.card, created.customer.version),
            site: (created.site.card, created.site.version),
        },
    })
}

/// Who and where the customer is, as it is shown.
fn shown(created: &Created, mask: Option<&Mask>) -> Shown {
    let shown =
        |private: Private, text: &str| mask.map_or_else(|| text.to_owned(), |mask| mask.shown(private, text));
    Shown {
        customer: shown(Private::Name, &created.customer.name),
        address: shown(Private::Address, &created.site.address),
        phone: created
            .customer
            .phone
            .as_deref()
            .map_or_else(String::new, |phone| shown(Private::Phone, phone)),
    }
}

/// What remains to be seen of a case outside the time of its visits, and when that is.
fn masked(case: &Case, created: &Created, privacy: &Privacy) -> Masked {
    Masked { shown: shown(created, Some(&privacy.outside())), times: privacy.shown_times(case.state()) }
}

/// What is due in a case. A service that the pack does not have asks for nothing.
fn alarms(case: &Case, document: &DocumentView, timing: &Timing) -> Option<Alarms> {
    let view = case.timers_with(document, timing.pack.as_deref()?, timing.now);
    let mut alarms = view.map(|view| Alarms::of(&view)).unwrap_or_default();
    alarms.all.extend(case.custody_alarms());
    Some(alarms)
}

/// What a case leaves in vans, and whom it asks for afterwards.
fn around(case: &Case, timing: &Timing) -> Around {
    let follow_ups = timing.pack.as_deref().and_then(|pack| case.follow_ups(pack).ok());
    Around { stock: stock::of_case(case.state()), follow_ups: follow_ups.unwrap_or_default() }
}

/// Writes everything that is derived from a case after foreign items came.
pub(crate) fn put_derived(tx: &Transaction<'_>, case: &Case, row: Option<&JobRow>) -> Result<(), Error> {
    if let Some(row) = row {
        job_rows::put(tx, row)?;
        packs::want(tx, row.pack)?;
    }
    let photos = case.state().visits.values().flat_map(|visit| &visit.photos);
    for photo in photos {
        let photo = &photo.body;
        blobs::declare(tx, case.id(), photo.blob, photo.size_bytes, &photo.media_type)?;
    }
    for pack in case.other_packs() {
        packs::want(tx, pack)?;
    }
    for fact in &case.state().notices_seen {
        notices::remove(tx, case.id(), *fact)?;
    }
    Ok(())
}
