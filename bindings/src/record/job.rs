//! One job as a whole.

use std::collections::BTreeMap;

use doorstep_core as core;
use doorstep_domain::case::{Acceptance, Version};
use doorstep_domain::checklist::ChecklistView;
use doorstep_domain::fact::{Area, Created, CustomerCopy, Origin, SiteCopy};
use doorstep_domain::fold::{self, State};
use doorstep_domain::id::{CaseId, DeviceId, FactId, PackId, VisitId};
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value};

use super::{
    Answer, ApprovalRequest, Conflict, Correction, Custody, Entry, JobPrivacy, LegalHold, Line, Note,
    OpenDecision, Outbox, Outcome, Person, Photo, Quote, QuoteOptions, RecordCopy, Settlement, Signature,
    Superseded, Visit,
};
use crate::error::DoorstepError;
use crate::value::Timestamp;

/// One job as a whole. Give `version` back with every command.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Job {
    /// The case.
    pub case: CaseId,
    /// What this view shows.
    pub version: Version,
    /// What it was made with.
    pub head: JobHead,
    /// Jobs that this one follows from or goes on in.
    pub links: Vec<Link>,
    /// Links of the rules by which the user can go on in another one.
    pub onward: Vec<OnwardLink>,
    /// Who keeps it, as a user id, if the rules say that nobody may take it over.
    pub owner: Option<String>,
    /// What happened since.
    pub state: JobState,
    /// What is hidden from the user of this phone outside the time of a visit; nothing if nothing ever is.
    pub privacy: Option<JobPrivacy>,
    /// The pack that it follows.
    pub pack: PackId,
    /// Whether the pack is on this device; without it there are no checklists and no prices.
    pub has_pack: bool,
    /// All answers.
    pub answers: Vec<Answer>,
    /// All lines of all quotes, struck out ones too.
    pub lines: Vec<Line>,
    /// Quotes, offered or not.
    pub quotes: Vec<Quote>,
    /// Quotes that were put before the customer to choose from.
    pub options: Vec<QuoteOptions>,
    /// What is deducted from accounts of the customer's, by completed visit and rule. The office writes it; until
    /// then it is pending.
    pub settlement: Vec<Settlement>,
    /// Notes, struck out ones too, by the second in which each was begun, as its phone has it; those of one second as
    /// they were written, and where neither writer knew of the other, in an order that is the same everywhere.
    pub notes: Vec<Note>,
    /// Corrections of cards.
    pub corrections: Vec<Correction>,
    /// Values that several people wrote without knowing of each other.
    pub conflicts: Vec<Conflict>,
    /// What changed after it was shown.
    pub notices: Vec<Notice>,
    /// Signatures with what was signed, and how that differs from now.
    pub signatures: Vec<Signature>,
    /// The copies of the record: who gets one, and who has it.
    pub copies: Vec<RecordCopy>,
    /// Photos, and where their files are.
    pub photos: Vec<Photo>,
    /// Who wrote and signed.
    pub authors: Vec<Author>,
    /// Where the work is.
    pub outbox: Outbox,
    /// Why newer items of the job cannot be applied; it is shown as it was before them.
    pub stuck: Option<String>,
}

impl Job {
    pub(crate) fn of(job: core::Job, language: &Language) -> Result<Self, DoorstepError> {
        let core::Job {
            case,
            version,
            mut state,
            links,
            onward,
            owner,
            authors,
            privacy,
            pack,
            has_pack,
            checklists,
            acceptance,
            answers,
            lines,
            quotes,
            options,
            settlement,
            notes,
            corrections,
            conflicts,
            signatures,
            copies,
            photos,
            notices,
            outbox,
            stuck,
        } = job;
        let created = state.created.take();
        let created = created.ok_or_else(|| DoorstepError::NotFound { what: "job".to_owned() })?;
        let answer = |(key, value): (AnswerKey, Value)| Answer { key, value: Some(value.into()) };
        let correction = |(field, value): (String, Value)| Correction { field, value: value.into() };
        Ok(Self {
            case,
            version,
            head: created.body.into(),
            links: all(links),
            onward: onward.into_iter().map(|link| OnwardLink::of(link, language)).collect(),
            owner,
            privacy: privacy.map(Into::into),
            state: JobState::of(state, checklists, &acceptance, language),
            pack,
            has_pack,
            answers: answers.into_iter().map(answer).collect(),
            lines: lines.into_iter().map(|(id, line)| Line::of(id, line)).collect(),
            quotes: quotes.into_iter().map(|quote| Quote::of(quote, language)).collect(),
            options: options.into_iter().map(|offer| QuoteOptions::of(offer, language)).collect(),
            settlement: settlement.into_iter().map(|item| Settlement::of(item, language)).collect(),
            notes: all(notes),
            corrections: corrections.into_iter().map(correction).collect(),
            conflicts: all(conflicts),
            notices: all(notices),
            signatures: signatures.into_iter().map(|signed| Signature::of(signed, language)).collect(),
            copies: copies.into_iter().map(|copy| RecordCopy::of(copy, language)).collect(),
            photos: all(photos),
            authors: authors.into_values().map(Into::into).collect(),
            outbox: Outbox::of(outbox, language),
            stuck,
        })
    }
}

