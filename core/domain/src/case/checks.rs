//! Where answers stand, and how a signer and a report read them.

use super::Case;
use super::sign::view_check;
use crate::checklist::{Checklist, Kind, Step};
use crate::expr::Expr;
use crate::id::VisitId;
use crate::pack::Pack;
use crate::rejected::Rejected;
use crate::statement::ViewCheck;
use crate::text::Language;
use crate::value::{AnswerKey, Value};

impl Case {
    /// The key under which an answer belongs: a step of the whole job is answered under its first visit,
    /// whichever visit's checklist somebody has in hand.
    #[must_use]
    pub fn place_of(&self, key: AnswerKey, pack: &Pack) -> AnswerKey {
        let step = key.step_id();
        let parts = self.service_of(key.visit(), pack).ok();
        let step = parts.and_then(|parts| parts.checklist.step(step));
        step.map_or_else(|| key.clone(), |step| key.in_visit(self.answered_in(key.visit(), step)))
    }

    /// The visit under which a step is answered.
    pub(super) fn answered_in(&self, visit: VisitId, step: &Step<Expr>) -> VisitId {
        step.answered_in(visit, self.state.first_visit().unwrap_or(visit))
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
        Ok(self.checks_by(visit, language, self.service_of(visit, pack)?.checklist))
    }

    /// The checks of a visit by a checklist that it follows or followed.
    pub(super) fn checks_by(
        &self,
        visit: VisitId,
        language: &Language,
        checklist: &Checklist<Expr>,
    ) -> Vec<ViewCheck> {
        let answers = self.document.view().answers;
        let shown = checklist.steps.iter().filter_map(|step| {
            let words: Vec<String> = answer_keys(self.answered_in(visit, step), step)
                .filter_map(|key| answers.get(&key).map(|value| words_of(step, &key, value, language)))
                .collect();
            (!words.is_empty()).then(|| view_check(&step.id, step.title.get(language), words.join(", ")))
        });
        shown.collect()
    }
}

/// The keys under which a step is answered: one, or one per option.
pub(super) fn answer_keys(visit: VisitId, step: &Step<Expr>) -> impl Iterator<Item = AnswerKey> {
    let keys: Vec<AnswerKey> = match &step.kind {
        Kind::Multi { options, .. } => {
            options.iter().map(|option| AnswerKey::option(visit, &step.id, &option.id)).collect()
        }
        kind if kind.is_answered() => vec![AnswerKey::step(visit, &step.id)],
        _ => Vec::new(),
    };
    keys.into_iter()
}

fn words_of(step: &Step<Expr>, key: &AnswerKey, value: &Value, language: &Language) -> String {
    let yes_no = |yes: bool| match (yes, language.0.starts_with("zh")) {
        (true, true) => "是",
        (false, true) => "否",
        (true, false) => "yes",
        (false, false) => "no",
    };
    match (&step.kind, value) {
        (Kind::Choice { options }, Value::Str(chosen)) => {
            let option = options.iter().find(|option| option.id == *chosen);
            option.map_or_else(|| chosen.clone(), |option| option.title.get(language).to_owned())
        }
        (Kind::Multi { options, .. }, Value::Bool(yes)) => {
            let option = options.iter().find(|option| key.as_str().ends_with(&format!("#{}", option.id)));
            let title = option.map_or("", |option| option.title.get(language));
            if *yes { title.to_owned() } else { format!("{title}: {}", yes_no(false)) }
        }
        (_, Value::Bool(yes)) => yes_no(*yes).to_owned(),
        (_, value) => value.to_string(),
    }
}
