//! Who wrote what stands in the document: what a change claims, and which device has signed for it.

use std::collections::BTreeMap;

use super::{Applied, Case};
use crate::id::{CertificateId, ChangeId, Hash};
use crate::manifest::CaseManifest;
use crate::sync::NackCode;

/// Who stands behind the changes of one actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorship {
    /// The certificate that the actor's first change claims.
    pub claimed: CertificateId,
    /// How many changes of the actor are here.
    pub changes: u64,
    /// The devices that call the actor their own.
    pub vouched: Vec<Vouched>,
}

/// A device's word on an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vouched {
    /// Its certificate.
    pub by: CertificateId,
    /// Whether that is the device which the actor claims: it may have been enrolled again since.
    pub is_claimed: bool,
    /// How many changes of the actor it covers, from the first on.
    pub changes: u64,
}

impl Authorship {
    /// The certificate whose device has signed for a change, by the number of the change: the claimed one, and no
    /// other device may have claimed the actor.
    #[must_use]
    pub fn proven(&self, number: u64) -> Option<CertificateId> {
        let is_its_own = self.vouched.iter().all(|vouched| vouched.is_claimed);
        let is_covered = self.vouched.iter().any(|vouched| vouched.changes >= number);
        (is_its_own && is_covered).then_some(self.claimed)
    }
}

impl Case {
    /// Who stands behind the document, by actor.
    #[must_use]
    pub fn authorship(&self) -> BTreeMap<[u8; 16], Authorship> {
        let claims = self.document.actors().into_iter();
        let mut all: BTreeMap<[u8; 16], Authorship> = claims
            .map(|(actor, claimed, changes)| (actor, Authorship { claimed, changes, vouched: Vec::new() }))
            .collect();
        for manifest in self.manifests.values() {
            let by = manifest.body().certificate;
            for own in manifest.own() {
                let Some(authorship) = all.get_mut(&own.actor) else { continue };
                let changes = match self.document.place_of(&own.newest) {
                    Some((actor, number)) if actor == own.actor => number,
                    // A void change took with it what came after, so it covers what is left.
                    None if self.is_void(&own.newest) => authorship.changes,
                    // What this document does not hold, or another actor wrote, covers nothing of it.
                    _ => 0,
                };
                match authorship.vouched.iter_mut().find(|vouched| vouched.by == by) {
                    Some(vouched) => vouched.changes = vouched.changes.max(changes),
                    None => {
                        let is_claimed = self.is_same_device(&by, &authorship.claimed);
                        authorship.vouched.push(Vouched { by, is_claimed, changes });
                    }
                }
            }
        }
        all
    }

    fn is_same_device(&self, one: &CertificateId, other: &CertificateId) -> bool {
        let device = |id| self.certificates.get(id).map(|certificate| certificate.body().device);
        one == other || device(one).is_some_and(|of_one| Some(of_one) == device(other))
    }

    /// Keeps what this device itself has just vouched for.
    pub fn keep_manifest(&mut self, manifest: CaseManifest) {
        self.manifests.insert(CaseManifest::hash_of(&manifest.to_bytes()), manifest);
    }

    /// The certificate whose device has signed for a change, if one has.
    #[must_use]
    pub fn proven_author(&self, change: &ChangeId) -> Option<CertificateId> {
        let (actor, number) = self.document.place_of(change)?;
        self.authorship().get(&actor)?.proven(number)
    }

    pub(super) fn take_manifest(&mut self, bytes: &[u8]) -> Applied {
        let manifest = match CaseManifest::open(bytes) {
            Ok(manifest) => manifest,
            Err(error) => return error.into(),
        };
        let by = manifest.body().certificate;
        let Some(certificate) = self.certificates.get(&by) else {
            return Applied::Waiting { missing: vec![Hash(by.0)] };
        };
        if manifest.verify(self.id, certificate.body()).is_err() {
            return Applied::refused(NackCode::BadSignature, "nobody vouches for this with that certificate");
        }
        match self.manifests.insert(CaseManifest::hash_of(bytes), manifest) {
            None => Applied::New,
            Some(_) => Applied::Known,
        }
    }
}
