use std::sync::Arc;

use doorstep_domain::Rejected;
use doorstep_domain::case::Moment;
use doorstep_domain::document::{LineValue, NewLine};
use doorstep_domain::fact::{
    Appointed, ConsentWhat, Consented, Person, Phase, SignatureRole, VisitEnded, VisitOutcome,
};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::statement::ViewLine;
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value};

use crate::jobs::SignatureNow;
use crate::testing::{FakeServer, Phone};
use crate::{Delivery, Error, JobFilter, NewPhoto, NewSignature, Version};

fn phones() -> (FakeServer, Phone, Phone) {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
    chen.sync();
    wang.sync();
    (server, chen, wang)
}

fn now(phone: &Phone, case: CaseId) -> Version {
    phone.core.job(case).unwrap().version
}

fn strokes() -> Strokes {
    let point = |i: i32| Point { x: i * 300, y: (i % 5) * 400, t_ms: i.unsigned_abs() * 10, pressure: None };
    Strokes::new(vec![Stroke((0..40).map(point).collect())]).unwrap()
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn line(quote: doorstep_domain::id::QuoteId, visit: VisitId, item: &str) -> NewLine {
    NewLine {
        quote,
        visit,
        item: Some(item.to_owned()),
        what: item.to_owned(),
        quantity: "2".parse().unwrap(),
        cost: None,
    }
}

#[test]
fn a_whole_visit_works_without_any_network() {
    let (_, chen, _) = phones();
    let core = &chen.core;
    let (case, visit, version) = chen.walk_in();
    let start = Appointed { visit, start_ms: 1_800_000_000_000, end_ms: None, reason: None };
    let version = core.appoint(case, &version, start).unwrap();
    let version = core.enter_phase(case, &version, visit, Phase::Travelling).unwrap();
    let version = core.enter_phase(case, &version, visit, Phase::Arrived).unwrap();
    let refused = core.start_work(case, &version, visit, Vec::new());
    assert!(matches!(refused, Err(Error::Rejected(Rejected::Missing { .. }))), "the valve comes first");
    let version = chen.answer(case, "valve", true);
    let quote = core.new_quote().unwrap();
    let (_, version) = core.add_line(case, &version, line(quote, visit, "valve")).unwrap();
    let (masked, version) = core.add_line(case, &version, line(quote, visit, "secret")).unwrap();
    let refused = core.offer_quote(case, &version, visit, quote, 30);
    assert!(matches!(refused, Err(Error::Rejected(Rejected::NotConfigured { .. }))));
    let version = core.delete_line(case, &version, masked, true).unwrap();
    let version = core.offer_quote(case, &version, visit, quote, 30).unwrap();
    let consent = Consented {
        visit,
        what: ConsentWhat::Quote,
        quote: Some(quote),
        step: None,
        accepted: true,
        reason: None,
        by: person("Liu"),
        signature: None,
        options: None,
        total_minor: None,
    };
    let version = core.consent(case, &version, consent).unwrap();
    let version = core.start_work(case, &version, visit, Vec::new()).unwrap();
    let started = core.job(case).unwrap().state.visits[&visit].sessions[0].started;
    chen.clock.pass(25 * 60_000);
    let version = core.stop_work(case, &version, visit, started).unwrap();
    let photo = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(photo.path(), b"\xff\xd8\xff before").unwrap();
    let (_, version) =
        core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), photo.path()).unwrap();
    assert_eq!(core.why_not(case, visit, "done").unwrap().len(), 1, "the signature");
    let prepared =
        core.prepare_signature(case, visit, SignatureRole::CustomerAccept, Some(quote), "").unwrap();
    let signature = NewSignature { signer: person("Liu"), strokes: strokes(), proxy: None };
    let signed = core.sign(case, &prepared, &signature).unwrap();
    let again = core.sign(case, &prepared, &signature);
    assert!(matches!(again, Err(Error::Rejected(Rejected::UnknownVersion))), "it was shown before that");
    assert_ne!(signed, version);
    let version = core.complete(case, &signed, visit).unwrap();
    let ended = VisitEnded { visit, outcome: VisitOutcome::Done, reason: None, person: None };
    core.end_visit(case, &version, ended).unwrap();
    let job = core.job(case).unwrap();
    assert_eq!(job.state.outcome_name(), "completed");
    assert_eq!(job.state.worked_millis(), 25 * 60_000);
    assert_eq!(job.signatures[0].now, SignatureNow::Same);
    assert_eq!(job.signatures[0].view.as_ref().unwrap().total_minor, Some(7000));
    assert_eq!(job.quotes[0].priced.as_ref().unwrap().total.unwrap().0, 7000);
    assert_eq!(job.outbox.delivery, Delivery::Saved);
    let listed = core.jobs(&JobFilter::default()).unwrap().remove(0);
    assert_eq!((listed.outcome.as_str(), listed.phase.as_str()), ("completed", "ended"));
    assert_eq!(listed.number, "C7-0001");
}

