//! The pack for housekeeping, held against visits as cleaners make them.

use doorstep_domain::checklist::{Checklist, EnteredBy};
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Pack;
use doorstep_domain::price::ItemKind;

use super::property_repair::technician::{Job, Technician};
use super::published;
use crate::builtin;

fn pack() -> Pack {
    published(&builtin("housekeeping").unwrap()).pack
}

fn checklist<'a>(pack: &'a Pack, service: &str) -> &'a Checklist<Expr> {
    pack.service(service).unwrap().checklist
}

fn cleaner<'a>(pack: &'a Pack, service: &'static str) -> Technician<'a> {
    Technician::new(checklist(pack, service), Job::HOME).of(service)
}

/// S18 row 7: cleaner, cleaning supervisor, office supervisor, owner.
#[test]
fn the_four_levels_of_acceptance_are_signed_in_their_order() {
    let pack = pack();
    let done = cleaner(&pack, "property-cleaning").finish("done");
    let levels = ["cleaner_signs", "supervisor_signs", "office_signs", "accept_signature"];
    let signed: Vec<_> = done.iter().filter(|step| levels.contains(&step.as_str())).collect();
    assert_eq!(signed, levels);
    let roles = pack.signers.get("office_accept").map(|signer| &signer.by);
    assert!(roles.is_some(), "the third level has a signer of its own");
}

/// S18 row 3, AMB-29.
#[test]
fn the_office_may_sign_the_booking_and_nobody_else_may() {
    let pack = pack();
    let mut booked = cleaner(&pack, "property-cleaning");
    booked.stop_before("done", &["booking_signature"]);
    booked.sign("technician_hand_in");
    assert!(booked.open_steps("done").contains(&"booking_signature".to_owned()));
    booked.sign("office_proxy");
    assert!(!booked.open_steps("done").contains(&"booking_signature".to_owned()));
}

/// S18 rows 8 to 10, S20 row 13: whatever is the owner's is entered by the owner.
#[test]
fn scores_and_opinions_are_the_customers_alone() {
    let pack = pack();
    let own = |service: &str| -> Vec<String> {
        let steps = checklist(&pack, service).steps.iter();
        steps.filter(|step| step.by == EnteredBy::Customer).map(|step| step.id.clone()).collect()
    };
    assert_eq!(own("property-cleaning"), ["score", "passed", "failed_items", "failed_score"]);
    assert_eq!(own("home-cleaning"), ["opinion"]);
}

/// S18 row 9.
#[test]
fn a_visit_that_did_not_pass_names_what_and_when_it_is_done_again() {
    let pack = pack();
    let steps = cleaner(&pack, "property-cleaning").finish("unfinished");
    for step in ["failed_items", "failed_score", "failed_photo", "refusal_signature", "next_appointment"] {
        assert!(steps.contains(&step.to_owned()), "{step}: {steps:?}");
    }
    let out_of_time = cleaner(&pack, "property-cleaning").choosing("not_passed", false).finish("unfinished");
    assert!(!out_of_time.contains(&"refusal_signature".to_owned()), "{out_of_time:?}");
}

/// S20 row 11, CH-13.
#[test]
fn nobody_signs_before_the_valuables_were_checked_and_the_toolbox_was_seen() {
    let pack = pack();
    let mut visit = cleaner(&pack, "home-cleaning").choosing("damaged", true);
    visit.stop_before("done", &["toolbox_open", "valuables_reminder"]);
    for locked in ["opinion", "accept_signature"] {
        assert!(visit.locks(locked).contains(&"valuables_reminder".to_owned()), "{locked}");
    }
    let done = cleaner(&pack, "home-cleaning").choosing("damaged", true).finish("done");
    assert!(
        done.contains(&"damage_price".to_owned()) && done.contains(&"damage_agreed".to_owned()),
        "{done:?}"
    );
}

/// CH-12, CH-13: what the company or the worker bears is never billed.
#[test]
fn compensation_and_poor_work_come_off_the_bill() {
    let pack = pack();
    let sheet = &pack.price_books["price-sheet"];
    for code in ["compensation", "poor-work"] {
        assert_eq!(sheet.items[code].kind, ItemKind::Credit, "{code}");
    }
}
