//! Manifests: a device's signed word on which changes of a document are its own.
//!
//! Automerge changes carry no signature: actor and author are free bytes that anybody can write. So a device signs,
//! with every push and every export, one leaf per case: its own actors with the newest change of each. A change
//! depends on the one before it of the same actor, so the pair covers them all.
//!
//! One signature covers several cases. What a case keeps is the signature, **its own leaf opened**, and the leaves
//! of the other cases as hashes over 16 random bytes each: purging one case neither breaks nor betrays another.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor::{self, Malformed};
use crate::certificate::{Certificate, Signer};
use crate::digest::{Prefix, digest};
use crate::envelope::{Payload, Signed};
use crate::id::{CaseId, CertificateId, ChangeId, Hash};
use crate::key::{BadSignature, PrivateKey};
use crate::scan::{self, Limits};
use crate::sync::ItemKind;
use crate::time::TimeEvidence;

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Manifest {
    /// The certificate of the device that vouches.
    #[n(0)]
    pub certificate: CertificateId,
    /// One leaf per case, sorted.
    #[n(1)]
    pub leaves: Vec<Hash>,
    /// What the device's clocks said.
    #[n(2)]
    pub time: TimeEvidence,
}

impl Payload for Manifest {
    const PREFIX: Prefix = Prefix::Manifest;
    const MAX_BYTES: usize = 4096;
}

/// An actor of the vouching device, with its newest change in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct OwnActor {
    /// The actor: random per start of a process.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub actor: [u8; 16],
    /// Its newest change; it covers all before it.
    #[n(1)]
    pub newest: ChangeId,
}

/// What of one case goes into a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The case.
    pub case: CaseId,
    /// Random bytes, so that nobody who knows the case can recognise its leaf in the manifest of another.
    pub salt: [u8; 16],
    /// Actors of the device. Sorted, each once.
    pub own: Vec<OwnActor>,
}

impl Leaf {
    /// A leaf with its actors in order.
    #[must_use]
    pub fn new(case: CaseId, salt: [u8; 16], mut own: Vec<OwnActor>) -> Self {
        own.sort_unstable();
        Self { case, salt, own }
    }

    /// The leaf for changes of a device, each by its bytes: of every actor the newest. `None` without a change.
    ///
    /// At most [`CaseManifest::MAX_ACTORS`] actors are vouched for; a device has one per start of its process, so a
    /// case that has more between two pushes does not occur.
    #[must_use]
    pub fn of_changes<'b>(
        case: CaseId,
        salt: [u8; 16],
        changes: impl IntoIterator<Item = &'b [u8]>,
    ) -> Option<Self> {
        let mut newest: BTreeMap<[u8; 16], (u64, ChangeId)> = BTreeMap::new();
        for change in changes {
            // Whoever made it let it pass the same scanner.
            let Ok(change) = scan::change(change, &Limits::CHANGE) else { continue };
            let known = newest.entry(change.actor).or_insert((change.seq, change.id));
            *known = (*known).max((change.seq, change.id));
        }
        let own = newest.into_iter().map(|(actor, (_, newest))| OwnActor { actor, newest });
        let own: Vec<OwnActor> = own.take(CaseManifest::MAX_ACTORS).collect();
        (!own.is_empty()).then(|| Self::new(case, salt, own))
    }

    /// The hash by which a manifest names it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        digest(Prefix::ManifestLeaf, &[&self.case.0, &self.salt, &cbor::encode(&self.own)])
    }
}

/// A manifest as one case keeps it: the signature, and its own leaf opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseManifest {
    signed: Signed<Manifest>,
    salt: [u8; 16],
    own: Vec<OwnActor>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Wire {
    #[n(0)]
    signed: ByteVec,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 16],
    #[n(2)]
    own: Vec<OwnActor>,
}

/// A manifest on its way beside the changes that it is about: its actors are theirs.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Short {
    #[n(0)]
    signed: ByteVec,
    #[cbor(n(1), with = "minicbor::bytes")]
    salt: [u8; 16],
}

impl CaseManifest {
    /// The most cases that one signature covers: each case keeps 34 bytes of every other.
    pub const MAX_LEAVES: usize = 16;
    /// The most actors of one device in one leaf.
    pub const MAX_ACTORS: usize = 256;
    /// The longest form, in bytes.
    pub const MAX_BYTES: usize = 20 * 1024;

