//! The pack for PC repair, held against visits as engineers make them.

use doorstep_domain::checklist::Checklist;
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Pack;

use super::property_repair::place;
use super::property_repair::technician::{Job, Technician};
use crate::{builtin, compile_sources};

const SERVICES: [&str; 2] = ["repair-order", "thirteen-actions"];
const SOFTWARE_STEPS: [&str; 6] =
    ["backup", "reinstall", "applications", "optimise", "virus_scan", "system_backup"];

fn pack() -> Pack {
    let sources = builtin("pc-repair").expect("the pack comes with the program");
    compile_sources(&sources).unwrap_or_else(|report| panic!("{report}")).pack
}

fn checklist<'a>(pack: &'a Pack, service: &str) -> &'a Checklist<Expr> {
    pack.service(service).unwrap().checklist
}

/// An engineer who sets up a printer, unless it is something else.
fn engineer<'a>(pack: &'a Pack, service: &'static str) -> Technician<'a> {
    Technician::new(checklist(pack, service), Job::HOME)
        .of(service)
        .choosing("fault_class", "software")
        .choosing("software_tasks", "drivers")
}

/// An engineer at a customer whose system is to be installed anew.
fn reinstalling<'a>(pack: &'a Pack, service: &'static str) -> Technician<'a> {
    engineer(pack, service).choosing("fault_class", "reinstall")
}

/// Catalogue scenario 13.
#[test]
fn no_system_is_reinstalled_before_the_customer_spoke_about_the_files() {
    let pack = pack();
    for service in SERVICES {
        let mut engineer = reinstalling(&pack, service);
        engineer.stop_before("done", &["backup_reminder"]);
        for locked in ["work", "backup", "reinstall"] {
            assert!(engineer.locks(locked).contains(&"backup_reminder".to_owned()), "{service}: {locked}");
        }
        engineer.stop_before("done", &["drive_c"]);
        assert!(engineer.locks("work").contains(&"drive_c".to_owned()), "{service}");
    }
}

/// Catalogue scenario 13.
#[test]
fn the_six_software_steps_are_done_in_their_order() {
    let pack = pack();
    for service in SERVICES {
        let done = reinstalling(&pack, service).finish("done");
        let six: Vec<_> = done.iter().filter(|step| SOFTWARE_STEPS.contains(&step.as_str())).collect();
        assert_eq!(six, SOFTWARE_STEPS, "{service}");
        let mut hasty = reinstalling(&pack, service);
        for (step, next) in SOFTWARE_STEPS.iter().zip(&SOFTWARE_STEPS[1..]) {
            hasty.stop_before("done", &[*step]);
            assert!(hasty.locks(next).contains(&(*step).to_owned()), "{service}: {next} before {step}");
        }
    }
}

/// Catalogue rule AMB-50.
#[test]
fn nothing_to_back_up_is_the_customers_word_and_not_the_engineers() {
    let pack = pack();
    for service in SERVICES {
        let mut confirmed =
            reinstalling(&pack, service).choosing("drive_c", "no-files").choosing("backup", "nothing");
        confirmed.stop_before("done", &["nothing_to_back_up"]);
        assert!(confirmed.locks("reinstall").contains(&"nothing_to_back_up".to_owned()), "{service}");
        confirmed.finish("done");
        let mut lazy =
            reinstalling(&pack, service).choosing("drive_c", "has-files").choosing("backup", "nothing");
        lazy.stop_before("done", &["backup"]);
        lazy.answer_step("backup");
        assert!(lazy.locks("reinstall").contains(&"backup".to_owned()), "{service}: there are files");
    }
}

/// Catalogue rule AMB-46.
#[test]
fn whoever_only_sets_up_a_printer_is_not_asked_about_drive_c() {
    let pack = pack();
    for service in SERVICES {
        let mut engineer = engineer(&pack, service);
        let done = engineer.finish("done");
        assert!(
            !done.contains(&"drive_c".to_owned()) && !done.contains(&"reinstall".to_owned()),
            "{service}"
        );
    }
}

