//! Work that one node does for all: who does it, and how a node that was thought dead is kept from writing.
//!
//! Several nodes serve one log, and one of them projects it. The row of a lease says which, under a token that grows
//! whenever another node takes over. Nobody's clock decides: a node takes over when it has seen, by its own clock alone,
//! that the holder's beat stood still for a while. It may be wrong about that: the other one may only have been slow.
//! So every transaction of the work looks whether its token is still the newest, behind the row of the log's head, where
//! all writers wait for each other. A node that was paused and wakes up writes nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Error;
use crate::node::Ticks;
use crate::store::{LeaseRow, Read, Store};
use crate::writer::Writer;

/// How often a holder shows that it lives.
const BEAT: Duration = Duration::from_secs(2);

/// A beat that stood still for so long is that of a dead node.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// What a node knows of a lease.
#[derive(Debug, Default)]
struct Known {
    /// Its token, as long as it thinks that it holds the lease, and when it beat last.
    mine: Option<(u64, Duration)>,
    /// What it saw of another holder, and since when.
    seen: Option<(LeaseRow, Duration)>,
}

/// The lease of one work. A store that no other node can open needs none.
pub(crate) struct Lease {
    work: &'static str,
    node: [u8; 16],
    store: Arc<dyn Store>,
    writer: Arc<Writer>,
    /// The clock that it counts by, if others may hold it.
    shared: Option<Arc<Ticks>>,
    known: Mutex<Known>,
}

/// The right to write: checked inside every transaction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fence {
    work: &'static str,
    token: Option<u64>,
}

impl Fence {
    /// # Errors
    /// [`Error::Superseded`] if another node took over.
    pub(crate) fn check(self, read: &dyn Read) -> Result<(), Error> {
        let Some(token) = self.token else { return Ok(()) };
        let held = read.lease(self.work)?.is_some_and(|row| row.token == token);
        if held { Ok(()) } else { Err(Error::Superseded) }
    }
}

impl Lease {
    pub(crate) fn new(
        work: &'static str,
        node: [u8; 16],
        shared: Option<Arc<Ticks>>,
        store: Arc<dyn Store>,
        writer: Arc<Writer>,
    ) -> Self {
        Self { work, node, store, writer, shared, known: Mutex::default() }
    }

    /// Takes the lease if nobody living has it, and shows that this node lives if it has it. `None`: another one has it.
    pub(crate) fn hold(&self) -> Result<Option<Fence>, Error> {
        let Some(ticks) = &self.shared else {
            return Ok(Some(Fence { work: self.work, token: None }));
        };
        let now = ticks();
        let mut known = self.known();
        let fence = |token| Some(Fence { work: self.work, token: Some(token) });
        if let Some((token, beaten)) = known.mine {
            if now.saturating_sub(beaten) < BEAT {
                return Ok(fence(token));
            }
            if self.exchange(move |row| row.token == token, token)? {
                known.mine = Some((token, now));
                return Ok(fence(token));
            }
            known.mine = None;
        }
        let row = self.store.reading(|read| read.lease(self.work))?;
        if row.is_some_and(|row| row.holder.is_some() && !is_dead(&mut known, row, now)) {
            return Ok(None);
        }
        let token = row.map_or(1, |row| row.token + 1);
        let is_mine = self.exchange(move |found| row == Some(found), token)?;
        known.mine = is_mine.then_some((token, now));
        Ok(if is_mine { fence(token) } else { None })
    }

    /// Another node took over.
    pub(crate) fn lose(&self) {
        self.known().mine = None;
    }

    /// Gives the work back, so that another node need not wait.
    pub(crate) fn release(&self) -> Result<(), Error> {
        let Some((token, _)) = self.known().mine.take() else { return Ok(()) };
        let work = self.work;
        self.writer.run(move |tx| match tx.lease(work)? {
            Some(row) if row.token == token => tx.put_lease(work, LeaseRow { holder: None, ..row }),
            _ => Ok(()),
        })
    }

    /// Writes this node as the holder under a token, if the row still is what it was.
    fn exchange(
        &self,
        is_as_before: impl Fn(LeaseRow) -> bool + Send + 'static,
        token: u64,
    ) -> Result<bool, Error> {
        let (work, node) = (self.work, self.node);
        self.writer.run(move |tx| {
            let found = tx.lease(work)?;
            if found.is_some_and(|found| !is_as_before(found)) || found.is_none() && token > 1 {
                return Ok(false);
            }
            let beat = found.map_or(0, |found| found.beat + 1);
            tx.put_lease(work, LeaseRow { holder: Some(node), token, beat })?;
            Ok(true)
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the holder's beat stood still for too long, as far as this node has watched.
fn is_dead(known: &mut Known, row: LeaseRow, now: Duration) -> bool {
    match known.seen {
        Some((seen, since)) if seen == row => now.saturating_sub(since) >= PATIENCE,
        _ => {
            known.seen = Some((row, now));
            false
        }
    }
}
