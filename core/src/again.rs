//! Writes again what had to leave a document: the work of a copied phone, and what stood on a change that the office
//! declared void.
//!
//! Two processes that were one, a restored backup or a copied store, may give one actor's next number to two
//! different changes. The server keeps the one that came first; the other can never be anywhere but here. So it
//! leaves the document with everything on top of it, its bytes are kept, and what it did is written once more by a
//! fresh actor, in the same transaction.

use std::collections::BTreeSet;

use rusqlite::Connection;

use doorstep_domain::case::{Case, Stored};
use doorstep_domain::id::{CaseId, ChangeId, Hash};
use doorstep_domain::scan;
use doorstep_domain::sync::{Item, ItemKind, NackCode};

use crate::core::{Identity, Shared};
use crate::error::Error;
use crate::loaded::{self, Loaded};
use crate::rows;
use crate::store::items::{self, State};
use crate::store::{Store, outbox, snapshots};
use crate::write::put_items;

/// What is written again after a ruling.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// The new changes.
    pub(crate) items: Vec<Item>,
    /// The rows of the old ones. They wait for what they build on, and count again if that is admitted.
    pub(crate) waiting: Vec<i64>,
}

impl Shared {
    /// Brings back what left a document by a ruling without being its target.
    pub(crate) fn again(
        &self,
        connection: &Connection,
        before: &Case,
        case: &mut Case,
        identity: &Identity,
    ) -> Result<Again, Error> {
        let document = before.raw_document();
        let has_left = |id: &ChangeId| !case.raw_document().has(id) && !case.is_void(id);
        let gone: Vec<ChangeId> =
            document.changes_since(&[]).into_iter().map(|change| change.id).filter(has_left).collect();
        if gone.is_empty() {
            return Ok(Again::default());
        }
        let rows = items::changes(connection, case.id())?;
        let is_own = |id: &ChangeId| rows.get(id).is_some_and(|(_, is_own)| *is_own);
        let items = case.write_again(before, &is_own, &self.writer(identity)?).unwrap_or_else(|rejected| {
            tracing::error!(case = %case.id(), %rejected, "work that left the document was not written again");
            Vec::new()
        });
        let waiting = gone.iter().filter_map(|id| rows.get(id).map(|(row, _)| *row)).collect();
        Ok(Again { items, waiting })
    }

    /// Replaces changes that the server found forked by new ones.
    pub(crate) fn write_forked_again(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        for (case, forked) in store.read::<_, Error>(|connection| Ok(outbox::forked(connection)?))? {
            match self.replace(store, case, &forked, identity) {
                Ok(()) => self.hub.job_changed(case),
                // It stays among what was refused, visible, and is tried again with the next answer.
                Err(Error::Case(error)) => tracing::error!(%case, %error, "a forked case is stuck"),
                Err(Error::Rejected(error)) => tracing::error!(%case, %error, "forked work does not fit"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn replace(&self, store: &Store, id: CaseId, forked: &[Hash], identity: &Identity) -> Result<(), Error> {
        let mut loaded_cases = self.cases();
        let mut writer = store.writer();
        // The number of a change that leaves must not be given to another one.
        self.renew_actor()?;
        loaded_cases.take(id);
        let root = &identity.enrolment.root_key;
        let before = loaded::load(writer.connection(), id, root)?;
        let changes = items::changes(writer.connection(), id)?;
        let leaving = with_descendants(&before, forked);
        let shut_out = items::shut_out(writer.connection(), id)?;
        let stays = |item: &Item| !item.hash().is_ok_and(|hash| leaving.contains(&ChangeId(hash.0)));
        let is_change = |item: &Item| item.kind == ItemKind::Change.code();
        let kept = before.raw_document().changes_since(&[]).into_iter();
        let mut items: Vec<Item> =
            kept.map(|change| Item::new(ItemKind::Change, change.bytes)).filter(stays).collect();
        let applied = items::applied(writer.connection(), id)?;
        items.extend(applied.into_iter().filter(|item| !is_change(item)));
        let arrived = items::pending(writer.connection(), id)?.into_iter().chain(shut_out.iter().cloned());
        items.extend(arrived.map(|stored| stored.item).filter(stays));
        let mut case = Case::load(id, &Stored { snapshot: None, items }, root)?;
        let is_own = |id: &ChangeId| changes.get(id).is_some_and(|(_, is_own)| *is_own);
        let made = case.write_again(&before, &is_own, &self.writer(identity)?)?;
        let row = rows::of(&case, &self.timing_of(store, &case)?);
        writer.transaction::<_, Error>(|tx| {
            for (row, _) in leaving.iter().filter_map(|id| changes.get(id)) {
                let why = format!("{}: written again", NackCode::ActorFork.name());
                items::set_state(tx, *row, &State::Refused(why))?;
                outbox::remove(tx, *row)?;
            }
            for stored in &shut_out {
                items::set_state(tx, stored.row, &State::Unread)?;
            }
            put_items(tx, id, &made)?;
            snapshots::put(tx, case.raw_document())?;
            rows::put_derived(tx, &case, row.as_ref())
        })?;
        loaded_cases.put(Loaded { case, row });
        Ok(())
    }
}

/// These changes, as far as a case has them or not, and everything in its document that builds on them.
fn with_descendants(case: &Case, forked: &[Hash]) -> BTreeSet<ChangeId> {
    let mut leaving: BTreeSet<ChangeId> = forked.iter().map(|hash| ChangeId(hash.0)).collect();
    // Each stands after what it builds on.
    for change in case.raw_document().changes_since(&[]) {
        let builds_on_one = scan::change(&change.bytes, &scan::Limits::CHANGE)
            .is_ok_and(|scanned| scanned.deps.iter().any(|dep| leaving.contains(dep)));
        if builds_on_one {
            leaving.insert(change.id);
        }
    }
    leaving
}
