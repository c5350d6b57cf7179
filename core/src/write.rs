//! One action of a user: one change or fact, one transaction, then the word goes out.

use std::sync::Arc;

use rusqlite::Transaction;

use doorstep_domain::case::{Case, Version, Writer};
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{Body, Fact, Kind};
use doorstep_domain::id::{BlobId, CaseId};
use doorstep_domain::pack::Pack;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::sync::{Item, ItemKind};

use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::loaded::Loaded;
use crate::rows;
use crate::store::items::{self, Origin, State};
use crate::store::job_rows::{self, JobRow};
use crate::store::{Store, blobs, cases, outbox, packs};

/// A file that goes with an action. It is in place already.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) blob: BlobId,
    pub(crate) size_bytes: u64,
    pub(crate) media_type: String,
}

/// What an action may look at while it makes its items.
pub(crate) struct Action<'a> {
    pub(crate) writer: &'a Writer<'a>,
    /// The pack of the job, if it is on this device.
    pub(crate) pack: Option<&'a Pack>,
}

impl Action<'_> {
    /// The pack, for actions that cannot do without.
    pub(crate) fn needs_pack(&self, case: &Case) -> Result<&Pack, Error> {
        self.pack.ok_or_else(|| match case.state().created.as_ref() {
            Some(created) => Error::PackMissing(created.body.pack),
            None => Error::NotFound("pack"),
        })
    }
}

impl Core {
    /// Edits the document of a case at the version that the screen showed.
    pub(crate) fn edit(&self, case: CaseId, seen: &Version, edits: &[Edit]) -> Result<Version, Error> {
        self.act(case, |case, action| Ok(case.edit(seen, edits, action.writer)?))
    }

    /// Records a fact at the version that the screen showed.
    pub(crate) fn record(
        &self,
        case: CaseId,
        seen: &Version,
        body: impl Into<Body>,
    ) -> Result<Version, Error> {
        let body = body.into();
        self.act(case, |case, action| record(case, seen, body, action))
    }

    /// Does one action: makes items, stores them in one transaction, tells listeners.
    pub(crate) fn act(
        &self,
        id: CaseId,
        action: impl FnOnce(&mut Case, &Action<'_>) -> Result<Vec<Item>, Error>,
    ) -> Result<Version, Error> {
        self.act_with_file(id, None, action)
    }

    /// Like [`Core::act`], naming a file that is in place.
    pub(crate) fn act_with_file(
        &self,
        id: CaseId,
        file: Option<&File>,
        action: impl FnOnce(&mut Case, &Action<'_>) -> Result<Vec<Item>, Error>,
    ) -> Result<Version, Error> {
        let shared = &self.shared;
        let identity = shared.identity()?;
        let store = shared.open()?;
        let writer = shared.writer(&identity)?;
        let mut cases = shared.cases();
        let mut taken = shared.take_visible(&store, &mut cases, id, &identity)?;
        let pack = shared.pack_of(&store, &taken.case)?;
        let action_of = Action { writer: &writer, pack: pack.as_deref() };
        let items = match action(&mut taken.case, &action_of) {
            Ok(items) => items,
            Err(error) => {
                // A refusal leaves the case as it was.
                cases.put(taken);
                return Err(error);
            }
        };
        // From here on the case is in memory again only if everything is stored.
        shared.store_own(&store, &mut taken, &items, file)?;
        let version = taken.case.version();
        cases.put(taken);
        drop(cases);
        if !items.is_empty() {
            shared.hub.job_changed(id);
            shared.hub.sync_changed();
        }
        Ok(version)
    }
}

/// Records a fact, if the table and the gates allow it.
pub(crate) fn record(
    case: &mut Case,
    seen: &Version,
    body: Body,
    action: &Action<'_>,
) -> Result<Vec<Item>, Error> {
    if is_gated(body.kind()) {
        action.needs_pack(case)?;
    }
    Ok(case.record(seen, body, action.writer, action.pack)?)
}

/// Facts that the checklist may stand against. Without the pack nobody knows, and that is not a yes.
fn is_gated(kind: Kind) -> bool {
    matches!(kind, Kind::WorkStarted | Kind::StepDone | Kind::Completed | Kind::Declined | Kind::VisitEnded)
}

impl Shared {
    /// Who writes now.
    pub(crate) fn writer<'i>(&self, identity: &'i Identity) -> Result<Writer<'i>, Error> {
        let (time, entropy) = (self.host.clock.now()?, self.host.random()?);
        Ok(Writer { signer: &identity.signer, acting: None, time, actor: self.actor(), entropy })
    }

