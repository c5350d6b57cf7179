//! What stands against going on, as data.

use super::answer::AnswerProblem;
use super::inputs::{Approval, MoreMoney};
use super::instance::InstanceRef;
use super::kind::WhichVisit;
use crate::fact::CustodyMove;
use crate::text::Text;

/// One thing that is missing in one step. A screen links it to the step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// The step.
    pub step: String,
    /// The instance that it is missing in, if the step is asked for several things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<InstanceRef>,
    /// What people read for the step.
    pub title: Text,
    /// The phase of the step.
    pub phase: String,
    /// What is missing in it.
    pub what: What,
}

impl Missing {
    /// The path of the step, as answer keys and facts name it.
    #[must_use]
    pub fn path(&self) -> String {
        self.instance.as_ref().map_or_else(|| self.step.clone(), |instance| instance.path(&self.step))
    }
}

/// What a step is missing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// An answer.
    Answer,
    /// Another answer: this one is not accepted.
    OtherAnswer {
        /// Why.
        problem: AnswerProblem,
    },
    /// Another choice: what was chosen is not offered any more.
    NotOffered {
        /// What people read for what was chosen and is not offered.
        chosen: Vec<Text>,
    },
    /// Chosen options.
    Options {
        /// Chosen.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Something about the answer, as the pack words it.
    Constraint {
        /// The pack's words.
        message: Text,
    },
    /// Photos.
    Photos {
        /// What they show; absent: anything.
        role: Option<String>,
        /// What people read for the role.
        name: Text,
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
    /// The badge or slip shown.
    IdShown,
    /// The customer's consent.
    Consent {
        /// To what.
        to: String,
        /// What people read for it.
        name: Text,
        /// It was asked for and refused.
        refused: bool,
        /// It was given, and the quote exceeds by this much what was agreed to.
        #[serde(skip_serializing_if = "Option::is_none")]
        more: Option<MoreMoney>,
    },
    /// A quote that was shown.
    Quote,
    /// Quotes to choose from.
    QuoteOptions {
        /// How many were put before the customer at once.
        have: u32,
        /// How many are asked for.
        need: u32,
    },
    /// Work.
    Work {
        /// It was begun and not ended.
        running: bool,
    },
    /// A signature.
    Signature {
        /// Who signs.
        role: String,
        /// What people read for the role.
        name: Text,
        /// It is there, but an earlier one, the work report, or the word of whoever leads is not.
        provisional: bool,
    },
    /// The customer's rating.
    Rating,
    /// An appointment.
    Appointment {
        /// For which visit.
        visit: WhichVisit,
    },
    /// A note, a custody entry or a part.
    Entry,
    /// What the coverage comes to: answers that decide it are open, or figures are not configured.
    Coverage,
    /// Something taken along, or brought back.
    Custody {
        /// Which of the two.
        moved: CustodyMove,
    },
    /// An approval by leader or office.
    Approval {
        /// What is asked for.
        what: String,
        /// What people read for it.
        name: Text,
        /// How it stands: not asked, pending or refused.
        stands: Approval,
    },
    /// Staff who are there.
    Workers {
        /// Recorded.
        have: u32,
        /// Needed.
        need: u32,
    },
    /// Things to be added, or too many of them: two phones added more than there can be.
    Instances {
        /// What one of them is called.
        item: Text,
        /// Those that are there.
        have: u32,
        /// How many there must be; fewer than are there if it is the most that there can be.
        need: u32,
    },
    /// The customer's own entry, on the screen that is handed over.
    Customer {
        /// It was entered, and somebody changed it since.
        changed: bool,
    },
    /// The step again, for as long as it takes at least.
    Duration {
        /// Seconds.
        need_s: u32,
    },
    /// The declaration that the step is done.
    Confirmation {
        /// It was done, and an answer that it relied on has changed since.
        changed: bool,
    },
    /// An earlier step that this outcome does not ask for itself.
    EarlierStep {
        /// The earlier step.
        earlier: String,
        /// What people read for it.
        name: Text,
    },
}
