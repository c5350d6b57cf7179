//! The pack for care at home, held against visits as care workers make them.

use doorstep_domain::pack::Pack;

use super::property_repair::technician::{Job, Technician};
use super::published;
use crate::builtin;

const SERVICES: [&str; 2] = ["subsidised-care", "menu-care"];

fn pack() -> Pack {
    published(&builtin("elder-care").unwrap()).pack
}

fn worker<'a>(pack: &'a Pack, service: &'static str) -> Technician<'a> {
    Technician::new(pack.service(service).unwrap().checklist, Job::HOME).of(service)
}

/// S15 rows 7 and 8: restate, agree, then open.
#[test]
fn a_cabinet_is_opened_only_after_the_elder_agreed() {
    let pack = pack();
    for service in SERVICES {
        let mut visit = worker(&pack, service);
        visit.stop_before("done", &["open_consent"]);
        assert!(visit.locks("cabinet_opened").contains(&"open_consent".to_owned()), "{service}");
        let done = visit.finish("done");
        assert!(done.contains(&"cabinet_opened".to_owned()), "{service}: {done:?}");
        let closed = worker(&pack, service).choosing("opens_cabinet", false).finish("done");
        assert!(!closed.contains(&"open_consent".to_owned()), "{service}: {closed:?}");
    }
}

/// S15 row 7.
#[test]
fn nothing_begins_before_the_restated_need_is_agreed() {
    let pack = pack();
    for service in SERVICES {
        let mut visit = worker(&pack, service);
        visit.stop_before("done", &["need_confirmed"]);
        for locked in ["work", "items", "inspected"] {
            assert!(visit.locks(locked).contains(&"need_confirmed".to_owned()), "{service}: {locked}");
        }
    }
}

/// S16, K-03.
#[test]
fn card_order_and_account_are_checked_before_anybody_signs() {
    let pack = pack();
    let mut visit = worker(&pack, "subsidised-care");
    visit.stop_before("done", &["card_and_order_checked"]);
    assert!(visit.locks("accept_signature").contains(&"card_and_order_checked".to_owned()));
    let cash = worker(&pack, "subsidised-care").choosing("account", "cash").finish("done");
    assert!(!cash.contains(&"card".to_owned()), "{cash:?}");
    assert!(cash.contains(&"not_signed_privately".to_owned()), "{cash:?}");
}

/// T-39.
#[test]
fn the_badge_is_held_for_two_seconds() {
    let pack = pack();
    let step = pack.checklists["care-visit"].step("badge_shown").unwrap();
    assert!(!step.is_long_enough(Some(1_999)) && step.is_long_enough(Some(2_000)));
}

#[test]
fn an_elder_who_is_not_there_is_visited_again() {
    let pack = pack();
    let absent = worker(&pack, "subsidised-care").finish("absent");
    assert!(
        absent.contains(&"absent_note_photo".to_owned()) && absent.contains(&"next_appointment".to_owned())
    );
}