    /// Takes a case that this device may see out of memory, loading it if needed. Whoever takes it puts it back.
    pub(crate) fn take_visible(
        &self,
        store: &Store,
        cases: &mut crate::loaded::LoadedCases,
        id: CaseId,
        identity: &Identity,
    ) -> Result<Loaded, Error> {
        store.read::<_, Error>(|connection| {
            if !cases::is_visible(connection, id)? {
                return Err(Error::NotFound("job"));
            }
            cases.get(connection, id, &identity.enrolment.root_key)?;
            Ok(())
        })?;
        cases.take(id).ok_or(Error::NotFound("job"))
    }

    /// The rules that a case follows, if they are on this device: its pack, with the price books of newer packs to
    /// which its quotes moved.
    pub(crate) fn pack_of(&self, store: &Store, case: &Case) -> Result<Option<Arc<Pack>>, Error> {
        let Some(created) = case.state().created.as_ref() else { return Ok(None) };
        let Some(pack) = self.pack(store, created.body.pack)? else { return Ok(None) };
        let mut others = Vec::new();
        for id in case.price_packs() {
            others.extend(self.pack(store, id)?.map(|pack| (id, pack)));
        }
        if others.is_empty() {
            return Ok(Some(pack));
        }
        let others = others.iter().map(|(id, pack)| (*id, &**pack));
        Ok(Some(Arc::new(Pack::clone(&pack).with_price_books(others))))
    }

    /// Stores what was made here, in one transaction: items, outbox, the row of lists, the name of a file.
    pub(crate) fn store_own(
        &self,
        store: &Store,
        loaded: &mut Loaded,
        items: &[Item],
        file: Option<&File>,
    ) -> Result<(), Error> {
        if items.is_empty() {
            return Ok(());
        }
        let row = rows::of(&loaded.case, &self.timing_of(store, &loaded.case)?);
        let id = loaded.case.id();
        let is_new_row = row != loaded.row;
        store.writer().transaction::<_, Error>(|tx| {
            put_items(tx, id, items)?;
            if let (Some(row), true) = (&row, is_new_row) {
                put_row(tx, row)?;
            }
            if let Some(file) = file {
                blobs::insert(tx, id, file.blob, file.size_bytes, &file.media_type)?;
            }
            Ok(())
        })?;
        loaded.row = row;
        Ok(())
    }
}

fn put_row(tx: &Transaction<'_>, row: &JobRow) -> Result<(), Error> {
    job_rows::put(tx, row)?;
    Ok(packs::want(tx, row.pack)?)
}

pub(crate) fn put_items(tx: &Transaction<'_>, id: CaseId, made: &[Item]) -> Result<(), Error> {
    for item in made {
        let malformed = |_| Rejected::Document("an item of an unknown form was made".to_owned());
        let hash = item.hash().map_err(malformed)?;
        if let Some(row) = items::insert(tx, id, item, hash, Origin::Own, &State::Applied)? {
            outbox::add(tx, row, id, is_urgent(item), outbox::Reason::Own)?;
        }
    }
    Ok(())
}

/// Signatures and what ends a job leave first: with them the customer's word is safe.
fn is_urgent(item: &Item) -> bool {
    let is_fact = item.kind == ItemKind::Fact.code();
    let kind = Fact::open(&item.bytes).ok().and_then(|fact| Kind::from_code(fact.body().kind));
    is_fact
        && matches!(
            kind,
            Some(Kind::Signed | Kind::Consented | Kind::Completed | Kind::Declined | Kind::VisitEnded)
        )
}
