//! What each kind of fact says. Fields are additive: a number is never reused, new ones are optional.

mod agreement;
mod around;
mod code;
mod job;
mod payment;
mod photo;
mod settle;
mod visit;

pub use agreement::*;
pub use around::*;
pub use code::*;
pub use job::*;
pub use payment::*;
pub use photo::*;
pub use settle::*;
pub use visit::*;

use super::Kind;
use crate::cbor::{self, Malformed};

macro_rules! bodies {
    ($($variant:ident($body:ty),)+) => {
        /// The body of a fact of a known kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is documented at its struct")]
        pub enum Body {
            $($variant($body),)+
        }

        impl Body {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant,)+ }
            }

            /// The body as bytes.
            #[must_use]
            pub fn encode(&self) -> Vec<u8> {
                match self { $(Self::$variant(body) => cbor::encode(body),)+ }
            }

            pub(super) fn decode(code: u16, bytes: &[u8]) -> Result<Option<Self>, Malformed> {
                match Kind::from_code(code) {
                    $(Some(Kind::$variant) => cbor::decode(bytes).map(Self::$variant).map(Some),)+
                    None => Ok(None),
                }
            }
        }

        $(impl From<$body> for Body {
            fn from(body: $body) -> Self {
                Self::$variant(body)
            }
        })+
    };
}

bodies! {
    Created(Created),
    VisitPlanned(VisitPlanned),
    Assigned(Assigned),
    Appointed(Appointed),
    Escalated(Escalated),
    CallLogged(CallLogged),
    DoorAttempted(DoorAttempted),
    PhaseEntered(PhaseEntered),
    WorkStarted(WorkStarted),
    WorkStopped(WorkStopped),
    Fetched(Fetched),
    StepDone(StepDone),
    PhotoTaken(PhotoTaken),
    QuoteOffered(QuoteOffered),
    Consented(Consented),
    Signed(SignatureGiven),
    Rated(Rated),
    Completed(Completed),
    Declined(Declined),
    Cancelled(Cancelled),
    WaitingForPart(WaitingForPart),
    VisitEnded(VisitEnded),
    Coordinated(Coordinated),
    Linked(Linked),
    EntryAdded(EntryAdded),
    Reopened(Reopened),
    Archived(Archived),
    CopyDelivered(CopyDelivered),
    Approved(Approved),
    NoticeSeen(NoticeSeen),
    Decided(Decided),
    HandedOver(HandedOver),
    PartMoved(PartMoved),
    CustodyMoved(CustodyMoved),
    Resumed(Resumed),
    FollowedUp(FollowedUp),
    OptionsOffered(OptionsOffered),
    Paid(Paid),
    ApprovalAsked(ApprovalAsked),
    WorkerPresent(WorkerPresent),
    ChecklistMoved(ChecklistMoved),
    PhotoMarked(PhotoMarked),
    Deducted(Deducted),
    DeductionReversed(DeductionReversed),
    Held(Held),
}
