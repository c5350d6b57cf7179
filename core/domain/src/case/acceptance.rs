//! Whether the work of a visit is accepted, or waits for it.

use super::Case;
use crate::checklist::{Missing, Progress, What};
use crate::fact::Area;
use crate::id::VisitId;
use crate::pack::Pack;
use crate::rejected::Rejected;

/// How the acceptance of a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// More than the signature is missing.
    NotYet,
    /// Everything is done but what waits for the accepting signature: it is missing, or it is provisional
    /// until somebody who leads confirms it (scenario 12).
    Waiting,
    /// Nothing is missing any more.
    Given,
}

impl Acceptance {
    /// The word of the glossary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Waiting => "waiting",
            Self::Given => "given",
        }
    }
}

impl Case {
    /// How the acceptance of a visit stands.
    ///
    /// # Errors
    /// As [`Case::checklist`].
    pub fn acceptance(&self, visit: VisitId, pack: &Pack) -> Result<Acceptance, Rejected> {
        let accepting = self.accepting(pack)?;
        self.with_progress(visit, "done", pack, |progress, _| {
            let missing = progress.why_not_complete();
            if missing.is_empty() {
                return Acceptance::Given;
            }
            let waits = |missing: &Missing| {
                is_acceptance(missing, &accepting) || follows(progress, missing, &accepting)
            };
            if missing.iter().all(waits) { Acceptance::Waiting } else { Acceptance::NotYet }
        })
    }

    /// The roles whose signature accepts the work of this job.
    fn accepting(&self, pack: &Pack) -> Result<Vec<String>, Rejected> {
        let acceptance = &self.service(pack)?.service.acceptance;
        let area = self.state.created.as_ref().map_or(Area::Indoor, |created| created.body.area);
        let of_area = match area {
            Area::Indoor => &acceptance.indoor,
            Area::Public => &acceptance.public,
        };
        Ok(of_area.iter().chain(&acceptance.special_case).cloned().collect())
    }
}

fn is_acceptance(missing: &Missing, accepting: &[String]) -> bool {
    matches!(&missing.what, What::Signature { role, .. } if accepting.contains(role))
}

/// Whether a step is open only because the acceptance comes before it, such as the customer's copy.
fn follows(progress: &Progress<'_>, missing: &Missing, accepting: &[String]) -> bool {
    let before = progress.may_start(&missing.step).err().unwrap_or_default();
    !before.is_empty() && before.iter().all(|missing| is_acceptance(missing, accepting))
}
