//! Steps that are asked for each of several things.

use std::collections::BTreeMap;

use super::super::*;
use crate::expr::{Context, Expr, ExprValue, Name};
use crate::id::{BlobId, InstanceId, VisitId};
use crate::text::Language;
use crate::value::{AnswerKey, Value, path_inside};

const FIRST: VisitId = VisitId([1; 8]);
const SECOND: VisitId = VisitId([2; 8]);

const CHECKLIST: &str = r#"{
    "phases": [{"id": "list", "title": {"en": "List"}}, {"id": "month", "title": {"en": "This month"}}],
    "steps": [
        {"id": "expected", "phase": "list", "title": {"en": "How many"}, "kind": {"number": {}}, "must": "should",
         "scope": "job"},
        {"id": "terminal", "phase": "list", "title": {"en": "Terminals"}, "must": "must", "scope": "job",
         "kind": {"repeat": {"item": {"en": "Terminal", "zh-CN": "终端"}, "name": "label", "at_least": 1, "at_most": 3}},
         "constraint": {"check": ["==", ["size", ["get", "answers.terminal"]], ["get", "answers.expected"]],
                        "message": {"en": "another number was expected"}}},
        {"id": "label", "each": "terminal", "phase": "list", "title": {"en": "Label"}, "kind": "scan", "must": "must",
         "scope": "job", "evidence": [{"kind": "photo", "role": "label"}]},
        {"id": "sort", "each": "terminal", "phase": "list", "title": {"en": "Sort"}, "must": "must", "scope": "job",
         "kind": {"choice": {"options": [{"id": "pc", "title": {}}, {"id": "printer", "title": {}}]}}},
        {"id": "toner", "each": "terminal", "phase": "month", "title": {"en": "Toner"}, "kind": "tick",
         "must": "conditional", "when": ["==", ["get", "answers.sort"], "printer"]},
        {"id": "checked", "each": "terminal", "phase": "month", "title": {"en": "Checked"}, "kind": "tick",
         "must": "must", "after": ["label"]},
        {"id": "report", "phase": "month", "title": {"en": "Report"}, "kind": "tick", "must": "must",
         "after": ["checked"]},
        {"id": "order_toner", "phase": "month", "title": {"en": "Order toner"}, "kind": "tick", "must": "conditional",
         "when": ["exists", ["get", "answers.sort"], ["==", ["item"], "printer"]]}
    ],
    "outcomes": {"done": {"title": {"en": "Done"}, "requires": "all"}}
}"#;

/// A visit of a job that may have an earlier one.
struct Visit {
    checklist: Checklist<Expr>,
    inputs: VisitInputs,
}

impl Context for Visit {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let values = self.checklist.values(&self.inputs.answers, self.inputs.visits());
        values.into_iter().find(|(step, _)| name.within("answers") == Some(step)).map(|(_, value)| value)
    }
}

impl Visit {
    fn number(visit: VisitId) -> Self {
        let (answers, recorded) = (BTreeMap::new(), Recorded::default());
        let inputs = VisitInputs { visit, first_visit: FIRST, answers, recorded };
        Self { checklist: serde_json::from_str(CHECKLIST).unwrap(), inputs }
    }

    fn answer(&mut self, path: &str, value: impl Into<Value>) -> &mut Self {
        let visit = self.checklist.step_at(path).unwrap().answered_in(self.inputs.visit, FIRST);
        self.inputs.answers.insert(AnswerKey::step(visit, path), value.into());
        self
    }

    fn add(&mut self, id: u8) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::member(FIRST, "terminal", InstanceId([id; 8])), true.into());
        self
    }

    fn remove(&mut self, id: u8) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::member(FIRST, "terminal", InstanceId([id; 8])), false.into());
        self
    }

    fn photo(&mut self, path: &str) -> &mut Self {
        let count = u8::try_from(self.inputs.recorded.photos.len()).unwrap();
        let blob = BlobId([count; 32]);
        let (step, role) = (path.to_owned(), "label".to_owned());
        self.inputs.recorded.photos.push(Photo { step, role, blob, pair: None });
        self
    }

    fn labelled(&mut self, id: u8, label: &str, sort: &str) -> &mut Self {
        self.add(id).answer(&of(id, "label"), label).photo(&of(id, "label")).answer(&of(id, "sort"), sort)
    }

    fn progress(&self) -> Progress<'_> {
        evaluate(&self.checklist, &self.inputs, self, "done")
    }

    fn why_not(&self) -> Vec<String> {
        let missing = self.progress().why_not_complete();
        missing.iter().map(|missing| missing.message(&Language::english())).collect()
    }

    fn state(&self, path: &str) -> StepState {
        self.progress().view().steps.into_iter().find(|step| step.path == path).unwrap().state
    }
}

fn of(id: u8, step: &str) -> String {
    path_inside("terminal", InstanceId([id; 8]), step)
}

#[test]
fn what_is_missing_names_the_thing_that_it_is_missing_in() {
    let mut visit = Visit::number(FIRST);
    assert_eq!(visit.why_not(), ["Terminals: 0 of 1 added", "Report: not answered"]);
    visit.labelled(1, "PC-7", "pc").add(2);
    assert_eq!(
        visit.why_not(),
        [
            "Terminal 2 · Label: not answered",
            "Terminal 2 · Label: 0 of 1 photos (label)",
            "Terminal 2 · Sort: not answered",
            "Terminal PC-7 · Checked: not answered",
            "Terminal 2 · Checked: not answered",
            "Report: not answered",
        ]
    );
}

