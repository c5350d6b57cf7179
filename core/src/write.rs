//! One action of a user: what it makes, in one case or in two, one transaction, then the word goes out.

use std::sync::Arc;

use rusqlite::Transaction;

use doorstep_domain::case::{Begun, Case, NewCase, Version, Writer};
use doorstep_domain::certificate::Signer;
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{Body, Fact, Kind};
use doorstep_domain::id::{BlobId, CaseId, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::sync::{Item, ItemKind};

use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::loaded::Loaded;
use crate::rows;
use crate::store::items::{self, Origin, State};
use crate::store::job_rows::{self, JobRow};
use crate::store::{Store, blobs, cases, enrolment, outbox, packs};
use crate::trial::{self, Bug};

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
    shared: &'a Shared,
    store: &'a Store,
}

/// What an action comes to.
pub(crate) struct Made {
    /// Added to the case at hand.
    pub(crate) items: Vec<Item>,
    /// The case that follows from it.
    pub(crate) begun: Option<Begun>,
}

/// What was done and is stored.
pub(crate) struct Performed {
    pub(crate) version: Version,
    /// The case that follows.
    pub(crate) begun: Option<CaseId>,
}

/// What was made for one case.
pub(crate) struct Written<'a> {
    pub(crate) loaded: &'a mut Loaded,
    pub(crate) items: &'a [Item],
    /// A file that they name.
    pub(crate) file: Option<&'a File>,
}

impl Action<'_> {
    /// What a case that follows from this one needs of its own.
    pub(crate) fn new_case(&self) -> Result<NewCase, Error> {
        let host = &self.shared.host;
        let number = next_number(self.store, self.writer.signer)?;
        Ok(NewCase { number, visit: VisitId(host.mint()?), entropy: host.random()? })
    }

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
        let made = |case: &mut Case, on: &Action<'_>| Ok(Made { items: action(case, on)?, begun: None });
        Ok(self.perform(id, file, made)?.version)
    }

    /// Does one action that may begin another case, too: both are stored in one transaction, or none.
    pub(crate) fn perform(
        &self,
        id: CaseId,
        file: Option<&File>,
        action: impl FnOnce(&mut Case, &Action<'_>) -> Result<Made, Error>,
    ) -> Result<Performed, Error> {
        let shared = &self.shared;
        let identity = shared.identity()?;
        let store = shared.open()?;
        let writer = shared.writer(&identity)?;
        let mut cases = shared.cases();
        let mut taken = shared.take_visible(&store, &mut cases, id, &identity)?;
        let pack = shared.pack_of(&store, &taken.case)?;
        let on = Action { writer: &writer, pack: pack.as_deref(), shared, store: &store };
        let Made { items, begun } = match action(&mut taken.case, &on) {
            Ok(made) => made,
            Err(error) => {
                // A refusal leaves the case as it was.
                cases.put(taken);
                return Err(error);
            }
        };
        let mut begun = begun.map(|Begun { case, items }| (Loaded { case, row: None }, items));
        // From here on the cases are in memory again only if everything is stored.
        let mut written = vec![Written { loaded: &mut taken, items: &items, file }];
        written.extend(begun.as_mut().map(|(loaded, items)| Written { loaded, items, file: None }));
        shared.store_own(&store, &mut written)?;
        let performed = Performed {
            version: taken.case.version(),
            begun: begun.as_ref().map(|(loaded, _)| loaded.case.id()),
        };
        let kept = [Some(taken), begun.map(|(loaded, _)| loaded)];
        kept.into_iter().flatten().for_each(|loaded| {
            cases.put(loaded);
        });
        drop(cases);
        if !items.is_empty() {
            [Some(id), performed.begun].into_iter().flatten().for_each(|case| shared.hub.job_changed(case));
            shared.hub.sync_changed();
        }
        Ok(performed)
    }
}

/// Takes the next job number of this device: made without the network, final. One that is taken and not used
/// leaves a gap; a number used twice would be worse.
pub(crate) fn next_number(store: &Store, signer: &Signer) -> Result<String, Error> {
    let counter = store.writer().transaction::<_, Error>(|tx| Ok(enrolment::next_number(tx)?))?;
    Ok(format!("{}-{counter:04}", signer.certificate().body().code))
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
        let is_same = trial::is_on(Bug::SameActor);
        let actor = if is_same { identity.enrolment.device.0 } else { self.actor() };
        Ok(Writer { signer: &identity.signer, acting: None, time, actor, entropy })
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

    /// The rules that a case follows, if they are on this device: its pack, with the price books and checklists of
    /// newer packs to which its quotes and visits moved.
    pub(crate) fn pack_of(&self, store: &Store, case: &Case) -> Result<Option<Arc<Pack>>, Error> {
        let Some(created) = case.state().created.as_ref() else { return Ok(None) };
        let Some(pack) = self.pack(store, created.body.pack)? else { return Ok(None) };
        let mut others = Vec::new();
        for id in case.other_packs() {
            others.extend(self.pack(store, id)?.map(|pack| (id, pack)));
        }
        if others.is_empty() {
            return Ok(Some(pack));
        }
        let others = others.iter().map(|(id, pack)| (*id, &**pack));
        Ok(Some(Arc::new(Pack::clone(&pack).with_versions(others))))
    }

    /// Stores what was made here, of all cases in one transaction: items, outbox, rows of lists, names of files.
    pub(crate) fn store_own(&self, store: &Store, written: &mut [Written<'_>]) -> Result<(), Error> {
        if written.iter().all(|written| written.items.is_empty()) {
            return Ok(());
        }
        let row = |written: &Written<'_>| {
            let case = &written.loaded.case;
            Ok(rows::of(case, &self.timing_of(store, case)?))
        };
        let rows = written.iter().map(row).collect::<Result<Vec<_>, Error>>()?;
        store.writer().transaction::<_, Error>(|tx| {
            for (written, row) in written.iter().zip(&rows) {
                put_written(tx, written, row.as_ref())?;
            }
            Ok(())
        })?;
        for (written, row) in written.iter_mut().zip(rows) {
            written.loaded.row = row;
        }
        Ok(())
    }
}

fn put_written(tx: &Transaction<'_>, written: &Written<'_>, row: Option<&JobRow>) -> Result<(), Error> {
    let Written { loaded, items, file } = written;
    let case = loaded.case.id();
    put_items(tx, case, items)?;
    if let Some(row) = row.filter(|row| Some(*row) != loaded.row.as_ref()) {
        put_row(tx, row)?;
    }
    if let Some(file) = file {
        blobs::insert(tx, case, file.blob, file.size_bytes, &file.media_type)?;
    }
    Ok(())
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
