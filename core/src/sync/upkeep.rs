//! What nobody waits for: filling a server's new log, letting cases go, rewriting snapshots.

use doorstep_domain::case::Case;
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::sync::{Item, ItemKind};

use super::machine::Machine;
use super::patience;
use super::report::SyncStatus;
use crate::core::{Identity, Shared};
use crate::error::Error;
use crate::store::items::{self, Origin, State};
use crate::store::{Store, access, cases, enrolment, held, outbox, progress};

impl Shared {
    /// After the server's log began anew and everything it has was pulled: sends it what it lacks.
    pub(super) fn refill_if_due(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        let progress = store.read::<_, Error>(|connection| Ok(progress::get(connection)?))?;
        if !progress.must_refill {
            return Ok(());
        }
        for id in store.read::<_, Error>(|connection| Ok(cases::with_snapshot(connection)?))? {
            self.unpack_snapshot(store, id, identity)?;
        }
        store.writer().transaction::<_, Error>(|tx| {
            outbox::refill(tx, progress.epoch)?;
            held::set_due(tx)?;
            Ok(progress::set(tx, &progress::Progress { must_refill: false, ..progress })?)
        })
    }

    /// Makes items of the changes that a case has only inside its snapshot. Rows are the order in which items
    /// leave, so those that may build on them move behind them.
    pub(super) fn unpack_snapshot(
        &self,
        store: &Store,
        id: CaseId,
        identity: &Identity,
    ) -> Result<(), Error> {
        let mut loaded_cases = self.cases();
        let mut writer = store.writer();
        let loaded = match loaded_cases.get(writer.connection(), id, &identity.enrolment.root_key) {
            Ok(loaded) => loaded,
            Err(Error::Case(error)) => {
                tracing::error!(case = %id, %error, "a stuck case cannot be sent again");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let changes = changes_of(&loaded.case);
        writer.transaction::<_, Error>(|tx| {
            let mut is_new = false;
            for (hash, item) in &changes {
                if let Some(row) = items::insert(tx, id, item, *hash, Origin::Server, &State::Applied)? {
                    items::set_in_snapshot(tx, row, true)?;
                    is_new = true;
                } else if is_new {
                    items::move_to_end(tx, id, *hash)?;
                }
            }
            Ok(())
        })
    }

    /// What is left to do after the last request: nobody waits for it.
    pub(super) fn wind_up(&self, machine: &mut Machine, identity: &Identity) -> Result<(), Error> {
        let status = machine.report.status;
        self.sync.set_offline(status == SyncStatus::Offline);
        self.be_patient(machine)?;
        let Ok(store) = self.open_locked() else { return Ok(()) };
        if status == SyncStatus::SignedOut {
            store.writer().transaction::<_, Error>(|tx| Ok(enrolment::set_signed_out(tx)?))?;
            self.forget_identity();
        }
        self.purge_revoked(&store)?;
        // Of a locked device nothing goes by itself but by an order.
        if self.lock.get().is_none() {
            self.make_room(&store, machine.room_bytes())?;
        }
        self.carry_out_wipe(&store, identity)?;
        self.refresh_alarms(&store, identity)?;
        self.rewrite_snapshots(&store, &identity.enrolment.root_key)
    }

    /// Says when to try again after a run that failed.
    fn be_patient(&self, machine: &mut Machine) -> Result<(), Error> {
        let report = &mut machine.report;
        if !matches!(report.status, SyncStatus::Offline | SyncStatus::Busy | SyncStatus::ServerTrouble) {
            self.sync.succeeded();
            return Ok(());
        }
        let failures = self.sync.failed(machine.made_progress);
        if report.retry_after_ms.is_none() {
            let random = u64::from_le_bytes(self.host.random()?);
            report.retry_after_ms = Some(patience::pause_ms(failures, random));
        }
        Ok(())
    }

    /// Lets go of cases that left this device's scope and of which nothing is unsent.
    fn purge_revoked(&self, store: &Store) -> Result<(), Error> {
        let due = store.read::<_, Error>(|connection| Ok(access::may_be_purged(connection)?))?;
        if due.is_empty() {
            return Ok(());
        }
        // Such a case may come back from a server that lost what was written here, and then counts from the beginning.
        self.renew_actor()?;
        let mut loaded_cases = self.cases();
        store.writer().transaction::<_, Error>(|tx| {
            due.iter().try_for_each(|case| access::forget(tx, *case)).map_err(Error::from)
        })?;
        due.iter().for_each(|case| drop(loaded_cases.take(*case)));
        Ok(access::remove_files_of(store.dir(), &due)?)
    }
}

/// The changes of a case as items with their hashes.
pub(crate) fn changes_of(case: &Case) -> Vec<(Hash, Item)> {
    let changes = case.raw_document().changes_since(&[]).into_iter();
    changes.map(|change| (Hash(change.id.0), Item::new(ItemKind::Change, change.bytes))).collect()
}
