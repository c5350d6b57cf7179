//! The row of one job in the office's list.

use doorstep_domain::case::{Acceptance, Case};
use doorstep_domain::fact::Phase;
use doorstep_domain::fold::{Exception, Outcome, QuoteState, State, VisitState};
use doorstep_domain::id::{CaseId, QuoteId};
use doorstep_domain::money::Money;
use doorstep_domain::pack::Pack;
use doorstep_domain::privacy::Veil;

use crate::shelf::Shelf;
use crate::store::{JobRow, Total};

/// What the document adds to the facts of a job.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) conflict_count: u32,
    pub(super) waits_for_acceptance: bool,
    pub(super) total: Option<Total>,
    /// Why there is nothing.
    pub(super) stuck: Option<String>,
}

impl Written {
    pub(super) fn of(case: &Case, shelf: &Shelf) -> Self {
        let pack = shelf.rules_of(case).ok().flatten();
        Self {
            conflict_count: count(case.document().conflicts.len()),
            waits_for_acceptance: pack.as_deref().is_some_and(|pack| waits_for_acceptance(case, pack)),
            total: pack.as_deref().and_then(|pack| total(case, pack)),
            stuck: None,
        }
    }
}

/// Whether the work is done, and only whoever accepts it has to sign or to confirm it. A job that ended
/// otherwise waits for nobody.
fn waits_for_acceptance(case: &Case, pack: &Pack) -> bool {
    let state = case.state();
    let outcome = state.outcome.as_ref().map_or(&Outcome::Open, |outcome| &outcome.value);
    let may_be_accepted = matches!(outcome, Outcome::Open | Outcome::Completed { .. });
    let visit = state.current_visit().filter(|_| may_be_accepted);
    visit.is_some_and(|visit| case.acceptance(visit, pack) == Ok(Acceptance::Waiting))
}

/// What the quotes that were not refused come to; `None` as long as one of them has no total.
fn total(case: &Case, pack: &Pack) -> Option<Total> {
    let state = case.state();
    let stands = |quote: &QuoteId| {
        let quote = state.quotes.get(quote);
        let refused = |quote: &QuoteState| quote.consent.as_ref().is_some_and(|consent| !consent.value);
        quote.is_none_or(|quote| quote.superseded_by.is_none() && !refused(quote))
    };
    let mut sum: Option<Total> = None;
    for quote in state.quotes.keys().filter(|quote| stands(quote)) {
        sum = Some(plus(sum, case, *quote, pack)?);
    }
    sum
}

fn plus(sum: Option<Total>, case: &Case, quote: QuoteId, pack: &Pack) -> Option<Total> {
    let quote = case.quote(quote, 0, pack).ok()?;
    let (total, currency) = (quote.total?, quote.currency);
    let Some(sum) = sum else {
        return Some(Total { minor: total.0, currency: currency.code, minor_digits: currency.minor_digits });
    };
    let minor = Money(sum.minor).add(total).ok()?.0;
    (sum.currency == currency.code).then_some(Total { minor, ..sum })
}

/// The row of a case that is loaded.
pub(crate) fn row_of(case: &Case, shelf: &Shelf, heard_at_ms: i64) -> Option<JobRow> {
    let pack = shelf.rules_of(case).ok().flatten();
    let veil = pack.and_then(|pack| Veil::of(case.state(), &pack));
    job_row(case.id(), case.state(), Written::of(case, shelf), veil, heard_at_ms)
}

/// The row; `None` as long as nobody said how the case began.
pub(super) fn job_row(
    case: CaseId,
    state: &State,
    written: Written,
    veil: Option<Veil>,
    heard_at_ms: i64,
) -> Option<JobRow> {
    let created = &state.created.as_ref()?.body;
    let visit = state.current_visit().and_then(|visit| state.visits.get(&visit));
    let appointment = visit.and_then(|visit| visit.appointment.as_ref()).map(|settled| settled.value);
    Some(JobRow {
        case,
        number: created.number.clone(),
        kind: created.case_kind.name().to_owned(),
        service: created.service.clone(),
        customer: created.customer.name.clone(),
        address: created.site.address.clone(),
        time_zone: created.site.time_zone.clone(),
        report: created.report.clone(),
        area: created.area.name().to_owned(),
        emergency: created.emergency,
        outcome: state.outcome_name().to_owned(),
        archived: state.archived.as_ref().is_some_and(|archived| archived.value),
        phase: visit.map_or(Phase::Planned, phase).name().to_owned(),
        visit_number: visit.map_or(1, |visit| visit.number),
        visit_start_ms: appointment.map(|(start, _)| start),
        visit_end_ms: appointment.and_then(|(_, end)| end),
        escalated: visit.is_some_and(|visit| visit.escalated),
        assigned: visit.map(|visit| visit.assigned.clone()).unwrap_or_default(),
        decision_count: count(state.decisions.len()),
        conflict_count: written.conflict_count,
        exception_count: count(
            state.exceptions.iter().filter(|exception| !is_seen(exception, state)).count(),
        ),
        flag_count: count(state.flags.len()),
        waits_for_acceptance: written.waits_for_acceptance,
        total: written.total,
        stuck: written.stuck,
        reported_at_ms: created.reported_at_ms,
        changed_at_ms: heard_at_ms,
        masked: false,
        veil,
    })
}

fn phase(visit: &VisitState) -> Phase {
    visit.phase.as_ref().map_or(Phase::Planned, |phase| phase.value.0)
}

/// Whether the office has read it; then it needs no more attention.
fn is_seen(exception: &Exception, state: &State) -> bool {
    match exception {
        Exception::CancelledWhileDone { cancelled: fact, .. }
        | Exception::ProvisionalSignature { signature: fact }
        | Exception::UnconfirmedSignature { signature: fact } => state.notices_seen.contains(fact),
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
