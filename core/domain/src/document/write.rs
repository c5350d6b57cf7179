//! Committing edits: at the current heads if nothing that they touch has changed, else beside it.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{Automerge, AutomergeError, Change, ObjId, ObjType, ReadDoc as _, ScalarValue};

use super::edit::{Committed, Edit, NewLine, Writer};
use super::read::Reader;
use super::schema::{self, Field, line_key, note_key};
use super::{CaseDocument, Written, hash_of, sign, written};
use crate::Rejected;
use crate::id::{ChangeId, LineId, NoteId, VisitId};
use crate::scan::{self, Limits, Refused};
use crate::value::Value;

/// More open heads than this are tied together before an edit, long before a change would depend on
/// more of them than the scanner lets pass.
const HEADS_MAX: usize = 32;

impl CaseDocument {
    /// Writes what a person did while the version `seen` was on the screen: one change, or `None` if
    /// nothing is different from what stands there.
    ///
    /// If nothing that the edits touch changed since, they apply to the current version. Else they are
    /// placed beside what arrived meanwhile, as the concurrent work that they are: nothing is
    /// overwritten unseen, and different values become an open conflict. To choose one of the values of
    /// an open conflict, set it at a version that shows the conflict.
    ///
    /// # Errors
    /// [`Rejected::UnknownVersion`], [`Rejected::NoLine`], [`Rejected::NoNote`];
    /// [`Rejected::TooLarge`] if a text, or the whole change, exceeds what every server accepts;
    /// [`Rejected::Invalid`] for a used id, or an actor of another certificate;
    /// [`Rejected::Document`] if Automerge fails. The document is then as it was.
    pub fn edit(
        &mut self,
        seen: &[ChangeId],
        edits: &[Edit],
        writer: &Writer,
    ) -> Result<Option<Committed>, Rejected> {
        let then = self.at(seen).ok_or(Rejected::UnknownVersion)?;
        self.check_writer(writer)?;
        let plan = self.plan(edits, &then)?;
        if plan.edits.is_empty() {
            return Ok(None);
        }
        let mut doc = self.doc.clone();
        let mut changes = self.gather(&mut doc, writer)?;
        let change = if plan.is_stale {
            let mut branch = self.doc.fork_at(&then.heads).map_err(broken)?;
            sign(&mut branch, writer.fresh_actor, writer.author);
            let change = commit(&mut branch, &then, &plan.edits, writer)?;
            doc.apply_changes([change.clone()]).map_err(broken)?;
            change
        } else {
            sign(&mut doc, writer.actor, writer.author);
            commit(&mut doc, &self.now(), &plan.edits, writer)?
        };
        changes.push(change);
        self.check_size(&changes)?;
        self.doc = doc;
        changes.iter().for_each(|change| self.history.add(change));
        Ok(Some(Committed { changes: changes.iter().map(written).collect(), heads: self.heads() }))
    }

    /// Writes what somebody did who had seen no more than `seen`, whatever stands here now: always beside it, as
    /// the writer's own actor.
    pub(super) fn edit_beside(
        &mut self,
        seen: &[ChangeId],
        edits: &[Edit],
        writer: &Writer,
    ) -> Result<Option<Written>, Rejected> {
        let then = self.at(seen).ok_or(Rejected::UnknownVersion)?;
        let plan = self.plan(edits, &then)?;
        if plan.edits.is_empty() {
            return Ok(None);
        }
        let mut branch = self.doc.fork_at(&then.heads).map_err(broken)?;
        sign(&mut branch, writer.actor, writer.author);
        let change = commit(&mut branch, &then, &plan.edits, writer)?;
        let mut doc = self.doc.clone();
        doc.apply_changes([change.clone()]).map_err(broken)?;
        self.check_size(std::slice::from_ref(&change))?;
        self.doc = doc;
        self.history.add(&change);
        Ok(Some(written(&change)))
    }

