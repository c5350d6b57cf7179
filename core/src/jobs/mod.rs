//! Jobs: the list, one job as a whole, and what people write into it.

mod create;
mod decide;
mod due;
mod edit;
mod erased;
mod job;
#[cfg(not(all(feature = "pdf", feature = "png")))]
mod left_out;
mod list;
mod onward;
mod outbox;
mod outgoing;
#[cfg(feature = "pdf")]
pub(crate) mod paper;
mod past;
mod photos;
#[cfg(feature = "png")]
mod picture;
mod private;
mod report;
mod signed;
#[cfg(test)]
mod tests;

pub use create::{NewForKnown, NewWalkIn};
pub(crate) use job::needed;
pub use job::{Author, Conflict, ConflictValue, Job, Link, Note, Quote};
pub use onward::OnwardLink;
pub use outbox::Outbox;
pub use outgoing::{NextStep, Outgoing, OutgoingState, OutgoingWhat};
pub use photos::{DrawnMarks, Photo};
pub use private::JobPrivacy;
pub use signed::{SignatureNow, SignedJob};
