//! Signatures, oddities, and everything that happened.

use std::collections::BTreeMap;

use doorstep_domain::fact::{Fact, Kind, Person, SignatureGiven, SignatureRole};
use doorstep_domain::fold::{Exception, Flag, Recorded};
use doorstep_domain::id::{DeviceId, FactId, Hash, VisitId, hex};
use doorstep_domain::signature::{Difference, Strokes, SvgPath, ToldChange, ViewBox};
use doorstep_domain::statement::Statement;
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;
use doorstep_report::{Blobs as _, Since, Tongue, WorkReport, named};
use serde::Serialize;

use super::source::Reading;
use crate::office::words::{self, Word};

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The fact.
    pub fact: FactId,
    /// The visit.
    pub visit: VisitId,
    /// In which capacity.
    pub role: SignatureRole,
    /// What people read for it.
    pub role_title: String,
    /// Who signed.
    pub signer: Person,
    /// Why it was not the right person who signed, and who saw it; `null` if it was.
    pub stand_in: Option<StandIn>,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Whether it does not count yet: the work report is missing among what the signer saw, or whoever leads
    /// has to confirm it.
    pub provisional: bool,
    /// Digest of the statement, as hexadecimal digits.
    pub digest: String,
    /// `same`, `changed`, `unknown` or `broken`: what was signed against what the record says now.
    pub since: &'static str,
    /// What changed, by name; `null` if nothing did, or if it cannot be compared.
    pub change: Option<SignatureChange>,
    /// What was drawn.
    #[serde(skip)]
    pub drawing: Option<(ViewBox, Vec<SvgPath>)>,
}

/// Somebody signed in another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandIn {
    /// Why the right person did not sign.
    pub reason: String,
    /// Who saw it.
    pub witness: Option<String>,
}

/// What changed since a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureChange {
    /// In the reader's words: one line, then each part by name.
    #[serde(flatten)]
    pub told: ToldChange,
    /// How much of the total was not signed, in minor units; below zero if it is less now.
    pub not_signed_minor: Option<i64>,
    /// The same for programs.
    #[serde(flatten)]
    pub difference: Difference,
}

impl SignatureChange {
    fn of(difference: &Difference, language: &Language) -> Self {
        Self {
            told: difference.told(language),
            not_signed_minor: difference.not_signed_minor(),
            difference: difference.clone(),
        }
    }
}

/// Something that somebody should know about a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Oddity {
    /// A word for programs.
    pub kind: &'static str,
    /// The fact.
    pub fact: FactId,
    /// What it is, in the reader's words.
    pub text: String,
    /// Whether the office has read it.
    pub seen: bool,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The fact.
    pub fact: FactId,
    /// What kind of thing, a word of the glossary.
    pub kind: &'static str,
    /// What happened, in the reader's words.
    pub what: String,
    /// Who recorded it.
    pub who: String,
    /// In which role.
    pub role: String,
    /// On which device.
    pub device: Option<DeviceId>,
    /// What job numbers of that device start with.
    pub device_code: String,
    /// What its clocks said.
    pub at: TimeEvidence,
    /// Whether they can be believed.
    pub clock_is_sure: bool,
    /// When the server got it, milliseconds since 1970 UTC.
    pub received_at_ms: Option<i64>,
}

