//! The device: everything that a technician's app does, without the network whenever there is none.
//!
//! An app holds one [`Core`]. Queries read the store; commands take the [`Version`] that the screen showed and
//! return the new one; [`Core::sync_now`] talks to the office. Rules live in `doorstep-domain`, this crate
//! keeps, loads and sends.
//!
//! Read it in this order: [`Core`] and its lifecycle, `write` for what a command is, `store` for what is kept,
//! `sync` for how it travels; then the use cases.

mod again;
mod agreement;
mod apply;
mod core;
mod diagnostics;
mod enrol;
mod error;
pub mod host;
mod inspect;
mod jobfile;
mod jobs;
mod loaded;
mod lock;
mod manifests;
mod newer;
mod ready;
mod rows;
mod space;
mod store;
mod subscribe;
mod sync;
#[cfg(test)]
mod testing;
#[cfg(feature = "trial")]
pub mod trial;
#[cfg(not(feature = "trial"))]
mod trial;
mod visit;
mod wipe;
mod words;
mod write;

pub use crate::core::{Config, Core};
pub use crate::diagnostics::{
    NotBundle, Replay, ReplayedCase, ToldCase, ToldQuote, ToldVisit, Trouble, replay_bundle,
};
pub use crate::enrol::Me;
pub use crate::error::Error;
pub use crate::inspect::{Inspection, Sum, inspect};
pub use crate::lock::Lock;
pub use crate::newer::Newer;
pub use crate::ready::{NotReady, NotReadyWhat, ReadyStep};
pub use crate::space::FreedSpace;
pub use crate::store::alarms::DueSummary;
pub use crate::store::around::FollowUpSummary;
pub use crate::store::blobs::Upload;
pub use crate::store::job_rows::{JobFilter, JobSummary, Position};
pub use crate::store::known::KnownCustomer;
pub use crate::store::notices::NoticeRow as Notice;
pub use crate::store::outbox::RefusedItem;
pub use crate::store::packs::PackSummary;
pub use crate::store::progress::Progress;
pub use crate::store::stubs::{ErasedBy, ErasedJob};
pub use crate::store::{Salvage, StoreError};
pub use crate::subscribe::{ChangeListener, ChangeSet, Subscription};
pub use crate::sync::{Budget, Conditions, FileProgress, Policy, SyncProgress, SyncReport, SyncStatus};
pub use crate::visit::{NewPhoto, NewerChecklist};
pub use crate::wipe::{NotSafe, RescueFile, WhyNotSafe};
pub use crate::words::Delivery;
pub use agreement::{NewConsent, NewPayment, NewSignature, NewerPrices, Prepared};
pub use doorstep_domain::case::{
    Acceptance, Account, Answer, Handing, Onward, Options, Payment, PaymentStanding, PriceMove, RecordCopy,
    Version,
};
pub use doorstep_domain::pack::Audience;
pub use doorstep_domain::privacy::{Private, Standing};
pub use doorstep_domain::stock::{VanPart, VanStock};
pub use doorstep_report::named::copy_titled;
pub use doorstep_report::{Company, HistoryEntry, HistoryValue};
pub use jobfile::{Imported, Protection, ProtectionError, Secret, open_protected, protect};
pub use jobs::{
    Author, Conflict, ConflictValue, DrawnMarks, Job, JobPrivacy, Link, NewForKnown, NewWalkIn, NextStep,
    Note, OnwardLink, Outbox, Outgoing, OutgoingState, OutgoingWhat, Photo, Quote, SignatureNow, SignedJob,
};
