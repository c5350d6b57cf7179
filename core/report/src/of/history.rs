//! Decisions, what lost, entries, the timeline and the copies.

use doorstep_domain::case::Handing;
use doorstep_domain::document::Candidate;
use doorstep_domain::fact::Fact;
use doorstep_domain::fold::{AspectValue, Flag, Settled, Who};
use doorstep_domain::id::{CertificateId, FactId};

use super::Builder;
use crate::model::{Author, Decision, DeliveredCopy, Entry, Event, Lost, Said};
use crate::words;

impl Builder<'_> {
    pub(super) fn author(&self, who: &Who) -> Author {
        Author { name: who.name.clone(), role: self.role(&who.role), device: self.device(&who.certificate) }
    }

    /// The code of the enrolment, which also starts the numbers of jobs made on that device.
    fn device(&self, certificate: &CertificateId) -> String {
        let known = self.source.case.certificates().get(certificate);
        known.map(|certificate| certificate.body().code.clone()).unwrap_or_default()
    }

    pub(super) fn decisions(&self) -> Vec<Decision> {
        let of_facts = self.source.case.state().decisions.iter().map(|decision| Decision {
            question: self.question(&decision.aspect),
            candidates: decision.candidates.iter().map(|candidate| self.said(candidate)).collect(),
        });
        let view = self.source.case.document();
        let of_document = view.conflicts.iter().map(|conflict| Decision {
            question: self.field(&conflict.field),
            candidates: conflict.candidates.iter().map(|candidate| self.wrote(candidate)).collect(),
        });
        of_facts.chain(of_document).collect()
    }

    fn said(&self, settled: &Settled<AspectValue>) -> Said {
        Said { value: self.value(&settled.value), by: self.author(&settled.who), at_ms: settled.at.wall_ms }
    }

    pub(super) fn wrote(&self, candidate: &Candidate) -> Said {
        let certificate = self.source.case.certificates().get(&candidate.author);
        let certificate = certificate.map(|certificate| certificate.body());
        let role = certificate.and_then(|certificate| certificate.roles.first());
        Said {
            value: self.written(&candidate.field, candidate.value.as_ref()),
            by: Author {
                name: certificate.map_or_else(|| candidate.author.to_string(), |author| author.name.clone()),
                role: role.map(|role| self.role(role)).unwrap_or_default(),
                device: self.device(&candidate.author),
            },
            at_ms: candidate.time_s.saturating_mul(1_000),
        }
    }

    pub(super) fn lost(&self) -> Vec<Lost> {
        let lost = self.source.case.state().superseded.iter();
        lost.map(|superseded| Lost {
            question: self.question(&superseded.aspect),
            value: self.said(&superseded.lost),
            counts: self.settled(&superseded.aspect).map(|counts| self.said(&counts)),
        })
        .collect()
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let entries = self.source.case.state().entries.iter();
        entries
            .map(|entry| Entry {
                at_ms: entry.at.wall_ms,
                by: self.author(&entry.who),
                place: entry.body.place.clone(),
                contact: entry.body.contact.clone(),
                // The first entry says why the job was handed on: a choice of the pack's lists, or free words.
                content: self.reason(&entry.body.content),
                attitude: entry.body.attitude.clone(),
                plan: entry.body.plan.clone(),
                phone: entry.body.phone.clone(),
                person: entry.body.person.as_deref().map(|person| self.user_name(person)),
            })
            .collect()
    }

    /// Every fact by its author's clock; what counts is decided elsewhere, and said here.
    pub(super) fn timeline(&self) -> Vec<Event> {
        let unsure = self.unsure_clocks();
        let mut facts: Vec<(&FactId, &Fact)> = self.source.case.facts().iter().collect();
        facts.sort_by_key(|(id, fact)| (fact.body().time.wall_ms, **id));
        let events = facts.into_iter().map(|(id, fact)| Event {
            at_ms: fact.body().time.wall_ms,
            clock_is_sure: !unsure.contains(id),
            what: self.happened(id, fact),
            by: self.source.case.author_of(fact).map(|who| self.author(&who)).unwrap_or_default(),
        });
        events.collect()
    }

    /// What happened, and why it does not count if it does not.
    pub(super) fn happened(&self, id: &FactId, fact: &Fact) -> String {
        let what = match fact.decode_body() {
            Ok(Some(body)) => self.event(&body),
            Ok(None) | Err(_) => self.tongue.say(words::UNKNOWN_FACT).to_owned(),
        };
        let reason = self.source.case.state().flags.iter().find_map(|flag| match flag {
            Flag::Illegal { fact, reason } if fact == id => {
                Some(self.tongue.say(words::illegal(*reason)).to_owned())
            }
            Flag::Ruled { fact, reason } if fact == id => {
                let word = words::ruling_named(reason).map(|word| self.tongue.say(word).to_owned());
                Some(word.unwrap_or_else(|| reason.clone()))
            }
            _ => None,
        });
        let is_unknown = |flag: &Flag| matches!(flag, Flag::UnknownWorker { fact, .. } if fact == id);
        match reason {
            None if self.source.case.state().flags.iter().any(is_unknown) => {
                what + &self.tongue.in_brackets(self.tongue.say(words::UNKNOWN_WORKER))
            }
            None => what,
            Some(reason) => {
                let remark = format!("{}: {reason}", self.tongue.say(words::DOES_NOT_COUNT));
                what + &self.tongue.in_brackets(&remark)
            }
        }
    }

    pub(super) fn copies(&self) -> Vec<DeliveredCopy> {
        let copies = self.source.case.state().copies.iter();
        copies
            .map(|copy| DeliveredCopy {
                to: words::audience_named(&copy.body.audience)
                    .map_or_else(|| copy.body.audience.clone(), |word| self.tongue.say(word).to_owned()),
                how: Handing::of(&copy.body).map_or_else(
                    || copy.body.how.clone(),
                    |how| self.tongue.say(words::handing(how)).to_owned(),
                ),
                at_ms: copy.at.wall_ms,
            })
            .collect()
    }
}
