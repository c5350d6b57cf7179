//! The visit checklist: what a trade asks of a visit, and what is still missing.
//!
//! A [`Checklist`] is data, published in a pack and pinned by a visit. [`Missing`] is the answer to
//! the question that matters most on a technician's screen: *why can't I complete?*

mod definition;
mod kind;

pub use definition::{
    All, Checklist, Constraint, DoorRule, Evidence, EvidenceKind, Must, Outcome, Phase, PunctualityRule,
    Requires, Scale, Step,
};
pub use kind::{Choice, Kind, WhichVisit};

/// (being written)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing;
