//! What a screen shows of a checklist.

use super::definition::{Must, Phase, Step};
use super::instance::{Instance, InstanceRef, Place};
use super::missing::Missing;
use super::progress::Progress;
use super::punctuality::{Arrival, Punctuality, measure};
use crate::expr::Expr;
use crate::id::{BlobId, InstanceId, VisitId};
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
    /// Its path: how answer keys and facts name it. Its id, but inside an instance `<group>/<instance>/<id>`.
    pub path: String,
    /// The thing that it is asked for here, if it is one of a group.
    pub instance: Option<InstanceRef>,
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
    /// The options that can be chosen as things stand, in order; absent: all of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered: Option<Vec<String>>,
    /// The photos that it asks for.
    pub photos: Vec<PhotoCount>,
    /// Of a step of kind `repeat`: the things that were added, those that were struck out among them.
    pub instances: Vec<InstanceView>,
}

/// One of the things that a group of steps is asked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct InstanceView {
    /// Its minted id.
    pub id: InstanceId,
    /// What people call it.
    pub name: Text,
    /// It was struck out. Nothing in it is asked for, and what was written about it stays.
    pub removed: bool,
    /// Steps in it that the outcome asks for.
    pub required: u32,
    /// Those of them that are done.
    pub done: u32,
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
    /// The most there can be; absent: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Of pairs: the earlier photos of which the same spot was not photographed once more yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpaired: Vec<BlobId>,
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
        let (place, standing) = (&self.places[i], &self.standings[i]);
        let step = place.step;
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
            path: place.path.clone(),
            instance: place.instance.clone(),
            phase: step.phase.clone(),
            title: self.told(place, &step.title),
            help: step.help.as_ref().map(|help| self.told(place, help)),
            kind: step.kind.name(),
            answered_in: self.against.inputs.answered_in(step),
            must: step.must,
            required: standing.required,
            state,
            missing: self.own(i).collect(),
            offered: standing.offered.clone(),
            photos: self.against.photos(place.into()),
            instances: self.instances(step),
        }
    }

    fn instances(&self, group: &Step<Expr>) -> Vec<InstanceView> {
        let inputs = self.against.inputs;
        let all = self.against.checklist.instances(group, &inputs.answers, inputs.visits()).into_iter();
        all.map(|Instance { is, removed }| {
            let of_it = |place: &Place<'_>| place.instance.as_ref().is_some_and(|of| of.id == is.id);
            let required = || self.steps().filter(|(_, place, standing)| standing.required && of_it(place));
            let done = required().filter(|(_, _, standing)| standing.missing.is_empty());
            let (done, required) = (count(done.count()), count(required().count()));
            InstanceView { id: is.id, name: is.name, removed, required, done }
        })
        .collect()
    }
}

fn phase_view(phase: &Phase, steps: &[StepView]) -> PhaseView {
    let required = || steps.iter().filter(|step| step.phase == phase.id && step.required);
    let done = required().filter(|step| step.missing.is_empty());
    PhaseView {
        id: phase.id.clone(),
        title: phase.title.clone(),
        required: count(required().count()),
        done: count(done.count()),
    }
}

fn count(found: usize) -> u32 {
    u32::try_from(found).unwrap_or(u32::MAX)
}
