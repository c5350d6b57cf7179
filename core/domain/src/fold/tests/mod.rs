mod around;
mod money;
mod moves;
mod offers;
mod photos;
mod random;

use std::collections::{BTreeMap, BTreeSet};

use minicbor::bytes::ByteVec;

use super::*;
use crate::certificate::{Certificate, Signer};
use crate::envelope::Signed;
use crate::fact::*;
use crate::id::*;
use crate::ruling::{Ruling, Verdict};
use crate::tests::{VISIT, created, signer};
use crate::time::TimeEvidence;

const CASE: CaseId = CaseId([1; 16]);
const QUOTE: QuoteId = QuoteId([3; 8]);

/// The whole truth of a small company: every fact that anybody made.
#[derive(Default)]
struct World {
    facts: FactSet,
    certificates: BTreeMap<CertificateId, Signed<Certificate>>,
    rulings: Rulings,
    clock: i64,
}

impl World {
    fn new() -> (Self, FactId) {
        let mut world = Self::default();
        let office = signer(1, "office");
        let created = created();
        let id = world.tell(&office, &[], created);
        (world, id)
    }

    /// A fact made knowing exactly `after`.
    fn tell(&mut self, who: &Signer, after: &[FactId], body: impl Into<Body>) -> FactId {
        self.tell_acting(who, after, body, None)
    }

    /// The same for somebody at a desk.
    fn tell_acting(
        &mut self,
        who: &Signer,
        after: &[FactId],
        body: impl Into<Body>,
        acting: Option<Acting>,
    ) -> FactId {
        let body = body.into();
        self.clock += 1000;
        self.certificates.insert(who.id(), who.certificate().clone());
        let mut after = after.to_vec();
        after.sort();
        let payload = FactPayload {
            case: CASE,
            kind: body.kind().code(),
            body: ByteVec::from(body.encode()),
            certificate: who.id(),
            after,
            heads: vec![],
            time: TimeEvidence { wall_ms: self.clock, boot_ms: self.clock, boot_id: 1 },
            critical: None,
            acting,
        };
        let fact = Signed::seal(payload, who.key());
        let id = fact.id();
        self.facts.insert(id, fact);
        id
    }

    /// What the office says about a fact, as its server writes it.
    fn rule(&mut self, target: FactId, verdict: Verdict) {
        let ruling = Ruling {
            case: CASE,
            target: Hash(target.0),
            target_after: self.facts[&target].body().after.clone(),
            verdict,
            reason: "malformed".into(),
            round: 1,
            certificate: signer(1, "office").id(),
            at_ms: 0,
            device_revoked_ms: None,
        };
        self.rulings.insert(ruling.target, ruling);
    }

    fn state(&self) -> State {
        self.state_of(&self.facts)
    }

    fn state_of(&self, facts: &FactSet) -> State {
        fold(Folding { facts, certificates: &self.certificates, rulings: &self.rulings })
    }

    fn illegal(&self) -> Vec<(FactId, Illegal)> {
        illegal(&self.state())
    }
}

fn illegal(state: &State) -> Vec<(FactId, Illegal)> {
    let of_flag = |flag: &Flag| match flag {
        Flag::Illegal { fact, reason } => Some((*fact, *reason)),
        _ => None,
    };
    state.flags.iter().filter_map(of_flag).collect()
}

fn appointed(start_ms: i64) -> Appointed {
    Appointed { visit: VISIT, start_ms, end_ms: None, reason: None }
}

fn acceptance() -> SignatureGiven {
    SignatureGiven {
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        signer: Person { name: "Wang".into(), ..Person::default() },
        statement: vec![].into(),
        view: BlobId([7; 32]),
        strokes: BlobId([8; 32]),
        proxy: None,
        total_minor: None,
    }
}

fn offered() -> QuoteOffered {
    let price_book = PriceBookId([9; 32]);
    QuoteOffered {
        visit: VISIT,
        quote: QUOTE,
        price_book,
        estimated_minutes: 30,
        statement: None,
        pack: None,
    }
}

