//! What people write into a job. Each call is one action and one change.

use doorstep_domain::case::{CustomerEntry, Version};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::document::LineValue;
use doorstep_domain::id::{CaseId, InstanceId, LineId, NoteId, QuoteId, VisitId};

use super::jobs::Jobs;
use super::{AddedInstance, AddedLine, AddedNote};
use crate::error::DoorstepError;
use crate::record::{Answer, AnswerValue, NewLine, Person, Rating, StepAnswer};

#[uniffi::export]
impl Jobs {
    /// Gives answers, or takes them back where there is no value: one screen, one change.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected`, `NotFound`, `StaleVersion`, `UpdateRequired`, `InvalidInput`, `NotEnrolled`, `Closed`,
    /// `Storage`.
    pub fn answer(
        &self,
        case: CaseId,
        seen: Version,
        answers: Vec<Answer>,
    ) -> Result<Version, DoorstepError> {
        let answers = answers.into_iter().map(Into::into).collect();
        self.handle.run(|core| core.answer(case, &seen, answers))
    }

    /// Adds a thing to a group of steps, such as a terminal or a room, with what is known about it at once: the
    /// answers name steps inside the group. Two phones that add some without knowing of each other have added all.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`, and `PackMissing`.
    pub fn add_instance(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        group: String,
        answers: Vec<StepAnswer>,
    ) -> Result<AddedInstance, DoorstepError> {
        let answers = answers.into_iter().map(Into::into).collect();
        let (instance, version) =
            self.handle.run(|core| core.add_instance(case, &seen, visit, &group, answers))?;
        Ok(AddedInstance { instance, version })
    }

    /// Strikes a thing of a group out, or restores it. What was written about it stays.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`, and `PackMissing`.
    pub fn remove_instance(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        group: String,
        instance: InstanceId,
        is_removed: bool,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.remove_instance(case, &seen, visit, &group, instance, is_removed))
    }

    /// Takes what the customer entered himself, on the screen that was handed over: answers of steps that are
    /// the customer's, grade and opinion. Nobody else can enter those.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`, and `PackMissing`.
    pub fn enter_by_customer(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        by: Person,
        answers: Vec<Answer>,
        rating: Option<Rating>,
    ) -> Result<Version, DoorstepError> {
        let answers = answers.into_iter().map(Into::into).collect();
        let rating = rating.map(Into::into);
        let entry = CustomerEntry { visit, by: by.into(), answers, rating };
        self.handle.run(|core| core.enter_by_customer(case, &seen, entry))
    }

    /// Mints the id of a new quote; it exists with its first line.
    ///
    /// Blocking: no. Offline: yes. Errors: `Storage`.
    pub fn new_quote(&self) -> Result<QuoteId, DoorstepError> {
        self.handle.run(doorstep_core::Core::new_quote)
    }

    /// Adds a line to a quote.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn add_line(&self, case: CaseId, seen: Version, line: NewLine) -> Result<AddedLine, DoorstepError> {
        let (line, version) = self.handle.run(|core| core.add_line(case, &seen, line.into()))?;
        Ok(AddedLine { line, version })
    }

    /// Changes how much of a line there is.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn set_quantity(
        &self,
        case: CaseId,
        seen: Version,
        line: LineId,
        quantity: Decimal,
    ) -> Result<Version, DoorstepError> {
        let values = vec![LineValue::Quantity(quantity)];
        self.handle.run(|core| core.set_line(case, &seen, line, values))
    }

    /// Strikes a line out, or restores it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn delete_line(
        &self,
        case: CaseId,
        seen: Version,
        line: LineId,
        is_deleted: bool,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.delete_line(case, &seen, line, is_deleted))
    }

    /// Adds a note.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn add_note(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        text: String,
    ) -> Result<AddedNote, DoorstepError> {
        let (note, version) = self.handle.run(|core| core.add_note(case, &seen, visit, text))?;
        Ok(AddedNote { note, version })
    }

    /// Saves the text of a note as it stands on the screen; only the difference is written.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn edit_note(
        &self,
        case: CaseId,
        seen: Version,
        note: NoteId,
        text: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.edit_note(case, &seen, note, text))
    }

    /// Strikes a note out, or restores it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `answer`.
    pub fn delete_note(
        &self,
        case: CaseId,
        seen: Version,
        note: NoteId,
        is_deleted: bool,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.delete_note(case, &seen, note, is_deleted))
    }

    /// Corrects a field of a card, or takes the correction back: `customer.name`, `customer.phone`, `site.address`,
    /// `site.time_zone`, `reporter.name`, `reporter.phone`, `asset.model` or `asset.serial`, each a text. The office
    /// accepts it into the card.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `InvalidInput` with `field` for another field, with
    /// `value` for what is no text or no time zone; else as `answer`.
    pub fn correct(
        &self,
        case: CaseId,
        seen: Version,
        field: String,
        value: Option<AnswerValue>,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.correct(case, &seen, field, value.map(Into::into)))
    }
}
