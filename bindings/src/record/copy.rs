//! Copies of the record: who gets one, and who has it.

use doorstep_core::{Audience, Handing, copy_titled};
use doorstep_domain::case;
use doorstep_domain::fact::CopyDelivered;
use doorstep_domain::fold::Recorded;
use doorstep_domain::text::Language;

use crate::value::Timestamp;

/// A copy of the record of a job. `Jobs.write_report` writes it, `Visits.deliver_copy` says that it was handed out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RecordCopy {
    /// Who gets it.
    pub audience: Audience,
    /// Its number among the copies of the paper, from 1, if the form numbers it.
    pub number: Option<u32>,
    /// What people call it.
    pub title: String,
    /// How often it was handed out, the first time first; empty as long as nobody has it.
    pub delivered: Vec<DeliveredCopy>,
}

/// A copy that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DeliveredCopy {
    /// How; nothing for a way that only a later version knows.
    pub how: Option<Handing>,
    /// Name of who did.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl RecordCopy {
    pub(crate) fn of(copy: case::RecordCopy, language: &Language) -> Self {
        let title = copy_titled(&copy, language);
        let case::RecordCopy { audience, number, title: _, delivered } = copy;
        Self { audience, number, title, delivered: delivered.into_iter().map(Into::into).collect() }
    }
}

impl From<Recorded<CopyDelivered>> for DeliveredCopy {
    fn from(recorded: Recorded<CopyDelivered>) -> Self {
        let Recorded { fact: _, who, at, body } = recorded;
        Self { how: Handing::of(&body), by: who.name, at: Timestamp(at.wall_ms) }
    }
}
