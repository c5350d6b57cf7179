//! Taking in changes from elsewhere, in any order, more than once, good and bad.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, ReadDoc as _};

use super::{CaseDocument, hash_of, parse};
use crate::id::ChangeId;
use crate::scan::{self, Limits, Refused, ScannedChange};

/// What became of some changes. One that was known already is in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// New in the document now, each after its dependencies.
    pub applied: Vec<ChangeId>,
    /// Not applied, with those of their dependencies that the document lacks. The document keeps
    /// nothing of them: store them and bring them again.
    pub waiting: Vec<(ChangeId, Vec<ChangeId>)>,
    /// Refused, by their place in the input. Without effect on the others, except that what builds upon
    /// a refused change waits for ever.
    pub refused: Vec<(usize, Refused)>,
}

/// A change that passed the scanner, and its place in the input.
struct Candidate<'b> {
    place: usize,
    scanned: ScannedChange,
    bytes: &'b [u8],
}

impl CaseDocument {
    /// Takes in changes in any order. Changes whose dependencies are missing are given back as waiting;
    /// Automerge's own queue is never used, because what waits there is in no snapshot.
    ///
    /// A refused change leaves the document as it was. Whether a change is refused depends on itself and
    /// its ancestors alone, except for [`Refused::ActorFork`]: of two different changes of one actor with
    /// one number the first to come stays, until the server rules.
    pub fn apply(&mut self, changes: &[&[u8]]) -> Applied {
        let mut result = Applied::default();
        let mut pending = self.scan(changes, &mut result);
        while !pending.is_empty() {
            let (ready, waiting) = self.split_ready(pending);
            if ready.is_empty() {
                let missing = waiting.iter().map(|(id, change)| (*id, self.missing(&change.scanned)));
                result.waiting.extend(missing);
                break;
            }
            self.take_in(&ready, &mut result);
            pending = waiting;
        }
        result.waiting.sort_unstable();
        result.refused.sort_unstable();
        result
    }

    fn scan<'b>(&self, changes: &[&'b [u8]], result: &mut Applied) -> BTreeMap<ChangeId, Candidate<'b>> {
        let mut pending = BTreeMap::new();
        for (place, bytes) in changes.iter().copied().enumerate() {
            match scan::change(bytes, &Limits::CHANGE) {
                Ok(scanned) if self.has(&scanned.id) => {}
                Ok(scanned) => {
                    pending.entry(scanned.id).or_insert(Candidate { place, scanned, bytes });
                }
                Err(reason) => result.refused.push((place, reason)),
            }
        }
        pending
    }

    fn missing(&self, change: &ScannedChange) -> Vec<ChangeId> {
        change.deps.iter().copied().filter(|dep| !self.has(dep)).collect()
    }

    /// Those that can be applied one after the other, in that order, and the rest.
    fn split_ready<'b>(
        &self,
        mut pending: BTreeMap<ChangeId, Candidate<'b>>,
    ) -> (Vec<Candidate<'b>>, BTreeMap<ChangeId, Candidate<'b>>) {
        let mut dependents: HashMap<ChangeId, Vec<ChangeId>> = HashMap::new();
        let mut unmet: HashMap<ChangeId, usize> = HashMap::new();
        let mut free = Vec::new();
        for (id, candidate) in &pending {
            let missing = self.missing(&candidate.scanned);
            if missing.is_empty() {
                free.push(*id);
            }
            unmet.insert(*id, missing.len());
            for dep in missing {
                dependents.entry(dep).or_default().push(*id);
            }
        }
        let mut ready = Vec::new();
        while let Some(id) = free.pop() {
            ready.extend(pending.remove(&id));
            for dependent in dependents.remove(&id).unwrap_or_default() {
                let left = unmet.entry(dependent).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    free.push(dependent);
                }
            }
        }
        (ready, pending)
    }

    /// Applies changes in this order: what the checks let pass all at once, because each application copies the
    /// document. If Automerge fails on one of them, each half by itself: then a bad one among a thousand costs some
    /// twenty copies, not a thousand.
    fn take_in(&mut self, ready: &[Candidate<'_>], result: &mut Applied) {
        let mut batch = Batch::of(self);
        let mut outcome = Applied::default();
        let mut changes = Vec::with_capacity(ready.len());
        for candidate in ready {
            let id = candidate.scanned.id;
            let missing = batch.missing(&candidate.scanned);
            if !missing.is_empty() {
                outcome.waiting.push((id, missing));
                continue;
            }
            match parse(candidate.bytes).and_then(|change| batch.check(&candidate.scanned).map(|()| change)) {
                Ok(change) => {
                    outcome.applied.push(id);
                    changes.push(change);
                }
                Err(reason) => outcome.refused.push((candidate.place, reason)),
            }
        }
        match (self.try_all(changes), ready) {
            (Ok(()), _) => result.extend(outcome),
            (Err(reason), [candidate]) => result.refused.push((candidate.place, reason)),
            (Err(_), _) => {
                let (first, second) = ready.split_at(ready.len() / 2);
                self.take_in(first, result);
                self.take_in(second, result);
            }
        }
    }

    fn try_all(&mut self, changes: Vec<Change>) -> Result<(), Refused> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut doc = self.doc.clone();
        apply_changes(&mut doc, changes.clone())?;
        self.doc = doc;
        changes.iter().for_each(|change| self.history.add(change));
        Ok(())
    }
}

