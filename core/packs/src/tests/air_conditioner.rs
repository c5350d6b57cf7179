//! The pack for air conditioners, held against visits as installers and repairers make them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::{Context, Expr, ExprValue, Name};
use doorstep_domain::id::PriceBookId;
use doorstep_domain::money::Money;
use doorstep_domain::pack::{Configured, Pack};
use doorstep_domain::price::{Price, QuoteInput, Work, quote};
use doorstep_domain::value::AnswerKey;

use super::property_repair::technician::{Job, Technician};
use crate::{builtin, compile_sources};

const CHECKLISTS: [&str; 5] = ["install", "repair-household", "repair-commercial", "return", "standard"];
const FOR_THE_MAKER: [&str; 3] = ["install", "repair-household", "repair-commercial"];

/// Compiled once for all tests.
fn pack() -> &'static Pack {
    static PACK: LazyLock<Pack> = LazyLock::new(|| {
        let sources = builtin("air-conditioner").expect("the pack comes with the program");
        compile_sources(&sources).unwrap_or_else(|report| panic!("{report}")).pack
    });
    &PACK
}

fn options(checklist: &Checklist<Expr>, step: &str) -> Vec<String> {
    match checklist.step(step).map(|step| &step.kind) {
        Some(Kind::Choice { options }) => options.iter().map(|option| option.id.clone()).collect(),
        _ => vec!["not asked".to_owned()],
    }
}

/// Where a step stands in the order in which things were done.
fn place(done: &[String], step: &str) -> usize {
    done.iter().position(|other| other == step).unwrap_or_else(|| panic!("{step} was not done: {done:?}"))
}

#[test]
fn every_machine_can_be_installed_and_repaired_whatever_it_takes() {
    let pack = pack();
    for name in CHECKLISTS {
        let checklist = &pack.checklists[name];
        for product in options(checklist, "product") {
            technician(checklist, Job::HOME, true).choosing("product", product.as_str()).finish("done");
        }
        for task in options(checklist, "task") {
            technician(checklist, Job::HOME, false).choosing("task", task.as_str()).finish("done");
        }
        technician(checklist, Job::STAIRS, true).finish("done");
    }
}

/// Answers every question of circumstance with yes, or every one with no.
fn technician(checklist: &Checklist<Expr>, job: Job, answer: bool) -> Technician<'_> {
    let place = if answer { "outside-wall" } else { "balcony" };
    let questions = [
        "invoice",
        "free_install_voucher",
        "barcode_there",
        "height_work",
        "move_needed",
        "longer_pipe",
        "voucher",
        "outdoor_work",
        "part_replaced",
        "quality_problem",
    ];
    let technician = Technician::new(checklist, job).choosing("position", place);
    let technician = technician.choosing("new_barcode", "6901234500004");
    questions.into_iter().fold(technician, |technician, question| technician.choosing(question, answer))
}

#[test]
fn every_cause_and_every_former_repairer_leads_to_an_end() {
    let questions = ["cause", "component", "repaired_before", "installed_by"];
    for name in ["repair-household", "repair-commercial"] {
        let checklist = &pack().checklists[name];
        let choices = questions.map(|question| (question, options(checklist, question)));
        let most = choices.iter().map(|(_, options)| options.len()).max().unwrap_or(0);
        for turn in 0..most {
            let repairer = Technician::new(checklist, Job::HOME);
            let choose = |repairer: Technician<'static>,
                          (question, options): &(&'static str, Vec<String>)| {
                repairer.choosing(question, options[turn % options.len()].as_str())
            };
            choices.iter().fold(repairer, choose).finish("done");
        }
    }
}

#[test]
fn a_step_that_is_in_several_checklists_asks_for_the_same_everywhere() {
    let pack = pack();
    let mut kinds: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for name in CHECKLISTS {
        for step in &pack.checklists[name].steps {
            let (first, kind) = *kinds.entry(&step.id).or_insert((name, step.kind.name()));
            assert_eq!(kind, step.kind.name(), "{} in {first} and {name}", step.id);
        }
    }
}

