//! Photos and what is drawn on them: what one's own must keep to. What others sent stays as it is.

use super::Case;
use crate::checklist::{Checklist, Evidence, EvidenceKind, Step};
use crate::expr::Expr;
use crate::fact::{PhotoMarked, PhotoTaken};
use crate::fold::Recorded;
use crate::id::{BlobId, VisitId};
use crate::pack::Pack;
use crate::rejected::Rejected;

/// The longest name of what a photo shows.
const MAX_ROLE: usize = 60;

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
    /// [`Rejected::Invalid`] if the checklist of the visit has no such step, the step asks for photos of other roles, or
    /// it is a pair with a photo that is not there; [`Rejected::NoLine`]; [`Rejected::TooLarge`] if the step has as many
    /// photos of its role as the pack allows.
    pub fn check_photo(&self, taken: &PhotoTaken, pack: Option<&Pack>) -> Result<(), Rejected> {
        let checklist = pack.and_then(|pack| self.checklist_of_visit(taken.visit, pack));
        if let Some(checklist) = checklist {
            check_place(taken, checklist)?;
        }
        if taken.pair.is_some_and(|pair| pair == taken.blob || self.photo(pair).is_none()) {
            let reason = "no other photo of the job has this file".to_owned();
            return Err(Rejected::Invalid { field: "pair", reason });
        }
        if let Some(line) = taken.line.filter(|line| !self.document().lines.contains_key(line)) {
            return Err(Rejected::NoLine(line));
        }
        let most = checklist.and_then(|checklist| most_photos(taken, checklist));
        match most.filter(|most| self.count_photos(taken) >= *most) {
            Some(most) => Err(Rejected::TooLarge { field: "photos", limit: u64::from(most) }),
            None => Ok(()),
        }
    }

    /// `None` if it is not here: nobody knows then what it asks.
    fn checklist_of_visit<'p>(&self, visit: VisitId, pack: &'p Pack) -> Option<&'p Checklist<Expr>> {
        Some(self.service_by(self.checklist_pack(visit), pack).ok()?.checklist)
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

/// The photo belongs to a step, and shows what the step asks for. A step that asks for no photo takes any.
fn check_place(taken: &PhotoTaken, checklist: &Checklist<Expr>) -> Result<(), Rejected> {
    let invalid = |field, reason: String| Err(Rejected::Invalid { field, reason });
    let Some(step) = checklist.step_at(&taken.step) else {
        return invalid(
            "step",
            "the checklist of the visit has no such step; take its path from there".to_owned(),
        );
    };
    let roles: Vec<&str> = asked(step).map(|asked| asked.role.as_str()).collect();
    if !is_role(&taken.role) {
        return invalid("role", format!("a word of a-z, 0-9 and _, at most {MAX_ROLE} letters"));
    }
    if roles.is_empty() || roles.contains(&taken.role.as_str()) {
        Ok(())
    } else {
        invalid("role", format!("this step takes photos of: {}", roles.join(", ")))
    }
}

/// The most photos that the step of a photo takes of its role.
fn most_photos(taken: &PhotoTaken, checklist: &Checklist<Expr>) -> Option<u32> {
    asked(checklist.step_at(&taken.step)?).find(|asked| asked.role == taken.role)?.at_most
}

/// The photos that a step asks for, by role.
fn asked(step: &Step<Expr>) -> impl Iterator<Item = &Evidence> {
    step.evidence.iter().filter(|asked| asked.kind == EvidenceKind::Photo)
}

fn is_role(role: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !role.is_empty() && role.len() <= MAX_ROLE && role.bytes().all(allowed)
}
