//! What is pushed into the log and pulled from it.

use std::collections::BTreeSet;

use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::Fact;
use doorstep_domain::id::{CaseId, DeviceId, Hash, TenantId, hex};
use doorstep_domain::receipt::{Backup, Level, Receipt, Safety, Seal, items_digest};
use doorstep_domain::scan;
use doorstep_domain::sync::{Ack, CaseItems, Item, ItemKind, Nack, NackCode, SyncRequest, SyncResponse};

use super::{FakeServer, Log};

impl FakeServer {
    pub(super) fn sync(&self, log: &mut Log, request: &SyncRequest, device: DeviceId) -> SyncResponse {
        let (mut held, mut nacks, mut ids, mut pushed) =
            (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
        log.purged.extend(request.purged.iter().flatten());
        for CaseItems { case, items } in &request.push {
            let is_open = is_open(log, *case, items);
            for item in items {
                let hash = item.hash().unwrap();
                pushed.insert((*case, hash));
                let admitted = match is_open {
                    true => admit(log, *case, item, hash),
                    false => Err((NackCode::Denied, "no such case in your scope".to_owned())),
                };
                match admitted {
                    Ok(()) => ids.push(hash),
                    Err((code, detail)) => nacks.push(Nack {
                        index: u32::try_from(held.len()).unwrap(),
                        hash: doorstep_domain::digest::sha256(&item.bytes),
                        code,
                        detail,
                    }),
                }
                held.push(ids.last() == Some(&hash));
            }
        }
        let cursor = if request.epoch == log.epoch { usize::try_from(request.cursor).unwrap() } else { 0 };
        let cursor = if cursor <= log.entries.len() { cursor } else { 0 };
        let end = log.entries.len().min(cursor.saturating_add(log.page_items));
        let mut answer = SyncResponse {
            request: request.request,
            epoch: log.epoch,
            cursor: end as u64,
            ack: Ack::of(&held),
            nacks,
            pull: Vec::new(),
            notices: Vec::new(),
            more: end < log.entries.len(),
            receipt: None,
            server_ms: 1_800_000_000_000,
            wipe: log.wipe.clone().map(Into::into),
            safety: log.backed_up.map(|seq| self.safety(log.epoch, seq)),
        };
        for (case, item) in &log.entries[cursor..end] {
            match case {
                None => answer.notices.push(item.clone()),
                Some(case) if pushed.contains(&(*case, item.hash().unwrap())) => {}
                Some(case) => answer.pull.push(CaseItems { case: *case, items: vec![item.clone()] }),
            }
        }
        if !ids.is_empty() && !log.withhold_receipts {
            let seq = log.backed_up.map(|_| log.entries.len() as u64);
            answer.receipt = Some(self.receipt((log.epoch, seq), request, device, &ids, answer.server_ms));
        }
        answer
    }

    fn safety(&self, epoch: u64, seq: u64) -> Safety {
        let tenant = TenantId::of_root_key(&self.root.public().0);
        let backup = Backup { tenant, epoch, seq, at_ms: 0, certificate: self.office.id() };
        let signature = Signed::seal(backup, self.office.key()).signature();
        Safety { level: Level::BackedUp, safe_seq: seq, at_ms: 0, signature }
    }

    fn receipt(
        &self,
        (epoch, seq): (u64, Option<u64>),
        request: &SyncRequest,
        device: DeviceId,
        ids: &[Hash],
        at_ms: i64,
    ) -> Seal {
        let receipt = Receipt {
            tenant: TenantId::of_root_key(&self.root.public().0),
            epoch,
            device,
            request: request.request,
            level: Level::Durable,
            items: items_digest(ids),
            count: u32::try_from(ids.len()).unwrap(),
            at_ms,
            certificate: self.office.id(),
            seq,
        };
        Seal { level: Level::Durable, signature: Signed::seal(receipt, self.office.key()).signature(), seq }
    }
}

/// A case begins with its first change, in whatever place of the request.
fn is_open(log: &mut Log, case: CaseId, items: &[Item]) -> bool {
    let begins =
        |item: &Item| matches!(ItemKind::from_code(item.kind), Some(ItemKind::Change | ItemKind::Snapshot));
    if log.entries.iter().any(|(of, item)| *of == Some(case) && begins(item)) {
        return true;
    }
    let genesis = items.iter().find(|item| CaseId::of_genesis(&item.bytes) == case);
    log.entries.extend(genesis.map(|genesis| (Some(case), genesis.clone())));
    genesis.is_some()
}

fn admit(log: &mut Log, case: CaseId, item: &Item, hash: Hash) -> Result<(), (NackCode, String)> {
    if let Some(code) = log.refuse.get(&hash) {
        return Err((*code, "made up".to_owned()));
    }
    let known =
        |hash: &Hash| log.entries.iter().any(|(of, item)| *of == Some(case) && item.hash() == Ok(*hash));
    if item.kind == ItemKind::Fact.code() {
        let after = Fact::open(&item.bytes).unwrap().body().after.clone();
        let missing: Vec<String> =
            after.iter().filter(|id| !known(&Hash(id.0))).map(|id| hex(&id.0)).collect();
        if !missing.is_empty() {
            return Err((NackCode::Need, missing.join(" ")));
        }
    }
    let is_whole =
        log.entries.iter().any(|(of, item)| *of == Some(case) && item.kind == ItemKind::Snapshot.code());
    if item.kind == ItemKind::Change.code() && !is_whole {
        let change = scan::change(&item.bytes, &scan::Limits::CHANGE).unwrap();
        if log.entries.iter().any(|(of, held)| *of == Some(case) && is_fork(held, &change)) {
            return Err((NackCode::ActorFork, "another change of this actor has this number".to_owned()));
        }
        let missing: Vec<String> =
            change.deps.iter().filter(|id| !known(&Hash(id.0))).map(|id| hex(&id.0)).collect();
        if !missing.is_empty() {
            return Err((NackCode::Need, missing.join(" ")));
        }
    }
    if !known(&hash) {
        log.entries.push((Some(case), item.clone()));
    }
    Ok(())
}

/// Whether another change has the same actor and number.
fn is_fork(held: &Item, change: &scan::ScannedChange) -> bool {
    held.kind == ItemKind::Change.code()
        && scan::change(&held.bytes, &scan::Limits::CHANGE)
            .is_ok_and(|held| (held.actor, held.seq) == (change.actor, change.seq) && held.id != change.id)
}
