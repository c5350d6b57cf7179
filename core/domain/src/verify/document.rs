//! The document: whether its changes are whole, and whose they are.

use std::collections::BTreeMap;

use super::finding::Standing::{Broken, Holds, Missing, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use crate::case::{Applied, Authorship};
use crate::id::{CertificateId, hex};
use crate::manifest::CaseManifest;
use crate::ruling::Verdict;
use crate::sync::{Item, ItemKind};

/// Every change, and who has signed for it.
pub(super) fn changes(scene: &Scene<'_>) -> Finding {
    let count = scene.case.raw_document().change_count();
    let items = scene.items(ItemKind::Change).filter_map(|(item, result)| change(item, result));
    let manifests =
        scene.items(ItemKind::Manifest).filter_map(|(item, result)| manifest(scene, item, result));
    Finding::of(Holds, Says::Changes { count })
        .with(items)
        .with(void(scene))
        .with(manifests)
        .with(authors(scene))
}

fn change(item: &Item, result: &Applied) -> Option<Finding> {
    let change = item.hash().map_or_else(|_| "?".to_owned(), |hash| short(&hash.0));
    match result {
        Applied::New | Applied::Known => None,
        Applied::Waiting { .. } => Some(Finding::of(Broken, Says::ChangeWaits { change })),
        Applied::Refused { detail, .. } => {
            Some(Finding::of(Broken, Says::ChangeRefused { change, why: detail.clone() }))
        }
    }
}

/// Changes that the office took out, with what builds on them.
fn void(scene: &Scene<'_>) -> Vec<Finding> {
    let rulings = scene.case.rulings().values();
    // A ruling on a change names nothing that it follows.
    let void = rulings.filter(|ruling| ruling.verdict == Verdict::Void && ruling.target_after.is_empty());
    let says = |ruling: &crate::ruling::Ruling| Says::ChangeVoid {
        change: short(&ruling.target.0),
        reason: ruling.reason.clone(),
    };
    void.map(|ruling| Finding::of(Note, says(ruling))).collect()
}

fn manifest(scene: &Scene<'_>, item: &Item, result: &Applied) -> Option<Finding> {
    let why = match result {
        Applied::New | Applied::Known => return None,
        Applied::Waiting { .. } => "its certificate is not in the file".to_owned(),
        Applied::Refused { detail, .. } => detail.clone(),
    };
    let manifest = CaseManifest::open(&item.bytes).ok();
    let by = manifest.map_or_else(|| "?".to_owned(), |manifest| scene.name(&manifest.body().certificate));
    Some(Finding::of(Broken, Says::ManifestForged { by, why }))
}

/// Whose changes they are: by device, what it has signed for; and what nobody has, or another.
fn authors(scene: &Scene<'_>) -> Vec<Finding> {
    let mut vouched: BTreeMap<CertificateId, u64> = BTreeMap::new();
    let mut unvouched: BTreeMap<CertificateId, u64> = BTreeMap::new();
    let mut findings = Vec::new();
    for Authorship { claimed, changes, vouched: by } in scene.case.authorship().into_values() {
        if let Some(other) = by.iter().find(|vouched| !vouched.is_claimed) {
            let says =
                Says::VouchedByAnother { claimed: scene.name(&claimed), by: scene.name(&other.by), changes };
            findings.push(Finding::of(Broken, says));
            continue;
        }
        let covered = by.iter().map(|vouched| vouched.changes).max().unwrap_or(0).min(changes);
        *vouched.entry(claimed).or_default() += covered;
        *unvouched.entry(claimed).or_default() += changes - covered;
    }
    for (by, changes) in vouched.into_iter().filter(|(_, changes)| *changes > 0) {
        let says = Says::Vouched { name: scene.name(&by), device: scene.device(&by), changes };
        findings.push(Finding::of(Holds, says));
    }
    for (claimed, changes) in unvouched.into_iter().filter(|(_, changes)| *changes > 0) {
        let says = Says::Unvouched { name: scene.name(&claimed), changes };
        findings.push(Finding::of(Missing, says));
    }
    findings
}

/// Enough of an id to find it.
pub(super) fn short(id: &[u8]) -> String {
    hex(id.get(..8).unwrap_or(id))
}
