//! Writing again what had to leave the document.
//!
//! A change that no server will ever hold takes with it everything that its author wrote on top. The person did
//! that work nevertheless, so it is written once more: as edits with the same knowledge, by actors that nobody
//! else has. Where somebody else wrote to the same field meanwhile, both values stand in an open conflict.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{Edit, LineValue, NewLine, Writer};
use super::{CaseDocument, DocumentView, Field, Line, LineField, Written};
use crate::Rejected;
use crate::digest::sha256;
use crate::id::{ChangeId, LineId, NoteId};
use crate::value::Value;

impl CaseDocument {
    /// Writes again what changes of another replica did that are not in this one. Those for which `is_own` is
    /// false are only passed over: their own authors write them again.
    ///
    /// # Errors
    /// As [`CaseDocument::edit`]. The document is then as it was.
    pub fn replay(
        &mut self,
        replica: &Self,
        is_own: &dyn Fn(&ChangeId) -> bool,
        writer: &Writer,
    ) -> Result<Vec<Written>, Rejected> {
        let mut next = self.clone();
        let mut replay = Replay { replica, stands_for: BTreeMap::new(), ids: Ids::default() };
        let mut made = Vec::new();
        for entry in replica.history.entries() {
            if next.has(&entry.id) {
                continue;
            }
            let deps = replica.deps_of(&entry.id);
            let base = replay.base(&next, &deps);
            let edits = if is_own(&entry.id) { replay.edits(&next, &entry.id, &deps) } else { Vec::new() };
            let actor = actor_for(entry.actor, writer);
            let written = next.edit_beside(&base, &edits, &Writer { actor, ..writer.clone() })?;
            let now = written.as_ref().map_or(base, |change| vec![change.id]);
            replay.stands_for.insert(entry.id, now);
            made.extend(written);
        }
        *self = next;
        Ok(made)
    }

    /// The changes that a change builds on.
    fn deps_of(&self, change: &ChangeId) -> Vec<ChangeId> {
        let deps = self.history.get(change).into_iter().flat_map(|entry| &entry.deps);
        deps.map(|dep| self.history.entry(*dep).id).collect()
    }
}

/// A random actor for the work of each actor that had to leave: the numbers of its changes follow each other.
fn actor_for(old: [u8; 16], writer: &Writer) -> [u8; 16] {
    let hash = sha256(&[writer.fresh_actor, old].concat());
    let mut actor = [0; 16];
    actor.copy_from_slice(&hash.0[..16]);
    actor
}

/// A replay that is under way.
struct Replay<'r> {
    replica: &'r CaseDocument,
    /// For each change that left, the heads at which its author knew as much.
    stands_for: BTreeMap<ChangeId, Vec<ChangeId>>,
    ids: Ids,
}

impl Replay<'_> {
    /// The heads in the new document at which an author knew what `deps` contain.
    fn base(&self, document: &CaseDocument, deps: &[ChangeId]) -> Vec<ChangeId> {
        let mut base = BTreeSet::new();
        for dep in deps {
            match self.stands_for.get(dep) {
                Some(heads) => base.extend(heads),
                None if document.has(dep) => drop(base.insert(*dep)),
                None => {}
            }
        }
        base.into_iter().collect()
    }

    /// What a change did, in the ids of the new document.
    fn edits(&mut self, document: &CaseDocument, change: &ChangeId, deps: &[ChangeId]) -> Vec<Edit> {
        let (Some(before), Some(after)) = (self.replica.view_at(deps), self.replica.view_at(&[*change]))
        else {
            return Vec::new();
        };
        let mut edits = difference(&before, &after);
        edits.iter_mut().for_each(|edit| self.ids.translate(edit, document, change));
        edits
    }
}

/// New ids for lines and notes whose ids are in use. Two copies of one phone may have minted the same.
#[derive(Default)]
struct Ids {
    lines: BTreeMap<LineId, LineId>,
    notes: BTreeMap<NoteId, NoteId>,
}

impl Ids {
    fn translate(&mut self, edit: &mut Edit, document: &CaseDocument, change: &ChangeId) {
        let now = document.now();
        match edit {
            Edit::AddLine { id, .. } if now.line_object(*id).is_some() => {
                self.lines.insert(*id, LineId(another(id.0, change)));
            }
            Edit::AddNote { id, .. } if now.note_object(*id).is_some() => {
                self.notes.insert(*id, NoteId(another(id.0, change)));
            }
            _ => {}
        }
        match edit {
            Edit::AddLine { id, .. } | Edit::SetLine { id, .. } | Edit::DeleteLine { id, .. } => {
                *id = self.lines.get(id).copied().unwrap_or(*id);
            }
            Edit::AddNote { id, .. } | Edit::EditNote { id, .. } | Edit::DeleteNote { id, .. } => {
                *id = self.notes.get(id).copied().unwrap_or(*id);
            }
            Edit::SetAnswer { .. } | Edit::Correct { .. } => {}
        }
    }
}