impl Applied {
    fn extend(&mut self, more: Self) {
        self.applied.extend(more.applied);
        self.waiting.extend(more.waiting);
        self.refused.extend(more.refused);
    }
}

/// Changes that are about to be applied together, each checked against those before it.
struct Batch<'d> {
    document: &'d CaseDocument,
    end_ops: HashMap<ChangeId, ([u8; 16], u64, u64)>,
    seqs: HashMap<([u8; 16], u64), ChangeId>,
    /// Of each actor, last operation and depth of its changes, in order.
    depths: HashMap<[u8; 16], Vec<(u64, u8)>>,
}

impl<'d> Batch<'d> {
    fn of(document: &'d CaseDocument) -> Self {
        Self { document, end_ops: HashMap::new(), seqs: HashMap::new(), depths: HashMap::new() }
    }

    /// The dependencies of a change that neither the document nor an earlier change of the batch is.
    fn missing(&self, change: &ScannedChange) -> Vec<ChangeId> {
        let is_here = |dep: &ChangeId| self.document.has(dep) || self.end_ops.contains_key(dep);
        change.deps.iter().copied().filter(|dep| !is_here(dep)).collect()
    }

    /// Whether a change continues its ancestors as Automerge itself would: it follows its actor's
    /// previous change, and numbers its operations from the first free number. Automerge takes this for
    /// granted and panics, or merges wrongly, where it does not hold.
    fn check(&mut self, change: &ScannedChange) -> Result<(), Refused> {
        let (actor, seq) = (change.actor, change.seq);
        let taken = self.document.history.by_seq(actor, seq).is_some();
        if taken || self.seqs.contains_key(&(actor, seq)) {
            return Err(Refused::ActorFork);
        }
        let deps: Vec<_> = change.deps.iter().filter_map(|dep| self.find(dep)).collect();
        if deps.is_empty() {
            return Err(Refused::SecondGenesis);
        }
        let follows = seq == 1 || deps.iter().any(|(of, number, _)| *of == actor && number + 1 == seq);
        if !follows {
            return Err(Refused::Sequence);
        }
        let last_op = deps.iter().map(|(.., end_op)| *end_op).max().unwrap_or_default();
        if change.start_op != last_op + 1 {
            return Err(Refused::StartOp);
        }
        let depth_at = |actor, counter| Ok::<_, Refused>(self.depth_at(actor, counter));
        let depth = scan::depth(&change.nesting, depth_at)?;
        self.depths.entry(actor).or_default().push((last_op + change.ops, depth));
        self.seqs.insert((actor, seq), change.id);
        self.end_ops.insert(change.id, (actor, seq, last_op + change.ops));
        Ok(())
    }

    /// The depth of the change that holds an operation; 0 if nobody has it.
    fn depth_at(&self, actor: [u8; 16], counter: u64) -> u8 {
        let here = self.depths.get(&actor).into_iter().flatten();
        let here = || here.clone().find(|(end_op, _)| *end_op >= counter).map(|(_, depth)| *depth);
        self.document.history.depth_at(actor, counter).or_else(here).unwrap_or_default()
    }

    /// Actor, number and last operation of a dependency.
    fn find(&self, id: &ChangeId) -> Option<([u8; 16], u64, u64)> {
        let known = self.document.history.get(id).map(|entry| (entry.actor, entry.seq, entry.end_op));
        known.or_else(|| self.end_ops.get(id).copied())
    }
}

/// Applies changes to a document that is thrown away on failure, and makes sure that the document gives
/// each of them back byte for byte: else its next snapshot could not be loaded.
pub(super) fn apply_changes(doc: &mut Automerge, changes: Vec<Change>) -> Result<(), Refused> {
    let expected: Vec<_> = changes.iter().map(super::written).collect();
    catch_unwind(AssertUnwindSafe(|| {
        doc.apply_changes(changes).map_err(|_| Refused::Unapplicable)?;
        let returns = |id: &ChangeId, bytes: &[u8]| {
            doc.get_change_by_hash(&hash_of(id)).is_some_and(|change| change.raw_bytes() == bytes)
        };
        let intact = expected.iter().all(|written| returns(&written.id, &written.bytes));
        if intact { Ok(()) } else { Err(Refused::Unapplicable) }
    }))
    .unwrap_or(Err(Refused::Unapplicable))
}
