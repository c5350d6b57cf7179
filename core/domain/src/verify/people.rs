//! Certificates: who is who, by the company's word.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Standing::{Broken, Holds, Note};
use super::finding::{Finding, Says};
use super::scene::{Scene, device};
use crate::case::Applied;
use crate::certificate::Certificate;
use crate::digest::sha256;
use crate::envelope::Signed;
use crate::id::{CertificateId, Hash, hex};
use crate::ruling::{Ruling, Verdict};
use crate::sync::{Item, ItemKind};

/// Every certificate in the file, what it was used for outside its time, and every item of a kind that this version
/// does not know.
pub(super) fn certificates(scene: &Scene<'_>) -> Finding {
    let items: Vec<(&Item, &Applied)> = scene.items(ItemKind::Certificate).collect();
    let used = used(scene);
    let parts = items.iter().map(|(item, result)| one(scene, item, result, &used));
    let unknown = scene.file.items.iter().filter(|item| !may_stand(item)).map(|item| {
        let sha256 = hex(&sha256(&item.bytes).0);
        Finding::of(Broken, Says::ItemUnknown { kind: item.kind, sha256 })
    });
    let count = items.len();
    Finding::of(Holds, Says::Certificates { count }).with(parts).with(new_keys(scene)).with(unknown)
}

/// What a job file may carry.
fn may_stand(item: &Item) -> bool {
    matches!(
        ItemKind::from_code(item.kind),
        Some(
            ItemKind::Certificate
                | ItemKind::Change
                | ItemKind::Manifest
                | ItemKind::Fact
                | ItemKind::Ruling
                | ItemKind::SmallBlob
        )
    )
}

fn one(scene: &Scene<'_>, item: &Item, result: &Applied, used: &BTreeSet<CertificateId>) -> Finding {
    let certificate = match Signed::<Certificate>::open(&item.bytes) {
        Ok(certificate) => certificate,
        Err(error) => {
            let name = hex(&sha256(&item.bytes).0);
            return Finding::of(Broken, Says::CertificateForged { name, why: error.to_string() });
        }
    };
    let (id, body) = (certificate.id(), certificate.body());
    if let Applied::Refused { detail, .. } = result {
        let says = Says::CertificateForged { name: body.name.clone(), why: detail.clone() };
        return Finding::of(Broken, says);
    }
    let says = Says::Certificate {
        name: body.name.clone(),
        user: body.user.clone(),
        device: device(body),
        roles: body.roles.clone(),
        from: scene.moment(body.valid_from_ms),
        until: scene.moment(body.valid_until_ms),
    };
    let mut finding = Finding::of(Holds, says).with(outside_validity(scene, &id, body));
    finding = finding.with(after_revocation(scene, &id));
    if !used.contains(&id) {
        finding.put(Finding::of(Note, Says::CertificateUnused { name: body.name.clone() }));
    }
    finding
}

/// Expiry alone takes no effect away: a phone may be offline for longer than its certificate lasts. Whoever relies
/// on such a fact should know.
fn outside_validity(scene: &Scene<'_>, id: &CertificateId, body: &Certificate) -> Option<Finding> {
    let facts = scene.case.facts().values().map(|fact| fact.body()).filter(|fact| fact.certificate == *id);
    let times = facts.map(|fact| fact.time.wall_ms);
    let outside: Vec<i64> =
        times.filter(|at| !(body.valid_from_ms..body.valid_until_ms).contains(at)).collect();
    let first = scene.moment(*outside.iter().min()?);
    Some(Finding::of(Note, Says::UsedOutsideValidity { facts: outside.len(), first }))
}

/// What arrived when the office had already taken the device out of use, and what became of it.
fn after_revocation(scene: &Scene<'_>, id: &CertificateId) -> Option<Finding> {
    let facts = scene.case.facts().iter().filter(|(_, fact)| fact.body().certificate == *id);
    let rulings = facts.filter_map(|(fact, _)| scene.case.rulings().get(&Hash(fact.0)));
    let late: Vec<&Ruling> = rulings.filter(|ruling| is_for_revocation(ruling)).collect();
    if late.is_empty() {
        return None;
    }
    let revoked = late.iter().filter_map(|ruling| ruling.device_revoked_ms).min();
    let says = Says::UsedAfterRevocation {
        facts: late.len(),
        admitted: late.iter().filter(|ruling| ruling.verdict == Verdict::Admitted).count(),
        revoked: revoked.map(|at_ms| scene.moment(at_ms)),
    };
    Some(Finding::of(Note, says))
}

/// Whether the office ruled because the device was out of use; the reason alone says it in records from before the day
/// of that was written down.
fn is_for_revocation(ruling: &Ruling) -> bool {
    ruling.device_revoked_ms.is_some() || ruling.reason == "certificate_revoked"
}

/// People who were enrolled more than once: each enrolment has its own key.
fn new_keys(scene: &Scene<'_>) -> Vec<Finding> {
    let mut keys: BTreeMap<&str, (String, BTreeSet<[u8; 32]>)> = BTreeMap::new();
    for certificate in scene.case.certificates().values().map(Signed::body) {
        let (_, keys) =
            keys.entry(&certificate.user).or_insert_with(|| (certificate.name.clone(), BTreeSet::new()));
        keys.insert(certificate.public_key.0);
    }
    let several = keys.into_values().filter(|(_, keys)| keys.len() > 1);
    several.map(|(name, keys)| Finding::of(Note, Says::NewKey { name, keys: keys.len() })).collect()
}

fn used(scene: &Scene<'_>) -> BTreeSet<CertificateId> {
    let facts = scene.case.facts().values().map(|fact| fact.body().certificate);
    let authors = scene.case.authorship().into_values();
    let authors = authors.flat_map(|author| author.vouched.into_iter().map(|v| v.by).chain([author.claimed]));
    let rulings = scene.case.rulings().values().map(|ruling| ruling.certificate);
    let receipts = scene.receipts.iter().map(|held| held.receipt.certificate);
    facts.chain(authors).chain(rulings).chain(receipts).collect()
}
