//! A server in memory: one log, one tenant, every device sees every case.

mod http;
mod log;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use doorstep_domain::case::seal_snapshot;
use doorstep_domain::certificate::{Certificate, ED25519, SERVER_CODE, Signer};
use doorstep_domain::control::{Control, Order};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{BlobId, CaseId, DeviceId, Hash, TenantId, hex};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::ruling::{Ruling, Verdict};
use doorstep_domain::sync::{Item, ItemKind, NackCode, Purged};
use doorstep_domain::wipe::WipeReport;

use super::pack_file;
use crate::host::{HttpTransport, Request};

/// What goes wrong with the next request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It never arrives.
    Lost,
    /// It is done, and the answer is lost.
    AnswerLost,
    /// A public network answers with its page.
    Page,
    /// The server answers with this status.
    Status(u16),
}

#[derive(Debug)]
struct Log {
    epoch: u64,
    entries: Vec<(Option<CaseId>, Item)>,
    tokens: BTreeMap<String, DeviceId>,
    blobs: BTreeMap<String, Vec<u8>>,
    /// What came of files that are not whole.
    parts: BTreeMap<String, Vec<u8>>,
    font: Vec<u8>,
    faults: VecDeque<Fault>,
    /// What goes wrong with the next request that begins like this.
    fault_of: Option<(&'static str, Fault)>,
    watcher: Option<Watcher>,
    refuse: BTreeMap<Hash, NackCode>,
    requests: Vec<String>,
    purged: Vec<Purged>,
    devices: Vec<DeviceId>,
    page_items: usize,
    withhold_receipts: bool,
    /// The company waits for backups; the last one reaches so far.
    backed_up: Option<u64>,
    /// The order to wipe the device that stands.
    wipe: Option<Vec<u8>>,
    /// What devices said about being wiped.
    wipe_reports: Vec<WipeReport>,
    /// Every device is taken out.
    is_revoked: bool,
}

/// Looks at every request before it is answered.
struct Watcher(Box<dyn FnMut(&Request) + Send>);

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watcher")
    }
}

/// A server in memory.
#[derive(Debug, Clone)]
pub(crate) struct FakeServer {
    log: Arc<Mutex<Log>>,
    root: PrivateKey,
    office: Signer,
}

impl FakeServer {
    /// A server that has published the pack of these tests.
    pub(crate) fn new() -> Self {
        Self::with_office_key([8; 32])
    }

    /// The same, with another key of the office.
    pub(crate) fn with_office_key(seed: [u8; 32]) -> Self {
        let root = PrivateKey::from_seed(&[9; 32]);
        let key = PrivateKey::from_seed(&seed);
        let certificate = certificate(&root, &key, DeviceId([0; 16]), "office", "office");
        let office = Signer::new(certificate, key).unwrap();
        let log = Log {
            epoch: 1,
            entries: Vec::new(),
            tokens: BTreeMap::new(),
            blobs: BTreeMap::new(),
            parts: BTreeMap::new(),
            font: Vec::new(),
            faults: VecDeque::new(),
            fault_of: None,
            watcher: None,
            refuse: BTreeMap::new(),
            requests: Vec::new(),
            purged: Vec::new(),
            devices: Vec::new(),
            page_items: usize::MAX,
            withhold_receipts: false,
            backed_up: None,
            wipe: None,
            wipe_reports: Vec::new(),
            is_revoked: false,
        };
        let server = Self { log: Arc::new(Mutex::new(log)), root, office };
        let (pack, file) = pack_file();
        let name = "test-trade".to_owned();
        server.order(None, Order::Publish { pack, name, version: 1, size_bytes: file.len() as u64 }, 1);
        server
    }

    pub(crate) fn transport(&self) -> Arc<dyn HttpTransport> {
        Arc::new(self.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Log) -> T) -> T {
        act(&mut self.log.lock().unwrap())
    }

