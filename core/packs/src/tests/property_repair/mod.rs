//! The pack for property repair, held against visits as technicians make them.

pub(super) mod technician;

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::{Context, Expr, ExprValue, Name};
use doorstep_domain::id::{LineId, VisitId};
use doorstep_domain::money::Money;
use doorstep_domain::pack::{Configured, Keep, Pack};
use doorstep_domain::price::{Charge, Line, Quote, QuoteInput, Session, Work, quote};
use technician::{Job, Technician};

use crate::{builtin, compile_sources};

const SERVICES: [&str; 7] = [
    "tianli-slip",
    "longfor-dispatch",
    "code-12345",
    "repair-centre",
    "basic-six-steps",
    "acceptance-slip",
    "repair-report",
];

fn pack() -> Pack {
    let sources = builtin("property-repair").expect("the pack comes with the program");
    compile_sources(&sources).unwrap_or_else(|report| panic!("{report}")).pack
}

fn checklist<'a>(pack: &'a Pack, service: &str) -> &'a Checklist<Expr> {
    pack.service(service).unwrap().checklist
}

/// Where a step stands in the order in which things were done.
pub(super) fn place(done: &[String], step: &str) -> usize {
    done.iter().position(|other| other == step).unwrap_or_else(|| panic!("{step} was not done: {done:?}"))
}

#[test]
fn every_job_can_be_done_in_every_company_whatever_it_involves() {
    let pack = pack();
    for service in SERVICES {
        let checklist = checklist(&pack, service);
        let options = match &checklist.step("risks").unwrap().kind {
            Kind::Multi { options, .. } => options.iter().map(|option| option.id.clone()),
            other => panic!("risks is {}", other.name()),
        };
        for risk in options {
            for (job, answer, payment) in
                Job::every().flat_map(|job| [(job, true, "paid"), (job, false, "free")])
            {
                let mut technician = Technician::new(checklist, job)
                    .choosing("risks", risk.as_str())
                    .choosing("payment", payment);
                for question in [
                    "pipe_plan",
                    "drill_insists",
                    "customer_can_sign",
                    "forced_entry",
                    "objection",
                    "problems_found",
                    "materials_used",
                    "feedback",
                ] {
                    technician = technician.choosing(question, answer);
                }
                technician.finish("done");
            }
        }
    }
}

#[test]
fn a_step_that_is_in_several_companies_is_the_same_everywhere() {
    let pack = pack();
    let mut kinds: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for service in SERVICES {
        for step in &checklist(&pack, service).steps {
            let (first, kind) = *kinds.entry(&step.id).or_insert((service, step.kind.name()));
            assert_eq!(kind, step.kind.name(), "{} in {first} and {service}", step.id);
        }
    }
}

#[test]
fn nobody_works_before_the_customer_agreed_to_pay() {
    let pack = pack();
    for service in SERVICES {
        let mut technician =
            Technician::new(checklist(&pack, service), Job::HOME).choosing("payment", "paid");
        let done = technician.stop_before("done", &["quote_consent"]);
        assert!(technician.locks("work").contains(&"quote_consent".to_owned()), "{service}");
        assert!(place(&done, "shoe_covers") < place(&done, "quote"), "{service}");
        let done = technician.finish("done");
        assert!(place(&done, "quote_consent") < place(&done, "work"), "{service}");
        assert!(place(&done, "work") < place(&done, "tested"), "{service}");
        assert!(place(&done, "tested") < place(&done, "accept_signature"), "{service}");
    }
}

#[test]
fn shoe_covers_come_before_anything_inside() {
    let pack = pack();
    for service in SERVICES {
        let mut technician = Technician::new(checklist(&pack, service), Job::HOME);
        technician.stop_before("done", &["shoe_covers"]);
        assert!(technician.locks("work").contains(&"shoe_covers".to_owned()), "{service}");
    }
}

#[test]
fn a_free_repair_needs_no_quote_unless_something_priced_is_shown() {
    let pack = pack();
    for service in SERVICES.into_iter().filter(|service| *service != "tianli-slip") {
        let mut technician =
            Technician::new(checklist(&pack, service), Job::HOME).choosing("payment", "free");
        let done = technician.finish("done");
        assert!(!done.contains(&"quote".to_owned()), "{service}");
        technician.offer(1, None);
        assert_eq!(
            technician.open_steps("done"),
            ["quote_consent"],
            "{service}: free or not, it has a price"
        );
    }
}

#[test]
fn a_quote_is_agreed_to_once_and_a_new_one_again() {
    let pack = pack();
    let mut second =
        Technician::new(checklist(&pack, "longfor-dispatch"), Job::HOME).again().choosing("payment", "paid");
    second.offer(1, Some(true));
    let done = second.finish("done");
    assert!(!done.contains(&"quote_consent".to_owned()), "agreed to on the first visit");
    second.offer(2, None);
    assert_eq!(second.open_steps("done"), ["quote_consent"], "new work needs its own consent");
}

