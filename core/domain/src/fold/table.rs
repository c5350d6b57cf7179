//! The status table of fold version 1: what is allowed in which state.
//!
//! | fact | allowed if, among its own ancestors |
//! |---|---|
//! | created | there is nothing |
//! | visit planned | the job is open or waits for a part |
//! | assigned | the author leads, or nobody was assigned to the first visit of a case that a rule made |
//! | appointed | the visit has not ended, the job is open; a technician: the visit was never escalated |
//! | escalated | the visit has not ended |
//! | checklist moved | the visit has not ended, the job is open |
//! | phase entered, visit ended | the visit has not ended, the phase goes forward, the job is open |
//! | work started | the visit has not ended, the job is open |
//! | work stopped, fetched (back) | its start is there |
//! | quote offered | the job is open |
//! | consented (quote) | the quote was offered and the job is open; chosen from options: it is one of them |
//! | options offered | each of the quotes was offered and the job is open |
//! | paid | the quote that it names was offered |
//! | completed, waiting for part, coordinated | the job is open or waits for a part |
//! | resumed | the job waits for a part |
//! | declined | the same as completed, and the quote was offered |
//! | cancelled | the author leads; the job is open, waits for a part or is coordinated |
//! | reopened | the author leads; the job is not open |
//! | archived | the author leads; the job is completed, declined, cancelled or coordinated; since a dissatisfied follow-up with a rework the customer has signed |
//! | part moved | the quantity is above zero, and it does not stay where it is |
//! | photo marked | the photo was taken; what it takes back was drawn over the same photo |
//! | custody moved (extended, back) | the fact with which it was taken along is there |
//! | followed up | the job was completed in the visit |
//! | approved | the author leads |
//! | deducted | the author is the server; the amount is above zero |
//! | deduction reversed | the author leads, and the server if the cause is no mistake of somebody's; the deduction is there |
//! | held | the author leads; what it lifts is a hold |
//! | decided | what is chosen stands beside an equal with another value |
//! | everything else | the case was created; the visit it names exists |
//!
//! A signature, a photo and a note of what happened are always storable, also in a cancelled job.

use super::aspect::{Aspect, AspectValue, Outcome};
use super::authority::Authority;
use crate::decimal::Decimal;
use crate::fact::{Body, Created, CustodyMove, Origin, PartMoved, Phase, PhotoMarked, StockPlace};
use crate::id::{FactId, QuoteId, VisitId};

/// Why a fact has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// A second beginning.
    #[error("the case was created before")]
    CreatedTwice,
    /// No beginning among its ancestors.
    #[error("the case was not created yet")]
    NotCreated,
    /// It names a visit that its author cannot have known.
    #[error("there is no such visit")]
    NoVisit,
    /// It names a quote that was not offered.
    #[error("the quote was not offered")]
    NoQuote,
    /// The visit ended.
    #[error("the visit has ended")]
    VisitEnded,
    /// The phase would go backwards.
    #[error("the visit is further already")]
    PhaseBackwards,
    /// The job is not open.
    #[error("the job is {0}")]
    Outcome(&'static str),
    /// The visit's time is with leader or call centre.
    #[error("the appointment is with the leader or the call centre")]
    Escalated,
    /// The author's role does not allow it.
    #[error("the role does not allow it")]
    Authority,
    /// Nothing, or less than nothing, was moved, or it stays where it is.
    #[error("nothing was moved")]
    NothingMoved,
    /// The customer was dissatisfied and has not accepted since.
    #[error("the customer was dissatisfied and has not signed since")]
    Dissatisfied,
    /// It refers to a fact that is not among its ancestors.
    #[error("what it refers to is not known")]
    NoReference,
}

impl Illegal {
    /// The state that stands against it, as a word of the glossary.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::CreatedTwice => "created",
            Self::NotCreated => "not created",
            Self::NoVisit => "without such a visit",
            Self::NoQuote => "without such a quote",
            Self::VisitEnded => "the visit has ended",
            Self::PhaseBackwards => "the visit is further already",
            Self::Outcome(name) => name,
            Self::Escalated => "escalated",
            Self::Authority => "not allowed for this role",
            Self::NothingMoved => "nothing is moved",
            Self::Dissatisfied => "the customer is dissatisfied and has not signed since",
            Self::NoReference => "without what it refers to",
        }
    }
}