    pub(crate) fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.with(|log| log.faults.extend(faults));
    }

    /// The next request that begins like this gets a status.
    pub(crate) fn fail_next_of(&self, kind: &'static str, fault: Fault) {
        self.with(|log| log.fault_of = Some((kind, fault)));
    }

    /// Has every request looked at before it is answered.
    pub(crate) fn watch(&self, watcher: impl FnMut(&Request) + Send + 'static) {
        self.with(|log| log.watcher = Some(Watcher(Box::new(watcher))));
    }

    /// Forgets about faults that did not happen.
    pub(crate) fn no_more_faults(&self) {
        self.with(|log| log.faults.clear());
    }

    /// Refuses an item from now on.
    pub(crate) fn refuse(&self, hash: Hash, code: NackCode) {
        self.with(|log| log.refuse.insert(hash, code));
    }

    /// Takes everything again.
    pub(crate) fn refuse_nothing(&self) {
        self.with(|log| log.refuse.clear());
    }

    /// Sends at most so many items per answer.
    pub(crate) fn page(&self, items: usize) {
        self.with(|log| log.page_items = items);
    }

    pub(crate) fn withhold_receipts(&self) {
        self.with(|log| log.withhold_receipts = true);
    }

    pub(crate) fn expire_tokens(&self) {
        self.with(|log| log.tokens.clear());
    }

    /// Goes back to a backup that has only the first entries.
    pub(crate) fn restore(&self, entries: usize) {
        self.with(|log| {
            log.epoch += 1;
            log.entries.truncate(entries);
            log.blobs.clear();
        });
    }

    pub(crate) fn len(&self) -> usize {
        self.with(|log| log.entries.len())
    }

    /// The devices that came in, in order.
    pub(crate) fn devices(&self) -> Vec<DeviceId> {
        self.with(|log| log.devices.clone())
    }

    /// What was asked since the last call, as `METHOD /path` up to the second slash.
    /// What devices said about erased cases, in order.
    pub(crate) fn purged(&self) -> Vec<Purged> {
        self.with(|log| log.purged.clone())
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.with(|log| std::mem::take(&mut log.requests))
    }

    /// Puts an entry into the log as if another device had made it.
    pub(crate) fn append(&self, case: CaseId, item: Item) {
        self.with(|log| log.entries.push((Some(case), item)));
    }

    /// Puts an entry that belongs to no case into the log.
    pub(crate) fn notice(&self, item: Item) {
        self.with(|log| log.entries.push((None, item)));
    }

    /// Replaces the changes of a case by a snapshot that the office vouches for.
    pub(crate) fn compact(&self, case: CaseId, document: Vec<u8>) {
        let snapshot = seal_snapshot(case, document, &self.office);
        self.with(|log| {
            log.entries.retain(|(of, item)| *of != Some(case) || item.kind != ItemKind::Change.code());
            log.entries.push((Some(case), snapshot));
        });
    }

    /// Rules about an item.
    pub(crate) fn rule(&self, case: CaseId, target: Hash, verdict: Verdict, round: u32) {
        let ruling = Ruling {
            case,
            target,
            target_after: Vec::new(),
            verdict,
            reason: "test".to_owned(),
            round,
            certificate: self.office.id(),
            at_ms: 0,
            device_revoked_ms: None,
        };
        let ruling = Signed::seal(ruling, self.office.key()).to_bytes();
        self.append(case, Item::new(ItemKind::Certificate, self.office.certificate().to_bytes()));
        self.append(case, Item::new(ItemKind::Ruling, ruling));
    }

    /// Signs an order.
    pub(crate) fn order(&self, case: Option<CaseId>, order: Order, round: u32) {
        let control = Control {
            tenant: TenantId::of_root_key(&self.root.public().0),
            stream: "all".to_owned(),
            case,
            order,
            round,
            at_ms: 0,
            certificate: self.office.id(),
        };
        let bytes = Signed::seal(control, self.office.key()).to_bytes();
        self.with(|log| log.entries.push((case, Item::new(ItemKind::Control, bytes))));
    }

    /// Waits for backups from now on; the last one reaches so far.
    pub(crate) fn back_up(&self, seq: u64) {
        self.with(|log| log.backed_up = Some(seq));
    }

    /// Orders a device to let go of everything, and takes it out if told so.
    pub(crate) fn wipe(
        &self,
        device: DeviceId,
        force: bool,
        rescue_key: Option<&str>,
        round: u32,
        revokes: bool,
    ) {
        let order = Order::Wipe { device, force, rescue_key: rescue_key.map(str::to_owned) };
        self.order(None, order, round);
        self.with(|log| {
            let (_, item) = log.entries.pop().unwrap();
            log.wipe = Some(item.bytes.to_vec());
            log.is_revoked |= revokes;
            if revokes {
                log.tokens.clear();
            }
        });
    }

    /// The order that stands.
    pub(crate) fn standing_wipe(&self) -> Option<Vec<u8>> {
        self.with(|log| log.wipe.clone())
    }

    /// Hands out the order of another server.
    pub(crate) fn stand_in_wipe(&self, other: &Self) {
        let order = other.standing_wipe();
        self.with(|log| log.wipe = order);
    }

    /// What devices said about being wiped, in order.
    pub(crate) fn wipe_reports(&self) -> Vec<WipeReport> {
        self.with(|log| log.wipe_reports.clone())
    }

    /// Publishes a font under its right name, but hands out other bytes for it if told so.
    pub(crate) fn publish_font(&self, font: &[u8], served: Option<Vec<u8>>) {
        let name = BlobId::from(doorstep_domain::digest::sha256(font));
        self.with(|log| log.font = served.unwrap_or_else(|| font.to_vec()));
        self.order(None, Order::PublishFont { font: name, size_bytes: font.len() as u64 }, 1);
    }

    pub(crate) fn has_blob(&self, hash: &[u8; 32]) -> bool {
        self.with(|log| log.blobs.keys().any(|path| path.ends_with(&hex(hash))))
    }
}

fn certificate(
    root: &PrivateKey,
    key: &PrivateKey,
    device: DeviceId,
    user: &str,
    role: &str,
) -> Signed<Certificate> {
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device,
        user: user.to_owned(),
        name: user.to_owned(),
        roles: vec![role.to_owned()],
        public_key: key.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: i64::MAX,
        code: if role == "office" { SERVER_CODE.to_owned() } else { String::new() },
    };
    Signed::seal(certificate, root)
}
