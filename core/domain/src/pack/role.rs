//! Who may do what, and who signs.

use crate::fact::CaseKind;
use crate::text::Text;

/// A role of the company, as certificates name it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// What people read.
    pub title: Text,
    /// The order of roles in lists and in the choice of whom to ask. Whose word counts when facts
    /// disagree is [`crate::fold::Authority`]; publication refuses ranks that contradict it.
    pub rank: u8,
}

/// What a role may be allowed to do (catalogue section 8.1). What nobody is allowed is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Make a job.
    CreateJob,
    /// Sign for a dispatched job.
    ReceiveJob,
    /// Make or change an appointment.
    SetAppointment,
    /// Set an appointment that the customer refused (escalation).
    OverrideAppointment,
    /// Show a quote and ask for consent.
    Quote,
    /// Do the work of a visit.
    Work,
    /// Accept work in a public area.
    AcceptPublic,
    /// Sign in place of an absent customer, with a reason.
    SignInstead,
    /// Check a completed job.
    Verify,
    /// Archive a checked job.
    Archive,
    /// Make a coordination order of an unfinished job.
    ConvertToCoordination,
    /// Add an entry to a coordination order.
    WriteCoordination,
    /// Inspect coordination orders and sign.
    InspectCoordination,
    /// Call or visit after the job and record the result.
    FollowUp,
    /// Cancel a job.
    Cancel,
    /// Enter without consent in an emergency, with a witness (catalogue rule AMB-40).
    EnterInEmergency,
    /// Take money from a customer.
    TakePayment,
    /// Give money back.
    Refund,
    /// Approve or refuse what was asked. Where a pack does not list it, everybody who leads may.
    Approve,
    /// Keep a case from being erased, and lift that again. Where a pack does not list it, everybody who leads may.
    Hold,
    /// Set the figures that the company has not configured.
    Configure,
    /// Take a complaint.
    CreateComplaint,
    /// Take the cancellation of an order.
    CreateCancellation,
    /// Take a return or an exchange.
    CreateReturn,
    /// Begin to care for a customer after a sale or a visit.
    CreateFollowUp,
    /// Make a contract.
    CreateContract,
    /// Take a booking.
    CreateBooking,
    /// Begin any other record of the desk.
    CreateRecord,
    /// Bring a case of the desk to its end, and write entries in it.
    HandleDesk,
}

impl Action {
    /// What somebody needs who begins a case of this kind; `None` for cases that only follow from others.
    #[must_use]
    pub const fn creating(kind: CaseKind) -> Option<Self> {
        match kind {
            CaseKind::Job => Some(Self::CreateJob),
            CaseKind::Coordination => None,
            CaseKind::Complaint => Some(Self::CreateComplaint),
            CaseKind::Cancellation => Some(Self::CreateCancellation),
            CaseKind::Return => Some(Self::CreateReturn),
            CaseKind::FollowUp => Some(Self::CreateFollowUp),
            CaseKind::Contract => Some(Self::CreateContract),
            CaseKind::Booking => Some(Self::CreateBooking),
            CaseKind::Record => Some(Self::CreateRecord),
        }
    }
}

/// A role in which somebody signs, such as `customer_accept` or `leader_verify`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// What people read above the signature.
    pub title: Text,
    /// Who can sign so.
    pub by: SignedBy,
}

/// Who can sign in a signer role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SignedBy {
    /// The customer or somebody who stands in for the household; no role of the company.
    Customer,
    /// Somebody with one of these roles of the company.
    Roles(Vec<String>),
}
