//! For whom, whose copy, and what is still to be done.

use doorstep_domain::fact::{Body, Person, VisitEnded, VisitOutcome};
use doorstep_domain::fold::{Outcome, Recorded, VisitState};
use doorstep_domain::id::FactId;

use super::{Builder, filled};
use crate::model::{CopyFor, Remaining, Subject};
use crate::words;

impl Builder<'_> {
    pub(super) fn subject(&self) -> Subject {
        let created = self.created;
        let name = |name: &str, phone: &Option<String>| Person {
            name: name.to_owned(),
            phone: phone.clone(),
            relation: None,
        };
        let reporter = created.reporter.as_ref().map(|reporter| self.person(reporter));
        Subject {
            customer: name(&created.customer.name, &created.customer.phone),
            reporter,
            address: created.site.address.clone(),
            area: created.area,
            time_zone: created.site.time_zone.clone(),
            emergency: created.emergency,
            report: created.report.clone(),
            reported_at_ms: created.reported_at_ms,
        }
    }

    /// The first copy of the form that goes to the audience.
    pub(super) fn copy(&self) -> Option<CopyFor> {
        let audience = self.source.audience?;
        let copy = self.parts.form.copy_for(audience, self.created.area);
        Some(CopyFor {
            number: copy.map(|(number, _)| number),
            title: copy.map(|(_, copy)| self.text(&copy.title).to_owned()).unwrap_or_default(),
            audience,
        })
    }

    pub(super) fn remaining(&self) -> Option<Remaining> {
        let state = self.source.case.state();
        let outcome = state.outcome.as_ref()?;
        match &outcome.value {
            Outcome::Open => self.after_the_last_visit(),
            Outcome::WaitingForPart { .. } | Outcome::Coordinated { .. } => self.handed_on(&outcome.fact),
            Outcome::Completed { .. } | Outcome::Declined { .. } | Outcome::Cancelled { .. } => None,
        }
    }

    fn handed_on(&self, fact: &FactId) -> Option<Remaining> {
        match self.source.case.facts().get(fact)?.decode_body().ok()?? {
            Body::WaitingForPart(part) => Some(Remaining {
                reason: [self.reason(&part.reason), part.model].join(" · "),
                person: filled(&part.person),
                plan: Some(self.word(part.choice.name())),
                at_ms: part.next_ms,
            }),
            Body::Coordinated(order) => Some(Remaining {
                reason: self.reason(&order.reason),
                person: filled(&order.person),
                plan: filled(&order.plan),
                at_ms: None,
            }),
            _ => None,
        }
    }

    /// The newest visit that ended without the work being done, and when the next one is.
    fn after_the_last_visit(&self) -> Option<Remaining> {
        let visits = self.source.case.state().visits.values();
        let last =
            visits.clone().filter_map(|visit| Some((visit, visit.ended.as_ref()?))).max_by_key(number)?;
        let (visit, Recorded { body: VisitEnded { outcome, reason, person, .. }, .. }) = last;
        if !matches!(outcome, VisitOutcome::Absent | VisitOutcome::Unfinished) {
            return None;
        }
        let next = visits.clone().find(|next| next.number == visit.number + 1);
        let own_word = self.tongue.say(words::visit_outcome(*outcome));
        Some(Remaining {
            reason: reason.as_deref().map_or_else(|| own_word.to_owned(), |reason| self.reason(reason)),
            person: person.clone(),
            plan: None,
            at_ms: next.and_then(|next| next.appointment.as_ref()).map(|appointed| appointed.value.0),
        })
    }

    /// What came of the job, its reason as people read it.
    pub(super) fn outcome(&self) -> Outcome {
        let outcome = self.source.case.state().outcome.as_ref().map(|outcome| outcome.value.clone());
        match outcome.unwrap_or(Outcome::Open) {
            Outcome::Declined { reason } => Outcome::Declined { reason: self.reason(&reason) },
            Outcome::Cancelled { reason } => Outcome::Cancelled { reason: self.reason(&reason) },
            outcome => outcome,
        }
    }

    /// A reason: a choice of the pack's lists, a word that the app itself uses, or what somebody wrote.
    pub(super) fn reason(&self, reason: &str) -> String {
        let lists = self.source.pack.reasons.values();
        let chosen = lists.flat_map(|list| &list.reasons).find(|choice| choice.id == reason);
        match (chosen, words::visit_reason_named(reason)) {
            (Some(choice), _) => self.text(&choice.title).to_owned(),
            (None, Some(word)) => self.tongue.say(word).to_owned(),
            (None, None) => reason.to_owned(),
        }
    }

    /// A person with the relation in words.
    pub(super) fn person(&self, person: &Person) -> Person {
        let in_words = |relation: &String| {
            let word = words::relation_named(relation);
            word.map_or_else(|| self.word(relation), |word| self.tongue.say(word).to_owned())
        };
        Person { relation: person.relation.as_ref().map(in_words), ..person.clone() }
    }
}

fn number(visit: &(&VisitState, &Recorded<VisitEnded>)) -> u32 {
    visit.0.number
}
