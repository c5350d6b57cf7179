//! Packs and files, by the hashes that facts name.

use std::collections::{BTreeMap, BTreeSet};

use super::document::short;
use super::finding::Standing::{Broken, Holds, Missing, Note};
use super::finding::{Finding, Says};
use super::scene::Scene;
use crate::fact::{Body, PhotoTaken};
use crate::fold::Flag;
use crate::id::{BlobId, PackId};

/// The rules that the job pins.
pub(super) fn packs(scene: &Scene<'_>) -> Finding {
    let named: BTreeSet<PackId> = scene.facts().filter_map(|(_, _, body)| pack_of(body)).collect();
    let here = scene.packs.iter().map(|(id, pack)| match pack {
        _ if !named.contains(id) => Finding::of(Broken, Says::PackUnnamed { id: id.to_string() }),
        Ok(pack) => {
            let (name, version) = (pack.id.clone(), pack.version);
            Finding::of(Holds, Says::Pack { name, version, id: id.to_string() })
        }
        Err(error) => {
            let (id, why) = (id.to_string(), error.to_string());
            Finding::of(Broken, Says::PackUnreadable { id, why })
        }
    });
    let missing = named.iter().filter(|id| !scene.packs.contains_key(id));
    let missing = missing.map(|id| Finding::of(Missing, Says::PackMissing { id: id.to_string() }));
    Finding::of(Holds, Says::Packs { count: scene.packs.len() }).with(here).with(missing)
}

fn pack_of(body: &Body) -> Option<PackId> {
    match body {
        Body::Created(created) => Some(created.pack),
        Body::QuoteOffered(offered) => offered.pack,
        Body::ChecklistMoved(moved) => Some(moved.pack),
        _ => None,
    }
}

/// Photos, strokes and signed views: what is named is here, and what is here is named.
pub(super) fn files(scene: &Scene<'_>) -> Finding {
    let photos: BTreeMap<BlobId, &PhotoTaken> = scene
        .facts()
        .filter_map(|(_, _, body)| match body {
            Body::PhotoTaken(photo) => Some((photo.blob, photo)),
            _ => None,
        })
        .collect();
    let beside = scene.facts().flat_map(|(_, _, body)| match body {
        Body::Signed(signed) => vec![signed.view, signed.strokes],
        Body::PhotoTaken(photo) => photo.thumbnail.into_iter().collect(),
        _ => Vec::new(),
    });
    let beside: BTreeSet<BlobId> = beside.collect();
    let missing = photos.iter().filter(|(id, _)| !scene.blobs.contains_key(id)).map(|(id, photo)| {
        let (step, shows, id) = (photo.step.clone(), photo.role.clone(), short(&id.0));
        Finding::of(Missing, Says::FileMissing { step, shows, id })
    });
    // A kind that this version does not know may name files.
    let is_unknown = |flag: &Flag| matches!(flag, Flag::UnknownKind { .. });
    let unnamed_is = if scene.case.state().flags.iter().any(is_unknown) { Note } else { Broken };
    let unnamed = scene.blobs.iter().filter(|(id, _)| !photos.contains_key(id) && !beside.contains(id));
    let unnamed = unnamed.map(|(id, bytes)| {
        Finding::of(unnamed_is, Says::FileUnnamed { id: short(&id.0), bytes: bytes.len() })
    });
    let bytes = scene.blobs.values().map(|bytes| bytes.len()).sum();
    Finding::of(Holds, Says::Files { count: scene.blobs.len(), bytes }).with(missing).with(unnamed)
}
