//! Settling what only a person can settle.

use doorstep_domain::document::{Edit, Field, LineField, LineValue};
use doorstep_domain::fact::{Approved, Decided, NoticeSeen};
use doorstep_domain::fold::State;
use doorstep_domain::id::{CaseId, FactId, QuoteId, parse_hex};
use doorstep_domain::money::Money;
use doorstep_domain::value::{AnswerKey, Value};

use super::act::Done;
use super::job::filled;
use super::{Approval, Decision, Office, OfficeError};

/// The fields of a line that people write.
const LINE_FIELDS: [LineField; 6] = [
    LineField::Quote,
    LineField::Item,
    LineField::What,
    LineField::Quantity,
    LineField::Cost,
    LineField::Deleted,
];

impl Office<'_> {
    /// Chooses between values. What loses stays in the record, with its author.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] if there is nothing to choose there.
    pub fn decide(&self, case: CaseId, decision: &Decision) -> Result<(), OfficeError> {
        match decision {
            Decision::Fact { chosen } => self.act(case, |hand| {
                if !is_choice(hand.case.state(), *chosen) {
                    return Err(OfficeError::invalid("chosen", "one of the values to choose from"));
                }
                Ok(Done::new((), hand.record(Decided { chosen: *chosen })?))
            }),
            Decision::Field { field, value } => {
                let edit = edit_of(&parse_field(field)?, value.clone())?;
                self.edit(case, &[edit])
            }
        }
    }

    /// Answers something that was asked of the office.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn approve(&self, case: CaseId, approval: &Approval) -> Result<(), OfficeError> {
        let Approval { what, accepted, reason } = approval.clone();
        self.record(case, Approved { what: filled("what", &what)?, accepted, reason })
    }

    /// Says that a late fact was read and needs no more attention.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn notice_seen(&self, case: CaseId, fact: FactId) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            if !hand.case.facts().contains_key(&fact) {
                return Err(OfficeError::NotFound("fact"));
            }
            Ok(Done::new((), hand.record(NoticeSeen { fact })?))
        })
    }
}

fn is_choice(state: &State, fact: FactId) -> bool {
    let mut open = state.decisions.iter().flat_map(|decision| &decision.candidates);
    open.any(|candidate| candidate.fact == fact)
}

/// A field of the document as the API names it.
pub(super) fn name_of(field: &Field) -> String {
    match field {
        Field::Answer(key) => format!("answer:{key}"),
        Field::Line(line, part) => format!("line:{line}/{}", part.key()),
        Field::NoteText(note) => format!("note:{note}/text"),
        Field::NoteVisit(note) => format!("note:{note}/visit"),
        Field::NoteDeleted(note) => format!("note:{note}/deleted"),
        Field::Correction(name) => format!("correction:{name}"),
    }
}

fn parse_field(name: &str) -> Result<Field, OfficeError> {
    let unknown = || OfficeError::invalid("field", "a field as the job names it");
    let (kind, rest) = name.split_once(':').ok_or_else(unknown)?;
    let field = match (kind, rest.split_once('/')) {
        ("answer", _) => AnswerKey::parse(rest).ok().map(Field::Answer),
        ("correction", _) => Some(Field::Correction(rest.to_owned())),
        ("line", Some((line, part))) => {
            let part = LINE_FIELDS.into_iter().find(|field| field.key() == part);
            line.parse().ok().zip(part).map(|(line, part)| Field::Line(line, part))
        }
        ("note", Some((note, "text"))) => note.parse().ok().map(Field::NoteText),
        ("note", Some((note, "deleted"))) => note.parse().ok().map(Field::NoteDeleted),
        _ => None,
    };
    field.ok_or_else(unknown)
}

/// The edit that writes a value to a field.
fn edit_of(field: &Field, value: Option<Value>) -> Result<Edit, OfficeError> {
    let edit = match (field, value) {
        (Field::Answer(key), value) => Some(Edit::SetAnswer { key: key.clone(), value }),
        (Field::Correction(name), value) => Some(Edit::Correct { field: name.clone(), value }),
        (Field::Line(id, LineField::Deleted), Some(Value::Bool(deleted))) => {
            Some(Edit::DeleteLine { id: *id, deleted })
        }
        (Field::Line(id, part), value) => line_value(*part, value).map(|set| Edit::SetLine { id: *id, set }),
        (Field::NoteText(id), Some(Value::Str(text))) => Some(Edit::EditNote { id: *id, text }),
        (Field::NoteDeleted(id), Some(Value::Bool(deleted))) => Some(Edit::DeleteNote { id: *id, deleted }),
        _ => None,
    };
    edit.ok_or_else(|| OfficeError::invalid("value", "a value that the field can have"))
}

fn line_value(part: LineField, value: Option<Value>) -> Option<LineValue> {
    match (part, value) {
        (LineField::Quote, Some(Value::Str(quote))) => {
            parse_hex(&quote).map(|quote| LineValue::Quote(QuoteId(quote)))
        }
        (LineField::Item, None) => Some(LineValue::Item(None)),
        (LineField::Item, Some(Value::Str(item))) => Some(LineValue::Item(Some(item))),
        (LineField::What, Some(Value::Str(what))) => Some(LineValue::What(what)),
        (LineField::Quantity, Some(Value::Str(quantity))) => quantity.parse().ok().map(LineValue::Quantity),
        (LineField::Cost, None) => Some(LineValue::Cost(None)),
        (LineField::Cost, Some(Value::Int(minor))) => Some(LineValue::Cost(Some(Money(minor)))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::id::{LineId, NoteId, VisitId};

    #[test]
    fn fields_have_names_that_lead_back() {
        let line = LineId([1; 8]);
        for field in [
            Field::Answer(AnswerKey::option(VisitId([2; 8]), "tools", "ladder")),
            Field::Line(line, LineField::Cost),
            Field::NoteText(NoteId([3; 8])),
            Field::NoteDeleted(NoteId([3; 8])),
            Field::Correction("customer.phone".to_owned()),
        ] {
            assert_eq!(parse_field(&name_of(&field)).unwrap(), field);
        }
        for bad in ["", "answer", "answer:badge", "line:x/cost", "line:line_0101010101010101/x", "who:x"] {
            assert!(parse_field(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let cost = Field::Line(LineId([1; 8]), LineField::Cost);
        assert!(edit_of(&cost, Some(Value::Str("12".into()))).is_err());
        assert!(edit_of(&Field::NoteDeleted(NoteId([1; 8])), None).is_err());
    }
}
