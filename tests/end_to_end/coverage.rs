//! Coverage from the desk over a phone in a cellar back to the desk: everybody judges alike, by the day on which it
//! was declared.

use doorstep_core::host::Method;
use doorstep_domain::coverage::Verdict;
use doorstep_domain::fact::{Phase, SignatureRole};
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::Sources;
use doorstep_domain::statement::View;
use doorstep_domain::text::Language;
use doorstep_domain::value::AnswerKey;
use doorstep_tests::world::{Company, Time};
use serde_json::{Value, json};

use super::work::MORNING_MS;

const DAY_MS: i64 = 86_400_000;

/// The small pack by which the compiler of packs tests coverage.
fn sources() -> Sources {
    macro_rules! source {
        ($path:literal) => {
            (
                $path.to_owned(),
                include_bytes!(concat!("../../core/packs/src/tests/warranty/", $path)).to_vec(),
            )
        };
    }
    [
        source!("pack.yaml"),
        source!("checklists/unit.yaml"),
        source!("checklists/contract.yaml"),
        source!("prices/standard.yaml"),
    ]
    .into()
}

/// A unit bought on 3 March 2021: the compressor is covered through 2 March 2026, the day of the visit.
fn new_job(company: &Company) -> CaseId {
    let body = json!({
        "service": "warranty", "report": "it does not cool", "users": ["chen"],
        "customer": { "name": "Wang" }, "site": { "address": "3-402", "time_zone": "CST-8" },
        "answers": { "product": "household", "bought_on": "2021-03-03", "papers": true },
    });
    let made = company.desk(Method::Post, "jobs", &body).unwrap();
    company.project().unwrap();
    serde_json::from_value(made["case"].clone()).unwrap()
}

#[test]
fn phone_office_report_and_signature_say_the_same() {
    let time = Time::starting_at(MORNING_MS);
    let company =
        Company::found_with(doorstep_packs::compile_sources(&sources()).unwrap(), &time, false).unwrap();
    let chen = company.phone("chen", &["technician"]).unwrap();
    let case = new_job(&company);
    chen.sync().unwrap();
    chen.line().set_up(false);
    let core = chen.core().unwrap();
    let visit = core.job(case).unwrap().state.first_visit().unwrap();
    let answers: [(&str, doorstep_domain::value::Value); 5] = [
        ("altered", false.into()),
        ("barcode", "690001".into()),
        ("voucher_barcode", "690001".into()),
        ("cause", "worn".into()),
        ("faulty", "compressor".into()),
    ];
    let answers = answers.into_iter().map(|(step, value)| (AnswerKey::step(visit, step), Some(value)));
    let seen = core.job(case).unwrap().version;
    let seen = core.enter_phase(case, &seen, visit, Phase::Arrived).unwrap();
    let seen = core.answer(case, &seen, answers.collect()).unwrap();
    core.finish_step(case, &seen, visit, "coverage").unwrap();
    time.advance(3 * DAY_MS);
    let view = core.coverage(case, visit).unwrap().unwrap();
    assert_eq!((view.on.to_string().as_str(), view.result), ("2026-03-02", Verdict::Covered));
    let compressor = view.component("compressor").unwrap();
    let told = "Compressor, five years: 5 years from the purchase on 2021-03-03, until 2026-03-02.";
    assert_eq!(view.explain(compressor, &Language::english()), told);
    let prepared = core.prepare_signature(case, visit, SignatureRole::CustomerAccept, None, "").unwrap();
    assert!(View::from_bytes(&prepared.view).unwrap().text.contains("2021-03-03"));

    chen.line().set_up(true);
    chen.sync().unwrap();
    company.project().unwrap();
    let job = company.desk(Method::Get, &format!("jobs/{case}?lang=en"), &Value::Null).unwrap();
    let coverage = &job["coverage"];
    assert_eq!((&coverage["result"], &coverage["on"]), (&json!("covered"), &json!("2026-03-02")));
    assert_eq!(coverage["decided"]["who"]["name"], "chen");
    assert_eq!(coverage["components"][0]["text"], format!("covered. {told}"));
    assert_eq!(coverage["components"][0]["last_day"], "2026-03-02");
    assert_eq!(coverage["components"][3]["verdict"], "paid", "the swing motor had two years");
    let report = company.node().office().report(case, &Language::english(), None).unwrap();
    assert!(report.contains(told) && !report.contains("Whole unit, two years"), "what the job is about");
}
