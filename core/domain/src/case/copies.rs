//! The copies of a record: who gets one, and who has it (catalogue section 5.4).

use super::Case;
use crate::fact::{Area, CopyDelivered};
use crate::fold::Recorded;
use crate::pack::{Audience, Form, Pack};
use crate::text::Text;

/// A copy of the record of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordCopy {
    /// Who gets it.
    pub audience: Audience,
    /// Its number among the copies of the paper, from 1; `None` if the form does not number it.
    pub number: Option<u32>,
    /// What the form calls it, if it does.
    pub title: Option<Text>,
    /// How often it was handed out, the first time first; nothing as long as nobody has it.
    pub delivered: Vec<Recorded<CopyDelivered>>,
}

/// How a copy is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handing {
    /// Printed.
    Paper,
    /// On the screen, also as a code that the customer's own phone reads.
    Shown,
    /// Sent as a message, a mail or a file.
    Message,
}

impl Handing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Paper, Self::Shown, Self::Message];

    /// The word of the fact.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Shown => "shown",
            Self::Message => "message",
        }
    }

    /// What a fact says; `None` for a word of a later version.
    #[must_use]
    pub fn of(copy: &CopyDelivered) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == copy.how)
    }
}

impl Case {
    /// The copies of the record, those of the paper first. The customer can always get one; without the pack it is
    /// known only who has one.
    #[must_use]
    pub fn copies(&self, pack: Option<&Pack>) -> Vec<RecordCopy> {
        let area = self.state.created.as_ref().map_or(Area::Indoor, |created| created.body.area);
        let form = pack.and_then(|pack| self.service(pack).ok()).map(|service| service.form);
        let titled = |audience| form.and_then(|form| form.copy_for(audience, area));
        let mut copies: Vec<RecordCopy> = Audience::ALL
            .into_iter()
            .map(|audience| RecordCopy {
                audience,
                number: titled(audience).map(|(number, _)| number),
                title: titled(audience).map(|(_, copy)| copy.title.clone()),
                delivered: self.delivered_to(audience),
            })
            .filter(|copy| copy.number.is_some() || copy.is_asked_for(form))
            .collect();
        // Those without a number stand behind the others.
        copies.sort_by_key(|copy| copy.number.unwrap_or(u32::MAX));
        copies
    }

    fn delivered_to(&self, audience: Audience) -> Vec<Recorded<CopyDelivered>> {
        let copies = self.state.copies.iter();
        copies.filter(|copy| copy.body.audience == audience.name()).cloned().collect()
    }
}

impl RecordCopy {
    /// Whether it is one although the paper does not number it.
    fn is_asked_for(&self, form: Option<&Form>) -> bool {
        let has_rules = form.is_some_and(|form| form.audiences.contains_key(&self.audience));
        self.audience == Audience::Customer || has_rules || !self.delivered.is_empty()
    }
}
