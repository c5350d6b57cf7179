//! Parts, things taken along, approvals, follow-ups, who signs for whom.

use super::*;
use crate::decimal::Decimal;

/// What happens around the work, for random companies.
pub(super) fn body_around(action: u8, graph: &Graph) -> Body {
    let first = graph.order[0];
    let any = graph.order[usize::from(action) % graph.order.len()];
    match action / 16 % 9 {
        0 => part("2", StockPlace::Van, StockPlace::Customer).into(),
        1 => taken(5).into(),
        2 => extended(any, i64::from(action)).into(),
        3 => back(any).into(),
        4 => dissatisfied(action >= 128).into(),
        5 => asked("discount").into(),
        6 => ChecklistMoved { visit: VISIT, pack: PackId([action % 3; 32]) }.into(),
        7 => Approved { what: "discount".into(), accepted: action < 128, reason: None }.into(),
        _ => Approved { what: first.to_string(), accepted: true, reason: None }.into(),
    }
}

fn part(quantity: &str, from: StockPlace, to: StockPlace) -> PartMoved {
    PartMoved {
        visit: VISIT,
        code: Some("cartridge".into()),
        name: "cartridge".into(),
        quantity: quantity.parse().unwrap(),
        from,
        to,
        serial: None,
        old: false,
        note: None,
        from_van: None,
        to_van: None,
        step: None,
    }
}

fn taken(planned_return_ms: i64) -> CustodyMoved {
    CustodyMoved {
        visit: VISIT,
        moved: CustodyMove::Out,
        what: "laptop".into(),
        accessories: vec!["charger".into()],
        condition: "scratched lid".into(),
        out_of: None,
        planned_return_ms: Some(planned_return_ms),
        reason: None,
        signature: None,
        step: None,
    }
}

fn extended(out: FactId, planned_return_ms: i64) -> CustodyMoved {
    let reason = Some("testing".into());
    CustodyMoved { moved: CustodyMove::Extended, out_of: Some(out), reason, ..taken(planned_return_ms) }
}

fn back(out: FactId) -> CustodyMoved {
    CustodyMoved { moved: CustodyMove::Back, out_of: Some(out), planned_return_ms: None, ..taken(0) }
}

fn dissatisfied(is_rework: bool) -> FollowedUp {
    FollowedUp {
        visit: VISIT,
        task: "call".into(),
        channel: FollowUpChannel::Phone,
        reached: true,
        satisfied: Satisfaction::Dissatisfied,
        scale: None,
        grade: None,
        reason: Some("drips again".into()),
        rework: is_rework.then_some(VisitId([9; 8])),
    }
}

fn asked(what: &str) -> ApprovalAsked {
    ApprovalAsked { visit: Some(VISIT), what: what.into(), detail: "regular".into(), amount_minor: None }
}

fn approved(what: &str, accepted: bool) -> Approved {
    Approved { what: what.into(), accepted, reason: None }
}

fn signed_as(role: SignatureRole) -> SignatureGiven {
    SignatureGiven { role, ..acceptance() }
}

#[test]
fn nothing_and_less_than_nothing_is_no_movement_and_nor_is_staying() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let mut movement = |body: PartMoved| world.tell(&technician, &[start], body);
    let none = movement(part("0", StockPlace::Van, StockPlace::Customer));
    let less = movement(part("-1", StockPlace::Van, StockPlace::Customer));
    let stays = movement(part("1", StockPlace::Workshop, StockPlace::Workshop));
    movement(part("1.5", StockPlace::Van, StockPlace::Customer));
    let to_colleague = PartMoved { to_van: Some("li".into()), ..part("1", StockPlace::Van, StockPlace::Van) };
    movement(to_colleague);
    let expected = [none, less, stays].map(|fact| (fact, Illegal::NothingMoved));
    let mut illegal = world.illegal();
    illegal.sort_by_key(|(fact, _)| expected.iter().position(|(other, _)| other == fact));
    assert_eq!(illegal, expected);
    let moved: Vec<Decimal> =
        world.state().visits[&VISIT].parts.iter().map(|part| part.body.quantity).collect();
    assert_eq!(moved, ["1.5".parse().unwrap(), Decimal::ONE]);
}

