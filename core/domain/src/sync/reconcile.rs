//! `POST /v1/reconcile`: do the two sides hold the same? Nothing is believed because it was once acknowledged.
//!
//! A device compares in three steps, each only if the one before says so: one digest over all its cases, one per case,
//! the hashes of the items of the cases that differ. Then it sends what the server lacks and asks for what it lacks.

use minicbor::{Decode, Encode};

use super::{CaseItems, ItemKind};
use crate::id::{CaseId, Hash};

/// The kinds that digests cover, by code: what people made, and what vouches for it. Orders are for one stream each, a
/// snapshot repeats changes, and that a file is stored is no item of a device: files have digests of their own.
pub const COMPARED: [ItemKind; 6] = [
    ItemKind::Change,
    ItemKind::Fact,
    ItemKind::Certificate,
    ItemKind::Ruling,
    ItemKind::SmallBlob,
    ItemKind::Manifest,
];

/// The digest of all cases: the XOR of their digests ([`crate::retention::digest`]), in whatever order.
#[must_use]
pub fn digest_of_all<'a>(cases: impl IntoIterator<Item = &'a Hash>) -> Hash {
    let mut all = [0_u8; 32];
    for case in cases {
        all.iter_mut().zip(case.0).for_each(|(sum, byte)| *sum ^= byte);
    }
    Hash(all)
}

/// Items of one case by their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CaseHashes {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// The hashes.
    #[n(1)]
    pub hashes: Vec<Hash>,
}

/// The digest of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct CaseDigest {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// The digest of its items.
    #[n(1)]
    pub digest: Hash,
    /// The digest of the files that the server is believed to have stored; absent from a device that does not compare them.
    #[n(2)]
    pub files: Option<Hash>,
}

/// One step of a device's comparison.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReconcileRequest {
    /// Incarnation of the log that the cursor belongs to.
    #[n(0)]
    pub epoch: u64,
    /// What is compared: everything that the log held up to here.
    #[n(1)]
    pub cursor: u64,
    /// First step: the digest of all cases that the device holds and sees.
    #[n(2)]
    pub all: Option<Hash>,
    /// Second step: one per case.
    #[n(3)]
    pub cases: Option<Vec<CaseDigest>>,
    /// Third step: what it lacks.
    #[n(4)]
    pub want: Option<Vec<CaseHashes>>,
    /// With the first step: the digest of the files of all these cases that the server is believed to have stored. A server that
    /// does not know of it compares the items alone.
    #[n(5)]
    pub files: Option<Hash>,
}

/// What the server says to a step.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReconcileResponse {
    /// Incarnation of the log. If it is another one, nothing was compared.
    #[n(0)]
    pub epoch: u64,
    /// Whether the two sides hold the same, as far as was asked.
    #[n(1)]
    pub agrees: bool,
    /// The cases that differ, with what the server holds of each; nothing of one that it does not know.
    #[n(2)]
    pub differ: Vec<CaseHashes>,
    /// What was wanted, as far as it fits.
    #[n(3)]
    pub items: Vec<CaseItems>,
    /// The cases of which the server stored other files than the device believes; absent if there are none.
    #[n(4)]
    pub files: Option<Vec<CaseId>>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::retention::digest;
    use crate::sync::Item;

    /// The three steps and an answer, for the golden bytes.
    pub(crate) fn golden() -> Vec<(String, Vec<u8>)> {
        let (case, hashes) = (CaseId([7; 16]), vec![Hash([1; 32])]);
        let digest = digest(case, &hashes);
        let some = CaseHashes { case, hashes };
        let nothing =
            ReconcileRequest { epoch: 6, cursor: 1000, all: None, cases: None, want: None, files: None };
        let all = ReconcileRequest { all: Some(digest_of_all([&digest])), ..nothing.clone() };
        let one = CaseDigest { case, digest, files: None };
        let cases = ReconcileRequest { cases: Some(vec![one]), ..nothing.clone() };
        let want = ReconcileRequest { want: Some(vec![some.clone()]), ..nothing };
        let all_files = ReconcileRequest { files: Some(Hash([2; 32])), ..all.clone() };
        let one = CaseDigest { files: Some(Hash([2; 32])), ..one };
        let cases_files = ReconcileRequest { cases: Some(vec![one]), ..cases.clone() };
        let items = vec![Item::new(ItemKind::SmallBlob, vec![9])];
        let items = vec![CaseItems { case, items }];
        let answer = ReconcileResponse { epoch: 6, agrees: false, differ: vec![some], items, files: None };
        let files = ReconcileResponse { files: Some(vec![case]), ..answer.clone() };
        let steps = [
            ("all", all),
            ("cases", cases),
            ("want", want),
            ("all_files", all_files),
            ("cases_files", cases_files),
        ];
        let named = |(name, step)| (format!("reconcile.request.{name}"), crate::cbor::encode(&step));
        let mut lines: Vec<(String, Vec<u8>)> = steps.map(named).into();
        lines.push(("reconcile.response".into(), crate::cbor::encode(&answer)));
        lines.push(("reconcile.response.files".into(), crate::cbor::encode(&files)));
        lines
    }

    /// A case's digest and a step as the first version knew them.
    #[derive(Debug, PartialEq, Eq, Decode)]
    struct FirstDigest(#[n(0)] CaseId, #[n(1)] Hash);

    #[derive(Debug, Decode)]
    #[cbor(map)]
    struct FirstRequest {
        #[n(2)]
        all: Option<Hash>,
        #[n(3)]
        cases: Option<Vec<FirstDigest>>,
    }

    #[test]
    fn a_server_of_before_reads_the_digests_of_items_and_passes_over_those_of_files() {
        let (case, digest, files) = (CaseId([7; 16]), Hash([1; 32]), Some(Hash([2; 32])));
        let cases = Some(vec![CaseDigest { case, digest, files }; 2]);
        let request =
            ReconcileRequest { epoch: 6, cursor: 1000, all: Some(digest), cases, want: None, files };
        let read: FirstRequest = crate::cbor::decode(&crate::cbor::encode(&request)).unwrap();
        assert_eq!(read.all, Some(digest));
        assert_eq!(read.cases.unwrap(), [FirstDigest(case, digest), FirstDigest(case, digest)]);
    }

    #[test]
    fn a_digest_depends_on_what_is_held_and_by_which_case_and_not_on_the_order() {
        let (one, two) = (Hash([1; 32]), Hash([2; 32]));
        let (mine, other) = (CaseId([1; 16]), CaseId([2; 16]));
        assert_eq!(digest(mine, [&one, &two]), digest(mine, [&two, &one]));
        assert_ne!(digest(mine, [&one]), digest(other, [&one]));
        let apart = [digest(mine, [&one]), digest(other, [&two])];
        let swapped = [digest(mine, [&two]), digest(other, [&one])];
        assert_eq!(digest_of_all(&apart), digest_of_all([&apart[1], &apart[0]]));
        assert_ne!(digest_of_all(&apart), digest_of_all(&swapped));
        assert_eq!(digest_of_all([]), Hash([0; 32]));
    }
}
