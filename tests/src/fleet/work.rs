//! What people do in a job.

use std::path::Path;

use doorstep_core::{Core, Error, NewPhoto, NewSignature, Version};
use doorstep_domain::document::{LineValue, NewLine};
use doorstep_domain::fact::{
    Appointed, ConsentWhat, Consented, DoorMethod, Person, Phase, SignatureRole, VisitEnded, VisitOutcome,
};
use doorstep_domain::id::{CaseId, LineId, NoteId, QuoteId, VisitId};
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::value::{AnswerKey, Value};

use super::template::MORNING_MS;
use crate::dice::Dice;

/// One quote that everybody writes to.
const QUOTE: QuoteId = QuoteId([7; 8]);

const STEPS: [&str; 4] = ["alone", "badge", "expected_minutes", "survey"];

/// Something that somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Answer { step: usize, value: i64 },
    WriteNote { word: u8 },
    EditNote { note: usize, at: usize, word: u8 },
    DeleteNote { note: usize, is_deleted: bool },
    AddLine { quantity: i64 },
    SetLine { line: usize, quantity: i64 },
    DeleteLine { line: usize, is_deleted: bool },
    Offer,
    Consent { accepted: bool },
    Photo { shade: u8 },
    Sign,
    Ring,
    Arrive,
    Appoint { hour: i64 },
    PlanVisit,
    EndVisit,
    Complete,
}

impl Act {
    /// Draws one; edits of the document are the most frequent, as in life.
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let small = |dice: &mut Dice, below| i64::try_from(dice.below(below)).unwrap_or(0);
        match dice.below(32) {
            0..=6 => Self::Answer { step: dice.below(4), value: small(dice, 3) },
            7..=9 => Self::WriteNote { word: dice.byte() },
            10..=13 => Self::EditNote { note: dice.below(4), at: dice.below(20), word: dice.byte() },
            14 => Self::DeleteNote { note: dice.below(4), is_deleted: dice.below(2) == 0 },
            15..=16 => Self::AddLine { quantity: 1 + small(dice, 8) },
            17..=18 => Self::SetLine { line: dice.below(4), quantity: 1 + small(dice, 8) },
            19 => Self::DeleteLine { line: dice.below(4), is_deleted: dice.below(2) == 0 },
            20 => Self::Offer,
            21 => Self::Consent { accepted: dice.below(3) > 0 },
            22..=23 => Self::Photo { shade: dice.byte() },
            24 => Self::Sign,
            25 => Self::Ring,
            26..=27 => Self::Arrive,
            28 => Self::Appoint { hour: small(dice, 8) },
            29 => Self::PlanVisit,
            30 => Self::EndVisit,
            _ => Self::Complete,
        }
    }

    /// Does it at the version that was on the screen.
    ///
    /// # Errors
    /// Those of the core; what it rejects was not possible, and nothing was written.
    pub(super) fn perform(
        self,
        core: &Core,
        case: CaseId,
        seen: &Version,
        camera: &Path,
    ) -> Result<(), Error> {
        let job = core.job(case)?;
        let Some(visit) = job.state.current_visit() else { return Ok(()) };
        let note = |index: usize| -> Option<(NoteId, String)> {
            let note = job.notes.get(index % job.notes.len().max(1))?;
            Some((note.id, note.text.clone()))
        };
        let line = |index: usize| -> Option<LineId> {
            job.lines.keys().nth(index % job.lines.len().max(1)).copied()
        };
        let done = match self {
            Self::Answer { step, value } => core.answer(case, seen, vec![answer(visit, STEPS[step], value)]),
            Self::WriteNote { word } => Ok(core.add_note(case, seen, visit, spoken(word))?.1),
            Self::EditNote { note: index, at, word } => match note(index) {
                Some((id, old)) => core.edit_note(case, seen, id, spliced(&old, at, &spoken(word))),
                None => return Ok(()),
            },
            Self::DeleteNote { note: index, is_deleted } => match note(index) {
                Some((id, _)) => core.delete_note(case, seen, id, is_deleted),
                None => return Ok(()),
            },
            Self::AddLine { quantity } => Ok(core.add_line(case, seen, new_line(visit, quantity))?.1),
            Self::SetLine { line: index, quantity } => match line(index) {
                Some(id) => core.set_line(case, seen, id, vec![LineValue::Quantity(quantity.into())]),
                None => return Ok(()),
            },
            Self::DeleteLine { line: index, is_deleted } => match line(index) {
                Some(id) => core.delete_line(case, seen, id, is_deleted),
                None => return Ok(()),
            },
            _ => self.happen(core, case, seen, visit, camera),
        };
        done.map(drop)
    }

    /// What happens, and is no edit of the document.
    fn happen(
        self,
        core: &Core,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        camera: &Path,
    ) -> Result<Version, Error> {
        match self {
            Self::Offer => core.offer_quote(case, seen, visit, QUOTE, 30),
            Self::Consent { accepted } => core.consent(case, seen, consent(visit, accepted)),
            Self::Photo { shade } => {
                let bytes = [&b"\xff\xd8\xff\xe0"[..], &[shade; 3000]].concat();
                std::fs::write(camera, bytes).map_err(Error::File)?;
                Ok(core.take_photo(case, seen, NewPhoto::new(visit, "survey", "before"), camera)?.1)
            }
            Self::Sign => {
                let role = SignatureRole::CustomerCancel;
                let prepared = core.prepare_signature(case, visit, role, None, "I agree.")?;
                let Some(strokes) = strokes() else { return Ok(seen.clone()) };
                core.sign(case, &prepared, &NewSignature { signer: person(), strokes, proxy: None })
            }
            Self::Ring => core.attempt_door(case, seen, visit, DoorMethod::Bell, false),
            Self::Arrive => core.enter_phase(case, seen, visit, Phase::Arrived),
            Self::Appoint { hour } => {
                let start_ms = MORNING_MS + hour * 3_600_000;
                core.appoint(case, seen, Appointed { visit, start_ms, end_ms: None, reason: None })
            }
            Self::PlanVisit => Ok(core.plan_visit(case, seen, "more".to_owned(), Some(visit))?.1),
            Self::EndVisit => {
                let (outcome, reason, person) = (VisitOutcome::Absent, Some("nobody".to_owned()), None);
                core.end_visit(case, seen, VisitEnded { visit, outcome, reason, person })
            }
            _ => core.complete(case, seen, visit),
        }
    }
}

