//! `POST /v1/sync`: push and pull in one round trip.

use std::collections::HashSet;
use std::sync::Arc;

use doorstep_domain::control::Control;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::receipt::{Backup, Level, Receipt, Safety, Seal, items_digest};
use doorstep_domain::sync::{
    Ack, CaseItems, MAX_RESPONSE_BYTES, Nack, PROTOCOL, Purged, Served, SyncRequest, SyncResponse, served,
};

use minicbor::bytes::ByteVec;

use crate::backup::{self, Reach};
use crate::ingest::{self, Push, REQUEST_ITEMS_MAX, Verdict};
use crate::node::Node;
use crate::pull::{self, Wanted};
use crate::reply::Problem;
use crate::store::{Device, PurgedRow};
use crate::trial::{self, Bug, Moment};
use crate::wipe;

/// A device that asks for less gets this much nevertheless, in bytes.
const WANT_BYTES_MIN: u64 = 4 * 1024;

/// What became of the pushed items.
struct Pushed {
    verdicts: Vec<Verdict>,
    /// The items held, by case.
    held: HashSet<(CaseId, Hash)>,
    /// The SHA-256 of every item's bytes as they were sent: the name in a negative acknowledgement.
    sent: Vec<Hash>,
}

pub(crate) fn sync(node: &Node, device: &Device, request: SyncRequest) -> Result<SyncResponse, Problem> {
    check_protocol(request.hello.protocol)?;
    note_purged(node, device, request.purged.unwrap_or_default())?;
    let streams = ingest::streams_of(device);
    let orders = orders(node, request.orders.unwrap_or_default())?;
    let pushed = push(node, device, streams.clone(), (request.push, orders))?;
    let budget = u64::from(request.want_bytes).clamp(WANT_BYTES_MIN, MAX_RESPONSE_BYTES as u64);
    let (head, mut pulled, reach) = node.read(|read| {
        let head = read.head()?;
        if request.epoch == head.epoch && request.cursor > head.seq {
            tracing::error!(
                "a device has seen more than this log holds: restored from a backup, not declared"
            );
        }
        // A cursor of another log says nothing about this one: begin again. What the device holds is not
        // in danger, and what it gets twice it recognises.
        let is_ours = request.epoch == head.epoch && request.cursor <= head.seq;
        let cursor = if is_ours { request.cursor } else { 0 };
        let wanted = Wanted { streams: &streams, cursor, budget_bytes: budget, pushed: &pushed.held };
        Ok((head, pull::pull(read, &wanted)?, backup::asked(read)?))
    })?;
    trial::without_own(device.device, &pushed.held, &mut pulled.cases);
    trial::moment(&node.dir, Moment::Answering)?;
    if trial::is_on(Bug::CursorAheadOfItems) && !pulled.more {
        pulled.cursor = node.read(|read| read.head())?.seq;
    }
    let hashes: Vec<Hash> =
        pushed.verdicts.iter().filter_map(|verdict| verdict.as_ref().ok().copied()).collect();
    let server_ms = node.now_ms();
    // What this request brought was committed before the head was read.
    let seq = reach.map(|_| head.seq);
    let receipt = (!hashes.is_empty()).then(|| {
        node.keys.seal(Receipt {
            tenant: node.keys.tenant(),
            epoch: head.epoch,
            device: device.device,
            request: request.request,
            level: Level::Durable,
            items: items_digest(&hashes),
            count: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
            at_ms: server_ms,
            certificate: node.keys.office().id(),
            seq,
        })
    });
    let held: Vec<bool> = pushed.verdicts.iter().map(Verdict::is_ok).collect();
    Ok(SyncResponse {
        request: request.request,
        epoch: head.epoch,
        cursor: pulled.cursor,
        ack: Ack::of(&held),
        nacks: nacks(&pushed),
        pull: pulled.cases,
        notices: pulled.notices,
        more: pulled.more,
        receipt: receipt.map(|receipt| Seal { level: Level::Durable, signature: receipt.signature(), seq }),
        server_ms,
        wipe: wipe::standing(node, device)?.map(Into::into),
        safety: reach.map(|reach| safety(node, reach)),
    })
}

/// Whether this server serves a version. The detail tells a newer device what to speak.
fn check_protocol(asked: u16) -> Result<(), Problem> {
    let status = match served(asked, PROTOCOL) {
        Served::Yes => return Ok(()),
        Served::TooOld => 426,
        Served::TooNew => 400,
    };
    Err(Problem::new(status, "protocol", PROTOCOL.to_string()))
}

