//! One item by itself.

use std::collections::BTreeMap;

use doorstep_domain::cbor::Malformed;
use doorstep_domain::certificate::Certificate;
use doorstep_domain::digest::sha256;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Fact, Kind};
use doorstep_domain::fold;
use doorstep_domain::id::{CaseId, CertificateId, Hash};
use doorstep_domain::key::PublicKey;
use doorstep_domain::manifest::CaseManifest;
use doorstep_domain::scan::{self, ScannedChange};
use doorstep_domain::sync::{CaseItems, Item, ItemKind, MAX_SMALL_BLOB_BYTES, NackCode};

use super::Refusal;
use crate::error::Error;
use crate::store::Read;

/// An item that is in order by itself.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) hash: Hash,
    pub(crate) bytes: Vec<u8>,
    pub(crate) what: What,
}

/// What it is.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Change(ScannedChange),
    Fact(Box<Fact>, Signed<Certificate>),
    Certificate(Signed<Certificate>),
    SmallBlob,
    Manifest(Signed<Certificate>),
}

impl Candidate {
    pub(crate) fn kind(&self) -> ItemKind {
        match self.what {
            What::Change(_) => ItemKind::Change,
            What::Fact(..) => ItemKind::Fact,
            What::Certificate(_) => ItemKind::Certificate,
            What::SmallBlob => ItemKind::SmallBlob,
            What::Manifest(_) => ItemKind::Manifest,
        }
    }

    /// Whether it is the first change of its case.
    pub(crate) fn is_genesis(&self) -> bool {
        matches!(&self.what, What::Change(change) if change.deps.is_empty())
    }
}

/// The items of a push with their cases, in order.
pub(crate) type Examined = Vec<(CaseId, Result<Candidate, Refusal>)>;

/// Looks at every item of a push, in order.
///
/// Certificates are gathered first, wherever in the request they stand: what they vouch for does not depend on
/// the order of lists.
pub(crate) fn examine(push: Vec<CaseItems>, root: &PublicKey, read: &dyn Read) -> Result<Examined, Error> {
    let mut certificates = Certificates { root, read, known: BTreeMap::new() };
    let items = push.iter().flat_map(|group| &group.items);
    for item in items.filter(|item| item.kind == ItemKind::Certificate.code()) {
        if let Ok(certificate) = certificate(&item.bytes, root) {
            certificates.known.insert(certificate.id(), Some(certificate));
        }
    }
    let mut examined = Vec::new();
    for CaseItems { case, items } in push {
        for item in items {
            examined.push((case, candidate(case, item, &mut certificates)?));
        }
    }
    Ok(examined)
}

/// Certificates of this tenant: those in the request, and those in the store.
struct Certificates<'a> {
    root: &'a PublicKey,
    read: &'a dyn Read,
    known: BTreeMap<CertificateId, Option<Signed<Certificate>>>,
}

impl Certificates<'_> {
    fn get(&mut self, id: CertificateId) -> Result<Option<Signed<Certificate>>, Error> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let stored = self.read.certificate(id)?;
        self.known.insert(id, stored.clone());
        Ok(stored)
    }
}

fn candidate(
    case: CaseId,
    item: Item,
    certificates: &mut Certificates<'_>,
) -> Result<Result<Candidate, Refusal>, Error> {
    let bytes = Vec::from(item.bytes);
    let what = match ItemKind::from_code(item.kind) {
        Some(ItemKind::Change) => change(case, &bytes).map(What::Change),
        Some(ItemKind::Fact) => fact(case, &bytes, certificates)?,
        Some(ItemKind::Certificate) => certificate(&bytes, certificates.root).map(What::Certificate),
        Some(ItemKind::SmallBlob) if bytes.len() > MAX_SMALL_BLOB_BYTES => Err(Refusal::new(
            NackCode::TooLarge,
            format!("a small blob has at most {MAX_SMALL_BLOB_BYTES} bytes"),
        )),
        Some(ItemKind::SmallBlob) => Ok(What::SmallBlob),
        Some(ItemKind::Manifest) => manifest(case, &bytes, certificates)?,
        Some(ItemKind::Ruling | ItemKind::Control | ItemKind::BlobStored | ItemKind::Snapshot) => {
            Err(Refusal::new(NackCode::NotYours, "only the server writes this kind"))
        }
        None => Err(Refusal::malformed("unknown kind of item")),
    };
    Ok(what.map(|what| {
        let hash = match &what {
            What::Change(change) => Hash(change.id.0),
            What::Fact(fact, _) => fact.hash(),
            What::Certificate(certificate) => certificate.hash(),
            What::SmallBlob => sha256(&bytes),
            What::Manifest(_) => CaseManifest::hash_of(&bytes),
        };
        Candidate { hash, bytes, what }
    }))
}

/// Type byte of an uncompressed change: requests are compressed as a whole, so nothing else travels.
const UNCOMPRESSED: u8 = 1;

