//! Applies stored items to their cases: what sync or a job file brought, one case at a time.
//!
//! Everything can be done again: items stay unread until the transaction that says what became of them. A case
//! that cannot be applied is stuck alone, visibly, and is tried again with whatever comes next.

use std::panic::{AssertUnwindSafe, catch_unwind};

use doorstep_domain::case::{Applied, Case, Stored, open_snapshot};
use doorstep_domain::certificate::Certificate;
use doorstep_domain::document::CaseDocument;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fold::{self, Notice, State as CaseState};
use doorstep_domain::id::{CaseId, ChangeId, FactId};
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::{Item, ItemKind};

use crate::core::Shared;
use crate::error::Error;
use crate::loaded::{self, Loaded};
use crate::rows;
use crate::store::items::{self, State, Stored as StoredItem};
use crate::store::{Store, cases, notices, snapshots};

/// Whom to believe.
pub(crate) struct Trust<'a> {
    pub(crate) root: &'a PublicKey,
    pub(crate) office: &'a Signed<Certificate>,
}

/// A case with what became of each pending item.
struct Outcome {
    case: Case,
    states: Vec<(StoredItem, State)>,
    used_snapshot: bool,
    notices: Vec<Notice>,
}

impl Shared {
    /// Applies what is stored and not read yet. Returns how many cases are stuck.
    pub(crate) fn apply_unread(&self, store: &Store, trust: &Trust<'_>) -> Result<u32, Error> {
        let mut stuck = 0;
        for case in store.read::<_, Error>(|connection| Ok(cases::with_unread_items(connection)?))? {
            let applied = catch_unwind(AssertUnwindSafe(|| self.apply_case(store, case, trust)))
                .unwrap_or_else(|_| {
                    Err(Error::Case(doorstep_domain::case::CaseError::Document("a panic".to_owned())))
                });
            match applied {
                Ok(()) => self.hub.job_changed(case),
                Err(Error::Case(error)) => {
                    tracing::error!(%case, %error, "a case is stuck");
                    stuck += 1;
                    self.cases().take(case);
                    store.writer().transaction::<_, Error>(|tx| {
                        Ok(cases::set_stuck(tx, case, Some(&error.to_string()))?)
                    })?;
                    self.hub.job_changed(case);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(stuck)
    }

    fn apply_case(&self, store: &Store, id: CaseId, trust: &Trust<'_>) -> Result<(), Error> {
        let mut loaded_cases = self.cases();
        let mut writer = store.writer();
        let pending = items::pending(writer.connection(), id)?;
        let is_ruling = |stored: &StoredItem| stored.item.kind == ItemKind::Ruling.code();
        let known = match loaded_cases.take(id) {
            // A ruling may bring back what left the document: only the store has that.
            Some(loaded) if !pending.iter().any(is_ruling) => Known::Loaded(Box::new(loaded)),
            loaded => Known::Stored(
                loaded.map(|l| l.case.state().clone()),
                loaded::stored(writer.connection(), id)?,
            ),
        };
        let result = apply(id, known, pending, trust)?;
        let row = rows::of(&result.case);
        let now_ms = self.host.clock.now()?.wall_ms;
        writer.transaction::<_, Error>(|tx| {
            cases::set_stuck(tx, id, None)?;
            for (stored, state) in &result.states {
                items::set_state(tx, stored.row, state)?;
            }
            if result.used_snapshot {
                for (stored, _) in result.states.iter().filter(|(stored, _)| is_snapshot(stored)) {
                    items::remove(tx, stored.row)?;
                }
                snapshots::put(tx, result.case.raw_document())?;
            }
            for notice in &result.notices {
                notices::insert(tx, id, notice, now_ms)?;
            }
            rows::put_derived(tx, &result.case, row.as_ref())
        })?;
        loaded_cases.put(Loaded { case: result.case, row });
        Ok(())
    }

    /// Rewrites the snapshots of cases with many changes beside theirs. In the background: a user never waits
    /// for it.
    pub(crate) fn rewrite_snapshots(&self, store: &Store, root: &PublicKey) -> Result<(), Error> {
        for id in store.read::<_, Error>(|connection| Ok(snapshots::due(connection)?))? {
            let mut loaded_cases = self.cases();
            let mut writer = store.writer();
            match loaded_cases.get(writer.connection(), id, root) {
                Ok(loaded) => writer
                    .transaction::<_, Error>(|tx| Ok(snapshots::put(tx, loaded.case.raw_document())?))?,
                Err(Error::Case(error)) => tracing::warn!(case = %id, %error, "no snapshot of a stuck case"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// What is known of a case before.
enum Known {
    Loaded(Box<Loaded>),
    Stored(Option<CaseState>, Stored),
}

fn apply(id: CaseId, known: Known, pending: Vec<StoredItem>, trust: &Trust<'_>) -> Result<Outcome, Error> {
    let mut items: Vec<Item> = pending.iter().map(|stored| stored.item.clone()).collect();
    let vouched = pending.iter().filter(|stored| is_snapshot(stored));
    let vouched: Vec<_> =
        vouched.map(|stored| (stored.row, open_snapshot(id, &stored.item.bytes, trust.office))).collect();
    let used_snapshot = vouched.iter().any(|(_, bytes)| bytes.is_ok());
    let mut bases = vouched.iter().filter_map(|(_, bytes)| bytes.as_ref().ok());
    let (before, mut case) = match known {
        Known::Loaded(loaded) => (Some(loaded.case.state().clone()), loaded.case),
        Known::Stored(before, mut stored) => {
            let is_new = stored.snapshot.is_none() && stored.items.is_empty();
            if stored.snapshot.is_none() && !has_genesis(id, &stored.items) {
                stored.snapshot = bases.next().cloned();
                stored.items.extend(items.iter().cloned());
            }
            let case = Case::load(id, &stored, trust.root)?;
            let before = before.or_else(|| (!is_new).then(|| case.state().clone()));
            (before, case)
        }
    };
    // A snapshot of a case that is here already: its changes, like any other.
    for base in bases {
        let document = CaseDocument::load(base)
            .map_err(|error| Error::Case(doorstep_domain::case::CaseError::Document(error.to_string())))?;
        let changes = document.changes_since(&[]).into_iter();
        items.extend(changes.map(|change| Item::new(ItemKind::Change, change.bytes)));
    }
    let results = case.apply(&items, trust.root);
    let states = pending.into_iter().zip(results).map(|(stored, result)| {
        let refused = vouched.iter().find(|(row, _)| *row == stored.row).and_then(|(_, v)| v.as_ref().err());
        let state = match refused {
            Some(code) => State::Refused(code.name().to_owned()),
            None => state_of(&case, &stored, result),
        };
        (stored, state)
    });
    let states = states.collect();
    let notices = before.map(|before| fold::notices(&before, case.state())).unwrap_or_default();
    let seen = &case.state().notices_seen;
    let notices = notices.into_iter().filter(|notice| !seen.contains(&notice.now.fact)).collect();
    Ok(Outcome { case, states, used_snapshot, notices })
}

fn is_snapshot(stored: &StoredItem) -> bool {
    stored.item.kind == ItemKind::Snapshot.code()
}

fn has_genesis(id: CaseId, items: &[Item]) -> bool {
    let mut changes = items.iter().filter(|item| item.kind == ItemKind::Change.code());
    changes.any(|item| CaseId::of_genesis(&item.bytes) == id)
}

/// Where an item stands now. Asked of the case, because an item that is here already is `Known` also while it
/// waits.
fn state_of(case: &Case, stored: &StoredItem, result: Applied) -> State {
    match (result, ItemKind::from_code(stored.item.kind)) {
        (Applied::Refused { code, detail }, _) => State::Refused(format!("{}: {detail}", code.name())),
        (Applied::Waiting { .. }, _) => State::Waiting,
        (_, Some(ItemKind::Fact)) if case.state().waiting.contains_key(&FactId(stored.hash.0)) => {
            State::Waiting
        }
        (_, Some(ItemKind::Change)) if !case.raw_document().has(&ChangeId(stored.hash.0)) => State::Waiting,
        _ => State::Applied,
    }
}
