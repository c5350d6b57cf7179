//! What of a request its receiver can work out by itself, and need not be sent.
//!
//! A manifest names the newest change of each of its actors: 32 bytes that no compression makes smaller, once per case,
//! although the change stands beside it in the same request. Only the wire knows the short form; both sides store, hash
//! and acknowledge the whole one.

use super::{CaseItems, ItemKind, SyncRequest};
use crate::id::CaseId;
use crate::manifest::CaseManifest;

impl SyncRequest {
    /// Leaves out what the receiver finds in the changes of this request.
    pub fn shorten(&mut self) {
        self.push.iter_mut().for_each(|group| replace_manifests(group, CaseManifest::shortened));
    }

    /// Puts back what was left out. What came whole stays as it came.
    pub fn expand(&mut self) {
        self.push.iter_mut().for_each(|group| replace_manifests(group, CaseManifest::expanded));
    }
}

type Replace = fn(&[u8], CaseId, &[&[u8]]) -> Option<Vec<u8>>;

fn replace_manifests(group: &mut CaseItems, by: Replace) {
    let is_manifest = |kind: u8| kind == ItemKind::Manifest.code();
    let changes = group.items.iter().filter(|item| item.kind == ItemKind::Change.code());
    let changes: Vec<&[u8]> = changes.map(|item| item.bytes.as_slice()).collect();
    let manifests = group.items.iter().enumerate().filter(|(_, item)| is_manifest(item.kind));
    let replaced: Vec<(usize, Vec<u8>)> =
        manifests.filter_map(|(place, item)| Some((place, by(&item.bytes, group.case, &changes)?))).collect();
    for (place, bytes) in replaced {
        group.items[place].bytes = bytes.into();
    }
}
