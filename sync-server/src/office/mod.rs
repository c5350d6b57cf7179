//! The office: makes jobs, gives them to people, settles what only a person can settle, and shows how things
//! stand.
//!
//! [`Office`] is the whole of it as plain methods; `api` puts JSON in front of them and `page` the pages that
//! a dispatcher looks at. What the office does is written into cases like everybody's work: as facts and
//! changes under the office's own certificate, through the same door as what phones push.

mod act;
mod after;
mod answers;
mod api;
mod cards;
pub(crate) mod case;
mod copies;
mod csv;
mod decide;
mod desk;
mod edit;
mod erased;
mod error;
mod filling;
mod hits;
mod input;
mod instance;
mod job;
mod jobfile;
mod language;
mod linked;
mod listed;
mod overview;
mod page;
mod people;
mod prefill;
mod ruling;
mod scores;
mod seat;
mod session;
mod settle;
#[cfg(test)]
mod tests;
mod veil;
mod view;
mod vouch;
mod wages;
mod words;

use doorstep_domain::case::Version;
use doorstep_domain::fact::Acting;

pub(crate) use act::{admit, office_push};
pub use after::{Around, FollowUpResult, Held, Request as ApprovalRequest};
pub use answers::{Answers, AnswersTable, AnswersWanted};
pub(crate) use api::handle as handle_api;
pub use cards::{Became, CustomerLine, SiteLine, Taking};
pub use copies::NewDelivery;
pub(crate) use desk::Desk;
pub use erased::{Erased, PhoneLeft, PhoneOfErased};
pub use error::OfficeError;
pub use filling::{Filled, NewAgreement, NewCall, NewEntry};
pub use hits::{HitRate, Missed};
pub use input::{
    Answer, Appointment, Approval, Correction, Decision, Given, MadeJob, NewCoordination, NewCustomer,
    NewJob, NewNote, NewOnward, NewSite, NewVisit,
};
pub use instance::{AddedInstance, RemovedInstance};
pub use jobfile::SavedJob;
pub use listed::JobLine;
pub use overview::{FollowUp, VanLine, VanMove};
pub(crate) use page::handle as handle_page;
pub use people::{DeviceSummary, Rescued, WipeSummary};
pub use scores::{ScoreRow, ScoresOfPeriod};
pub use seat::{SignIn, SignedIn};
pub use settle::{ErrorRate, Reversal};
pub use view::{
    Agreed, Choice, Coordinable, CopyOfRecord, Coverage, CoverageComponent, DeskSheet, DeskStep, DeskThing,
    Drawn, Due, DueState, Duty, Entry, Event, HandedOut, Job, JobPage, Keeping, LegalHold, Link, ListedJob,
    Lost, Note, Oddity, OnwardLink, Owner, Past, PastEntry, PastValue, PaymentRow, Pdf, Photo, Quote,
    QuoteLine, Signature, SignatureChange, StepOption, Story, Sum, TimeRule, Timer, Timers, Visit,
};
pub use wages::{WageRow, WagesOfMonth};

use crate::node::Node;

impl Node {
    /// The office of this node.
    #[must_use]
    pub fn office(&self) -> Office<'_> {
        Office { node: self, acting: None, seen: None }
    }
}

/// What the office can do.
#[derive(Debug, Clone)]
pub struct Office<'n> {
    node: &'n Node,
    acting: Option<Acting>,
    seen: Option<Version>,
}

impl Office<'_> {
    /// The same for a user at a desk: facts name this user, vouched for by the office's certificate.
    #[must_use]
    pub fn acting(mut self, user: Acting) -> Self {
        self.acting = Some(user);
        self
    }

    /// What the company is called; empty if nobody said so.
    #[must_use]
    pub fn company(&self) -> &str {
        &self.node.desk.company
    }

    /// The same from a screen that showed this version: what arrived since was not known to the user.
    #[must_use]
    pub fn seen(mut self, version: Version) -> Self {
        self.seen = Some(version);
        self
    }
}
