//! The row of one job in the office's list.

use doorstep_domain::fold::{OpenDecision, Settled, State, VisitState};
use doorstep_domain::id::CaseId;
use doorstep_domain::zone::Zone;

use crate::office::{Candidate, Story, words};
use crate::store::JobRow;

/// The row; `None` as long as nobody said how the case began.
pub(super) fn job_row(case: CaseId, state: &State, heard_at_ms: i64) -> Option<JobRow> {
    let created = &state.created.as_ref()?.body;
    let zone = Zone::parse(&created.site.time_zone).unwrap_or_else(|_| Zone::utc());
    let visit = state.current_visit().and_then(|visit| state.visits.get(&visit));
    let appointment = visit.and_then(|visit| visit.appointment.as_ref()).map(|settled| settled.value);
    let stories: Vec<Story> = state.decisions.iter().map(|decision| story(decision, &zone)).collect();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(JobRow {
        case,
        number: created.number.clone(),
        kind: created.case_kind.name().to_owned(),
        customer: created.customer.name.clone(),
        address: created.site.address.clone(),
        time_zone: created.site.time_zone.clone(),
        emergency: created.emergency,
        outcome: state.outcome_name().to_owned(),
        phase: visit.map_or("planned", phase).to_owned(),
        visit_start_ms: appointment.map(|(start, _)| start),
        visit_end_ms: appointment.and_then(|(_, end)| end),
        assigned: visit.map(|visit| visit.assigned.clone()).unwrap_or_default(),
        decision_count: count(stories.len()),
        decisions: serde_json::to_string(&stories).unwrap_or_else(|_| "[]".to_owned()),
        exception_count: count(state.exceptions.len()),
        flag_count: count(state.flags.len()),
        reported_at_ms: created.reported_at_ms,
        changed_at_ms: heard_at_ms,
    })
}

fn phase(visit: &VisitState) -> &'static str {
    visit.phase.as_ref().map_or("planned", |phase| phase.value.0.name())
}

fn story(decision: &OpenDecision, zone: &Zone) -> Story {
    let candidate = |settled: &Settled<_>| Candidate {
        fact: settled.fact,
        value: words::value(&settled.value, zone),
        who: settled.who.name.clone(),
        role: settled.who.role.clone(),
        at: words::moment(settled.at.wall_ms, zone),
    };
    Story {
        question: words::question(&decision.aspect),
        candidates: decision.candidates.iter().map(candidate).collect(),
    }
}
