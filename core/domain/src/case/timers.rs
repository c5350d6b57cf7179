//! The timers and duties of a case.

use super::Case;
use super::context::CaseContext;
use crate::document::DocumentView;
use crate::expr::Context;
use crate::id::VisitId;
use crate::pack::Pack;
use crate::rejected::Rejected;
use crate::time::TimeEvidence;
use crate::timer::{Inputs, TimersView, evaluate};

impl Case {
    /// What must happen by when, as it stands at `now`.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service.
    pub fn timers(&self, pack: &Pack, now: TimeEvidence) -> Result<TimersView, Rejected> {
        self.timers_with(&self.document.view(), pack, now)
    }

    /// The same for whoever has read the document already: reading it is most of the work.
    ///
    /// # Errors
    /// As [`Case::timers`].
    pub fn timers_with(
        &self,
        view: &DocumentView,
        pack: &Pack,
        now: TimeEvidence,
    ) -> Result<TimersView, Rejected> {
        let service = self.service(pack)?;
        let timing = &service.service.timing;
        let zone = self.state.zone();
        let context = |visit: Option<VisitId>| -> Box<dyn Context> {
            Box::new(match visit {
                Some(visit) => {
                    let own = self.service_of(visit, pack).unwrap_or(service);
                    CaseContext::of(&self.state, &view.answers, visit, own.checklist, timing)
                }
                None => CaseContext::of_job(&self.state, &view.answers, service.checklist, timing),
            })
        };
        let inputs =
            Inputs { state: &self.state, answers: &view.answers, zone: &zone, now, context: &context };
        Ok(evaluate(timing, &inputs))
    }
}