fn consented(accepted: bool) -> Consented {
    Consented {
        visit: VISIT,
        what: ConsentWhat::Quote,
        quote: Some(QUOTE),
        step: None,
        accepted,
        reason: None,
        by: Person::default(),
        signature: None,
        options: None,
        total_minor: None,
    }
}

#[test]
fn the_leaders_time_stands_against_the_technicians_and_resolves_the_escalation() {
    let (mut world, start) = World::new();
    let (technician, leader) = (signer(2, "technician"), signer(3, "leader"));
    let two = world.tell(&technician, &[start], appointed(14));
    let escalated =
        world.tell(&technician, &[two], Escalated { visit: VISIT, reason: "owner refused".into() });
    assert!(world.state().visits[&VISIT].escalated);

    // The technician may not set a time any more; the leader, who has not seen the escalation, sets 16:00.
    let late = world.tell(&technician, &[escalated], appointed(15));
    assert_eq!(world.illegal(), [(late, Illegal::Escalated)]);
    let four = world.tell(&leader, &[two], appointed(16));
    let visit = &world.state().visits[&VISIT];
    assert!(!visit.escalated);
    assert_eq!(visit.appointment.as_ref().map(|a| (a.value.0, a.fact)), Some((16, four)));
    assert_eq!(visit.appointments.len(), 2, "both entries stay in the log");
    assert_eq!(world.illegal(), [(late, Illegal::Escalated)], "the verdict does not flip");

    // What the leader settled is not the technician's to change back.
    let again = world.tell(&technician, &[late, four], appointed(15));
    let state = world.state();
    assert!(illegal(&state).contains(&(again, Illegal::Escalated)));
    assert_eq!(state.visits[&VISIT].appointment.as_ref().map(|a| a.value.0), Some(16));
}

#[test]
fn two_leaders_who_did_not_know_of_each_other_leave_a_decision() {
    let (mut world, start) = World::new();
    let (office, leader) = (signer(1, "office"), signer(3, "leader"));
    let nine = world.tell(&office, &[start], appointed(9));
    let ten = world.tell(&leader, &[start], appointed(10));
    let state = world.state();
    let [decision] = &state.decisions[..] else { panic!("{:?}", state.decisions) };
    let candidates: BTreeSet<FactId> = decision.candidates.iter().map(|c| c.fact).collect();
    assert_eq!(candidates, BTreeSet::from([nine, ten]));

    world.tell(&leader, &[nine, ten], Decided { chosen: nine });
    let state = world.state();
    assert!(state.decisions.is_empty());
    assert_eq!(state.visits[&VISIT].appointment.as_ref().map(|a| a.value.0), Some(9));
}

#[test]
fn only_what_is_open_can_be_decided() {
    let (mut world, start) = World::new();
    let (office, technician) = (signer(1, "office"), signer(2, "technician"));
    let cancelled = world.tell(&office, &[start], Cancelled { reason: "owner called".into() });
    let back = world.tell(&technician, &[cancelled], Decided { chosen: start });
    assert_eq!(world.state().outcome_name(), "cancelled", "nobody reopens a job by choosing its beginning");
    assert_eq!(world.illegal(), [(back, Illegal::NoReference)]);

    let (mut world, start) = World::new();
    let theirs = world.tell(&office, &[start], appointed(16));
    let own = world.tell(&technician, &[start], appointed(14));
    let preferred = world.tell(&technician, &[theirs, own], Decided { chosen: own });
    assert_eq!(world.illegal(), [(preferred, Illegal::NoReference)], "authority has decided that");
    assert_eq!(world.state().visits[&VISIT].appointment.as_ref().map(|a| a.value.0), Some(16));
}

#[test]
fn equal_values_are_no_decision() {
    let (mut world, start) = World::new();
    world.tell(&signer(1, "office"), &[start], appointed(9));
    world.tell(&signer(3, "leader"), &[start], appointed(9));
    assert!(world.state().decisions.is_empty());
}