#[test]
fn nobody_works_before_the_customer_agreed_and_signed_for_what_is_charged() {
    let pack = pack();
    for name in FOR_THE_MAKER {
        let mut installer = Technician::new(&pack.checklists[name], Job::HOME);
        let done = installer.stop_before("done", &["quote_consent"]);
        assert!(place(&done, "shoe_covers") < place(&done, "quote"), "{name}");
        let locks = installer.locks("work");
        assert!(locks.contains(&"quote_consent".to_owned()), "{name}: {locks:?}");
        assert!(locks.contains(&"quote_signature".to_owned()), "{name}: {locks:?}");
        let done = installer.finish("done");
        assert!(place(&done, "quote_signature") < place(&done, "work"), "{name}");
        assert!(place(&done, "commissioned") < place(&done, "accept_signature"), "{name}");
        assert!(place(&done, "accept_signature") < place(&done, "settlement_true"), "{name}");
    }
}

/// Catalogue scenario 19.
#[test]
fn the_outdoor_unit_waits_for_belt_and_rope_with_their_photos() {
    let pack = pack();
    for name in CHECKLISTS {
        let mut installer = Technician::new(&pack.checklists[name], Job::HOME)
            .choosing("height_work", true)
            .choosing("resolution", "return");
        installer.stop_before("done", &["belt_checked"]);
        let locks = installer.locks("outdoor_unit");
        for gate in ["belt_checked", "rope_checked", "below_watched"] {
            assert!(locks.contains(&gate.to_owned()), "{name}: {gate} not in {locks:?}");
        }
        let done = installer.finish("done");
        assert!(place(&done, "rope_checked") < place(&done, "outdoor_unit"), "{name}");
        let photos = &installer.inputs.recorded.photos;
        for role in ["belt", "rope"] {
            assert!(photos.iter().any(|photo| photo.role == role), "{name}: no photo of the {role}");
        }
    }
}

#[test]
fn the_outside_wall_above_the_ground_floor_is_work_at_height() {
    let pack = pack();
    let mut installer = technician(&pack.checklists["install"], Job::HOME, true).choosing("floor", 2);
    assert!(installer.finish("done").contains(&"belt_checked".to_owned()));
    let height_work = AnswerKey::step(installer.inputs.visit, "height_work");
    installer.inputs.answers.insert(height_work, false.into());
    assert_eq!(installer.open_steps("done"), ["height_work"]);
    let mut from_the_balcony = technician(&pack.checklists["install"], Job::HOME, false);
    assert!(!from_the_balcony.finish("done").contains(&"belt_checked".to_owned()));
}

/// Catalogue scenario 20.
#[test]
fn the_same_fault_within_a_year_goes_to_the_outlet_that_repaired_it() {
    let pack = pack();
    for name in ["repair-household", "repair-commercial"] {
        let at = |choice: &'static str| {
            let mut repairer =
                Technician::new(&pack.checklists[name], Job::HOME).choosing("repaired_before", choice);
            repairer.stop_before("done", &["ours_all_the_same", "quote"]);
            repairer.locks("work").contains(&"ours_all_the_same".to_owned())
        };
        assert!(at("other-outlet"), "{name}: the dispatcher decides");
        assert!(!at("us") && !at("never"), "{name}: ours");
    }
}

#[test]
fn a_price_list_is_shown_only_for_what_the_warranty_does_not_pay() {
    for name in ["repair-household", "repair-commercial"] {
        let repairer = |verdict| Technician::new(&pack().checklists[name], Job::HOME).judged(verdict);
        let done = repairer("paid").finish("done");
        assert!(place(&done, "warranty") < place(&done, "price_list"), "{name}");
        assert!(place(&done, "price_list") < place(&done, "quote"), "{name}");
        assert!(!repairer("covered").finish("done").contains(&"price_list".to_owned()), "{name}");
    }
}

#[test]
fn a_machine_is_taken_back_only_by_the_promise_or_as_an_approved_case() {
    let gates = |reason: &'static str, verdict| {
        let mut fitter = Technician::new(&pack().checklists["return"], Job::HOME)
            .judged(verdict)
            .choosing("return_reason", reason)
            .choosing("resolution", "return");
        let done = fitter.finish("done");
        assert!(place(&done, "quote_consent") < place(&done, "work"), "{reason}");
        assert!(place(&done, "machine_taken") < place(&done, "return_signature"), "{reason}");
        ["promise", "special_case"].map(|step| done.contains(&step.to_owned()))
    };
    assert_eq!(gates("major-failure", "covered"), [true, false], "within the promised days");
    assert_eq!(gates("major-failure", "refused"), [true, true], "later");
    assert_eq!(gates("insists", "refused"), [false, true]);
}

