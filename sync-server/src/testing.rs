//! Phones for tests: they enrol, make cases and talk to a node in process.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Author, Automerge, ROOT};
use doorstep_domain::cbor;
use doorstep_domain::certificate::{Certificate, Signer};
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{
    Area, Body, CaseKind, Created, CustomerCopy, Fact, FactPayload, Origin, SiteCopy,
};
use doorstep_domain::id::{CardId, CaseId, DeviceId, FactId, PackId, RequestId, VisitId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::sync::{
    CaseItems, EnrolRequest, EnrolResponse, EnrolmentClaim, Hello, Item, ItemKind, PROTOCOL, SyncRequest,
    SyncResponse, TokenRequest, TokenResponse,
};
use doorstep_domain::time::TimeEvidence;
use minicbor::Encode;

use crate::{Invitation, Method, Node, Options, Request, Response};

/// 2026-03-02, a Monday, 08:00 in China.
pub(crate) const MORNING_MS: i64 = 1_772_409_600_000;

pub(crate) const VISIT: VisitId = VisitId([1; 8]);

/// A clock that tests move.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

/// Options with a clock in the hand and randomness that repeats.
pub(crate) fn options() -> (Options, TestClock) {
    static SEED: AtomicU64 = AtomicU64::new(1);
    let clock = TestClock(Arc::new(AtomicI64::new(MORNING_MS)));
    let time = Arc::clone(&clock.0);
    let state = AtomicU64::new(SEED.fetch_add(1 << 32, Ordering::Relaxed));
    let entropy = move |buffer: &mut [u8]| {
        for byte in buffer {
            let next = state.fetch_add(1, Ordering::Relaxed);
            *byte = doorstep_domain::digest::sha256(&next.to_le_bytes()).0[0];
        }
        Ok(())
    };
    let options = Options {
        clock: Arc::new(move || time.load(Ordering::Relaxed)),
        entropy: Arc::new(entropy),
        office_token: Some("office".to_owned()),
        projects_itself: false,
        ..Options::default()
    };
    (options, clock)
}

pub(crate) fn open(dir: &Path) -> Node {
    Node::open(dir, options().0).unwrap()
}

/// A POST with a CBOR body.
pub(crate) fn post<T: Encode<()>>(node: &Node, path: &str, token: &str, message: &T) -> Response {
    node.handle(Request::new(Method::Post, path).bearer(token).cbor(message))
}

pub(crate) fn decoded<T: for<'b> minicbor::Decode<'b, ()>>(response: Response) -> T {
    let status = response.status;
    let bytes = response.into_bytes().unwrap();
    assert_eq!(status, 200, "{:?}", cbor::decode::<crate::Problem>(&bytes));
    cbor::decode(&bytes).unwrap()
}

pub(crate) struct Phone {
    pub(crate) signer: Signer,
    pub(crate) token: String,
    pub(crate) epoch: u64,
    pub(crate) cursor: u64,
    requests: u64,
}

pub(crate) fn claim(device: DeviceId, key: &PrivateKey, at_ms: i64) -> Signed<EnrolmentClaim> {
    let label = "a phone".to_owned();
    Signed::seal(EnrolmentClaim { device, public_key: key.public(), label, at_ms }, key)
}

impl Phone {
    pub(crate) fn enrol(node: &Node, user: &str, roles: &[&str]) -> Self {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        let invitation = Invitation { user: user.to_owned(), name: user.to_owned(), roles, hours: 1 };
        let code = node.invite(&invitation).unwrap().enrolment_code;
        let seed: [u8; 32] = node.options.random().unwrap();
        let key = PrivateKey::from_seed(&seed);
        let device = DeviceId(node.options.uuid().unwrap());
        let claim = claim(device, &key, node.now_ms()).to_bytes().into();
        let answer: EnrolResponse = decoded(post(node, "/v1/enrol", "", &EnrolRequest { code, claim }));
        let certificate = Signed::<Certificate>::open(&answer.certificate).unwrap();
        certificate.verify_issued_by(&answer.root_key).unwrap();
        let signer = Signer::new(certificate, key).unwrap();
        Self { signer, token: answer.token, epoch: 0, cursor: 0, requests: 0 }
    }

    pub(crate) fn technician(node: &Node, user: &str) -> Self {
        Self::enrol(node, user, &["technician"])
    }

    pub(crate) fn request(&mut self, push: Vec<CaseItems>) -> SyncRequest {
        self.requests += 1;
        let mut request = [0; 16];
        request[..8].copy_from_slice(&self.requests.to_be_bytes());
        let hello = Hello { protocol: PROTOCOL, now: time(), outbox_left: 0 };
        SyncRequest {
            request: RequestId(request),
            epoch: self.epoch,
            cursor: self.cursor,
            push,
            want_bytes: 1 << 20,
            hello,
            purged: None,
            orders: None,
        }
    }

    pub(crate) fn sync(&mut self, node: &Node, push: Vec<CaseItems>) -> SyncResponse {
        let request = self.request(push);
        let answer: SyncResponse = decoded(post(node, "/v1/sync", &self.token, &request));
        assert_eq!(answer.request, request.request);
        self.epoch = answer.epoch;
        self.cursor = answer.cursor;
        answer
    }

    /// Gets a new token, as after a night without signal.
    pub(crate) fn renew(&mut self, node: &Node) {
        let claim = claim(self.signer.certificate().body().device, self.signer.key(), node.now_ms());
        let request = TokenRequest { claim: claim.to_bytes().into() };
        let answer: TokenResponse = decoded(post(node, "/v1/token", "", &request));
        self.token = answer.token;
    }

    pub(crate) fn fact(&self, case: CaseId, body: impl Into<Body>, after: &[FactId]) -> Fact {
        fact_of(&self.signer, case, body, after)
    }
}

pub(crate) fn fact_of(signer: &Signer, case: CaseId, body: impl Into<Body>, after: &[FactId]) -> Fact {
    let body = body.into();
    Fact::seal(
        FactPayload {
            case,
            kind: body.kind().code(),
            body: body.encode().into(),
            certificate: signer.id(),
            after: after.to_vec(),
            heads: Vec::new(),
            time: time(),
            critical: None,
            acting: None,
        },
        signer.key(),
    )
}

pub(crate) fn time() -> TimeEvidence {
    TimeEvidence { wall_ms: MORNING_MS, boot_ms: 0, boot_id: 1 }
}

pub(crate) fn item(fact: &Fact) -> Item {
    Item::new(ItemKind::Fact, fact.to_bytes())
}

pub(crate) fn created(number: &str) -> Created {
    Created {
        number: number.to_owned(),
        case_kind: CaseKind::Job,
        fold_version: 1,
        pack: PackId([1; 32]),
        service: "repair".to_owned(),
        report: "the tap drips".to_owned(),
        area: Area::Indoor,
        emergency: false,
        customer: CustomerCopy {
            card: CardId([1; 16]),
            version: 0,
            name: "Li <Min>".to_owned(),
            phone: None,
        },
        site: SiteCopy {
            card: CardId([2; 16]),
            version: 0,
            address: "Block 3".to_owned(),
            time_zone: "CST-8".to_owned(),
        },
        reported_at_ms: MORNING_MS,
        visit: VISIT,
        reporter: None,
        origin: Origin::WalkIn,
        parent: None,
    }
}

/// A document that somebody edits.
pub(crate) struct Draft {
    pub(crate) doc: Automerge,
    pub(crate) case: CaseId,
    /// All changes, the genesis first.
    pub(crate) changes: Vec<Item>,
}

impl Draft {
    /// A document whose genesis is unlike any other.
    pub(crate) fn new(phone: &Phone) -> Self {
        static ACTOR: AtomicU64 = AtomicU64::new(1);
        let mut actor = [7; 16];
        actor[..8].copy_from_slice(&ACTOR.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let mut doc = Automerge::new();
        doc.set_author(Some(Author::from(phone.signer.id().0.to_vec())));
        doc.set_actor(ActorId::from(actor));
        let mut draft = Self { doc, case: CaseId([0; 16]), changes: Vec::new() };
        draft.edit("schema", 1);
        draft.case = CaseId::of_genesis(&draft.changes[0].bytes);
        draft
    }

    /// A copy on another phone, with an actor of its own.
    pub(crate) fn copy(&self, phone: &Phone, actor: u8) -> Self {
        let mut doc = self.doc.clone();
        doc.set_author(Some(Author::from(phone.signer.id().0.to_vec())));
        doc.set_actor(ActorId::from([actor; 16]));
        Self { doc, case: self.case, changes: Vec::new() }
    }

    /// Writes a number; the change is the newest of `changes`.
    pub(crate) fn edit(&mut self, key: &str, value: i64) -> Item {
        let mut tx = self.doc.transaction();
        tx.put(ROOT, key, value).unwrap();
        tx.commit_with(CommitOptions::default().with_time(0));
        let change = self.doc.get_last_local_change().unwrap();
        let item = Item::new(ItemKind::Change, change.raw_bytes().to_vec());
        self.changes.push(item.clone());
        item
    }

    pub(crate) fn push(&self, items: Vec<Item>) -> Vec<CaseItems> {
        vec![CaseItems { case: self.case, items }]
    }
}

/// A new job as its creator pushes it: genesis and `created`.
pub(crate) fn job(phone: &Phone, number: &str) -> (Draft, Fact, Vec<CaseItems>) {
    let draft = Draft::new(phone);
    let fact = phone.fact(draft.case, created(number), &[]);
    let push = draft.push(vec![draft.changes[0].clone(), item(&fact)]);
    (draft, fact, push)
}

/// The kinds of the items that an answer brings for one case.
pub(crate) fn kinds(answer: &SyncResponse, case: CaseId) -> Vec<ItemKind> {
    let groups = answer.pull.iter().filter(|group| group.case == case);
    groups.flat_map(|group| &group.items).filter_map(|item| ItemKind::from_code(item.kind)).collect()
}
