//! Who wrote what, and what they had seen: an index over the operations of every change.
//!
//! Automerge shows the values that nobody has overwritten. A deletion that happened at the same time as
//! a write leaves no trace there, and an overwritten value cannot be asked for. Both must never be
//! invisible, so the writes to every key are kept here, each with its change. Objects are named by the
//! operation that made them, so nothing that is made later under the same key can hide them.

use std::collections::{BTreeMap, HashMap, HashSet};

use automerge::legacy::{Key, ObjectId, OpId, OpType};
use automerge::{ObjType, ScalarValue};

use crate::id::{CertificateId, ChangeId};
use crate::scan::{self, Containers, Refused};
use crate::value::Value;

/// An operation. The order is Automerge's: it follows causality, and the last of several concurrent
/// values wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OpKey {
    pub(super) counter: u64,
    pub(super) actor: [u8; 16],
}

impl OpKey {
    pub(super) const ROOT: Self = Self { counter: 0, actor: [0; 16] };

    fn of(op: &OpId) -> Self {
        let actor = op.actor().to_bytes().try_into().unwrap_or_default();
        Self { counter: op.counter(), actor }
    }

    /// The object as Automerge names it.
    pub(super) fn object(self) -> automerge::ObjId {
        if self == Self::ROOT {
            return automerge::ROOT;
        }
        automerge::ObjId::Id(self.counter, automerge::ActorId::from(self.actor), 0)
    }
}

/// The position of a change in this index. It differs between replicas and never leaves the index.
pub(super) type Index = usize;

/// One change.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: ChangeId,
    pub(super) actor: [u8; 16],
    pub(super) seq: u64,
    pub(super) time_s: i64,
    /// The last operation of the change; of an empty one the last before it.
    pub(super) end_op: u64,
    /// The level of the deepest container that it makes; 0 if it makes none.
    depth: u8,
    start_op: u64,
    pub(super) deps: Vec<Index>,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// Put a scalar that can be an answer.
    Put(Value),
    /// Made an object.
    Made(ObjType),
    /// Deleted what stood there.
    Deleted,
    /// Something that this schema does not use.
    Other,
}

/// One write to one key of a map.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub(super) op: OpKey,
    pub(super) change: Index,
    pub(super) what: What,
    /// The changes that replaced it.
    replaced_by: Vec<Index>,
}

impl Write {
    /// Whether nobody within a past has replaced it.
    fn stands(&self, past: &Past) -> bool {
        !self.replaced_by.iter().any(|change| past.contains(*change))
    }
}

/// The writes to one key.
#[derive(Debug, Clone, Default)]
struct Writes {
    /// In the order of their operations.
    all: Vec<Write>,
    /// Changes that claim to replace a write which is not here. A change comes after what it builds on, so only a
    /// forged one does; it counts the same in whatever order the two arrive.
    claims: HashMap<OpKey, Vec<Index>>,
}

impl Writes {
    fn add(&mut self, mut write: Write, replaces: impl Iterator<Item = OpKey>) {
        for replaced in replaces {
            match self.all.binary_search_by_key(&replaced, |earlier| earlier.op) {
                Ok(place) => self.all[place].replaced_by.push(write.change),
                Err(_) => self.claims.entry(replaced).or_default().push(write.change),
            }
        }
        write.replaced_by = self.claims.remove(&write.op).unwrap_or_default();
        let place = self.all.partition_point(|earlier| earlier.op < write.op);
        self.all.insert(place, write);
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct History {
    entries: Vec<Entry>,
    by_id: HashMap<ChangeId, Index>,
    by_seq: HashMap<([u8; 16], u64), Index>,
    /// The changes of each actor, in order.
    by_actor: HashMap<[u8; 16], Vec<Index>>,
    authors: HashMap<[u8; 16], CertificateId>,
    /// The writes to each key of each map.
    writes: BTreeMap<(OpKey, String), Writes>,
    /// The changes that edited each text.
    texts: HashMap<OpKey, Vec<Index>>,
}

/// A set of changes that contains the ancestors of each.
#[derive(Debug, Clone)]
pub(super) struct Past(Option<Vec<bool>>);

impl Past {
    /// Everything.
    pub(super) const ALL: Self = Self(None);

    pub(super) fn contains(&self, change: Index) -> bool {
        self.0.as_ref().is_none_or(|set| set.get(change).copied().unwrap_or_default())
    }
}

/// What stands at one key, as seen from some past.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing<'h> {
    /// Puts that nobody has replaced, the winner last.
    pub(super) puts: Vec<&'h Write>,
    /// Deletions that nobody who knew them has answered.
    pub(super) clears: Vec<&'h Write>,
}

impl Standing<'_> {
    /// Whether the same writes stand at both.
    pub(super) fn same(&self, other: &Self) -> bool {
        let ops = |writes: &[&Write]| writes.iter().map(|write| write.op).collect::<Vec<_>>();
        ops(&self.puts) == ops(&other.puts)
    }
}

