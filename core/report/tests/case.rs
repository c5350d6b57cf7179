//! From a case to a page: two visits by two people, one paid total, a signature that is overtaken by a change
//! (catalogue scenarios 1, 4, 5 and 6), with the pack that comes with the program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail anywhere, also in what prepares it")]

mod job;
mod sample;

use std::collections::BTreeMap;

use doorstep_domain::document::Edit;
use doorstep_domain::fact::*;
use doorstep_domain::fold::Outcome;
use doorstep_domain::money::Money;
use doorstep_domain::pack::{Audience, Pack};
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_report::{Company, LineAmount, Since, Source, WorkReport, render};
use job::{FIRST, Job, MINUTE, QUOTE, SECOND, TEN, consent, writer};

#[test]
fn two_visits_are_one_total_with_its_reasons() {
    let report = Job::done().report();
    let [quote] = &report.quotes[..] else { panic!("{:?}", report.quotes) };
    assert_eq!((quote.total, quote.minutes, quote.accepted), (Some(Money(4_600)), Some(29), Some(true)));
    let amounts: Vec<LineAmount> = quote.lines.iter().map(|line| line.amount).collect();
    assert_eq!(amounts, [0, 3_000, 1_600].map(|minor| LineAmount::Priced(Money(minor))));
    assert!(quote.lines.iter().all(|line| !line.trace.is_empty()), "every amount has its reason");
    let [material] = &report.materials[..] else { panic!("{:?}", report.materials) };
    assert_eq!(material.unit_price.as_deref(), Some("16.00 yuan"));
    let page = render(&report, &Language::english());
    assert!(page.contains("<dd>29 min</dd>"));
    assert!(page.contains("46.00"));
}

#[test]
fn visits_show_true_times_outcome_and_person() {
    let report = Job::done().report();
    let [first, second] = &report.visits[..] else { panic!("{:?}", report.visits) };
    assert_eq!(first.work[0].millis, 17 * MINUTE);
    assert_eq!((first.outcome, second.outcome), (Some(VisitOutcome::Unfinished), Some(VisitOutcome::Done)));
    assert_eq!(first.outcome_reason.as_deref(), Some("ballast missing"));
    assert_eq!(first.person.as_deref(), Some("Li Qiang"));
    assert_eq!(first.technicians, ["Li Qiang"]);
    assert!(first.appointments[0].counts);
    assert_eq!(first.appointments[0].by, "Lin Wei (Front desk and customer centre)");
    assert_eq!(second.reason, "part missing");
    assert_eq!(Job::done().report_in(&Language::chinese()).visits[1].reason, "缺配件");
    assert!(matches!(report.outcome, Outcome::Completed { .. }));
    assert_eq!(report.remaining, None);
}

#[test]
fn a_signature_stands_until_the_price_changes() {
    let mut job = Job::done();
    let report = job.report();
    assert_eq!(report.signatures[0].since, Since::Same);
    assert_eq!(report.signatures[0].strokes, sample::strokes());
    assert!(report.unsigned.is_empty());

    job.line(4, None, "Tube", Some(1_000));
    let report = job.report();
    let Since::Changed(difference) = &report.signatures[0].since else {
        panic!("{:?}", report.signatures[0].since)
    };
    assert_eq!((difference.signed_minor, difference.not_signed_minor()), (Some(4_600), Some(1_300)));
    assert_eq!((difference.lines.len(), difference.checks.len()), (1, 0));
    let page = render(&report, &Language::english());
    assert!(page.contains("Signed for 46.00 yuan, now 59.00 yuan (+13.00); 1 line not signed"));
    assert!(page.contains("<li>Added: Tube 13.00</li>"), "the line has its name");
}

#[test]
fn a_check_that_says_something_else_is_told_and_a_later_one_is_not() {
    let mut job = Job::done();
    let answers = job.case.visible_checks(SECOND, &Language::english(), &job.pack).unwrap();
    let set =
        |step: &str, value: Value| Edit::SetAnswer { key: AnswerKey::step(SECOND, step), value: Some(value) };
    job.edit(set("tools_counted", Value::Bool(true)));
    assert_eq!(job.report().signatures[0].since, Since::Same);
    assert!(!answers.is_empty(), "the scenario answers a step of the pack");
    job.edit(set("site_clean", Value::Bool(false)));
    let Since::Changed(difference) = &job.report().signatures[0].since else { panic!("a check changed") };
    assert_eq!((difference.lines.len(), difference.checks.len()), (0, 1));
    let change = &difference.checks[0];
    assert_eq!((change.signed.step.as_str(), change.signed.value.as_str()), ("site_clean", "yes"));
    assert_eq!(change.now.as_ref().map(|now| now.value.as_str()), Some("no"));
}

#[test]
fn a_view_that_was_not_signed_is_never_believed() {
    let mut job = Job::done();
    let view = job.case.state().visits[&SECOND].signatures[0].body.view;
    let mut forged = job.blobs.0[&view].clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    job.blobs.0.insert(view, forged);
    assert_eq!(job.report().signatures[0].since, Since::Broken);
    job.blobs.0.clear();
    let report = job.report();
    assert_eq!(report.signatures[0].since, Since::Unknown);
    assert_eq!(report.signatures[0].strokes, None);
}

#[test]
fn the_rating_has_the_words_of_its_scale() {
    let report = Job::done().report_in(&Language::chinese());
    let rating = &report.ratings[0];
    assert_eq!(rating.grade, "满意");
    assert_eq!(rating.marks.map(|marks| (marks.given, marks.best)), Some((3, 4)));
    assert_eq!(rating.opinion.as_deref(), Some("Clean and quick."));
}

