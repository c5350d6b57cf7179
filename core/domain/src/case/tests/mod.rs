mod agreed;
mod moment;
mod quotes;

use proptest::prelude::*;

use super::*;
use crate::certificate::Signer;
use crate::document::Edit;
use crate::expr::{Context, Name};
use crate::fact::*;
use crate::id::*;
use crate::key::{PrivateKey, PublicKey};
use crate::rejected::Rejected;
use crate::ruling::{Ruling, Verdict};
use crate::signature::{Point, Stroke, Strokes};
use crate::sync::{Item, ItemKind, NackCode};
use crate::tests::{VISIT, created, root, signer, signer_of};
use crate::time::TimeEvidence;
use crate::timer::Timing;
use crate::value::{AnswerKey, Value};

const NOTE: NoteId = NoteId([4; 8]);

/// Somebody with a replica of the case, and everything they ever wrote.
struct Person {
    signer: Signer,
    ticks: u64,
    case: Case,
    wrote: Vec<Item>,
}

impl Person {
    fn found(number: u8, role: &str) -> Self {
        Self::begin(number, role, created())
    }

    fn begin(number: u8, role: &str, created: Created) -> Self {
        let signer = signer(number, role);
        let (case, wrote) = Case::create(created, &writer(&signer, number, 0)).unwrap();
        Self { signer, ticks: 0, case, wrote }
    }

    fn join(&self, number: u8, role: &str) -> Self {
        let stored = Stored { snapshot: None, items: self.wrote.clone() };
        let case = Case::load(self.case.id(), &stored, &root().public()).unwrap();
        Self { signer: signer(number, role), ticks: 0, case, wrote: Vec::new() }
    }

    fn edit(&mut self, seen: &Version, edit: Edit) -> Result<(), Rejected> {
        self.ticks += 1;
        let signer = self.signer.clone();
        let items = self.case.edit(seen, &[edit], &writer(&signer, self.number(), self.ticks))?;
        self.wrote.extend(items);
        Ok(())
    }

    fn record(&mut self, body: impl Into<Body>) -> Result<(), Rejected> {
        self.ticks += 1;
        let (signer, seen) = (self.signer.clone(), self.case.version());
        let items = self.case.record(&seen, body, &writer(&signer, self.number(), self.ticks), None)?;
        self.wrote.extend(items);
        Ok(())
    }

    fn number(&self) -> u8 {
        self.signer.certificate().body().device.0[0]
    }

    fn receive(&mut self, items: &[Item]) -> Vec<Applied> {
        self.case.apply(items, &root().public())
    }
}

fn writer(signer: &Signer, number: u8, tick: u64) -> Writer<'_> {
    let mut entropy = [number; 16];
    entropy[8..].copy_from_slice(&tick.to_be_bytes());
    let millis = i64::try_from(tick).unwrap() * 1000;
    let time = TimeEvidence { wall_ms: millis, boot_ms: millis, boot_id: u64::from(number) };
    Writer { signer, acting: None, time, actor: [number; 16], entropy }
}

fn answer(step: &str, value: i64) -> Edit {
    Edit::SetAnswer { key: AnswerKey::step(VISIT, step), value: Some(Value::Int(value)) }
}

#[test]
fn a_case_comes_back_from_its_items_in_any_order_and_from_a_snapshot() {
    let mut office = Person::found(1, "office");
    let seen = office.case.version();
    office.edit(&seen, answer("badge", 1)).unwrap();
    office.record(Appointed { visit: VISIT, start_ms: 9, end_ms: None, reason: None }).unwrap();
    let mut items = office.wrote.clone();
    items.reverse();
    let load = |stored: &Stored| Case::load(office.case.id(), stored, &root().public()).unwrap();
    let from_items = load(&Stored { snapshot: None, items: items.clone() });
    let facts_only = items.into_iter().filter(|item| item.kind != ItemKind::Change.code()).collect();
    let from_snapshot = load(&Stored { snapshot: Some(office.case.snapshot()), items: facts_only });
    for case in [from_items, from_snapshot] {
        assert_eq!(case.version(), office.case.version());
        assert_eq!(case.state(), office.case.state());
        assert_eq!(case.document(), office.case.document());
    }
}

