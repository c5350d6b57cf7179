//! What a device gets: everything that happened in its streams after its cursor.
//!
//! The work grows with the cases that have news and with their news, not with the cases that a device holds.
//! The news of all those cases are merged by their number, until the answer is full; then the number of the
//! last entry taken is the new cursor, because everything before it was taken too.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashSet, VecDeque};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::sync::{CaseItems, Item, ItemKind};
use minicbor::bytes::ByteVec;

use crate::error::Error;
use crate::store::{Entry, Read, StreamCase};
use crate::trial::{self, Bug};

/// Entries read ahead of a case, once an entry of it was taken. Of one that waits, the first is enough: an answer
/// may hold news of thousands of cases and be full after ten.
const AHEAD: u32 = 64;

/// What CBOR and the hash tables of the phone add to an item, roughly, in bytes.
const OVERHEAD_BYTES: u64 = 16;

/// What a device asks for.
pub(crate) struct Wanted<'a> {
    pub(crate) streams: &'a [String],
    pub(crate) cursor: u64,
    /// The most bytes of items in the answer; at least one entry is sent.
    pub(crate) budget_bytes: u64,
    /// What the device sent in this very request: it has that already. Never "what this device once wrote":
    /// a phone that was restored from a backup needs its own work back.
    pub(crate) pushed: &'a HashSet<(CaseId, Hash)>,
}

/// What it gets.
#[derive(Debug, Default)]
pub(crate) struct Pulled {
    pub(crate) cursor: u64,
    pub(crate) cases: Vec<CaseItems>,
    pub(crate) notices: Vec<Item>,
    pub(crate) more: bool,
}

/// Collects the news.
pub(crate) fn pull(read: &dyn Read, wanted: &Wanted<'_>) -> Result<Pulled, Error> {
    let mut merge = Merge::new(read, wanted)?;
    let mut answer = Answer::default();
    let mut cursor = wanted.cursor;
    while let Some(Reverse((seq, index))) = merge.heap.pop() {
        let parcel = merge.parcel(index, seq)?;
        let size_bytes: u64 = parcel.iter().map(|part| part.size_bytes() + OVERHEAD_BYTES).sum();
        if answer.size_bytes > 0 && answer.size_bytes + size_bytes > wanted.budget_bytes {
            return Ok(answer.finish(cursor, true));
        }
        answer.size_bytes += size_bytes;
        let case = merge.sources[index].case;
        for part in parcel {
            answer.put(case, part.load(read)?);
        }
        cursor = seq;
        merge.refill(index, seq)?;
    }
    Ok(answer.finish(read.head()?.seq, false))
}

#[derive(Default)]
struct Answer {
    size_bytes: u64,
    order: Vec<CaseId>,
    items: BTreeMap<CaseId, Vec<Item>>,
    notices: Vec<Item>,
}

impl Answer {
    fn put(&mut self, case: Option<CaseId>, item: Item) {
        let Some(case) = case else { return self.notices.push(item) };
        let items = self.items.entry(case).or_default();
        if items.is_empty() {
            self.order.push(case);
        }
        items.push(item);
    }

    fn finish(mut self, cursor: u64, more: bool) -> Pulled {
        let group = |case: &CaseId| {
            let items = self.items.remove(case).unwrap_or_default();
            CaseItems { case: *case, items }
        };
        let cases = self.order.iter().map(group).collect();
        Pulled { cursor, cases, notices: self.notices, more }
    }
}

/// One item of an answer before it is loaded.
enum Part {
    Entry(Entry),
    Snapshot(Vec<u8>),
}

impl Part {
    fn size_bytes(&self) -> u64 {
        match self {
            Self::Entry(entry) => entry.size_bytes,
            Self::Snapshot(bytes) => bytes.len() as u64,
        }
    }

    fn load(self, read: &dyn Read) -> Result<Item, Error> {
        Ok(match self {
            Self::Entry(entry) => Item { kind: entry.kind, bytes: ByteVec::from(read.bytes(entry.seq)?) },
            Self::Snapshot(bytes) => Item::new(ItemKind::Snapshot, bytes),
        })
    }
}

/// The news of one case, or of no case.
struct Source {
    case: Option<CaseId>,
    /// Set until the case as it was before its grant has been sent, with the number of the grant.
    grant: Option<u64>,
    /// Set for a case that left the scope: only this one order is sent.
    last_order: Option<u64>,
    ahead: VecDeque<Entry>,
}

struct Merge<'a> {
    read: &'a dyn Read,
    wanted: &'a Wanted<'a>,
    head: u64,
    sources: Vec<Source>,
    heap: BinaryHeap<Reverse<(u64, usize)>>,
}