#[test]
fn what_was_taken_along_is_out_until_it_is_back_and_each_way_has_its_signature() {
    let (mut world, start) = World::new();
    let technician = signer(2, "technician");
    let early = world.tell(&technician, &[start], signed_as(SignatureRole::CustomerCustodyOut));
    let out = world.tell(&technician, &[early], taken(1_000));
    let custody = |world: &World| world.state().custody[0].clone();
    assert_eq!(custody(&world).signed_out, None, "who signed before had not seen what was taken");
    assert!(custody(&world).is_overdue(1_001) && !custody(&world).is_overdue(1_000));

    let signed = world.tell(&technician, &[out], signed_as(SignatureRole::CustomerCustodyOut));
    assert_eq!(custody(&world).signed_out, Some(signed));
    let returned = world.tell(&technician, &[signed], back(out));
    assert_eq!(custody(&world).back.as_ref().map(|back| back.fact), Some(returned));
    assert_eq!(custody(&world).signed_back, None);
    assert!(!custody(&world).is_overdue(i64::MAX));
    let second = world.tell(&technician, &[returned], signed_as(SignatureRole::CustomerCustodyBack));
    assert_eq!(custody(&world).signed_back, Some(second));
}

#[test]
fn of_two_later_returns_agreed_without_knowing_of_each_other_the_later_holds() {
    let (mut world, start) = World::new();
    let (technician, office) = (signer(2, "technician"), signer(1, "office"));
    let out = world.tell(&technician, &[start], taken(1_000));
    let first = world.tell(&technician, &[out], extended(out, 5_000));
    world.tell(&office, &[out], extended(out, 4_000));
    assert_eq!(world.state().custody[0].planned_return_ms, Some(5_000));
    assert_eq!(world.state().custody[0].extended.len(), 2, "both stay");
    world.tell(&technician, &[first], extended(out, 3_000));
    assert_eq!(world.state().custody[0].planned_return_ms, Some(4_000), "an earlier one replaces its own");

    let nowhere = world.tell(&technician, &[start], back(out));
    assert_eq!(world.illegal(), [(nowhere, Illegal::NoReference)], "its author cannot have known");
}

#[test]
fn a_dissatisfied_customer_keeps_the_job_open_until_he_signs_himself() {
    let (mut world, start) = World::new();
    let (office, technician) = (signer(1, "office"), signer(2, "technician"));
    let too_early = world.tell(&office, &[start], dissatisfied(true));
    let signed = world.tell(&technician, &[start], acceptance());
    let completed = world.tell(&technician, &[signed], Completed { visit: VISIT });
    let call = world.tell(&office, &[completed], dissatisfied(true));
    assert_eq!(world.state().to_satisfy, [call]);
    let early = world.tell(&office, &[call], Archived { paid: false });
    let proxy = Proxy { in_place_of: SignatureRole::CustomerAccept, reason: "away".into(), witness: None };
    let by_proxy = SignatureGiven { proxy: Some(proxy), ..acceptance() };
    let stand_in = world.tell(&technician, &[call], by_proxy);
    let leader = world.tell(&signer(3, "leader"), &[call], signed_as(SignatureRole::LeaderVerify));
    let later = world.tell(&office, &[early, stand_in, leader], Archived { paid: false });
    let verdicts =
        [(too_early, Illegal::NoReference), (early, Illegal::Dissatisfied), (later, Illegal::Dissatisfied)];
    let illegal: BTreeSet<FactId> = world.illegal().into_iter().map(|(fact, _)| fact).collect();
    assert!(verdicts.iter().all(|verdict| world.illegal().contains(verdict)), "{:?}", world.illegal());
    assert_eq!(illegal.len(), verdicts.len());

    let again = world.tell(&technician, &[call], acceptance());
    assert_eq!(world.state().to_satisfy, []);
    world.tell(&office, &[again], Archived { paid: false });
    assert_eq!(world.illegal().len(), verdicts.len());
    assert!(world.state().archived.as_ref().is_some_and(|archived| archived.value));
}

#[test]
fn a_report_of_dissatisfaction_without_rework_does_not_hold_the_job() {
    let (mut world, start) = World::new();
    let office = signer(1, "office");
    let completed = world.tell(&signer(2, "technician"), &[start], Completed { visit: VISIT });
    let call = world.tell(&office, &[completed], dissatisfied(false));
    world.tell(&office, &[call], Archived { paid: false });
    assert_eq!(world.illegal(), []);
}