impl History {
    /// Adds a change whose dependencies are here already.
    pub(super) fn add(&mut self, change: &automerge::Change) {
        let id = ChangeId(change.hash().0);
        if self.by_id.contains_key(&id) {
            return;
        }
        let index = self.entries.len();
        let actor = change.actor_id().to_bytes().try_into().unwrap_or_default();
        let deps = change.deps().iter().filter_map(|dep| self.index(&ChangeId(dep.0))).collect();
        self.entries.push(Entry {
            id,
            actor,
            seq: change.seq(),
            time_s: change.timestamp(),
            start_op: change.start_op().get(),
            end_op: change.max_op(),
            depth: 0,
            deps,
        });
        self.by_id.insert(id, index);
        self.by_seq.insert((actor, change.seq()), index);
        self.by_actor.entry(actor).or_default().push(index);
        if let Some(author) = change.author().and_then(|author| CertificateId::from_slice(author.as_bytes()))
        {
            self.authors.insert(actor, author);
        }
        self.add_operations(change, index, actor);
    }

    fn add_operations(&mut self, change: &automerge::Change, index: Index, actor: [u8; 16]) {
        let mut containers = Containers::of(actor, change.start_op().get());
        for (op, counter) in change.decode().operations.iter().zip(change.start_op().get()..) {
            let object = match &op.obj {
                ObjectId::Root => OpKey::ROOT,
                ObjectId::Id(id) => OpKey::of(id),
            };
            if matches!(op.action, OpType::Make(_)) {
                let parent = (object != OpKey::ROOT).then_some((object.actor, object.counter));
                // The scanner has let it pass, here or where the snapshot was made.
                let _ = containers.make(counter, parent);
            }
            let Key::Map(key) = &op.key else {
                let edits = self.texts.entry(object).or_default();
                if edits.last() != Some(&index) {
                    edits.push(index);
                }
                continue;
            };
            let write = Write {
                op: OpKey { counter, actor },
                change: index,
                what: what(&op.action),
                replaced_by: Vec::new(),
            };
            let writes = self.writes.entry((object, key.to_string())).or_default();
            writes.add(write, op.pred.iter().map(OpKey::of));
        }
        let depth_at = |actor, counter| Ok::<_, Refused>(self.depth_at(actor, counter).unwrap_or_default());
        self.entries[index].depth = scan::depth(&containers.nesting(), depth_at).unwrap_or(u8::MAX);
    }

