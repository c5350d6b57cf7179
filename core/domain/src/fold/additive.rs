//! Collects the additive kinds: what happened, as sets. Lists are sorted by claimed time for display.

use std::collections::BTreeSet;

use super::engine::{Engine, Entry, is_acceptance};
use super::state::{Errand, Exception, Flag, QuoteState, Recorded, Session, State, VisitState};
use crate::fact::{Body, CustodyMove, Fetched, Phase};
use crate::id::{FactId, VisitId};
use crate::time::TimeEvidence;

/// A wall clock that moves by more than this within one boot was set by hand.
pub const CLOCK_TOLERANCE_MS: i64 = 60_000;

impl Engine<'_> {
    pub(super) fn collect_additive(&self, state: &mut State) {
        for entry in self.effective() {
            self.number_visits(entry, state);
            collect_case(entry, state);
            collect_visit(entry, state);
            collect_agreements(entry, state);
        }
        take_back_marks(state);
        self.collect_sessions(state);
        self.collect_errands(state);
        self.collect_around(state);
        self.find_provisional_signatures(state);
        self.find_clock_jumps(state);
        self.find_unknown_workers(state);
        sort_for_display(state);
        self.order_consents(state);
    }

    /// Of consents the last one stands, so a clock may not say which that is: one that was given with the other on
    /// the screen comes after it, whatever was claimed. Only those of people who did not know of each other stand in
    /// the order of claimed time.
    fn order_consents(&self, state: &mut State) {
        for visit in state.visits.values_mut() {
            visit.consents.sort_by_key(|consent| self.graph.position(&consent.fact));
            let mut moments: Vec<(i64, Option<usize>)> = Vec::with_capacity(visit.consents.len());
            for consent in &visit.consents {
                let at = self.graph.position(&consent.fact);
                let knew = |of: &&(i64, Option<usize>)| {
                    of.1.zip(at).is_some_and(|(earlier, later)| self.graph.precedes(earlier, later))
                };
                let not_before = moments.iter().filter(knew).map(|(moment, _)| *moment).max();
                moments.push((consent.at.wall_ms.max(not_before.unwrap_or(i64::MIN)), at));
            }
            let mut consents: Vec<_> = moments.into_iter().zip(std::mem::take(&mut visit.consents)).collect();
            consents.sort_by_key(|(moment, _)| *moment);
            visit.consents = consents.into_iter().map(|(_, consent)| consent).collect();
        }
    }

    /// A badge is checked against the people whom the case knows. A phone without network knows no others, so an
    /// unknown one is recorded all the same: two people at an outdoor unit must not be locked out.
    fn find_unknown_workers(&self, state: &mut State) {
        let mut known: BTreeSet<&str> = self.effective().map(|entry| entry.who.user.as_str()).collect();
        for entry in self.effective() {
            if let Body::Assigned(assigned) = &entry.body {
                known.extend(assigned.users.iter().map(String::as_str));
            }
        }
        for entry in self.effective() {
            if let Body::WorkerPresent(worker) = &entry.body
                && !known.contains(worker.user.as_str())
            {
                state.flags.push(Flag::UnknownWorker { fact: entry.id, user: worker.user.clone() });
            }
        }
    }

    fn effective(&self) -> impl Iterator<Item = &Entry<'_>> {
        self.entries.iter().flatten()
    }

    fn number_visits(&self, entry: &Entry<'_>, state: &mut State) {
        let (visit, reason) = match &entry.body {
            Body::Created(created) => (created.visit, ""),
            Body::VisitPlanned(planned) => (planned.visit, planned.reason.as_str()),
            _ => return,
        };
        let number = u32::try_from(state.visits.len() + 1).unwrap_or(u32::MAX);
        let new = VisitState { number, reason: reason.to_owned(), ..VisitState::default() };
        state.visits.entry(visit).or_insert(new);
    }

    fn collect_sessions(&self, state: &mut State) {
        for entry in self.effective() {
            let Body::WorkStarted(started) = &entry.body else { continue };
            let start = entry.fact.body().time;
            let stop = self.earliest_stop(&entry.id, &start);
            let fetched_millis = stop.map_or(0, |(id, _)| self.fetching(started.visit, &entry.id, &id));
            let end = stop.map(|(_, end)| end);
            let gross = end.map_or(0, |end| end.since(&start));
            let session = Session {
                started: entry.id,
                who: entry.who.clone(),
                start,
                end,
                millis: gross.saturating_sub(fetched_millis).max(0),
                fetched_millis,
                lines: started.lines.clone(),
            };
            state.visits.entry(started.visit).or_default().sessions.push(session);
        }
    }

    /// Two phones may stop one stretch of work; the shorter counts.
    fn earliest_stop(&self, started: &FactId, start: &TimeEvidence) -> Option<(FactId, TimeEvidence)> {
        let stops = self.effective().filter_map(|entry| match &entry.body {
            Body::WorkStopped(stopped) if stopped.started == *started => {
                Some((entry.id, entry.fact.body().time))
            }
            _ => None,
        });
        stops.min_by_key(|(id, end)| (end.since(start), *id))
    }

    /// Two phones may say that somebody came back; the shorter way counts.
    fn collect_errands(&self, state: &mut State) {
        for entry in self.effective() {
            let Body::Fetched(Fetched { visit, what, left: None }) = &entry.body else { continue };
            let out = entry.fact.body().time;
            let backs = self.effective().filter_map(|back| match &back.body {
                Body::Fetched(fetched) if fetched.left == Some(entry.id) => Some(back.fact.body().time),
                _ => None,
            });
            let errand = Errand {
                left: entry.id,
                who: entry.who.clone(),
                what: what.clone(),
                out,
                back: backs.min_by_key(|back| back.since(&out)),
            };
            state.visits.entry(*visit).or_default().errands.push(errand);
        }
    }

    /// Milliseconds between leaving for a tool and coming back, within one stretch of work.
    fn fetching(&self, visit: VisitId, started: &FactId, stopped: &FactId) -> i64 {
        let position = |id: &FactId| self.graph.position(id);
        let within = |first: &FactId, second: &FactId| {
            position(first).zip(position(second)).is_some_and(|(a, b)| self.graph.precedes(a, b))
        };
        let mut millis = 0_i64;
        for entry in self.effective() {
            let Body::Fetched(Fetched { visit: of, left: Some(left), .. }) = &entry.body else { continue };
            if *of != visit || !within(started, left) || !within(&entry.id, stopped) {
                continue;
            }
            let out = position(left).and_then(|at| self.entries[at].as_ref()).map(|out| out.fact.body().time);
            millis = millis.saturating_add(out.map_or(0, |out| entry.fact.body().time.since(&out)));
        }
        millis
    }

    /// An acceptance is provisional until the end of the work is among its ancestors, or the return of what was
    /// repaired elsewhere (scenario 14).
    fn find_provisional_signatures(&self, state: &mut State) {
        // At the desk there is no work whose end a signature could come before: a contract is signed, not repaired.
        if state.created.as_ref().is_some_and(|created| created.body.case_kind.is_desk()) {
            return;
        }
        for (position, entry) in self.entries.iter().enumerate() {
            let Some(entry) = entry.as_ref().filter(|entry| is_acceptance(&entry.body)) else { continue };
            let stopped = |(at, other): (usize, &Option<Entry<'_>>)| {
                let is_stop = other.as_ref().is_some_and(|other| match &other.body {
                    Body::WorkStopped(_) => true,
                    Body::CustodyMoved(custody) => custody.moved == CustodyMove::Back,
                    _ => false,
                });
                is_stop && self.graph.precedes(at, position)
            };
            if !self.entries.iter().enumerate().any(stopped) {
                state.exceptions.push(Exception::ProvisionalSignature { signature: entry.id });
            }
        }
    }

    fn find_clock_jumps(&self, state: &mut State) {
        let mut last: std::collections::BTreeMap<_, TimeEvidence> = std::collections::BTreeMap::new();
        for entry in self.effective() {
            let payload = entry.fact.body();
            if let Some(earlier) = last.insert(payload.certificate, payload.time)
                && payload.time.clock_jumped_since(&earlier, CLOCK_TOLERANCE_MS)
            {
                let by_ms = payload.time.clock_moved_since(&earlier);
                let boot_id = payload.time.boot_id;
                state.flags.push(Flag::ClockJumped { fact: entry.id, boot_id, by_ms });
            }
        }
    }
}