#[test]
fn whoever_begins_a_case_by_a_rule_gives_it_to_people_once() {
    let assigned = |users: &[&str]| Assigned {
        visit: VISIT,
        users: users.iter().map(|user| (*user).to_owned()).collect(),
    };
    let only_leaders = |refused: Result<(), Rejected>| matches!(refused, Err(Rejected::Role { .. }));
    let by_rule = Created {
        origin: Origin::Rule,
        case_kind: CaseKind::Coordination,
        parent: Some(CaseId([8; 16])),
        ..created()
    };
    let mut chen = Person::begin(2, "technician", by_rule);
    chen.record(assigned(&["chen", "lin"])).unwrap();
    assert_eq!(chen.case.state().visits[&VISIT].assigned, ["chen", "lin"]);
    assert!(only_leaders(chen.record(assigned(&["chen"]))), "from then on a leader decides");
    let mut lin = chen.join(3, "leader");
    lin.record(assigned(&["lin"])).unwrap();
    assert_eq!(lin.case.state().visits[&VISIT].assigned, ["lin"]);

    let mut walk_in = Person::begin(2, "technician", Created { origin: Origin::WalkIn, ..created() });
    assert!(only_leaders(walk_in.record(assigned(&["lin"]))), "no rule made it");
}

#[test]
fn a_coordinated_job_can_be_archived_because_it_goes_on_in_another_case() {
    let mut office = Person::found(1, "office");
    let order = Coordinated {
        visit: VISIT,
        reason: "leak above".into(),
        person: "lin".into(),
        plan: "ask 502".into(),
    };
    assert!(office.record(Archived { paid: false }).is_err(), "an open job is not");
    office.record(order).unwrap();
    office.record(Archived { paid: false }).unwrap();
    assert!(office.case.state().archived.as_ref().is_some_and(|archived| archived.value));
}

#[test]
fn a_result_that_the_customer_signed_outranks_a_cancellation() {
    let signed = SignatureGiven {
        visit: VISIT,
        role: SignatureRole::CustomerCoordinationResult,
        signer: crate::fact::Person { name: "Wang".into(), ..Default::default() },
        statement: vec![].into(),
        view: BlobId([7; 32]),
        strokes: BlobId([8; 32]),
        proxy: None,
        total_minor: None,
    };
    let mut office = Person::found(1, "office");
    let mut lin = office.join(3, "leader");
    lin.record(signed).unwrap();
    lin.record(Completed { visit: VISIT }).unwrap();
    office.record(Cancelled { reason: "reported twice".into() }).unwrap();
    office.receive(&lin.wrote.clone());
    assert_eq!(office.case.state().outcome_name(), "completed");
    assert_eq!(office.case.state().exceptions.len(), 1, "cancelled while done, and not provisional");
}

#[test]
fn a_stale_screen_deletes_nothing_and_leaves_a_decision() {
    let mut office = Person::found(1, "office");
    let mut chen = office.join(2, "technician");
    let seen = chen.case.version();
    let base = office.case.version();
    office.edit(&base, answer("lamp", 1)).unwrap();
    chen.receive(&office.wrote.clone());
    chen.edit(&seen, answer("lamp", 2)).unwrap();
    let view = chen.case.document();
    assert_eq!(view.conflicts.len(), 1);
    let authors: Vec<CertificateId> = view.conflicts[0].candidates.iter().map(|c| c.author).collect();
    assert!(authors.contains(&office.signer.id()) && authors.contains(&chen.signer.id()));
    let now = chen.case.version();
    chen.edit(&now, answer("lamp", 2)).unwrap();
    assert!(chen.case.document().conflicts.is_empty(), "choosing one at the version that shows both decides");
}