    /// The depth of the change that holds an operation of an actor.
    pub(super) fn depth_at(&self, actor: [u8; 16], counter: u64) -> Option<u8> {
        let changes = self.by_actor.get(&actor)?;
        let place = changes.partition_point(|change| self.entries[*change].end_op < counter);
        changes.get(place).map(|change| self.entries[*change].depth)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many operations the changes hold together.
    pub(super) fn ops(&self) -> u64 {
        self.entries.iter().map(|entry| (entry.end_op + 1).saturating_sub(entry.start_op)).sum()
    }

    pub(super) fn index(&self, id: &ChangeId) -> Option<Index> {
        self.by_id.get(id).copied()
    }

    pub(super) fn entry(&self, change: Index) -> &Entry {
        &self.entries[change]
    }

    pub(super) fn get(&self, id: &ChangeId) -> Option<&Entry> {
        self.index(id).map(|index| self.entry(index))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The change that has this number of this actor.
    pub(super) fn by_seq(&self, actor: [u8; 16], seq: u64) -> Option<&Entry> {
        self.by_seq.get(&(actor, seq)).map(|index| self.entry(*index))
    }

    /// Every actor that has written here, with the certificate that it claims and the number of its changes.
    pub(super) fn actors(&self) -> impl Iterator<Item = ([u8; 16], CertificateId, u64)> {
        self.by_actor
            .iter()
            .filter_map(|(actor, changes)| Some((*actor, *self.authors.get(actor)?, changes.len() as u64)))
    }

    /// The certificate that an actor claims, if it has written here.
    pub(super) fn author(&self, actor: [u8; 16]) -> Option<CertificateId> {
        self.authors.get(&actor).copied()
    }

    /// These changes and all their ancestors; `None` if one of them is unknown.
    pub(super) fn past(&self, heads: &[ChangeId]) -> Option<Past> {
        let stack = heads.iter().map(|head| self.index(head)).collect::<Option<Vec<_>>>()?;
        Some(self.past_of(stack))
    }

    fn past_of(&self, mut stack: Vec<Index>) -> Past {
        let mut set = vec![false; self.entries.len()];
        while let Some(change) = stack.pop() {
            if !std::mem::replace(&mut set[change], true) {
                stack.extend(&self.entries[change].deps);
            }
        }
        Past(Some(set))
    }

    /// Whether the author of `later` had seen `earlier`. A change has not seen itself.
    pub(super) fn saw(&self, later: Index, earlier: Index) -> bool {
        let target = &self.entries[earlier];
        let mut seen = HashSet::new();
        let mut stack = self.entries[later].deps.clone();
        while let Some(change) = stack.pop() {
            if change == earlier {
                return true;
            }
            // Operations are numbered along causality, so nothing this old descends from it.
            let entry = &self.entries[change];
            if entry.start_op > target.end_op && seen.insert(change) {
                stack.extend(&entry.deps);
            }
        }
        false
    }

    /// The keys of a map that anybody ever wrote to.
    pub(super) fn keys(&self, object: OpKey) -> impl Iterator<Item = &str> {
        self.writes
            .range((object, String::new())..)
            .take_while(move |((of, _), _)| *of == object)
            .map(|((_, key), _)| key.as_str())
    }

    /// Every write to a key within a past, in the order of the operations.
    pub(super) fn writes<'h>(
        &'h self,
        object: OpKey,
        key: &str,
        past: &'h Past,
    ) -> impl Iterator<Item = &'h Write> {
        let writes = self.writes.get(&(object, key.to_owned())).map_or(&[][..], |writes| &writes.all);
        writes.iter().filter(|write| past.contains(write.change))
    }

    /// The first object of this type that was made at a key. Later ones never hide it.
    pub(super) fn made(&self, object: OpKey, key: &str, of: ObjType, past: &Past) -> Option<OpKey> {
        self.writes(object, key, past).find(|write| write.what == What::Made(of)).map(|write| write.op)
    }

    /// The changes within a past that edited a text, in an order that is the same on every replica.
    pub(super) fn text_edits(&self, text: OpKey, past: &Past) -> Vec<Index> {
        let edits = self.texts.get(&text).map_or(&[][..], Vec::as_slice);
        let mut edits: Vec<_> = edits.iter().copied().filter(|edit| past.contains(*edit)).collect();
        edits.sort_by_key(|edit| (self.entries[*edit].start_op, self.entries[*edit].actor));
        edits
    }

    /// What stands at a key, as seen from a past.
    pub(super) fn standing<'h>(&'h self, object: OpKey, key: &str, past: &'h Past) -> Standing<'h> {
        let puts = self.writes(object, key, past).filter(|write| is_put(write) && write.stands(past));
        let deletions = self.writes(object, key, past).filter(|write| write.what == What::Deleted);
        let clears = deletions
            .filter(|write| self.is_unanswered(write, self.writes(object, key, past)))
            .filter(|write| self.is_clear(write, object, key));
        Standing { puts: puts.collect(), clears: clears.collect() }
    }

    /// Whether nobody wrote to the key knowing this deletion.
    fn is_unanswered<'w>(&self, clear: &Write, mut writes: impl Iterator<Item = &'w Write>) -> bool {
        !writes.any(|later| {
            later.op > clear.op && (later.change == clear.change || self.saw(later.change, clear.change))
        })
    }

    /// Whether a deletion left nothing in the eyes of its author. (Automerge also writes a deletion of
    /// the others when one of several values is confirmed.)
    pub(super) fn is_clear(&self, deletion: &Write, object: OpKey, key: &str) -> bool {
        let past = self.past_of(vec![deletion.change]);
        !self.writes(object, key, &past).any(|write| is_put(write) && write.stands(&past))
    }
}

fn is_put(write: &Write) -> bool {
    matches!(write.what, What::Put(_))
}

fn what(action: &OpType) -> What {
    match action {
        OpType::Put(ScalarValue::Boolean(value)) => What::Put(Value::Bool(*value)),
        OpType::Put(ScalarValue::Int(value)) => What::Put(Value::Int(*value)),
        OpType::Put(ScalarValue::Str(value)) => What::Put(Value::Str(value.to_string())),
        OpType::Make(of) => What::Made(*of),
        OpType::Delete => What::Deleted,
        _ => What::Other,
    }
}