#[test]
fn what_is_asked_is_pending_until_somebody_who_knew_of_it_answers() {
    let (mut world, start) = World::new();
    let (technician, leader) = (signer(2, "technician"), signer(3, "leader"));
    let first = world.tell(&technician, &[start], asked("discount"));
    let by_technician = world.tell(&technician, &[first], approved("discount", true));
    assert_eq!(world.illegal(), [(by_technician, Illegal::Authority)]);
    assert!(world.state().is_pending("discount"));

    let blind = world.tell(&leader, &[start], approved("discount", true));
    assert!(world.state().is_pending("discount"), "the leader did not know what was asked");
    let refused = world.tell(&leader, &[blind, first], approved("discount", false));
    assert!(!world.state().is_pending("discount"));
    assert_eq!(world.state().asked[0].answer, Some(false));
    world.tell(&technician, &[refused], asked("discount"));
    assert!(world.state().is_pending("discount"), "asked again, after a refusal");
}

#[test]
fn a_leader_who_signs_on_a_technicians_phone_is_provisional_until_a_leader_confirms() {
    let (mut world, start) = World::new();
    let (technician, leader) = (signer(2, "technician"), signer(3, "leader"));
    let started = world.tell(&technician, &[start], WorkStarted { visit: VISIT, lines: vec![] });
    let stopped = world.tell(&technician, &[started], WorkStopped { visit: VISIT, started });
    let signed = world.tell(&technician, &[stopped], signed_as(SignatureRole::LeaderPublicAccept));
    let unconfirmed = Exception::UnconfirmedSignature { signature: signed };
    assert_eq!(world.state().exceptions, [unconfirmed]);
    assert!(world.state().is_provisional(signed));
    let own = world.tell(&technician, &[signed], approved(&signed.to_string(), true));
    assert!(world.state().is_provisional(signed), "not by the technician himself");
    world.tell(&leader, &[own], approved(&signed.to_string(), true));
    assert_eq!(world.state().exceptions, []);
}

#[test]
fn a_leaders_signature_on_a_technicians_phone_does_not_outrank_a_cancellation() {
    let (mut world, start) = World::new();
    let (office, technician) = (signer(1, "office"), signer(2, "technician"));
    let cancelled = world.tell(&office, &[start], Cancelled { reason: "owner called".into() });
    let signed = world.tell(&technician, &[start], signed_as(SignatureRole::LeaderVerify));
    world.tell(&technician, &[signed], Completed { visit: VISIT });
    assert_eq!(world.state().outcome.as_ref().map(|outcome| outcome.fact), Some(cancelled));
}

#[test]
fn who_is_there_is_who_came_or_was_recorded_and_never_who_is_only_sent() {
    let (mut world, start) = World::new();
    let (office, technician) = (signer(1, "office"), signer(2, "technician"));
    let users = vec!["user-2".to_owned(), "li".to_owned(), "sun".to_owned()];
    let sent = world.tell(&office, &[start], Assigned { visit: VISIT, users });
    assert!(world.state().visits[&VISIT].present.is_empty());
    let there = world.tell(&technician, &[sent], PhaseEntered { visit: VISIT, phase: Phase::Arrived });
    let worker = WorkerPresent { visit: VISIT, user: "li".into(), name: "Li".into(), how: WorkerHow::Badge };
    let recorded = world.tell(&technician, &[there], worker.clone());
    world.tell(&technician, &[recorded], worker);
    let present: Vec<String> = world.state().visits[&VISIT].present.iter().cloned().collect();
    assert_eq!(present, ["li", "user-2"]);
}

#[test]
fn holds_stand_beside_each_other_and_each_is_lifted_by_its_own_id() {
    let (mut world, start) = World::new();
    let (technician, office) = (signer(2, "technician"), signer(1, "office"));
    let hold = |lifts| Held { reason: "a claim".into(), lifts };
    let refused = world.tell(&technician, &[start], hold(None));
    let tax = world.tell(&office, &[start], hold(None));
    let court = world.tell(&signer(3, "leader"), &[start], hold(None));
    assert_eq!(world.state().standing_holds().count(), 2);
    let blind = world.tell(&office, &[tax], hold(Some(court)));
    let lifted = world.tell(&office, &[blind], hold(Some(tax)));
    let verdicts = [(refused, Illegal::Authority), (blind, Illegal::NoReference)];
    assert!(verdicts.iter().all(|verdict| world.illegal().contains(verdict)), "{:?}", world.illegal());
    let of_a_lift = world.tell(&office, &[lifted, court], hold(Some(lifted)));
    assert!(world.illegal().contains(&(of_a_lift, Illegal::NoReference)));
    let standing: Vec<FactId> = world.state().standing_holds().map(|hold| hold.held.fact).collect();
    assert_eq!(standing, [court]);
}
