//! Taking items in: from the own store, from the server, from a file. The order does not matter.

use std::collections::BTreeMap;

use super::Case;
use crate::cbor::Malformed;
use crate::certificate::Certificate;
use crate::document::CaseDocument;
use crate::envelope::Signed;
use crate::fact::{Fact, Graph};
use crate::id::{CaseId, ChangeId, FactId, Hash};
use crate::key::PublicKey;
use crate::ruling::{Ruling, Verdict};
use crate::scan;
use crate::sync::{Item, ItemKind, NackCode};

/// What the device or server has stored of a case.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// An own or vouched-for snapshot of the document.
    pub snapshot: Option<Vec<u8>>,
    /// Items: the genesis change or a snapshot must be there; the rest may come in any order.
    pub items: Vec<Item>,
}

/// Why a case could not be loaded. Other cases are not concerned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Neither a snapshot nor the genesis change is there.
    #[error("the beginning of the case is missing")]
    NoGenesis,
    /// The genesis belongs to another case.
    #[error("the beginning belongs to another case")]
    WrongCase,
    /// The document cannot be read.
    #[error("the document cannot be read: {0}")]
    Document(String),
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It is part of the case now.
    New,
    /// It was there already.
    Known,
    /// It is kept until these are there.
    Waiting {
        /// Ids of what is missing.
        missing: Vec<Hash>,
    },
    /// It is not part of the case.
    Refused {
        /// Why.
        code: NackCode,
        /// More about it, without customer data.
        detail: String,
    },
}

impl Applied {
    pub(super) fn refused(code: NackCode, detail: impl std::fmt::Display) -> Self {
        Self::Refused { code, detail: detail.to_string() }
    }
}

impl From<Malformed> for Applied {
    fn from(error: Malformed) -> Self {
        let code =
            if matches!(error, Malformed::TooLong { .. }) { NackCode::TooLarge } else { NackCode::Malformed };
        Self::refused(code, error)
    }
}

impl Case {
    /// Loads a case from what was stored. Items of the own store are checked like foreign ones: a disk is
    /// outside too.
    ///
    /// # Errors
    /// [`CaseError`] if there is nothing to begin with.
    pub fn load(id: CaseId, stored: &Stored, root: &PublicKey) -> Result<Self, CaseError> {
        let document = match &stored.snapshot {
            Some(bytes) => {
                CaseDocument::load(bytes).map_err(|error| CaseError::Document(error.to_string()))?
            }
            None => Self::document_of_genesis(id, &stored.items)?,
        };
        let mut case = Self {
            id,
            document,
            facts: Default::default(),
            certificates: Default::default(),
            rulings: Default::default(),
            manifests: Default::default(),
            waiting_changes: Default::default(),
            state: Default::default(),
        };
        if case.document.case() != id {
            return Err(CaseError::WrongCase);
        }
        case.apply(&stored.items, root);
        case.refold();
        Ok(case)
    }

    fn document_of_genesis(id: CaseId, items: &[Item]) -> Result<CaseDocument, CaseError> {
        let changes = items.iter().filter(|item| item.kind == ItemKind::Change.code());
        let genesis = changes.map(|item| item.bytes.as_slice()).find(|bytes| CaseId::of_genesis(bytes) == id);
        let genesis = genesis.ok_or(CaseError::NoGenesis)?;
        CaseDocument::from_genesis(genesis).map_err(|error| CaseError::Document(error.to_string()))
    }

    /// Takes items in and says what became of each, in the order given.
    pub fn apply(&mut self, items: &[Item], root: &PublicKey) -> Vec<Applied> {
        let mut results = vec![Applied::Known; items.len()];
        // Certificates first: facts and rulings of the same batch may name them.
        for kinds in [&[ItemKind::Certificate][..], &[ItemKind::Ruling, ItemKind::Fact, ItemKind::Manifest]] {
            for (item, result) in items.iter().zip(&mut results) {
                if let Some(kind) = ItemKind::from_code(item.kind).filter(|kind| kinds.contains(kind)) {
                    *result = self.take(kind, &item.bytes, root);
                }
            }
        }
        self.take_changes(items, &mut results);
        self.retry_waiting_changes();
        self.report_waiting(items, &mut results);
        self.leave_out_void_changes();
        self.refold();
        results
    }

