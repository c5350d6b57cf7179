//! One job as a whole, for its screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use doorstep_domain::case::{
    Acceptance, Account, Answer, Case, Options, RecordCopy, SettlementItem, Version,
};
use doorstep_domain::checklist::{ChecklistView, Missing};
use doorstep_domain::coverage::CoverageView;
use doorstep_domain::document::{ConflictKind, DocumentView, Field, Line};
use doorstep_domain::fact::Linked;
use doorstep_domain::fold::{QuoteState, State};
use doorstep_domain::id::{
    CaseId, CertificateId, ChangeId, DeviceId, LineId, NoteId, PackId, QuoteId, VisitId,
};
use doorstep_domain::pack::Pack;
use doorstep_domain::price;
use doorstep_domain::value::{AnswerKey, Value};
use rusqlite::Connection;

use super::onward::{self, OnwardLink};
use super::photos::{self, Photo};
use super::signed::{self, SignedJob};
use super::{JobPrivacy, Outbox};
use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::notices::{self, NoticeRow};
use crate::store::{Store, cases, job_rows};

/// One job as a whole. Give `version` back with every command.
#[derive(Debug, Clone)]
pub struct Job {
    /// The case.
    pub case: CaseId,
    /// What is on the screen.
    pub version: Version,
    /// What happened: head, visits, consents, links, entries, superseded values, open decisions, exceptions.
    pub state: State,
    /// Cases that this one follows from or goes on in.
    pub links: Vec<Link>,
    /// Links of the pack by which the user of this device can go on in another case.
    pub onward: Vec<OnwardLink>,
    /// Who keeps the case, as a user id, if the pack says that nobody may take it over.
    pub owner: Option<String>,
    /// Who wrote and signed, by certificate.
    pub authors: BTreeMap<CertificateId, Author>,
    /// What is hidden from the user of this device; `None` if nothing ever is. What is hidden now is masked in `state`
    /// and missing in `corrections`.
    pub privacy: Option<JobPrivacy>,
    /// The pack that the job follows.
    pub pack: PackId,
    /// Whether the pack is on this device; without it there are no checklists and no prices.
    pub has_pack: bool,
    /// The checklist of each visit, towards the work being done.
    pub checklists: BTreeMap<VisitId, ChecklistView>,
    /// How the acceptance of each visit stands; nothing without the pack.
    pub acceptance: BTreeMap<VisitId, Acceptance>,
    /// All answers.
    pub answers: BTreeMap<AnswerKey, Value>,
    /// All lines of all quotes, struck out ones too.
    pub lines: BTreeMap<LineId, Line>,
    /// Quotes, offered or not, with their prices and how these came about.
    pub quotes: Vec<Quote>,
    /// Quotes that were put before the customer to choose from.
    pub options: Vec<Options>,
    /// What is deducted from accounts, by completed visit and rule; pending until the office has written it.
    pub settlement: Vec<SettlementItem>,
    /// Notes, struck out ones too, by the second in which each was begun, as its phone has it; those of one second as
    /// they were written, and where neither writer knew of the other, in an order that is the same everywhere.
    pub notes: Vec<Note>,
    /// Corrections of cards.
    pub corrections: BTreeMap<String, Value>,
    /// Values that several people wrote without knowing of each other.
    pub conflicts: Vec<Conflict>,
    /// Signatures with what was signed, and how that differs from now.
    pub signatures: Vec<SignedJob>,
    /// The copies of the record: who gets one, and who has it.
    pub copies: Vec<RecordCopy>,
    /// Photos, and where their files are.
    pub photos: Vec<Photo>,
    /// What changed after it was shown.
    pub notices: Vec<NoticeRow>,
    /// Where the work is.
    pub outbox: Outbox,
    /// Why newer items of the job cannot be applied; it is shown as it was before them.
    pub stuck: Option<String>,
}

/// A case that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Why they belong together, e.g. `coordination`.
    pub rule: String,
    /// The other case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Whether this one follows from it; otherwise this one goes on in it.
    pub is_origin: bool,
    /// What it is, `job` or `coordination`; `None` if it is not on this device.
    pub case_kind: Option<String>,
    /// What became of it, a word of the glossary; `None` if it is not on this device.
    pub outcome: Option<String>,
}

/// Somebody who wrote or signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The user's id.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// The user's roles.
    pub roles: Vec<String>,
    /// The device.
    pub device: DeviceId,
}