#[test]
fn the_day_of_a_visit_is_that_of_arrival_appointment_or_report_where_the_site_is() {
    const DAY_MS: i64 = 86_400_000;
    /// 16:30 UTC: half past midnight in China.
    const EVENING_MS: i64 = 59_400_000;
    let body = Created { reported_at_ms: EVENING_MS, ..created() };
    let signer = signer(1, "office");
    let (case, wrote) = Case::create(body, &writer(&signer, 1, 0)).unwrap();
    let mut office = Person { signer, ticks: 0, case, wrote };
    let day_of = |office: &Person, name: &str| {
        let steps = checklist_without_steps();
        let (state, view, timing) = (office.case.state(), office.case.document(), Timing::default());
        let context = context::CaseContext::of(state, &view.answers, VISIT, &steps, &timing);
        context.get(&Name::new(name).unwrap()).unwrap().to_string()
    };
    assert_eq!(day_of(&office, "job.reported_on"), "1970-01-02");
    assert_eq!(day_of(&office, "job.reported_at"), "1970-01-02T00:30");
    assert_eq!(day_of(&office, "visit.date"), "1970-01-02");
    let start_ms = 3 * DAY_MS + EVENING_MS;
    office.record(Appointed { visit: VISIT, start_ms, end_ms: None, reason: None }).unwrap();
    assert_eq!(day_of(&office, "visit.date"), "1970-01-05");
    office.ticks = 5 * 86_400;
    office.record(PhaseEntered { visit: VISIT, phase: Phase::Travelling }).unwrap();
    assert_eq!(day_of(&office, "visit.date"), "1970-01-05", "on the way is not there");
    office.record(PhaseEntered { visit: VISIT, phase: Phase::Arrived }).unwrap();
    assert_eq!(day_of(&office, "visit.date"), "1970-01-06");
    assert_eq!(day_of(&office, "job.reported_on"), "1970-01-02");
}

