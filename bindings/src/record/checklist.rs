//! The checklist of a visit as it stands.

use doorstep_domain::checklist::punctuality;
use doorstep_domain::checklist::{self, ChecklistView, InstanceView, Must, PhaseView, StepView};
use doorstep_domain::id::{BlobId, InstanceId};
use doorstep_domain::text::Language;
use doorstep_domain::value::AnswerKey;

use super::MissingThing;
use crate::value::Timestamp;

/// A checklist as it stands, in the language of the app.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Checklist {
    /// The phases, in order.
    pub phases: Vec<ChecklistPhase>,
    /// The steps, in order; hidden ones among them.
    pub steps: Vec<Step>,
    /// Whether the arrival was punctual; for the record.
    pub punctuality: Option<Punctuality>,
}

impl Checklist {
    pub(crate) fn of(view: ChecklistView, language: &Language) -> Self {
        let ChecklistView { phases, steps, punctuality } = view;
        Self {
            phases: phases.into_iter().map(|phase| ChecklistPhase::of(phase, language)).collect(),
            steps: steps.into_iter().map(|step| Step::of(step, language)).collect(),
            punctuality: punctuality.map(Into::into),
        }
    }
}

/// A phase of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ChecklistPhase {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Steps that the outcome asks for.
    pub required: u32,
    /// Those of them that are done.
    pub done: u32,
}

impl ChecklistPhase {
    fn of(phase: PhaseView, language: &Language) -> Self {
        let PhaseView { id, title, required, done } = phase;
        Self { id, title: title.get(language).to_owned(), required, done }
    }
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its path: what photos and declarations are made for. Its id, but inside an instance
    /// `<group>/<instance>/<id>`.
    pub path: String,
    /// The thing that it is asked for here, if it is one of a group: a terminal, a room.
    pub instance: Option<InstanceId>,
    /// What people call that thing.
    pub instance_name: Option<String>,
    /// Its phase.
    pub phase: String,
    /// What people read.
    pub title: String,
    /// How to do it well, or what to say.
    pub help: Option<String>,
    /// The word for its kind: `tick`, `yes_no`, `choice`, `number`, `photo`, `signature`, ...
    pub kind: String,
    /// How much it weighs: `must`, `should`, `conditional`.
    pub must: String,
    /// Whether the outcome asks for it.
    pub is_required: bool,
    /// How it stands.
    pub state: StepState,
    /// Where its answer stands, if it is answered with one value: under the first visit for a step of the whole
    /// job.
    pub answer: AnswerKey,
    /// What it is missing by itself.
    pub missing: Vec<MissingThing>,
    /// The ids of the options that can be chosen as things stand, in order: show only these, and what is chosen.
    /// Nothing: all of the template's.
    pub offered: Option<Vec<String>>,
    /// The photos that it asks for.
    pub photos: Vec<PhotoCount>,
    /// Of a step of kind `repeat`: the things that were added, those that were struck out among them.
    pub instances: Vec<Instance>,
}

/// One of the things that a group of steps is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// What people call it.
    pub name: String,
    /// It was struck out. Nothing in it is asked for, and what was written about it stays.
    pub is_removed: bool,
    /// Steps in it that the outcome asks for.
    pub required: u32,
    /// Those of them that are done.
    pub done: u32,
}

impl Instance {
    fn of(instance: InstanceView, language: &Language) -> Self {
        let InstanceView { id, name, removed, required, done } = instance;
        Self { id, name: name.get(language).to_owned(), is_removed: removed, required, done }
    }
}

impl Step {
    fn of(step: StepView, language: &Language) -> Self {
        let StepView {
            id,
            path,
            instance,
            phase,
            title,
            help,
            kind,
            answered_in,
            must,
            required,
            state,
            missing,
            offered,
            photos,
            instances,
        } = step;
        Self {
            answer: AnswerKey::step(answered_in, &path),
            id,
            path,
            instance_name: instance.as_ref().map(|instance| instance.name.get(language).to_owned()),
            instance: instance.map(|instance| instance.id),
            phase,
            title: title.get(language).to_owned(),
            help: help.map(|help| help.get(language).to_owned()),
            kind: kind.to_owned(),
            must: word_of(must).to_owned(),
            is_required: required,
            state: StepState::of(state, language),
            missing: MissingThing::all(&missing, language),
            offered,
            photos: photos.into_iter().map(|count| PhotoCount::of(count, language)).collect(),
            instances: instances.into_iter().map(|instance| Instance::of(instance, language)).collect(),
        }
    }
}

fn word_of(must: Must) -> &'static str {
    match must {
        Must::Must => "must",
        Must::Should => "should",
        Must::Conditional => "conditional",
    }
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum StepState {
    /// An answer that decides whether it applies is open.
    Hidden,
    /// It does not apply.
    NotApplicable,
    /// Earlier steps come first.
    Locked {
        /// What they are missing.
        reasons: Vec<MissingThing>,
    },
    /// It can be done.
    Open,
    /// It is done.
    Done,
}

impl StepState {
    fn of(state: checklist::StepState, language: &Language) -> Self {
        match state {
            checklist::StepState::Hidden => Self::Hidden,
            checklist::StepState::NotApplicable => Self::NotApplicable,
            checklist::StepState::Locked { reasons } => {
                Self::Locked { reasons: MissingThing::all(&reasons, language) }
            }
            checklist::StepState::Open => Self::Open,
            checklist::StepState::Done => Self::Done,
        }
    }
}

/// Photos of one role: *2 of 3*.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhotoCount {
    /// What they show; nothing: anything.
    pub role: Option<String>,
    /// What people read for the role.
    pub name: String,
    /// Taken.
    pub have: u32,
    /// Needed.
    pub need: u32,
    /// The most there can be; nothing: any number.
    pub at_most: Option<u32>,
    /// Of pairs: the earlier photos of which the same spot was not photographed once more yet. Show one while the camera
    /// is open, and name it as `pair`.
    pub unpaired: Vec<BlobId>,
}

impl PhotoCount {
    fn of(count: checklist::PhotoCount, language: &Language) -> Self {
        let checklist::PhotoCount { role, name, have, need, at_most, unpaired } = count;
        Self { role, name: name.get(language).to_owned(), have, need, at_most, unpaired }
    }
}

/// Whether an arrival was punctual.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Punctuality {
    /// What it is measured against: `appointment`, `soon_after_report`, `emergency`.
    pub promise: String,
    /// The last punctual second.
    pub latest: Timestamp,
    /// Seconds after it; zero or below is punctual.
    pub late_s: i64,
}

impl From<punctuality::Punctuality> for Punctuality {
    fn from(punctuality: punctuality::Punctuality) -> Self {
        let punctuality::Punctuality { promise, latest_ms, late_s } = punctuality;
        let promise = match promise {
            punctuality::Promise::Appointment => "appointment",
            punctuality::Promise::SoonAfterReport => "soon_after_report",
            punctuality::Promise::Emergency => "emergency",
        };
        Self { promise: promise.to_owned(), latest: Timestamp(latest_ms), late_s }
    }
}
