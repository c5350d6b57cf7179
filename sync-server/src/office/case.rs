//! A case, read from the log.

use std::collections::BTreeMap;

use doorstep_domain::case::{Case, CaseError, Stored};
use doorstep_domain::id::{BlobId, CaseId, Hash};
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::{Item, ItemKind};
use minicbor::bytes::ByteVec;

use crate::error::Error;
use crate::store::{Entry, Read};

/// Documents are walked along known paths, but a deep stack costs nothing until it is used.
const STACK_BYTES: usize = 16 << 20;

/// What the log holds of a case.
#[derive(Debug)]
pub(crate) struct Logged {
    pub(crate) case: CaseId,
    /// The newest number of one of its entries.
    pub(crate) last_seq: u64,
    pub(crate) stored: Stored,
    /// When each fact came, milliseconds since 1970 UTC.
    pub(crate) facts_received: BTreeMap<Hash, i64>,
    /// When anything came last.
    pub(crate) heard_at_ms: i64,
}

impl Logged {
    /// Reads everything that the state of a case depends on; `None` if it is unknown or erased.
    pub(crate) fn read(read: &dyn Read, case: CaseId) -> Result<Option<Self>, Error> {
        let Some(row) = read.case(case)?.filter(|row| row.erased_at_ms.is_none()) else { return Ok(None) };
        let mut logged = Self {
            case,
            last_seq: row.last_seq,
            stored: Stored::default(),
            facts_received: BTreeMap::new(),
            heard_at_ms: 0,
        };
        for entry in read.entries(case, 0, row.last_seq, u32::MAX)? {
            logged.add(read, &entry)?;
        }
        Ok(Some(logged))
    }

    fn add(&mut self, read: &dyn Read, entry: &Entry) -> Result<(), Error> {
        let kind = ItemKind::from_code(entry.kind);
        if kind != Some(ItemKind::Control) {
            self.heard_at_ms = self.heard_at_ms.max(entry.received_at_ms);
        }
        match kind {
            Some(ItemKind::Fact) => self.facts_received.insert(entry.hash, entry.received_at_ms),
            Some(ItemKind::Change | ItemKind::Certificate | ItemKind::Ruling | ItemKind::Manifest) => None,
            _ => return Ok(()),
        };
        self.stored.items.push(Item { kind: entry.kind, bytes: ByteVec::from(read.bytes(entry.seq)?) });
        Ok(())
    }

    /// Folds the case. Call it [`on_a_deep_stack`].
    pub(crate) fn fold(&self, root: &PublicKey) -> Result<Case, CaseError> {
        Case::load(self.case, &self.stored, root)
    }
}

/// A signed view or strokes.
pub(crate) fn small_blob(read: &dyn Read, case: CaseId, blob: BlobId) -> Result<Option<Vec<u8>>, Error> {
    let seq = read.logged(case, ItemKind::SmallBlob, Hash(blob.0))?;
    seq.map(|seq| read.bytes(seq)).transpose()
}

/// Runs work on foreign documents where neither their depth nor a panic can hurt anybody else.
pub(crate) fn on_a_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("doorstep-case".to_owned()).stack_size(STACK_BYTES);
        let thread = thread.spawn_scoped(scope, work).map_err(Error::file("a thread for a case"))?;
        thread.join().map_err(|_| Error::Panicked)
    })
}