/// What the table asks about the author of a fact.
#[derive(Debug, Clone, Copy)]
pub(super) struct Author {
    /// Whose word counts more.
    pub(super) authority: Authority,
    /// Whether it is the server itself: its own certificate, for nobody at a desk. What must happen exactly once is
    /// its own, because it alone knows that it did not write it before.
    pub(super) is_server: bool,
}

/// What the table asks about the ancestors of a fact.
pub(super) trait Ancestors {
    /// The value of an aspect among the ancestors.
    fn value(&self, aspect: &Aspect) -> Option<AspectValue>;
    /// Whether a legal fact among the ancestors has this property.
    fn any(&self, test: &dyn Fn(&FactId, &Body) -> bool) -> bool;
    /// Whether the ancestors say that the customer was dissatisfied and has not accepted since.
    fn is_to_satisfy(&self) -> bool;
    /// Whether a fact among the ancestors gives a value that a person must choose or leave.
    fn is_candidate(&self, fact: &FactId) -> bool;
}

/// Looks a fact up in the table.
pub(super) fn check(body: &Body, author: Author, before: &dyn Ancestors) -> Result<(), Illegal> {
    let authority = author.authority;
    let created = before.any(&|_, other| matches!(other, Body::Created(_)));
    match (body, created) {
        (Body::Created(_), true) => return Err(Illegal::CreatedTwice),
        (Body::Created(_), false) => return Ok(()),
        (_, false) => return Err(Illegal::NotCreated),
        (_, true) => {}
    }
    if needs_lead(body) && authority < Authority::Lead && !hands_on(body, before) {
        return Err(Illegal::Authority);
    }
    if is_servers_own(body) && !author.is_server {
        return Err(Illegal::Authority);
    }
    if let Some(visit) = visit_of(body) {
        visit_exists(visit, before)?;
    }
    check_outcome(body, before)?;
    check_visit(body, authority, before)?;
    check_reference(body, before)
}

fn needs_lead(body: &Body) -> bool {
    matches!(
        body,
        Body::Assigned(_)
            | Body::Cancelled(_)
            | Body::Reopened(_)
            | Body::Archived(_)
            | Body::Approved(_)
            | Body::Deducted(_)
            | Body::DeductionReversed(_)
            | Body::Held(_)
    )
}

/// What the server alone writes: deductions, and counter-entries that follow from the job by itself. That a card was
/// swiped wrongly is said by a person, in a role that the pack names.
#[must_use]
pub fn is_servers_own(body: &Body) -> bool {
    match body {
        Body::Deducted(_) => true,
        Body::DeductionReversed(reversed) => !reversed.cause.is_error(),
        _ => false,
    }
}

/// Whoever began a case by a rule gives it to those whom the rule names, without a network and once: a
/// coordination order without its tracker would be nobody's.
fn hands_on(body: &Body, before: &dyn Ancestors) -> bool {
    let Body::Assigned(assigned) = body else { return false };
    let is_first = |created: &Created| created.origin == Origin::Rule && created.visit == assigned.visit;
    before.any(&|_, other| matches!(other, Body::Created(created) if is_first(created)))
        && before.value(&Aspect::Assignment(assigned.visit)).is_none()
}