fn answer(visit: VisitId, step: &str, value: i64) -> (AnswerKey, Option<Value>) {
    let value = match (step, value) {
        (_, 0) => None,
        ("alone" | "badge", value) => Some(Value::Bool(value == 1)),
        ("survey", value) => Some(Value::Str(format!("seal {value}"))),
        (_, value) => Some(Value::Int(value)),
    };
    (AnswerKey::step(visit, step), value)
}

fn spoken(word: u8) -> String {
    format!("word{word}")
}

fn spliced(old: &str, at: usize, text: &str) -> String {
    let at = at.min(old.len());
    format!("{}{text}{}", &old[..at], &old[(at + 1).min(old.len())..])
}

fn new_line(visit: VisitId, quantity: i64) -> NewLine {
    let (item, what) = (Some("tap".to_owned()), "tap".to_owned());
    NewLine { quote: QUOTE, visit, item, what, quantity: quantity.into(), cost: None }
}

fn person() -> Person {
    Person { name: "Wang".to_owned(), phone: None, relation: None }
}

fn consent(visit: VisitId, accepted: bool) -> Consented {
    Consented {
        visit,
        what: ConsentWhat::Quote,
        quote: Some(QUOTE),
        step: None,
        accepted,
        reason: None,
        by: person(),
        signature: None,
        options: None,
        total_minor: None,
    }
}

fn strokes() -> Option<Strokes> {
    let point = |step: i32| Point {
        x: 700 * step,
        y: 300 * (step % 4),
        t_ms: 16 * step.unsigned_abs(),
        pressure: None,
    };
    Strokes::new(vec![Stroke((0..14).map(point).collect())]).ok()
}
