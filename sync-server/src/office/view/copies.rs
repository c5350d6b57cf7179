//! The copies of the record: who gets one, and who has it.

use doorstep_domain::case::{Handing, RecordCopy};
use doorstep_domain::pack::Audience;
use doorstep_report::named;
use serde::Serialize;

use super::source::Reading;

/// A copy of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyOfRecord {
    /// Who gets it.
    pub audience: Audience,
    /// Its number among the copies of the paper, from 1; `null` if the form does not number it.
    pub number: Option<u32>,
    /// What people call it.
    pub title: String,
    /// How often it was handed out, the first time first.
    pub delivered: Vec<HandedOut>,
}

/// A copy that was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedOut {
    /// How, as the fact says it.
    pub how: String,
    /// How, in words.
    pub how_text: String,
    /// Who did.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl Reading<'_> {
    pub(super) fn copies(&self) -> Vec<CopyOfRecord> {
        self.case.copies(self.pack.as_deref()).into_iter().map(|copy| self.copy(copy)).collect()
    }

    fn copy(&self, copy: RecordCopy) -> CopyOfRecord {
        let title = named::copy_titled(&copy, self.language);
        let handed_out = copy.delivered.into_iter().map(|copy| HandedOut {
            how_text: Handing::of(&copy.body).map_or_else(
                || copy.body.how.clone(),
                |how| named::handing(how).say(self.language).to_owned(),
            ),
            how: copy.body.how,
            who: copy.who.name,
            at_ms: copy.at.wall_ms,
        });
        CopyOfRecord { audience: copy.audience, number: copy.number, title, delivered: handed_out.collect() }
    }
}
