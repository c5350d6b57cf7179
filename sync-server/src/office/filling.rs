//! The desk runs the checklist of its own cases: it answers steps, declares them done, records calls, entries and
//! agreements, and completes the case. What stands against it is said field by field.

use std::collections::BTreeMap;

use doorstep_domain::document::Edit;
use doorstep_domain::fact::{
    Body, CallLogged, CallResult, Completed, ConsentWhat, Consented, EntryAdded, Person,
};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::rejected::Rejected;
use serde::Deserialize;

use super::act::{Done, Hand};
use super::job::filled;
use super::{Given, Office, OfficeError, prefill};

/// Answers of one screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// The visit; the current one if absent.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// Values by step; `null` takes an answer back.
    pub answers: BTreeMap<String, Option<Given>>,
}

/// A telephone call of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    /// What it was for, a word of the pack.
    pub purpose: String,
    /// How it ended.
    pub result: CallResult,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// An entry, in ink.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// Where.
    #[serde(default)]
    pub place: String,
    /// With whom.
    #[serde(default)]
    pub contact: String,
    /// What was said and done.
    pub content: String,
    /// How it was taken.
    #[serde(default)]
    pub attitude: String,
    /// What comes next.
    #[serde(default)]
    pub plan: String,
}

/// What a customer agreed to, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAgreement {
    /// The step that asks for it.
    pub step: String,
    /// To what.
    pub what: ConsentWhat,
    /// Whether the customer did.
    pub accepted: bool,
    /// Who said so.
    pub by: String,
    /// Why not.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Office<'_> {
    /// Gives or takes back answers: one screen, one change. Every one must be what its step accepts; if one is not,
    /// none is written, and all that are wrong are named.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] with each step and its reason; [`OfficeError`].
    pub fn fill(&self, case: CaseId, filled: &Filled) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let visit = hand.visit(filled.visit)?;
            let pack = hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?;
            let service = hand.case.service(&pack)?;
            let mut edits = prefill::edits_of(&filled.answers, service.checklist, visit)?;
            for edit in &mut edits {
                if let Edit::SetAnswer { key, .. } = edit {
                    *key = hand.case.place_of(key.clone(), &pack);
                }
            }
            Ok(Done::new((), hand.case.edit(&hand.seen, &edits, &hand.writer)?))
        })
    }

    /// Declares a gating step done, with the answers that it relied on.
    ///
    /// # Errors
    /// [`OfficeError::Rejected`] with what comes before it; [`OfficeError`].
    pub fn finish_step(&self, case: CaseId, step: &str) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let (visit, pack) = (hand.visit(None)?, hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?);
            Ok(Done::new((), hand.case.finish_step(&hand.seen, visit, step, None, &hand.writer, &pack)?))
        })
    }

    /// Completes a case of the desk, if nothing is missing. A job is completed by whoever did the work.
    ///
    /// # Errors
    /// [`OfficeError::Rejected`] with everything that is missing; [`OfficeError`].
    pub fn complete(&self, case: CaseId) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let kind = hand.case.state().created.as_ref().map(|created| created.body.case_kind);
            if !kind.is_some_and(doorstep_domain::fact::CaseKind::is_desk) {
                return Err(Rejected::Role { needed: vec!["technician".to_owned()] }.into());
            }
            let visit = hand.visit(None)?;
            gated(hand, Completed { visit })
        })
    }

    /// Records a call.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn log_call(&self, case: CaseId, call: &NewCall) -> Result<(), OfficeError> {
        let purpose = filled("purpose", &call.purpose)?;
        self.act(case, |hand| {
            let call = CallLogged {
                visit: hand.visit(None)?,
                purpose: purpose.clone(),
                result: call.result,
                proposed_ms: None,
                apologised: false,
                note: call.note.clone(),
            };
            gated(hand, call)
        })
    }

    /// Writes an entry, in ink.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] if it says nothing; [`OfficeError`].
    pub fn add_entry(&self, case: CaseId, entry: &NewEntry) -> Result<(), OfficeError> {
        let content = filled("content", &entry.content)?;
        let NewEntry { place, contact, attitude, plan, .. } = entry.clone();
        let entry = EntryAdded { place, contact, content, attitude, plan, phone: None, person: None };
        self.act(case, |hand| gated(hand, entry.clone()))
    }

    /// Records what the customer agreed to.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] if nobody is named; [`OfficeError`].
    pub fn agree(&self, case: CaseId, agreement: &NewAgreement) -> Result<(), OfficeError> {
        let (step, by) = (filled("step", &agreement.step)?, filled("by", &agreement.by)?);
        self.act(case, |hand| {
            let consented = Consented {
                visit: hand.visit(None)?,
                what: agreement.what,
                quote: None,
                step: Some(step.clone()),
                accepted: agreement.accepted,
                reason: agreement.reason.clone(),
                by: Person { name: by.clone(), phone: None, relation: None },
                signature: None,
                options: None,
                total_minor: None,
            };
            gated(hand, consented)
        })
    }
}

/// Writes a fact past permissions and gates.
fn gated(hand: &mut Hand<'_>, body: impl Into<Body>) -> Result<Done<()>, OfficeError> {
    let pack = hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?;
    Ok(Done::new((), hand.case.record(&hand.seen, body, &hand.writer, Some(&pack))?))
}
