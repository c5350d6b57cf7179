//! Loads a bundle into a fresh store and folds it there, with the same parts that an app uses.

use std::path::Path;
use std::sync::Arc;

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::Hash;
use doorstep_domain::pack::pack_id;
use doorstep_domain::sync::Item;
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;

use super::file::{Bundle, CaseOf, Enrolled, From, ItemOf, NotBundle, Stands, Why};
use super::picture::{self, ReplayedCase};
use crate::core::{Config, Core, DEVICE_KEY};
use crate::error::Error;
use crate::host::{Clock, Host, HostError, MemorySecretStore, SecretStore as _, SystemEntropy};
use crate::store::enrolment::{self, Enrolment};
use crate::store::items::{self, Origin, State};
use crate::store::outbox::{self, Reason};
use crate::store::{Store, cases, packs, progress};

/// The clock of the phone when the bundle was written: it stands still.
#[derive(Debug)]
struct Then(TimeEvidence);

impl Clock for Then {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        Ok(self.0)
    }
}

/// Folds a bundle in a store of its own in `dir`, which must be empty, and leaves the store there.
pub(super) fn replay(bundle: &Bundle, dir: &Path) -> Result<Vec<ReplayedCase>, Error> {
    let Some(enrolled) = &bundle.enrolment else { return Ok(Vec::new()) };
    let secrets = Arc::new(MemorySecretStore::default());
    secrets.put(DEVICE_KEY, &enrolled.seed)?;
    prepare(bundle, enrolled, &Store::open(dir)?)?;
    let host = Host {
        clock: Arc::new(Then(bundle.made)),
        entropy: Arc::new(SystemEntropy),
        secrets,
        transport: None,
    };
    let core = Core::open(Config { dir: dir.to_owned(), language: Language(bundle.language.clone()), host })?;
    // What was part of a case first, as it was on the phone: of two changes that exclude each other the first stays.
    fold(&core, bundle, |state| state == Stands::Applied)?;
    core.shared.cases().clear();
    fold(&core, bundle, |state| state != Stands::Applied)?;
    set_outbox(&core, bundle)?;
    let replayed = bundle.cases.iter().map(|case| picture::of(&core, case.case)).collect();
    core.shutdown()?;
    replayed
}

/// Writes who the phone is and what its cases follow.
fn prepare(bundle: &Bundle, enrolled: &Enrolled, store: &Store) -> Result<(), Error> {
    let malformed = |_| Error::Bundle(NotBundle::Malformed);
    let certificate: Signed<Certificate> = Signed::open(&enrolled.certificate).map_err(malformed)?;
    let enrolment = Enrolment {
        device: certificate.body().device,
        server_url: String::new(),
        root_key: enrolled.root_key,
        certificate,
        office: Signed::open(&enrolled.office).map_err(malformed)?,
        token: String::new(),
        is_signed_out: enrolled.is_signed_out,
        is_logged_out: false,
    };
    let read = bundle.progress;
    store.writer().transaction(|tx| {
        enrolment::put(tx, &enrolment)?;
        progress::set(
            tx,
            &progress::Progress {
                epoch: read.epoch,
                cursor: read.cursor,
                must_refill: read.must_refill,
                synced_at_ms: read.synced_at_ms,
                server_ms: read.server_ms,
            },
        )?;
        for pack in &bundle.packs {
            packs::put(tx, pack_id(pack), pack)?;
        }
        bundle.cases.iter().try_for_each(|case| cases::ensure(tx, case.case))?;
        Ok::<_, Error>(())
    })
}

/// Stores the items of a state and lets the core fold them.
fn fold(core: &Core, bundle: &Bundle, is_wanted: impl Fn(Stands) -> bool) -> Result<(), Error> {
    let identity = core.shared.identity()?;
    let store = core.shared.open()?;
    store.writer().transaction::<_, Error>(|tx| {
        for case in &bundle.cases {
            for stored in case.items.iter().filter(|stored| is_wanted(stored.state)) {
                let Some((item, hash)) = readable(stored) else { continue };
                let origin = match stored.origin {
                    From::Own => Origin::Own,
                    From::Server => Origin::Server,
                    From::File => Origin::File,
                };
                let row = items::insert(tx, case.case, &item, hash, origin, &State::Unread)?;
                if let Some(row) = row.filter(|_| stored.is_held) {
                    items::set_held(tx, row, bundle.progress.epoch)?;
                }
            }
        }
        Ok(())
    })?;
    core.shared.apply_unread(&store, &identity).map(drop)
}

fn readable(stored: &ItemOf) -> Option<(Item, Hash)> {
    let item = Item { kind: stored.kind, bytes: stored.bytes.clone()? };
    let hash = item.hash().ok()?;
    Some((item, hash))
}

fn set_outbox(core: &Core, bundle: &Bundle) -> Result<(), Error> {
    core.shared.open()?.writer().transaction::<_, Error>(|tx| {
        for CaseOf { case, items, .. } in &bundle.cases {
            for stored in items {
                let (Some(row), Some((_, hash))) = (&stored.outbox, readable(stored)) else { continue };
                let Some(id) = items::find(tx, *case, hash)? else { continue };
                let reason = match row.reason {
                    Why::Own => Reason::Own,
                    Why::Relay => Reason::Relay,
                    Why::Refill => Reason::Refill,
                };
                outbox::add(tx, id, *case, row.is_urgent, reason)?;
                if let Some(code) = &row.code {
                    outbox::refuse(tx, id, code, row.detail.as_deref().unwrap_or_default())?;
                }
            }
        }
        Ok(())
    })
}
