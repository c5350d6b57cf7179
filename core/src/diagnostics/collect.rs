//! Reads a store and tells it without the customer.

use std::collections::HashMap;

use rusqlite::Connection;

use doorstep_domain::document::CaseDocument;
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{Hash, PackId};
use doorstep_domain::jobfile::order;
use doorstep_domain::pack::{Pack, RULES_VERSION};
use doorstep_domain::redact::{Redactor, Vocabulary};
use doorstep_domain::sync::{Item, ItemKind};

use super::file::{Bundle, CaseOf, Enrolled, From, InOutbox, ItemOf, ReadSoFar, Stands, Why};
use crate::core::Shared;
use crate::error::Error;
use crate::store::bundled::{self, BundledCase, BundledItem, BundledOutbox};
use crate::store::enrolment::{self, Enrolment};
use crate::store::{Store, StoreError, packs, progress, snapshots};

/// How much is taken along, in bytes of items: a bundle is sent by people.
const MOST_BYTES: u64 = 24 * 1024 * 1024;

/// Lines of the log that are taken along, and the longest of them in letters.
const MOST_LINES: usize = 500;
const LONGEST_LINE: usize = 1_000;

/// The versions of everything that decides what a case folds to.
pub(super) fn engine() -> String {
    format!("doorstep {}, fold {FOLD_VERSION}, rules {RULES_VERSION}", env!("CARGO_PKG_VERSION"))
}

/// A case with what is stored of it.
struct Read {
    case: BundledCase,
    items: Vec<BundledItem>,
}

/// The bundle of a store; what its cases fold to is not in it yet.
pub(super) fn collect(shared: &Shared, store: &Store, log: &[String]) -> Result<Bundle, Error> {
    let secret = shared.host.random()?;
    let made = shared.host.clock.now()?;
    let told = crate::inspect(store.dir())?;
    store.read(|connection| {
        let enrolled = enrolment::get(connection)?;
        let (read, left_out) = match &enrolled {
            Some(_) => read_cases(connection)?,
            None => (Vec::new(), 0),
        };
        let (vocabulary, packs) = vocabulary(connection)?;
        let company = enrolled.as_ref().map(|enrolled| enrolled.root_key);
        let mut redactor =
            Redactor::new(secret, vocabulary, company.unwrap_or(doorstep_domain::key::PublicKey([0; 32])));
        let enrolment = enrolled.map(|enrolled| enrolled_as(&enrolled, &mut redactor));
        let cases = redact(read, &mut redactor);
        Ok(Bundle {
            engine: engine(),
            made,
            language: shared.language.0.clone(),
            machine: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            enrolment,
            progress: read_so_far(connection)?,
            cases,
            left_out,
            packs: packs.into_iter().map(Into::into).collect(),
            store: serde_json::to_string(&told).unwrap_or_default(),
            log: lines(log, &redactor),
            states: Vec::new(),
        })
    })
}

fn lines(log: &[String], redactor: &Redactor) -> Vec<String> {
    let newest = log.iter().skip(log.len().saturating_sub(MOST_LINES));
    newest.map(|line| redactor.line(line).chars().take(LONGEST_LINE).collect()).collect()
}

fn read_so_far(connection: &Connection) -> Result<ReadSoFar, StoreError> {
    let progress::Progress { epoch, cursor, must_refill, synced_at_ms, server_ms } =
        progress::get(connection)?;
    Ok(ReadSoFar { epoch, cursor, must_refill, synced_at_ms, server_ms })
}

fn enrolled_as(enrolled: &Enrolment, redactor: &mut Redactor) -> Enrolled {
    Enrolled {
        root_key: redactor.root_key(),
        certificate: redactor.certificate(&enrolled.certificate).to_bytes().into(),
        office: redactor.certificate(&enrolled.office).to_bytes().into(),
        seed: redactor.seed_of(&enrolled.certificate.body().public_key),
        is_signed_out: enrolled.is_signed_out,
    }
}

