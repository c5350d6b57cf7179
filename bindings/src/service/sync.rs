//! The way to the office.

use doorstep_core as core;

use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{Budget, Outbox, SyncReport};

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

    /// Lets something that was refused wait again, e.g. after the office changed its mind.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `NotFound`, `Closed`, `Storage`.
    pub fn send_again(&self, refused: i64) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.send_again(refused))
    }
}
