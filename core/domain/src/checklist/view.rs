//! What a screen shows of a checklist.

use super::definition::{Must, Phase};
use super::missing::Missing;
use super::progress::Progress;
use super::punctuality::{Arrival, Punctuality, measure};
use crate::id::VisitId;
use crate::text::Text;

/// A checklist as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ChecklistView {
    /// The phases, in order.
    pub phases: Vec<PhaseView>,
    /// The steps, in order; hidden ones among them.
    pub steps: Vec<StepView>,
    /// Whether the arrival was punctual; for the record.
    pub punctuality: Option<Punctuality>,
}

/// A phase as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PhaseView {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// Steps that the outcome asks for.
    pub required: u32,
    /// Those of them that are done.
    pub done: u32,
}

/// A step as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StepView {
    /// Its id.
    pub id: String,
    /// Its phase.
    pub phase: String,
    /// What people read.
    pub title: Text,
    /// How to do it well, or what to say.
    pub help: Option<Text>,
    /// The word for its kind.
    pub kind: &'static str,
    /// The visit under which it is answered: the first one for a step of the whole job.
    pub answered_in: VisitId,
    /// How much it weighs.
    pub must: Must,
    /// Whether the outcome asks for it.
    pub required: bool,
    /// How it stands.
    pub state: StepState,
    /// What it is missing by itself.
    pub missing: Vec<Missing>,
    /// The photos that it asks for.
    pub photos: Vec<PhotoCount>,
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StepState {
    /// An answer that decides whether it applies is open.
    Hidden,
    /// It does not apply.
    NotApplicable,
    /// Earlier steps come first.
    Locked {
        /// What they are missing.
        reasons: Vec<Missing>,
    },
    /// It can be done.
    Open,
    /// It is done.
    Done,
}

/// Photos of one role: *2 of 3*.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PhotoCount {
    /// What they show; absent: anything.
    pub role: Option<String>,
    /// What people read for the role.
    pub name: Text,
    /// Taken.
    pub have: u32,
    /// Needed.
    pub need: u32,
}

impl Progress<'_> {
    /// The checklist as it stands.
    #[must_use]
    pub fn view(&self) -> ChecklistView {
        let steps: Vec<StepView> = self.steps().map(|(i, _, _)| self.step_view(i)).collect();
        let phases = self.against.checklist.phases.iter().map(|phase| phase_view(phase, &steps)).collect();
        ChecklistView { phases, steps, punctuality: self.punctuality() }
    }

    /// Whether the arrival was punctual; `None` without an arrival, a rule or a promise.
    #[must_use]
    pub fn punctuality(&self) -> Option<Punctuality> {
        let recorded = &self.against.inputs.recorded;
        let arrival = Arrival {
            arrived_at_ms: recorded.arrived?.wall_ms,
            appointed_at_ms: recorded.appointed_at_ms,
            reported_at_ms: recorded.reported_at_ms,
            emergency: recorded.emergency,
        };
        measure(self.against.checklist.punctuality.as_ref()?, &arrival)
    }

    fn step_view(&self, i: usize) -> StepView {
        let (step, standing) = (&self.against.checklist.steps[i], &self.standings[i]);
        let state = match standing.applies {
            None => StepState::Hidden,
            Some(false) => StepState::NotApplicable,
            Some(true) if standing.missing.is_empty() => StepState::Done,
            Some(true) => match self.reasons(i) {
                reasons if reasons.is_empty() => StepState::Open,
                reasons => StepState::Locked { reasons },
            },
        };
        StepView {
            id: step.id.clone(),
            phase: step.phase.clone(),
            title: step.title.clone(),
            help: step.help.clone(),
            kind: step.kind.name(),
            answered_in: self.against.inputs.answered_in(step),
            must: step.must,
            required: standing.required,
            state,
            missing: self.own(i).collect(),
            photos: self.against.photos(step),
        }
    }
}

fn phase_view(phase: &Phase, steps: &[StepView]) -> PhaseView {
    let required = || steps.iter().filter(|step| step.phase == phase.id && step.required);
    let done = required().filter(|step| step.missing.is_empty());
    let count = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    PhaseView {
        id: phase.id.clone(),
        title: phase.title.clone(),
        required: count(required().count()),
        done: count(done.count()),
    }
}