    /// Whether the server and every phone will take a document with these changes.
    fn check_size(&self, changes: &[Change]) -> Result<(), Rejected> {
        let mut ops = self.history.ops();
        for change in changes {
            ops += scan::change(change.raw_bytes(), &Limits::CHANGE).map_err(too_large)?.ops;
        }
        if ops > Limits::SNAPSHOT.ops {
            return Err(Rejected::TooLarge { field: "document", limit: Limits::SNAPSHOT.ops });
        }
        Ok(())
    }

    /// An actor writes for one certificate only, and a fresh one has never written.
    fn check_writer(&self, writer: &Writer) -> Result<(), Rejected> {
        let invalid = |field, reason: &str| Rejected::Invalid { field, reason: reason.to_owned() };
        if self.history.author(writer.actor).is_some_and(|author| author != writer.author) {
            return Err(invalid("actor", "an actor of the same certificate"));
        }
        if self.history.author(writer.fresh_actor).is_some() || writer.fresh_actor == writer.actor {
            return Err(invalid("fresh_actor", "an actor that was not used before"));
        }
        Ok(())
    }

    /// Ties the heads together if there are many, with empty changes of the session's actor.
    fn gather(&self, doc: &mut Automerge, writer: &Writer) -> Result<Vec<Change>, Rejected> {
        let mut changes: Vec<Change> = Vec::new();
        let mut heads = self.heads();
        while heads.len() > HEADS_MAX {
            let last = changes.last().map(|change| ChangeId(change.hash().0));
            // A change follows its actor's previous one, so the head above that must be in the first bundle.
            heads.sort_by_key(|head| {
                !(last == Some(*head) || last.is_none() && self.leads_to(*head, writer.actor))
            });
            let bundle: Vec<_> = heads.iter().take(HEADS_MAX).map(hash_of).collect();
            let mut branch = doc.fork_at(&bundle).map_err(broken)?;
            sign(&mut branch, writer.actor, writer.author);
            branch.empty_commit(writer.options());
            let tie = branch.get_last_local_change().ok_or_else(|| broken("no change was made"))?;
            doc.apply_changes([tie.clone()]).map_err(broken)?;
            changes.push(tie);
            heads = doc.get_heads().into_iter().map(|head| ChangeId(head.0)).collect();
        }
        Ok(changes)
    }

    /// Whether a head is, or descends from, the last change of an actor.
    fn leads_to(&self, head: ChangeId, actor: [u8; 16]) -> bool {
        let Some(past) = self.history.past(&[head]) else { return false };
        let own = self.history.entries().iter().enumerate().filter(|(_, entry)| entry.actor == actor);
        own.max_by_key(|(_, entry)| entry.seq).is_some_and(|(last, _)| past.contains(last))
    }
}

/// Commits edits to a document whose content is what `base` reads.
fn commit(
    doc: &mut Automerge,
    base: &Reader<'_>,
    edits: &[&Edit],
    writer: &Writer,
) -> Result<Change, Rejected> {
    let mut transaction = doc.transaction();
    let mut tx = Writing { tx: &mut transaction, base, lines: Vec::new(), notes: Vec::new() };
    edits.iter().try_for_each(|edit| tx.write(edit)).map_err(broken)?;
    let limit = Limits::CHANGE.ops;
    if transaction.pending_ops() as u64 > limit {
        return Err(Rejected::TooLarge { field: "edits", limit });
    }
    transaction.commit_with(writer.options());
    doc.get_last_local_change().ok_or_else(|| broken("no change was made"))
}

/// One change in the making.
struct Writing<'t, 'd, 'r> {
    tx: &'t mut Transaction<'d>,
    base: &'r Reader<'r>,
    /// The lines that this change makes.
    lines: Vec<(LineId, ObjId)>,
    /// The notes that this change makes, with their texts.
    notes: Vec<(NoteId, ObjId, ObjId)>,
}