fn another(id: [u8; 8], change: &ChangeId) -> [u8; 8] {
    let hash = sha256(&[&id[..], &change.0].concat());
    let mut another = [0; 8];
    another.copy_from_slice(&hash.0[..8]);
    another
}

/// The edits that lead from one view to the next.
fn difference(before: &DocumentView, after: &DocumentView) -> Vec<Edit> {
    let mut edits = Vec::new();
    for key in changed(&before.answers, &after.answers) {
        edits.push(Edit::SetAnswer { key: key.clone(), value: after.answers.get(key).cloned() });
    }
    for field in changed(&before.corrections, &after.corrections) {
        let value = after.corrections.get(field).cloned();
        edits.push(Edit::Correct { field: field.clone(), value });
    }
    for (id, line) in &after.lines {
        edits.extend(line_edits(*id, before.lines.get(id), line));
    }
    for (id, note) in &after.notes {
        let was = before.notes.get(id);
        let (visit, text) = (note.visit, note.text.clone());
        match was {
            None => edits.push(Edit::AddNote { id: *id, visit, text }),
            Some(was) if was.text != text => edits.push(Edit::EditNote { id: *id, text }),
            Some(_) => {}
        }
        if was.is_some_and(|was| was.deleted) != note.deleted {
            edits.push(Edit::DeleteNote { id: *id, deleted: note.deleted });
        }
    }
    edits.extend(decisions(before, after, &edits));
    edits
}

/// The keys under which something else stands now.
fn changed<'v, K: Ord, V: PartialEq>(
    before: &'v BTreeMap<K, V>,
    after: &'v BTreeMap<K, V>,
) -> BTreeSet<&'v K> {
    let keys = before.keys().chain(after.keys());
    keys.filter(|key| before.get(*key) != after.get(*key)).collect()
}

fn line_edits(id: LineId, was: Option<&Line>, line: &Line) -> Vec<Edit> {
    let mut edits = Vec::new();
    match was {
        None => {
            let Line { quote, visit, item, what, quantity, cost, deleted: _ } = line.clone();
            edits.push(Edit::AddLine { id, line: NewLine { quote, visit, item, what, quantity, cost } });
        }
        Some(was) => {
            let sets = line_values(line).into_iter().zip(line_values(was));
            edits.extend(sets.filter(|(new, old)| new != old).map(|(set, _)| Edit::SetLine { id, set }));
        }
    }
    if was.is_some_and(|was| was.deleted) != line.deleted {
        edits.push(Edit::DeleteLine { id, deleted: line.deleted });
    }
    edits
}

fn line_values(line: &Line) -> [LineValue; 5] {
    [
        LineValue::Quote(line.quote),
        LineValue::Item(line.item.clone()),
        LineValue::What(line.what.clone()),
        LineValue::Quantity(line.quantity),
        LineValue::Cost(line.cost),
    ]
}

/// Conflicts that were decided for the value that had been shown before already.
fn decisions(before: &DocumentView, after: &DocumentView, edits: &[Edit]) -> Vec<Edit> {
    let is_open = |view: &DocumentView, field: &Field| view.conflicts.iter().any(|open| open.field == *field);
    let is_edited =
        |field: &Field| edits.iter().any(|edit| edit.scalar().is_some_and(|(edited, _)| edited == *field));
    let fields = before.conflicts.iter().map(|conflict| &conflict.field);
    let decided = fields.filter(|field| !is_open(after, field) && !is_edited(field));
    decided.filter_map(|field| confirmation(field, after)).collect()
}

fn confirmation(field: &Field, view: &DocumentView) -> Option<Edit> {
    let line_value = |id: &LineId, field: LineField| {
        line_values(view.lines.get(id)?).into_iter().find(|value| value.field() == field)
    };
    match field {
        Field::Answer(key) => {
            Some(Edit::SetAnswer { key: key.clone(), value: view.answers.get(key).cloned() })
        }
        Field::Correction(field) => {
            let value: Option<Value> = view.corrections.get(field).cloned();
            Some(Edit::Correct { field: field.clone(), value })
        }
        Field::Line(id, LineField::Deleted) => {
            view.lines.get(id).map(|line| Edit::DeleteLine { id: *id, deleted: line.deleted })
        }
        Field::Line(id, field) => line_value(id, *field).map(|set| Edit::SetLine { id: *id, set }),
        Field::NoteDeleted(id) => {
            view.notes.get(id).map(|note| Edit::DeleteNote { id: *id, deleted: note.deleted })
        }
        Field::NoteText(_) | Field::NoteVisit(_) => None,
    }
}
