//! The office's word on its own changes, as every device gives it with what it sends.

use doorstep_domain::certificate::Signer;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::CaseId;
use doorstep_domain::manifest::{CaseManifest, Leaf};
use doorstep_domain::sync::{CaseItems, Item, ItemKind};
use doorstep_domain::time::TimeEvidence;

/// Adds to every case what vouches for the changes that the office makes in it. `entropy` is random.
pub(super) fn vouch(groups: &mut [CaseItems], signer: &Signer, time: TimeEvidence, entropy: [u8; 16]) {
    let leaf = |group: &CaseItems| {
        let changes = group.items.iter().filter(|item| item.kind == ItemKind::Change.code());
        Leaf::of_changes(group.case, salt(entropy, group.case), changes.map(|item| item.bytes.as_slice()))
    };
    let leaves: Vec<Leaf> = groups.iter().filter_map(leaf).collect();
    for leaves in leaves.chunks(CaseManifest::MAX_LEAVES) {
        let kept = CaseManifest::seal(leaves.to_vec(), time, signer);
        for (leaf, manifest) in leaves.iter().zip(kept) {
            let item = Item::new(ItemKind::Manifest, manifest.to_bytes());
            groups
                .iter_mut()
                .filter(|group| group.case == leaf.case)
                .for_each(|group| group.items.push(item.clone()));
        }
    }
}

/// Another one for every case.
fn salt(entropy: [u8; 16], case: CaseId) -> [u8; 16] {
    let hash = sha256(&[&entropy[..], case.as_bytes()].concat());
    std::array::from_fn(|i| hash.0[i])
}
