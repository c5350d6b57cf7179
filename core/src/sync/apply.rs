//! Stores an answer: one transaction for all that it says.

use std::collections::BTreeSet;

use rusqlite::Transaction;

use doorstep_domain::certificate::Certificate;
use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{BlobId, CaseId, Hash};
use doorstep_domain::sync::{Item, ItemKind, NackCode};
use doorstep_domain::time::TimeEvidence;

use super::answer::{Answer, SentItem, Verdict};
use crate::store::access::{self, Access, Taken};
use crate::store::blobs;
use crate::store::items::{self, Origin, State};
use crate::store::progress::{self, Progress};
use crate::store::stubs::ErasedBy;
use crate::store::{StoreError, cases, fonts, held, inbox, orders, outbox, packs, purged, receipts};

/// What storing an answer did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) acked: u32,
    pub(crate) refused: u32,
    pub(crate) pulled: u32,
    /// Items that an ancestor of theirs was put into the outbox for.
    pub(crate) requeued: u32,
    /// The office asked for what it had acknowledged: it went back to a backup.
    pub(crate) starts_over: bool,
    /// Cases that were erased: their files go after the commit.
    pub(crate) erased: Vec<CaseId>,
    /// Cases that were erased and had work that never reached the office: they are hidden and stay.
    pub(crate) rescued: Vec<CaseId>,
}

/// Stores an answer. Nothing is applied yet.
pub(crate) fn store(
    tx: &Transaction<'_>,
    answer: &Answer,
    office: &Signed<Certificate>,
    needed_before: &mut BTreeSet<i64>,
    now: &TimeEvidence,
) -> Result<Stored, StoreError> {
    let before = progress::get(tx)?;
    let is_new_log = before.epoch != 0 && before.epoch != answer.epoch;
    if is_new_log {
        tracing::warn!(was = before.epoch, now = answer.epoch, "the server's log began anew");
        begin_anew(tx)?;
    }
    let mut stored = Stored::default();
    if answer.verdicts.iter().any(|(_, verdict)| *verdict == Verdict::Held) {
        needed_before.clear();
    }
    purged::reported(tx, &answer.purged)?;
    orders::presented(tx, &answer.presented)?;
    let held = answer.verdicts.iter().filter(|(_, verdict)| *verdict == Verdict::Held);
    let held = held.map(|(item, _)| &item.hash);
    let receipt = answer.receipt.as_ref().map(|receipt| receipts::insert(tx, receipt, held)).transpose()?;
    for (item, verdict) in &answer.verdicts {
        settle(tx, item, verdict, answer.epoch, receipt, needed_before, &mut stored)?;
    }
    receipts::set_safety(tx, answer.epoch, answer.safety)?;
    let office = Office { certificate: office, epoch: answer.epoch };
    for group in &answer.pull {
        for item in &group.items {
            office.take(tx, group.case, item, Origin::Server, &mut stored)?;
        }
        // Something that was missing may be here now, and what the office sends of a case is in scope.
        for code in [NackCode::Need, NackCode::Denied] {
            outbox::retry_case(tx, group.case, code.name())?;
        }
    }
    for item in &answer.notices {
        office.take_notice(tx, item)?;
    }
    let after = Progress {
        epoch: answer.epoch,
        cursor: answer.cursor,
        must_refill: before.must_refill || is_new_log,
        synced_at_ms: Some(now.wall_ms),
        server_ms: Some(answer.server_ms),
    };
    progress::set(tx, &after)?;
    progress::set_clocks(tx, now)?;
    held::begin(tx)?;
    if !is_new_log && answer.cursor < before.cursor {
        // A log that was brought back from a backup, and nobody said so.
        held::set_due(tx)?;
    }
    if stored.starts_over {
        start_over(tx)?;
    }
    Ok(stored)
}

/// Forgets what a log that is no more had: files that it stored, and how it counted its orders. Those that hold are
/// presented to the new one.
fn begin_anew(tx: &Transaction<'_>) -> Result<(), StoreError> {
    blobs::send_all_again(tx)?;
    orders::present_all(tx)
}

