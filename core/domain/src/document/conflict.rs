//! Values that nobody has chosen between, and values that were.

use super::hash_of;
use super::history::Index;
use super::read::Reader;
use super::schema::{Field, LineField};
use crate::id::{CertificateId, ChangeId};
use crate::value::Value;

/// A value that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The field that it was written to.
    pub field: Field,
    /// The value; `None` if the field was cleared.
    pub value: Option<Value>,
    /// The certificate that the writer claims. A manifest proves it.
    pub author: CertificateId,
    /// The process that wrote it.
    pub actor: [u8; 16],
    /// The change that it stands in.
    pub change: ChangeId,
    /// The writer's wall clock in seconds since 1970. For display only.
    pub time_s: i64,
    /// The number of the operation, by which Automerge decides which value wins.
    pub(super) op: u64,
}

/// Why a decision is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// Several people wrote different values, or one cleared what another wrote.
    Values,
    /// A line or note was struck out while somebody else edited it. The candidates are the deletions,
    /// then the edits.
    DeletedWhileEdited,
}

/// A decision that somebody has to make. Nothing is lost until then, and nothing afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConflict {
    /// What it is about.
    pub field: Field,
    /// What happened.
    pub kind: ConflictKind,
    /// The values; the first is the one shown until somebody decides.
    pub candidates: Vec<Candidate>,
}

/// The values that stand at one field, the winner first.
pub(super) struct Register {
    pub(super) candidates: Vec<Candidate>,
}

impl Register {
    pub(super) fn current(&self) -> Option<&Value> {
        self.candidates.first().and_then(|winner| winner.value.as_ref())
    }

    /// Equal values are no conflict, however many wrote them.
    pub(super) fn is_open(&self) -> bool {
        self.candidates.windows(2).any(|pair| pair[0].value != pair[1].value)
    }
}

impl Reader<'_> {
    pub(super) fn conflicts(&self) -> Vec<OpenConflict> {
        let mut conflicts = Vec::new();
        for field in self.fields() {
            let candidates = self.register(&field);
            let deletion = self.deleted_while_edited(&field);
            if candidates.is_open() {
                let candidates = candidates.candidates;
                conflicts.push(OpenConflict { field, kind: ConflictKind::Values, candidates });
            }
            conflicts.extend(deletion);
        }
        conflicts.sort_by(|a, b| (&a.field, a.kind).cmp(&(&b.field, b.kind)));
        conflicts
    }

    /// The conflict between those who struck out a line or note and those who edited it at the same
    /// time. It is open until somebody strikes it out, or restores it, knowing both.
    pub(super) fn deleted_while_edited(&self, field: &Field) -> Option<OpenConflict> {
        let rivals = self.rivals(field)?;
        let puts = self.standing(field).puts;
        let deletions: Vec<_> = puts
            .into_iter()
            .rev()
            .filter_map(|write| Some((write.change, self.put(field, write)?)))
            .filter(|(_, candidate)| candidate.value == Some(Value::Bool(true)))
            .collect();
        if deletions.is_empty() {
            return None;
        }
        let history = &self.document.history;
        let unseen = |edit: Index| {
            deletions.iter().all(|(by, _)| *by != edit && !history.saw(*by, edit) && !history.saw(edit, *by))
        };
        let edits: Vec<_> =
            rivals.iter().flat_map(|rival| self.edits(rival)).filter(|(by, _)| unseen(*by)).collect();
        if edits.is_empty() {
            return None;
        }
        let candidates = deletions.into_iter().chain(edits).map(|(_, candidate)| candidate).collect();
        Some(OpenConflict { field: field.clone(), kind: ConflictKind::DeletedWhileEdited, candidates })
    }

    /// The fields whose editing a deletion would hide; `None` if this field is not a deletion.
    fn rivals(&self, field: &Field) -> Option<Vec<Field>> {
        match field {
            Field::Line(line, LineField::Deleted) => {
                let others = LineField::ALL.into_iter().filter(|other| *other != LineField::Deleted);
                Some(others.map(|other| Field::Line(*line, other)).collect())
            }
            Field::NoteDeleted(note) => Some(vec![Field::NoteVisit(*note), Field::NoteText(*note)]),
            _ => None,
        }
    }

    /// Everything that was ever written to a field, oldest first.
    pub(super) fn edits(&self, field: &Field) -> Vec<(Index, Candidate)> {
        if let Field::NoteText(note) = field {
            return self.text_edits(field, *note);
        }
        let Some((object, key)) = self.address(field) else { return Vec::new() };
        let history = &self.document.history;
        let writes: Vec<_> = history.writes(object, &key, &self.past).collect();
        let mut edits = Vec::new();
        for (i, write) in writes.iter().enumerate() {
            let replaced_at_once = writes[i + 1..].iter().any(|later| later.change == write.change);
            if let Some(candidate) = self.put(field, write) {
                edits.push((write.change, candidate));
            } else if write.what == super::What::Deleted
                && !replaced_at_once
                && history.is_clear(write, object, &key)
            {
                edits.push((write.change, self.candidate(field, None, write.op, write.change)));
            }
        }
        edits
    }

    /// The text as each of its editors saved it.
    fn text_edits(&self, field: &Field, note: crate::id::NoteId) -> Vec<(Index, Candidate)> {
        let Some(text) = self.text_object(note) else { return Vec::new() };
        let edits = self.document.history.text_edits(text, &self.past).into_iter();
        edits
            .map(|edit| {
                let id = self.document.history.entry(edit).id;
                let saved = self.text_of(text, &[hash_of(&id)]).map(Value::Str);
                (edit, self.candidate(field, saved, text, edit))
            })
            .collect()
    }

    pub(super) fn superseded(&self, field: &Field) -> Vec<Candidate> {
        let standing = match field {
            Field::NoteText(note) => {
                let current = self.text(*note).map(Value::Str);
                return self
                    .edits(field)
                    .into_iter()
                    .map(|(_, edit)| edit)
                    .filter(|edit| edit.value != current)
                    .collect();
            }
            _ => self.register(field).candidates,
        };
        let stands = |edit: &Candidate| standing.iter().any(|other| other == edit);
        self.edits(field).into_iter().map(|(_, edit)| edit).filter(|edit| !stands(edit)).collect()
    }
}