/// What a job was made with: as dispatched, or as written at the door.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobHead {
    /// Number that people say, e.g. `A7-0012`.
    pub number: String,
    /// `job`, `coordination`, or what it is at the desk: `complaint`, `cancellation`, `return`, `follow_up`,
    /// `contract`, `booking`, `record`.
    pub case_kind: String,
    /// Who made it.
    pub origin: Origin,
    /// The job that it came from.
    pub parent: Option<CaseId>,
    /// The service of its pack.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Who reported it, if not the customer.
    pub reporter: Option<Person>,
    /// Home or public area.
    pub area: Area,
    /// Whether it is an emergency.
    pub is_emergency: bool,
    /// The customer's name.
    pub customer: String,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
}

impl From<Created> for JobHead {
    fn from(created: Created) -> Self {
        let Created {
            number,
            case_kind,
            fold_version: _,
            pack: _,
            service,
            report,
            area,
            emergency,
            customer,
            site,
            reported_at_ms,
            visit: _,
            reporter,
            origin,
            parent,
        } = created;
        let CustomerCopy { card: _, version: _, name: customer, phone } = customer;
        let SiteCopy { card: _, version: _, address, time_zone } = site;
        Self {
            number,
            case_kind: case_kind.name().to_owned(),
            origin,
            parent,
            service,
            report,
            reported_at: Timestamp(reported_at_ms),
            reporter: reporter.map(Into::into),
            area,
            is_emergency: emergency,
            customer,
            phone,
            address,
            time_zone,
        }
    }
}

/// What happened in a job.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobState {
    /// What became of it.
    pub outcome: Outcome,
    /// Whether it is checked and archived.
    pub is_archived: bool,
    /// The visit that is under way, else the newest planned one.
    pub current_visit: Option<VisitId>,
    /// Its visits, in their order.
    pub visits: Vec<Visit>,
    /// Entries of a coordination order, in the order of their time.
    pub entries: Vec<Entry>,
    /// Answers to one question that only a person can choose between.
    pub decisions: Vec<OpenDecision>,
    /// Answers that lost against others.
    pub superseded: Vec<Superseded>,
    /// What was asked of leader or office, by claimed time.
    pub approvals: Vec<ApprovalRequest>,
    /// What was taken along, by claimed time.
    pub custody: Vec<Custody>,
    /// Whether the customer was dissatisfied and has not accepted since.
    pub is_to_satisfy: bool,
    /// Legal holds: while one is not lifted, the job is not erased.
    pub holds: Vec<LegalHold>,
    /// Things that the office must look at.
    pub exceptions: Vec<JobException>,
    /// A newer app is needed: the job is read-only.
    pub is_update_required: bool,
}

impl JobState {
    fn of(
        state: State,
        mut checklists: BTreeMap<VisitId, ChecklistView>,
        acceptance: &BTreeMap<VisitId, Acceptance>,
        language: &Language,
    ) -> Self {
        let current_visit = state.current_visit();
        let State {
            // In the head.
            created: _,
            outcome,
            archived,
            // The archive as it stands says enough.
            archives: _,
            holds,
            visits,
            // With their prices: in the job.
            quotes: _,
            options: _,
            payments: _,
            // By rule, with what is owed: in the job.
            deductions: _,
            // Answers that nobody asked for are for the office.
            approvals: _,
            asked,
            custody,
            to_satisfy,
            // With what became of them: in the job.
            links: _,
            // In the timers.
            part_waits: _,
            resumptions: _,
            entries,
            // With those that are still to be handed out, and with their photos: in the job.
            copies: _,
            marks: _,
            notices_seen: _,
            superseded,
            decisions,
            exceptions,
            flags: _,
            waiting: _,
            update_required,
        } = state;
        let visit = |(id, visit)| {
            Visit::of(id, visit, checklists.remove(&id), acceptance.get(&id).copied(), language)
        };
        let mut visits: Vec<Visit> = visits.into_iter().map(visit).collect();
        visits.sort_by_key(|visit| visit.number);
        Self {
            outcome: outcome.map_or(Outcome::Open, |outcome| outcome.value.into()),
            is_archived: archived.is_some_and(|archived| archived.value),
            current_visit,
            visits,
            entries: all(entries),
            decisions: all(decisions),
            superseded: all(superseded),
            approvals: all(asked),
            custody: all(custody),
            is_to_satisfy: !to_satisfy.is_empty(),
            holds: all(holds),
            exceptions: all(exceptions),
            is_update_required: update_required,
        }
    }
}