    fn take(&mut self, kind: ItemKind, bytes: &[u8], root: &PublicKey) -> Applied {
        match kind {
            ItemKind::Certificate => self.take_certificate(bytes, root),
            ItemKind::Ruling => self.take_ruling(bytes),
            ItemKind::Fact => self.take_fact(bytes),
            ItemKind::Manifest => self.take_manifest(bytes),
            ItemKind::Change
            | ItemKind::SmallBlob
            | ItemKind::Control
            | ItemKind::BlobStored
            | ItemKind::Snapshot => Applied::Known,
        }
    }

    fn take_certificate(&mut self, bytes: &[u8], root: &PublicKey) -> Applied {
        let certificate = match Signed::<Certificate>::open(bytes) {
            Ok(certificate) => certificate,
            Err(error) => return error.into(),
        };
        if certificate.verify_issued_by(root).is_err() {
            return Applied::refused(NackCode::BadSignature, "not issued by this tenant");
        }
        match self.certificates.insert(certificate.id(), certificate) {
            None => Applied::New,
            Some(_) => Applied::Known,
        }
    }

    fn take_ruling(&mut self, bytes: &[u8]) -> Applied {
        let signed = match Signed::<Ruling>::open(bytes) {
            Ok(signed) => signed,
            Err(error) => return error.into(),
        };
        let ruling = signed.body().clone();
        if ruling.case != self.id {
            return Applied::refused(NackCode::WrongCase, "the ruling belongs to another case");
        }
        let Some(certificate) = self.certificates.get(&ruling.certificate) else {
            return Applied::Waiting { missing: vec![Hash(ruling.certificate.0)] };
        };
        if !certificate.body().is_of_server() || signed.verify(&certificate.body().public_key).is_err() {
            return Applied::refused(NackCode::BadSignature, "not signed by the office");
        }
        // The highest round holds; among equal rounds the verdict, so that the order of arrival does not matter.
        let strength = |ruling: &Ruling| (ruling.round, ruling.verdict);
        let stronger = self.rulings.get(&ruling.target).is_none_or(|held| strength(held) < strength(&ruling));
        if !stronger {
            return Applied::Known;
        }
        self.rulings.insert(ruling.target, ruling);
        Applied::New
    }

    fn take_fact(&mut self, bytes: &[u8]) -> Applied {
        let fact = match Fact::open(bytes) {
            Ok(fact) => fact,
            Err(error) => return error.into(),
        };
        let id = fact.id();
        if self.facts.contains_key(&id) {
            return Applied::Known;
        }
        if let Err(refused) = self.check_fact(&fact) {
            return refused;
        }
        self.facts.insert(id, fact);
        Applied::New
    }

    fn check_fact(&self, fact: &Fact) -> Result<(), Applied> {
        let payload = fact.body();
        if payload.case != self.id {
            return Err(Applied::refused(NackCode::WrongCase, "the fact belongs to another case"));
        }
        let Some(certificate) = self.certificates.get(&payload.certificate) else {
            return Err(Applied::Waiting { missing: vec![Hash(payload.certificate.0)] });
        };
        if fact.verify(&certificate.body().public_key).is_err() {
            return Err(Applied::refused(NackCode::BadSignature, "not signed by its certificate"));
        }
        if payload.critical == Some(true) && !certificate.body().is_of_server() {
            return Err(Applied::refused(NackCode::NotYours, "only the office may write this"));
        }
        if payload.after.len() > Fact::MAX_AFTER || !payload.after.is_sorted() {
            return Err(Applied::refused(NackCode::Malformed, "`after` is not a short sorted list"));
        }
        fact.decode_body().map(|_| ()).map_err(Applied::from)
    }

