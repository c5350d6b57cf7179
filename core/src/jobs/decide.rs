//! Decisions between what several people wrote or did, each without knowing of the other.

use doorstep_domain::Rejected;
use doorstep_domain::case::Version;
use doorstep_domain::document::{ConflictKind, Edit, Field, LineField, LineValue, OpenConflict};
use doorstep_domain::fact::{Decided, NoticeSeen};
use doorstep_domain::id::{CaseId, ChangeId, FactId, QuoteId, parse_hex};
use doorstep_domain::money::Money;
use doorstep_domain::value::Value;

use crate::core::Core;
use crate::error::Error;

impl Core {
    /// Chooses the fact whose value counts from now on.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn decide(&self, case: CaseId, seen: &Version, chosen: FactId) -> Result<Version, Error> {
        self.record(case, seen, Decided { chosen })
    }

    /// Chooses one of the values of an open conflict of the document: it is written again, knowing the others.
    /// `chosen` is the change that the value stands in.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such conflict or value any more.
    pub fn resolve_conflict(
        &self,
        case: CaseId,
        seen: &Version,
        field: &Field,
        chosen: ChangeId,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let conflicts = case.document().conflicts;
            let conflict = conflicts.iter().find(|conflict| conflict.field == *field);
            let edit = conflict.and_then(|conflict| resolution(conflict, chosen));
            let edit = edit.ok_or(Error::NotFound("conflict"))?;
            Ok(case.edit(seen, &[edit], action.writer)?)
        })
    }

    /// Somebody read what changed: the notices of this fact are gone on every device.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn acknowledge_notice(&self, case: CaseId, seen: &Version, fact: FactId) -> Result<Version, Error> {
        let version = self.record(case, seen, NoticeSeen { fact })?;
        let store = self.shared.open()?;
        store.writer().transaction::<_, Error>(|tx| {
            crate::store::notices::remove(tx, case, fact)?;
            Ok(())
        })?;
        self.shared.hub.job_changed(case);
        Ok(version)
    }
}

/// The edit that makes a candidate the value.
fn resolution(conflict: &OpenConflict, chosen: ChangeId) -> Option<Edit> {
    let candidate = conflict.candidates.iter().find(|candidate| candidate.change == chosen)?;
    if conflict.kind == ConflictKind::DeletedWhileEdited {
        let is_deletion =
            matches!(candidate.field, Field::Line(_, LineField::Deleted) | Field::NoteDeleted(_))
                && candidate.value == Some(Value::Bool(true));
        return match conflict.field {
            Field::Line(id, _) => Some(Edit::DeleteLine { id, deleted: is_deletion }),
            Field::NoteDeleted(id) | Field::NoteText(id) | Field::NoteVisit(id) => {
                Some(Edit::DeleteNote { id, deleted: is_deletion })
            }
            Field::Answer(_) | Field::Correction(_) => None,
        };
    }
    edit_of(&conflict.field, candidate.value.clone()).ok()
}

/// The edit that writes a value into a field.
fn edit_of(field: &Field, value: Option<Value>) -> Result<Edit, Rejected> {
    let invalid = || Rejected::Invalid { field: "value", reason: "is not one of this field".to_owned() };
    Ok(match (field, value) {
        (Field::Answer(key), value) => Edit::SetAnswer { key: key.clone(), value },
        (Field::Correction(name), value) => Edit::Correct { field: name.clone(), value },
        (Field::NoteDeleted(id), Some(Value::Bool(deleted))) => Edit::DeleteNote { id: *id, deleted },
        (Field::Line(id, LineField::Deleted), Some(Value::Bool(deleted))) => {
            Edit::DeleteLine { id: *id, deleted }
        }
        (Field::Line(id, line_field), value) => {
            Edit::SetLine { id: *id, set: line_value(*line_field, value).ok_or_else(invalid)? }
        }
        _ => return Err(invalid()),
    })
}

fn line_value(field: LineField, value: Option<Value>) -> Option<LineValue> {
    Some(match (field, value) {
        (LineField::Item, None) => LineValue::Item(None),
        (LineField::Item, Some(Value::Str(code))) => LineValue::Item(Some(code)),
        (LineField::What, Some(Value::Str(what))) => LineValue::What(what),
        (LineField::Quantity, Some(Value::Str(text))) => LineValue::Quantity(text.parse().ok()?),
        (LineField::Cost, None) => LineValue::Cost(None),
        (LineField::Cost, Some(Value::Int(minor))) => LineValue::Cost(Some(Money(minor))),
        (LineField::Quote, Some(Value::Str(text))) => LineValue::Quote(QuoteId(parse_hex(&text)?)),
        _ => return None,
    })
}
