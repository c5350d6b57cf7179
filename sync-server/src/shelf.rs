//! The published packs, read and opened once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::case::Case;
use doorstep_domain::fold::State;
use doorstep_domain::id::PackId;
use doorstep_domain::ledger::Ledger;
use doorstep_domain::pack::Pack;

use crate::error::Error;
use crate::pack;
use crate::store::Store;

/// Packs kept open. A company has a handful; each is some hundred KB.
const OPEN_MAX: usize = 16;

/// What accounts, wages and scores need of a case: of evaluations what the scores of these packs ask for.
pub(crate) fn ledger_of(state: &State, packs: &[Arc<Pack>]) -> Ledger {
    Ledger::of(state, packs.iter().flat_map(|pack| pack.score_sources()))
}

/// Where published packs stand. They never change under their name.
pub(crate) struct Shelf {
    store: Arc<dyn Store>,
    open: Mutex<BTreeMap<PackId, Arc<Pack>>>,
}

impl Shelf {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self { store, open: Mutex::default() }
    }

    /// The rules that a case follows: its pack, with the price books and checklists of newer packs to which its
    /// quotes and visits moved.
    pub(crate) fn rules_of(&self, case: &Case) -> Result<Option<Arc<Pack>>, Error> {
        let Some(created) = case.state().created.as_ref() else { return Ok(None) };
        let Some(pack) = self.pack(created.body.pack)? else { return Ok(None) };
        let mut others = Vec::new();
        for id in case.other_packs() {
            others.extend(self.pack(id)?.map(|pack| (id, pack)));
        }
        if others.is_empty() {
            return Ok(Some(pack));
        }
        let others = others.iter().map(|(id, pack)| (*id, &**pack));
        Ok(Some(Arc::new(Pack::clone(&pack).with_versions(others))))
    }

    /// The newest version of each pack.
    pub(crate) fn newest(&self) -> Result<Vec<Arc<Pack>>, Error> {
        let mut names = BTreeSet::new();
        let rows = self.store.reading(|read| read.packs())?;
        let newest = rows.into_iter().filter(|row| names.insert(row.name.clone()));
        let packs = newest.map(|row| self.pack(row.pack)).collect::<Result<Vec<_>, _>>()?;
        Ok(packs.into_iter().flatten().collect())
    }

    /// A published pack.
    pub(crate) fn pack(&self, id: PackId) -> Result<Option<Arc<Pack>>, Error> {
        let open = || self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pack) = open().get(&id) {
            return Ok(Some(Arc::clone(pack)));
        }
        let Some(file) = pack::read(&*self.store, id)? else { return Ok(None) };
        let (_, pack) = Pack::open(&file).map_err(|_| Error::Damaged("a published pack"))?;
        let pack = Arc::new(pack);
        let mut held = open();
        if held.len() >= OPEN_MAX {
            held.pop_first();
        }
        held.insert(id, Arc::clone(&pack));
        Ok(Some(pack))
    }
}