/// The visit that a fact is about, if it is about one that must exist.
pub(super) fn visit_of(body: &Body) -> Option<VisitId> {
    match body {
        Body::Assigned(b) => Some(b.visit),
        Body::Appointed(b) => Some(b.visit),
        Body::Escalated(b) => Some(b.visit),
        Body::CallLogged(b) => Some(b.visit),
        Body::DoorAttempted(b) => Some(b.visit),
        Body::PhaseEntered(b) => Some(b.visit),
        Body::WorkStarted(b) => Some(b.visit),
        Body::WorkStopped(b) => Some(b.visit),
        Body::Fetched(b) => Some(b.visit),
        Body::StepDone(b) => Some(b.visit),
        Body::PhotoTaken(b) => Some(b.visit),
        Body::QuoteOffered(b) => Some(b.visit),
        Body::Consented(b) => Some(b.visit),
        Body::Signed(b) => Some(b.visit),
        Body::Rated(b) => Some(b.visit),
        Body::Completed(b) => Some(b.visit),
        Body::Declined(b) => Some(b.visit),
        Body::WaitingForPart(b) => Some(b.visit),
        Body::VisitEnded(b) => Some(b.visit),
        Body::Coordinated(b) => Some(b.visit),
        Body::OptionsOffered(b) => Some(b.visit),
        Body::Paid(b) => Some(b.visit),
        Body::PartMoved(b) => Some(b.visit),
        Body::CustodyMoved(b) => Some(b.visit),
        Body::FollowedUp(b) => Some(b.visit),
        Body::ApprovalAsked(b) => b.visit,
        Body::WorkerPresent(b) => Some(b.visit),
        Body::ChecklistMoved(b) => Some(b.visit),
        Body::PhotoMarked(b) => Some(b.visit),
        Body::Deducted(b) => Some(b.visit),
        _ => None,
    }
}

fn visit_exists(visit: VisitId, before: &dyn Ancestors) -> Result<(), Illegal> {
    match before.value(&Aspect::Phase(visit)) {
        Some(_) => Ok(()),
        None => Err(Illegal::NoVisit),
    }
}

fn check_outcome(body: &Body, before: &dyn Ancestors) -> Result<(), Illegal> {
    let outcome = match before.value(&Aspect::Outcome) {
        Some(AspectValue::Outcome(outcome)) => outcome,
        _ => Outcome::Open,
    };
    let allowed = match body {
        Body::VisitPlanned(_)
        | Body::Appointed(_)
        | Body::PhaseEntered(_)
        | Body::WorkStarted(_)
        | Body::ChecklistMoved(_)
        | Body::QuoteOffered(_)
        | Body::OptionsOffered(_)
        | Body::Completed(_)
        | Body::Declined(_)
        | Body::WaitingForPart(_)
        | Body::Coordinated(_) => outcome.is_open(),
        Body::Consented(consented) => consented.quote.is_none() || outcome.is_open(),
        Body::Cancelled(_) => outcome.is_open() || matches!(outcome, Outcome::Coordinated { .. }),
        Body::Resumed(_) => matches!(outcome, Outcome::WaitingForPart { .. }),
        // A coordinated job goes on in a case of its own.
        Body::Reopened(_) | Body::Archived(_) => !outcome.is_open(),
        _ => true,
    };
    if allowed { Ok(()) } else { Err(Illegal::Outcome(outcome.name())) }
}

fn check_visit(body: &Body, authority: Authority, before: &dyn Ancestors) -> Result<(), Illegal> {
    let (visit, next) = match body {
        Body::PhaseEntered(entered) => (entered.visit, Some(entered.phase)),
        Body::VisitEnded(ended) => (ended.visit, Some(Phase::Ended)),
        Body::Appointed(appointed) => (appointed.visit, None),
        Body::Escalated(escalated) => (escalated.visit, None),
        Body::WorkStarted(started) => (started.visit, None),
        Body::ChecklistMoved(moved) => (moved.visit, None),
        _ => return Ok(()),
    };
    let Some(AspectValue::Phase(phase, _)) = before.value(&Aspect::Phase(visit)) else {
        return Err(Illegal::NoVisit);
    };
    if phase == Phase::Ended {
        return Err(Illegal::VisitEnded);
    }
    if next.is_some_and(|next| next <= phase) {
        return Err(Illegal::PhaseBackwards);
    }
    // Once handed over, the time stays with leader or call centre, also after they settled it (scenario 2).
    let was_escalated =
        || before.any(&|_, other| matches!(other, Body::Escalated(escalated) if escalated.visit == visit));
    if matches!(body, Body::Appointed(_)) && authority < Authority::Lead && was_escalated() {
        return Err(Illegal::Escalated);
    }
    Ok(())
}

