//! What one step is missing by itself, whatever the others are.

use std::collections::BTreeSet;

use super::definition::{Checklist, EnteredBy, Step};
use super::door::patient_attempts;
use super::inputs::{Approval, ConsentDecision, Recorded, Signed, StepDone, VisitInputs};
use super::instance::Place;
use super::kind::{Choice, Kind, WhichVisit};
use super::missing::What;
use super::view::PhotoCount;
use super::words::name_of;
use crate::coverage;
use crate::expr::{Context, EvalError, Expr, Name};
use crate::fact::{CustodyMove, SignatureRole};
use crate::text::Text;
use crate::value::{AnswerKey, Value};

/// What a step is held against.
#[derive(Clone, Copy)]
pub(super) struct Against<'a> {
    pub(super) checklist: &'a Checklist<Expr>,
    pub(super) inputs: &'a VisitInputs,
    pub(super) context: &'a dyn Context,
    /// The outcome is one in which nobody opened the door.
    pub(super) nobody_home: bool,
}

/// A step with its path, as answer keys and facts name it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) step: &'a Step<Expr>,
    pub(super) path: &'a str,
}

impl<'a> From<&'a Place<'_>> for At<'a> {
    fn from(place: &'a Place<'_>) -> Self {
        Self { step: place.step, path: &place.path }
    }
}