    /// Vouches for leaves, at most [`Self::MAX_LEAVES`] of them; gives what each case keeps, in the order given.
    #[must_use]
    pub fn seal(leaves: Vec<Leaf>, time: TimeEvidence, signer: &Signer) -> Vec<Self> {
        let mut hashes: Vec<Hash> = leaves.iter().map(Leaf::hash).collect();
        hashes.sort_unstable();
        let manifest = Manifest { certificate: signer.id(), leaves: hashes, time };
        let signed = Signed::seal(manifest, signer.key());
        leaves.into_iter().map(|Leaf { salt, own, .. }| Self { signed: signed.clone(), salt, own }).collect()
    }

    /// Vouches for one leaf, as a certificate whose key may be another: whether it holds shows when it is verified.
    pub(crate) fn seal_as(
        leaf: Leaf,
        time: TimeEvidence,
        certificate: CertificateId,
        key: &PrivateKey,
    ) -> Self {
        let manifest = Manifest { certificate, leaves: vec![leaf.hash()], time };
        Self { signed: Signed::seal(manifest, key), salt: leaf.salt, own: leaf.own }
    }

    /// Reads what a case keeps. Nothing is verified yet.
    ///
    /// # Errors
    /// [`Malformed`]; there is one form only.
    pub fn open(bytes: &[u8]) -> Result<Self, Malformed> {
        let Wire { signed, salt, own } = cbor::decode_bounded(bytes, Self::MAX_BYTES)?;
        let read = Self { signed: Signed::open(&signed)?, salt, own };
        let is_in_order = read.own.windows(2).all(|pair| pair[0].actor < pair[1].actor);
        let fits = read.own.len() <= Self::MAX_ACTORS && read.body().leaves.len() <= Self::MAX_LEAVES;
        let is_canonical = is_in_order && fits && read.to_bytes() == bytes;
        if is_canonical { Ok(read) } else { Err(Malformed::Cbor) }
    }

