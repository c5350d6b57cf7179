//! What the coverage of a case comes to: judged by facts and answers alone, so that every device and the office
//! decide alike.

use std::collections::BTreeMap;

use super::Case;
use super::context::{CaseContext, FullContext, date_of, local_date};
use super::sign::view_check;
use crate::checklist::{Checklist, Kind};
use crate::coverage::{Because, ComponentView, Coverage, CoverageView, Decided, Waiting};
use crate::expr::Expr;
use crate::fact::{Graph, StepDone};
use crate::fold::Recorded;
use crate::id::VisitId;
use crate::pack::{Pack, ServiceParts};
use crate::rejected::Rejected;
use crate::statement::ViewCheck;
use crate::text::Language;
use crate::value::{AnswerKey, Value};

/// A declaration that the coverage was checked, in its visit.
type Declared<'a> = (VisitId, &'a Recorded<StepDone>);

impl Case {
    /// What the coverage comes to, as a visit sees it; `None` if the service has none.
    ///
    /// Once a step of kind `coverage` was declared done, in whichever visit, its day and the answers that it
    /// relied on decide; until then the day of the visit and the answers as they stand.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service; [`Rejected::NoVisit`].
    pub fn coverage(&self, visit: VisitId, pack: &Pack) -> Result<Option<CoverageView>, Rejected> {
        if !self.state.visits.contains_key(&visit) {
            return Err(Rejected::NoVisit(visit));
        }
        let service = self.service_of(visit, pack)?;
        let answers = self.document.view().answers;
        let context = self.names(&answers, visit, &service);
        let coverage = service.service.coverage.as_ref();
        Ok(coverage.and_then(|coverage| self.judge(coverage, visit, &service, &context)))
    }

    /// What a signer sees of the coverage: the components that the job is about, with verdict and reason.
    pub(super) fn coverage_checks(
        &self,
        visit: VisitId,
        language: &Language,
        pack: &Pack,
    ) -> Result<Vec<ViewCheck>, Rejected> {
        let Some(view) = self.coverage(visit, pack)? else { return Ok(Vec::new()) };
        let check = |component: &ComponentView| {
            let step = format!("coverage.{}", component.id);
            view_check(&step, component.title.get(language), view.statement(component, language))
        };
        Ok(view.concerned().map(check).collect())
    }

    /// Everything that expressions read in a visit but what the quote comes to.
    pub(super) fn context<'a>(
        &'a self,
        answers: &'a BTreeMap<AnswerKey, Value>,
        visit: VisitId,
        service: &ServiceParts<'a>,
    ) -> FullContext<'a> {
        let mut context = self.names(answers, visit, service);
        let coverage = service.service.coverage.as_ref();
        if let Some(judged) = coverage.and_then(|coverage| self.judge(coverage, visit, service, &context)) {
            context.names.set_coverage(&judged);
        }
        context
    }

    /// Everything that expressions read in a visit but what quote and coverage come to.
    fn names<'a>(
        &'a self,
        answers: &'a BTreeMap<AnswerKey, Value>,
        visit: VisitId,
        service: &ServiceParts<'a>,
    ) -> FullContext<'a> {
        let (steps, timing) = (service.checklist, &service.service.timing);
        let names = CaseContext::of(&self.state, answers, visit, steps, timing);
        FullContext { names, state: &self.state, answers, visit, steps, timing }
    }

    /// `None` without the visit, which has no day then.
    fn judge(
        &self,
        coverage: &Coverage<Expr>,
        visit: VisitId,
        service: &ServiceParts<'_>,
        now: &FullContext<'_>,
    ) -> Option<CoverageView> {
        let mut judged = match self.coverage_declared(service.checklist) {
            Some(declared) => self.judge_as_declared(coverage, declared, service),
            None => coverage.judge(date_of(&self.state, self.state.visits.get(&visit)?)?, now),
        };
        self.name_waits(&mut judged, visit, service.checklist);
        Some(judged)
    }

    fn judge_as_declared(
        &self,
        coverage: &Coverage<Expr>,
        (visit, declared): Declared<'_>,
        service: &ServiceParts<'_>,
    ) -> CoverageView {
        let on = local_date(&self.state, declared.at.wall_ms);
        let relied_on = declared.body.relied_on.iter();
        let answers = relied_on.map(|relied| (relied.key.clone(), relied.value.clone())).collect();
        let mut context = self.names(&answers, visit, service);
        context.names.set_date(on);
        let decided = Decided { fact: declared.fact, visit, who: declared.who.clone(), at: declared.at };
        CoverageView { decided: Some(decided), ..coverage.judge(on, &context) }
    }

    /// The declaration that counts: the one that no other knew of. Of several, made without knowing of each
    /// other, the one of the earliest day: the customer called in time then.
    fn coverage_declared(&self, checklist: &Checklist<Expr>) -> Option<Declared<'_>> {
        let is_coverage = |step: &str| checklist.step(step).is_some_and(|step| step.kind == Kind::Coverage);
        let of_visits = self.state.visits.iter();
        let declared = of_visits.flat_map(|(id, visit)| visit.steps_done.iter().map(|done| (*id, done)));
        let mut declared: Vec<Declared<'_>> =
            declared.filter(|(_, done)| is_coverage(&done.body.step)).collect();
        if declared.len() > 1 {
            let graph = Graph::of(&self.facts, &self.rulings);
            let position = |(_, done): &Declared<'_>| graph.position(&done.fact);
            let newest = graph.maximal(&declared.iter().filter_map(position).collect::<Vec<_>>());
            declared.retain(|one| position(one).is_some_and(|position| newest.contains(&position)));
        }
        declared.into_iter().min_by_key(|(_, done)| (local_date(&self.state, done.at.wall_ms), done.fact))
    }

    /// Says what people call the steps whose answers are open.
    fn name_waits(&self, view: &mut CoverageView, visit: VisitId, checklist: &Checklist<Expr>) {
        let name = |waiting: &mut Waiting| {
            let step = waiting.name.within("answers").and_then(|step| checklist.step(step));
            if let Some(step) = step {
                waiting.title = self.title_of(step, checklist, visit, &step.id);
            }
        };
        view.waits.iter_mut().for_each(name);
        for component in &mut view.components {
            if let Because::Waits { answers } = &mut component.because {
                answers.iter_mut().for_each(name);
            }
        }
    }
}
