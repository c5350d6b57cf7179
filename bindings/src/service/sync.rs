//! The way to the office.

use doorstep_core as core;
use doorstep_domain::id::{BlobId, CaseId};

use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{Budget, FreedSpace, NotSafe, Outbox, Outgoing, SyncProgress, SyncReport};

/// The way to the office: sends what was made here and fetches what others made.
#[derive(Debug, uniffi::Object)]
pub struct SyncClient {
    pub(crate) handle: Handle,
}

#[uniffi::export]
impl SyncClient {
    /// Synchronises until everything is done or the budget is used up. Whatever it did is kept, however it ends.
    /// Trouble with the network is no error but a status of the report.
    ///
    /// Blocking: as long as the budget allows; call it from a worker thread. Offline: returns at once.
    /// Errors: `Busy` if one is running already, `Closed`, `Storage`.
    pub fn sync_now(&self, budget: Budget) -> Result<SyncReport, DoorstepError> {
        Ok(self.handle.run(|core| core.sync_now(budget.into()))?.into())
    }

    /// Asks a running synchronisation to stop after the request that is under way. Without one it does nothing.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn cancel(&self) {
        self.handle.core().cancel_sync();
    }

    /// Tells where the work of this device is.
    ///
    /// Blocking: a few queries, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn outbox(&self) -> Result<Outbox, DoorstepError> {
        Ok(Outbox::of(self.handle.run(core::Core::outbox)?, &self.handle.language))
    }

    /// Tells whether nothing would be lost with this phone.
    ///
    /// Blocking: as `outbox`. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn safe_to_wipe(&self) -> Result<bool, DoorstepError> {
        self.handle.run(core::Core::safe_to_wipe)
    }

    /// Lists what would be lost if this phone were wiped now, reason by reason; nothing if it is safe.
    ///
    /// Blocking: as `outbox`. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn wipe_check(&self) -> Result<Vec<NotSafe>, DoorstepError> {
        Ok(self.handle.run(core::Core::wipe_check)?.into_iter().map(Into::into).collect())
    }

    /// Removes photos until those on this phone take at most so many bytes: of work that is over, the oldest first, and only
    /// where the office holds the photo and nothing of its job would be lost with this phone. They can be fetched again.
    ///
    /// Blocking: one transaction and the removal of files, under 200 ms. Offline: yes.
    /// Errors: `Rejected` with `Locked`, `Closed`, `Storage`.
    pub fn free_space(&self, most_bytes: u64) -> Result<FreedSpace, DoorstepError> {
        Ok(self.handle.run(|core| core.free_space(most_bytes))?.into())
    }

    /// Tells how far the synchronisation is that goes on; nothing if none does.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn progress(&self) -> Option<SyncProgress> {
        self.handle.core().sync_progress().map(Into::into)
    }

    /// Lists what has not reached the office, of one job or of all: what was refused first, then in the order in which it
    /// leaves, files last. At most a thousand things.
    ///
    /// Blocking: a few queries, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn outgoing(&self, case: Option<CaseId>) -> Result<Vec<Outgoing>, DoorstepError> {
        let outgoing = self.handle.run(|core| core.outgoing(case))?;
        Ok(outgoing.into_iter().map(Into::into).collect())
    }

    /// Waits until something happened at the office that concerns this device, at most so many seconds (up to 50). `true`:
    /// synchronise. An app in front calls it again and again; a new job is then on the phone within a second.
    ///
    /// Blocking: as long as it waits; call it from a worker thread of its own. Offline: `Offline` at once.
    /// Errors: `Offline`, `Server`, `NotEnrolled`, `Closed`, `Storage`.
    pub fn wait_for_news(&self, seconds: u32) -> Result<bool, DoorstepError> {
        self.handle.run(|core| core.wait_for_news(seconds))
    }

    /// Has the next synchronisation compare with the office what both hold, which it otherwise does once a day.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn compare_next(&self) -> Result<(), DoorstepError> {
        self.handle.run(core::Core::compare_next)
    }

    /// Lets a photo that was refused wait again.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `NotFound`, `Closed`, `Storage`.
    pub fn send_photo_again(&self, case: CaseId, photo: BlobId) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.send_file_again(case, photo))
    }

    /// Lets something that was refused wait again, e.g. after the office changed its mind.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `NotFound`, `Closed`, `Storage`.
    pub fn send_again(&self, refused: i64) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.send_again(refused))
    }
}
