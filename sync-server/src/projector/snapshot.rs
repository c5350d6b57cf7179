//! Documents in one piece, for devices that get a case late: 500 jobs are 220 KB so, and 4 MB as changes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use doorstep_domain::case::{Case, Stored, open_snapshot, seal_snapshot};
use doorstep_domain::id::CaseId;
use doorstep_domain::scan::{self, Limits};
use doorstep_domain::sync::{Item, ItemKind};

use super::Projector;
use crate::error::Error;
use crate::store::{Read, Snapshot};

/// Changes after the last snapshot that make a new one worth its cost.
const PENDING_MIN: usize = 16;

/// What a new snapshot is made of.
struct Parts {
    upto_seq: u64,
    stored: Stored,
}

impl Projector {
    /// Makes the snapshot of a case anew if enough has changed. Whatever goes wrong here costs bytes, not data:
    /// devices get the changes instead.
    pub(super) fn refresh_snapshot(&self, case: CaseId) -> Result<(), Error> {
        let Some(parts) = self.store.reading(|read| self.parts(read, case))? else { return Ok(()) };
        let Some(bytes) = self.save(case, &parts.stored) else { return Ok(()) };
        let item = seal_snapshot(case, bytes, self.keys.office());
        let snapshot = Snapshot { upto_seq: parts.upto_seq, bytes: Vec::from(item.bytes) };
        self.write(move |tx| match tx.case(case)? {
            Some(row) if row.erased_at_ms.is_none() => tx.put_snapshot(case, &snapshot),
            _ => Ok(()),
        })
    }

    fn save(&self, case: CaseId, stored: &Stored) -> Option<Vec<u8>> {
        let root = self.keys.root();
        let load = || Case::load(case, stored, &root).map(|case| case.snapshot());
        // The scanner bounds what a document costs; a panic of the library on odd bytes is still possible.
        match catch_unwind(AssertUnwindSafe(load)) {
            // What a phone would turn away must not take the place of the changes.
            Ok(Ok(bytes)) if scan::snapshot(&bytes, &Limits::SNAPSHOT).is_ok() => return Some(bytes),
            Ok(Ok(_)) => tracing::warn!(%case, "the document is too large for a snapshot"),
            Ok(Err(error)) => tracing::warn!(%case, %error, "no snapshot of this document"),
            Err(_) => tracing::error!(%case, "loading a document panicked"),
        }
        None
    }

    fn parts(&self, read: &dyn Read, case: CaseId) -> Result<Option<Parts>, Error> {
        let last = read.snapshot(case)?;
        let upto_seq = last.as_ref().map_or(0, |last| last.upto_seq);
        let entries = read.entries(case, upto_seq, read.head()?.seq, u32::MAX)?;
        let changes = entries.iter().filter(|entry| entry.kind == ItemKind::Change.code());
        let changes: Vec<u64> = changes.map(|entry| entry.seq).collect();
        let Some(newest) = changes.last().filter(|_| changes.len() >= PENDING_MIN) else { return Ok(None) };
        let office = self.keys.office().certificate();
        let snapshot = last.and_then(|last| open_snapshot(case, &last.bytes, office).ok());
        let items = changes.iter().map(|seq| Ok(Item::new(ItemKind::Change, read.bytes(*seq)?)));
        let items = items.collect::<Result<Vec<_>, Error>>()?;
        Ok(Some(Parts { upto_seq: *newest, stored: Stored { snapshot, items } }))
    }
}