    /// Takes in all changes of a batch at once: each application copies the document.
    fn take_changes(&mut self, items: &[Item], results: &mut [Applied]) {
        let mut fresh: BTreeMap<ChangeId, usize> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            if item.kind != ItemKind::Change.code() {
                continue;
            }
            match scan::change(&item.bytes, &scan::Limits::CHANGE) {
                Ok(scanned) if self.is_known_or_void(&scanned.id) => {}
                Ok(scanned) => {
                    fresh.entry(scanned.id).or_insert(place);
                }
                Err(refused) => results[place] = Applied::refused(NackCode::Malformed, refused),
            }
        }
        let places: Vec<usize> = fresh.values().copied().collect();
        let changes: Vec<&[u8]> = places.iter().map(|&place| items[place].bytes.as_slice()).collect();
        let applied = self.document.apply(&changes);
        places.iter().for_each(|&place| results[place] = Applied::New);
        for (index, reason) in applied.refused {
            let actor_fork = matches!(reason, scan::Refused::ActorFork);
            let code = if actor_fork { NackCode::ActorFork } else { NackCode::Malformed };
            results[places[index]] = Applied::refused(code, reason);
        }
        for (id, missing) in applied.waiting {
            let Some(&place) = fresh.get(&id) else { continue };
            self.waiting_changes.insert(id, items[place].bytes.to_vec());
            results[place] = Applied::Waiting { missing: missing.into_iter().map(|id| Hash(id.0)).collect() };
        }
    }

    fn is_known_or_void(&self, id: &ChangeId) -> bool {
        self.document.has(id) || self.waiting_changes.contains_key(id) || self.is_void(id)
    }

    /// Brings what waited: each may be what another one waits for.
    fn retry_waiting_changes(&mut self) {
        if self.waiting_changes.is_empty() {
            return;
        }
        let waiting: Vec<&[u8]> = self.waiting_changes.values().map(Vec::as_slice).collect();
        let result = self.document.apply(&waiting);
        let still: std::collections::BTreeSet<ChangeId> =
            result.waiting.into_iter().map(|(id, _)| id).collect();
        self.waiting_changes.retain(|id, _| still.contains(id));
    }

    /// Whether the office declared a change void.
    #[must_use]
    pub fn is_void(&self, change: &ChangeId) -> bool {
        self.rulings.get(&Hash(change.0)).is_some_and(|ruling| ruling.verdict == Verdict::Void)
    }

    /// Corrects the results of items whose turn came later in the batch, or whose ancestors are missing.
    fn report_waiting(&self, items: &[Item], results: &mut [Applied]) {
        let graph = Graph::of(&self.facts, &self.rulings);
        for (item, result) in items.iter().zip(results) {
            let Ok(hash) = item.hash() else { continue };
            let waits = self.waiting_changes.contains_key(&ChangeId(hash.0));
            match (ItemKind::from_code(item.kind), &result) {
                (Some(ItemKind::Change), Applied::Waiting { .. }) if !waits => *result = Applied::New,
                (Some(ItemKind::Fact), Applied::New) => {
                    if let Some(missing) = graph.waiting.get(&FactId(hash.0)) {
                        let missing = missing.iter().map(|id| Hash(id.0)).collect();
                        *result = Applied::Waiting { missing };
                    }
                }
                _ => {}
            }
        }
    }

    /// A change that the office declared void leaves the document, with what builds on it.
    fn leave_out_void_changes(&mut self) {
        let is_void_here =
            |hash: &Hash| self.is_void(&ChangeId(hash.0)) && self.document.has(&ChangeId(hash.0));
        if !self.rulings.keys().any(is_void_here) {
            return;
        }
        let all = self.document.changes_since(&[]);
        let mut kept =
            all.iter().filter(|change| !self.is_void(&change.id)).map(|change| change.bytes.as_slice());
        let Some(Ok(mut document)) = kept.next().map(CaseDocument::from_genesis) else { return };
        let kept: Vec<&[u8]> = kept.collect();
        document.apply(&kept);
        self.document = document;
    }
}
