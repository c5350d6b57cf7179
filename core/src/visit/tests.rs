//! An unfinished job goes on in a case of its own.

use std::sync::Arc;

use doorstep_domain::Rejected;
use doorstep_domain::fact::{CaseKind, Coordinated, EntryAdded, Origin, Person, Phase, SignatureRole};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::signature::{Point, Stroke, Strokes};

use crate::testing::{FakeServer, Phone, pack_file};
use crate::{Error, Job, JobFilter, NewSignature, NewWalkIn, Version};

const DAY_MS: i64 = 24 * 3_600_000;

fn phone() -> (FakeServer, Phone) {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let chen = Phone::new(&dir, &server, "chen");
    chen.sync();
    (server, chen)
}

fn order(visit: VisitId) -> Coordinated {
    let text = str::to_owned;
    Coordinated { visit, reason: text("leak above"), person: text("lin"), plan: text("ask 502") }
}

fn rejected<T: std::fmt::Debug>(result: Result<T, Error>) -> Rejected {
    match result {
        Err(Error::Rejected(rejected)) => rejected,
        other => panic!("{other:?}"),
    }
}

fn coordinated(phone: &Phone) -> (Job, Job) {
    let (case, visit, version) = phone.walk_in();
    let (order, version) = phone.core.coordinate(case, &version, order(visit)).unwrap();
    let job = phone.core.job(case).unwrap();
    assert_eq!(job.version, version);
    (job, phone.core.job(order).unwrap())
}

fn sign(phone: &Phone, case: CaseId, role: SignatureRole) -> Result<Version, Error> {
    sign_as(phone, case, role, "Liu")
}

fn sign_as(phone: &Phone, case: CaseId, role: SignatureRole, name: &str) -> Result<Version, Error> {
    let visit = phone.core.job(case).unwrap().state.current_visit().unwrap();
    let point = |i: i32| Point { x: i * 300, y: (i % 5) * 400, t_ms: i.unsigned_abs() * 10, pressure: None };
    let strokes = Strokes::new(vec![Stroke((0..40).map(point).collect())]).unwrap();
    let prepared = phone.core.prepare_signature(case, visit, role, None, "").unwrap();
    let signer = Person { name: name.to_owned(), ..Person::default() };
    phone.core.sign(case, &prepared, &NewSignature { signer, strokes, proxy: None })
}

#[test]
fn the_order_has_its_own_copy_of_everything_and_both_know_each_other() {
    let (_, chen) = phone();
    let (job, order) = coordinated(&chen);
    let (of_job, of_order) = (job.state.created.unwrap().body, order.state.created.unwrap().body);
    assert_eq!((of_order.case_kind, of_order.origin), (CaseKind::Coordination, Origin::Rule));
    assert_eq!((of_order.parent, of_order.service.as_str()), (Some(job.case), "order"));
    assert_eq!((of_order.number.as_str(), of_job.number.as_str()), ("C7-0002", "C7-0001"));
    assert_eq!((&of_order.customer, &of_order.site), (&of_job.customer, &of_job.site));
    assert_eq!((&of_order.report, of_order.pack), (&of_job.report, of_job.pack));
    assert_ne!(of_order.visit, of_job.visit);
    let [entry] = &order.state.entries[..] else { panic!("{:?}", order.state.entries) };
    assert_eq!((entry.body.content.as_str(), entry.body.plan.as_str()), ("leak above", "ask 502"));
    assert_eq!((entry.body.person.as_deref(), entry.body.contact.as_str()), (Some("lin"), "Liu"));
    assert_eq!(order.state.visits[&of_order.visit].assigned, ["chen", "lin"]);
    assert!(job.state.flags.is_empty() && order.state.flags.is_empty(), "{:?}", order.state.flags);

    let [forth] = &job.links[..] else { panic!("{:?}", job.links) };
    assert_eq!((forth.case, forth.number.as_str(), forth.is_origin), (order.case, "C7-0002", false));
    assert_eq!((forth.case_kind.as_deref(), forth.outcome.as_deref()), (Some("coordination"), Some("open")));
    let [back] = &order.links[..] else { panic!("{:?}", order.links) };
    assert_eq!((back.case, back.is_origin, back.outcome.as_deref()), (job.case, true, Some("coordinated")));
}

