//! Consents, ratings and signatures.

use doorstep_domain::case::Standing;
use doorstep_domain::checklist::Scale;
use doorstep_domain::fact::{Area, Rated, SignatureGiven, SignatureRole};
use doorstep_domain::fold::{Exception, Outcome, Recorded};
use doorstep_domain::id::hex;
use doorstep_domain::signature::Strokes;
use doorstep_domain::statement::Statement;

use super::Builder;
use crate::model::{Consent, Marks, Rating, Signature, Since, StandIn};

impl Builder<'_> {
    pub(super) fn consents(&self) -> Vec<Consent> {
        let visits = self.ordered_visits();
        let consents = visits.iter().flat_map(|(_, visit)| &visit.consents);
        consents
            .map(|consent| Consent {
                what: consent.body.what,
                step: consent.body.step.as_deref().map(|step| self.step_title(consent.body.visit, step)),
                accepted: consent.body.accepted,
                reason: consent.body.reason.as_deref().map(|reason| self.reason(reason)),
                by: self.person(&consent.body.by),
                at_ms: consent.at.wall_ms,
            })
            .collect()
    }

    pub(super) fn ratings(&self) -> Vec<Rating> {
        let visits = self.ordered_visits();
        let ratings = visits.iter().flat_map(|(_, visit)| &visit.ratings);
        ratings
            .map(|rating| {
                let (grade, marks) = self.grade(&rating.body);
                Rating { grade, marks, opinion: rating.body.opinion.clone(), at_ms: rating.at.wall_ms }
            })
            .collect()
    }

    /// The grade in words and its place on the scale that the checklist names.
    pub(super) fn grade(&self, rated: &Rated) -> (String, Option<Marks>) {
        let count = |number: usize| u8::try_from(number).ok();
        match self.steps().scales.get(&rated.scale) {
            Some(Scale::Grades { grades }) => {
                let position = grades.iter().position(|grade| grade.id == rated.grade);
                let Some(position) = position else { return (rated.grade.clone(), None) };
                // Grades are listed best first.
                let marks = count(grades.len() - position).zip(count(grades.len()));
                (self.text(&grades[position].title).to_owned(), marks.and_then(marked))
            }
            Some(Scale::Score { max, .. }) => {
                let marks = rated.grade.parse().ok().zip(u8::try_from(*max).ok());
                (format!("{} / {max}", rated.grade), marks.and_then(marked))
            }
            None => (rated.grade.clone(), None),
        }
    }

    pub(super) fn signatures(&self) -> Vec<Signature> {
        let visits = self.ordered_visits();
        let mut given: Vec<_> = visits.iter().flat_map(|(_, visit)| &visit.signatures).collect();
        given.sort_by_key(|signature| (signature.at.wall_ms, signature.fact));
        given.into_iter().map(|signature| self.signature(signature)).collect()
    }

    fn signature(&self, given: &Recorded<SignatureGiven>) -> Signature {
        let body = &given.body;
        let strokes = self.source.blobs.small(body.strokes);
        Signature {
            role: body.role,
            role_title: self.signer_title(body.role.name()),
            signer: self.person(&body.signer),
            strokes: strokes
                .filter(|bytes| Strokes::blob_id(bytes) == body.strokes)
                .and_then(|bytes| Strokes::from_bytes(&bytes).ok()),
            at_ms: given.at.wall_ms,
            stand_in: body
                .proxy
                .as_ref()
                .map(|proxy| StandIn { reason: self.reason(&proxy.reason), witness: proxy.witness.clone() }),
            provisional: self.is_there(&Exception::ProvisionalSignature { signature: given.fact }),
            unconfirmed: self.is_there(&Exception::UnconfirmedSignature { signature: given.fact }),
            digest: hex(Statement::hash_of(&body.statement).as_bytes()),
            since: self.since(body),
        }
    }

    /// The pack's words above a signature.
    pub(super) fn signer_title(&self, role: &str) -> Option<String> {
        self.source.pack.signers.get(role).map(|signer| self.text(&signer.title).to_owned())
    }

    fn is_there(&self, exception: &Exception) -> bool {
        self.source.case.state().exceptions.contains(exception)
    }

    fn since(&self, signature: &SignatureGiven) -> Since {
        let Some(view) = self.source.blobs.small(signature.view) else { return Since::Unknown };
        match self.source.case.standing_of(signature, &view, self.source.pack) {
            Standing::Broken => Since::Broken,
            Standing::Unknown => Since::Unknown,
            Standing::Compared(difference) if difference.is_none() => Since::Same,
            Standing::Compared(difference) => Since::Changed(Box::new(difference)),
        }
    }

    /// The acceptance that is still expected: nobody who may sign for it has.
    pub(super) fn unsigned(&self) -> Vec<String> {
        let state = self.source.case.state();
        let is_expected = state.outcome.as_ref().is_none_or(|outcome| {
            outcome.value.is_open() || matches!(outcome.value, Outcome::Completed { .. })
        });
        let acceptance = &self.parts.service.acceptance;
        let expected = match self.created.area {
            Area::Indoor => &acceptance.indoor,
            Area::Public => &acceptance.public,
        };
        let signed: Vec<SignatureRole> = state
            .visits
            .values()
            .flat_map(|visit| visit.signatures.iter().map(|signature| signature.body.role))
            .collect();
        let accepts = |role: &SignatureRole| {
            expected.iter().chain(&acceptance.special_case).any(|expected| expected == role.name())
        };
        if !is_expected || signed.iter().any(accepts) {
            return Vec::new();
        }
        let first = expected.first().map(|role| self.signer_title(role).unwrap_or_else(|| self.word(role)));
        first.into_iter().collect()
    }
}

/// A scale of more than ten grades is not drawn.
fn marked((given, best): (u8, u8)) -> Option<Marks> {
    (best <= 10 && given <= best).then_some(Marks { given, best })
}
