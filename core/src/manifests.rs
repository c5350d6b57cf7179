//! This device's word on its own changes: written before they leave it, by network or by file.

use std::collections::BTreeMap;

use doorstep_domain::id::CaseId;
use doorstep_domain::manifest::{CaseManifest, Leaf};
use doorstep_domain::sync::{Item, ItemKind};

use crate::core::{Identity, Shared};
use crate::error::Error;
use crate::store::{Store, items};
use crate::write::put_items;

impl Shared {
    /// Vouches for what of one case no manifest of this device covers yet.
    pub(crate) fn vouch_for(&self, store: &Store, case: CaseId, identity: &Identity) -> Result<(), Error> {
        self.vouch(store, Some(case), identity)
    }

    /// Vouches for every change that waits to be sent.
    pub(crate) fn vouch_for_waiting(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        self.vouch(store, None, identity)
    }

    fn vouch(&self, store: &Store, case: Option<CaseId>, identity: &Identity) -> Result<(), Error> {
        let changes = store.read::<_, Error>(|connection| Ok(items::not_vouched_for(connection, case)?))?;
        if changes.is_empty() {
            return Ok(());
        }
        let kept = self.seal(&changes, identity)?;
        let mut cases = self.cases();
        store.writer().transaction::<_, Error>(|tx| {
            kept.iter().try_for_each(|(case, manifest)| {
                put_items(tx, *case, &[Item::new(ItemKind::Manifest, manifest.to_bytes())])
            })
        })?;
        for (case, manifest) in kept {
            if let Some(case) = cases.in_memory(case) {
                case.keep_manifest(manifest);
            }
        }
        Ok(())
    }

    /// One signature for up to [`CaseManifest::MAX_LEAVES`] cases.
    fn seal(
        &self,
        changes: &[(CaseId, Vec<u8>)],
        identity: &Identity,
    ) -> Result<Vec<(CaseId, CaseManifest)>, Error> {
        let mut by_case: BTreeMap<CaseId, Vec<&[u8]>> = BTreeMap::new();
        for (case, change) in changes {
            by_case.entry(*case).or_default().push(change);
        }
        let time = self.host.clock.now()?;
        let mut leaves = Vec::with_capacity(by_case.len());
        for (case, changes) in by_case {
            leaves.extend(Leaf::of_changes(case, self.host.random()?, changes));
        }
        let mut kept = Vec::with_capacity(leaves.len());
        for leaves in leaves.chunks(CaseManifest::MAX_LEAVES) {
            let cases = leaves.iter().map(|leaf| leaf.case);
            kept.extend(cases.zip(CaseManifest::seal(leaves.to_vec(), time, &identity.signer)));
        }
        Ok(kept)
    }
}
