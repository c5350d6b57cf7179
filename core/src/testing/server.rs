//! A server in memory: one log, one tenant, every device sees every case.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use minicbor::{Decode, Encode};

use doorstep_domain::case::seal_snapshot;
use doorstep_domain::cbor;
use doorstep_domain::certificate::{Certificate, ED25519, Signer};
use doorstep_domain::control::{Control, Order};
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::Fact;
use doorstep_domain::id::{CaseId, DeviceId, Hash, TenantId, hex};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::receipt::{Level, Receipt, Seal, items_digest};
use doorstep_domain::ruling::{Ruling, Verdict};
use doorstep_domain::scan;
use doorstep_domain::sync::{
    Ack, CaseItems, EnrolRequest, EnrolResponse, EnrolmentClaim, Item, ItemKind, Nack, NackCode, SyncRequest,
    SyncResponse, TokenRequest, TokenResponse,
};

use crate::host::{HttpTransport, Method, Request, Response, TransportError};

use super::pack_file;

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
    faults: VecDeque<Fault>,
    refuse: BTreeMap<Hash, NackCode>,
    requests: Vec<String>,
    devices: Vec<DeviceId>,
    page_items: usize,
    withhold_receipts: bool,
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
        let root = PrivateKey::from_seed(&[9; 32]);
        let key = PrivateKey::from_seed(&[8; 32]);
        let certificate = certificate(&root, &key, DeviceId([0; 16]), "office", "office");
        let office = Signer::new(certificate, key).unwrap();
        let log = Log {
            epoch: 1,
            entries: Vec::new(),
            tokens: BTreeMap::new(),
            blobs: BTreeMap::new(),
            faults: VecDeque::new(),
            refuse: BTreeMap::new(),
            requests: Vec::new(),
            devices: Vec::new(),
            page_items: usize::MAX,
            withhold_receipts: false,
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
    pub(crate) fn requests(&self) -> Vec<String> {
        self.with(|log| std::mem::take(&mut log.requests))
    }

    /// Puts an entry into the log as if another device had made it.
    pub(crate) fn append(&self, case: CaseId, item: Item) {
        self.with(|log| log.entries.push((Some(case), item)));
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

    pub(crate) fn has_blob(&self, hash: &[u8; 32]) -> bool {
        self.with(|log| log.blobs.keys().any(|path| path.ends_with(&hex(hash))))
    }

    fn answer(&self, request: &Request) -> Response {
        let path = request.url.strip_prefix("http://test").unwrap();
        let first: Vec<&str> = path.splitn(4, '/').take(3).collect();
        self.with(|log| log.requests.push(format!("{} {}", request.method.name(), first.join("/"))));
        match (request.method, path) {
            (Method::Post, "/v1/enrol") => self.enrol(&read(request)),
            (Method::Post, "/v1/token") => self.renew(&read(request)),
            _ => {
                let token = request.headers.iter().find(|(name, _)| name == "authorization");
                let token = token.and_then(|(_, value)| value.strip_prefix("Bearer ")).unwrap_or_default();
                match self.with(|log| log.tokens.get(token).copied()) {
                    None => Response { status: 401, ..Response::default() },
                    Some(device) => self.serve(request, path, device),
                }
            }
        }
    }

    fn serve(&self, request: &Request, path: &str, device: DeviceId) -> Response {
        let named = |status, body: Vec<u8>| Response {
            status,
            headers: vec![("ETag".to_owned(), format!("\"{}\"", &path[path.len() - 64..]))],
            body,
        };
        match (request.method, path) {
            (Method::Post, "/v1/sync") => reply(&self.with(|log| self.sync(log, &read(request), device))),
            (Method::Get, path) if path.starts_with("/v1/packs/") => {
                let (id, file) = pack_file();
                assert!(path.ends_with(&hex(&id.0)));
                let headers = vec![("Content-Encoding".to_owned(), "zstd".to_owned())];
                Response { status: 200, headers, body: zstd::bulk::compress(&file, 3).unwrap() }
            }
            (Method::Put, path) => {
                let case: [u8; 16] = doorstep_domain::id::parse_hex(&path[10..42]).unwrap();
                let stored = Item::new(ItemKind::BlobStored, read_hash(path).to_vec());
                self.with(|log| {
                    log.blobs.insert(path.to_owned(), request.body.clone());
                    log.entries.push((Some(CaseId(case)), stored));
                });
                named(201, Vec::new())
            }
            (Method::Head | Method::Get, path) => match self.with(|log| log.blobs.get(path).cloned()) {
                Some(body) if request.method == Method::Get => named(200, body),
                Some(_) => named(200, Vec::new()),
                None => Response { status: 404, ..Response::default() },
            },
            _ => Response { status: 404, ..Response::default() },
        }
    }

    fn enrol(&self, request: &EnrolRequest) -> Response {
        let claim = Signed::<EnrolmentClaim>::open(&request.claim).unwrap();
        let claim = claim.body();
        self.with(|log| log.devices.push(claim.device));
        let role = if request.code == "lin" { "leader" } else { "technician" };
        let (tenant, user) = (TenantId::of_root_key(&self.root.public().0), request.code.clone());
        let certificate = Certificate {
            tenant,
            device: claim.device,
            name: user.to_uppercase(),
            roles: vec![role.to_owned()],
            public_key: claim.public_key,
            algorithm: ED25519,
            valid_from_ms: 0,
            valid_until_ms: i64::MAX,
            code: format!("{}7", user[..1].to_uppercase()),
            user,
        };
        reply(&EnrolResponse {
            root_key: self.root.public(),
            certificate: Signed::seal(certificate, &self.root).to_bytes().into(),
            office: self.office.certificate().to_bytes().into(),
            token: self.new_token(claim.device),
            token_until_ms: 0,
        })
    }

    fn renew(&self, request: &TokenRequest) -> Response {
        let claim = Signed::<EnrolmentClaim>::open(&request.claim).unwrap();
        claim.verify(&claim.body().public_key).unwrap();
        reply(&TokenResponse { token: self.new_token(claim.body().device), token_until_ms: 0 })
    }

    fn new_token(&self, device: DeviceId) -> String {
        self.with(|log| {
            let token = format!("token-{}-{}", log.requests.len(), log.tokens.len());
            log.tokens.insert(token.clone(), device);
            token
        })
    }

    fn sync(&self, log: &mut Log, request: &SyncRequest, device: DeviceId) -> SyncResponse {
        let (mut held, mut nacks, mut ids, mut pushed) =
            (Vec::new(), Vec::new(), Vec::new(), BTreeSet::new());
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
        };
        for (case, item) in &log.entries[cursor..end] {
            match case {
                None => answer.notices.push(item.clone()),
                Some(case) if pushed.contains(&(*case, item.hash().unwrap())) => {}
                Some(case) => answer.pull.push(CaseItems { case: *case, items: vec![item.clone()] }),
            }
        }
        if !ids.is_empty() && !log.withhold_receipts {
            answer.receipt = Some(self.receipt(log.epoch, request, device, &ids, answer.server_ms));
        }
        answer
    }

    fn receipt(&self, epoch: u64, request: &SyncRequest, device: DeviceId, ids: &[Hash], at_ms: i64) -> Seal {
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
        };
        Seal { level: Level::Durable, signature: Signed::seal(receipt, self.office.key()).signature() }
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
        let deps = scan::change(&item.bytes, &scan::Limits::CHANGE).unwrap().deps;
        let missing: Vec<String> =
            deps.iter().filter(|id| !known(&Hash(id.0))).map(|id| hex(&id.0)).collect();
        if !missing.is_empty() {
            return Err((NackCode::Need, missing.join(" ")));
        }
    }
    if !known(&hash) {
        log.entries.push((Some(case), item.clone()));
    }
    Ok(())
}

