//! Where answers stand, and how a signer and a report read them.

use std::collections::BTreeMap;

use super::Case;
use super::sign::view_check;
use crate::checklist::{Checklist, Kind, Place, Step, Telling, Visits, answer_keys, mentions_any, words_of};
use crate::expr::Expr;
use crate::id::{InstanceId, VisitId};
use crate::pack::{Pack, ServiceParts};
use crate::rejected::Rejected;
use crate::statement::ViewCheck;
use crate::text::{Language, Text};
use crate::value::{AnswerKey, Value};

impl Case {
    /// The key under which an answer belongs: a step of the whole job is answered under its first visit,
    /// whichever visit's checklist somebody has in hand.
    #[must_use]
    pub fn place_of(&self, key: AnswerKey, pack: &Pack) -> AnswerKey {
        let step = key.step_id();
        let parts = self.service_of(key.visit(), pack).ok();
        let step = parts.and_then(|parts| parts.checklist.step(step));
        step.map_or_else(|| key.clone(), |step| key.in_visit(self.visits_of(key.visit()).of(step)))
    }

    /// An answer where it belongs and in the one form in which it is written: `2.50` and `2.5` are the same number, and
    /// two phones that wrote them do not disagree. What its step does not accept stays as it was said, and the
    /// checklist says what is wrong with it.
    #[must_use]
    pub fn placed(&self, key: AnswerKey, value: Option<Value>, pack: &Pack) -> (AnswerKey, Option<Value>) {
        let parts = self.service_of(key.visit(), pack).ok();
        let step = parts.and_then(|parts| parts.checklist.step(key.step_id()));
        // Whether an option is chosen is a yes or a no, which has one form only.
        let step = step.filter(|_| !key.path().contains('#'));
        let canonical =
            |value: Value| step.and_then(|step| step.kind.accept(None, &value).ok()).unwrap_or(value);
        let value = value.map(canonical);
        (self.place_of(key, pack), value)
    }

    /// The visits under which what belongs to a visit, and what belongs to the job, is answered.
    pub(super) fn visits_of(&self, visit: VisitId) -> Visits {
        Visits { this: visit, first: self.state.first_visit().unwrap_or(visit) }
    }

    /// The title of a step at a path of a visit, with the answers that it mentions.
    #[must_use]
    pub fn title_of(
        &self,
        step: &Step<Expr>,
        checklist: &Checklist<Expr>,
        visit: VisitId,
        path: &str,
    ) -> Text {
        if !mentions_any(&step.title) {
            return step.title.clone();
        }
        let answers = self.document.view().answers;
        let telling = Telling { answers: &answers, visits: self.visits_of(visit), path };
        checklist.told(step, &step.title, telling, &|_| None)
    }

    /// What people call the things of all groups of a checklist, in every visit.
    #[must_use]
    pub fn things(&self, checklist: &Checklist<Expr>) -> BTreeMap<InstanceId, Text> {
        let groups = || checklist.steps.iter().filter(|step| matches!(step.kind, Kind::Repeat { .. }));
        if groups().next().is_none() {
            return BTreeMap::new();
        }
        let answers = self.document.view().answers;
        let of_visit = |visit: &VisitId| {
            let visits = self.visits_of(*visit);
            groups().flat_map(|group| checklist.instances(group, &answers, visits)).collect::<Vec<_>>()
        };
        let things = self.state.visits.keys().flat_map(of_visit);
        things.map(|thing| (thing.is.id, thing.is.name)).collect()
    }

    /// The checks that a signer and a report show: what was answered, in the order of the checklist.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service.
    pub fn visible_checks(
        &self,
        visit: VisitId,
        language: &Language,
        pack: &Pack,
    ) -> Result<Vec<ViewCheck>, Rejected> {
        self.checks_by(visit, language, &self.service_of(visit, pack)?, pack)
    }

    /// The checks of a visit by a checklist that it follows or followed.
    pub(super) fn checks_by(
        &self,
        visit: VisitId,
        language: &Language,
        service: &ServiceParts<'_>,
        pack: &Pack,
    ) -> Result<Vec<ViewCheck>, Rejected> {
        let visits = self.visits_of(visit);
        self.with_progress_by(service, visit, "done", pack, |progress, checklist| {
            let checks = progress.all_places().iter().filter_map(|place| {
                let words = said_at(place, progress.answers(), visits, checklist, language);
                let told = progress.told(place, &place.step.title);
                let title = told.get(language);
                let title = match &place.instance {
                    Some(instance) => format!("{} · {title}", instance.name.get(language)),
                    None => title.to_owned(),
                };
                (!words.is_empty()).then(|| view_check(&place.path, &title, words.join(", ")))
            });
            checks.collect()
        })
    }
}

/// What a place says: the things that were added, or what was answered.
fn said_at(
    place: &Place<'_>,
    answers: &BTreeMap<AnswerKey, Value>,
    visits: Visits,
    checklist: &Checklist<Expr>,
    language: &Language,
) -> Vec<String> {
    let step = place.step;
    let added = checklist.instances(step, answers, visits).into_iter().filter(|thing| !thing.removed);
    let added = added.map(|thing| thing.is.name.get(language).to_owned());
    let answered = answer_keys(visits.of(step), step, &place.path).into_iter();
    let answered =
        answered.filter_map(|key| answers.get(&key).map(|value| words_of(step, &key, value, language)));
    added.chain(answered).collect()
}