fn change(case: CaseId, bytes: &[u8]) -> Result<ScannedChange, Refusal> {
    let change = scan::change(bytes, &scan::Limits::CHANGE).map_err(unfit)?;
    if bytes.get(8) != Some(&UNCOMPRESSED) {
        return Err(unfit(scan::Refused::ChunkType));
    }
    if change.deps.is_empty() && CaseId::of_genesis(bytes) != case {
        return Err(Refusal::new(NackCode::WrongCase, "the genesis of another case"));
    }
    Ok(change)
}

/// A change that the scanner turned away, with the scanner's code.
pub(super) fn unfit(refused: scan::Refused) -> Refusal {
    use scan::Refused;
    let code = match refused {
        Refused::TooLarge
        | Refused::InflatedTooLarge
        | Refused::TooManyOps
        | Refused::TooManyChanges
        | Refused::TooManyDeps
        | Refused::TooDeep
        | Refused::TooManyActors => NackCode::TooLarge,
        _ => NackCode::Malformed,
    };
    Refusal::new(code, format!("scan {}: {refused}", refused.code()))
}

fn fact(
    case: CaseId,
    bytes: &[u8],
    certificates: &mut Certificates<'_>,
) -> Result<Result<What, Refusal>, Error> {
    let fact = match Fact::open(bytes) {
        Ok(fact) => fact,
        Err(error) => return Ok(Err(unreadable(error))),
    };
    if fact.body().case != case {
        return Ok(Err(Refusal::new(NackCode::WrongCase, "the fact names another case")));
    }
    let Some(certificate) = certificates.get(fact.body().certificate)? else {
        return Ok(Err(Refusal::need(&[fact.body().certificate.0])));
    };
    if fact.verify(&certificate.body().public_key).is_err() {
        let detail = "the signature does not fit the certificate";
        return Ok(Err(Refusal::new(NackCode::BadSignature, detail)));
    }
    match form(&fact).and_then(|()| may_say(&fact, certificate.body())) {
        Ok(()) => Ok(Ok(What::Fact(Box::new(fact), certificate))),
        Err(refusal) => Ok(Err(refusal.for_good(&fact))),
    }
}

/// What only the server says, no device does, whatever the roles of its user: it would have no effect, or stop phones.
fn may_say(fact: &Fact, certificate: &Certificate) -> Result<(), Refusal> {
    if certificate.is_of_server() {
        return Ok(());
    }
    let no = |detail: &str| Err(Refusal::new(NackCode::NotYours, detail));
    if fact.body().critical == Some(true) {
        return no("only the office writes critical facts");
    }
    if fact.body().acting.is_some() {
        return no("only the office signs for somebody else");
    }
    match fact.decode_body() {
        Ok(Some(body)) if fold::is_servers_own(&body) => no("only the server writes this"),
        _ => Ok(()),
    }
}

/// What holds for every fact, of whatever kind.
fn form(fact: &Fact) -> Result<(), Refusal> {
    let payload = fact.body();
    if payload.after.len() > Fact::MAX_AFTER {
        return Err(Refusal::new(NackCode::TooLarge, "too many facts in `after`"));
    }
    if !payload.after.is_sorted() {
        return Err(Refusal::malformed("`after` is not sorted"));
    }
    if payload.after.is_empty() != (payload.kind == Kind::Created.code()) {
        return Err(Refusal::malformed("`created`, and only that, follows nothing"));
    }
    fact.decode_body().map(drop).map_err(unreadable)
}

/// A device's word on its own changes of this case.
fn manifest(
    case: CaseId,
    bytes: &[u8],
    certificates: &mut Certificates<'_>,
) -> Result<Result<What, Refusal>, Error> {
    let manifest = match CaseManifest::open(bytes) {
        Ok(manifest) => manifest,
        Err(error) => return Ok(Err(unreadable(error))),
    };
    let by = manifest.body().certificate;
    let Some(certificate) = certificates.get(by)? else { return Ok(Err(Refusal::need(&[by.0]))) };
    if manifest.verify(case, certificate.body()).is_err() {
        let detail = "nobody vouches for this with that certificate";
        return Ok(Err(Refusal::new(NackCode::BadSignature, detail)));
    }
    Ok(Ok(What::Manifest(certificate)))
}

fn certificate(bytes: &[u8], root: &PublicKey) -> Result<Signed<Certificate>, Refusal> {
    let certificate = Signed::<Certificate>::open(bytes).map_err(unreadable)?;
    match certificate.verify_issued_by(root) {
        Ok(()) => Ok(certificate),
        Err(_) => Err(Refusal::new(NackCode::BadSignature, "not issued by this tenant")),
    }
}

fn unreadable(error: Malformed) -> Refusal {
    let code = match error {
        Malformed::TooLong { .. } => NackCode::TooLarge,
        Malformed::Cbor | Malformed::Trailing | Malformed::Version => NackCode::Malformed,
    };
    Refusal::new(code, error.to_string())
}
