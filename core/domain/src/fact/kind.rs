//! The kinds of facts and their codes on the wire. A code never changes its meaning.

/// The kind of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Kind {
    /// The case begins.
    Created = 1,
    /// A further visit is planned.
    VisitPlanned = 2,
    /// A visit is given to people.
    Assigned = 3,
    /// A time is agreed for a visit.
    Appointed = 4,
    /// The customer refuses the new time: leader or call centre decide.
    Escalated = 5,
    /// A telephone call was made.
    CallLogged = 6,
    /// Rang or knocked at the door.
    DoorAttempted = 7,
    /// A visit moved on to a phase.
    PhaseEntered = 8,
    /// Work at the customer's began.
    WorkStarted = 9,
    /// Work paused or ended.
    WorkStopped = 10,
    /// Left to fetch a tool or material, or came back with it.
    Fetched = 11,
    /// A gating step was done, with the answers it relied on.
    StepDone = 12,
    /// A photo was taken.
    PhotoTaken = 13,
    /// A quote was shown to the customer.
    QuoteOffered = 14,
    /// The customer agreed or refused.
    Consented = 15,
    /// Somebody signed a statement.
    Signed = 16,
    /// Somebody rated the work.
    Rated = 17,
    /// The job is done.
    Completed = 18,
    /// The customer declined the job.
    Declined = 19,
    /// The office cancelled the job.
    Cancelled = 20,
    /// The job waits for a part.
    WaitingForPart = 21,
    /// A visit ended.
    VisitEnded = 22,
    /// The job became a coordination order.
    Coordinated = 23,
    /// Another case belongs to this one.
    Linked = 24,
    /// An entry of a coordination order.
    EntryAdded = 25,
    /// A closed job is open again.
    Reopened = 26,
    /// Leader or centre checked and archived the job.
    Archived = 27,
    /// A copy reached its audience.
    CopyDelivered = 28,
    /// Leader or office approved or refused something.
    Approved = 29,
    /// Somebody read a notice.
    NoticeSeen = 30,
    /// Somebody decided between values that nobody else can order.
    Decided = 31,
    /// The case was exported for somebody.
    HandedOver = 32,
    /// A part went from one place to another.
    PartMoved = 33,
    /// Something of the customer's was taken along, stays longer, or came back.
    CustodyMoved = 34,
    /// The job no longer waits for a part.
    Resumed = 35,
    /// Somebody asked the customer afterwards.
    FollowedUp = 36,
    /// Several quotes were put before the customer to choose from.
    OptionsOffered = 37,
    /// Money was taken or given back.
    Paid = 38,
    /// Somebody asked leader or office to approve something.
    ApprovalAsked = 39,
    /// One more of the staff is at the visit.
    WorkerPresent = 40,
    /// A visit follows a newer checklist from then on.
    ChecklistMoved = 41,
    /// Somebody drew over a photo, or took back what was drawn.
    PhotoMarked = 42,
    /// What a completed visit costs was taken from an account of the customer's.
    Deducted = 44,
    /// The counter-entry of such a deduction.
    DeductionReversed = 45,
    /// The case must not be erased, or no longer for this reason.
    Held = 47,
}

impl Kind {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 45] = [
        Self::Created,
        Self::VisitPlanned,
        Self::Assigned,
        Self::Appointed,
        Self::Escalated,
        Self::CallLogged,
        Self::DoorAttempted,
        Self::PhaseEntered,
        Self::WorkStarted,
        Self::WorkStopped,
        Self::Fetched,
        Self::StepDone,
        Self::PhotoTaken,
        Self::QuoteOffered,
        Self::Consented,
        Self::Signed,
        Self::Rated,
        Self::Completed,
        Self::Declined,
        Self::Cancelled,
        Self::WaitingForPart,
        Self::VisitEnded,
        Self::Coordinated,
        Self::Linked,
        Self::EntryAdded,
        Self::Reopened,
        Self::Archived,
        Self::CopyDelivered,
        Self::Approved,
        Self::NoticeSeen,
        Self::Decided,
        Self::HandedOver,
        Self::PartMoved,
        Self::CustodyMoved,
        Self::Resumed,
        Self::FollowedUp,
        Self::OptionsOffered,
        Self::Paid,
        Self::ApprovalAsked,
        Self::WorkerPresent,
        Self::ChecklistMoved,
        Self::PhotoMarked,
        Self::Deducted,
        Self::DeductionReversed,
        Self::Held,
    ];

    /// The kind of a code, if this version knows it.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> u16 {
        self as u16
    }

    /// The word of the glossary, used in logs, transcripts and reasons.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::VisitPlanned => "visit planned",
            Self::Assigned => "assigned",
            Self::Appointed => "appointed",
            Self::Escalated => "escalated",
            Self::CallLogged => "call logged",
            Self::DoorAttempted => "door attempted",
            Self::PhaseEntered => "phase entered",
            Self::WorkStarted => "work started",
            Self::WorkStopped => "work stopped",
            Self::Fetched => "fetched",
            Self::StepDone => "step done",
            Self::PhotoTaken => "photo taken",
            Self::QuoteOffered => "quote offered",
            Self::Consented => "consented",
            Self::Signed => "signed",
            Self::Rated => "rated",
            Self::Completed => "completed",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::WaitingForPart => "waiting for part",
            Self::VisitEnded => "visit ended",
            Self::Coordinated => "coordinated",
            Self::Linked => "linked",
            Self::EntryAdded => "entry added",
            Self::Reopened => "reopened",
            Self::Archived => "archived",
            Self::CopyDelivered => "copy delivered",
            Self::Approved => "approved",
            Self::NoticeSeen => "notice seen",
            Self::Decided => "decided",
            Self::HandedOver => "handed over",
            Self::PartMoved => "part moved",
            Self::CustodyMoved => "custody moved",
            Self::Resumed => "resumed",
            Self::FollowedUp => "followed up",
            Self::OptionsOffered => "options offered",
            Self::Paid => "paid",
            Self::ApprovalAsked => "approval asked",
            Self::WorkerPresent => "worker present",
            Self::ChecklistMoved => "checklist moved",
            Self::PhotoMarked => "photo marked",
            Self::Deducted => "deducted",
            Self::DeductionReversed => "deduction reversed",
            Self::Held => "held",
        }
    }
}
