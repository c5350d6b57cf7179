//! What must happen exactly once when a job is completed: money leaves an account (catalogue rule CH-17).
//!
//! The case says what is owed and what stands; the projector writes the difference, signed by the office. A fact
//! counts only if nothing came into the case meanwhile, so two nodes never write the same one: whoever is second
//! reads the case again and finds nothing left to do.

use std::sync::Arc;

use doorstep_domain::case::Writer;
use doorstep_domain::fold::State;
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::Pack;
use doorstep_domain::sync::{CaseItems, Item};

use super::Projector;
use crate::error::Error;
use crate::ingest;
use crate::office::case::{Logged, on_a_deep_stack};
use crate::office::{admit, office_push};

/// Attempts before the case waits for its next news. Each one loses only to what somebody else wrote.
const ATTEMPTS: u32 = 8;

/// Facts written at once; a job has a rule or two, and a counter-entry for each.
const FACTS_MAX: usize = 32;

/// Whether money is deducted for the jobs of a service, by the pack alone.
pub(super) fn settles(pack: &Pack, state: &State) -> bool {
    let service = state.created.as_ref().and_then(|created| pack.services.get(&created.body.service));
    service.is_some_and(|service| service.settlement.is_some())
}

impl Projector {
    /// Writes what is owed for a case, if its service settles anything.
    pub(super) fn settle(&self, logged: Logged) -> Result<(), Error> {
        let case = logged.case;
        let mut logged = logged;
        for _ in 0..ATTEMPTS {
            let items = on_a_deep_stack(|| self.owed(&logged))??;
            if items.is_empty() || self.append(&logged, items)? {
                return Ok(());
            }
            let Some(newer) = self.store.reading(|read| Logged::read(read, case))? else { return Ok(()) };
            logged = newer;
        }
        tracing::warn!(%case, "others write into the case; what it owes is written later");
        Ok(())
    }

    fn owed(&self, logged: &Logged) -> Result<Vec<Item>, Error> {
        let damaged = |_| Error::Damaged("a document");
        let mut case = logged.fold(&self.keys.root()).map_err(damaged)?;
        let Some(pack) = self.shelf.rules_of(&case)? else { return Ok(Vec::new()) };
        let mut writer = self.writer_for(logged.case)?;
        let mut items: Vec<Item> = Vec::new();
        while items.len() < FACTS_MAX {
            let Some(fact) = case.next_settlement(&pack).ok().flatten() else { break };
            let seen = case.version();
            match case.record(&seen, fact, &writer, None) {
                Ok(made) => items.extend(made),
                Err(refused) => {
                    tracing::error!(case = %logged.case, %refused, "what is owed cannot be written");
                    break;
                }
            }
            writer = writer.a_moment_later();
        }
        Ok(items)
    }

    fn writer_for(&self, case: CaseId) -> Result<Writer<'_>, Error> {
        Ok(Writer {
            signer: self.keys.office(),
            acting: None,
            time: self.desk.time(self.options.now_ms()),
            actor: self.desk.actor(case),
            entropy: self.options.random()?,
        })
    }

    /// Appends unless something came meanwhile. `false` means that nothing was written.
    fn append(&self, logged: &Logged, items: Vec<Item>) -> Result<bool, Error> {
        let (case, expected) = (logged.case, logged.last_seq);
        let root = self.keys.root();
        let groups = vec![CaseItems { case, items }];
        let items = self.store.reading(|read| ingest::examine(groups, &root, read))?;
        let push = office_push(&self.keys, items, self.options.now_ms());
        let keys = Arc::clone(&self.keys);
        self.write(move |tx| {
            if tx.case(case)?.is_none_or(|row| row.erased_at_ms.is_some() || row.last_seq != expected) {
                return Ok(false);
            }
            admit(tx, &push, &keys)?;
            Ok(true)
        })
    }
}
