//! What people write into a job's document. Each call is one action and one change.

use doorstep_domain::case::{Case, CustomerEntry, NewInstance, Version, check_correction};
use doorstep_domain::document::{Edit, Line, LineValue, NewLine};
use doorstep_domain::id::{CaseId, InstanceId, LineId, NoteId, VisitId};
use doorstep_domain::sync::Item;
use doorstep_domain::value::{AnswerKey, Value};

use crate::core::Core;
use crate::error::Error;
use crate::write::Action;

impl Core {
    /// Gives or takes back answers: one screen, one change. An answer to a step of the whole job goes where
    /// every visit finds it, whichever visit its key names. Numbers, days and times are written in their one form
    /// (`2.50` as `2.5`); what a step does not accept is kept as it was said, and the checklist says why.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn answer(
        &self,
        case: CaseId,
        seen: &Version,
        answers: Vec<(AnswerKey, Option<Value>)>,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            if let Some(pack) = action.pack {
                case.check_answers_of_staff(answers.iter().map(|(key, _)| key), pack)?;
            }
            let placed = |(key, value)| match action.pack {
                Some(pack) => case.placed(key, value, pack),
                None => (key, value),
            };
            let answers = answers.into_iter().map(placed);
            let edits: Vec<Edit> = answers.map(|(key, value)| Edit::SetAnswer { key, value }).collect();
            Ok(case.edit(seen, &edits, action.writer)?)
        })
    }

    /// Adds a thing to a group of steps, such as a terminal or a room, with what is known about it at once, and
    /// returns its id. Two phones that add some without knowing of each other have added all of them.
    ///
    /// # Errors
    /// [`Error::Rejected`] if the step is no group, or has as many things as it can have;
    /// [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn add_instance(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        group: &str,
        answers: Vec<(String, Value)>,
    ) -> Result<(InstanceId, Version), Error> {
        let id = InstanceId(self.shared.host.mint()?);
        let new = NewInstance { visit, group: group.to_owned(), id, answers };
        let version = self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            Ok(case.add_instance(seen, &new, action.writer, pack)?)
        })?;
        Ok((id, version))
    }

    /// Strikes a thing of a group out, or restores it. What was written about it stays.
    ///
    /// # Errors
    /// As [`Core::add_instance`].
    pub fn remove_instance(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        group: &str,
        instance: InstanceId,
        is_removed: bool,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            Ok(case.remove_instance(seen, (visit, group, instance), is_removed, action.writer, pack)?)
        })
    }

    /// Takes what the customer entered himself, on the screen that was handed over: answers of steps that are
    /// the customer's, grade and opinion. Nobody else can enter those (scenario 24).
    ///
    /// # Errors
    /// [`Error::Rejected`], e.g. with what comes before; [`Error::PackMissing`], [`Error::NotFound`],
    /// [`Error::Store`].
    pub fn enter_by_customer(
        &self,
        case: CaseId,
        seen: &Version,
        entry: CustomerEntry,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            Ok(case.enter_by_customer(seen, entry, action.writer, pack)?)
        })
    }

    /// Adds a line to a quote and returns its id. A discount that needs approval is asked for in the same
    /// transaction, and takes nothing off until it is approved.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn add_line(&self, case: CaseId, seen: &Version, line: NewLine) -> Result<(LineId, Version), Error> {
        let id = LineId(self.shared.host.mint()?);
        let edits = [Edit::AddLine { id, line: line.clone() }];
        let version = self.act(case, |case, action| {
            let mut items = case.edit(seen, &edits, action.writer)?;
            items.extend(self.asked(case, seen, &line, action));
            Ok(items)
        })?;
        Ok((id, version))
    }

    /// Changes fields of a line. If it becomes a discount that needs approval, that is asked for.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn set_line(
        &self,
        case: CaseId,
        seen: &Version,
        id: LineId,
        values: Vec<LineValue>,
    ) -> Result<Version, Error> {
        let becomes_another =
            values.iter().any(|set| matches!(set, LineValue::Item(_) | LineValue::Quote(_)));
        let edits: Vec<Edit> = values.into_iter().map(|set| Edit::SetLine { id, set }).collect();
        self.act(case, |case, action| {
            let mut items = case.edit(seen, &edits, action.writer)?;
            let line = if becomes_another { case.document().lines.remove(&id) } else { None };
            if let Some(line) = line {
                let Line { quote, visit, item, what, quantity, cost, .. } = line;
                let line = NewLine { quote, visit, item, what, quantity, cost };
                items.extend(self.asked(case, seen, &line, action));
            }
            Ok(items)
        })
    }

    /// What a line asks of leader or office. A line that is written is never taken back because nobody could be
    /// asked: whoever wrote it can still ask.
    fn asked(&self, case: &mut Case, seen: &Version, line: &NewLine, action: &Action<'_>) -> Vec<Item> {
        let Some(pack) = action.pack else { return Vec::new() };
        let asked = case.ask_for_discount(seen, line, &self.shared.language, action.writer, pack);
        asked.unwrap_or_else(|error| {
            tracing::warn!(case = %case.id(), %error, "the approval of a discount was not asked for");
            Vec::new()
        })
    }

    /// Strikes a line out, or restores it.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn delete_line(
        &self,
        case: CaseId,
        seen: &Version,
        id: LineId,
        is_deleted: bool,
    ) -> Result<Version, Error> {
        self.edit(case, seen, &[Edit::DeleteLine { id, deleted: is_deleted }])
    }

    /// Adds a note and returns its id.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn add_note(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        text: String,
    ) -> Result<(NoteId, Version), Error> {
        let id = NoteId(self.shared.host.mint()?);
        let version = self.edit(case, seen, &[Edit::AddNote { id, visit, text }])?;
        Ok((id, version))
    }

    /// Saves the text of a note as it stands on the screen; only the difference is written.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn edit_note(
        &self,
        case: CaseId,
        seen: &Version,
        id: NoteId,
        text: String,
    ) -> Result<Version, Error> {
        self.edit(case, seen, &[Edit::EditNote { id, text }])
    }

    /// Strikes a note out, or restores it.
    ///
    /// # Errors
    /// As [`Core::answer`].
    pub fn delete_note(
        &self,
        case: CaseId,
        seen: &Version,
        id: NoteId,
        is_deleted: bool,
    ) -> Result<Version, Error> {
        self.edit(case, seen, &[Edit::DeleteNote { id, deleted: is_deleted }])
    }

    /// Corrects a field of a card, such as `customer.phone`, or takes the correction back. The office accepts it
    /// into the card.
    ///
    /// # Errors
    /// As [`Core::answer`]; [`Error::Rejected`] also for a field that no card has, or a value that it does not take.
    pub fn correct(
        &self,
        case: CaseId,
        seen: &Version,
        field: String,
        value: Option<Value>,
    ) -> Result<Version, Error> {
        check_correction(&field, value.as_ref())?;
        self.edit(case, seen, &[Edit::Correct { field, value }])
    }
}