/// A quote with its prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The quote.
    pub id: QuoteId,
    /// As it was offered, and what the customer said; `None` as long as it was not shown.
    pub offered: Option<QuoteState>,
    /// Lines, total and traces; `None` without the pack or its price book.
    pub priced: Option<price::Quote>,
    /// How the customer's answer stands towards the prices that hold now.
    pub answer: Answer,
    /// What was paid and what is still to pay; `None` without the pack or its price book.
    pub account: Option<Account>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The note.
    pub id: NoteId,
    /// The visit in which it was written.
    pub visit: VisitId,
    /// Its text.
    pub text: String,
    /// Whether it was struck out.
    pub is_deleted: bool,
    /// Names of everybody who wrote in it, the first writer first.
    pub authors: Vec<String>,
}

/// A value that waits for somebody's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What it is about.
    pub field: Field,
    /// What happened.
    pub kind: ConflictKind,
    /// The values; the first is the one shown until somebody decides.
    pub values: Vec<ConflictValue>,
}

/// One value of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictValue {
    /// Names the value for [`Core::resolve_conflict`].
    pub change: ChangeId,
    /// The field that it was written to.
    pub field: Field,
    /// The value; `None` if the field was cleared.
    pub value: Option<Value>,
    /// Name of who wrote it.
    pub by: String,
    /// When, milliseconds since 1970 UTC, as the writer's clock said.
    pub at_ms: i64,
}

impl Core {
    /// One job as a whole.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a job that is no longer in this device's scope; [`Error::Case`] if it
    /// cannot be loaded.
    pub fn job(&self, id: CaseId) -> Result<Job, Error> {
        self.view(id, |shared, store, case, pack| {
            store.read(|connection| {
                let mut job = job(shared, connection, case, pack.as_deref())?;
                shared.mask(connection, case, pack.as_deref(), &mut job)?;
                Ok(job)
            })
        })
    }

    /// The checklist of a visit, towards one way of ending it: `done`, `absent`, `declined`, `unfinished`.
    ///
    /// # Errors
    /// As [`Core::job`]; [`Error::PackMissing`].
    pub fn checklist(&self, id: CaseId, visit: VisitId, outcome: &str) -> Result<ChecklistView, Error> {
        self.view(id, |_, _, case, pack| Ok(case.checklist(visit, outcome, &*needed(case, pack)?)?))
    }

    /// *Why can't I complete?* Everything that stands against an outcome; empty if nothing does.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn why_not(&self, id: CaseId, visit: VisitId, outcome: &str) -> Result<Vec<Missing>, Error> {
        self.view(id, |_, _, case, pack| Ok(case.why_not(visit, outcome, &*needed(case, pack)?)?))
    }

    /// What the coverage of the job comes to, as a visit sees it: covered, paid or refused, by component, with the
    /// reason to show the customer. `None` if the service has no coverage.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn coverage(&self, id: CaseId, visit: VisitId) -> Result<Option<CoverageView>, Error> {
        self.view(id, |_, _, case, pack| Ok(case.coverage(visit, &*needed(case, pack)?)?))
    }

    /// The prices of a quote: by recorded time, before there is some by `estimated_minutes`.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn quote(&self, id: CaseId, quote: QuoteId, estimated_minutes: u32) -> Result<price::Quote, Error> {
        self.view(id, |_, _, case, pack| Ok(case.quote(quote, estimated_minutes, &*needed(case, pack)?)?))
    }

    /// The pack that a job follows, for its words and lists.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn pack_of(&self, id: CaseId) -> Result<Arc<Pack>, Error> {
        self.view(id, |_, _, case, pack| needed(case, pack))
    }

    /// Reads a case that this device may see.
    pub(crate) fn view<T>(
        &self,
        id: CaseId,
        read: impl FnOnce(&Shared, &Store, &mut Case, Option<Arc<Pack>>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        let mut cases = self.shared.cases();
        let mut loaded = self.shared.take_visible(&store, &mut cases, id, &identity)?;
        let pack = self.shared.pack_of(&store, &loaded.case);
        let result = pack.and_then(|pack| read(&self.shared, &store, &mut loaded.case, pack));
        cases.put(loaded);
        result
    }
}

pub(crate) fn needed(case: &Case, pack: Option<Arc<Pack>>) -> Result<Arc<Pack>, Error> {
    pack.ok_or_else(|| match case.state().created.as_ref() {
        Some(created) => Error::PackMissing(created.body.pack),
        None => Error::NotFound("pack"),
    })
}

