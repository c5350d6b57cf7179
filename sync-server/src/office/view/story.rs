//! What is open, told as a story: who said what, when, and which one counts meanwhile.

use doorstep_domain::document::{Candidate, ConflictKind, OpenConflict};
use doorstep_domain::fold::{Aspect, AspectValue, OpenDecision, Settled};
use doorstep_domain::id::FactId;
use doorstep_domain::value::Value;
use doorstep_report::{Decision, Said, WorkReport};
use serde::Serialize;

use super::source::Reading;
use crate::office::decide::name_of;

/// Values that only a person can choose between. All of them are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// The question, in the reader's words.
    pub question: String,
    /// The field of the document, if it is about one; `None`: it is about facts.
    pub field: Option<String>,
    /// The values; the first counts meanwhile.
    pub choices: Vec<Choice>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The fact to be chosen.
    pub fact: Option<FactId>,
    /// The value to be written; `null` clears the field.
    pub value: Option<Value>,
    /// What it says, in the reader's words.
    pub text: String,
    /// Who said so.
    pub who: String,
    /// In which role.
    pub role: String,
    /// On which device.
    pub device: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// A value that lost against one made without knowing of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// The question.
    pub question: String,
    /// The fact that lost.
    pub fact: FactId,
    /// The value that lost.
    pub lost: Choice,
    /// The value that counts.
    pub counts: Option<Choice>,
    /// Whether the office has read it.
    pub seen: bool,
}

impl Reading<'_> {
    /// Decisions between facts, then those in the document: the order in which a report tells them.
    pub(super) fn decisions(&self, report: Option<&WorkReport>) -> Vec<Story> {
        let told = report.map(|report| report.decisions.as_slice()).unwrap_or_default();
        let told = |index: usize| told.get(index);
        let decisions = &self.case.state().decisions;
        let of_facts = decisions.iter().enumerate();
        let of_facts = of_facts.map(|(index, decision)| self.between_facts(decision, told(index)));
        let of_document = self.document.conflicts.iter().enumerate();
        let of_document =
            of_document.map(|(index, conflict)| self.in_document(conflict, told(decisions.len() + index)));
        of_facts.chain(of_document).collect()
    }

    fn between_facts(&self, decision: &OpenDecision, told: Option<&Decision>) -> Story {
        let choices = decision.candidates.iter().enumerate();
        Story {
            question: question(told, &decision.aspect),
            field: None,
            choices: choices.map(|(index, held)| self.settled(held, said(told, index))).collect(),
        }
    }

    fn settled(&self, held: &Settled<AspectValue>, told: Option<&Said>) -> Choice {
        Choice {
            fact: Some(held.fact),
            value: None,
            text: told.map_or_else(|| plain(&held.value), |told| told.value.clone()),
            who: held.who.name.clone(),
            role: told.map_or_else(|| held.who.role.clone(), |told| told.by.role.clone()),
            device: self.device_of(&held.who.certificate),
            at_ms: held.at.wall_ms,
        }
    }

    fn in_document(&self, conflict: &OpenConflict, told: Option<&Decision>) -> Story {
        let field = name_of(&conflict.field);
        let choices = conflict.candidates.iter().enumerate();
        Story {
            question: told.map_or_else(|| field.clone(), |told| told.question.clone()),
            choices: choices.map(|(index, held)| self.written(conflict, held, said(told, index))).collect(),
            field: Some(field),
        }
    }

    fn written(&self, conflict: &OpenConflict, held: &Candidate, told: Option<&Said>) -> Choice {
        // Who edited what another struck out wants it to stay: choosing that restores it, with the edit.
        let value = match conflict.kind {
            ConflictKind::DeletedWhileEdited if held.field != conflict.field => Some(Value::Bool(false)),
            _ => held.value.clone(),
        };
        let own = || held.value.as_ref().map(ToString::to_string).unwrap_or_default();
        Choice {
            fact: None,
            value,
            text: told.map_or_else(own, |told| told.value.clone()),
            who: self.name_of(&held.author),
            role: told.map(|told| told.by.role.clone()).unwrap_or_default(),
            device: self.device_of(&held.author),
            at_ms: held.time_s.saturating_mul(1_000),
        }
    }

    pub(super) fn superseded(&self, report: Option<&WorkReport>) -> Vec<Lost> {
        let state = self.case.state();
        let told = report.map(|report| report.lost.as_slice()).unwrap_or_default();
        let lost = state.superseded.iter().enumerate().map(|(index, superseded)| {
            // Without the pack there is no report; otherwise it tells them in the same order.
            let told = told.get(index);
            let counts = told.and_then(|told| told.counts.as_ref());
            Lost {
                question: told.map_or_else(|| plain(&superseded.aspect), |told| told.question.clone()),
                fact: superseded.lost.fact,
                lost: self.settled(&superseded.lost, told.map(|told| &told.value)),
                counts: counts.map(|counts| choice_of(counts, superseded.won)),
                seen: state.notices_seen.contains(&superseded.lost.fact),
            }
        });
        lost.collect()
    }
}

fn choice_of(told: &Said, fact: FactId) -> Choice {
    Choice {
        fact: Some(fact),
        value: None,
        text: told.value.clone(),
        who: told.by.name.clone(),
        role: told.by.role.clone(),
        device: told.by.device.clone(),
        at_ms: told.at_ms,
    }
}

fn said(told: Option<&Decision>, index: usize) -> Option<&Said> {
    told.and_then(|told| told.candidates.get(index))
}

fn question(told: Option<&Decision>, aspect: &Aspect) -> String {
    told.map_or_else(|| plain(aspect), |told| told.question.clone())
}

/// How programs see a value, for a job whose pack is not here.
fn plain(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