impl Against<'_> {
    /// Everything that the step is missing by itself.
    pub(super) fn missing(&self, at: At<'_>) -> Vec<What> {
        let step = at.step;
        let mut missing: Vec<What> = self.answer_or_record(at).into_iter().collect();
        if missing.is_empty() {
            missing.extend(self.constraint(step));
        }
        missing.extend(self.photos(at).into_iter().filter(|p| p.have < p.need).map(|photos| {
            let PhotoCount { role, name, have, need, .. } = photos;
            What::Photos { role, name, have, need }
        }));
        if missing.is_empty() {
            missing.extend(self.duration(at));
        }
        let is_declared = step.gating || step.kind == Kind::Coverage || step.is_customers_answer();
        if missing.is_empty() && is_declared {
            missing.extend(self.confirmation(at));
        }
        missing
    }

    fn answer_or_record(&self, at: At<'_>) -> Option<What> {
        if at.step.kind.is_answered() { self.answer(at) } else { self.record(at.step) }
    }

    fn answer(&self, at: At<'_>) -> Option<What> {
        let step = at.step;
        if let Kind::Multi { options, at_least } = &step.kind {
            let ids = options.iter().map(|option| option.id.as_str());
            return self.not_offered(at).or_else(|| self.chosen(at, ids, *at_least));
        }
        let key = AnswerKey::step(self.inputs.answered_in(step), at.path);
        match self.inputs.answers.get(&key) {
            None => Some(What::Answer),
            Some(Value::Bool(false)) if step.kind == Kind::Tick => Some(What::Answer),
            Some(Value::Str(text)) if text.trim().is_empty() => Some(What::Answer),
            Some(value) => match step.kind.accept(None, value) {
                Ok(_) => self.not_offered(at),
                Err(problem) => Some(What::OtherAnswer { problem }),
            },
        }
    }

    /// What was chosen and is not offered, or not any more: an answer that decides it has changed.
    fn not_offered(&self, at: At<'_>) -> Option<What> {
        let visit = self.inputs.answered_in(at.step);
        let answer = |key: AnswerKey| self.inputs.answers.get(&key);
        let is_chosen = |option: &&Choice| match at.step.kind {
            Kind::Multi { .. } => {
                answer(AnswerKey::option(visit, at.path, &option.id)) == Some(&Value::Bool(true))
            }
            _ => matches!(answer(AnswerKey::step(visit, at.path)), Some(Value::Str(id)) if *id == option.id),
        };
        let named = at.step.offered.iter().flat_map(|offer| &offer.options).collect::<BTreeSet<_>>();
        let options = at.step.kind.options().iter().filter(|option| named.contains(&option.id));
        let chosen = options.filter(is_chosen).filter(|option| !at.step.offers(&option.id, self.context));
        let chosen: Vec<Text> = chosen.map(|option| option.title.clone()).collect();
        (!chosen.is_empty()).then_some(What::NotOffered { chosen })
    }

    /// A select-multiple is answered once an option is, be it with no.
    fn chosen<'o>(&self, at: At<'_>, options: impl Iterator<Item = &'o str>, at_least: u32) -> Option<What> {
        let visit = self.inputs.answered_in(at.step);
        let answer = |option| self.inputs.answers.get(&AnswerKey::option(visit, at.path, option));
        let answers: Vec<&Value> = options.filter_map(answer).collect();
        let have = count(answers.iter().filter(|value| ***value == Value::Bool(true)).count());
        match (answers.is_empty(), have < at_least) {
            (_, true) => Some(What::Options { have, need: at_least }),
            (true, false) => Some(What::Answer),
            (false, false) => None,
        }
    }

    fn record(&self, step: &Step<Expr>) -> Option<What> {
        let recorded = self.recorded();
        let unless = |there: bool, what: What| (!there).then_some(what);
        match &step.kind {
            Kind::Call { purpose } => {
                let made = recorded.calls.iter().any(|call| call.purpose == *purpose);
                unless(made, What::Call { purpose: purpose.clone() })
            }
            Kind::DoorAttempts => self.door(),
            Kind::Arrival => unless(recorded.arrived.is_some(), What::Arrival),
            Kind::IdShown => unless(self.is_noted(step), What::IdShown),
            Kind::Consent { what } => self.consent(step, what),
            Kind::Quote => unless(!recorded.quotes.is_empty(), What::Quote),
            Kind::Options { at_least } => unless(
                recorded.options >= *at_least,
                What::QuoteOptions { have: recorded.options, need: *at_least },
            ),
            Kind::Work => {
                let running = recorded.sessions_running > 0;
                unless(!running && recorded.sessions_ended > 0, What::Work { running })
            }
            Kind::Signature { role, instead } => self.signature(role, instead),
            Kind::Rating { .. } if step.by == EnteredBy::Customer => {
                let changed = recorded.rated;
                unless(recorded.rated_by_customer, What::Customer { changed })
            }
            Kind::Rating { .. } => unless(recorded.rated, What::Rating),
            Kind::Appointment { visit } => {
                let appointed = match visit {
                    WhichVisit::This => recorded.appointed_at_ms,
                    WhichVisit::Next => recorded.next_appointed_at_ms,
                };
                unless(appointed.is_some(), What::Appointment { visit: *visit })
            }
            Kind::Coverage => unless(self.is_covered_or_not(), What::Coverage),
            Kind::Note => unless(self.is_noted(step), What::Entry),
            Kind::Parts => {
                let moved = recorded.parts.iter().any(|asked_by| is_for(asked_by.as_ref(), step));
                unless(moved || self.is_noted(step), What::Entry)
            }
            Kind::Custody => {
                let moved = recorded.custody.iter().any(|custody| is_for(custody.step.as_ref(), step));
                unless(moved || self.is_noted(step), What::Entry)
            }
            Kind::CustodyOut { signed } => self.custody_out(step, *signed),
            Kind::CustodyBack { signed } => self.custody_back(*signed),
            Kind::Approval { what } => self.approval(what),
            Kind::Workers { at_least } => {
                let (have, need) = (recorded.workers, *at_least);
                unless(have >= need, What::Workers { have, need })
            }
            Kind::Repeat { item, at_least, at_most, .. } => self.repeated(step, item, (*at_least, *at_most)),
            _ => None,
        }
    }

    /// Whether as many things are there as there must be, and no more than there can be.
    fn repeated(&self, group: &Step<Expr>, item: &Text, (least, most): (u32, u32)) -> Option<What> {
        let all = self.checklist.instances(group, &self.inputs.answers, self.inputs.visits());
        let have = count(all.iter().filter(|instance| !instance.removed).count());
        let need = if have > most { most } else { least };
        let is_right = (least..=most).contains(&have);
        (!is_right).then(|| What::Instances { item: item.clone(), have, need })
    }

    fn custody_out(&self, step: &Step<Expr>, must_be_signed: bool) -> Option<What> {
        let taken = self.recorded().custody.iter();
        let mut taken =
            taken.filter(|custody| custody.here && is_for(custody.step.as_ref(), step)).peekable();
        if taken.peek().is_none() {
            return Some(What::Custody { moved: CustodyMove::Out });
        }
        let is_unsigned = must_be_signed && taken.any(|custody| !custody.signed_out);
        is_unsigned.then(|| self.unsigned(SignatureRole::CustomerCustodyOut))
    }

    /// A second signature belongs to everything that came back (scenario 14).
    fn custody_back(&self, must_be_signed: bool) -> Option<What> {
        let taken = &self.recorded().custody;
        if taken.is_empty() || taken.iter().any(|custody| !custody.is_back) {
            return Some(What::Custody { moved: CustodyMove::Back });
        }
        let is_unsigned = must_be_signed && taken.iter().any(|custody| !custody.signed_back);
        is_unsigned.then(|| self.unsigned(SignatureRole::CustomerCustodyBack))
    }

    fn unsigned(&self, role: SignatureRole) -> What {
        let name = name_of(role.name(), &self.checklist.words);
        What::Signature { role: role.name().to_owned(), name, provisional: false }
    }

    fn approval(&self, what: &str) -> Option<What> {
        let stands = self.recorded().approvals.get(what).copied().unwrap_or(Approval::NotAsked);
        let name = name_of(what, &self.checklist.words);
        (stands != Approval::Given).then(|| What::Approval { what: what.to_owned(), name, stands })
    }

    /// Something was written down for the step, or it was declared done.
    fn is_noted(&self, step: &Step<Expr>) -> bool {
        let recorded = self.recorded();
        recorded.entries.contains(&step.id) || recorded.steps_done.iter().any(|done| done.step == step.id)
    }

    /// Whether the coverage has come to a result.
    fn is_covered_or_not(&self) -> bool {
        Name::new(coverage::RESULT).is_ok_and(|result| self.context.get(&result).is_some())
    }

    fn door(&self) -> Option<What> {
        let attempts = &self.recorded().door_attempts;
        if !self.nobody_home {
            let answered = attempts.iter().any(|attempt| attempt.answered);
            return (!answered).then_some(What::DoorAnswered);
        }
        let rule = &self.checklist.door;
        let (have, need) = (patient_attempts(rule, attempts), rule.max_attempts);
        (have < need).then_some(What::DoorAttempts { have, need, wait_s: rule.ring_wait_s })
    }

    /// The consent to a quote is that of every quote shown; any other belongs to its step.
    fn consent(&self, step: &Step<Expr>, to: &str) -> Option<What> {
        let recorded = self.recorded();
        let more = recorded.quotes.iter().filter(|_| to == "quote").find_map(|quote| quote.more.clone());
        let (given, refused) = if to == "quote" {
            let decisions: Vec<Option<bool>> = recorded.quotes.iter().map(|quote| quote.accepted).collect();
            let decided = !decisions.contains(&None);
            let accepted = decisions.contains(&Some(true));
            (decided && accepted, decided && !accepted && !decisions.is_empty())
        } else {
            let about = |consent: &&ConsentDecision| match &consent.step {
                Some(asked_by) => *asked_by == step.id,
                None => consent.what == to,
            };
            let decision = recorded.consents.iter().rev().find(about);
            let given = decision.is_some_and(|decision| decision.given);
            (given, decision.is_some() && !given)
        };
        let name = name_of(to, &self.checklist.words);
        (!given).then(|| What::Consent { to: to.to_owned(), name, refused, more })
    }

    /// Nobody signs the customer's acceptance in the customer's name: who signs instead does so in a
    /// role of their own.
    fn signature(&self, role: &str, instead: &[String]) -> Option<What> {
        let counts =
            |signed: &&Signed| (signed.role == role && !signed.proxy) || instead.contains(&signed.role);
        let mut signed = self.recorded().signatures.iter().filter(counts).peekable();
        let provisional = signed.peek().is_some();
        let valid = signed.any(|signed| !signed.provisional);
        let name = name_of(role, &self.checklist.words);
        (!valid).then(|| What::Signature { role: role.to_owned(), name, provisional })
    }

    /// What a signature is missing that was collected before an earlier one of its chain.
    pub(super) fn early_signature(&self, step: &Step<Expr>) -> Option<What> {
        let Kind::Signature { role, .. } = &step.kind else { return None };
        let name = name_of(role, &self.checklist.words);
        Some(What::Signature { role: role.clone(), name, provisional: true })
    }

    /// An answer that violates the constraint, or with which it cannot be computed.
    fn constraint(&self, step: &Step<Expr>) -> Option<What> {
        let constraint = step.constraint.as_ref()?;
        match constraint.check.eval_bool(self.context) {
            Ok(true) | Err(EvalError::Unanswered(_)) => None,
            Ok(false) | Err(_) => Some(What::Constraint { message: constraint.message.clone() }),
        }
    }

    /// A declaration that came too early does not count.
    fn duration(&self, at: At<'_>) -> Option<What> {
        let need_s = at.step.lasts_s?;
        let mut declared = self.recorded().steps_done.iter().filter(|done| done.step == at.path);
        let enough = declared.any(|done| at.step.is_long_enough(done.lasted_ms));
        (!enough).then_some(What::Duration { need_s })
    }

    /// The declaration that the step is done, made on the answers as they are now.
    fn confirmation(&self, at: At<'_>) -> Option<What> {
        let is_customers = at.step.by == EnteredBy::Customer;
        let of_step = |done: &&StepDone| done.step == at.path && (done.by_customer || !is_customers);
        let mut declared = self.recorded().steps_done.iter().filter(of_step).peekable();
        let changed = declared.peek().is_some();
        let stands = |done: &StepDone| {
            done.answers.iter().all(|(key, value)| self.inputs.answers.get(key) == Some(value))
        };
        let missing = if is_customers { What::Customer { changed } } else { What::Confirmation { changed } };
        (!declared.any(stands)).then_some(missing)
    }

    pub(super) fn recorded(&self) -> &Recorded {
        &self.inputs.recorded
    }
}

/// Whether something that names the step it is for, or none, is for this one.
fn is_for(asked_by: Option<&String>, step: &Step<Expr>) -> bool {
    asked_by.is_none_or(|id| *id == step.id)
}

pub(super) fn count(found: usize) -> u32 {
    u32::try_from(found).unwrap_or(u32::MAX)
}
