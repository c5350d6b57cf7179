//! What only the customer enters: an opinion, a grade, whether the work is accepted (catalogue section 5.2,
//! rule 10; S20 row 13; scenario 24).
//!
//! The phone is handed over, and everything that is entered on that screen is one action: the answers as one
//! change, and for each step a fact that names the customer and carries the answer. An answer that somebody
//! changes afterwards no longer is what the customer declared, so its step is open again.

use super::{Case, Version, Writer};
use crate::checklist::{EnteredBy, Kind, Step};
use crate::document::Edit;
use crate::expr::Expr;
use crate::fact::{Body, Person, Rated, ReliedOn, StepDone};
use crate::id::VisitId;
use crate::pack::Pack;
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::value::{AnswerKey, Value};

/// What a customer enters on the screen that is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerEntry {
    /// The visit.
    pub visit: VisitId,
    /// Who enters it.
    pub by: Person,
    /// Answers to steps that are the customer's.
    pub answers: Vec<(AnswerKey, Option<Value>)>,
    /// Grade and opinion.
    pub rating: Option<CustomerRating>,
}

/// A grade, and the customer's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRating {
    /// Name of the scale in the checklist.
    pub scale: String,
    /// The grade's id, or the score as digits.
    pub grade: String,
    /// The customer's own words.
    pub opinion: Option<String>,
}

impl Case {
    /// Takes what the customer entered: one change and, for each step, the customer's declaration.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if nobody is named or a step is not the customer's; [`Rejected::Missing`] with what
    /// comes before a step.
    pub fn enter_by_customer(
        &mut self,
        seen: &Version,
        entry: CustomerEntry,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        if entry.by.name.trim().is_empty() {
            return Err(Rejected::Invalid { field: "by.name", reason: "must not be empty".to_owned() });
        }
        let declared = self.declarations(&entry, pack)?;
        for body in &declared {
            // Whatever could be refused is refused before anything is written.
            self.check_status(seen, body, writer)?;
        }
        let answers = entry.answers.into_iter().map(|(key, value)| self.placed(key, value, pack));
        let edits: Vec<Edit> = answers.map(|(key, value)| Edit::SetAnswer { key, value }).collect();
        let mut items = if edits.is_empty() { Vec::new() } else { self.edit(seen, &edits, writer)? };
        let mut seen = Version { document: self.document.heads(), facts: seen.facts.clone() };
        let mut writer = writer.clone();
        for body in declared {
            items.extend(self.write_fact(&seen, &body, &writer)?);
            (seen, writer) = (self.version(), writer.a_moment_later());
        }
        Ok(items)
    }

    /// The facts that say what the customer entered: the grade, and each step with its answers.
    fn declarations(&self, entry: &CustomerEntry, pack: &Pack) -> Result<Vec<Body>, Rejected> {
        let (visit, by) = (entry.visit, Some(entry.by.clone()));
        let mut declared = Vec::new();
        if let Some(CustomerRating { scale, grade, opinion }) = entry.rating.clone() {
            let rated = Body::Rated(Rated { visit, scale, grade, opinion, by: by.clone() });
            self.check_gates(&rated, pack)?;
            declared.push(rated);
        }
        for step in self.customers_steps(visit, entry.answers.iter().map(|(key, _)| key), pack)? {
            self.with_progress(visit, "done", pack, |progress, _| progress.may_start(&step.id))?
                .map_err(|missing| Rejected::Missing { missing })?;
            let of_step = entry.answers.iter().filter(|(key, _)| key.step_id() == step.id);
            let relied_on = of_step.filter_map(|(key, value)| {
                let (key, value) = self.placed(key.clone(), value.clone(), pack);
                Some(ReliedOn { key, value: value? })
            });
            let relied_on = relied_on.collect();
            let done = StepDone { visit, step: step.id.clone(), relied_on, by: by.clone(), lasted_ms: None };
            declared.push(Body::StepDone(done));
        }
        Ok(declared)
    }

    /// The steps of some answers, each once, if all of them are the customer's.
    fn customers_steps<'k, 'p>(
        &self,
        visit: VisitId,
        keys: impl Iterator<Item = &'k AnswerKey>,
        pack: &'p Pack,
    ) -> Result<Vec<&'p Step<Expr>>, Rejected> {
        let checklist = self.service_of(visit, pack)?.checklist;
        let mut steps: Vec<&Step<Expr>> = Vec::new();
        for key in keys {
            let step = checklist.step(key.step_id()).filter(|step| step.is_customers_answer());
            let Some(step) = step else {
                let reason = format!("{} is not entered by the customer", key.step_id());
                return Err(Rejected::Invalid { field: "answers", reason });
            };
            if !steps.iter().any(|known| known.id == step.id) {
                steps.push(step);
            }
        }
        Ok(steps)
    }

    /// Refuses answers of the staff to steps that are the customer's.
    ///
    /// # Errors
    /// [`Rejected::Role`], which names the customer.
    pub fn check_answers_of_staff<'k>(
        &self,
        mut keys: impl Iterator<Item = &'k AnswerKey>,
        pack: &Pack,
    ) -> Result<(), Rejected> {
        if keys.any(|key| self.is_customers(key.visit(), key.step_id(), pack)) {
            Err(customer_only())
        } else {
            Ok(())
        }
    }

    /// The staff neither declares what is the customer's nor gives a grade that is the customer's own.
    pub(super) fn check_customers_own(&self, body: &Body, pack: &Pack) -> Result<(), Rejected> {
        let is_customers = match body {
            Body::StepDone(done) => done.by.is_none() && self.is_customers(done.visit, &done.step, pack),
            Body::Rated(rated) => {
                rated.by.is_none() && self.is_customers_scale(rated.visit, &rated.scale, pack)
            }
            _ => false,
        };
        if is_customers { Err(customer_only()) } else { Ok(()) }
    }

    /// A grade is one of its scale (AMB-30). Of a scale that the checklist does not have nobody can say.
    pub(super) fn check_grade(&self, body: &Body, pack: &Pack) -> Result<(), Rejected> {
        let Body::Rated(Rated { visit, scale, grade, .. }) = body else { return Ok(()) };
        let Ok(parts) = self.service_of(*visit, pack) else { return Ok(()) };
        match parts.checklist.scales.get(scale) {
            Some(known) if !known.has(grade) => Err(Rejected::Invalid {
                field: "grade",
                reason: format!("{grade} is not on the scale {scale}"),
            }),
            _ => Ok(()),
        }
    }

    fn is_customers(&self, visit: VisitId, step: &str, pack: &Pack) -> bool {
        let parts = self.service_of(visit, pack).ok();
        let step = parts.and_then(|parts| parts.checklist.step(step));
        step.is_some_and(|step| step.by == EnteredBy::Customer)
    }

    fn is_customers_scale(&self, visit: VisitId, scale: &str, pack: &Pack) -> bool {
        let Ok(parts) = self.service_of(visit, pack) else { return false };
        parts.checklist.steps.iter().any(|step| {
            step.by == EnteredBy::Customer && matches!(&step.kind, Kind::Rating { scale: of } if of == scale)
        })
    }
}

fn customer_only() -> Rejected {
    Rejected::Role { needed: vec!["customer".to_owned()] }
}
