//! Writing in the document, like everybody who works on the job.

use doorstep_domain::case::check_correction;
use doorstep_domain::document::Edit;
use doorstep_domain::id::{CaseId, NoteId};
use doorstep_domain::value::AnswerKey;

use super::act::Done;
use super::job::filled;
use super::{Answer, Correction, NewNote, Office, OfficeError};

impl Office<'_> {
    /// Adds a note, or saves a new text of one. Returns the note.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn note(&self, case: CaseId, new: &NewNote) -> Result<NoteId, OfficeError> {
        let text = filled("text", &new.text)?;
        self.act(case, |hand| {
            let (id, edit) = match new.note {
                Some(id) => (id, Edit::EditNote { id, text: text.clone() }),
                None => {
                    let (id, visit) = (NoteId(hand.mint()), hand.visit(new.visit)?);
                    (id, Edit::AddNote { id, visit, text: text.clone() })
                }
            };
            Ok(Done::new(id, hand.case.edit(&hand.seen, &[edit], &hand.writer)?))
        })
    }

    /// Gives an answer of the checklist, or takes it back.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn answer(&self, case: CaseId, answer: &Answer) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let visit = hand.visit(answer.visit)?;
            let key = AnswerKey::parse(&format!("{}/{}", visit.key(), answer.step));
            let key = key.map_err(|_| OfficeError::invalid("step", "a step of the checklist"))?;
            let pack = self.pack_of(hand.case)?;
            if let Some(pack) = &pack {
                hand.case.check_answers_of_staff([&key].into_iter(), pack)?;
            }
            let (key, value) = match &pack {
                Some(pack) => hand.case.placed(key, answer.value.clone(), pack),
                None => (key, answer.value.clone()),
            };
            let edit = Edit::SetAnswer { key, value };
            Ok(Done::new((), hand.case.edit(&hand.seen, &[edit], &hand.writer)?))
        })
    }

    /// Corrects a card as this job carries it, or takes the correction back.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn correct(&self, case: CaseId, correction: &Correction) -> Result<(), OfficeError> {
        let Correction { field, value } = correction.clone();
        check_correction(&field, value.as_ref())?;
        self.edit(case, &[Edit::Correct { field, value }])
    }

    /// Changes the document, as one action of the user.
    pub(super) fn edit(&self, case: CaseId, edits: &[Edit]) -> Result<(), OfficeError> {
        self.act(case, |hand| Ok(Done::new((), hand.case.edit(&hand.seen, edits, &hand.writer)?)))
    }
}
