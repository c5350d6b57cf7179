//! Before the technician leaves: what of a job is not on this phone yet, and what helps.
//!
//! Prices, checklists and guidance are parts of the pack: where it is here, they are. What a synchronisation can bring it
//! brings by itself, today's jobs first, as far as its budget and the network allow.

use std::path::Path;

use rusqlite::{Connection, named_params};

use doorstep_domain::id::{BlobId, CaseId, PackId};

use crate::core::{Core, Identity};
use crate::error::Error;
use crate::store::{StoreError, blobs, fonts, packs};

/// Without a window a visit is taken to end within a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// Something that a job needs without a network and that is not on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReady {
    /// What.
    pub what: NotReadyWhat,
    /// How much of it is still to be fetched, in bytes, if that is known.
    pub size_bytes: Option<u64>,
    /// What helps.
    pub next: ReadyStep,
}

/// What is not on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReadyWhat {
    /// A pack that the job, a quote or a visit follows: checklist, prices, guidance.
    Pack {
        /// Which one.
        pack: PackId,
        /// Its id in text, if the office told.
        name: Option<String>,
        /// Its version, if the office told.
        version: Option<u32>,
    },
    /// A photo of an earlier visit, or of a colleague.
    Photo {
        /// Its file.
        photo: BlobId,
    },
    /// This device may not sign until the visit is over: its certificate ends before.
    Certificate {
        /// First moment at which it no longer counts, milliseconds since 1970 UTC.
        until_ms: i64,
    },
    /// The office took this device out: what is done is kept, and cannot be sent.
    SignedOut,
    /// The font of printed reports: the report can only be handed over as a page.
    Font,
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadyStep {
    /// Synchronise.
    Sync,
    /// Synchronise on a network that costs nothing, with the phone charged.
    SyncAtHome,
    /// Wait: the phone that took it has not sent it yet.
    WaitForColleague,
    /// Ask the office for a new code.
    AskOffice,
}

impl Core {
    /// What a job needs without a network and that is not on this phone; empty: go. What keeps the work from being done
    /// comes first, the font of printed reports last.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotOpen`], [`Error::Store`], [`Error::Case`].
    pub fn ready_offline(&self, case: CaseId) -> Result<Vec<NotReady>, Error> {
        let identity = self.shared.identity()?;
        let now_ms = self.shared.host.clock.now()?.wall_ms;
        self.view(case, |_, store, case, _| {
            let state = case.state();
            let own = state.created.as_ref().map(|created| created.body.pack);
            let needed: Vec<PackId> = own.into_iter().chain(case.other_packs()).collect();
            store.read(|connection| {
                let mut missing = missing_packs(connection, &needed)?;
                let ends_ms = window_end(connection, case.id())?.unwrap_or(now_ms.saturating_add(DAY_MS));
                missing.extend(not_admitted(&identity, ends_ms.max(now_ms)));
                missing.extend(missing_photos(connection, store.dir(), case.id())?);
                missing.extend(missing_font(connection, store.dir())?);
                Ok(missing)
            })
        })
    }
}

fn missing_packs(connection: &Connection, needed: &[PackId]) -> Result<Vec<NotReady>, StoreError> {
    let known = packs::list(connection)?;
    let mut missing = Vec::new();
    for pack in needed {
        let summary = known.iter().find(|summary| summary.id == *pack);
        if summary.is_some_and(|summary| summary.is_here) {
            continue;
        }
        let (name, version) =
            summary.map(|summary| (summary.name.clone(), summary.version)).unwrap_or_default();
        let what = NotReadyWhat::Pack { pack: *pack, name, version };
        missing.push(NotReady { what, size_bytes: packs::size(connection, *pack)?, next: ReadyStep::Sync });
    }
    Ok(missing)
}

/// Whether what is signed until then would count.
fn not_admitted(identity: &Identity, ends_ms: i64) -> Vec<NotReady> {
    let until_ms = identity.enrolment.certificate.body().valid_until_ms;
    let whats = [
        (until_ms <= ends_ms).then_some(NotReadyWhat::Certificate { until_ms }),
        identity.enrolment.is_signed_out.then_some(NotReadyWhat::SignedOut),
    ];
    let asked = |what| NotReady { what, size_bytes: None, next: ReadyStep::AskOffice };
    whats.into_iter().flatten().map(asked).collect()
}

fn missing_photos(connection: &Connection, dir: &Path, case: CaseId) -> Result<Vec<NotReady>, StoreError> {
    let photo = |file: blobs::Elsewhere| {
        let next = if file.is_stored { ReadyStep::Sync } else { ReadyStep::WaitForColleague };
        let here = blobs::arrived_bytes(dir, case, file.blob);
        let size_bytes = Some(file.size_bytes.saturating_sub(here));
        NotReady { what: NotReadyWhat::Photo { photo: file.blob }, size_bytes, next }
    };
    Ok(blobs::elsewhere(connection, case)?.into_iter().map(photo).collect())
}

fn missing_font(connection: &Connection, dir: &Path) -> Result<Option<NotReady>, StoreError> {
    let wanted = fonts::wanted(connection, dir)?;
    Ok(wanted.map(|font| NotReady {
        what: NotReadyWhat::Font,
        size_bytes: Some(font.size_bytes - font.have_bytes),
        next: ReadyStep::SyncAtHome,
    }))
}

/// When the window of the current visit ends.
fn window_end(connection: &Connection, case: CaseId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT max(window_end_ms) FROM jobs WHERE case_id = :case";
    let parameters = named_params! {":case": case.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}