pub(super) fn job(
    shared: &Shared,
    connection: &Connection,
    case: &mut Case,
    pack: Option<&Pack>,
) -> Result<Job, Error> {
    let id = case.id();
    let state = case.state().clone();
    let created = state.created.as_ref().ok_or(Error::NotFound("job"))?;
    let authors = authors(case);
    let document = case.document();
    Ok(Job {
        case: id,
        version: case.version(),
        links: links(connection, &state)?,
        onward: onward::links(shared, case, pack)?,
        owner: pack.and_then(|pack| case.owner(pack)).map(|owner| owner.user.clone()),
        pack: created.body.pack,
        privacy: None,
        has_pack: pack.is_some(),
        checklists: checklists(case, pack),
        acceptance: acceptance(case, pack),
        quotes: quotes(case, &document, pack),
        options: pack.map(|pack| case.options(pack)).unwrap_or_default(),
        settlement: pack.and_then(|pack| case.settlement(pack).ok()).unwrap_or_default(),
        notes: notes(&document, &authors),
        conflicts: document.conflicts.iter().map(|conflict| conflict_view(conflict, &authors)).collect(),
        signatures: signed::all(connection, case, pack)?,
        copies: case.copies(pack),
        photos: photos::all(connection, id, &state)?,
        notices: notices::list(connection, Some(id))?,
        outbox: shared.outbox(connection, Some(id))?,
        stuck: cases::stuck(connection, id)?,
        answers: document.answers,
        lines: document.lines,
        corrections: document.corrections,
        authors,
        state,
    })
}

fn links(connection: &Connection, state: &State) -> Result<Vec<Link>, Error> {
    let parent = state.created.as_ref().and_then(|created| created.body.parent);
    let links = state.links.iter().map(|linked| {
        let Linked { rule, case, number } = linked.body.clone();
        let (case_kind, outcome) = job_rows::standing(connection, case)?.unzip();
        Ok(Link { rule, case, number, is_origin: parent == Some(case), case_kind, outcome })
    });
    links.collect()
}

fn authors(case: &Case) -> BTreeMap<CertificateId, Author> {
    let certificates = case.certificates().iter();
    let author = |certificate: &doorstep_domain::certificate::Certificate| Author {
        user: certificate.user.clone(),
        name: certificate.name.clone(),
        roles: certificate.roles.clone(),
        device: certificate.device,
    };
    certificates.map(|(id, certificate)| (*id, author(certificate.body()))).collect()
}

fn name_of(authors: &BTreeMap<CertificateId, Author>, id: &CertificateId) -> String {
    authors.get(id).map(|author| author.name.clone()).unwrap_or_default()
}

fn acceptance(case: &Case, pack: Option<&Pack>) -> BTreeMap<VisitId, Acceptance> {
    let Some(pack) = pack else { return BTreeMap::new() };
    let visits = case.state().visits.keys();
    visits.filter_map(|visit| Some((*visit, case.acceptance(*visit, pack).ok()?))).collect()
}

/// A checklist that the pack does not have is not shown; the commands say why.
fn checklists(case: &Case, pack: Option<&Pack>) -> BTreeMap<VisitId, ChecklistView> {
    let Some(pack) = pack else { return BTreeMap::new() };
    let visits = case.state().visits.keys();
    visits.filter_map(|visit| Some((*visit, case.checklist(*visit, "done", pack).ok()?))).collect()
}

fn quotes(case: &Case, document: &DocumentView, pack: Option<&Pack>) -> Vec<Quote> {
    let offered = &case.state().quotes;
    let mut ids: Vec<QuoteId> =
        document.lines.values().map(|line| line.quote).chain(offered.keys().copied()).collect();
    ids.sort();
    ids.dedup();
    let quote = |id: QuoteId| Quote {
        id,
        offered: offered.get(&id).cloned(),
        priced: pack.and_then(|pack| case.quote(id, 0, pack).ok()),
        answer: pack.map_or(Answer::Open, |pack| case.answer(id, pack)),
        account: pack.and_then(|pack| case.account(id, pack).ok()),
    };
    ids.into_iter().map(quote).collect()
}

fn notes(document: &DocumentView, authors: &BTreeMap<CertificateId, Author>) -> Vec<Note> {
    let notes = document.notes_in_order().into_iter();
    notes.map(|(id, note)| note_view(id, note, authors)).collect()
}

fn note_view(
    id: NoteId,
    note: &doorstep_domain::document::Note,
    authors: &BTreeMap<CertificateId, Author>,
) -> Note {
    Note {
        id,
        visit: note.visit,
        text: note.text.clone(),
        is_deleted: note.deleted,
        authors: note.authors.iter().map(|author| name_of(authors, author)).collect(),
    }
}

fn conflict_view(
    conflict: &doorstep_domain::document::OpenConflict,
    authors: &BTreeMap<CertificateId, Author>,
) -> Conflict {
    let values = conflict.candidates.iter().map(|candidate| ConflictValue {
        change: candidate.change,
        field: candidate.field.clone(),
        value: candidate.value.clone(),
        by: name_of(authors, &candidate.author),
        at_ms: candidate.time_s.saturating_mul(1000),
    });
    Conflict { field: conflict.field.clone(), kind: conflict.kind, values: values.collect() }
}
