//! Small enumerations of the core, exported as they are: a variant that the core gains is a compile error here.

use doorstep_core::{
    Delivery, Lock, NextStep, OutgoingState, PaymentStanding, ReadyStep, SyncStatus, Upload,
};
use doorstep_domain::case::{Acceptance, Handing};
use doorstep_domain::document::ConflictKind;
use doorstep_domain::fact::{
    Area, CallResult, ConsentWhat, DoorMethod, FollowUpChannel, MarkForm, Origin, PartChoice, PaymentPurpose,
    Phase, Satisfaction, SignatureRole, StockPlace, VisitOutcome, WorkerHow,
};
use doorstep_domain::pack::Audience;
use doorstep_domain::timer::{DutyState, TimerState};

/// How a timer stands.
#[uniffi::remote(Enum)]
pub enum TimerState {
    /// What starts it has not happened, or an answer that decides its limit is open.
    NotStarted,
    /// It runs and is in time.
    Running,
    /// It stands still, and was in time until then.
    Paused,
    /// It was stopped in time.
    Met,
    /// It is late, or was stopped late.
    Breached,
    /// The job was cancelled, declined or handed on before it was due.
    Dropped,
    /// It started outside of the hours of service, and nothing was promised for that.
    NotCovered,
    /// The company has not said the limit.
    NotConfigured,
}

/// How a duty stands.
#[uniffi::remote(Enum)]
pub enum DutyState {
    /// What begins it has not happened.
    NotStarted,
    /// The period at hand still asks for something.
    Open,
    /// The period at hand has what it asks for, or asks for nothing.
    Done,
    /// It is over.
    Ended,
    /// The company has not said how often.
    NotConfigured,
}

/// What can be drawn over a photo.
#[uniffi::remote(Enum)]
pub enum MarkForm {
    /// From the first point to the second, which it points at.
    Arrow,
    /// A circle, or an ellipse, in the box between two opposite corners.
    Circle,
    /// Words at one point.
    Text,
    /// A line by hand through all points.
    Freehand,
}

/// Whose room it is. A public area is accepted by a leader instead of an owner.
#[uniffi::remote(Enum)]
pub enum Area {
    /// Inside somebody's home.
    Indoor,
    /// Stairs, yard, plant room.
    Public,
}

/// Who gets a copy of the report.
#[uniffi::remote(Enum)]
pub enum Audience {
    /// The front desk that took the report.
    Desk,
    /// The team that did the work.
    Team,
    /// The customer service department, which archives it.
    Archive,
    /// The customer.
    Customer,
}

/// How a copy of the record is handed out.
#[uniffi::remote(Enum)]
pub enum Handing {
    /// Printed.
    Paper,
    /// On the screen, also as a code that the customer's own phone reads.
    Shown,
    /// Sent as a message, a mail or a file.
    Message,
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
    /// Taking something along.
    Custody,
    /// What happens to data, e.g. that there is nothing to back up.
    Data,
    /// A fee beside the quote, e.g. of a visit out of hours.
    Fee,
    /// Opening a cabinet or a device.
    Open,
    /// Something else, which the step says.
    Other,
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
    /// The customer confirms a booking.
    CustomerBooking,
    /// The customer hands something over.
    CustomerCustodyOut,
    /// The customer has it back.
    CustomerCustodyBack,
    /// The customer refuses work or a free repair.
    CustomerRefusal,
    /// The team signs for a dispatched job.
    TeamReceive,
    /// The office signs a booking in place of a customer who cannot.
    OfficeProxy,
    /// The supervisor accepts the work.
    SupervisorAccept,
    /// The customer cancels an order.
    CustomerCancel,
    /// The customer returns goods.
    CustomerReturn,
    /// The store manager confirms.
    StoreManager,
    /// The general manager approves.
    GeneralManager,
    /// The head of a department approves.
    DepartmentHead,
    /// A client signs and stamps.
    ClientStamp,
    /// The second worker signs.
    SecondWorker,
    OfficeAccept,
}