#[test]
fn a_picture_counts_for_the_thing_that_it_shows_and_for_no_other() {
    let mut visit = Visit::number(FIRST);
    visit.labelled(1, "PC-7", "pc").add(2).answer(&of(2, "label"), "PC-8");
    assert_eq!(visit.state(&of(1, "label")), StepState::Done);
    assert_eq!(visit.state(&of(2, "label")), StepState::Open);
    visit.photo("label");
    assert_eq!(visit.state(&of(2, "label")), StepState::Open, "a picture of no terminal");
}

#[test]
fn a_condition_inside_reads_the_thing_at_hand_and_one_outside_reads_all() {
    let mut visit = Visit::number(FIRST);
    visit.labelled(1, "PC-7", "pc");
    assert_eq!(visit.state("order_toner"), StepState::NotApplicable);
    visit.labelled(2, "P-1", "printer");
    assert_eq!(visit.state(&of(1, "toner")), StepState::NotApplicable);
    assert_eq!(visit.state(&of(2, "toner")), StepState::Open);
    assert_eq!(visit.state("order_toner"), StepState::Open);
}

#[test]
fn a_step_waits_for_the_same_thing_and_one_outside_for_all_of_them() {
    let mut visit = Visit::number(FIRST);
    visit.labelled(1, "PC-7", "pc").add(2);
    assert_eq!(visit.state(&of(1, "checked")), StepState::Open);
    assert!(matches!(visit.state(&of(2, "checked")), StepState::Locked { .. }));
    visit.answer(&of(1, "checked"), true);
    assert!(visit.progress().may_start("report").is_err());
    visit.answer(&of(2, "label"), "PC-8").photo(&of(2, "label")).answer(&of(2, "checked"), true);
    assert_eq!(visit.progress().may_start("report"), Ok(()));
}

#[test]
fn what_belongs_to_the_job_stays_and_what_belongs_to_a_visit_is_asked_again() {
    let mut visit = Visit::number(SECOND);
    visit.labelled(1, "PC-7", "pc");
    visit.inputs.answers.insert(AnswerKey::step(FIRST, &of(1, "checked")), true.into());
    assert_eq!(visit.state(&of(1, "label")), StepState::Done, "labelled in the first visit");
    assert_eq!(visit.why_not(), ["Terminal PC-7 · Checked: not answered", "Report: not answered"]);
}

#[test]
fn what_is_struck_out_asks_for_nothing_and_comes_back_with_all_that_was_written() {
    let mut visit = Visit::number(FIRST);
    visit.labelled(1, "PC-7", "pc").labelled(2, "PC-8", "printer").remove(2);
    assert_eq!(visit.state("order_toner"), StepState::NotApplicable);
    let terminals = |visit: &Visit| visit.progress().view().steps[1].instances.clone();
    let seen: Vec<(bool, u32, u32)> =
        terminals(&visit).iter().map(|one| (one.removed, one.done, one.required)).collect();
    assert_eq!(seen, [(false, 2, 3), (true, 0, 0)]);
    visit.add(2);
    assert_eq!(visit.state(&of(2, "label")), StepState::Done);
    assert_eq!(terminals(&visit)[1].name.get(&Language::chinese()), "终端 PC-8");
}

#[test]
fn more_things_than_there_can_be_stand_in_the_way_and_none_is_lost() {
    let mut visit = Visit::number(FIRST);
    (1..=4).for_each(|id| {
        visit.labelled(id, "PC", "pc");
    });
    let too_many = "Terminals: 4 are there, at most 3 can be: strike out what is too many";
    assert_eq!(visit.why_not()[0], too_many);
    assert_eq!(visit.progress().view().steps[1].instances.len(), 4);
}

#[test]
fn a_count_can_be_held_against_another_answer() {
    let mut visit = Visit::number(FIRST);
    visit.answer("expected", 2).labelled(1, "PC-7", "pc");
    assert_eq!(visit.why_not()[0], "Terminals: another number was expected");
    visit.labelled(2, "PC-8", "pc");
    assert_eq!(visit.state("terminal"), StepState::Done);
}

#[test]
fn a_group_that_does_not_apply_takes_its_steps_along() {
    let mut visit = Visit::number(FIRST);
    visit.checklist.steps[1].when = Some(Expr::constant(crate::expr::Scalar::Bool(false)));
    visit.labelled(1, "PC-7", "pc");
    assert_eq!(visit.state(&of(1, "checked")), StepState::NotApplicable);
    assert_eq!(visit.why_not(), ["Report: not answered"]);
}

#[test]
fn a_group_that_cannot_be_is_refused() {
    let refused = |change: fn(&mut Checklist<Expr>)| {
        let mut checklist = Visit::number(FIRST).checklist;
        change(&mut checklist);
        checklist.problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(refused(|_| {}), "");
    for (change, reason) in [
        ((|c| c.steps[2].each = Some("room".into())) as fn(&mut Checklist<Expr>), "no step `room`"),
        (|c| c.steps[2].each = Some("expected".into()), "no step `expected` of kind repeat"),
        (|c| c.steps[3].kind = Kind::Work, "kind work is not repeated"),
        (|c| c.steps[3].by = EnteredBy::Customer, "what the customer enters is not repeated"),
        (|c| c.steps[1].scope = Scope::Visit, "belongs to a visit, and so does what is inside"),
        (|c| c.steps.swap(1, 5), "must stand above"),
        (|c| c.steps.retain(|step| step.each.is_none()), "no step says `each: terminal`"),
        (|c| c.steps.retain(|step| step.id != "label"), "names no step inside"),
    ] {
        let problems = refused(change);
        assert!(problems.contains(reason), "{reason}: {problems}");
    }
}