fn all<T, U: From<T>>(values: Vec<T>) -> Vec<U> {
    values.into_iter().map(Into::into).collect()
}

/// Somebody who wrote or signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

impl From<core::Author> for Author {
    fn from(author: core::Author) -> Self {
        let core::Author { user, name, roles, device } = author;
        Self { user, name, roles, device }
    }
}

/// Something that the office must look at, because two people did right and it does not fit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum JobException {
    /// The job was cancelled while it was being done and signed for; the work counts.
    CancelledWhileDone {
        /// The completion.
        completed: FactId,
        /// The cancellation.
        cancelled: FactId,
    },
    /// A signature without the work report among its ancestors.
    ProvisionalSignature {
        /// The signature.
        signature: FactId,
    },
    /// A signature in a role of those who lead, on the phone of somebody who does not: somebody who leads must
    /// confirm it.
    UnconfirmedSignature {
        /// The signature.
        signature: FactId,
    },
}

impl From<fold::Exception> for JobException {
    fn from(exception: fold::Exception) -> Self {
        match exception {
            fold::Exception::CancelledWhileDone { completed, cancelled } => {
                Self::CancelledWhileDone { completed, cancelled }
            }
            fold::Exception::ProvisionalSignature { signature } => Self::ProvisionalSignature { signature },
            fold::Exception::UnconfirmedSignature { signature } => Self::UnconfirmedSignature { signature },
        }
    }
}

/// Something that was shown changed by what arrived later. It stays until somebody acknowledges it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Notice {
    /// The job.
    pub case: CaseId,
    /// Names the notice for `acknowledge_notice`.
    pub fact: FactId,
    /// The question, as JSON.
    pub aspect: String,
    /// The answer that was shown, as JSON.
    pub was: String,
    /// Name of who had said so.
    pub was_by: String,
    /// The answer that counts now, as JSON.
    pub became: String,
    /// Name of who says so.
    pub became_by: String,
    /// When it was made, as its author's clock said.
    pub made_at: Timestamp,
    /// When it arrived here.
    pub arrived_at: Timestamp,
}

impl From<core::Notice> for Notice {
    fn from(notice: core::Notice) -> Self {
        let core::Notice { case, fact, aspect, was, was_by, became, became_by, made_at_ms, arrived_at_ms } =
            notice;
        let (made_at, arrived_at) = (Timestamp(made_at_ms), Timestamp(arrived_at_ms));
        Self { case, fact, aspect, was, was_by, became, became_by, made_at, arrived_at }
    }
}

/// A link of the rules by which this job can go on in another one, see `follow_on`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OnwardLink {
    /// Its id.
    pub rule: String,
    /// What people read on the button.
    pub title: String,
    /// What the new one will be: `job`, `complaint`, `cancellation`, `return`, `follow_up`, `contract`, `booking`
    /// or `record`.
    pub case_kind: String,
}

impl OnwardLink {
    fn of(link: core::OnwardLink, language: &Language) -> Self {
        let core::OnwardLink { rule, title, case_kind } = link;
        Self { rule, title: title.get(language).to_owned(), case_kind }
    }
}

/// A job that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Link {
    /// Why they belong together, e.g. `coordination`.
    pub rule: String,
    /// The other job.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Whether this one follows from it; otherwise this one goes on in it.
    pub is_origin: bool,
    /// What it is, as in `JobHead`; nothing if it is not on this phone.
    pub case_kind: Option<String>,
    /// What became of it, a word of the glossary; nothing if it is not on this phone.
    pub outcome: Option<String>,
}

impl From<core::Link> for Link {
    fn from(link: core::Link) -> Self {
        let core::Link { rule, case, number, is_origin, case_kind, outcome } = link;
        Self { rule, case, number, is_origin, case_kind, outcome }
    }
}
