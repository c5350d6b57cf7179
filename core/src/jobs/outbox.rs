//! Is the work safe? What waits, what was refused, and whether this phone may be wiped.

use doorstep_domain::id::CaseId;
use rusqlite::Connection;

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::outbox::{self, RefusedItem};
use crate::store::progress::{self, Progress};
use crate::store::{blobs, receipts};
use crate::words::Delivery;

/// Where the work of this device is: of one job, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    /// In one word.
    pub delivery: Delivery,
    /// Items that wait to be sent.
    pub waiting_count: u32,
    /// Files that are not known to be stored by the office.
    pub file_count: u32,
    /// Files of the job that another phone took and the office does not have yet; of all jobs 0, because they are not the
    /// work of this device. As long as there is one, the job is not stored safely.
    pub awaited_count: u32,
    /// Items that the office acknowledged and has not receipted.
    pub unreceipted_count: u32,
    /// What was refused; it is kept.
    pub refused: Vec<RefusedItem>,
    /// How far the device has read, and when it last did.
    pub progress: Progress,
}

impl Core {
    /// Where the work of this device is.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn outbox(&self) -> Result<Outbox, Error> {
        self.shared.open_locked()?.read(|connection| self.shared.outbox(connection, None))
    }

    /// Whether nothing would be lost with this phone: everything made here is covered by a receipt that is as safe as the
    /// company asks, and every file is stored by the office. [`Core::wipe_check`] says what stands against it.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn safe_to_wipe(&self) -> Result<bool, Error> {
        Ok(self.wipe_check()?.is_empty())
    }

    /// Lets something that was refused wait again, e.g. after the office changed its mind.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn send_again(&self, refused_id: i64) -> Result<(), Error> {
        let store = self.shared.open()?;
        let found = store.writer().transaction::<_, Error>(|tx| Ok(outbox::retry(tx, refused_id)?))?;
        self.shared.hub.sync_changed();
        if found { Ok(()) } else { Err(Error::NotFound("refused item")) }
    }
}

impl Shared {
    pub(crate) fn outbox(&self, connection: &Connection, case: Option<CaseId>) -> Result<Outbox, Error> {
        let waiting_count = outbox::waiting_count(connection, case)?;
        let refused = outbox::refused(connection, case)?;
        let uncovered_count = receipts::uncovered_count(connection, case)?;
        let file_count = blobs::unsafe_count(connection, case)?;
        let awaited_count = case.map_or(Ok(0), |case| blobs::awaited_count(connection, case))?;
        let refused_items = u32::try_from(refused.len()).unwrap_or(u32::MAX);
        let refused_count = refused_items.saturating_add(blobs::refused_count(connection, case)?);
        let delivery = match (refused_count, waiting_count, uncovered_count + file_count + awaited_count) {
            (1.., _, _) => Delivery::Refused,
            (0, 0, 0) => Delivery::StoredSafely,
            (0, 0, _) if file_count == 0 => Delivery::Sent,
            _ if self.sync.is_offline() => Delivery::WaitingForSignal,
            _ => Delivery::Saved,
        };
        Ok(Outbox {
            delivery,
            waiting_count,
            file_count,
            awaited_count,
            unreceipted_count: uncovered_count.saturating_sub(waiting_count + refused_items),
            refused,
            progress: progress::get(connection)?,
        })
    }
}