/// The office's word about how far backups reach.
fn safety(node: &Node, reach: Reach) -> Safety {
    let backup = node.keys.seal(Backup {
        tenant: node.keys.tenant(),
        epoch: reach.epoch,
        seq: reach.seq,
        at_ms: reach.at_ms,
        certificate: node.keys.office().id(),
    });
    let (level, signature) = (Level::BackedUp, backup.signature());
    Safety { level, safe_seq: reach.seq, at_ms: reach.at_ms, signature }
}

/// Writes down what is left with a device of cases that were erased. What it says about others is not asked.
fn note_purged(node: &Node, device: &Device, purged: Vec<Purged>) -> Result<(), Problem> {
    if purged.len() > REQUEST_ITEMS_MAX {
        return Err(Problem::new(413, "too_large", format!("at most {REQUEST_ITEMS_MAX} items")));
    }
    if purged.is_empty() {
        return Ok(());
    }
    let (device, heard_at_ms) = (device.device, node.now_ms());
    node.writer.run(move |tx| {
        for Purged { case, left } in &purged {
            if tx.case(*case)?.is_some_and(|row| row.erased_at_ms.is_some()) {
                tx.put_purged(*case, PurgedRow { device, left: *left, heard_at_ms })?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// The orders of this office that a device presents. What was erased is erased again at once; the others are taken with
/// what is pushed.
fn orders(node: &Node, presented: Vec<ByteVec>) -> Result<Vec<Control>, Problem> {
    if presented.len() > REQUEST_ITEMS_MAX {
        return Err(Problem::new(413, "too_large", format!("at most {REQUEST_ITEMS_MAX} items")));
    }
    if presented.is_empty() {
        return Ok(Vec::new());
    }
    let orders = node.read(|read| ingest::checked(&presented, read, &node.keys))?;
    let (erasing, others): (Vec<Control>, Vec<Control>) =
        orders.into_iter().partition(|control| control.order.erases());
    for Control { case, order, .. } in erasing {
        if let Some(case) = case {
            node.keeper.erase_again(case, &order)?;
        }
    }
    Ok(others)
}

fn push(
    node: &Node,
    device: &Device,
    streams: Vec<String>,
    (groups, orders): (Vec<CaseItems>, Vec<Control>),
) -> Result<Pushed, Problem> {
    let items = groups.iter().flat_map(|group| &group.items);
    let sent: Vec<Hash> = items.map(|item| sha256(&item.bytes)).collect();
    if sent.is_empty() && orders.is_empty() {
        return Ok(Pushed { verdicts: Vec::new(), held: HashSet::new(), sent });
    }
    if sent.len() > REQUEST_ITEMS_MAX {
        return Err(Problem::new(413, "too_large", format!("at most {REQUEST_ITEMS_MAX} items")));
    }
    let root = node.keys.root();
    let items = node.read(|read| ingest::examine(groups, &root, read))?;
    let cases: Vec<CaseId> = items.iter().map(|(case, _)| *case).collect();
    let (user, now_ms) = (Some(device.user.clone()), node.now_ms());
    let push = Push { device: device.device, user, streams, items, orders, now_ms };
    let keys = Arc::clone(&node.keys);
    let verdicts = node.writer.run(move |tx| ingest::admit(tx, &push, &keys))?;
    let held = cases.into_iter().zip(&verdicts);
    let held = held.filter_map(|(case, verdict)| verdict.as_ref().ok().map(|hash| (case, *hash))).collect();
    log(device, &verdicts);
    Ok(Pushed { verdicts, held, sent })
}

fn nacks(pushed: &Pushed) -> Vec<Nack> {
    let refused = pushed.verdicts.iter().zip(&pushed.sent).enumerate();
    let nack = |(index, (verdict, hash)): (usize, (&Verdict, &Hash))| {
        let refusal = verdict.as_ref().err()?;
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        Some(Nack { index, hash: *hash, code: refusal.code, detail: refusal.detail.clone() })
    };
    refused.filter_map(nack).collect()
}

fn log(device: &Device, verdicts: &[Verdict]) {
    let refused = verdicts.iter().filter_map(|verdict| verdict.as_ref().err());
    for refusal in refused {
        tracing::info!(device = %device.device, code = refusal.code.name(), detail = refusal.detail, "refused");
    }
    tracing::debug!(device = %device.device, items = verdicts.len(), "pushed");
}