impl Writing<'_, '_, '_> {
    fn write(&mut self, edit: &Edit) -> Result<(), AutomergeError> {
        match edit {
            Edit::AddLine { id, line } => self.add_line(*id, line),
            Edit::AddNote { id, visit, text } => self.add_note(*id, *visit, text),
            Edit::EditNote { id, text } => {
                let made = self.notes.iter().find(|(made, ..)| made == id).map(|(_, _, text)| text.clone());
                let object = made.or_else(|| Some(self.base.text_object(*id)?.object()));
                object.map_or(Ok(()), |object| self.tx.update_text(&object, text))
            }
            edit => edit.scalar().map_or(Ok(()), |(field, value)| self.set(&field, value)),
        }
    }

    fn add_line(&mut self, id: LineId, line: &NewLine) -> Result<(), AutomergeError> {
        let lines = self.base.document.roots.lines.object();
        let object = self.tx.put_object(lines, line_key(id), ObjType::Map)?;
        for (field, value) in line.values() {
            self.tx.put(&object, field.key(), scalar(value))?;
        }
        self.lines.push((id, object));
        Ok(())
    }

    fn add_note(&mut self, id: NoteId, visit: VisitId, text: &str) -> Result<(), AutomergeError> {
        let notes = self.base.document.roots.notes.object();
        let object = self.tx.put_object(notes, note_key(id), ObjType::Map)?;
        self.tx.put(&object, schema::VISIT, visit.key())?;
        self.tx.put(&object, schema::DELETED, false)?;
        let content = self.tx.put_object(&object, schema::TEXT, ObjType::Text)?;
        self.tx.splice_text(&content, 0, 0, text)?;
        self.notes.push((id, object, content));
        Ok(())
    }

    fn set(&mut self, field: &Field, value: Option<Value>) -> Result<(), AutomergeError> {
        let Some((object, key)) = self.place(field) else { return Ok(()) };
        let is_decision = self.base.settled(field).is_none();
        let stands = !self.tx.get_all(&object, key.as_str())?.is_empty();
        // Automerge writes nothing, or a bare deletion of the others, when a value is confirmed. A
        // decision must be a write of its own, with its author.
        if stands && (is_decision || value.is_none()) {
            self.tx.delete(&object, key.as_str())?;
        }
        match value {
            Some(value) => self.tx.put(&object, key, scalar(value)),
            None => Ok(()),
        }
    }

    /// The map and key of a field, also in a line or note that this change makes.
    fn place(&self, field: &Field) -> Option<(ObjId, String)> {
        let made = match field {
            Field::Line(id, field) => {
                let line = self.lines.iter().find(|(made, _)| made == id);
                line.map(|(_, object)| (object.clone(), field.key().to_owned()))
            }
            Field::NoteDeleted(id) => {
                let note = self.notes.iter().find(|(made, ..)| made == id);
                note.map(|(_, object, _)| (object.clone(), schema::DELETED.to_owned()))
            }
            _ => None,
        };
        made.or_else(|| self.base.address(field).map(|(object, key)| (object.object(), key.into_owned())))
    }
}

fn scalar(value: Value) -> ScalarValue {
    match value {
        Value::Bool(value) => ScalarValue::Boolean(value),
        Value::Int(value) => ScalarValue::Int(value),
        Value::Str(value) => ScalarValue::Str(value.into()),
    }
}

fn broken(error: impl std::fmt::Display) -> Rejected {
    Rejected::Document(error.to_string())
}

/// What the own scanner says about a change, in the words of the API.
fn too_large(reason: Refused) -> Rejected {
    match reason {
        Refused::TooManyOps => Rejected::TooLarge { field: "edits", limit: Limits::CHANGE.ops },
        Refused::TooLarge | Refused::InflatedTooLarge | Refused::TooManyActors | Refused::TooManyDeps => {
            Rejected::TooLarge { field: "edits", limit: Limits::CHANGE.bytes as u64 }
        }
        reason => Rejected::Document(reason.to_string()),
    }
}