/// What money is paid for.
#[uniffi::remote(Enum)]
pub enum PaymentPurpose {
    /// Before the work.
    Deposit,
    /// The rest, or all of it.
    Balance,
    /// Given back.
    Refund,
    /// Something else.
    Other,
}

/// Whether a payment counts.
#[uniffi::remote(Enum)]
pub enum PaymentStanding {
    /// It does.
    Counts,
    /// The office has to confirm or approve it.
    Pending,
    /// The office did not.
    Refused,
}

/// Who provides a part that does not fit.
#[uniffi::remote(Enum)]
pub enum PartChoice {
    /// The owner buys it.
    OwnerBuys,
    /// The owner asks the company to buy it.
    CompanyBuys,
}

/// How the acceptance of a visit stands.
#[uniffi::remote(Enum)]
pub enum Acceptance {
    /// More than the signature is missing.
    NotYet,
    /// Everything is done but what waits for the accepting signature: it is missing, or it is provisional until
    /// somebody who leads confirms it.
    Waiting,
    /// Nothing is missing any more.
    Given,
}

/// Where a part can be.
#[uniffi::remote(Enum)]
pub enum StockPlace {
    /// In the van of a user.
    Van,
    /// In the company's store.
    Warehouse,
    /// At the customer's.
    Customer,
    /// In the workshop.
    Workshop,
    /// With whoever sells it, or takes old parts back.
    Supplier,
    /// Thrown away.
    Scrap,
}

/// How a customer was asked afterwards.
#[uniffi::remote(Enum)]
pub enum FollowUpChannel {
    /// By telephone.
    Phone,
    /// At the door.
    Visit,
}

/// What a customer says afterwards.
#[uniffi::remote(Enum)]
pub enum Satisfaction {
    /// Nothing either way.
    NotSaid,
    /// Satisfied.
    Satisfied,
    /// Dissatisfied.
    Dissatisfied,
}

/// How a phone knows who is there.
#[uniffi::remote(Enum)]
pub enum WorkerHow {
    /// The badge was scanned.
    Badge,
    /// A PIN was checked.
    Pin,
    /// He says so on his own phone.
    OwnPhone,
}

/// Why a decision about something written is open.
#[uniffi::remote(Enum)]
pub enum ConflictKind {
    /// Several people wrote different values, or one cleared what another wrote.
    Values,
    /// A line or note was struck out while somebody else edited it.
    DeletedWhileEdited,
}

/// What helps a job that is not ready for a place without a network.
#[uniffi::remote(Enum)]
pub enum ReadyStep {
    /// Synchronise.
    Sync,
    /// Synchronise on a network that costs nothing, with the phone charged.
    SyncAtHome,
    /// Wait: the phone that took it has not sent it yet.
    WaitForColleague,
    /// Ask the office for a new code.
    AskOffice,
}

/// Why nothing is shown.
#[uniffi::remote(Enum)]
pub enum Lock {
    /// Its user logged out; the same user may log in.
    LoggedOut,
    /// The office ordered to wipe the device.
    Wiped,
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

/// Where something is on its way to the office.
#[uniffi::remote(Enum)]
pub enum OutgoingState {
    /// To be sent.
    Waiting,
    /// In the request that is under way.
    Sending,
    /// The office took it and has not said yet that it is stored.
    Sent,
    /// The office refused it; it is kept.
    Refused,
}

/// What helps something that was not taken.
#[uniffi::remote(Enum)]
pub enum NextStep {
    /// Nothing needs to be done.
    Nothing,
    /// Send it again: `send_again`, `send_photo_again`.
    SendAgain,
    /// Ask the office to give this user the job; then it goes by itself.
    AskOffice,
    /// Update the app, then send it again.
    UpdateApp,
    /// Take the photo again: this file is damaged on this device.
    TakeAgain,
    /// Export the job as a file, so that a person can decide.
    Export,
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