fn collect_case(entry: &Entry<'_>, state: &mut State) {
    match &entry.body {
        Body::Created(body) => state.created = Some(entry.recorded(body)),
        Body::Linked(body) => state.links.push(entry.recorded(body)),
        Body::WaitingForPart(body) => state.part_waits.push(entry.recorded(body)),
        Body::Resumed(body) => state.resumptions.push(entry.recorded(body)),
        Body::EntryAdded(body) => state.entries.push(entry.recorded(body)),
        Body::Archived(body) => state.archives.push(entry.recorded(body)),
        Body::CopyDelivered(body) => state.copies.push(entry.recorded(body)),
        Body::PhotoMarked(body) => state.marks.push(entry.recorded(body)),
        Body::NoticeSeen(body) => {
            state.notices_seen.insert(body.fact);
        }
        _ => {}
    }
}

/// What somebody took back no longer shows; that he did is in the history.
fn take_back_marks(state: &mut State) {
    let taken_back: BTreeSet<FactId> =
        state.marks.iter().flat_map(|marked| &marked.body.takes_back).copied().collect();
    state.marks.retain(|marked| !taken_back.contains(&marked.fact) && !marked.body.marks.is_empty());
}

fn collect_visit(entry: &Entry<'_>, state: &mut State) {
    let Some(id) = super::table::visit_of(&entry.body) else { return };
    let visit = state.visits.entry(id).or_default();
    match &entry.body {
        Body::Assigned(body) => visit.assignments.push(entry.recorded(body)),
        Body::Appointed(body) => visit.appointments.push(entry.recorded(body)),
        Body::CallLogged(body) => visit.calls.push(entry.recorded(body)),
        Body::DoorAttempted(body) => visit.door_attempts.push(entry.recorded(body)),
        Body::StepDone(body) => visit.steps_done.push(entry.recorded(body)),
        Body::PhotoTaken(body) => visit.photos.push(entry.recorded(body)),
        Body::Consented(body) => visit.consents.push(entry.recorded(body)),
        Body::Signed(body) => visit.signatures.push(entry.recorded(body)),
        Body::Rated(body) => visit.ratings.push(entry.recorded(body)),
        Body::PartMoved(body) => visit.parts.push(entry.recorded(body)),
        Body::FollowedUp(body) => visit.follow_ups.push(entry.recorded(body)),
        Body::WorkerPresent(body) => {
            visit.present.insert(body.user.clone());
            visit.workers.push(entry.recorded(body));
        }
        Body::Completed(body) => {
            let completed = entry.recorded(body);
            if visit.completed.as_ref().is_none_or(|other| completed.earlier_than(other)) {
                visit.completed = Some(completed);
            }
        }
        Body::ChecklistMoved(body) => {
            visit.checklist_packs.insert(body.pack);
        }
        Body::WorkStarted(_) => {
            visit.present.insert(entry.who.user.clone());
        }
        Body::PhaseEntered(body) => {
            if matches!(body.phase, Phase::Arrived | Phase::Working) {
                visit.present.insert(entry.who.user.clone());
            }
            enter(visit, body.phase, entry.fact.body().time);
        }
        Body::VisitEnded(body) => {
            enter(visit, Phase::Ended, entry.fact.body().time);
            let ended = entry.recorded(body);
            if visit.ended.as_ref().is_none_or(|other| ended.fact < other.fact) {
                visit.ended = Some(ended);
            }
        }
        _ => {}
    }
}

