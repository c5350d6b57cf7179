//! `POST /v1/reconcile`: whether a device and the log hold the same, computed from the rows themselves.

use std::collections::{BTreeMap, HashSet};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::retention;
use doorstep_domain::sync::{
    COMPARED, CaseDigest, CaseHashes, CaseItems, Item, ItemKind, MAX_RESPONSE_BYTES, ReconcileRequest,
    ReconcileResponse, digest_of_all,
};
use minicbor::bytes::ByteVec;

use crate::error::Error;
use crate::ingest::{self, REQUEST_ITEMS_MAX};
use crate::node::Node;
use crate::reply::Problem;
use crate::store::{Device, Entry, Read, StreamCase};

/// Cases of a device that are compared without being named. Who sees more, such as the office, names what it holds.
const UNNAMED_MAX: usize = 2_000;

/// The most hashes in one answer; what differs beyond them is found by the next comparison.
const HASHES_MAX: usize = 40_000;

/// Answers one step.
pub(crate) fn reconcile(
    node: &Node,
    device: &Device,
    request: &ReconcileRequest,
) -> Result<ReconcileResponse, Problem> {
    let named = request.cases.iter().flatten().count();
    let wanted: usize = request.want.iter().flatten().map(|case| case.hashes.len()).sum();
    if named.max(wanted) > REQUEST_ITEMS_MAX {
        return Err(Problem::new(413, "too_large", format!("at most {REQUEST_ITEMS_MAX} items")));
    }
    let streams = ingest::streams_of(device);
    Ok(node.read(|read| {
        let epoch = read.head()?.epoch;
        let mut answer =
            ReconcileResponse { epoch, agrees: true, differ: Vec::new(), items: Vec::new(), files: None };
        if epoch != request.epoch {
            return Ok(answer);
        }
        let log = Log { read, streams: &streams, cursor: request.cursor };
        if let Some(all) = request.all {
            answer.agrees = log.digest_of_all(Log::hashes)? == Some(all);
            if let Some(files) = request.files {
                answer.agrees &= log.digest_of_all(Log::files)? == Some(files);
            }
        }
        if let Some(cases) = &request.cases {
            answer.differ = log.differ(cases)?;
            answer.files = Some(log.differ_in_files(cases)?).filter(|cases| !cases.is_empty());
            answer.agrees &= answer.differ.is_empty() && answer.files.is_none();
        }
        for case in request.want.iter().flatten() {
            log.find(case, &mut answer.items)?;
        }
        Ok(answer)
    })?)
}

/// The log as one device sees it, up to its cursor.
struct Log<'a> {
    read: &'a dyn Read,
    streams: &'a [String],
    cursor: u64,
}

/// What a device sees of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// It is in its scope, and was when the device last asked.
    Held,
    /// It is on its way to the device, or away from it.
    Moving,
    /// It was taken away from the device, or erased, and the order is behind the cursor.
    TakenAway,
    /// It never was in its scope, or is not known.
    Never,
}