/// Catalogue rule AMB-13: the other reading is another formula.
#[test]
fn a_company_may_waive_the_first_three_months_in_every_case() {
    let depreciation = |from: &str| {
        let mut sources = builtin("air-conditioner").expect("the pack comes with the program");
        let text = String::from_utf8(sources["prices/return.yaml"].clone()).unwrap();
        let text = text.replace("daysBetween(answers.purchase_date, visit.date)", from);
        sources.insert("prices/return.yaml".to_owned(), text.into_bytes());
        let published = compile_sources(&sources).unwrap_or_else(|report| panic!("{report}"));
        let input = QuoteInput::new(PriceBookId([1; 32]), Vec::new(), Work::Recorded(Vec::new()));
        let quote = quote(&published.pack.price_books["return"], &input, &Day120);
        quote.lines.iter().find(|line| line.key.rule() == Some("depreciation"))?.amount.priced()
    };
    let from_the_purchase = depreciation("daysBetween(answers.purchase_date, visit.date)");
    assert_eq!(from_the_purchase, Some(Money(18_000)));
    let afterwards = depreciation("daysBetween(addMonths(answers.purchase_date, 3), visit.date)");
    assert_eq!(afterwards, Some(Money(43_50)), "the three months from 10 January have 91 days");
}

/// 120 days after the purchase of a machine for 3000.00.
struct Day120;

impl Context for Day120 {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap().into();
        match name.as_str() {
            "answers.resolution" => Some("return".into()),
            "answers.price_paid" => Some("3000".parse::<Decimal>().unwrap().into()),
            "answers.purchase_date" => Some(day("2024-01-10")),
            "visit.date" => Some(day("2024-05-09")),
            _ => None,
        }
    }
}

/// Catalogue scenario 17.
#[test]
fn a_refused_price_ends_the_visit_without_work_or_signature() {
    let pack = pack();
    for name in FOR_THE_MAKER {
        let mut repairer = Technician::new(&pack.checklists[name], Job::HOME);
        repairer.stop_before("done", &["quote_consent"]);
        repairer.inputs.recorded.quotes[0].accepted = Some(false);
        assert_eq!(repairer.open_steps("declined"), Vec::<String>::new(), "{name}");
        assert!(repairer.locks("work").contains(&"quote_consent".to_owned()), "{name}");
    }
}

#[test]
fn nobody_home_asks_for_patience_a_note_and_a_new_date() {
    let pack = pack();
    for name in CHECKLISTS {
        let done = Technician::new(&pack.checklists[name], Job::HOME).finish("absent");
        assert_eq!(done, ["arrival", "door_attempts", "absent_note_photo", "next_appointment"], "{name}");
    }
}

#[test]
fn amounts_that_the_catalogue_does_not_give_are_not_configured() {
    let pack = pack();
    for name in ["installation", "repair"] {
        let mut items = pack.price_books[name].items.values();
        assert!(items.all(|item| item.price == Some(Price::NotConfigured)), "{name}");
    }
    for service in pack.services.values() {
        assert_eq!(service.retention.paid, Configured::NotConfigured);
        assert_eq!(service.parameters.hand_in_within_days, Configured::NotConfigured);
    }
}

#[test]
fn the_model_outlet_prices_the_same_list() {
    let pack = pack();
    for name in ["installation", "repair"] {
        let (book, example) = (&pack.price_books[name], &pack.price_books[&format!("{name}-demonstration")]);
        let (list, demonstration) = (&book.items, &example.items);
        assert_eq!(book.surcharges, example.surcharges, "{name}: the same rules");
        assert_eq!(list.keys().collect::<Vec<_>>(), demonstration.keys().collect::<Vec<_>>());
        for (code, item) in demonstration {
            let listed = &list[code];
            assert_eq!((&item.title, item.kind, &item.free), (&listed.title, listed.kind, &listed.free));
            let is_marked = item.origin.as_ref().is_some_and(|origin| origin.contains("demonstration value"));
            let invented = item.price != listed.price;
            assert_eq!(is_marked, invented, "{name}: {code}");
            assert_ne!(item.price, Some(Price::Configured(Money(0))), "{code}: what is free has a reason");
        }
    }
}