#[test]
fn signed_work_outranks_a_cancellation_that_could_not_be_seen() {
    let (mut world, start) = World::new();
    let (office, technician) = (signer(1, "office"), signer(2, "technician"));
    let cancelled = world.tell(&office, &[start], Cancelled { reason: "owner called".into() });
    let signed = world.tell(&technician, &[start], acceptance());
    let completed = world.tell(&technician, &[signed], Completed { visit: VISIT });
    let state = world.state();
    assert_eq!(state.outcome.as_ref().map(|o| o.fact), Some(completed));
    assert!(state.exceptions.contains(&Exception::CancelledWhileDone { completed, cancelled }));
    assert_eq!(state.superseded[0].lost.fact, cancelled);
    assert_eq!(state.superseded[0].by, SupersededBy::Rank);
}

#[test]
fn an_unsigned_completion_gives_way_to_a_cancellation_and_stays_visible() {
    let (mut world, start) = World::new();
    let cancelled = world.tell(&signer(1, "office"), &[start], Cancelled { reason: "x".into() });
    let completed = world.tell(&signer(2, "technician"), &[start], Completed { visit: VISIT });
    let state = world.state();
    assert_eq!(state.outcome.as_ref().map(|o| o.fact), Some(cancelled));
    assert_eq!(state.superseded.iter().map(|s| s.lost.fact).collect::<Vec<_>>(), [completed]);
}

#[test]
fn completing_a_job_that_one_saw_cancelled_has_no_effect_but_the_signature_is_kept() {
    let (mut world, start) = World::new();
    let cancelled = world.tell(&signer(1, "office"), &[start], Cancelled { reason: "x".into() });
    let technician = signer(2, "technician");
    let signed = world.tell(&technician, &[cancelled], acceptance());
    let completed = world.tell(&technician, &[signed], Completed { visit: VISIT });
    let state = world.state();
    assert_eq!(state.outcome_name(), "cancelled");
    assert_eq!(illegal(&state), [(completed, Illegal::Outcome("cancelled"))]);
    assert_eq!(state.visits[&VISIT].signatures.len(), 1);
}

#[test]
fn a_technician_cannot_cancel_assign_or_archive() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let a = world.tell(&technician, &[start], Cancelled { reason: "x".into() });
    let b = world.tell(&technician, &[a], Assigned { visit: VISIT, users: vec![] });
    let c = world.tell(&technician, &[b], Archived { paid: true });
    let expected: Vec<_> = [a, b, c].map(|id| (id, Illegal::Authority)).to_vec();
    assert_eq!(world.illegal(), expected);
}

#[test]
fn a_consent_needs_its_quote_among_what_the_author_knew() {
    let (mut world, start) = World::new();
    let (one, two) = (signer(2, "technician"), signer(3, "technician"));
    let offer = world.tell(&one, &[start], offered());
    let blind = world.tell(&two, &[start], consented(true));
    assert_eq!(world.illegal(), [(blind, Illegal::NoQuote)]);
    world.tell(&one, &[offer], consented(false));
    assert_eq!(world.state().quotes[&QUOTE].consent.as_ref().map(|c| c.value), Some(false));
}

#[test]
fn work_time_is_what_the_clocks_say_without_fetching_tools() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let begun = world.tell(&technician, &[start], WorkStarted { visit: VISIT, lines: vec![] });
    let out = world.tell(&technician, &[begun], Fetched { visit: VISIT, what: "ladder".into(), left: None });
    let errand = |state: &State| state.visits[&VISIT].errands.clone();
    let [away] = &errand(&world.state())[..] else { panic!() };
    assert_eq!((away.left, away.what.as_str(), away.back), (out, "ladder", None));
    world.clock += 600_000;
    let back =
        world.tell(&technician, &[out], Fetched { visit: VISIT, what: "ladder".into(), left: Some(out) });
    world.clock += 60_000;
    world.tell(&technician, &[back], WorkStopped { visit: VISIT, started: begun });
    let state = world.state();
    let [session] = &state.visits[&VISIT].sessions[..] else { panic!() };
    assert_eq!(session.fetched_millis, 601_000);
    let [there] = &errand(&state)[..] else { panic!() };
    assert_eq!(there.back.unwrap().since(&there.out), 601_000);
    assert_eq!(session.millis, 62_000);
    assert_eq!(state.worked_millis(), 62_000);
}

