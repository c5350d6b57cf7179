//! The visit checklist: what a trade asks of a visit, and what is still missing.
//!
//! A [`Checklist`] is data, published in a pack and pinned by a visit. [`evaluate`] holds it against
//! what was answered and recorded. From the result come the view of every step, the gates ("no work
//! before consent") and the answer to the question that matters most on a technician's screen: *why
//! can't I complete?*, as a list of [`Missing`] in the order of the checklist.
//!
//! A step whose condition depends on an open answer is not yet known to apply: it is hidden and not
//! required, but a gate waits for that answer. Punctuality is recorded and never blocks.

mod answer;
mod beginning;
mod check;
mod column;
mod definition;
mod door;
mod fill;
mod inputs;
mod instance;
mod kind;
mod message;
mod missing;
mod offer;
mod photos;
mod progress;
pub mod punctuality;
mod said;
mod standing;
mod told;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use answer::AnswerProblem;
pub(crate) use answer::DAY_AND_TIME;
pub use beginning::{DAY, DefaultProblem};
pub use check::ChecklistProblem;
pub use column::{Column, Content, Stamp};
pub use definition::{
    All, Checklist, Constraint, DoorRule, EnteredBy, Evidence, EvidenceKind, Must, Outcome, PairsWith, Phase,
    PunctualityRule, Requires, Scale, Scope, Step,
};
pub use fill::{Filled, FilledCell, FilledRow, FilledThing};
pub(crate) use fill::{Stamps, moment};
pub use inputs::{
    Approval, Call, ConsentDecision, Custody, DoorAttempt, MoreMoney, Photo, QuoteOffered, Recorded, Signed,
    StepDone, VisitInputs,
};
pub use instance::{Instance, InstanceRef};
pub(crate) use instance::{Place, Visits};
pub use kind::{Choice, Kind, WhichVisit};
pub use missing::{Missing, What};
pub use offer::Offer;
pub use progress::{Progress, evaluate};
pub(crate) use said::{answer_keys, words_of};
pub(crate) use told::{Telling, mentions_any};
pub use told::{mentions, with_mentions};
pub use view::{ChecklistView, InstanceView, PhaseView, PhotoCount, StepState, StepView};
pub use words::known_word;
