//! The sync client: a state machine without I/O, and the driver that owns the requests.
//!
//! [`machine`] decides what to do next from what the store says ([`machine::Known`]) and turns responses into
//! [`answer::Answer`]s and other effects. It opens no socket and no file, so its tests need neither. The driver
//! in [`driver`] sends what it asks for and stores what it says, one transaction per response.
//!
//! Why nothing is lost: an outbox row leaves only in the transaction that stores its acknowledgement; the
//! cursor moves only in the transaction that stores what came before it; what was stored is applied afterwards
//! and can be applied again. Whatever is cut in between, the next run goes on from there.

pub(crate) mod answer;
pub(crate) mod apply;
pub(crate) mod batch;
pub(crate) mod body;
mod compare;
mod driver;
#[cfg(test)]
mod fleet;
pub(crate) mod http;
pub(crate) mod machine;
#[cfg(test)]
mod meanwhile;
mod news;
mod patience;
pub(crate) mod policy;
mod progress;
pub(crate) mod receive;
mod report;
#[cfg(test)]
mod tests;
mod transfer;
mod upkeep;

pub(crate) use driver::SyncControl;
pub use policy::{Conditions, Policy};
pub use progress::{FileProgress, SyncProgress};
pub use report::{Budget, SyncReport, SyncStatus};
pub(crate) use upkeep::changes_of;
