//! Random quotes on a phone and what the office's interface says about them, through a real server.

use doorstep_core::Quote;
use doorstep_core::host::Method;
use doorstep_domain::document::NewLine;
use doorstep_domain::fact::{ConsentWhat, Consented, Person, Phase};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::pack::Sources;
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_tests::world::{Company, Phone, Time};
use serde_json::{Value as Json, json};

use super::work::MORNING_MS;

const JOBS: usize = 3;
const QUOTES: usize = 12;
const CODES: [&str; 7] = ["visit", "tap", "better_tap", "valve", "returned", "ten_off", "goodwill"];

/// The pack of the stories about prices.
fn sources() -> Sources {
    macro_rules! source {
        ($path:literal) => {
            ($path.to_owned(), include_bytes!(concat!("../scenarios/packs/priced/", $path)).to_vec())
        };
    }
    [source!("pack.yaml"), source!("checklists/repair.yaml"), source!("prices/list.yaml")].into()
}

/// A cheap generator of numbers: xorshift, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).unwrap()
    }
}

fn new_job(company: &Company) -> CaseId {
    let body = json!({
        "service": "repair", "report": "tap drips", "users": ["chen"],
        "customer": { "name": "Wang" }, "site": { "address": "3-402", "time_zone": "CST-8" },
    });
    let made = company.desk(Method::Post, "jobs", &body).unwrap();
    company.project().unwrap();
    serde_json::from_value(made["case"].clone()).unwrap()
}

/// A visit with answers, work and a dozen quotes, some of which are shown and answered.
fn work(chen: &Phone, case: CaseId, time: &Time, dice: &mut Dice) {
    let core = chen.core().unwrap();
    let job = core.job(case).unwrap();
    let (mut seen, visit) = (job.version, job.state.first_visit().unwrap());
    let floor = i64::try_from(1 + dice.below(10)).unwrap();
    let yes_no = ["member", "product_fault"].map(|step| (step, Value::Bool(dice.below(2) == 0)));
    let answers = yes_no.into_iter().chain([("floor", Value::Int(floor))]);
    let answers = answers.map(|(step, value)| (AnswerKey::step(visit, step), Some(value)));
    seen = core.answer(case, &seen, answers.collect()).unwrap();
    seen = core.enter_phase(case, &seen, visit, Phase::Arrived).unwrap();
    for _ in 0..QUOTES {
        let quote = core.new_quote().unwrap();
        for _ in 0..1 + dice.below(4) {
            let quantity = i64::try_from(1 + dice.below(4)).unwrap().into();
            let item = Some(CODES[dice.below(CODES.len())].to_owned());
            let line = NewLine { quote, visit, item, what: String::new(), quantity, cost: None };
            seen = core.add_line(case, &seen, line).unwrap().1;
        }
        let minutes = u32::try_from(dice.below(90)).unwrap();
        // What has no price cannot be shown.
        let Ok(shown) = core.offer_quote(case, &seen, visit, quote, minutes) else { continue };
        seen = shown;
        if dice.below(2) == 0 {
            seen = core.consent(case, &seen, consented(visit, quote, dice.below(3) > 0)).unwrap();
        }
        time.advance(60_000);
    }
}

pub(crate) fn consented(visit: VisitId, quote: doorstep_domain::id::QuoteId, accepted: bool) -> Consented {
    Consented {
        visit,
        what: ConsentWhat::Quote,
        quote: Some(quote),
        step: None,
        accepted,
        reason: None,
        by: Person { name: "Wang".to_owned(), phone: None, relation: None },
        signature: None,
        options: None,
        total_minor: None,
    }
}

/// A quote as both sides must have it: total, and lines with their reasons.
fn on_the_phone(quote: &Quote) -> Json {
    let priced = quote.priced.as_ref().unwrap();
    let english = Language::english();
    let lines = priced.lines.iter();
    let lines = lines.map(|line| {
        let amount = line.amount.priced().map(|amount| amount.0);
        json!({ "rule": line.key.rule(), "amount": amount, "trace": priced.explain(line, &english) })
    });
    json!({ "total": priced.total.map(|total| total.0), "lines": lines.collect::<Vec<_>>() })
}

fn at_the_office(quote: &Json) -> Json {
    let lines = quote["lines"].as_array().unwrap().iter();
    let lines = lines
        .map(|line| json!({ "rule": line["rule"], "amount": line["amount_minor"], "trace": line["trace"] }));
    json!({ "total": quote["total"]["minor"], "lines": lines.collect::<Vec<_>>() })
}

#[test]
fn the_office_computes_every_quote_of_a_phone_to_the_same_digit_and_word() {
    let time = Time::starting_at(MORNING_MS);
    let pack = doorstep_packs::compile_sources(&sources()).unwrap();
    let company = Company::found_with(pack, &time, true).unwrap();
    let chen = company.phone("chen", &["technician"]).unwrap();
    let mut dice = Dice(0x5eed_0b1e);
    let jobs: Vec<CaseId> = (0..JOBS).map(|_| new_job(&company)).collect();
    chen.sync().unwrap();
    chen.line().set_up(false);
    for case in &jobs {
        work(&chen, *case, &time, &mut dice);
    }
    chen.line().set_up(true);
    chen.sync().unwrap();
    company.project().unwrap();
    let mut compared = 0;
    for case in jobs {
        let office = company.desk(Method::Get, &format!("jobs/{case}?lang=en"), &Json::Null).unwrap();
        let office = office["quotes"].as_array().unwrap();
        let job = chen.core().unwrap().job(case).unwrap();
        let shown: Vec<&Quote> = job.quotes.iter().filter(|quote| quote.offered.is_some()).collect();
        assert_eq!(office.len(), shown.len());
        for quote in shown {
            let there = office.iter().find(|other| other["quote"] == json!(quote.id)).unwrap();
            assert_eq!(at_the_office(there), on_the_phone(quote));
            compared += 1;
        }
    }
    assert!(compared >= JOBS * QUOTES / 2, "only {compared} quotes could be shown");
}
