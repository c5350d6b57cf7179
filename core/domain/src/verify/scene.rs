//! A file, folded like a phone would fold it, with what every check asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Moment, Says, Standing};
use super::office;
use crate::case::{Applied, Case, Stored};
use crate::certificate::Certificate;
use crate::digest::sha256;
use crate::envelope::Signed;
use crate::fact::{Body, Fact, Graph};
use crate::id::{BlobId, CaseId, CertificateId, FactId, PackId};
use crate::jobfile::JobFile;
use crate::pack::{Pack, PackFileError, pack_id};
use crate::scan::{self, Limits};
use crate::sync::{Item, ItemKind};
use crate::zone::Zone;

/// The most certificates, and the most rulings: a case has a handful.
const MAX_OTHERS: usize = 4_000;

/// What the checks look at.
pub(super) struct Scene<'f> {
    pub(super) file: &'f JobFile,
    /// Everything in the file that holds by itself.
    pub(super) case: Case,
    pub(super) graph: Graph,
    /// The bodies of its facts; of kinds that this version does not know, none.
    pub(super) bodies: BTreeMap<FactId, Body>,
    /// Receipts that hold.
    pub(super) receipts: Vec<office::Held<'f>>,
    /// The packs in the file that can be read.
    pub(super) packs: BTreeMap<PackId, Result<Pack, PackFileError>>,
    /// The rules of the job, if its pack is in the file.
    pub(super) rules: Option<Pack>,
    /// Small and large files, by name.
    pub(super) blobs: BTreeMap<BlobId, &'f [u8]>,
    zone: Zone,
    results: Vec<Applied>,
}

impl<'f> Scene<'f> {
    /// Folds a file.
    ///
    /// # Errors
    /// A finding, if there is nothing to fold or too much.
    pub(super) fn set(file: &'f JobFile) -> Result<Self, Box<Finding>> {
        check_size(&file.items)?;
        let no_beginning = || Box::new(Finding::of(Standing::Broken, Says::NoBeginning));
        let is_genesis = |item: &&Item| {
            item.kind == ItemKind::Change.code() && CaseId::of_genesis(&item.bytes) == file.case
        };
        let genesis = file.items.iter().find(is_genesis).ok_or_else(no_beginning)?;
        let stored = Stored { snapshot: None, items: vec![genesis.clone()] };
        let mut case = Case::load(file.case, &stored, &file.root_key).map_err(|_| no_beginning())?;
        let results = case.apply(&file.items, &file.root_key);
        let bodies = case.facts().iter().filter_map(|(id, fact)| Some((*id, fact.decode_body().ok()??)));
        let packs: BTreeMap<PackId, _> = file
            .packs
            .iter()
            .map(|bytes| (pack_id(bytes), Pack::open(bytes).map(|(_, pack)| pack)))
            .collect();
        let small = file.items.iter().filter(|item| item.kind == ItemKind::SmallBlob.code());
        let blobs = small.map(|item| item.bytes.as_slice()).chain(file.blobs.iter().map(|b| b.as_slice()));
        Ok(Self {
            graph: Graph::of(case.facts(), case.rulings()),
            bodies: bodies.collect(),
            receipts: office::held(file, &case),
            rules: rules(&case, &packs),
            packs,
            blobs: blobs.map(|bytes| (sha256(bytes).into(), bytes)).collect(),
            zone: case.state().zone(),
            results,
            case,
            file,
        })
    }

    /// The items of one kind, each with what became of it.
    pub(super) fn items(&self, kind: ItemKind) -> impl Iterator<Item = (&'f Item, &Applied)> {
        let all = self.file.items.iter().zip(&self.results);
        all.filter(move |(item, _)| item.kind == kind.code())
    }

    /// The facts with their bodies, ancestors first.
    pub(super) fn facts(&self) -> impl Iterator<Item = (FactId, &Fact, &Body)> {
        let in_order = self.graph.order.iter().copied().chain(self.graph.waiting.keys().copied());
        in_order.filter_map(|id| Some((id, self.case.facts().get(&id)?, self.bodies.get(&id)?)))
    }

    pub(super) fn certificate(&self, id: &CertificateId) -> Option<&Certificate> {
        self.case.certificates().get(id).map(Signed::body)
    }

    /// Who holds a certificate.
    pub(super) fn name(&self, id: &CertificateId) -> String {
        self.certificate(id).map_or_else(|| id.to_string(), |certificate| certificate.name.clone())
    }

    /// Who made a fact; at a desk, whoever acted.
    pub(super) fn author(&self, fact: &Fact) -> String {
        self.case.author_of(fact).map_or_else(|| fact.body().certificate.to_string(), |who| who.name)
    }

    /// The device of a certificate, as people call it.
    pub(super) fn device(&self, id: &CertificateId) -> String {
        self.certificate(id).map(device).unwrap_or_default()
    }

    pub(super) fn is_office(&self, id: &CertificateId) -> bool {
        self.certificate(id).is_some_and(Certificate::is_of_server)
    }

    pub(super) fn moment(&self, ms: i64) -> Moment {
        Moment::of(ms, &self.zone)
    }
}

/// A device by the code of its enrolment, which its job numbers begin with; else by its id.
pub(super) fn device(certificate: &Certificate) -> String {
    if certificate.code.is_empty() { certificate.device.to_string() } else { certificate.code.clone() }
}

/// The job's own pack with the price books and checklists that quotes and visits moved to.
fn rules(case: &Case, packs: &BTreeMap<PackId, Result<Pack, PackFileError>>) -> Option<Pack> {
    let here = |id: &PackId| packs.get(id).and_then(|pack| pack.as_ref().ok());
    let own = here(&case.state().created.as_ref()?.body.pack)?;
    let others: BTreeSet<PackId> = case.other_packs();
    let others = others.iter().filter_map(|id| Some((*id, here(id)?)));
    Some(own.clone().with_versions(others))
}

/// A file of a few bytes per item must not cost minutes: the limits are those of a server.
fn check_size(items: &[Item]) -> Result<(), Box<Finding>> {
    let count = |kind: ItemKind| items.iter().filter(|item| item.kind == kind.code()).count();
    let (most_changes, most_ops) = (Limits::SNAPSHOT.changes, Limits::SNAPSHOT.ops);
    let changes = items.iter().filter(|item| item.kind == ItemKind::Change.code());
    let ops = changes.filter_map(|item| scan::change(&item.bytes, &Limits::CHANGE).ok());
    let ops = ops.map(|change| change.ops).fold(0, u64::saturating_add);
    let what = if count(ItemKind::Change) as u64 > most_changes || ops > most_ops {
        "changes"
    } else if count(ItemKind::Fact) > Fact::MAX_PER_CASE {
        "facts"
    } else if count(ItemKind::Certificate) > MAX_OTHERS {
        "certificates"
    } else if count(ItemKind::Ruling) > MAX_OTHERS {
        "rulings"
    } else {
        return Ok(());
    };
    Err(Box::new(Finding::of(Standing::Broken, Says::TooMuch { what })))
}