#[test]
fn what_changes_after_the_signature_shows() {
    let (_, chen, _) = phones();
    let (case, visit, _) = chen.walk_in();
    let version = chen.answer(case, "valve", true);
    let quote = chen.core.new_quote().unwrap();
    let (id, _) = chen.core.add_line(case, &version, line(quote, visit, "valve")).unwrap();
    let role = SignatureRole::CustomerQuoteConsent;
    let prepared = chen.core.prepare_signature(case, visit, role, Some(quote), "").unwrap();
    let signature = NewSignature { signer: person("Liu"), strokes: strokes(), proxy: None };
    let version = chen.core.sign(case, &prepared, &signature).unwrap();
    let three = vec![LineValue::Quantity("3".parse().unwrap())];
    chen.core.set_line(case, &version, id, three).unwrap();
    let SignatureNow::Changed(difference) = chen.core.job(case).unwrap().signatures.remove(0).now else {
        panic!("a quantity was changed");
    };
    assert_eq!((difference.signed_minor, difference.not_signed_minor()), (Some(7000), Some(3_500)));
    let [change] = difference.lines.as_slice() else { panic!("{:?}", difference.lines) };
    let quantity = |line: &Option<ViewLine>| line.as_ref().unwrap().quantity.clone();
    assert_eq!((quantity(&change.signed), quantity(&change.now)), ("2".to_owned(), "3".to_owned()));
}

#[test]
fn a_job_is_seen_as_it_was_and_its_history_names_what_was_replaced() {
    let (_, chen, _) = phones();
    let (case, _, begun) = chen.walk_in();
    for open in [true, false] {
        chen.clock.pass(60_000);
        chen.answer(case, "valve", open);
    }
    let history = chen.core.history(case, &Language::english()).unwrap();
    let written: Vec<_> = history.iter().filter(|entry| !entry.values.is_empty()).collect();
    let values: Vec<_> = written.iter().flat_map(|entry| &entry.values).collect();
    let told: Vec<_> = values.iter().map(|value| (value.before.as_deref(), value.value.as_str())).collect();
    assert_eq!(told, [(None, "yes"), (Some("yes"), "no")]);
    assert_eq!((values[0].stands, values[1].stands), (false, true));
    assert!(written.iter().all(|entry| entry.by.device == "C7" && !entry.is_proven), "nothing was sent yet");
    let then = |moment| chen.core.job_at(case, &moment).map(|job| job.answers.into_values().next());
    assert_eq!(then(Moment::Version(begun)).unwrap(), None);
    assert_eq!(then(Moment::Time(written[0].made_ms)).unwrap(), Some(Value::Bool(true)));
    assert_eq!(then(Moment::Time(written[1].made_ms)).unwrap(), Some(Value::Bool(false)));
    assert!(matches!(then(Moment::Time(0)), Err(Error::NotFound("moment"))));
    chen.sync();
    let history = chen.core.history(case, &Language::english()).unwrap();
    assert!(history.iter().all(|entry| entry.is_proven), "what was sent is signed for");
}

#[test]
fn saving_a_stale_screen_keeps_what_arrived_meanwhile_and_one_of_both_can_be_chosen() {
    let (_, chen, wang) = phones();
    let (case, visit, _) = chen.walk_in();
    chen.sync();
    wang.sync();
    let stale = now(&chen, case);
    wang.answer(case, "valve", false);
    wang.sync();
    chen.sync();
    let key = AnswerKey::step(visit, "valve");
    let version = chen.core.answer(case, &stale, vec![(key.clone(), Some(Value::Bool(true)))]).unwrap();
    let job = chen.core.job(case).unwrap();
    assert_eq!(job.conflicts.len(), 1);
    assert_eq!(chen.core.jobs(&JobFilter::default()).unwrap()[0].decision_count, 1);
    let conflict = &job.conflicts[0];
    let theirs = conflict.values.iter().find(|value| value.by == "WANG").unwrap();
    assert_eq!(theirs.value, Some(Value::Bool(false)));
    chen.core.resolve_conflict(case, &version, &conflict.field, theirs.change).unwrap();
    chen.sync();
    wang.sync();
    for phone in [&chen, &wang] {
        let job = phone.core.job(case).unwrap();
        assert!(job.conflicts.is_empty());
        assert_eq!(job.answers[&key], Value::Bool(false));
    }
}

#[test]
fn notes_have_authors_and_merge() {
    let (_, chen, wang) = phones();
    let (case, visit, version) = chen.walk_in();
    let (note, _) = chen.core.add_note(case, &version, visit, "valve old".to_owned()).unwrap();
    chen.sync();
    wang.sync();
    chen.core.edit_note(case, &now(&chen, case), note, "the valve old".to_owned()).unwrap();
    wang.core.edit_note(case, &now(&wang, case), note, "valve old, rusty".to_owned()).unwrap();
    chen.sync();
    wang.sync();
    chen.sync();
    for phone in [&chen, &wang] {
        let notes = phone.core.job(case).unwrap().notes;
        assert_eq!(notes[0].text, "the valve old, rusty");
        assert_eq!(notes[0].authors, ["CHEN", "WANG"]);
    }
}

