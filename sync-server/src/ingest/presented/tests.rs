//! What a device may remind the office of, and what only looks like it.

use doorstep_domain::control::{Control, Order, SignedControl};
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Completed, Fact, HandedOver};
use doorstep_domain::id::{CaseId, TenantId};
use doorstep_domain::sync::{ItemKind, NackCode, SyncRequest, SyncResponse};

use super::super::scope::{self, Directive};
use crate::node::Node;
use crate::testing::{Draft, Phone, VISIT, decoded, item, job, kinds, open, post};

/// A case of chen's, of which li never heard as far as this log knows.
struct World {
    _dir: tempfile::TempDir,
    node: Node,
    chen: Phone,
    li: Phone,
    draft: Draft,
    first: Fact,
}

fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let li = Phone::technician(&node, "li");
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    World { _dir: dir, node, chen, li, draft, first }
}

fn control(node: &Node, case: CaseId, order: Order) -> Control {
    Control {
        tenant: node.keys.tenant(),
        stream: "u:li".to_owned(),
        case: Some(case),
        order,
        round: 4,
        at_ms: 1,
        certificate: node.keys.office().id(),
    }
}

fn presenting(world: &mut World, orders: &[SignedControl]) -> SyncResponse {
    let work = world.li.fact(world.draft.case, Completed { visit: VISIT }, &[world.first.id()]);
    let orders = orders.iter().map(|order| order.to_bytes().into()).collect();
    let request = world.li.request(world.draft.push(vec![item(&work)]));
    let request = SyncRequest { orders: Some(orders), ..request };
    decoded(post(&world.node, "/v1/sync", &world.li.token, &request))
}

fn codes(answer: &SyncResponse) -> Vec<NackCode> {
    answer.nacks.iter().map(|nack| nack.code).collect()
}

#[test]
fn a_grant_that_a_restored_log_forgot_holds_again_and_late_work_comes_in() {
    let mut world = world();
    assert_eq!(codes(&presenting(&mut world, &[])), [NackCode::Denied]);
    let grant = world.node.keys.seal(control(&world.node, world.draft.case, Order::Grant));
    let answer = presenting(&mut world, &[grant]);
    assert_eq!(codes(&answer), []);
    let case = answer.pull.iter().find(|group| group.case == world.draft.case).unwrap();
    let again = SignedControl::open(&case.items[0].bytes).unwrap();
    assert_eq!(
        (again.body().order.clone(), again.body().round),
        (Order::Grant, 5),
        "later than what was said"
    );
}

#[test]
fn a_revoke_that_a_restored_log_forgot_lets_late_work_in_and_shows_nothing() {
    let mut world = world();
    let revoke = world.node.keys.seal(control(&world.node, world.draft.case, Order::Revoke));
    let answer = presenting(&mut world, &[revoke]);
    assert_eq!(codes(&answer), []);
    assert_eq!(kinds(&answer, world.draft.case), [ItemKind::Control]);
}

#[test]
fn an_order_that_is_forged_for_somebody_else_or_of_another_company_opens_nothing() {
    let mut world = world();
    let good = control(&world.node, world.draft.case, Order::Grant);
    let forged = Signed::seal(good.clone(), world.li.signer.key());
    let own_name = Control { certificate: world.li.signer.id(), ..good.clone() };
    let own_name = Signed::seal(own_name, world.li.signer.key());
    let seal = |control| world.node.keys.seal(control);
    let of_chen = seal(Control { stream: "u:chen".to_owned(), ..good.clone() });
    let abroad = seal(Control { tenant: TenantId([9; 16]), ..good.clone() });
    let elsewhere = seal(Control { case: Some(CaseId([9; 16])), ..good });
    let answer = presenting(&mut world, &[forged, own_name, of_chen, abroad, elsewhere]);
    assert_eq!(codes(&answer), [NackCode::Denied]);
    assert!(answer.pull.is_empty());
}

