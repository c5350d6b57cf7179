//! What happens in a visit.

use minicbor::{Decode, Encode};

use super::code::{CallResult, DoorMethod, Phase, VisitOutcome};
use super::job::Person;
use crate::id::{FactId, LineId, PackId, VisitId};
use crate::value::{AnswerKey, Value};

/// [`crate::fact::Kind::VisitPlanned`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct VisitPlanned {
    /// The new visit.
    #[n(0)]
    pub visit: VisitId,
    /// Why there is one more, e.g. `absent`, `part missing`, `rework`.
    #[n(1)]
    pub reason: String,
    /// The visit that it continues.
    #[n(2)]
    pub after_visit: Option<VisitId>,
}

/// [`crate::fact::Kind::Assigned`]: replaces the assignment of the visit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Assigned {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// User ids.
    #[n(1)]
    pub users: Vec<String>,
}

/// [`crate::fact::Kind::Appointed`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Appointed {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// When it starts, milliseconds since 1970 UTC.
    #[n(1)]
    pub start_ms: i64,
    /// When the window ends, if one was agreed.
    #[n(2)]
    pub end_ms: Option<i64>,
    /// Why it changed.
    #[n(3)]
    pub reason: Option<String>,
}

/// [`crate::fact::Kind::Escalated`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Escalated {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// Why.
    #[n(1)]
    pub reason: String,
}

/// [`crate::fact::Kind::CallLogged`]. The number itself is not kept here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CallLogged {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// What the call was for, e.g. `confirm`, `late`.
    #[n(1)]
    pub purpose: String,
    /// How it ended.
    #[n(2)]
    pub result: CallResult,
    /// Time proposed for the visit, milliseconds since 1970 UTC.
    #[n(3)]
    pub proposed_ms: Option<i64>,
    /// Whether the caller apologised.
    #[n(4)]
    pub apologised: bool,
    /// What was said.
    #[n(5)]
    pub note: Option<String>,
}

/// [`crate::fact::Kind::DoorAttempted`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DoorAttempted {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// Bell or knock.
    #[n(1)]
    pub method: DoorMethod,
    /// Whether somebody opened or spoke.
    #[n(2)]
    pub answered: bool,
}

/// [`crate::fact::Kind::PhaseEntered`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PhaseEntered {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The phase; never [`Phase::Ended`], which has an outcome and is [`crate::fact::Kind::VisitEnded`].
    #[n(1)]
    pub phase: Phase,
}

/// [`crate::fact::Kind::WorkStarted`]. Durations come from the clocks of start and stop; nobody types them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WorkStarted {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// Quote lines that are worked on; empty = all.
    #[n(1)]
    pub lines: Vec<LineId>,
}

/// [`crate::fact::Kind::WorkStopped`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WorkStopped {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The fact that started this stretch of work.
    #[n(1)]
    pub started: FactId,
}

/// [`crate::fact::Kind::Fetched`]: time between out and back is not billed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Fetched {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// What is fetched.
    #[n(1)]
    pub what: String,
    /// `None` on leaving; the fact of leaving on coming back.
    #[n(2)]
    pub left: Option<FactId>,
}

/// One answer that a gating step relied on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReliedOn {
    /// Its key.
    #[n(0)]
    #[cbor(with = "answer_key")]
    pub key: AnswerKey,
    /// Its value when the step was done.
    #[n(1)]
    pub value: Value,
}

mod answer_key {
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    use crate::value::AnswerKey;

    pub(super) fn encode<C, W: Write>(
        key: &AnswerKey,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.str(key.as_str())?.ok()
    }

    pub(super) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<AnswerKey, DecodeError> {
        AnswerKey::parse(d.str()?).map_err(|_| DecodeError::message("not an answer key"))
    }
}

/// [`crate::fact::Kind::StepDone`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StepDone {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The step.
    #[n(1)]
    pub step: String,
    /// Answers it relied on; they stay editable in the document.
    #[n(2)]
    pub relied_on: Vec<ReliedOn>,
    /// The customer who entered it himself; absent: the staff declares it.
    #[n(3)]
    pub by: Option<Person>,
    /// How long it took, in milliseconds, as the phone measured it; absent: nothing was measured.
    #[n(4)]
    pub lasted_ms: Option<u32>,
}

/// [`crate::fact::Kind::VisitEnded`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct VisitEnded {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// How it ended.
    #[n(1)]
    pub outcome: VisitOutcome,
    /// Why, if not done.
    #[n(2)]
    pub reason: Option<String>,
    /// Who takes care of what remains.
    #[n(3)]
    pub person: Option<String>,
}

/// [`crate::fact::Kind::ChecklistMoved`]: pins another version of the checklist for this visit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ChecklistMoved {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The pack that holds the checklist from now on.
    #[n(1)]
    pub pack: PackId,
}
