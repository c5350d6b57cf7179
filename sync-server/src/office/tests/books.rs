//! What months are worked out from: rows that the projector keeps, the same however it comes to them.

use std::sync::Arc;

use doorstep_domain::fact::{PartMoved, StockPlace};
use serde_json::{Value, json};

use super::money::{cared, month};
use super::technician::Technician;
use super::{Made, get, made, post};
use crate::Node;
use crate::projector::Projector;
use crate::testing::{Phone, open, options};

/// A part comes into the van of somebody who works in a case.
fn load(node: &Node, phone: &mut Phone, made: Made) {
    let mut work = Technician::with(node, phone, made);
    work.record(PartMoved {
        visit: made.visit,
        code: Some("kit".into()),
        name: "Kit".into(),
        quantity: "2".parse().unwrap(),
        from: StockPlace::Warehouse,
        to: StockPlace::Van,
        serial: None,
        old: false,
        note: None,
        from_van: None,
        to_van: None,
        step: None,
    });
    work.push(node);
}

/// A case of another trade in which a promise is missed.
fn late(node: &Node) {
    let sources = doorstep_packs::builtin("furniture").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    post(
        node,
        "jobs",
        &json!({
            "service": "furniture-repair", "report": "a leg broke", "customer": { "name": "Wang" },
            "site": { "address": "5-1203", "time_zone": "CST-8" },
            "reported_at_ms": node.now_ms() - 30 * 60 * 60 * 1000,
        }),
    );
}

/// A worker's month, as a supervisor declares it.
pub(super) fn evaluated(node: &Node, day: &str) -> Made {
    let made = made(&post(
        node,
        "jobs",
        &json!({
            "service": "care-evaluation", "report": "evaluation", "customer": { "name": "chen" },
            "site": { "address": "Service centre", "time_zone": "CST-8" },
        }),
    ));
    let answers = json!({ "worker": "chen", "evaluated_for": day, "attitude": 90, "performance": 80, "quality": 70,
        "evaluated": true });
    post(node, &made.path("fill"), &json!({ "answers": answers }));
    post(node, &made.path("step-done"), &json!({ "step": "evaluated" }));
    made
}

/// Everything that a month is worked out from, as it stands in the tables.
fn rows(dir: &tempfile::TempDir) -> Vec<String> {
    let file = rusqlite::Connection::open(dir.path().join("doorstep.db")).unwrap();
    let mut rows = Vec::new();
    for table in ["ledgers", "promises", "van_moves", "van_months"] {
        let mut statement = file.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let found = statement.query_map([], |row| {
            let values = (0..columns).map(|i| row.get::<_, rusqlite::types::Value>(i));
            Ok(format!("{table} {:?}", values.collect::<Result<Vec<_>, _>>()?))
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows.sort();
    rows
}

/// A company with a month of everything.
fn company(dir: &tempfile::TempDir) -> (Node, String) {
    let node = open(dir.path());
    let first = cared(&node, 90, "chen");
    let month = month(&node, &first);
    evaluated(&node, &format!("{month}-31"));
    late(&node);
    let second = cared(&node, 60, "li");
    load(&node, &mut Phone::technician(&node, "li"), second);
    node.project().unwrap();
    (node, month)
}

#[test]
fn a_projector_that_begins_anew_makes_the_same_rows_whatever_it_reads_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (node, _) = company(&dir);
    let before = rows(&dir);
    let of = |table: &str| before.iter().filter(|row| row.starts_with(table)).count();
    assert!(of("ledgers") >= 3 && of("promises") >= 2 && of("van_moves") == 1, "{before:?}");
    for step in [1, 3, 1_000] {
        let file = rusqlite::Connection::open(dir.path().join("doorstep.db")).unwrap();
        for table in
            ["ledgers", "promises", "van_moves", "van_months", "follow_ups", "alarms", "jobs", "consumers"]
        {
            file.execute(&format!("DELETE FROM {table}"), []).unwrap();
        }
        let (store, writer) = (Arc::clone(&node.store), Arc::clone(&node.writer));
        let (keys, shelf) = (Arc::clone(&node.keys), Arc::clone(&node.shelf));
        let mut projector = Projector::new(store, writer, keys, shelf, node.options.clone(), false).unwrap();
        projector.step = step;
        projector.run().unwrap();
        assert_eq!(rows(&dir), before, "{step} at once");
    }
}

#[test]
fn no_case_is_read_for_a_month() {
    let dir = tempfile::tempdir().unwrap();
    let (node, month) = company(&dir);
    let asked = ["wages", "error-rates", "hit-rates", "vans"];
    let answers = || asked.map(|of| get(&node, &format!("{of}?month={month}")));
    let before = answers();
    let file = rusqlite::Connection::open(dir.path().join("doorstep.db")).unwrap();
    let spoiled = file.execute("UPDATE log SET bytes = x'00' WHERE case_id IS NOT NULL", []).unwrap();
    assert!(spoiled > 20);
    assert_eq!(answers(), before, "whoever read a change or a fact would have failed");
    assert!(before.iter().all(|answer| answer.as_array().is_some_and(|rows| !rows.is_empty())), "{before:?}");
}

#[test]
fn vans_are_shown_as_they_stood_at_the_end_of_a_month() {
    let dir = tempfile::tempdir().unwrap();
    let (node, month) = company(&dir);
    let before: doorstep_domain::wage::Month = month.parse().unwrap();
    let (before, after) = (before.before(), before.after());
    assert_eq!(get(&node, &format!("vans?month={before}")), json!([]));
    let line = |of: &str| get(&node, &format!("vans?month={of}"))[0].clone();
    let moves = |line: &Value| line["moves"].as_array().unwrap().len();
    let (then, later) = (line(&month), line(&after.to_string()));
    assert_eq!((&then["quantity"], &then["before"], moves(&then)), (&json!("2"), &json!("0"), 1));
    assert_eq!((&later["quantity"], &later["before"], moves(&later)), (&json!("2"), &json!("2"), 0));
}

#[test]
fn a_newer_score_asks_evaluations_anew_and_an_erased_one_keeps_what_was_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let mut sources = doorstep_packs::builtin("elder-care").unwrap();
    let pack = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    let older = pack.replace("answer: attitude", "answer: performance");
    assert_ne!(older, pack);
    sources.insert("pack.yaml".to_owned(), older.into_bytes());
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    let evaluation = evaluated(&node, "2026-03-31");
    post(&node, &evaluation.path("complete"), &json!({}));
    clock.advance(1);
    cared(&node, 30, "chen");
    let attitude = || {
        let lists = get(&node, "wages?month=2026-03");
        let parts = lists[0]["rows"][0]["score"]["parts"].as_array().unwrap().clone();
        parts.into_iter().find(|part| part["id"] == "attitude").unwrap()
    };
    let before = attitude();
    assert_eq!(before["percent"], "90", "the score of before asked for the performance");
    post(&node, &evaluation.path("erase"), &json!({ "reason": "asked for" }));
    assert_eq!(attitude(), before);
}