/// The words of all packs that are here, and their files.
fn vocabulary(connection: &Connection) -> Result<(Vocabulary, Vec<Vec<u8>>), StoreError> {
    let (mut vocabulary, mut files) = (Vocabulary::default(), Vec::new());
    for summary in packs::list(connection)? {
        let Some(bytes) = packs::bytes(connection, summary.id)? else { continue };
        // One that this version cannot read has no words here, and its cases no checklist.
        if let Ok((id, pack)) = Pack::open(&bytes) {
            vocabulary.learn(PackId(id.0), &pack);
            files.push(bytes);
        }
    }
    Ok((vocabulary, files))
}

fn read_cases(connection: &Connection) -> Result<(Vec<Read>, u32), StoreError> {
    let (mut read, mut left_out, mut size_bytes) = (Vec::new(), 0, 0);
    for case in bundled::cases(connection)? {
        if !read.is_empty() && size_bytes + case.size_bytes > MOST_BYTES {
            left_out += 1;
            continue;
        }
        size_bytes += case.size_bytes;
        let mut items = bundled::items(connection, case.id)?;
        let only_in_snapshot =
            snapshots::get(connection, case.id)?.map(|snapshot| in_snapshot(&snapshot, &items));
        items.splice(..0, only_in_snapshot.unwrap_or_default());
        read.push(Read { case, items });
    }
    Ok((read, left_out))
}

/// Changes that are here only inside the snapshot of the document.
fn in_snapshot(snapshot: &[u8], items: &[BundledItem]) -> Vec<BundledItem> {
    let is_change = |known: &&BundledItem| known.item.kind == ItemKind::Change.code();
    let known: Vec<Hash> = items.iter().filter(is_change).map(|known| known.hash).collect();
    let changes = CaseDocument::load(snapshot).map(|document| document.changes_since(&[]));
    let changes = changes.unwrap_or_default().into_iter().map(|change| BundledItem {
        hash: Hash(change.id.0),
        item: Item::new(ItemKind::Change, change.bytes),
        origin: "server".to_owned(),
        state: "applied".to_owned(),
        refused: None,
        is_held: true,
        outbox: None,
    });
    changes.filter(|change| !known.contains(&change.hash)).collect()
}

/// First everything that names a case or is named by facts, of all cases; then what is signed.
fn redact(read: Vec<Read>, redactor: &mut Redactor) -> Vec<CaseOf> {
    let mut begun = Vec::new();
    for Read { case, items } in read {
        let ordered = order::of_items(items.iter().map(|stored| stored.item.clone()).collect());
        let rewritten = redactor.begin(case.id, &ordered);
        begun.push((case, items, ordered, rewritten));
    }
    let finish =
        |(case, items, ordered, mut rewritten): (BundledCase, Vec<BundledItem>, Vec<Item>, Vec<_>)| {
            redactor.finish(case.id, &ordered, &mut rewritten);
            let written: HashMap<(u8, Vec<u8>), Option<Item>> =
                ordered.into_iter().map(|item| (item.kind, Vec::from(item.bytes))).zip(rewritten).collect();
            let items = items.iter().filter_map(|stored| {
                let key = (stored.item.kind, stored.item.bytes.to_vec());
                item_of(stored, written.get(&key).cloned().flatten(), redactor)
            });
            CaseOf {
                case: redactor.case(case.id),
                items: items.collect(),
                stuck: case.stuck.map(|why| redactor.line(&why)),
            }
        };
    begun.into_iter().map(finish).collect()
}

fn item_of(stored: &BundledItem, rewritten: Option<Item>, redactor: &Redactor) -> Option<ItemOf> {
    let in_outbox = |row: &BundledOutbox| {
        Some(InOutbox {
            is_urgent: row.is_urgent,
            reason: Why::of(&row.reason)?,
            code: row.code.clone(),
            detail: row.detail.as_deref().map(|detail| redactor.line(detail)),
        })
    };
    Some(ItemOf {
        kind: stored.item.kind,
        bytes: rewritten.map(|item| item.bytes),
        size_bytes: u32::try_from(stored.item.bytes.len()).unwrap_or(u32::MAX),
        origin: From::of(&stored.origin)?,
        state: Stands::of(&stored.state)?,
        refused: stored.refused.as_deref().map(|why| redactor.line(why)),
        is_held: stored.is_held,
        outbox: stored.outbox.as_ref().and_then(in_outbox),
    })
}