impl Reading<'_> {
    pub(super) fn signatures(&self, report: Option<&WorkReport>) -> Vec<Signature> {
        let visits = self.case.state().visits.values();
        let mut given: Vec<_> = visits.flat_map(|visit| &visit.signatures).collect();
        // The order of the report.
        given.sort_by_key(|signature| (signature.at.wall_ms, signature.fact));
        let told = report.map(|report| report.signatures.as_slice()).unwrap_or_default();
        let given = given.into_iter().enumerate();
        given.map(|(index, signature)| self.signature(signature, told.get(index))).collect()
    }

    fn signature(
        &self,
        given: &Recorded<SignatureGiven>,
        told: Option<&doorstep_report::Signature>,
    ) -> Signature {
        let strokes = self.small(given.body.strokes).and_then(|bytes| Strokes::from_bytes(&bytes).ok());
        let own_title = || named::signature_role(given.body.role).say(self.language).to_owned();
        Signature {
            fact: given.fact,
            visit: given.body.visit,
            role: given.body.role,
            role_title: told.and_then(|told| told.role_title.clone()).unwrap_or_else(own_title),
            signer: given.body.signer.clone(),
            stand_in: given
                .body
                .proxy
                .as_ref()
                .map(|proxy| StandIn { reason: proxy.reason.clone(), witness: proxy.witness.clone() }),
            at_ms: given.at.wall_ms,
            provisional: told.is_some_and(|told| told.provisional || told.unconfirmed),
            digest: hex(Statement::hash_of(&given.body.statement).as_bytes()),
            since: told.map_or("unknown", |told| match told.since {
                Since::Same => "same",
                Since::Changed(_) => "changed",
                Since::Unknown => "unknown",
                Since::Broken => "broken",
            }),
            change: told.and_then(|told| match &told.since {
                Since::Changed(difference) => Some(SignatureChange::of(difference, self.language)),
                Since::Same | Since::Unknown | Since::Broken => None,
            }),
            drawing: strokes.and_then(|strokes| Some((strokes.view_box()?, strokes.to_svg_paths()))),
        }
    }

    pub(super) fn exceptions(&self) -> Vec<Oddity> {
        let exceptions = self.case.state().exceptions.iter();
        exceptions
            .map(|exception| match exception {
                Exception::CancelledWhileDone { cancelled, .. } => {
                    self.oddity("cancelled_while_done", *cancelled, words::CANCELLED_WHILE_DONE, None)
                }
                Exception::ProvisionalSignature { signature } => {
                    self.oddity("provisional_signature", *signature, words::PROVISIONAL, None)
                }
                Exception::UnconfirmedSignature { signature } => {
                    self.oddity("unconfirmed_signature", *signature, words::UNCONFIRMED, None)
                }
            })
            .collect()
    }

    pub(super) fn flags(&self) -> Vec<Oddity> {
        let flags = self.case.state().flags.iter();
        flags
            .map(|flag| match flag {
                Flag::Illegal { fact, reason } => {
                    let why = named::illegal(*reason).say(self.language).to_owned();
                    self.oddity("illegal", *fact, words::ILLEGAL, Some(why))
                }
                Flag::Fork { second, .. } => self.oddity("fork", *second, words::FORK, None),
                Flag::Ruled { fact, reason } => {
                    let why = named::ruling_named(reason).map(|word| word.say(self.language).to_owned());
                    self.oddity("ruled", *fact, words::RULED, Some(why.unwrap_or_else(|| reason.clone())))
                }
                Flag::ClockJumped { fact, .. } => {
                    self.oddity("clock_jumped", *fact, words::CLOCK_JUMPED, None)
                }
                Flag::UnknownWorker { fact, user } => {
                    self.oddity("unknown_worker", *fact, words::UNKNOWN_WORKER, Some(user.clone()))
                }
                Flag::UnknownKind { fact } => self.oddity("unknown_kind", *fact, words::UNKNOWN_KIND, None),
            })
            .collect()
    }

    fn oddity(&self, kind: &'static str, fact: FactId, word: Word, more: Option<String>) -> Oddity {
        let text = word.say(self.language);
        Oddity {
            kind,
            fact,
            text: more.map_or_else(
                || text.to_owned(),
                |more| text.to_owned() + &Tongue::of(self.language).in_brackets(&more),
            ),
            seen: self.case.state().notices_seen.contains(&fact),
        }
    }

    /// Every fact by its author's clock.
    pub(super) fn timeline(&self, report: Option<&WorkReport>) -> Vec<Event> {
        let mut facts: Vec<(&FactId, &Fact)> = self.case.facts().iter().collect();
        // The order of the report.
        facts.sort_by_key(|(id, fact)| (fact.body().time.wall_ms, **id));
        let told = report.map(|report| report.timeline.as_slice()).unwrap_or_default();
        let received = &self.logged.facts_received;
        let events = facts.into_iter().enumerate();
        events.map(|(index, (id, fact))| self.event(*id, fact, told.get(index), received)).collect()
    }

    fn event(
        &self,
        id: FactId,
        fact: &Fact,
        told: Option<&doorstep_report::Event>,
        received: &BTreeMap<Hash, i64>,
    ) -> Event {
        let kind = Kind::from_code(fact.body().kind).map_or("unknown", Kind::name);
        let author = self.case.author_of(fact);
        let certificate = self.case.certificates().get(&fact.body().certificate);
        let role = author.as_ref().map(|who| who.role.clone()).unwrap_or_default();
        Event {
            fact: id,
            kind,
            what: told.map_or_else(|| kind.to_owned(), |told| told.what.clone()),
            who: author.map(|who| who.name).unwrap_or_default(),
            role: told.map_or(role, |told| told.by.role.clone()),
            device: certificate.map(|certificate| certificate.body().device),
            device_code: certificate.map(|certificate| certificate.body().code.clone()).unwrap_or_default(),
            at: fact.body().time,
            clock_is_sure: told.is_none_or(|told| told.clock_is_sure),
            received_at_ms: received.get(&Hash(id.0)).copied(),
        }
    }
}
