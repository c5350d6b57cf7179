//! What one case hides.

use super::{Mask, Privacy, ShownTime, Standing};
use crate::fold::State;
use crate::pack::{Audience, Pack};

/// What a case hides from some roles, and when it does not. With it the row of a case is masked without opening the
/// case again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Veil {
    /// The rules of its service.
    pub rules: Privacy,
    /// When everything is shown, one time per visit, in order.
    pub shown: Vec<ShownTime>,
}

impl Veil {
    /// What a case hides; `None` if its service hides nothing.
    #[must_use]
    pub fn of(state: &State, pack: &Pack) -> Option<Self> {
        let rules = Privacy::of(state, pack)?;
        Some(Self { rules: rules.clone(), shown: rules.shown_times(state) })
    }

    /// How things stand for somebody whom it concerns.
    #[must_use]
    pub fn standing(&self, now_ms: i64) -> Standing {
        Standing::at(&self.shown, now_ms)
    }

    /// What somebody with these roles does not see; `None` if nothing is ever hidden from them.
    #[must_use]
    pub fn mask<'a>(&self, roles: impl IntoIterator<Item = &'a str>, now_ms: i64) -> Option<Mask> {
        self.rules.concerns(roles).then(|| self.rules.mask(self.standing(now_ms)))
    }

    /// What is hidden on a copy of the report that somebody with these roles makes. The copy for the team goes by what
    /// the team may see, whoever prints it; every other one by whoever makes it, so that a copy for the customer is no
    /// way around the mask.
    #[must_use]
    pub fn mask_of_copy<'a>(
        &self,
        copy: Option<Audience>,
        roles: impl IntoIterator<Item = &'a str>,
        now_ms: i64,
    ) -> Option<Mask> {
        let is_concerned = copy == Some(Audience::Team) || self.rules.concerns(roles);
        is_concerned.then(|| self.rules.mask(self.standing(now_ms)))
    }
}
