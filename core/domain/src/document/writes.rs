//! Everything that was ever written, change by change, with what it replaced and whether it still stands.

use std::collections::{BTreeMap, BTreeSet};

use super::CaseDocument;
use super::conflict::Candidate;
use super::history::Index;
use super::read::Reader;
use super::schema::Field;
use crate::id::ChangeId;
use crate::value::Value;

/// How far back the value that a writer had seen is looked for: more writes to one field that did not know of each
/// other are not told apart.
const LOOK_BACK: usize = 64;

/// A value that was written to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWrite {
    /// What was written, where, and by whom.
    pub wrote: Candidate,
    /// The value that its author saw before; `None` if there was none.
    pub before: Option<Value>,
    /// Whether it stands, alone or among the values of an open decision; else somebody has overwritten it.
    pub stands: bool,
}

impl CaseDocument {
    /// Every write to every field, by the change that it stands in. A line or a note that was made in one change is
    /// all the writes to its fields.
    #[must_use]
    pub fn writes(&self) -> BTreeMap<ChangeId, Vec<FieldWrite>> {
        let reader = self.now();
        let mut writes: BTreeMap<ChangeId, Vec<FieldWrite>> = BTreeMap::new();
        let texts = reader.notes().into_iter().map(Field::NoteText);
        for field in reader.fields().into_iter().chain(texts) {
            for write in reader.writes_to(&field) {
                writes.entry(write.wrote.change).or_default().push(write);
            }
        }
        writes
    }

    /// Some changes with everything that they build on. Ids that the document does not have are ignored.
    #[must_use]
    pub fn with_ancestors(&self, changes: &[ChangeId]) -> BTreeSet<ChangeId> {
        let Some(past) = self.history.past(changes) else { return BTreeSet::new() };
        let entries = self.history.entries().iter().enumerate();
        entries.filter(|(index, _)| past.contains(*index)).map(|(_, entry)| entry.id).collect()
    }

    /// When each change was made, as its author's clock said, but not before what it builds on. Milliseconds since
    /// 1970 UTC, of whole seconds.
    #[must_use]
    pub fn made_at_ms(&self) -> BTreeMap<ChangeId, i64> {
        let entries = self.history.entries();
        let mut made: Vec<i64> = Vec::with_capacity(entries.len());
        // Each entry comes after what it depends on.
        for entry in entries {
            let before = entry.deps.iter().filter_map(|dep| made.get(*dep)).copied();
            made.push(before.fold(entry.time_s.saturating_mul(1_000), i64::max));
        }
        entries.iter().zip(made).map(|(entry, at_ms)| (entry.id, at_ms)).collect()
    }
}

impl Reader<'_> {
    fn writes_to(&self, field: &Field) -> Vec<FieldWrite> {
        let edits = self.edits(field);
        let standing = self.standing_edits(field);
        let written = edits.iter().enumerate().map(|(place, (change, wrote))| {
            let mut earlier = edits[..place].iter().rev().take(LOOK_BACK);
            let seen = earlier.find(|(other, _)| self.document.history.saw(*change, *other));
            FieldWrite {
                wrote: wrote.clone(),
                before: seen.and_then(|(_, seen)| seen.value.clone()),
                stands: standing.contains(&wrote.change),
            }
        });
        written.collect()
    }

    /// The changes whose value stands at a field; of a text, the newest edits of it.
    fn standing_edits(&self, field: &Field) -> BTreeSet<ChangeId> {
        if let Field::NoteText(_) = field {
            let edits: Vec<(Index, ChangeId)> =
                self.edits(field).into_iter().map(|(index, edit)| (index, edit.change)).collect();
            let history = &self.document.history;
            let is_newest = |index: Index| !edits.iter().any(|(later, _)| history.saw(*later, index));
            return edits.iter().filter(|(index, _)| is_newest(*index)).map(|(_, change)| *change).collect();
        }
        self.register(field).candidates.iter().map(|candidate| candidate.change).collect()
    }
}