fn check_reference(body: &Body, before: &dyn Ancestors) -> Result<(), Illegal> {
    let offered = |quote: QuoteId| {
        if before.value(&Aspect::Pin(quote)).is_some() { Ok(()) } else { Err(Illegal::NoQuote) }
    };
    let known = |id: FactId, test: fn(&Body) -> bool| {
        let found = before.any(&|other, body| *other == id && test(body));
        if found { Ok(()) } else { Err(Illegal::NoReference) }
    };
    match body {
        Body::Consented(consented) => {
            consented.quote.map_or(Ok(()), offered)?;
            consented.options.map_or(Ok(()), |options| is_option(options, consented.quote, before))
        }
        Body::OptionsOffered(options) => options.options.iter().copied().try_for_each(offered),
        Body::Paid(paid) => paid.quote.map_or(Ok(()), offered),
        Body::Declined(declined) => offered(declined.quote),
        Body::WorkStopped(stopped) => known(stopped.started, |body| matches!(body, Body::WorkStarted(_))),
        Body::Fetched(fetched) => fetched
            .left
            .map_or(Ok(()), |left| known(left, |body| matches!(body, Body::Fetched(f) if f.left.is_none()))),
        Body::Archived(_) if before.is_to_satisfy() => Err(Illegal::Dissatisfied),
        Body::PartMoved(part) if !moves(part) => Err(Illegal::NothingMoved),
        Body::Deducted(deducted) if deducted.amount_minor <= 0 => Err(Illegal::NothingMoved),
        Body::DeductionReversed(reversed) => {
            known(reversed.deduction, |body| matches!(body, Body::Deducted(_)))
        }
        Body::CustodyMoved(moved) => match (moved.moved, moved.out_of) {
            (CustodyMove::Out, None) => Ok(()),
            (CustodyMove::Extended | CustodyMove::Back, Some(out)) => known(
                out,
                |body| matches!(body, Body::CustodyMoved(moved) if moved.moved == CustodyMove::Out),
            ),
            _ => Err(Illegal::NoReference),
        },
        Body::FollowedUp(call) => {
            let completed = |_: &FactId, body: &Body| matches!(body, Body::Completed(completed) if completed.visit == call.visit);
            if before.any(&completed) { Ok(()) } else { Err(Illegal::NoReference) }
        }
        Body::Held(held) => held.lifts.map_or(Ok(()), |hold| {
            known(hold, |body| matches!(body, Body::Held(held) if held.lifts.is_none()))
        }),
        Body::PhotoMarked(marked) => can_be_marked(marked, before),
        Body::Decided(decided) if !before.is_candidate(&decided.chosen) => Err(Illegal::NoReference),
        _ => Ok(()),
    }
}

/// Whether the photo is known, and everything that is taken back was drawn over it.
fn can_be_marked(marked: &PhotoMarked, before: &dyn Ancestors) -> Result<(), Illegal> {
    let taken =
        |_: &FactId, body: &Body| matches!(body, Body::PhotoTaken(taken) if taken.blob == marked.photo);
    let drawn = |gone: &FactId| {
        before.any(&|id, body| {
            id == gone && matches!(body, Body::PhotoMarked(drawn) if drawn.photo == marked.photo)
        })
    };
    if before.any(&taken) && marked.takes_back.iter().all(drawn) { Ok(()) } else { Err(Illegal::NoReference) }
}

/// Whether a quote is one of the options that a fact offered.
fn is_option(offer: FactId, quote: Option<QuoteId>, before: &dyn Ancestors) -> Result<(), Illegal> {
    let has = |options: &[QuoteId]| quote.is_some_and(|quote| options.contains(&quote));
    let found = before
        .any(&|id, body| *id == offer && matches!(body, Body::OptionsOffered(offer) if has(&offer.options)));
    if found { Ok(()) } else { Err(Illegal::NoReference) }
}

fn moves(part: &PartMoved) -> bool {
    let stays = part.from == part.to && (part.from != StockPlace::Van || part.from_van == part.to_van);
    part.quantity > Decimal::ZERO && !stays
}