#[test]
fn a_refused_quote_declines_the_job_without_fee_or_signature() {
    let mut job = Job::new();
    job.record(PhaseEntered { visit: FIRST, phase: Phase::Arrived });
    job.line(1, Some("toilet-unblock"), "", None);
    let price_book = job.case.price_book_of(QUOTE, &job.pack).unwrap();
    job.record(QuoteOffered {
        visit: FIRST,
        quote: QUOTE,
        price_book,
        estimated_minutes: 30,
        statement: None,
        pack: None,
    });
    job.record(consent(false, Some("too expensive")));
    job.record(Declined { visit: FIRST, quote: QUOTE, reason: "too-dear".into() });
    let report = job.report();
    let in_words = Outcome::Declined { reason: "Finds it too dear".into() };
    assert_eq!(report.outcome, in_words, "a reason of the pack's list is read by its title");
    assert_eq!(report.quotes[0].accepted, Some(false));
    assert_eq!(report.quotes[0].total, Some(Money::ZERO));
    assert_eq!(report.consents[0].reason.as_deref(), Some("too expensive"));
    assert!(report.unsigned.is_empty() && report.signatures.is_empty() && report.materials.is_empty());
}

#[test]
fn nobody_home_leaves_attempts_a_reason_and_a_new_time() {
    let mut job = Job::new();
    job.record(PhaseEntered { visit: FIRST, phase: Phase::Arrived });
    for _ in 0..3 {
        job.record(DoorAttempted { visit: FIRST, method: DoorMethod::Bell, answered: false });
        job.now_ms += 11_000;
    }
    job.record(VisitEnded { visit: FIRST, outcome: VisitOutcome::Absent, reason: None, person: None });
    job.record(VisitPlanned { visit: SECOND, reason: "absent".into(), after_visit: Some(FIRST) });
    let tomorrow = TEN + 23 * 60 * MINUTE;
    job.record(Appointed { visit: SECOND, start_ms: tomorrow, end_ms: None, reason: None });
    let report = job.report();
    let attempts: Vec<i64> = report.visits[0].attempts.iter().map(|attempt| attempt.at_ms - TEN).collect();
    assert_eq!(attempts, [0, 11_000, 22_000]);
    let remaining = report.remaining.clone().unwrap();
    assert_eq!((remaining.reason.as_str(), remaining.at_ms), ("Nobody home", Some(tomorrow)));
    assert!(render(&report, &Language::chinese()).contains("10:00:11 按门铃 <b>无人应答</b>"));
}

#[test]
fn every_fact_is_in_the_timeline_with_its_author_in_both_languages() {
    let job = Job::done();
    for language in [Language::english(), Language::chinese()] {
        let report = job.report_in(&language);
        assert_eq!(report.timeline.len(), job.case.facts().len());
        assert!(report.timeline.iter().all(|event| !event.by.name.is_empty() && event.clock_is_sure));
        assert_eq!(report.timeline[0].by.device, "A0");
    }
    let whats: Vec<String> = job.report().timeline.iter().map(|event| event.what.clone()).collect();
    assert_eq!(whats[0], "Job made · A7-0012");
    assert!(whats.contains(&"Appointment · 2026-03-02 10:00".to_owned()), "{whats:?}");
    assert!(whats.contains(&"Visit ended · Not finished · ballast missing".to_owned()), "{whats:?}");
}

#[test]
fn the_copy_is_that_of_the_form() {
    let report = Job::done().report();
    let copy = report.copy.clone().unwrap();
    let form = Job::new().pack.service("longfor-dispatch").unwrap().form.clone();
    let position = form.copies.iter().position(|copy| copy.indoor == Audience::Archive);
    assert_eq!(copy.number, position.map(|position| u32::try_from(position + 1).unwrap()));
    assert_eq!(report.form.title, form.title.get(&Language::english()));
}

#[test]
fn two_who_answered_differently_are_both_told() {
    let mut job = Job::new();
    let key = AnswerKey::step(FIRST, "site_clean");
    let seen = job.case.version();
    let (office, technician) = (job.office.clone(), job.technician.clone());
    let set = |yes: bool| [Edit::SetAnswer { key: key.clone(), value: Some(Value::Bool(yes)) }];
    job.case.edit(&seen, &set(true), &writer(&technician, TEN, 1)).unwrap();
    job.case.edit(&seen, &set(false), &writer(&office, TEN, 2)).unwrap();
    let report = job.report();
    let [decision] = &report.decisions[..] else { panic!("{:?}", report.decisions) };
    let mut said: Vec<(&str, &str)> =
        decision.candidates.iter().map(|said| (said.by.name.as_str(), said.value.as_str())).collect();
    said.sort_unstable();
    assert_eq!(said, [("Li Qiang", "yes"), ("Lin Wei", "no")]);
}

#[test]
fn a_pack_without_the_service_makes_no_report() {
    let job = Job::new();
    let pack = Pack { services: BTreeMap::new(), ..job.pack.clone() };
    let company = Company::default();
    let language = Language::english();
    let source = Source {
        case: &job.case,
        pack: &pack,
        pack_id: job.pack_id,
        language: &language,
        company: &company,
        audience: None,
        blobs: &job.blobs,
    };
    assert!(WorkReport::of(&source).is_err(), "without the service there are no words and no prices");
}