    /// The bytes that are stored and sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let signed = self.signed.to_bytes().into();
        cbor::encode(&Wire { signed, salt: self.salt, own: self.own.clone() })
    }

    /// The form for the wire, without actors, if whoever has these changes of the case finds the same ones; `None` if
    /// not, and then the whole form travels.
    #[must_use]
    pub fn shortened(bytes: &[u8], case: CaseId, changes: &[&[u8]]) -> Option<Vec<u8>> {
        let Self { signed, salt, own } = Self::open(bytes).ok()?;
        let found = Leaf::of_changes(case, salt, changes.iter().copied())?;
        (found.own == own).then(|| cbor::encode(&Short { signed: signed.to_bytes().into(), salt }))
    }

    /// The form that is stored, from the one without actors and the changes that came beside it; `None` if these bytes
    /// are no such form. Whether it holds shows when it is verified: its leaf covers the actors.
    #[must_use]
    pub fn expanded(bytes: &[u8], case: CaseId, changes: &[&[u8]]) -> Option<Vec<u8>> {
        let short: Short = cbor::decode_bounded(bytes, Self::MAX_BYTES).ok()?;
        if cbor::encode(&short) != bytes {
            return None;
        }
        let Short { signed, salt } = short;
        let own = Leaf::of_changes(case, salt, changes.iter().copied())?.own;
        Some(cbor::encode(&Wire { signed, salt, own }))
    }

    /// The hash by which the log names what a case keeps, over all its bytes.
    #[must_use]
    pub fn hash_of(bytes: &[u8]) -> Hash {
        digest(Prefix::DigestItem, &[&[ItemKind::Manifest.code()], bytes])
    }

    /// What was signed.
    #[must_use]
    pub fn body(&self) -> &Manifest {
        self.signed.body()
    }

    /// The actors that the device calls its own, in this case.
    #[must_use]
    pub fn own(&self) -> &[OwnActor] {
        &self.own
    }

    /// Checks that the holder of the certificate vouches for this leaf of this case.
    ///
    /// # Errors
    /// [`BadSignature`] also if the leaf is of another case.
    pub fn verify(&self, case: CaseId, certificate: &Certificate) -> Result<(), BadSignature> {
        let leaf = Leaf { case, salt: self.salt, own: self.own.clone() };
        if !self.body().leaves.contains(&leaf.hash()) {
            return Err(BadSignature);
        }
        self.signed.verify(&certificate.public_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CaseDocument, Writer};
    use crate::tests::signer;

    const NOW: TimeEvidence = TimeEvidence { wall_ms: 1, boot_ms: 2, boot_id: 3 };

    fn own(number: u8) -> OwnActor {
        OwnActor { actor: [number; 16], newest: ChangeId([number; 32]) }
    }

    fn two_cases() -> Vec<CaseManifest> {
        let leaf = |number: u8| Leaf::new(CaseId([number; 16]), [number; 16], vec![own(9), own(number)]);
        CaseManifest::seal(vec![leaf(1), leaf(2)], NOW, &signer(1, "technician"))
    }

    #[test]
    fn each_case_holds_by_itself_and_says_nothing_about_the_other() {
        let chen = signer(1, "technician");
        for (number, kept) in (1_u8..).zip(two_cases()) {
            let bytes = kept.to_bytes();
            let read = CaseManifest::open(&bytes).unwrap();
            assert_eq!(read, kept);
            assert!(read.verify(CaseId([number; 16]), chen.certificate().body()).is_ok());
            assert!(read.verify(CaseId([3 - number; 16]), chen.certificate().body()).is_err());
            assert!(read.verify(CaseId([number; 16]), signer(2, "technician").certificate().body()).is_err());
            let other = [3 - number; 16];
            assert!(!bytes.windows(16).any(|window| window == other), "nothing of the other case is in it");
        }
    }

    #[test]
    fn another_actor_another_salt_or_another_change_is_no_leaf_of_the_manifest() {
        let kept = &two_cases()[0];
        let (case, chen) = (CaseId([1; 16]), signer(1, "technician"));
        let mut other = kept.clone();
        other.own[0].newest = ChangeId([8; 32]);
        assert!(other.verify(case, chen.certificate().body()).is_err());
        let mut other = kept.clone();
        other.own.pop();
        assert!(other.verify(case, chen.certificate().body()).is_err());
        let other = CaseManifest { salt: [7; 16], ..kept.clone() };
        assert!(other.verify(case, chen.certificate().body()).is_err());
    }

    #[test]
    fn beside_its_changes_a_manifest_needs_no_actors() {
        let case = CaseId([1; 16]);
        let changes = [7_u8, 8].map(|actor| {
            let (actor, author) = ([actor; 16], signer(1, "technician").id());
            let writer = Writer { actor, fresh_actor: actor, author, at_ms: 0 };
            CaseDocument::create(&writer).unwrap().1
        });
        let all: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
        let leaf = Leaf::of_changes(case, [5; 16], all.iter().copied()).unwrap();
        let kept = CaseManifest::seal(vec![leaf], NOW, &signer(1, "technician")).remove(0).to_bytes();
        let short = CaseManifest::shortened(&kept, case, &all).unwrap();
        assert!(short.len() + 48 < kept.len(), "{} of {} bytes", short.len(), kept.len());
        assert_eq!(CaseManifest::expanded(&short, case, &all), Some(kept.clone()));
        assert!(CaseManifest::open(&short).is_err(), "it is a form of the wire only");
        assert_eq!(CaseManifest::expanded(&kept, case, &all), None, "the whole form is left as it is");
        let fewer = &all[..1];
        assert_eq!(CaseManifest::shortened(&kept, case, fewer), None, "others would find other actors");
        let wrong = CaseManifest::expanded(&short, case, fewer).unwrap();
        let chen = signer(1, "technician");
        assert!(CaseManifest::open(&wrong).unwrap().verify(case, chen.certificate().body()).is_err());
    }

    #[test]
    fn there_is_one_form_only() {
        let mut kept = two_cases().remove(0);
        let mut longer = kept.to_bytes();
        longer.push(0);
        assert!(CaseManifest::open(&longer).is_err());
        kept.own.reverse();
        assert!(CaseManifest::open(&kept.to_bytes()).is_err(), "actors are sorted");
    }
}
