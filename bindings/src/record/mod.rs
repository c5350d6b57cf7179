//! What views show: plain values without identity. Conversions take the core's types apart completely, so that a
//! field that the core gains is a compile error here and not something that apps never hear of.

mod around;
mod aspect;
mod checklist;
mod conflict;
mod copy;
mod coverage;
mod device;
mod document;
mod entry;
mod erased;
mod history;
mod job;
mod known;
mod list;
mod missing;
mod newer;
mod outgoing;
mod payment;
mod photo;
mod privacy;
mod quote;
mod ready;
mod settlement;
mod signature;
mod template;
mod timer;
mod verdict;
mod visit;
mod wipe;

pub use around::{ApprovalRequest, Custody, FollowUpCall, FollowUpTask, PartMove, VanStock};
pub use aspect::{Aspect, AspectValue, Candidate, OpenDecision, Outcome, Superseded};
pub use checklist::{Checklist, ChecklistPhase, Instance, PhotoCount, Punctuality, Step, StepState};
pub use conflict::{Conflict, ConflictValue, Field, LineField};
pub use copy::{DeliveredCopy, RecordCopy};
pub use coverage::{Coverage, CoverageComponent, CoverageDecided, CoverageVerdict};
pub use device::{Budget, Conditions, Me, Outbox, RefusedItem, Salvage, SyncPolicy, SyncReport};
pub use document::{Answer, AnswerValue, Correction, Line, NewLine, Note, StepAnswer};
pub use entry::{Entry, EntryContent};
pub use erased::{ErasedJob, LegalHold};
pub use history::{HistoryEntry, HistoryValue};
pub use job::{Author, Job, JobException, JobHead, JobState, Link, Notice, OnwardLink};
pub use known::KnownCustomer;
pub use list::{JobFilter, JobPosition, JobSummary, PackSummary};
pub use missing::{MissingThing, MissingWhat};
pub use newer::{MovedStep, NewerChecklist};
pub use outgoing::{FileProgress, Outgoing, SyncProgress};
pub use payment::{
    Account, MovedLine, NewPayment, NewerPrices, Payment, QuoteOption, QuoteOptions, WayToPay,
};
pub use photo::{DrawnMarks, MarkPoint, Photo, PhotoMark};
pub use privacy::{JobPrivacy, PrivacyStanding, PrivateField};
pub use quote::{Money, Offer, Quote, QuotedLine, Tax};
pub use ready::{FreedSpace, NotReady, NotReadyWhat};
pub use settlement::{Settlement, SettlementState};
pub use signature::{
    ChangedCheck, ChangedLine, Point, Signature, SignatureChange, SignatureNow, SignedLine, Stroke,
};
pub use template::{Choice, PriceItem, PriceKind, ReasonList, Scale, StepKind, Template, TemplateStep};
pub use timer::{CalendarSpan, DueSummary, Duty, DutyPeriod, TimeLimit, Timer, TimerRule, Timers};
pub use verdict::{FindingStanding, JobFileFinding, JobFileVerdict};
pub use visit::{Call, Consent, DoorAttempt, Entered, Person, Rating, Session, StepDone, Visit, Window};
pub use wipe::{NotSafe, RescueFile, WhyNotSafe};