/// Catalogue scenario 14.
#[test]
fn a_machine_taken_to_the_workshop_comes_back_before_the_job_is_done() {
    let pack = pack();
    for service in ["repair-order", "carry-in", "contract-fault"] {
        let mut taken = engineer(&pack, service).choosing("repair_place", "workshop");
        taken.stop_before("unfinished", &["custody_out"]);
        assert!(taken.open_steps("unfinished").contains(&"custody_out".to_owned()), "{service}");
        let done = taken.finish("unfinished");
        assert!(done.contains(&"next_appointment".to_owned()), "{service}");
        assert!(taken.open_steps("done").contains(&"custody_back".to_owned()), "{service}: still away");

        let mut without_it = taken.with_another_visit().choosing("brings_back", false);
        without_it.choose("repair_place", "here");
        let done = without_it.stop_before("done", &["custody_back"]);
        assert!(done.contains(&"work".to_owned()), "{service}");
        assert!(without_it.locks("accept_signature").contains(&"custody_back".to_owned()), "{service}");

        let mut brought_back = without_it.with_another_visit().choosing("brings_back", true);
        let done = brought_back.finish("done");
        assert!(place(&done, "workshop_result") < place(&done, "custody_back"), "{service}");
        assert!(!done.contains(&"work".to_owned()), "{service}: it was done in the workshop");
        let signed = brought_back.inputs.recorded.signatures.iter().map(|signed| signed.role.as_str());
        assert!(signed.collect::<Vec<_>>().contains(&"customer_custody_back"), "{service}");
    }
}

/// Catalogue table 2.8.
#[test]
fn a_contract_begins_with_a_label_on_every_terminal_and_the_clients_stamp() {
    let pack = pack();
    let first = || engineer(&pack, "contract-care").choosing("visit_kind", "first");
    let mut short_of_a_label = first().choosing("terminals", 3);
    short_of_a_label.stop_before("done", &["label_photo"]);
    assert!(short_of_a_label.locks("client_stamp").contains(&"label_photo".to_owned()));
    let done = first().choosing("terminals", 3).finish("done");
    assert_eq!(done.iter().filter(|step| *step == "label_photo").count(), 3);
    assert!(place(&done, "network_confirmed") < place(&done, "client_stamp"));
    assert!(!done.contains(&"accept_signature".to_owned()) && !done.contains(&"monthly_done".to_owned()));
}

/// Catalogue rule AMB-32.
#[test]
fn a_month_is_done_by_a_visit_of_its_own_or_with_a_fault() {
    let pack = pack();
    let by_itself = ["network_checked", "terminal_checked", "antivirus_updated"].map(str::to_owned);
    let monthly = ["network_checked", "terminals_checked", "antivirus_updated"].map(str::to_owned);
    let done = engineer(&pack, "contract-care").choosing("visit_kind", "monthly").finish("done");
    assert!(by_itself.iter().all(|step| place(&done, step) < place(&done, "monthly_done")));
    for (counts, asked) in [(true, true), (false, false)] {
        let mut fault = engineer(&pack, "contract-fault").choosing("counts_as_monthly", counts);
        let done = fault.finish("done");
        assert_eq!(monthly.iter().all(|step| done.contains(step)), asked);
    }
    let done = engineer(&pack, "contract-care").choosing("visit_kind", "with-fault").finish("done");
    assert!(done.contains(&"fault_job".to_owned()) && done.contains(&"monthly_done".to_owned()));
    assert!(!done.contains(&"arrival".to_owned()), "nobody comes again");
}

/// Catalogue table 2.6, row 4.
#[test]
fn a_hardware_fault_is_quoted_in_more_than_one_way() {
    let pack = pack();
    let mut hardware =
        engineer(&pack, "repair-order").choosing("fault_class", "hardware").choosing("payment", "paid");
    hardware.stop_before("done", &["options"]);
    assert!(hardware.locks("quote_consent").contains(&"options".to_owned()));
    let mut software = engineer(&pack, "repair-order").choosing("payment", "paid");
    assert!(!software.finish("done").contains(&"options".to_owned()));
}

/// Catalogue section 3.1.
#[test]
fn whoever_carries_the_machine_in_opens_no_door() {
    let pack = pack();
    let done = engineer(&pack, "carry-in").finish("done");
    for step in ["door_attempts", "entry_consent", "shoe_covers", "kit", "appointment"] {
        assert!(!done.contains(&step.to_owned()), "{step}");
    }
    assert!(done.contains(&"accept_signature".to_owned()));
}

#[test]
fn another_name_at_the_door_is_checked_with_the_desk_before_going_in() {
    let pack = pack();
    let mut engineer = engineer(&pack, "thirteen-actions").choosing("address_verified", false);
    engineer.stop_before("done", &["address_call"]);
    assert!(engineer.locks("entry_consent").contains(&"address_call".to_owned()));
}
