//! The few cases that are in memory. A loaded case costs about 60 KB, so only the last used ones stay.

use rusqlite::Connection;

use doorstep_domain::case::{Case, Stored};
use doorstep_domain::id::CaseId;
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::Item;

use crate::error::Error;
use crate::store::job_rows::JobRow;
use crate::store::{items, snapshots};

/// How many stay.
const MAX_LOADED: usize = 8;

/// A case in memory, as it is stored. If storing fails, it is dropped and loaded again when needed.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) case: Case,
    /// The row of the read model as it was last written; `None` if that is not known.
    pub(crate) row: Option<JobRow>,
}

/// The cases in memory, the last used one at the end.
#[derive(Debug, Default)]
pub(crate) struct LoadedCases(Vec<Loaded>);

impl LoadedCases {
    /// A case, loaded from the store if it is not in memory.
    pub(crate) fn get(
        &mut self,
        connection: &Connection,
        case: CaseId,
        root: &PublicKey,
    ) -> Result<&mut Loaded, Error> {
        let loaded = match self.take(case) {
            Some(loaded) => loaded,
            None => Loaded { case: load(connection, case, root)?, row: None },
        };
        Ok(self.put(loaded))
    }

    /// A case, if it is in memory.
    pub(crate) fn in_memory(&mut self, case: CaseId) -> Option<&mut Case> {
        self.0.iter_mut().map(|loaded| &mut loaded.case).find(|loaded| loaded.id() == case)
    }

    /// Takes a case out of memory.
    pub(crate) fn take(&mut self, case: CaseId) -> Option<Loaded> {
        let position = self.0.iter().position(|loaded| loaded.case.id() == case)?;
        Some(self.0.remove(position))
    }

    /// Keeps a case, letting go of the one that was not used for longest.
    pub(crate) fn put(&mut self, loaded: Loaded) -> &mut Loaded {
        self.take(loaded.case.id());
        if self.0.len() >= MAX_LOADED {
            self.0.remove(0);
        }
        self.0.push(loaded);
        self.0.last_mut().expect("invariant: it was pushed")
    }

    /// Lets go of all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Loads a case from the store, with what waits for something: it is shown as waiting.
pub(crate) fn load(connection: &Connection, id: CaseId, root: &PublicKey) -> Result<Case, Error> {
    let stored = stored(connection, id)?;
    if stored.snapshot.is_none() && stored.items.is_empty() {
        return Err(Error::NotFound("job"));
    }
    let mut case = Case::load(id, &stored, root)?;
    let waiting = items::with_state(connection, id, "waiting")?;
    if !waiting.is_empty() {
        let waiting: Vec<Item> = waiting.into_iter().map(|stored| stored.item).collect();
        case.apply(&waiting, root);
    }
    Ok(case)
}

/// What a case is loaded from.
pub(crate) fn stored(connection: &Connection, id: CaseId) -> Result<Stored, Error> {
    let snapshot = snapshots::get(connection, id)?;
    Ok(Stored { snapshot, items: items::applied(connection, id)? })
}