#[test]
fn a_void_fact_has_no_effect_and_its_descendants_still_fold() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let wrong = world.tell(&technician, &[start], appointed(14));
    world.tell(&technician, &[wrong], PhaseEntered { visit: VISIT, phase: Phase::Travelling });
    world.rule(wrong, Verdict::Void);
    let visit = &world.state().visits[&VISIT];
    assert!(visit.appointment.is_none());
    assert_eq!(visit.phase.as_ref().map(|p| p.value.0), Some(Phase::Travelling));
    let mut elsewhere = world.facts.clone();
    elsewhere.remove(&wrong);
    assert_eq!(world.state_of(&elsewhere), world.state(), "the ruling alone is enough");
    world.rule(wrong, Verdict::Admitted);
    assert_eq!(world.state_of(&elsewhere).waiting.len(), 1, "what counts must be here");
}

#[test]
fn only_the_office_makes_a_case_wait_for_an_update() {
    let (mut world, start) = World::new();
    let unknown = |who: &Signer| FactPayload {
        case: CASE,
        kind: 999,
        body: ByteVec::from(vec![0xa0]),
        certificate: who.id(),
        after: vec![start],
        heads: vec![],
        time: TimeEvidence { wall_ms: 1, boot_ms: 1, boot_id: 1 },
        critical: Some(true),
        acting: None,
    };
    let others = [signer(2, "technician"), signer(3, "office")].map(|who| (who, false));
    for (who, is_required) in others.into_iter().chain([(signer(1, "office"), true)]) {
        let fact = Signed::seal(unknown(&who), who.key());
        world.certificates.insert(who.id(), who.certificate().clone());
        world.facts.insert(fact.id(), fact);
        assert_eq!(world.state().update_required, is_required);
    }
}

#[test]
fn two_facts_of_one_certificate_that_do_not_know_of_each_other_are_a_fork() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let photo = |step: &str| PhotoTaken {
        visit: VISIT,
        step: step.into(),
        role: "before".into(),
        blob: BlobId([1; 32]),
        size_bytes: 1,
        media_type: "image/jpeg".into(),
        thumbnail: None,
        line: None,
        pair: None,
    };
    world.tell(&technician, &[start], photo("a"));
    world.tell(&technician, &[start], photo("b"));
    let state = world.state();
    assert_eq!(state.flags.iter().filter(|flag| matches!(flag, Flag::Fork { .. })).count(), 1);
    assert_eq!(state.visits[&VISIT].photos.len(), 2, "both are kept");
}

#[test]
fn a_thousand_facts_of_a_copied_phone_are_a_thousand_flags_and_not_a_million() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    for wall_ms in 0..1000 {
        world.tell(&technician, &[start], appointed(wall_ms));
    }
    let state = world.state();
    assert_eq!(state.flags.iter().filter(|flag| matches!(flag, Flag::Fork { .. })).count(), 999);
    assert_eq!(Graph::of(&world.facts, &world.rulings).heads().len(), 1000);
}

#[test]
fn a_fact_waits_for_its_ancestors_and_counts_when_they_come() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let first = world.tell(&technician, &[start], appointed(14));
    let second = world.tell(&technician, &[first], PhaseEntered { visit: VISIT, phase: Phase::Travelling });
    let mut partial = world.facts.clone();
    partial.remove(&first);
    let state = world.state_of(&partial);
    assert_eq!(state.waiting, BTreeMap::from([(second, BTreeSet::from([first]))]));
    assert!(world.state().waiting.is_empty());
}
