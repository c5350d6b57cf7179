//! Deductions happen exactly once, so the server alone writes them (scenario 25).

use super::*;

fn deducted() -> Deducted {
    Deducted {
        visit: VISIT,
        rule: "care_hours".into(),
        account: "cash".into(),
        amount_minor: 2500,
        currency: "CNY".into(),
        minutes: Some(60),
        after_reversal: None,
    }
}

fn reversed(deduction: FactId, cause: ReversalCause) -> DeductionReversed {
    DeductionReversed { deduction, cause, reason: "swiped wrongly".into(), account: None }
}

#[test]
fn nobody_but_the_server_deducts() {
    let (mut world, start) = World::new();
    let forged = ["leader", "supervisor", "manager", "technician", "office"].map(|role| {
        let somebody = signer(3, role);
        world.tell(&somebody, &[start], deducted())
    });
    world.tell(&signer(1, "office"), &[start], deducted());
    assert_eq!(world.state().deductions.len(), 1, "forged deductions are kept and have no effect");
    for fact in forged {
        assert_eq!(world.state().illegal(&fact), Some(Illegal::Authority));
    }
}

#[test]
fn somebody_at_a_desk_is_not_the_server() {
    let (mut world, start) = World::new();
    let office = signer(1, "office");
    let acting = Acting { user: "wu".into(), name: "Wu".into(), role: "office".into() };
    let at_desk = world.tell_acting(&office, &[start], deducted(), Some(acting));
    assert_eq!(world.illegal(), [(at_desk, Illegal::Authority)]);
}

#[test]
fn a_device_whose_user_has_the_role_of_the_office_speaks_for_nobody_else() {
    let (mut world, start) = World::new();
    let acting = |role: &str| Some(Acting { user: "wu".into(), name: "Wu".into(), role: role.into() });
    let (office, phone) = (signer(1, "office"), signer(3, "office"));
    world.tell_acting(&office, &[start], Reopened { reason: "he called".into() }, acting("technician"));
    let cancelled = Cancelled { reason: "the owner called".into() };
    let by_phone = world.tell_acting(&phone, &[start], cancelled, acting("technician"));
    let state = world.state();
    let outcome = state.outcome.as_ref().unwrap();
    assert_eq!(
        (outcome.fact, outcome.who.user.as_str(), outcome.who.role.as_str()),
        (by_phone, "user-3", "office")
    );
    assert_eq!(
        world.illegal().len(),
        1,
        "whoever acts at a desk has the authority of that role, and no more"
    );
}

#[test]
fn a_person_takes_back_a_mistake_and_only_the_server_what_follows_from_the_job() {
    let (mut world, start) = World::new();
    let (office, leader) = (signer(1, "office"), signer(3, "leader"));
    let deduction = world.tell(&office, &[start], deducted());
    for cause in
        [ReversalCause::Reopened, ReversalCause::Cancelled, ReversalCause::Amount, ReversalCause::Twice]
    {
        let forged = world.tell(&leader, &[deduction], reversed(deduction, cause));
        assert_eq!(world.state().illegal(&forged), Some(Illegal::Authority), "{cause:?}");
    }
    let technician = signer(2, "technician");
    let field = world.tell(&technician, &[deduction], reversed(deduction, ReversalCause::WrongAccount));
    assert_eq!(world.state().illegal(&field), Some(Illegal::Authority));
    assert!(world.state().deductions[0].reversed.is_none());
    world.tell(&leader, &[deduction], reversed(deduction, ReversalCause::WrongAccount));
    let cause = world.state().deductions[0].reversed.as_ref().map(|reversed| reversed.body.cause);
    assert_eq!(cause, Some(ReversalCause::WrongAccount));
}
