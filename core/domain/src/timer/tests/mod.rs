//! Timers of the catalogue, on cases that are built by hand.

mod custody;
mod duties;
mod limits;
mod settled;
mod timers;

use std::collections::BTreeMap;

use super::*;
use crate::expr::{Context, Expr, ExprValue, Name, Scalar};
use crate::fact::*;
use crate::fold::{Flag, Outcome, Recorded, Session, Settled, State, VisitState, Who};
use crate::id::{CertificateId, FactId, VisitId};
use crate::tests::{VISIT, created};
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};
use crate::zone::Zone;

/// What the clocks of the site show, as milliseconds: `2026-07-15 10:00`.
fn at(local: &str) -> i64 {
    let form = if local.len() == 16 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    china().instant(chrono::NaiveDateTime::parse_from_str(local, form).unwrap())
}

fn shown(at_ms: Option<i64>) -> String {
    at_ms.map_or_else(|| "-".to_owned(), |at_ms| china().local(at_ms).format("%Y-%m-%d %H:%M:%S").to_string())
}

fn china() -> Zone {
    Zone::parse("CST-8").unwrap()
}

/// A reading of one phone that was started once and whose clock is right.
fn evidence(local: &str) -> TimeEvidence {
    TimeEvidence { wall_ms: at(local), boot_ms: at(local) - at("2026-01-01 00:00"), boot_id: 1 }
}

fn who() -> Who {
    let text = String::new;
    Who { certificate: CertificateId([0; 32]), user: text(), name: text(), role: text() }
}

/// A fact of its own for every moment.
fn fact(at: TimeEvidence) -> FactId {
    let mut id = [0; 32];
    id[..8].copy_from_slice(&at.wall_ms.to_be_bytes());
    FactId(id)
}

fn recorded<T>(local: &str, body: T) -> Recorded<T> {
    recorded_at(evidence(local), body)
}

fn recorded_at<T>(at: TimeEvidence, body: T) -> Recorded<T> {
    Recorded { fact: fact(at), who: who(), at, body }
}

fn settled<T>(local: &str, value: T) -> Settled<T> {
    let at = evidence(local);
    Settled { value, fact: fact(at), who: who(), at }
}

/// A case with its timing, its answers and whether it is an emergency.
struct Story {
    timing: Timing<Expr>,
    state: State,
    answers: BTreeMap<AnswerKey, Value>,
}

impl Story {
    /// A job with one visit, reported and made at a time.
    fn new(timing: &str, reported: &str) -> Self {
        let mut body = created();
        body.reported_at_ms = at(reported);
        let visit = VisitState { number: 1, ..VisitState::default() };
        let state = State {
            created: Some(recorded(reported, body)),
            visits: [(VISIT, visit)].into(),
            ..State::default()
        };
        Self { timing: serde_json::from_str(timing).unwrap(), state, answers: BTreeMap::new() }
    }

    fn visit(&mut self) -> &mut VisitState {
        self.state.visits.get_mut(&VISIT).unwrap()
    }

    fn answered(mut self, step: &str, value: impl Into<Value>) -> Self {
        self.answers.insert(AnswerKey::step(VISIT, step), value.into());
        self
    }

    fn assigned(mut self, local: &str) -> Self {
        let body = Assigned { visit: VISIT, users: vec!["chen".into()] };
        self.visit().assignments.push(recorded(local, body));
        self
    }

    fn called(mut self, local: &str, result: CallResult) -> Self {
        let body = CallLogged {
            visit: VISIT,
            purpose: "agree_time".into(),
            result,
            proposed_ms: None,
            apologised: false,
            note: None,
        };
        self.visit().calls.push(recorded(local, body));
        self
    }

    fn entered(mut self, phase: Phase, local: &str) -> Self {
        self.visit().entered.insert(phase, evidence(local));
        self
    }

    fn worked(mut self, from: &str, to: &str) -> Self {
        let (start, end) = (evidence(from), evidence(to));
        let session = Session {
            started: fact(start),
            who: who(),
            start,
            end: Some(end),
            millis: end.since(&start),
            fetched_millis: 0,
            lines: vec![],
        };
        self.visit().sessions.push(session);
        self
    }

    fn waits(mut self, local: &str, next: Option<&str>) -> Self {
        let body = WaitingForPart {
            visit: VISIT,
            model: "M1".into(),
            choice: PartChoice::CompanyBuys,
            reason: "wrong-model".into(),
            person: "chen".into(),
            next_ms: next.map(at),
        };
        self.state.part_waits.push(recorded(local, body));
        self
    }

    fn resumed(mut self, local: &str) -> Self {
        self.state.resumptions.push(recorded(local, Resumed { reason: "it came".into() }));
        self
    }

    fn ended(mut self, local: &str, outcome: Outcome) -> Self {
        self.state.outcome = Some(settled(local, outcome));
        self
    }

    fn completed(self, local: &str) -> Self {
        self.ended(local, Outcome::Completed { visit: VISIT })
    }

    fn entry(mut self, local: &str) -> Self {
        let text = String::new;
        let body = EntryAdded {
            place: text(),
            contact: text(),
            content: text(),
            attitude: text(),
            plan: text(),
            phone: None,
            person: None,
        };
        self.state.entries.push(recorded(local, body));
        self
    }

    fn signed(mut self, local: &str, role: SignatureRole) -> Self {
        let body = SignatureGiven {
            visit: VISIT,
            role,
            signer: Person::default(),
            statement: vec![].into(),
            view: crate::id::BlobId([0; 32]),
            strokes: crate::id::BlobId([0; 32]),
            proxy: None,
            total_minor: None,
        };
        self.visit().signatures.push(recorded(local, body));
        self
    }

    fn look(&self, now: &str) -> TimersView {
        self.look_with(evidence(now))
    }

    fn look_with(&self, now: TimeEvidence) -> TimersView {
        let emergency = self.state.created.as_ref().is_some_and(|created| created.body.emergency);
        let context = move |_: Option<VisitId>| -> Box<dyn Context> { Box::new(Emergency(emergency)) };
        let inputs =
            Inputs { state: &self.state, answers: &self.answers, zone: &china(), now, context: &context };
        evaluate(&self.timing, &inputs)
    }

    /// `id: state, due`.
    fn timer(&self, id: &str, now: &str) -> String {
        let view = self.look(now);
        let timer = view.timers.iter().find(|timer| timer.id == id);
        timer.map_or_else(|| "-".into(), |timer| format!("{} {}", timer.state.name(), shown(timer.due_at_ms)))
    }
}

/// Answers `job.emergency` and nothing else.
struct Emergency(bool);

impl Context for Emergency {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        (name.as_str() == "job.emergency").then(|| Scalar::Bool(self.0).into())
    }
}
