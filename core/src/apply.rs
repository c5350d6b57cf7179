//! Applies stored items to their cases: what sync or a job file brought, one case at a time.
//!
//! Everything can be done again: items stay unread until the transaction that says what became of them. A case
//! that cannot be applied is stuck alone, visibly, and is tried again with whatever comes next.

use std::panic::{AssertUnwindSafe, catch_unwind};

use doorstep_domain::case::{Applied, Case, CaseError, Stored, open_snapshot};
use doorstep_domain::certificate::Certificate;
use doorstep_domain::document::CaseDocument;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fold::{self, Notice, State as CaseState};
use doorstep_domain::id::{CaseId, ChangeId, FactId};
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::{Item, ItemKind, NackCode};

use crate::again::Again;
use crate::core::{Identity, Shared};
use crate::error::Error;
use crate::loaded::{self, Loaded};
use crate::rows;
use crate::store::items::{self, State, Stored as StoredItem};
use crate::store::{Store, cases, notices, snapshots};
use crate::write::put_items;

/// Whom to believe.
pub(crate) struct Trust<'a> {
    pub(crate) root: &'a PublicKey,
    pub(crate) office: &'a Signed<Certificate>,
}

/// A case after its pending items, with what became of each of them.
struct Applying {
    case: Case,
    states: Vec<(StoredItem, State)>,
    used_snapshot: bool,
    notices: Vec<Notice>,
    /// The case as screens showed it, if it was put together anew.
    was: Option<Case>,
}

impl Shared {
    /// Applies what is stored and not read yet. Returns how many cases are stuck.
    pub(crate) fn apply_unread(&self, store: &Store, identity: &Identity) -> Result<u32, Error> {
        let mut stuck = 0;
        for case in store.read::<_, Error>(|connection| Ok(cases::with_unread_items(connection)?))? {
            let applied = catch_unwind(AssertUnwindSafe(|| self.apply_case(store, case, identity)))
                .unwrap_or_else(|_| Err(Error::Case(CaseError::Document("a panic".to_owned()))));
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

    fn apply_case(&self, store: &Store, id: CaseId, identity: &Identity) -> Result<(), Error> {
        let mut loaded_cases = self.cases();
        let mut writer = store.writer();
        let pending = items::pending(writer.connection(), id)?;
        let has_ruling = pending.iter().any(|stored| stored.item.kind == ItemKind::Ruling.code());
        if has_ruling {
            self.renew_actor()?;
        }
        let before = match loaded_cases.take(id).map(|loaded| loaded.case) {
            // A ruling may bring back what left the document: only the store has that.
            was @ Some(_) if has_ruling => {
                Before { was, ..Before::of(loaded::stored(writer.connection(), id)?) }
            }
            case @ Some(_) => Before { case, ..Before::default() },
            None => Before::of(loaded::stored(writer.connection(), id)?),
        };
        let mut result = apply(id, before, pending, &identity.trust())?;
        let again = match &result.was {
            Some(was) if has_ruling => self.again(writer.connection(), was, &mut result.case, identity)?,
            _ => Again::default(),
        };
        let row = rows::of(&result.case, &self.timing_of(store, &result.case)?);
        let now_ms = self.host.clock.now()?.wall_ms;
        writer.transaction::<_, Error>(|tx| {
            cases::set_stuck(tx, id, None)?;
            for (stored, state) in &result.states {
                items::set_state(tx, stored.row, state)?;
            }
            for row in &again.waiting {
                items::set_state(tx, *row, &State::Waiting)?;
            }
            put_items(tx, id, &again.items)?;
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

/// A case before its pending items.
#[derive(Default)]
struct Before {
    /// In memory.
    case: Option<Case>,
    /// As it is stored, if it is not in memory.
    stored: Stored,
    /// As screens showed it, if it is to be put together anew.
    was: Option<Case>,
}

impl Before {
    fn of(stored: Stored) -> Self {
        Self { stored, ..Self::default() }
    }
}

fn apply(id: CaseId, before: Before, pending: Vec<StoredItem>, trust: &Trust<'_>) -> Result<Applying, Error> {
    let bases = Bases::open(id, &pending, trust);
    let mut items: Vec<Item> = pending.iter().map(|stored| stored.item.clone()).collect();
    items.extend(bases.changes()?);
    let Begun { mut case, was, shown } = begin(id, before, &items, &bases, trust.root)?;
    let results = case.apply(&items, trust.root);
    let states = pending.into_iter().zip(results).map(|(stored, result)| {
        let state = bases.refusal(stored.row).unwrap_or_else(|| state_of(&case, &stored, result));
        (stored, state)
    });
    let states = states.collect();
    let mut notices = shown.map(|shown| fold::notices(&shown, case.state())).unwrap_or_default();
    notices.retain(|notice| !case.state().notices_seen.contains(&notice.now.fact));
    Ok(Applying { case, states, used_snapshot: !bases.good.is_empty(), notices, was })
}

/// A case that is about to take its pending items in.
struct Begun {
    case: Case,
    /// As screens showed it, if `case` was put together anew.
    was: Option<Case>,
    /// What screens showed; of a new case, nothing.
    shown: Option<CaseState>,
}

fn begin(
    id: CaseId,
    before: Before,
    items: &[Item],
    bases: &Bases,
    root: &PublicKey,
) -> Result<Begun, Error> {
    if let Some(case) = before.case {
        let shown = Some(case.state().clone());
        return Ok(Begun { case, was: None, shown });
    }
    let mut stored = before.stored;
    let is_new = stored.snapshot.is_none() && !has_genesis(id, &stored.items);
    let was = match before.was {
        None if !is_new => Some(Case::load(id, &stored, root)?),
        was => was,
    };
    if is_new {
        stored.snapshot = bases.good.first().cloned();
    }
    stored.items.extend(items.iter().cloned());
    let shown = was.as_ref().map(|was| was.state().clone());
    Ok(Begun { case: Case::load(id, &stored, root)?, was, shown })
}

/// Snapshots among the pending items: those that the office vouched for, and the rows of the others.
struct Bases {
    good: Vec<Vec<u8>>,
    bad: Vec<(i64, NackCode)>,
}

impl Bases {
    fn open(id: CaseId, pending: &[StoredItem], trust: &Trust<'_>) -> Self {
        let mut bases = Self { good: Vec::new(), bad: Vec::new() };
        for stored in pending.iter().filter(|stored| is_snapshot(stored)) {
            match open_snapshot(id, &stored.item.bytes, trust.office) {
                Ok(bytes) => bases.good.push(bytes),
                Err(code) => bases.bad.push((stored.row, code)),
            }
        }
        bases
    }

    /// Their changes, to be taken in like any others: the case may be here already.
    fn changes(&self) -> Result<Vec<Item>, CaseError> {
        let mut changes = Vec::new();
        for bytes in &self.good {
            let document =
                CaseDocument::load(bytes).map_err(|error| CaseError::Document(error.to_string()))?;
            let written = document.changes_since(&[]).into_iter();
            changes.extend(written.map(|change| Item::new(ItemKind::Change, change.bytes)));
        }
        Ok(changes)
    }

    fn refusal(&self, row: i64) -> Option<State> {
        let bad = self.bad.iter().find(|(of, _)| *of == row);
        bad.map(|(_, code)| State::Refused(code.name().to_owned()))
    }
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