/// Keeps the earliest claimed time at which a phase was entered.
fn enter(visit: &mut VisitState, phase: Phase, at: TimeEvidence) {
    let first = visit.entered.entry(phase).or_insert(at);
    if (at.wall_ms, at.boot_id, at.boot_ms) < (first.wall_ms, first.boot_id, first.boot_ms) {
        *first = at;
    }
}

fn collect_agreements(entry: &Entry<'_>, state: &mut State) {
    match &entry.body {
        Body::OptionsOffered(body) => state.options.push(entry.recorded(body)),
        Body::Paid(body) => state.payments.push(entry.recorded(body)),
        Body::QuoteOffered(body) => {
            let new = || QuoteState {
                offered: entry.recorded(body),
                price_book: body.price_book,
                packs: BTreeSet::new(),
                consent: None,
                agreed_total: None,
                answered_for: None,
                superseded_by: None,
            };
            state.quotes.entry(body.quote).or_insert_with(new).packs.extend(body.pack);
        }
        _ => {}
    }
}

fn sort_for_display(state: &mut State) {
    fn by_claimed_time<T>(list: &mut [Recorded<T>]) {
        list.sort_by_key(|item| (item.at.wall_ms, item.fact));
    }
    by_claimed_time(&mut state.part_waits);
    by_claimed_time(&mut state.resumptions);
    by_claimed_time(&mut state.entries);
    by_claimed_time(&mut state.links);
    by_claimed_time(&mut state.archives);
    by_claimed_time(&mut state.copies);
    by_claimed_time(&mut state.marks);
    by_claimed_time(&mut state.options);
    by_claimed_time(&mut state.payments);
    for visit in state.visits.values_mut() {
        by_claimed_time(&mut visit.assignments);
        by_claimed_time(&mut visit.appointments);
        by_claimed_time(&mut visit.calls);
        by_claimed_time(&mut visit.door_attempts);
        by_claimed_time(&mut visit.steps_done);
        by_claimed_time(&mut visit.photos);
        by_claimed_time(&mut visit.consents);
        by_claimed_time(&mut visit.signatures);
        by_claimed_time(&mut visit.ratings);
        by_claimed_time(&mut visit.parts);
        by_claimed_time(&mut visit.follow_ups);
        by_claimed_time(&mut visit.workers);
        visit.sessions.sort_by_key(|session| (session.start.wall_ms, session.started));
        visit.errands.sort_by_key(|errand| (errand.out.wall_ms, errand.left));
    }
}
