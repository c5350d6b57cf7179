//! A lost phone: the office orders it to let go of everything, and hears what came of it.
//!
//! What the office holds goes. What it does not hold stays, locked, until it was sent; or, if the office insists, goes into
//! rescue files first. Whatever interrupts this, it goes on with the next synchronisation or opening: the order is in the
//! store, and each step can be repeated.

mod check;
mod rescue;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::CaseId;
use doorstep_domain::wipe::{LeftCase, WipeReport, WipeRequest};

pub use check::{NotSafe, WhyNotSafe};
pub use rescue::RescueFile;

use crate::core::{DEVICE_KEY, Identity, Shared};
use crate::error::Error;
use crate::store::wipe::{self, Wiping};
use crate::store::{Store, access, enrolment};

/// The most cases that one report names.
const LEFT_MAX: usize = 500;

impl Shared {
    /// Takes the order to wipe this device, if it is one: signed by the office, for this device, newer than the last.
    /// Says whether it holds.
    pub(crate) fn take_wipe(&self, store: &Store, bytes: &[u8], identity: &Identity) -> Result<bool, Error> {
        let Ok(control) = SignedControl::open(bytes) else { return Ok(false) };
        let (body, office) = (control.body(), &identity.enrolment.office);
        let is_from_office = body.certificate == office.id()
            && body.tenant == office.body().tenant
            && control.verify(&office.body().public_key).is_ok();
        let is_for_us =
            matches!(body.order, Order::Wipe { device, .. } if device == identity.enrolment.device);
        if !is_from_office || !is_for_us {
            tracing::warn!("an order to wipe is not signed by the office, or for another device");
            return Ok(false);
        }
        store.writer().transaction::<_, Error>(|tx| Ok(wipe::put(tx, body.round, bytes)?))?;
        self.know_lock(store)?;
        Ok(true)
    }

    /// Lets go of what may go, if the office ordered it.
    pub(crate) fn carry_out_wipe(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        let wiping = store.read::<_, Error>(|connection| Ok(wipe::get(connection)?))?;
        let Some(wiping) = wiping.filter(|wiping| !wiping.is_done) else { return Ok(()) };
        let (kept, free) = store.read::<_, Error>(|connection| Ok(access::by_safety(connection)?))?;
        let left = if wiping.is_forced {
            self.rescue_all(store, kept.clone(), &wiping, identity)
        } else {
            kept.clone()
        };
        let gone: Vec<CaseId> = free.into_iter().chain(kept).filter(|case| !left.contains(case)).collect();
        self.let_go(store, &gone, left.is_empty())
    }

    /// Writes what is left into rescue files; gives back the cases that could not be written, which stay.
    fn rescue_all(
        &self,
        store: &Store,
        kept: Vec<CaseId>,
        wiping: &Wiping,
        identity: &Identity,
    ) -> Vec<CaseId> {
        let mut left = Vec::new();
        for case in kept {
            if let Err(error) = self.rescue(store, case, wiping.rescue_key.as_deref(), identity) {
                tracing::error!(%case, %error, "a job cannot be written into a rescue file, and stays");
                left.push(case);
            }
        }
        left
    }

    /// Removes cases with their files, and everything else if nothing is to stay. What SQLite lets go is overwritten.
    fn let_go(&self, store: &Store, gone: &[CaseId], is_all: bool) -> Result<(), Error> {
        self.renew_actor()?;
        let mut cases = self.cases();
        let mut writer = store.writer();
        writer.connection().pragma_update(None, "secure_delete", true)?;
        writer.transaction::<_, Error>(|tx| {
            let mut count = 0;
            for case in gone {
                count += u32::from(access::has_items(tx, *case)?);
                access::forget(tx, *case)?;
            }
            if is_all {
                wipe::remove_everything(tx)?;
            }
            Ok(wipe::went_on(tx, count, is_all)?)
        })?;
        drop(writer);
        cases.clear();
        drop(cases);
        access::remove_files_of(store.dir(), gone)?;
        store.checkpoint()?;
        self.hub.everything_changed();
        Ok(())
    }

    /// What the office is to hear: how far this device is with being wiped, or that it has heard of nothing.
    pub(crate) fn wipe_report(&self, store: &Store, identity: &Identity) -> Result<WipeRequest, Error> {
        let wiping = store.read::<_, Error>(|connection| Ok(wipe::get(connection)?))?;
        let mut left: BTreeMap<CaseId, LeftCase> = BTreeMap::new();
        if wiping.is_some() {
            for reason in store.read::<_, Error>(|connection| Ok(check::not_safe(connection)?))? {
                let nothing = LeftCase { case: reason.case, item_count: 0, file_count: 0 };
                count(left.entry(reason.case).or_insert(nothing), reason.why);
            }
        }
        let rescued = rescue::list(store.dir())?.iter().take(LEFT_MAX).map(rescue::told).collect();
        let report = WipeReport {
            device: identity.enrolment.device,
            round: wiping.as_ref().map_or(0, |wiping| wiping.round),
            purged_count: wiping.map_or(0, |wiping| wiping.purged_count),
            left: left.into_values().take(LEFT_MAX).collect(),
            rescued,
            at_ms: self.host.clock.now()?.wall_ms,
        };
        Ok(WipeRequest { report: Signed::seal(report, identity.signer.key()).to_bytes().into() })
    }

    /// The office heard the report. If nothing is left, this device forgets who it was.
    pub(crate) fn wipe_heard(&self, store: &Store, round: u32) -> Result<(), Error> {
        let is_done = store.writer().transaction::<_, Error>(|tx| {
            let is_done = wipe::get(tx)?.is_some_and(|wiping| wiping.is_done && wiping.round == round);
            if is_done {
                enrolment::forget(tx)?;
            }
            Ok(is_done)
        })?;
        if is_done {
            self.host.secrets.put(DEVICE_KEY, &[])?;
            self.forget_identity();
            self.hub.everything_changed();
        }
        Ok(())
    }
}

fn count(left: &mut LeftCase, why: WhyNotSafe) {
    match why {
        WhyNotSafe::Unsent { count } | WhyNotSafe::Refused { count } | WhyNotSafe::NotReceipted { count } => {
            left.item_count = left.item_count.saturating_add(count);
        }
        WhyNotSafe::FilesNotStored { count, .. } => left.file_count = left.file_count.saturating_add(count),
        WhyNotSafe::ExportPending => left.item_count = left.item_count.saturating_add(1),
    }
}
