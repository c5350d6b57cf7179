//! Small enumerations of the core, exported as they are: a variant that the core gains is a compile error here.

use doorstep_core::{Delivery, SyncStatus, Upload};
use doorstep_domain::document::ConflictKind;
use doorstep_domain::fact::{
    Area, CallResult, ConsentWhat, DoorMethod, Origin, PartChoice, Phase, SignatureRole, VisitOutcome,
};

/// Whose room it is. A public area is accepted by a leader instead of an owner.
#[uniffi::remote(Enum)]
pub enum Area {
    /// Inside somebody's home.
    Indoor,
    /// Stairs, yard, plant room.
    Public,
}

/// Who made the job.
#[uniffi::remote(Enum)]
pub enum Origin {
    /// Dispatched by the office.
    Office,
    /// Made on the phone, with the customer standing there.
    WalkIn,
    /// Made by a rule from another job.
    Rule,
}

/// Phases of a visit, in their order.
#[uniffi::remote(Enum)]
pub enum Phase {
    /// Planned, nothing done yet.
    Planned,
    /// On the way.
    Travelling,
    /// At the door.
    Arrived,
    /// At work inside.
    Working,
    /// Over, with an outcome.
    Ended,
}

/// How a visit ended.
#[uniffi::remote(Enum)]
pub enum VisitOutcome {
    /// The work is done.
    Done,
    /// Nobody was at home.
    Absent,
    /// The customer declined the quote.
    Declined,
    /// Not finished: a part, a tool or somebody else is missing.
    Unfinished,
}

/// How somebody made himself known at the door.
#[uniffi::remote(Enum)]
pub enum DoorMethod {
    /// Rang the bell.
    Bell,
    /// Knocked.
    Knock,
}

/// How a call ended.
#[uniffi::remote(Enum)]
pub enum CallResult {
    /// Somebody answered and agreed.
    Agreed,
    /// Somebody answered and refused.
    Refused,
    /// Somebody answered; nothing was asked.
    Reached,
    /// No answer.
    NoAnswer,
    /// The number does not exist.
    WrongNumber,
}

/// What a customer consents to.
#[uniffi::remote(Enum)]
pub enum ConsentWhat {
    /// A quote, with its price.
    Quote,
    /// A risk, with who bears it.
    Risk,
    /// Entering the home.
    Entry,
    /// Moving furniture or objects.
    Move,
}

/// In which capacity somebody signs.
#[uniffi::remote(Enum)]
pub enum SignatureRole {
    /// The customer accepts the work.
    CustomerAccept,
    /// The customer agrees to a quote.
    CustomerQuoteConsent,
    /// The customer takes a risk upon himself.
    CustomerRiskConsent,
    /// Team leader or customer-service supervisor accepts work in a public area.
    LeaderPublicAccept,
    /// The team leader verifies in place of a customer who cannot sign.
    LeaderVerify,
    /// The technician hands in.
    TechnicianHandIn,
    /// The customer signs the result of a coordination order.
    CustomerCoordinationResult,
    /// The manager inspected.
    ManagerInspect,
    /// The team leader inspected.
    LeaderInspect,
}

/// Who provides a part that does not fit.
#[uniffi::remote(Enum)]
pub enum PartChoice {
    /// The owner buys it.
    OwnerBuys,
    /// The owner asks the company to buy it.
    CompanyBuys,
}

/// Why a decision about something written is open.
#[uniffi::remote(Enum)]
pub enum ConflictKind {
    /// Several people wrote different values, or one cleared what another wrote.
    Values,
    /// A line or note was struck out while somebody else edited it.
    DeletedWhileEdited,
}

/// Where the work of a job is, as its technician asks: is it safe?
#[uniffi::remote(Enum)]
pub enum Delivery {
    /// The office holds it and has said so, signed.
    StoredSafely,
    /// The office took it.
    Sent,
    /// On this phone; nothing stands against sending it.
    Saved,
    /// On this phone; the last try reached nothing.
    WaitingForSignal,
    /// Something needs a person's decision.
    NeedsDecision,
    /// The office refused something; it is kept and shown.
    Refused,
}

/// How far a file is on its way to the office.
#[uniffi::remote(Enum)]
pub enum Upload {
    /// To be sent.
    Waiting,
    /// The server took it.
    Sent,
    /// The server has checked it against its name and said so.
    Stored,
    /// The server refused it.
    Refused,
}

/// How a synchronisation ended.
#[uniffi::remote(Enum)]
pub enum SyncStatus {
    /// Everything is sent and everything is here.
    Done,
    /// The budget is used up; there is more to do.
    OutOfBudget,
    /// Cancelled by the app, or the app went to the background.
    Cancelled,
    /// No network, or something that is not the server answered.
    Offline,
    /// The server asks for patience.
    Busy,
    /// The server refuses this device's key. Everything stays here until the office lets it in again.
    SignedOut,
    /// The server speaks only a newer version of the protocol.
    UpdateRequired,
    /// The server answered something unexpected.
    ServerTrouble,
    /// This device is not enrolled, or has no transport.
    NotEnrolled,
}
