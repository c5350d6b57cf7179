//! The photos that a step asks for: so many of a role, or one of every spot that was photographed before.

use std::collections::BTreeSet;

use super::definition::{Evidence, EvidenceKind, PairsWith};
use super::inputs::Photo;
use super::kind::Kind;
use super::standing::{Against, At, count};
use super::view::PhotoCount;
use super::words::name_of;
use crate::id::BlobId;
use crate::text::Text;
use crate::value::beside_path;

impl Against<'_> {
    /// The photos that the step asks for.
    pub(super) fn photos(&self, at: At<'_>) -> Vec<PhotoCount> {
        let step = at.step;
        let asked = step.evidence.iter().filter(|evidence| evidence.kind == EvidenceKind::Photo);
        let mut photos: Vec<PhotoCount> = asked.map(|evidence| self.asked(at, evidence)).collect();
        if photos.is_empty() && step.kind == Kind::Photo {
            let have = count(self.taken(at.path, None).len());
            let (name, unpaired) = (Text::default(), Vec::new());
            photos.push(PhotoCount { role: None, name, have, need: 1, at_most: None, unpaired });
        }
        photos
    }

    fn asked(&self, at: At<'_>, evidence: &Evidence) -> PhotoCount {
        let role = &evidence.role;
        let earlier = evidence.pairs_with.as_ref().map(|pair| self.earlier(at, pair)).unwrap_or_default();
        let taken = self.taken(at.path, Some(role));
        let shown_again: BTreeSet<BlobId> =
            self.of(at.path, Some(role)).filter_map(|photo| photo.pair).collect();
        let (paired, unpaired): (Vec<BlobId>, Vec<BlobId>) =
            earlier.into_iter().partition(|photo| shown_again.contains(photo));
        let pairs = count(paired.len() + unpaired.len());
        let need = evidence.count.max(pairs);
        // A photo of another spot does not stand for one that was photographed before.
        let have = if pairs == 0 {
            count(taken.len())
        } else {
            let others = count(taken.len()).saturating_sub(count(paired.len()));
            count(paired.len()) + others.min(need - pairs)
        };
        PhotoCount {
            role: Some(role.clone()),
            name: name_of(role, &self.checklist.words),
            have,
            need,
            at_most: evidence.at_most,
            unpaired,
        }
    }

    /// The earlier photos of pairs; of a step inside, those of the same thing.
    fn earlier(&self, at: At<'_>, pair: &PairsWith) -> BTreeSet<BlobId> {
        let path = pair.step.as_ref().map_or_else(|| at.path.to_owned(), |step| self.beside(at, step));
        self.taken(&path, Some(&pair.role))
    }

    /// The path of another step as this one means it: in the same thing, or outside of all.
    fn beside(&self, at: At<'_>, step: &str) -> String {
        let is_inside = self.checklist.step(step).is_some_and(|other| other.each.is_some());
        if is_inside { beside_path(at.path, step) } else { step.to_owned() }
    }

    /// The files of photos; one picture counts once.
    fn taken(&self, path: &str, role: Option<&str>) -> BTreeSet<BlobId> {
        self.of(path, role).map(|photo| photo.blob).collect()
    }

    fn of<'s>(&'s self, path: &'s str, role: Option<&'s str>) -> impl Iterator<Item = &'s Photo> {
        let photos = self.recorded().photos.iter();
        photos.filter(move |photo| photo.step == path && role.is_none_or(|role| photo.role == role))
    }
}