#[test]
fn notes_stand_in_the_order_in_which_they_were_begun() {
    let (_, chen, _) = phones();
    let (case, visit, _) = chen.walk_in();
    let texts: Vec<String> = (0..12).map(|number| format!("note {number}")).collect();
    for text in &texts {
        chen.clock.pass(1000);
        chen.core.add_note(case, &now(&chen, case), visit, text.clone()).unwrap();
    }
    let first = chen.core.job(case).unwrap().notes[0].id;
    chen.core.edit_note(case, &now(&chen, case), first, "note 0".to_owned()).unwrap();
    let written: Vec<String> = chen.core.job(case).unwrap().notes.into_iter().map(|note| note.text).collect();
    assert_eq!(written, texts, "also after one was opened again");
}

#[test]
fn notes_of_one_second_stand_as_they_were_written_on_every_phone() {
    let (_, chen, wang) = phones();
    let (case, visit, _) = chen.walk_in();
    let texts: Vec<String> = (0..12).map(|number| format!("note {number}")).collect();
    for text in &texts {
        chen.core.add_note(case, &now(&chen, case), visit, text.clone()).unwrap();
    }
    chen.sync();
    wang.sync();
    for phone in [&chen, &wang] {
        let written = phone.core.job(case).unwrap().notes.into_iter().map(|note| note.text);
        assert_eq!(written.collect::<Vec<_>>(), texts);
    }
}

#[test]
fn a_job_survives_a_restart_with_and_without_its_snapshot() {
    let (_, mut chen, _) = phones();
    let (case, ..) = chen.walk_in();
    for round in 0..40 {
        chen.answer(case, "valve", round % 2 == 0);
    }
    let before = chen.core.job(case).unwrap();
    chen.restart();
    assert_eq!(chen.core.job(case).unwrap().answers, before.answers);
    chen.sync();
    chen.restart();
    let store = chen.core.shared.open().unwrap();
    let loose = store.read::<_, Error>(|c| Ok(crate::store::items::applied(c, case)?.len())).unwrap();
    assert_eq!(loose, 3, "certificate, fact and manifest: every change is in the snapshot");
    drop(store);
    assert_eq!(chen.core.job(case).unwrap().version, before.version);
    chen.answer(case, "valve", true);
    chen.restart();
    assert_ne!(chen.core.job(case).unwrap().version, before.version);
}

#[test]
fn more_jobs_than_fit_into_memory_are_all_there() {
    let (_, chen, _) = phones();
    let cases: Vec<CaseId> = (0..20).map(|_| chen.walk_in().0).collect();
    for case in &cases {
        chen.answer(*case, "valve", true);
    }
    for case in &cases {
        assert_eq!(chen.core.job(*case).unwrap().answers.len(), 1);
    }
    let numbers: Vec<String> =
        chen.core.jobs(&JobFilter::default()).unwrap().into_iter().map(|job| job.number).collect();
    assert_eq!(numbers.len(), 20);
    assert!(numbers.contains(&"C7-0020".to_owned()));
}

#[test]
fn before_the_enrolment_a_walk_in_is_refused_clearly() {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let stranger = Phone::stranger(&dir, &server, "zhao");
    let new = crate::NewWalkIn {
        pack: crate::testing::pack_file().0,
        service: "repair".to_owned(),
        report: "tap".to_owned(),
        area: doorstep_domain::fact::Area::Indoor,
        is_emergency: false,
        customer_name: "Liu".to_owned(),
        customer_phone: None,
        address: "3".to_owned(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    };
    assert!(matches!(stranger.core.create_walk_in(new.clone()), Err(Error::NotEnrolled)));
    stranger.core.enrol("http://test/", "zhao", "phone").unwrap();
    assert!(matches!(stranger.core.create_walk_in(new), Err(Error::PackMissing(_))));
}

#[test]
fn a_lost_answer_to_an_enrolment_is_asked_for_again_by_the_same_device() {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let stranger = Phone::stranger(&dir, &server, "zhao");
    server.fail_next([crate::testing::Fault::AnswerLost]);
    assert!(matches!(stranger.core.enrol("http://test", "zhao", "phone"), Err(Error::Offline)));
    let first = stranger.core.enrol("http://test", "zhao", "phone").unwrap();
    assert_eq!(server.devices(), [first.device; 2]);
    let second = stranger.core.enrol("http://test", "zhao", "phone").unwrap();
    assert_ne!(first.device, second.device);
}

#[test]
fn the_background_closes_everything_and_the_foreground_goes_on() {
    let (_, chen, _) = phones();
    let (case, ..) = chen.walk_in();
    chen.core.enter_background().unwrap();
    assert!(matches!(chen.core.job(case), Err(Error::NotOpen)));
    let other = crate::Core::open(chen.config.clone()).unwrap();
    assert!(matches!(chen.core.enter_foreground(), Err(Error::Store(crate::StoreError::InUse))));
    assert_eq!(other.job(case).unwrap().answers.len(), 0);
    other.shutdown().unwrap();
    chen.core.enter_foreground().unwrap();
    chen.answer(case, "valve", true);
}