impl Log<'_> {
    fn sight(&self, case: CaseId) -> Result<Sight, Error> {
        let rows = self.read.streams_of(case)?;
        let rows: Vec<StreamCase> =
            rows.into_iter().filter(|row| self.streams.contains(&row.stream)).collect();
        let is_behind = |seq: u64| seq <= self.cursor;
        // The order by which it came, or the beginning of the case, is behind the cursor.
        let holds = rows.iter().any(|row| !row.revoked && is_behind(row.granted_seq));
        let is_taken = rows.iter().all(|row| row.revoked && row.control_seq.is_some_and(is_behind));
        Ok(match (rows.is_empty(), holds, is_taken) {
            (true, ..) => Sight::Never,
            (_, true, _) => Sight::Held,
            (_, _, true) => Sight::TakenAway,
            _ => Sight::Moving,
        })
    }

    /// The cases that the device is to hold; `None` if they are too many.
    fn in_scope(&self) -> Result<Option<Vec<CaseId>>, Error> {
        let news = self.read.news(self.streams, 0)?;
        let held = news.iter().filter(|row| !row.revoked && row.granted_seq <= self.cursor);
        let mut cases: Vec<CaseId> = held.map(|row| row.case).collect();
        cases.sort_unstable();
        cases.dedup();
        Ok(Some(cases).filter(|cases| cases.len() <= UNNAMED_MAX))
    }

    /// What is compared of a case.
    fn compared(&self, case: CaseId) -> Result<Vec<Entry>, Error> {
        let entries = self.read.entries(case, 0, self.cursor, u32::MAX)?.into_iter();
        Ok(entries.filter(|entry| COMPARED.iter().any(|kind| kind.code() == entry.kind)).collect())
    }

    fn hashes(&self, case: CaseId) -> Result<Vec<Hash>, Error> {
        Ok(self.compared(case)?.into_iter().map(|entry| entry.hash).collect())
    }

    /// The files of a case that are stored.
    fn files(&self, case: CaseId) -> Result<Vec<Hash>, Error> {
        let entries = self.read.entries(case, 0, self.cursor, u32::MAX)?.into_iter();
        let stored = entries.filter(|entry| entry.kind == ItemKind::BlobStored.code());
        Ok(stored.map(|entry| entry.hash).collect())
    }

    /// The digest of something of all cases in scope; nothing if they are too many.
    fn digest_of_all(
        &self,
        of: impl Fn(&Self, CaseId) -> Result<Vec<Hash>, Error>,
    ) -> Result<Option<Hash>, Error> {
        let Some(cases) = self.in_scope()? else { return Ok(None) };
        let digests = cases.into_iter().map(|case| Ok(retention::digest(case, &of(self, case)?)));
        Ok(Some(digest_of_all(&digests.collect::<Result<Vec<Hash>, Error>>()?)))
    }

    /// The cases that differ, also those that the device does not name and should hold.
    fn differ(&self, named: &[CaseDigest]) -> Result<Vec<CaseHashes>, Error> {
        let mut digests: BTreeMap<CaseId, Option<Hash>> =
            self.in_scope()?.unwrap_or_default().into_iter().map(|case| (case, None)).collect();
        digests.extend(named.iter().map(|case| (case.case, Some(case.digest))));
        let (mut differ, mut count) = (Vec::new(), 0);
        for (case, digest) in digests {
            let is_gone = self.is_erased(case)?;
            let hashes = match self.sight(case)? {
                // A case that is not known, one that others have: nobody learns which of the two.
                Sight::Never => Vec::new(),
                Sight::Held if !is_gone => self.hashes(case)?,
                // A device that names it never heard the order: the log went back, and forward again.
                Sight::TakenAway if digest.is_some() => Vec::new(),
                Sight::Held | Sight::Moving | Sight::TakenAway => continue,
            };
            if digest == Some(retention::digest(case, &hashes)) || count + hashes.len() > HASHES_MAX {
                continue;
            }
            count += hashes.len();
            differ.push(CaseHashes { case, hashes });
        }
        Ok(differ)
    }

    /// The cases that the device sees and of which other files are stored than it believes.
    fn differ_in_files(&self, named: &[CaseDigest]) -> Result<Vec<CaseId>, Error> {
        let mut differ = Vec::new();
        for CaseDigest { case, files, .. } in named {
            let Some(files) = files else { continue };
            let is_seen = self.sight(*case)? == Sight::Held && !self.is_erased(*case)?;
            if is_seen && retention::digest(*case, &self.files(*case)?) != *files {
                differ.push(*case);
            }
        }
        Ok(differ)
    }

    fn is_erased(&self, case: CaseId) -> Result<bool, Error> {
        Ok(self.read.case(case)?.is_some_and(|case| case.erased_at_ms.is_some()))
    }

    /// Adds what is wanted of a case, if the device sees it and as long as there is room.
    fn find(&self, wanted: &CaseHashes, found: &mut Vec<CaseItems>) -> Result<(), Error> {
        if self.sight(wanted.case)? != Sight::Held {
            return Ok(());
        }
        let hashes: HashSet<Hash> = wanted.hashes.iter().copied().collect();
        let mut size_bytes: u64 =
            found.iter().flat_map(|case| &case.items).map(|item| item.bytes.len() as u64).sum();
        let mut items = Vec::new();
        for entry in self.compared(wanted.case)?.into_iter().filter(|entry| hashes.contains(&entry.hash)) {
            size_bytes += entry.size_bytes;
            if size_bytes > MAX_RESPONSE_BYTES as u64 {
                break;
            }
            items.push(Item { kind: entry.kind, bytes: ByteVec::from(self.read.bytes(entry.seq)?) });
        }
        if !items.is_empty() {
            found.push(CaseItems { case: wanted.case, items });
        }
        Ok(())
    }
}