impl HttpTransport for FakeServer {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        match self.with(|log| log.faults.pop_front()) {
            None => Ok(self.answer(&request)),
            Some(Fault::Lost) => Err(TransportError::Offline),
            Some(Fault::AnswerLost) => {
                self.answer(&request);
                Err(TransportError::TimedOut)
            }
            Some(Fault::Page) => Ok(Response {
                status: 200,
                headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                body: b"<html>please sign in</html>".to_vec(),
            }),
            Some(Fault::Status(status)) => Ok(Response { status, ..Response::default() }),
        }
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
        code: String::new(),
    };
    Signed::seal(certificate, root)
}

fn read<T: for<'b> Decode<'b, ()>>(request: &Request) -> T {
    let is_compressed = request.headers.iter().any(|(name, _)| name == "content-encoding");
    let body = if is_compressed {
        zstd::stream::decode_all(request.body.as_slice()).unwrap()
    } else {
        request.body.clone()
    };
    cbor::decode(&body).unwrap()
}

fn read_hash(path: &str) -> [u8; 32] {
    doorstep_domain::id::parse_hex(&path[path.len() - 64..]).unwrap()
}

fn reply<T: Encode<()>>(value: &T) -> Response {
    let headers = vec![("Content-Type".to_owned(), "application/cbor".to_owned())];
    Response { status: 200, headers, body: cbor::encode(value) }
}