impl<'a> Merge<'a> {
    fn new(read: &'a dyn Read, wanted: &'a Wanted<'a>) -> Result<Self, Error> {
        let mut by_case: BTreeMap<CaseId, Vec<StreamCase>> = BTreeMap::new();
        for row in read.news(wanted.streams, wanted.cursor)? {
            by_case.entry(row.case).or_default().push(row);
        }
        let lag = u64::from(trial::is_on(Bug::LaggingReplica) && wanted.pushed.is_empty());
        let head = read.head()?.seq.saturating_sub(lag);
        let mut merge = Self { read, wanted, head, sources: Vec::new(), heap: BinaryHeap::new() };
        merge.add(Source::of_notices())?;
        for (case, news) in by_case {
            // A stream without news may still be what keeps the case in scope.
            let all = read.streams_of(case)?;
            let mine: Vec<_> = all.iter().filter(|row| wanted.streams.contains(&row.stream)).collect();
            let source = Source::of_case(case, &mine, &news, wanted.cursor);
            let is_old = source.last_order.is_some_and(|order| order + 12 < head);
            if !(is_old && trial::is_on(Bug::OrderForgotten)) {
                merge.add(source)?;
            }
        }
        Ok(merge)
    }

    fn add(&mut self, source: Source) -> Result<(), Error> {
        let first = source.last_order.or(source.grant);
        self.sources.push(source);
        let index = self.sources.len() - 1;
        match first {
            Some(seq) => self.heap.push(Reverse((seq, index))),
            None => self.look(index, self.wanted.cursor, 1)?,
        }
        Ok(())
    }

    /// Puts the next entry of a source after `seq` into the heap.
    fn refill(&mut self, index: usize, seq: u64) -> Result<(), Error> {
        self.look(index, seq, AHEAD)
    }

    fn look(&mut self, index: usize, seq: u64, ahead: u32) -> Result<(), Error> {
        let source = &mut self.sources[index];
        if source.last_order.is_some() {
            return Ok(());
        }
        if source.ahead.is_empty() {
            source.ahead = match source.case {
                Some(case) => self.read.entries(case, seq, self.head, ahead)?.into(),
                None => self.read.notices(seq, self.head, ahead)?.into(),
            };
        }
        if let Some(entry) = source.ahead.front() {
            self.heap.push(Reverse((entry.seq, index)));
        }
        Ok(())
    }

    /// What belongs to number `seq` of a source: one entry, or none that is for this device, or at a grant
    /// everything up to it.
    fn parcel(&mut self, index: usize, seq: u64) -> Result<Vec<Part>, Error> {
        let source = &mut self.sources[index];
        if let (Some(case), true) = (source.case, source.grant == Some(seq)) {
            source.grant = None;
            return self.whole(case, seq);
        }
        let entry = match (source.last_order, source.case) {
            (Some(order), Some(case)) => self.read.entries(case, order - 1, order, 1)?.into_iter().next(),
            _ => source.ahead.pop_front(),
        };
        let is_wanted = |entry: &Entry| match source.case {
            // Other orders are for other streams, or no longer in force.
            Some(_) if entry.kind == ItemKind::Control.code() => source.last_order == Some(entry.seq),
            Some(case) => !self.wanted.pushed.contains(&(case, entry.hash)),
            None => true,
        };
        Ok(entry.into_iter().filter(is_wanted).map(Part::Entry).collect())
    }

    /// A case as it was when it was granted: the order, the document in one piece if there is one, then
    /// everything that the piece does not hold. It is sent whole or not at all: no cursor could name its middle.
    fn whole(&self, case: CaseId, grant: u64) -> Result<Vec<Part>, Error> {
        if trial::is_on(Bug::GrantWithoutPast) {
            let order = self.read.entries(case, grant - 1, grant, 1)?;
            return Ok(order.into_iter().map(Part::Entry).collect());
        }
        let snapshot = self.read.snapshot(case)?;
        let upto = snapshot.as_ref().map_or(0, |snapshot| snapshot.upto_seq);
        let past = self.read.entries(case, 0, grant, u32::MAX)?;
        let order = past.last().filter(|entry| entry.seq == grant).copied();
        let rest = past.into_iter().filter(|entry| {
            let in_snapshot = entry.kind == ItemKind::Change.code() && entry.seq <= upto;
            let is_known = self.wanted.pushed.contains(&(case, entry.hash));
            entry.kind != ItemKind::Control.code() && !in_snapshot && !is_known
        });
        let snapshot = snapshot.map(|snapshot| Part::Snapshot(snapshot.bytes));
        Ok(order.map(Part::Entry).into_iter().chain(snapshot).chain(rest.map(Part::Entry)).collect())
    }
}

impl Source {
    fn of_notices() -> Self {
        Self { case: None, grant: None, last_order: None, ahead: VecDeque::new() }
    }

    /// `mine`: every stream of the device that has or had the case; `news`: those with news after `cursor`.
    fn of_case(case: CaseId, mine: &[&StreamCase], news: &[StreamCase], cursor: u64) -> Self {
        let mut source = Self { case: Some(case), ..Self::of_notices() };
        // Of several streams that have the case, the one that has had it longest decides.
        let Some(holder) = mine.iter().filter(|row| !row.revoked).min_by_key(|row| row.granted_seq) else {
            source.last_order = news.iter().filter_map(|row| row.control_seq).max();
            return source;
        };
        source.grant = holder.control_seq.filter(|order| *order > cursor);
        source
    }
}
