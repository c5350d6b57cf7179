//! Newer checklists for visits under way.

use super::*;

fn moved(pack: u8) -> ChecklistMoved {
    ChecklistMoved { visit: VISIT, pack: PackId([pack; 32]) }
}

fn followed(state: &State) -> Option<PackId> {
    state.visits[&VISIT].checklist.as_ref().map(|settled| settled.value)
}

#[test]
fn a_visit_follows_the_last_checklist_that_it_was_moved_to() {
    let (mut world, created) = World::new();
    let chen = signer(2, "technician");
    let first = world.tell(&chen, &[created], moved(2));
    assert_eq!(followed(&world.state()), Some(PackId([2; 32])));
    world.tell(&chen, &[first], moved(3));
    assert_eq!(followed(&world.state()), Some(PackId([3; 32])));
}

#[test]
fn whoever_leads_decides_between_two_checklists_and_equals_ask_a_person() {
    let (mut world, created) = World::new();
    let (chen, li, luo) = (signer(2, "technician"), signer(3, "technician"), signer(4, "leader"));
    world.tell(&chen, &[created], moved(2));
    world.tell(&li, &[created], moved(3));
    let open = world.state();
    assert_eq!(open.decisions.len(), 1);
    assert_eq!(open.decisions[0].aspect, Aspect::Checklist(VISIT));
    world.tell(&luo, &[created], moved(4));
    let led = world.state();
    assert_eq!((followed(&led), led.decisions.len()), (Some(PackId([4; 32])), 0));
    assert_eq!(led.superseded.len(), 2);
}

#[test]
fn a_visit_that_ended_keeps_its_checklist() {
    let (mut world, created) = World::new();
    let chen = signer(2, "technician");
    let ended = VisitEnded { visit: VISIT, outcome: VisitOutcome::Unfinished, reason: None, person: None };
    let ended = world.tell(&chen, &[created], ended);
    let late = world.tell(&chen, &[ended], moved(2));
    assert_eq!(world.illegal(), [(late, Illegal::VisitEnded)]);
    assert_eq!(followed(&world.state()), None);
}