/// Catalogue scenario 1.
#[test]
fn nobody_home_asks_for_patience_a_note_and_a_new_date() {
    let pack = pack();
    for service in SERVICES {
        let wait_s = if service == "tianli-slip" { 5 } else { 10 };
        let checklist = checklist(&pack, service);
        let mut technician = Technician::new(checklist, Job::HOME);
        let done = technician.finish("absent");
        assert_eq!(done, ["arrival", "door_attempts", "absent_note_photo", "next_appointment"], "{service}");
        assert!(technician.inputs.recorded.signatures.is_empty());
        let mut impatient = Technician::new(checklist, Job::HOME);
        (0..3).for_each(|attempt| impatient.ring(attempt * (wait_s - 1), false));
        assert!(impatient.open_steps("absent").contains(&"door_attempts".to_owned()), "{service}");
    }
}

/// Catalogue scenario 4.
#[test]
fn a_declined_quote_asks_for_no_work_and_no_signature() {
    let pack = pack();
    for service in SERVICES {
        let mut technician =
            Technician::new(checklist(&pack, service), Job::HOME).choosing("payment", "paid");
        technician.stop_before("done", &["quote_consent"]);
        technician.inputs.recorded.quotes[0].accepted = Some(false);
        assert_eq!(technician.open_steps("declined"), Vec::<String>::new(), "{service}");
        assert!(technician.locks("work").contains(&"quote_consent".to_owned()), "{service}");
    }
}

/// Catalogue scenario 9.
#[test]
fn the_drill_waits_for_the_wall_photo_and_the_owners_signature() {
    let pack = pack();
    let checklist = checklist(&pack, "longfor-dispatch");
    let drilling = || Technician::new(checklist, Job::HOME).choosing("risks", "drilling");

    let mut technician = drilling().choosing("pipe_plan", false);
    technician.stop_before("done", &["risk_signature", "wall_photo"]);
    assert!(technician.locks("drill").contains(&"wall_photo".to_owned()));
    technician.stop_before("done", &["risk_signature"]);
    assert_eq!(technician.locks("drill"), ["risk_signature"]);
    let done = technician.finish("done");
    assert!(place(&done, "risk_signature") < place(&done, "drill"));

    let mut with_plan = drilling();
    assert!(!with_plan.finish("done").contains(&"risk_signature".to_owned()));
    let mut not_insisting = drilling().choosing("pipe_plan", false).choosing("drill_insists", false);
    assert!(!not_insisting.finish("done").contains(&"drill".to_owned()), "then there is no hole");
}

/// Catalogue scenario 12.
#[test]
fn a_public_area_is_accepted_by_those_who_lead() {
    let pack = pack();
    for service in SERVICES {
        let mut technician = Technician::new(checklist(&pack, service), Job::STAIRS);
        let done = technician.finish("done");
        assert!(done.contains(&"public_accept".to_owned()), "{service}");
        for step in ["accept_signature", "entry_consent", "shoe_covers", "quote", "door_attempts"] {
            assert!(!done.contains(&step.to_owned()), "{service}: {step}");
        }
    }
}

#[test]
fn a_leader_signs_for_a_customer_who_cannot_only_where_the_company_says_so() {
    let pack = pack();
    for service in SERVICES {
        let may = ["longfor-dispatch", "code-12345"].contains(&service);
        let mut technician =
            Technician::new(checklist(&pack, service), Job::HOME).choosing("customer_can_sign", false);
        technician.stop_before("done", &["accept_signature"]);
        technician.sign("leader_verify");
        assert_eq!(!technician.open_steps("done").contains(&"accept_signature".to_owned()), may, "{service}");
        assert_eq!(pack.services[service].acceptance.special_case.is_empty(), !may, "{service}");
    }
}

#[test]
fn entering_without_consent_needs_an_emergency_a_witness_and_a_call() {
    let pack = pack();
    let emergency = Job { emergency: true, ..Job::HOME };
    let checklist = checklist(&pack, "code-12345");
    let mut forced = Technician::new(checklist, emergency);
    let done = forced.finish("done");
    assert!(place(&done, "entry_witness") < place(&done, "shoe_covers"));
    assert!(place(&done, "entry_desk_call") < place(&done, "shoe_covers"));
    assert!(!done.contains(&"entry_consent".to_owned()));
    let mut invited = Technician::new(checklist, emergency).choosing("forced_entry", false);
    assert!(invited.finish("done").contains(&"entry_consent".to_owned()));
    let mut ordinary = Technician::new(checklist, Job::HOME);
    assert!(!ordinary.finish("done").contains(&"forced_entry".to_owned()), "nobody even asks");
}

