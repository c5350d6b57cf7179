//! What stands against going on.

use doorstep_domain::checklist::{Approval, Missing, What, WhichVisit};
use doorstep_domain::fact::CustodyMove;
use doorstep_domain::text::Language;

/// One thing that is missing in one step of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MissingThing {
    /// The path of the step, as `Step.path` has it: link the line to it.
    pub step: String,
    /// The phase of the step.
    pub phase: String,
    /// What is missing, for an app that leads there.
    pub what: MissingWhat,
    /// What the technician reads in a list, with the title of the step, in the language of the app: *Badge on: not
    /// answered*.
    pub words: String,
    /// The same below the step itself, without its title: *Not answered*.
    pub detail: String,
}

impl MissingThing {
    /// The core's missing things in the words of this language.
    pub(crate) fn all(missing: &[Missing], language: &Language) -> Vec<Self> {
        missing.iter().map(|missing| Self::of(missing, language)).collect()
    }

    fn of(missing: &Missing, language: &Language) -> Self {
        let (words, detail) = (missing.message(language), missing.detail(language));
        let Missing { step: _, instance: _, title: _, phase, what } = missing;
        Self { step: missing.path(), phase: phase.clone(), what: what.clone().into(), words, detail }
    }
}

/// What a step is missing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum MissingWhat {
    /// An answer.
    Answer,
    /// Another answer: this one is not accepted.
    OtherAnswer,
    /// Another choice: what was chosen is not offered any more, see `Step.offered`.
    NotOffered,
    /// Chosen options.
    Options {
        /// Chosen.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Something about the answer, as the pack words it.
    Constraint,
    /// Photos.
    Photos {
        /// What they show; nothing: anything.
        role: Option<String>,
        /// Taken.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Attempts at the door without an answer, far enough apart.
    DoorAttempts {
        /// Those that count.
        have: u32,
        /// Needed.
        need: u32,
        /// Seconds from one to the next.
        wait_s: u32,
    },
    /// Somebody who answers the door.
    DoorAnswered,
    /// A telephone call.
    Call {
        /// What for.
        purpose: String,
    },
    /// The moment of arrival.
    Arrival,
    /// The badge or slip shown: `finish_step`.
    IdShown,
    /// The customer's consent.
    Consent {
        /// To what: `quote`, `entry`, `risk`, `move`, or a word of the pack.
        to: String,
        /// It was asked for and refused.
        is_refused: bool,
        /// It was given, and the quote exceeds by this much, in minor units, what was agreed to: ask again.
        more_minor: Option<i64>,
    },
    /// A quote that was shown.
    Quote,
    /// Quotes to choose from.
    QuoteOptions {
        /// Shown at once.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Work.
    Work {
        /// It was begun and not ended.
        is_running: bool,
    },
    /// A signature.
    Signature {
        /// Who signs.
        role: String,
        /// It is there, but an earlier one, the work report, or the word of whoever leads is not.
        is_provisional: bool,
    },
    /// The customer's rating.
    Rating,
    /// An appointment.
    Appointment {
        /// For the visit after this one.
        is_next: bool,
    },
    /// A note, a custody entry or a part: `finish_step`.
    Entry,
    /// What the coverage comes to: answers that decide it are open, or figures are not configured.
    Coverage,
    /// Something taken along, or brought back.
    Custody {
        /// Whether the return is missing.
        is_return: bool,
    },
    /// An approval by leader or office.
    Approval {
        /// What is asked for.
        what: String,
        /// It was asked for, and not answered yet.
        is_pending: bool,
        /// It was refused.
        is_refused: bool,
    },
    /// Staff who are there.
    Workers {
        /// Recorded.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Things of a group to be added, or too many of them: `add_instance`, `remove_instance`.
    Instances {
        /// Those that are there.
        have: u32,
        /// How many there must be; the most that there can be if more are there.
        need: u32,
    },
    /// The customer's own entry, on the screen that is handed over: `enter_by_customer`.
    Customer {
        /// It was entered, and somebody changed it since.
        is_changed: bool,
    },
    /// The step again, for as long as it takes at least: `finish_step` with the time measured.
    Duration {
        /// Seconds.
        need_s: u32,
    },
    /// The declaration that the step is done: `finish_step`.
    Confirmation {
        /// It was done, and an answer that it relied on has changed since.
        is_changed: bool,
    },
    /// An earlier step that this outcome does not ask for itself.
    EarlierStep {
        /// The earlier step.
        earlier: String,
    },
}

impl From<What> for MissingWhat {
    fn from(what: What) -> Self {
        match what {
            What::Answer => Self::Answer,
            What::OtherAnswer { problem: _ } => Self::OtherAnswer,
            What::NotOffered { chosen: _ } => Self::NotOffered,
            What::Options { have, need } => Self::Options { have, need },
            What::Constraint { message: _ } => Self::Constraint,
            What::Photos { role, name: _, have, need } => Self::Photos { role, have, need },
            What::DoorAttempts { have, need, wait_s } => Self::DoorAttempts { have, need, wait_s },
            What::DoorAnswered => Self::DoorAnswered,
            What::Call { purpose } => Self::Call { purpose },
            What::Arrival => Self::Arrival,
            What::IdShown => Self::IdShown,
            What::Consent { to, name: _, refused, more } => {
                let more_minor = more.map(|more| more.amount.0);
                Self::Consent { to, is_refused: refused, more_minor }
            }
            What::Quote => Self::Quote,
            What::QuoteOptions { have, need } => Self::QuoteOptions { have, need },
            What::Work { running } => Self::Work { is_running: running },
            What::Signature { role, name: _, provisional } => {
                Self::Signature { role, is_provisional: provisional }
            }
            What::Rating => Self::Rating,
            What::Appointment { visit } => Self::Appointment { is_next: visit == WhichVisit::Next },
            What::Entry => Self::Entry,
            What::Coverage => Self::Coverage,
            What::Custody { moved } => Self::Custody { is_return: moved == CustodyMove::Back },
            What::Approval { what, name: _, stands } => Self::Approval {
                what,
                is_pending: stands == Approval::Pending,
                is_refused: stands == Approval::Refused,
            },
            What::Workers { have, need } => Self::Workers { have, need },
            What::Instances { item: _, have, need } => Self::Instances { have, need },
            What::Customer { changed } => Self::Customer { is_changed: changed },
            What::Duration { need_s } => Self::Duration { need_s },
            What::Confirmation { changed } => Self::Confirmation { is_changed: changed },
            What::EarlierStep { earlier, name: _ } => Self::EarlierStep { earlier },
        }
    }
}
