//! What the office said: rulings, and receipts for what it holds.

use std::collections::BTreeSet;

use super::document::short;
use super::finding::Standing::{Broken, Holds, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use crate::case::{Applied, Case};
use crate::id::{FactId, Hash, TenantId};
use crate::jobfile::{HeldReceipt, JobFile};
use crate::receipt::{Level, Receipt, SignedReceipt, items_digest};
use crate::ruling::{Ruling, SignedRuling, Verdict};
use crate::sync::{Item, ItemKind};

/// A receipt that holds.
pub(super) struct Held<'f> {
    pub(super) receipt: Receipt,
    items: BTreeSet<&'f Hash>,
}

impl Held<'_> {
    /// Whether it is about this item, among others.
    pub(super) fn covers(&self, item: &Hash) -> bool {
        self.items.contains(item)
    }
}

/// The receipts of a file that hold.
pub(super) fn held<'f>(file: &'f JobFile, case: &Case) -> Vec<Held<'f>> {
    let receipts = file.receipts.iter();
    receipts
        .filter_map(|held| {
            let receipt = check(held, file, case).ok()?;
            Some(Held { receipt, items: held.items.iter().collect() })
        })
        .collect()
}

fn check(held: &HeldReceipt, file: &JobFile, case: &Case) -> Result<Receipt, &'static str> {
    let signed = SignedReceipt::open(&held.receipt).map_err(|_| "it cannot be read")?;
    let receipt = signed.body();
    if receipt.tenant != TenantId::of_root_key(&file.root_key.0) {
        return Err("it is of another company");
    }
    let office = case.certificates().get(&receipt.certificate).ok_or("its certificate is not in the file")?;
    if !office.body().is_of_server() || signed.verify(&office.body().public_key).is_err() {
        return Err("the office has not signed it");
    }
    if receipt.items != items_digest(&held.items) || receipt.count as usize != held.items.len() {
        return Err("it is not about these items");
    }
    Ok(receipt.clone())
}

/// What the office holds, and since when.
pub(super) fn receipts(scene: &Scene<'_>) -> Finding {
    let made = [ItemKind::Change, ItemKind::Fact].map(|kind| scene.items(kind));
    let made: BTreeSet<Hash> = made.into_iter().flatten().filter_map(|(item, _)| item.hash().ok()).collect();
    let covered = made.iter().filter(|item| scene.receipts.iter().any(|held| held.covers(item))).count();
    let parts = scene.receipts.iter().map(|held| {
        let items = made.iter().filter(|item| held.covers(item)).count();
        let level = match held.receipt.level {
            Level::Durable => "durable",
            Level::BackedUp => "backed_up",
        };
        let at = scene.moment(held.receipt.at_ms);
        Finding::of(Holds, Says::Receipt { items, level: level.to_owned(), at })
    });
    let forged = scene.file.receipts.iter().filter_map(|held| check(held, scene.file, &scene.case).err());
    let forged = forged.map(|why| Finding::of(Broken, Says::ReceiptForged { why: why.to_owned() }));
    let mut finding = Finding::of(Holds, Says::Receipts { covered, of: made.len() }).with(parts).with(forged);
    if covered < made.len() {
        finding.put(Finding::of(Note, Says::NotReceipted { items: made.len() - covered }));
    }
    finding
}

/// What the office decided about single items.
pub(super) fn rulings(scene: &Scene<'_>) -> Vec<Finding> {
    scene.items(ItemKind::Ruling).map(|(item, result)| ruling(scene, item, result)).collect()
}

fn ruling(scene: &Scene<'_>, item: &Item, result: &Applied) -> Finding {
    let why = match (result, SignedRuling::open(&item.bytes)) {
        (Applied::New | Applied::Known, Ok(signed)) => return said(scene, signed.body()),
        (Applied::Refused { detail, .. }, _) => detail.clone(),
        (Applied::Waiting { .. }, _) => "its certificate is not in the file".to_owned(),
        (_, Err(error)) => error.to_string(),
    };
    Finding::of(Broken, Says::RulingForged { why })
}

fn said(scene: &Scene<'_>, ruling: &Ruling) -> Finding {
    let verdict = match ruling.verdict {
        Verdict::Admitted => "admitted",
        Verdict::Held => "held",
        Verdict::Void => "void",
    };
    let fact = scene.case.facts().get(&FactId(ruling.target.0));
    let about = fact.map_or_else(|| short(&ruling.target.0), |fact| scene.author(fact));
    let at = scene.moment(ruling.at_ms);
    let says = Says::Ruling { verdict: verdict.to_owned(), about, reason: ruling.reason.clone(), at };
    Finding::of(Note, says)
}