fn checklist_without_steps() -> crate::checklist::Checklist<crate::expr::Expr> {
    serde_json::from_str(r#"{"phases": [], "steps": [], "outcomes": {}}"#).unwrap()
}

#[test]
fn a_fact_beside_a_hundred_heads_is_one_that_every_server_takes() {
    let office = Person::found(1, "office");
    let mut chen = office.join(2, "technician");
    for number in 10..110 {
        let mut other = office.join(number, "technician");
        other.record(PhaseEntered { visit: VISIT, phase: Phase::Travelling }).unwrap();
        chen.receive(&other.wrote);
    }
    for (phase, heads_left) in [(Phase::Arrived, 37), (Phase::Working, 1)] {
        chen.record(PhaseEntered { visit: VISIT, phase }).unwrap();
        assert_eq!(chen.case.version().facts.len(), heads_left);
        assert_eq!(chen.case.state().visits[&VISIT].phase.as_ref().map(|p| p.value.0), Some(phase));
    }
    let mut colleague = office.join(3, "technician");
    let results = colleague.receive(&chen.wrote);
    assert!(!results.iter().any(|result| matches!(result, Applied::Refused { .. })), "{results:?}");
}

#[test]
fn nobody_signs_a_view_that_a_server_would_refuse() {
    let mut office = Person::found(1, "office");
    let points = (0..40).map(|i| Point { x: i * 100, y: (i % 7) * 300, t_ms: 0, pressure: None });
    let strokes = Strokes::new(vec![Stroke(points.collect())]).unwrap();
    let signature = NewSignature {
        signer: crate::fact::Person { name: "Wang".into(), ..Default::default() },
        strokes,
        proxy: None,
    };
    let prepared = Prepared {
        version: office.case.version(),
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        statement: Vec::new(),
        view: vec![0; crate::sync::MAX_SMALL_BLOB_BYTES + 1],
    };
    let signer = office.signer.clone();
    let refused = office.case.sign(&prepared, &signature, &writer(&signer, 1, 1), None);
    assert!(matches!(refused, Err(Rejected::TooLarge { field: "view", .. })), "{refused:?}");
}

#[test]
fn what_does_not_belong_is_refused_with_its_code_and_the_rest_is_taken() {
    let mut office = Person::found(1, "office");
    let good = office.wrote.clone();
    let mut chen = office.join(2, "technician");
    chen.record(PhaseEntered { visit: VISIT, phase: Phase::Travelling }).unwrap();
    let [certificate, fact] = &chen.wrote[..] else { panic!("{:?}", chen.wrote) };

    let mut other = Person::found(3, "office");
    other.record(Appointed { visit: VISIT, start_ms: 9, end_ms: None, reason: None }).unwrap();
    let transplanted = other.wrote.last().unwrap().clone();
    let mut broken = fact.clone();
    let last = broken.bytes.len() - 1;
    broken.bytes[last] ^= 1;
    let stranger = signer_of(4, "technician", &PrivateKey::from_seed(&[98; 32]));
    let foreign = Item::new(ItemKind::Certificate, stranger.certificate().to_bytes());
    let bomb = Item::new(ItemKind::Change, vec![0; 100]);

    let items = [transplanted, broken, foreign, bomb, certificate.clone(), fact.clone(), good[0].clone()];
    let results = office.receive(&items);
    let code = |result: &Applied| match result {
        Applied::Refused { code, .. } => Some(*code),
        _ => None,
    };
    assert_eq!(code(&results[0]), Some(NackCode::WrongCase));
    assert_eq!(code(&results[1]), Some(NackCode::BadSignature));
    assert_eq!(code(&results[2]), Some(NackCode::BadSignature));
    assert_eq!(code(&results[3]), Some(NackCode::Malformed));
    assert_eq!(results[4..], [Applied::New, Applied::New, Applied::Known]);
    assert_eq!(office.case.state(), chen.case.state());
}

#[test]
fn a_device_whose_user_has_the_role_of_the_office_makes_no_rulings() {
    let mut office = Person::found(1, "office");
    let mut phone = office.join(3, "office");
    phone.record(Appointed { visit: VISIT, start_ms: 9, end_ms: None, reason: None }).unwrap();
    let fact = phone.wrote.last().unwrap().clone();
    office.receive(&phone.wrote);
    let before = office.case.state().clone();
    let results = office.receive(&[void(&phone, &fact)]);
    let refused = matches!(results[0], Applied::Refused { code: NackCode::BadSignature, .. });
    assert!(refused && *office.case.state() == before, "{results:?}");
    let results = office.receive(&[void(&office, &fact)]);
    assert!(results == [Applied::New] && *office.case.state() != before);
}

#[test]
fn a_snapshot_is_taken_only_as_the_office_vouched_for_it() {
    let office = Person::found(1, "office");
    let item = seal_snapshot(office.case.id(), office.case.snapshot(), &office.signer);
    let open = |case, bytes: &[u8], by: &Signer| open_snapshot(case, bytes, by.certificate());
    assert_eq!(open(office.case.id(), &item.bytes, &office.signer), Ok(office.case.snapshot()));
    assert_eq!(open(CaseId([0; 16]), &item.bytes, &office.signer), Err(NackCode::WrongCase));
    for other in [signer(2, "technician"), signer(3, "office")] {
        assert_eq!(open(office.case.id(), &item.bytes, &other), Err(NackCode::BadSignature));
    }
    let mut broken = item.bytes.to_vec();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    assert_eq!(open(office.case.id(), &broken, &office.signer), Err(NackCode::BadSignature));
}

/// What one of three people does, and which part of the others' work reaches them before it.
#[derive(Debug, Clone)]
struct Act {
    person: usize,
    what: u8,
    hears: u64,
}

fn act(person: &mut Person, what: u8) {
    let seen = person.case.version();
    let step = ["badge", "lamp", "cleaned"][usize::from(what) % 3];
    let result = match what % 10 {
        0..=3 => person.edit(&seen, answer(step, i64::from(what % 5))),
        4 => person.edit(&seen, Edit::AddNote { id: NOTE, visit: VISIT, text: "a".into() }),
        5 => person.edit(&seen, Edit::EditNote { id: NOTE, text: format!("wet {what} floor") }),
        6 => person.record(Appointed { visit: VISIT, start_ms: i64::from(what), end_ms: None, reason: None }),
        7 => person.record(PhaseEntered { visit: VISIT, phase: Phase::Travelling }),
        8 => person.record(Cancelled { reason: "c".into() }),
        _ => person.record(Completed { visit: VISIT }),
    };
    // A refusal is an answer too: nothing was written then.
    if let Err(Rejected::Document(why)) = result {
        panic!("{why}");
    }
}

/// The ruling that a server writes when it refuses a fact.
fn void(office: &Person, fact: &Item) -> Item {
    let fact = Fact::open(&fact.bytes).unwrap();
    let ruling = Ruling {
        case: office.case.id(),
        target: fact.hash(),
        target_after: fact.body().after.clone(),
        verdict: Verdict::Void,
        reason: "malformed".into(),
        round: 1,
        certificate: office.signer.id(),
        at_ms: 0,
        device_revoked_ms: None,
    };
    Item::new(ItemKind::Ruling, Signed::seal(ruling, office.signer.key()).to_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Three people work on one case; parts of their work reach the others in any order, as files or through
    /// somebody else. Once everything is everywhere, everybody has the same bytes.
    #[test]
    fn replicas_agree_whatever_came_first(
        script in prop::collection::vec(
            (0..3_usize, any::<u8>(), any::<u64>()).prop_map(|(person, what, hears)| Act { person, what, hears }),
            1..25,
        ),
        order in any::<u64>(),
        refused in any::<u64>(),
    ) {
        let office = Person::found(1, "office");
        let mut people = [office.join(2, "technician"), office.join(3, "leader"), office.join(4, "technician")];
        for step in &script {
            let heard: Vec<Item> = people.iter().flat_map(|p| p.wrote.iter()).enumerate()
                .filter(|(i, _)| step.hears >> (i % 64) & 1 == 1).map(|(_, item)| item.clone()).collect();
            people[step.person].receive(&heard);
            act(&mut people[step.person], step.what);
        }
        let mut all: Vec<Item> = people.iter().flat_map(|person| person.wrote.clone()).collect();
        // What the office refuses stays with its author; the ruling on it reaches everybody.
        let is_refused = |item: &Item| item.kind == ItemKind::Fact.code() && refused >> (item.bytes.last().unwrap() % 64) & 1 == 1;
        let rulings: Vec<Item> = all.iter().filter(|item| is_refused(item)).map(|item| void(&office, item)).collect();
        all.retain(|item| !is_refused(item));
        all.extend(rulings);
        all.sort_by_key(|item| crate::digest::sha256(&[&order.to_le_bytes()[..], &item.bytes].concat()));
        for person in &mut people {
            for piece in all.chunks(3) {
                person.receive(piece);
            }
            person.receive(&all);
        }
        let [first, others @ ..] = &people;
        for other in others {
            prop_assert_eq!(first.case.version(), other.case.version());
            prop_assert_eq!(first.case.state(), other.case.state());
            prop_assert_eq!(
                first.case.document().canonical_bytes(), other.case.document().canonical_bytes()
            );
        }
        prop_assert!(first.case.state().waiting.is_empty());
    }
}

#[test]
fn a_public_key_of_another_tenant_opens_nothing() {
    let office = Person::found(1, "office");
    let stored = Stored { snapshot: None, items: office.wrote.clone() };
    let elsewhere: PublicKey = PrivateKey::from_seed(&[97; 32]).public();
    let case = Case::load(office.case.id(), &stored, &elsewhere).unwrap();
    assert!(case.state().created.is_none() && case.facts().is_empty());
}