#[test]
fn what_the_log_says_itself_holds_against_what_is_presented() {
    let mut world = world();
    let (case, keys) = (world.draft.case, world.node.keys.clone());
    let give = |order: Order| {
        let keys = keys.clone();
        let directive = move || Directive { stream: "u:li", case, order: order.clone() };
        world.node.writer.run(move |tx| scope::order(tx, directive(), 2, &keys)).unwrap();
    };
    give(Order::Grant);
    give(Order::Revoke);
    let grant = keys.seal(control(&world.node, case, Order::Grant));
    let answer = presenting(&mut world, &[grant]);
    assert_eq!(codes(&answer), [], "late work is taken");
    let rows = world.node.read(|read| read.streams_of(case)).unwrap();
    let row = rows.iter().find(|row| row.stream == "u:li").unwrap();
    assert!(row.revoked && row.round == 2);
}

#[test]
fn what_was_erased_after_the_backup_is_erased_again() {
    let mut world = world();
    let erase = world.node.keys.seal(control(&world.node, world.draft.case, Order::Erase));
    presenting(&mut world, &[erase]);
    let row = world.node.read(|read| read.case(world.draft.case)).unwrap().unwrap();
    assert!(row.erased_at_ms.is_some());
    let answer = world.chen.sync(&world.node, Vec::new());
    assert_eq!(kinds(&answer, world.draft.case), [ItemKind::Control], "whoever has it hears so");
}

#[test]
fn who_had_a_case_that_was_erased_since_hears_so() {
    for order in [Order::Grant, Order::Revoke] {
        let mut world = world();
        let case = world.draft.case;
        world.node.keeper.erase_again(case, &Order::Erase).unwrap();
        let had_it = world.node.keys.seal(control(&world.node, case, order));
        let answer = presenting(&mut world, &[had_it]);
        assert_eq!(codes(&answer), [NackCode::Gone], "not: no such case");
        let group = answer.pull.iter().find(|group| group.case == case).unwrap();
        let told = SignedControl::open(&group.items[0].bytes).unwrap();
        assert_eq!((told.body().order.clone(), told.body().round), (Order::Erase, 5));
    }
}

#[test]
fn a_file_that_went_through_several_hands_opens_the_case_to_the_last_one() {
    let World { node, chen, li, draft, first, _dir } = world();
    let mut zhao = Phone::technician(&node, "zhao");
    let hand = |giver: &Phone, receiver: &str, after: &Fact| {
        giver.fact(draft.case, HandedOver { receiver: Some(receiver.to_owned()) }, &[after.id()])
    };
    let to_li = hand(&chen, "li", &first);
    let to_zhao = hand(&li, "zhao", &to_li);
    let answer = zhao.sync(&node, draft.push(vec![item(&to_zhao)]));
    assert_eq!(codes(&answer), [NackCode::Denied], "li had nothing to give, as far as anybody knows");
    let answer = zhao.sync(&node, draft.push(vec![item(&to_li), item(&to_zhao)]));
    assert_eq!(codes(&answer), []);
}

#[test]
fn who_sees_every_case_may_hand_each_of_them_over() {
    let World { node, mut li, draft, first, _dir, .. } = world();
    let desk = Phone::enrol(&node, "wu", &["office"]);
    let handover = desk.fact(draft.case, HandedOver { receiver: Some("li".to_owned()) }, &[first.id()]);
    assert_eq!(codes(&li.sync(&node, draft.push(vec![item(&handover)]))), []);
}

#[test]
fn whoever_made_a_case_sees_it_although_a_colleague_delivered_it() {
    let World { node, mut li, chen, _dir, .. } = world();
    let (draft, first, push) = job(&li, "A2-0001");
    let mut chen = chen;
    chen.sync(&node, push);
    let work = li.fact(draft.case, Completed { visit: VISIT }, &[first.id()]);
    let answer = li.sync(&node, draft.push(vec![item(&work)]));
    assert_eq!(codes(&answer), []);
    assert!(kinds(&answer, draft.case).contains(&ItemKind::Fact));
}