/// The log is not the one that it was, although it says so: a server that went back to a backup, and nobody declared it.
/// It is pulled from its beginning, and gets whatever it turns out to lack.
pub(crate) fn start_over(tx: &Transaction<'_>) -> Result<(), StoreError> {
    begin_anew(tx)?;
    held::forget(tx)?;
    let before = progress::get(tx)?;
    progress::set(tx, &Progress { cursor: 0, must_refill: true, ..before })
}

/// Moves the cursor alone, which loses what the answer brings if the device stops here: see
/// [`crate::trial::Bug::CursorBeforeStore`].
pub(crate) fn move_cursor(tx: &Transaction<'_>, answer: &Answer) -> Result<(), StoreError> {
    let before = progress::get(tx)?;
    progress::set(tx, &Progress { epoch: answer.epoch, cursor: answer.cursor, ..before })
}

fn settle(
    tx: &Transaction<'_>,
    item: &SentItem,
    verdict: &Verdict,
    epoch: u64,
    receipt: Option<i64>,
    needed_before: &mut BTreeSet<i64>,
    stored: &mut Stored,
) -> Result<(), StoreError> {
    match verdict {
        Verdict::Unanswered => {}
        Verdict::Held => {
            outbox::remove(tx, item.row)?;
            items::set_held(tx, item.row, epoch)?;
            if let Some(receipt) = receipt {
                items::set_receipt(tx, item.row, receipt)?;
            }
            stored.acked += 1;
        }
        Verdict::Refused { code, detail } => {
            if *code == NackCode::Denied && held::is_any_held(tx, item.case, epoch)? {
                // It had it once.
                held::set_due(tx)?;
            }
            outbox::refuse(tx, item.row, code.name(), detail)?;
            stored.refused += 1;
        }
        Verdict::Needs { missing, detail } => {
            let found = found_here(tx, item, missing, epoch, stored)?;
            // They are here: the server lost them, or they follow in a later request. Twice without progress is
            // a refusal, or this would not end.
            let is_hopeful = !found.is_empty() || stored.starts_over;
            if !is_hopeful || !needed_before.insert(item.row) {
                outbox::refuse(tx, item.row, NackCode::Need.name(), detail)?;
                stored.refused += 1;
                return Ok(());
            }
            for row in found {
                outbox::add(tx, row, item.case, false, outbox::Reason::Refill)?;
                outbox::retry_needed(tx, row)?;
            }
            stored.requeued += 1;
        }
    }
    Ok(())
}

/// The rows of what an item builds on, the server misses, and this device has. What the server itself had acknowledged is
/// not among them: a log that lost it went back to a backup without a word, and lacks more than it asks for. A comparison
/// would not show it if the case is no longer in this device's scope.
fn found_here(
    tx: &Transaction<'_>,
    item: &SentItem,
    missing: &[Hash],
    epoch: u64,
    stored: &mut Stored,
) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for hash in missing {
        let row = items::find_unless_held(tx, item.case, *hash, epoch)?;
        stored.starts_over |= row.is_none() && items::is_held(tx, item.case, *hash, epoch)?;
        found.extend(row);
    }
    Ok(found)
}

/// Takes foreign items in, by what the office vouches for.
pub(crate) struct Office<'a> {
    /// Its certificate.
    pub(crate) certificate: &'a Signed<Certificate>,
    /// Incarnation of the log that items from the server are held in.
    pub(crate) epoch: u64,
}

