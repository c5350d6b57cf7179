//! What is derived from a case beside its row.

use doorstep_domain::case::{Case, FollowUpTask};
use doorstep_domain::fold::State;
use doorstep_domain::pack::Pack;
use doorstep_domain::stock::{VanMove, moves_of_case};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::timer::{Alarm, TimerState, TimerView, TimersView};
use doorstep_domain::wage::Month;
use doorstep_domain::zone::Zone;

use crate::store::{AlarmRow, Derived, FollowUpRow, PromiseRow, Said, VanMoveRow};

/// All of it, as it stands at a moment, milliseconds since 1970 UTC. A service that the pack does not have asks
/// for nothing.
pub(super) fn derived(case: &Case, pack: Option<&Pack>, now_ms: i64) -> Derived {
    let (state, timers) = (case.state(), timers(case, pack, now_ms));
    let tasks = pack.and_then(|pack| case.follow_ups(pack).ok()).unwrap_or_default();
    Derived {
        alarms: alarms(case, timers.as_ref()),
        alarms_until_ms: timers.as_ref().and_then(TimersView::holds_until_ms),
        follow_ups: tasks.into_iter().map(|task| follow_up(task, state)).collect(),
        van_moves: van_moves(state),
        promises: pack.map_or_else(Vec::new, |pack| promises(state, timers.as_ref(), pack)),
    }
}

/// What movements of parts put into vans and took out of them: from facts alone, whatever becomes of the document.
pub(super) fn van_moves(state: &State) -> Vec<VanMoveRow> {
    let zone = state.zone();
    moves_of_case(state).map(|moved| van_move(moved, &zone)).collect()
}

/// The timers that have a time, each as it was kept. One that is open stays so in its row, however late it is: whoever
/// reads it asks what time it is.
fn promises(state: &State, timers: Option<&TimersView>, pack: &Pack) -> Vec<PromiseRow> {
    let Some(service) = state.created.as_ref().map(|created| created.body.service.clone()) else {
        return Vec::new();
    };
    let service_title = pack.services.get(&service).map(|service| service.title.clone()).unwrap_or_default();
    let zone = state.zone();
    let promise = |timer: &TimerView| {
        let due_at_ms = timer.due_at_ms?;
        let kept = match (timer.state, timer.stopped_at_ms) {
            (TimerState::Met, _) => Some(true),
            (TimerState::Breached, Some(_)) => Some(false),
            (TimerState::Breached | TimerState::Running | TimerState::Paused, None) => None,
            _ => return None,
        };
        Some(PromiseRow {
            month: Month::of(zone.local(due_at_ms).date()),
            service: service.clone(),
            service_title: service_title.clone(),
            timer: timer.id.clone(),
            title: timer.title.clone(),
            origin: timer.origin.clone(),
            counts: timer.counts,
            due_at_ms,
            kept,
        })
    };
    timers.into_iter().flat_map(|view| &view.timers).filter_map(promise).collect()
}

/// What is due in a case that is loaded, the earliest first.
pub(crate) fn alarms_of(case: &Case, pack: Option<&Pack>, now_ms: i64) -> Vec<AlarmRow> {
    alarms(case, timers(case, pack, now_ms).as_ref())
}

fn timers(case: &Case, pack: Option<&Pack>, now_ms: i64) -> Option<TimersView> {
    // A server is no device of a case: no fact is of the same start of it.
    let now = TimeEvidence { wall_ms: now_ms, boot_ms: -1, boot_id: 0 };
    case.timers(pack?, now).ok()
}

fn alarms(case: &Case, timers: Option<&TimersView>) -> Vec<AlarmRow> {
    let zone = case.state().zone();
    let of_pack = timers.map(TimersView::alarms).unwrap_or_default();
    let mut alarms: Vec<Alarm> = of_pack.into_iter().chain(case.custody_alarms()).collect();
    alarms.sort_by_key(|alarm| alarm.due_at_ms);
    alarms.into_iter().map(|alarm| alarm_row(alarm, &zone)).collect()
}

fn alarm_row(alarm: Alarm, zone: &Zone) -> AlarmRow {
    let midnight = zone.local(alarm.due_at_ms).date().and_hms_opt(0, 0, 0);
    AlarmRow { day_from_ms: midnight.map_or(alarm.due_at_ms, |midnight| zone.instant(midnight)), alarm }
}

fn follow_up(task: FollowUpTask, state: &State) -> FollowUpRow {
    let calls = state.visits.get(&task.visit).into_iter().flat_map(|visit| &visit.follow_ups);
    let mut reached = calls.filter(|call| call.body.task == task.task && call.body.reached);
    let said = reached.next_back().map(|call| Said {
        satisfied: call.body.satisfied,
        reason: call.body.reason.clone(),
        grade: call.body.grade.clone(),
        who: call.who.name.clone(),
        at_ms: call.at.wall_ms,
        rework: call.body.rework,
    });
    FollowUpRow {
        visit: task.visit,
        task: task.task,
        title: task.title,
        role: task.role,
        channel: task.channel,
        due_at_ms: task.due_ms,
        is_required: task.is_required,
        attempts: task.attempts,
        phone: state.created.as_ref().and_then(|created| created.body.customer.phone.clone()),
        said,
    }
}

fn van_move(moved: VanMove<'_>, zone: &Zone) -> VanMoveRow {
    VanMoveRow {
        fact: moved.fact,
        stock: moved.stock,
        from: moved.moved.from,
        to: moved.moved.to,
        who: moved.who.name.clone(),
        at_ms: moved.at.wall_ms,
        month: Month::of(zone.local(moved.at.wall_ms).date()),
    }
}