#[test]
fn an_order_is_stored_with_its_job_or_not_at_all() {
    let (_, mut chen) = phone();
    let (case, visit, version) = chen.walk_in();
    let run = |sql: &str| {
        let store = chen.core.shared.open().unwrap();
        let run = store.writer().transaction::<_, Error>(|tx| {
            tx.execute_batch(sql).unwrap();
            Ok(())
        });
        run.unwrap();
    };
    // The last thing that is written, when everything else is in the transaction already.
    run("CREATE TRIGGER broken BEFORE INSERT ON jobs WHEN NEW.case_kind = 'coordination'
         BEGIN SELECT RAISE(ABORT, 'the disk broke'); END");
    let failed = chen.core.coordinate(case, &version, order(visit));
    assert!(matches!(failed, Err(Error::Store(_))), "{failed:?}");
    let there = |phone: &Phone| {
        let rows = phone.core.jobs(&JobFilter::default()).unwrap();
        let job = phone.core.job(case).unwrap();
        (rows.len(), job.state.outcome_name(), job.links.len(), job.outbox.waiting_count)
    };
    let before = (1, "open", 0, 3);
    assert_eq!(there(&chen), before, "in memory");
    run("DROP TRIGGER broken");
    chen.restart();
    assert_eq!(there(&chen), before, "on the disk");

    chen.core.coordinate(case, &version, order(visit)).unwrap();
    let (rows, outcome, links, _) = there(&chen);
    assert_eq!((rows, outcome, links), (2, "coordinated", 1));
    chen.restart();
    assert_eq!((rows, outcome, links), {
        let (rows, outcome, links, _) = there(&chen);
        (rows, outcome, links)
    });
    let kinds: Vec<String> =
        chen.core.jobs(&JobFilter::default()).unwrap().into_iter().map(|row| row.case_kind).collect();
    assert!(kinds.contains(&"job".to_owned()) && kinds.contains(&"coordination".to_owned()), "{kinds:?}");
}

#[test]
fn reason_person_and_plan_are_demanded_and_no_number_is_used_up_by_a_refusal() {
    let (_, chen) = phone();
    let (case, visit, version) = chen.walk_in();
    for (field, empty) in [
        ("reason", Coordinated { reason: "  ".to_owned(), ..order(visit) }),
        ("person", Coordinated { person: String::new(), ..order(visit) }),
        ("plan", Coordinated { plan: "\n".to_owned(), ..order(visit) }),
    ] {
        let refused = rejected(chen.core.coordinate(case, &version, empty));
        assert!(matches!(refused, Rejected::Invalid { field: named, .. } if named == field), "{refused:?}");
    }
    let (order, _) = chen.core.coordinate(case, &version, order(visit)).unwrap();
    assert_eq!(chen.core.job(order).unwrap().state.created.unwrap().body.number, "C7-0002");
}

#[test]
fn a_public_area_waits_for_its_days_by_the_calendar_of_the_site() {
    let (_, chen) = phone();
    let new = NewWalkIn {
        pack: pack_file().0,
        service: "repair".to_owned(),
        report: "pump is dead".to_owned(),
        area: doorstep_domain::fact::Area::Public,
        is_emergency: false,
        customer_name: "Block 3".to_owned(),
        customer_phone: None,
        address: "stairway".to_owned(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    };
    // 2027-01-15 16:00 at the site; somebody comes a day later.
    let (case, version) = chen.core.create_walk_in(new).unwrap();
    let visit = chen.core.job(case).unwrap().state.current_visit().unwrap();
    let first_day = |version: &Version| match rejected(chen.core.coordinate(case, version, order(visit))) {
        Rejected::TooEarly { from } => from.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(first_day(&version), "2027-01-18", "three days after the report");
    chen.clock.pass(DAY_MS);
    let version = chen.core.enter_phase(case, &version, visit, Phase::Arrived).unwrap();
    assert_eq!(first_day(&version), "2027-01-19", "three days after the first visit");
    chen.clock.pass(2 * DAY_MS + 7 * 3_600_000);
    assert_eq!(first_day(&version), "2027-01-19", "an hour before midnight");
    chen.clock.pass(3_600_000);
    assert!(chen.core.coordinate(case, &version, order(visit)).is_ok());
}

#[test]
fn what_a_job_became_is_said_before_what_it_lacks() {
    let (_, chen) = phone();
    let (job, _) = coordinated(&chen);
    let visit = job.state.current_visit().unwrap();
    let refused = rejected(chen.core.complete(job.case, &job.version, visit));
    assert_eq!(refused, Rejected::Status { state: "coordinated" });
    let refused = rejected(chen.core.coordinate(job.case, &job.version, order(visit)));
    assert_eq!(refused, Rejected::Status { state: "coordinated" }, "one order is enough");
}

#[test]
fn an_order_is_settled_by_the_customers_signature_on_its_result() {
    let (_, chen) = phone();
    let (_, order) = coordinated(&chen);
    let visit = order.state.current_visit().unwrap();
    let missing = |result: Result<Version, Error>| match rejected(result) {
        Rejected::Missing { missing } => missing.into_iter().map(|missing| missing.step).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(chen.core.complete(order.case, &order.version, visit)), ["result", "signature"]);
    assert_eq!(missing(sign(&chen, order.case, SignatureRole::CustomerCoordinationResult)), ["result"]);
    let version = chen.answer(order.case, "result", "the wall is dry");
    assert_eq!(missing(chen.core.complete(order.case, &version, visit)), ["signature"]);
    let version = sign(&chen, order.case, SignatureRole::CustomerCoordinationResult).unwrap();
    chen.core.complete(order.case, &version, visit).unwrap();
    let order = chen.core.job(order.case).unwrap();
    assert_eq!((order.state.outcome_name(), order.state.exceptions.len()), ("completed", 0));
}

#[test]
fn nobody_inspects_under_his_own_name_without_the_role() {
    let (_, chen) = phone();
    let (_, order) = coordinated(&chen);
    let own_name = chen.core.me().unwrap().unwrap().name;
    let refused = rejected(sign_as(&chen, order.case, SignatureRole::LeaderInspect, &own_name));
    assert_eq!(refused, Rejected::Role { needed: vec!["leader".to_owned()] });
}

#[test]
fn an_entry_says_something_and_stands_where_its_time_is() {
    let (_, chen) = phone();
    let (_, order) = coordinated(&chen);
    let entry = |content: &str| EntryAdded {
        place: "502".to_owned(),
        contact: "Li".to_owned(),
        content: content.to_owned(),
        attitude: "calm".to_owned(),
        plan: "call".to_owned(),
        phone: None,
        person: None,
    };
    let refused = rejected(chen.core.add_entry(order.case, &order.version, entry(" ")));
    assert!(matches!(refused, Rejected::Invalid { field: "content", .. }), "{refused:?}");
    chen.clock.pass(1_000);
    let version = chen.core.add_entry(order.case, &order.version, entry("rang")).unwrap();
    chen.clock.pass(1_000);
    // From a screen that did not show the one before: both stand.
    chen.core.add_entry(order.case, &order.version, entry("wrote")).unwrap();
    assert_ne!(version, order.version);
    let entries = chen.core.job(order.case).unwrap().state.entries;
    let contents: Vec<&str> = entries.iter().map(|entry| entry.body.content.as_str()).collect();
    assert_eq!(contents, ["leak above", "rang", "wrote"]);
}

#[test]
fn nobody_walks_in_for_a_coordination_order() {
    let (_, chen) = phone();
    let new = NewWalkIn {
        pack: pack_file().0,
        service: "order".to_owned(),
        report: "pump is dead".to_owned(),
        area: doorstep_domain::fact::Area::Indoor,
        is_emergency: false,
        customer_name: "Liu".to_owned(),
        customer_phone: None,
        address: "Building 3".to_owned(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    };
    assert!(matches!(rejected(chen.core.create_walk_in(new)), Rejected::NotConfigured { .. }));
}