impl Office<'_> {
    /// Stores one item of a case, unread. Returns its row, or `None` if it was here before or is no item.
    pub(crate) fn take(
        &self,
        tx: &Transaction<'_>,
        case: CaseId,
        item: &Item,
        origin: Origin,
        stored: &mut Stored,
    ) -> Result<Option<i64>, StoreError> {
        let Some(kind) = ItemKind::from_code(item.kind) else {
            inbox::keep(tx, Some(case), item, inbox::UNKNOWN_KIND)?;
            return Ok(None);
        };
        if kind == ItemKind::Control {
            self.take_control(tx, Some(case), item, stored)?;
            return Ok(None);
        }
        let Ok(hash) = item.hash() else {
            inbox::keep(tx, Some(case), item, "malformed")?;
            return Ok(None);
        };
        match kind {
            ItemKind::BlobStored => {
                if !cases::is_erased(tx, case)? {
                    blobs::stored(tx, case, BlobId(hash.0))?;
                }
                return Ok(None);
            }
            _ if cases::is_erased(tx, case)? => return Ok(None),
            _ => {}
        }
        let state = if kind == ItemKind::SmallBlob { State::Applied } else { State::Unread };
        let inserted = items::insert(tx, case, item, hash, origin, &state)?;
        if origin == Origin::Server {
            match inserted {
                Some(row) => items::set_held(tx, row, self.epoch)?,
                None => items::set_held_again(tx, case, hash, self.epoch)?,
            }
        }
        stored.pulled += u32::from(inserted.is_some());
        Ok(inserted)
    }

    /// Takes an item that belongs to no case.
    pub(crate) fn take_notice(&self, tx: &Transaction<'_>, item: &Item) -> Result<(), StoreError> {
        if ItemKind::from_code(item.kind) == Some(ItemKind::Control) {
            return self.take_control(tx, None, item, &mut Stored::default());
        }
        inbox::keep(tx, None, item, inbox::UNKNOWN_KIND)
    }

    /// Obeys an order of the office.
    fn take_control(
        &self,
        tx: &Transaction<'_>,
        case: Option<CaseId>,
        item: &Item,
        stored: &mut Stored,
    ) -> Result<(), StoreError> {
        let Ok(control) = SignedControl::open(&item.bytes) else {
            return inbox::keep(tx, case, item, inbox::UNKNOWN_ORDER);
        };
        let body = control.body();
        let is_from_office = body.certificate == self.certificate.id()
            && body.tenant == self.certificate.body().tenant
            && control.verify(&self.certificate.body().public_key).is_ok();
        if !is_from_office || body.case != case {
            tracing::warn!("an order is not signed by the office, or names another case");
            return inbox::keep(tx, case, item, "not from the office");
        }
        let access = match (&body.order, case) {
            (Order::Publish { pack, name, version, size_bytes }, _) => {
                return packs::published(tx, *pack, name, *version, *size_bytes);
            }
            (Order::PublishFont { font, size_bytes }, _) => return fonts::published(tx, *font, *size_bytes),
            (Order::Grant, Some(case)) => (case, Access::Granted),
            (Order::Revoke, Some(case)) => (case, Access::Revoked),
            (Order::Erase | Order::Purge { .. }, Some(case)) => (case, Access::Erased),
            // It comes by another way: see `crate::wipe`.
            (Order::Wipe { .. }, _) => return inbox::keep(tx, case, item, "an order to wipe in the log"),
            (_, None) => return inbox::keep(tx, case, item, "an order without a case"),
        };
        let (case, access) = access;
        match access::order(tx, case, access, body.round)? {
            Taken::InForce => orders::keep(tx, case, &item.bytes)?,
            // A server that was brought back from a backup asks again, or does not know it.
            Taken::Erased if access == Access::Erased => return purged::note(tx, case),
            Taken::Erased => return orders::present(tx, case),
            Taken::Older => return held::set_due(tx),
        }
        match access {
            Access::Erased => {
                let by = ErasedBy::of(&body.order);
                let is_rescued = access::erase(tx, case, by.as_ref(), body.at_ms)?;
                purged::note(tx, case)?;
                if is_rescued { &mut stored.rescued } else { &mut stored.erased }.push(case);
            }
            // What had been denied before it was given is not denied now.
            Access::Granted => outbox::forgive(tx, Some(case))?,
            Access::Revoked => {}
        }
        Ok(())
    }
}
