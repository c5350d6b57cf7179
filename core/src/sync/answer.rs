//! What a server's answer says about each thing that was sent.

use doorstep_domain::certificate::Certificate;
use doorstep_domain::digest::sha256;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, DeviceId, Hash, RequestId, parse_hex};
use doorstep_domain::receipt::{Level, Receipt, SignedReceipt, items_digest};
use doorstep_domain::sync::{CaseItems, Item, Nack, NackCode, Purged, SyncResponse};

/// One item as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentItem {
    /// Its row in the store.
    pub(crate) row: i64,
    /// Its case.
    pub(crate) case: CaseId,
    /// Its hash.
    pub(crate) hash: Hash,
    /// SHA-256 of its bytes, by which a refusal names it.
    pub(crate) bytes_hash: Hash,
}

impl Sent {
    /// A request that carries nothing.
    pub(crate) const fn empty(request: RequestId) -> Self {
        Self { request, items: Vec::new(), purged: Vec::new(), presented: Vec::new() }
    }
}

impl SentItem {
    pub(crate) fn of(row: i64, case: CaseId, hash: Hash, item: &Item) -> Self {
        Self { row, case, hash, bytes_hash: sha256(&item.bytes) }
    }
}

/// A request as it was sent: answers are positional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) request: RequestId,
    pub(crate) items: Vec<SentItem>,
    /// What it said about erased cases.
    pub(crate) purged: Vec<Purged>,
    /// The cases of which it presented the order that holds.
    pub(crate) presented: Vec<CaseId>,
}

/// What became of one sent item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The server durably holds it.
    Held,
    /// Refused; it is kept and shown.
    Refused {
        /// Why.
        code: NackCode,
        /// More about it.
        detail: String,
    },
    /// Something that it builds on must be sent first.
    Needs {
        /// Their hashes.
        missing: Vec<Hash>,
        /// As the server wrote it.
        detail: String,
    },
    /// Nothing was said about it; it goes again.
    Unanswered,
}

/// A checked answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) epoch: u64,
    pub(crate) cursor: u64,
    pub(crate) verdicts: Vec<(SentItem, Verdict)>,
    /// What the office now knows about erased cases.
    pub(crate) purged: Vec<Purged>,
    /// The cases of which the office was presented its order.
    pub(crate) presented: Vec<CaseId>,
    /// Covers the held items, if it is good.
    pub(crate) receipt: Option<SignedReceipt>,
    pub(crate) pull: Vec<CaseItems>,
    pub(crate) notices: Vec<Item>,
    pub(crate) more: bool,
    pub(crate) server_ms: i64,
    /// What the company asks of receipts, and the number up to which its backups hold the log of this epoch, if that is
    /// signed.
    pub(crate) safety: (Level, Option<u64>),
    /// The order to wipe this device, unchecked.
    pub(crate) wipe: Option<Vec<u8>>,
}

/// Reads an answer to a request; `None` if it is not one to this request.
pub(crate) fn read(
    sent: &Sent,
    response: SyncResponse,
    device: DeviceId,
    office: &Signed<Certificate>,
) -> Option<Answer> {
    let count = usize::try_from(response.ack.count).ok()?;
    if response.request != sent.request || count != sent.items.len() {
        return None;
    }
    let verdicts: Vec<(SentItem, Verdict)> = sent
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| (item.clone(), verdict(index, item, &response)))
        .collect();
    let receipt = receipt_of(sent, &verdicts, device, &response, office);
    let safety = safety_of(&response, office);
    Some(Answer {
        safety,
        epoch: response.epoch,
        cursor: response.cursor,
        verdicts,
        purged: sent.purged.clone(),
        presented: sent.presented.clone(),
        receipt,
        pull: response.pull,
        notices: response.notices,
        more: response.more,
        server_ms: response.server_ms,
        wipe: response.wipe.map(Vec::from),
    })
}

/// What the company asks of receipts. What is not signed raises nothing.
fn safety_of(response: &SyncResponse, office: &Signed<Certificate>) -> (Level, Option<u64>) {
    let Some(safety) = &response.safety else { return (Level::Durable, None) };
    let backup = safety.backup(office.body().tenant, response.epoch, office.id());
    let holds = backup.verify(&office.body().public_key).is_ok();
    (safety.level, holds.then_some(safety.safe_seq))
}

fn verdict(index: usize, item: &SentItem, response: &SyncResponse) -> Verdict {
    let names = |nack: &&Nack| usize::try_from(nack.index) == Ok(index) && nack.hash == item.bytes_hash;
    match response.nacks.iter().find(names) {
        Some(nack) if nack.code == NackCode::Need => {
            let missing = nack.detail.split_whitespace().filter_map(parse_hex).map(Hash).collect();
            Verdict::Needs { missing, detail: nack.detail.clone() }
        }
        Some(nack) => Verdict::Refused { code: nack.code, detail: nack.detail.clone() },
        None if response.ack.holds(index) => Verdict::Held,
        None => Verdict::Unanswered,
    }
}

/// The office's signed word about exactly the held items of this request. What both sides know did not travel.
fn receipt_of(
    sent: &Sent,
    verdicts: &[(SentItem, Verdict)],
    device: DeviceId,
    response: &SyncResponse,
    office: &Signed<Certificate>,
) -> Option<SignedReceipt> {
    let seal = response.receipt.as_ref()?;
    let held = verdicts.iter().filter(|(_, verdict)| *verdict == Verdict::Held);
    let held: Vec<&Hash> = held.map(|(item, _)| &item.hash).collect();
    let receipt = Receipt {
        tenant: office.body().tenant,
        epoch: response.epoch,
        device,
        request: sent.request,
        level: seal.level,
        count: u32::try_from(held.len()).ok()?,
        items: items_digest(held),
        at_ms: response.server_ms,
        certificate: office.id(),
        seq: seal.seq,
    };
    let receipt = Signed::join(receipt, seal.signature);
    if receipt.verify(&office.body().public_key).is_err() {
        tracing::warn!("a receipt does not fit its request; its items stay on this device");
        return None;
    }
    Some(receipt)
}
