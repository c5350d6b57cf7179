//! What a test does to a server on purpose: a disk that fails at a moment of its choice, a request that comes in the middle
//! of another one, and known bugs that it must find out. Without the feature `trial` nothing of it is there.
#![cfg_attr(not(feature = "trial"), allow(dead_code, unreachable_pub, reason = "only tests do it"))]

use std::path::Path;

use rusqlite::Connection;

use crate::error::Error;

/// A known bug. Each was made somewhere once, by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Bug {
    /// An answer's cursor counts numbers whose items it could not see yet.
    CursorAheadOfItems = 1,
    /// An answer leaves before, and whether or not, its commit is on the disk.
    AnswerBeforeCommit = 2,
    /// A device does not get back what it once sent.
    EchoByDevice = 3,
    /// A case that is granted comes without what it was before.
    GrantWithoutPast = 4,
    /// One refused item refuses the whole request.
    AllOrNothing = 5,
    /// An order that takes a case away is forgotten before everybody has heard it.
    OrderForgotten = 6,
    /// A pull that sends nothing reads a replica that lags, and takes its cursor from the primary.
    LaggingReplica = 7,
    /// A restored server goes on in the old epoch.
    RestoreInOldEpoch = 8,
}

/// A moment in the life of a request or a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A transaction begins; whether its commit will wait for the disk.
    Begins {
        /// As the connection is set up.
        is_flushed: bool,
    },
    /// Everything is done but the commit.
    BeforeCommit,
    /// The commit is done, and nobody knows yet.
    AfterCommit,
    /// A request has read what it answers with.
    Answering,
}

/// What a disk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The machine stops: nothing is written from here on.
    Stopped,
}

#[cfg(not(feature = "trial"))]
pub(crate) use absent::{begins, is_on, moment, without_own};
#[cfg(feature = "trial")]
pub use present::{Watch, set_bug, watch};
#[cfg(feature = "trial")]
pub(crate) use present::{begins, is_on, moment, without_own};

#[cfg(feature = "trial")]
mod present {
    use std::collections::{BTreeSet, HashSet};
    use std::sync::atomic::{AtomicU8, Ordering};
    use std::sync::{Mutex, OnceLock, PoisonError};

    use doorstep_domain::id::{CaseId, DeviceId, Hash};
    use doorstep_domain::sync::{CaseItems, Item};

    use super::{Bug, Connection, Error, Failure, Moment, Path};

    /// Looks at each moment of the node or store at a path, and says whether its disk fails there.
    pub type Watch = dyn Fn(&Path, Moment) -> Option<Failure> + Send + Sync;

    static WATCH: OnceLock<Box<Watch>> = OnceLock::new();
    static BUG: AtomicU8 = AtomicU8::new(0);

    /// From now on every node of this process is watched. Only the first call counts.
    pub fn watch(watch: Box<Watch>) {
        let _ = WATCH.set(watch);
    }

    /// Switches one bug on, or all off.
    pub fn set_bug(bug: Option<Bug>) {
        BUG.store(bug.map_or(0, |bug| bug as u8), Ordering::SeqCst);
    }

    pub(crate) fn is_on(bug: Bug) -> bool {
        BUG.load(Ordering::Relaxed) == bug as u8
    }

    pub(crate) fn begins(path: &Path, connection: &Connection) -> Result<(), Error> {
        if WATCH.get().is_none() {
            return Ok(());
        }
        let level: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        moment(path, Moment::Begins { is_flushed: level >= 2 })
    }

    pub(crate) fn moment(path: &Path, moment: Moment) -> Result<(), Error> {
        match WATCH.get().and_then(|watch| watch(path, moment)) {
            None => Ok(()),
            Some(Failure::Stopped) => Err(Error::File {
                path: path.to_owned(),
                source: std::io::Error::other("the machine stopped"),
            }),
        }
    }

    /// What each device delivered, for as long as [`Bug::EchoByDevice`] is on.
    static DELIVERED: Mutex<BTreeSet<(DeviceId, Hash)>> = Mutex::new(BTreeSet::new());

    /// Takes out of an answer what this device delivers now, or once did: see [`Bug::EchoByDevice`].
    pub(crate) fn without_own(device: DeviceId, held: &HashSet<(CaseId, Hash)>, pulled: &mut [CaseItems]) {
        if !is_on(Bug::EchoByDevice) {
            return;
        }
        let mut delivered = DELIVERED.lock().unwrap_or_else(PoisonError::into_inner);
        delivered.extend(held.iter().map(|(_, hash)| (device, *hash)));
        let is_foreign = |item: &Item| item.hash().map_or(true, |hash| !delivered.contains(&(device, hash)));
        pulled.iter_mut().for_each(|group| group.items.retain(is_foreign));
    }
}

#[cfg(not(feature = "trial"))]
mod absent {
    use std::collections::HashSet;

    use doorstep_domain::id::{CaseId, DeviceId, Hash};
    use doorstep_domain::sync::CaseItems;

    use super::{Bug, Connection, Error, Moment, Path};

    pub(crate) const fn is_on(_: Bug) -> bool {
        false
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(crate) const fn begins(_: &Path, _: &Connection) -> Result<(), Error> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(crate) const fn moment(_: &Path, _: Moment) -> Result<(), Error> {
        Ok(())
    }

    pub(crate) const fn without_own(_: DeviceId, _: &HashSet<(CaseId, Hash)>, _: &mut [CaseItems]) {}
}
