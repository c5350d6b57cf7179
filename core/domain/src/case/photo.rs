//! Photos and what is drawn on them: what one's own must keep to. What others sent stays as it is.

use super::Case;
use crate::checklist::{EvidenceKind, Step};
use crate::expr::Expr;
use crate::fact::{PhotoMarked, PhotoTaken};
use crate::fold::Recorded;
use crate::id::{BlobId, VisitId};
use crate::pack::Pack;
use crate::rejected::Rejected;

impl Case {
    /// The first fact that named a photo, by its file.
    #[must_use]
    pub fn photo(&self, blob: BlobId) -> Option<&Recorded<PhotoTaken>> {
        let mut photos = self.state.visits.values().flat_map(|visit| &visit.photos);
        photos.find(|photo| photo.body.blob == blob)
    }

    /// Whether a photo may be taken into the case.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if it is a pair with a photo that is not there; [`Rejected::NoLine`];
    /// [`Rejected::TooLarge`] if the step has as many photos of its role as the pack allows.
    pub fn check_photo(&self, taken: &PhotoTaken, pack: Option<&Pack>) -> Result<(), Rejected> {
        if taken.pair.is_some_and(|pair| pair == taken.blob || self.photo(pair).is_none()) {
            let reason = "no other photo of the job has this file".to_owned();
            return Err(Rejected::Invalid { field: "pair", reason });
        }
        if let Some(line) = taken.line.filter(|line| !self.document().lines.contains_key(line)) {
            return Err(Rejected::NoLine(line));
        }
        let most = pack.and_then(|pack| self.most_photos(taken, pack));
        match most.filter(|most| self.count_photos(taken) >= *most) {
            Some(most) => Err(Rejected::TooLarge { field: "photos", limit: u64::from(most) }),
            None => Ok(()),
        }
    }

    /// The most photos that the step of a photo takes of its role.
    fn most_photos(&self, taken: &PhotoTaken, pack: &Pack) -> Option<u32> {
        let step = self.step_of_visit(taken.visit, &taken.step, pack)?;
        let of_role = |role: &str| {
            step.evidence.iter().find(|asked| asked.kind == EvidenceKind::Photo && asked.role == role)
        };
        of_role(&taken.role)?.at_most
    }

    fn step_of_visit<'p>(&self, visit: VisitId, path: &str, pack: &'p Pack) -> Option<&'p Step<Expr>> {
        let by = self.checklist_pack(visit);
        self.service_by(by, pack).ok()?.checklist.step_at(path)
    }

    /// Photos of the same visit, step and role, another file each.
    fn count_photos(&self, taken: &PhotoTaken) -> u32 {
        let Some(visit) = self.state.visits.get(&taken.visit) else { return 0 };
        let alike = visit.photos.iter().map(|photo| &photo.body);
        let alike = alike.filter(|photo| photo.step == taken.step && photo.role == taken.role);
        let others: std::collections::BTreeSet<BlobId> =
            alike.map(|photo| photo.blob).filter(|blob| *blob != taken.blob).collect();
        u32::try_from(others.len()).unwrap_or(u32::MAX)
    }

    /// Whether something may be drawn over a photo.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if there is no such photo, nothing is drawn or taken back, or a mark cannot be drawn;
    /// [`Rejected::TooLarge`] if there are too many.
    pub fn check_marks(&self, marked: &PhotoMarked) -> Result<(), Rejected> {
        let invalid = |field, reason: &str| Rejected::Invalid { field, reason: reason.to_owned() };
        if self.photo(marked.photo).is_none() {
            return Err(invalid("photo", "no photo of the job has this file"));
        }
        if marked.marks.is_empty() && marked.takes_back.is_empty() {
            return Err(invalid("marks", "nothing is drawn and nothing is taken back"));
        }
        if marked.marks.len() > PhotoMarked::MAX_MARKS {
            return Err(Rejected::TooLarge { field: "marks", limit: PhotoMarked::MAX_MARKS as u64 });
        }
        match marked.marks.iter().find_map(crate::fact::PhotoMark::problem) {
            Some(problem) => Err(invalid("marks", problem)),
            None => Ok(()),
        }
    }
}