#[test]
fn the_problem_is_confirmed_once_more_before_the_work() {
    let pack = pack();
    let mut technician = Technician::new(checklist(&pack, "repair-report"), Job::HOME);
    technician.stop_before("done", &["reconfirmed"]);
    assert!(technician.locks("work").contains(&"reconfirmed".to_owned()));
    let done = Technician::new(checklist(&pack, "repair-report"), Job::HOME).finish("done");
    assert!(place(&done, "solution") < place(&done, "solution_consent"));
    assert!(place(&done, "solution_consent") < place(&done, "work"));
}

#[test]
fn the_owner_hears_of_every_material_before_signing() {
    let pack = pack();
    let checklist = checklist(&pack, "acceptance-slip");
    let mut technician = Technician::new(checklist, Job::HOME);
    technician.stop_before("done", &["parts"]);
    assert!(technician.locks("accept_signature").contains(&"parts".to_owned()));
    let mut nothing_used = Technician::new(checklist, Job::HOME).choosing("materials_used", false);
    assert!(!nothing_used.finish("done").contains(&"parts".to_owned()));
}

struct NoAnswers;

impl Context for NoAnswers {
    fn get(&self, _: &Name) -> Option<ExprValue> {
        None
    }
}

fn charge(id: u8, charge: Charge) -> Line {
    let quantity = Decimal::ONE;
    Line {
        id: LineId([id; 8]),
        charge,
        what: String::new(),
        quantity,
        visit: Some(VisitId([7; 8])),
        deleted: false,
        no_fee: None,
    }
}

fn item(id: u8, code: &str) -> Line {
    charge(id, Charge::Item { code: code.to_owned(), stated: None })
}

fn quoted(pack: &Pack, book: &str, lines: Vec<Line>, minutes: &[u64]) -> Quote {
    let sessions = minutes.iter().map(|minutes| Session { millis: minutes * 60_000, items: Vec::new() });
    let work = Work::Recorded(sessions.collect());
    let prices = pack.price_book_id(book).unwrap();
    quote(&pack.price_books[book], &QuoteInput::new(prices, lines, work), &NoAnswers)
}

/// Catalogue scenario 5.
#[test]
fn one_half_hour_is_charged_once_and_unlisted_material_at_cost_plus_thirty_percent() {
    let lines = vec![
        item(1, "bulb-change"),
        item(2, "toilet-unblock"),
        charge(3, Charge::Unlisted { cost: Some(Money(1234)) }),
    ];
    let quote = quoted(&pack(), "longfor", lines, &[26]);
    assert_eq!(quote.total, Some(Money(4600)));
    assert_eq!(quote.time.map(|time| (time.minutes, time.units)), Some((26, 1)));
}

/// Catalogue scenario 6.
#[test]
fn two_visits_are_added_before_they_are_billed() {
    let quote = quoted(&pack(), "longfor", vec![item(1, "toilet-unblock")], &[17, 12]);
    assert_eq!(quote.total, Some(Money(3000)));
    assert_eq!(quote.time.map(|time| (time.minutes, time.units)), Some((29, 1)));
}

#[test]
fn what_nobody_priced_stops_the_quote() {
    let pack = pack();
    for (book, code) in [("longfor", "special-service"), ("demonstration", "appliance-repair")] {
        let quote = quoted(&pack, book, vec![item(1, "bulb-change"), item(2, code)], &[10]);
        assert_eq!((quote.total, quote.problems.len()), (None, 1), "{book}");
    }
    let unlisted = charge(1, Charge::Unlisted { cost: Some(Money(1234)) });
    assert_eq!(quoted(&pack, "demonstration", vec![unlisted], &[]).total, None, "no rule is stated");
}

/// Catalogue scenarios 7 and 8.
#[test]
fn figures_are_those_of_the_company_and_never_a_neighbours() {
    let pack = pack();
    let longfor = &pack.services["longfor-dispatch"];
    assert_eq!(longfor.retention.free, Configured::Value(Keep::Years(1)));
    assert_eq!(longfor.retention.paid, Configured::Value(Keep::Years(2)));
    assert_eq!(longfor.retention.coordination, Configured::Value(Keep::LongTerm));
    let coordination = longfor.parameters.coordination.get().unwrap();
    assert_eq!((coordination.indoor_days, coordination.public_days), (0, 3));
    for service in SERVICES.into_iter().filter(|service| *service != "longfor-dispatch") {
        let service = &pack.services[service];
        assert_eq!(service.retention.free, Configured::NotConfigured);
        assert_eq!(service.parameters.coordination, Configured::NotConfigured);
    }
    assert_eq!(pack.services["tianli-slip"].parameters.prepare_within_min, Configured::Value(5));
}
