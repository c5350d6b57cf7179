//! Options that are offered only sometimes.

use std::collections::BTreeMap;

use super::super::*;
use crate::expr::{Context, Expr, ExprValue, Name};
use crate::id::{InstanceId, VisitId};
use crate::text::Language;
use crate::value::{AnswerKey, Value, path_inside};

const VISIT: VisitId = VisitId([1; 8]);
const ROOM: InstanceId = InstanceId([7; 8]);

const CHECKLIST: &str = r#"{
    "phases": [{"id": "unit", "title": {"en": "Unit"}}],
    "steps": [
        {"id": "brand", "phase": "unit", "title": {"en": "Brand"}, "must": "must",
         "kind": {"choice": {"options": [{"id": "acme", "title": {}}, {"id": "bolt", "title": {}}]}}},
        {"id": "model", "phase": "unit", "title": {"en": "Model", "zh-CN": "型号"}, "must": "must",
         "kind": {"choice": {"options": [{"id": "a1", "title": {"en": "A 1"}}, {"id": "a2", "title": {}},
                                         {"id": "b1", "title": {}}, {"id": "unknown", "title": {}}]}},
         "offered": [{"options": ["a1", "a2"], "when": ["==", ["get", "answers.brand"], "acme"]},
                     {"options": ["b1"], "when": ["==", ["get", "answers.brand"], "bolt"]}]},
        {"id": "tools", "phase": "unit", "title": {"en": "Tools"}, "must": "must",
         "kind": {"multi": {"at_least": 1, "options": [{"id": "pump", "title": {"en": "Pump", "zh-CN": "泵"}},
                                                      {"id": "key", "title": {"en": "Key", "zh-CN": "扳手"}},
                                                      {"id": "lamp", "title": {}}]}},
         "offered": [{"options": ["pump", "key"], "when": ["==", ["get", "answers.brand"], "acme"]}]},
        {"id": "room", "phase": "unit", "title": {"en": "Rooms"}, "must": "should",
         "kind": {"repeat": {"item": {"en": "Room"}, "at_least": 0}}},
        {"id": "sort", "each": "room", "phase": "unit", "title": {"en": "Sort"}, "must": "must",
         "kind": {"choice": {"options": [{"id": "wet", "title": {}}, {"id": "dry", "title": {}}]}}},
        {"id": "work", "each": "room", "phase": "unit", "title": {"en": "Work"}, "must": "must",
         "kind": {"choice": {"options": [{"id": "mop", "title": {}}, {"id": "dust", "title": {}}]}},
         "offered": [{"options": ["mop"], "when": ["==", ["get", "answers.sort"], "wet"]}]}
    ],
    "outcomes": {"done": {"title": {"en": "Done"}, "requires": "all"}}
}"#;

struct Visit {
    checklist: Checklist<Expr>,
    inputs: VisitInputs,
}

impl Context for Visit {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let step = self.checklist.step(name.within("answers")?)?;
        self.inputs.value_of(&self.checklist, step)
    }
}

impl Visit {
    fn new() -> Self {
        let (answers, recorded) = (BTreeMap::new(), Recorded::default());
        let inputs = VisitInputs { visit: VISIT, first_visit: VISIT, answers, recorded };
        Self { checklist: serde_json::from_str(CHECKLIST).unwrap(), inputs }
    }

    fn answer(&mut self, path: &str, value: impl Into<Value>) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::step(VISIT, path), value.into());
        self
    }

    fn choose(&mut self, option: &str, is_chosen: bool) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::option(VISIT, "tools", option), is_chosen.into());
        self
    }

    fn step(&self, path: &str) -> StepView {
        let view = evaluate(&self.checklist, &self.inputs, self, "done").view();
        view.steps.into_iter().find(|step| step.path == path).unwrap()
    }

    fn offered(&self, path: &str) -> Vec<String> {
        self.step(path).offered.unwrap()
    }

    /// What a step is missing, in words.
    fn missing(&self, path: &str) -> Vec<String> {
        let english = Language::english();
        self.step(path).missing.iter().map(|missing| missing.what.message(&english)).collect()
    }
}

#[test]
fn an_option_is_offered_where_its_condition_holds() {
    let mut visit = Visit::new();
    assert_eq!(visit.step("brand").offered, None);
    assert_eq!(visit.offered("model"), ["unknown"], "of no brand yet");
    assert_eq!(visit.answer("brand", "acme").offered("model"), ["a1", "a2", "unknown"]);
    assert_eq!(visit.answer("brand", "bolt").offered("model"), ["b1", "unknown"]);
    assert_eq!(visit.offered("tools"), ["lamp"]);
}

#[test]
fn what_is_not_offered_any_more_stays_and_has_to_be_chosen_again() {
    let mut visit = Visit::new();
    assert!(visit.answer("brand", "acme").answer("model", "a1").missing("model").is_empty());
    visit.answer("brand", "bolt");
    assert_eq!(visit.missing("model"), ["\"A 1\" is not offered any more, choose again"]);
    assert!(visit.answer("model", "b1").missing("model").is_empty());
    // What is no option at all is said to be that.
    assert_eq!(
        visit.answer("model", "c9").missing("model"),
        ["not accepted, `c9` is not one of the options"]
    );
}

#[test]
fn of_several_chosen_ones_those_are_named_that_are_not_offered() {
    let mut visit = Visit::new();
    visit.answer("brand", "acme").choose("pump", true).choose("key", true).choose("lamp", true);
    assert!(visit.missing("tools").is_empty());
    visit.answer("brand", "bolt");
    assert_eq!(visit.missing("tools"), ["\"Pump, Key\" is not offered any more, choose again"]);
    let chinese = visit.step("tools").missing[0].what.message(&Language("zh-CN".into()));
    assert_eq!(chinese, "“泵、扳手”已不可选，请重新选择");
    assert!(visit.choose("pump", false).choose("key", false).missing("tools").is_empty());
}

#[test]
fn inside_of_a_thing_its_own_answers_decide() {
    let mut visit = Visit::new();
    visit.inputs.answers.insert(AnswerKey::member(VISIT, "room", ROOM), true.into());
    let of = |step: &str| path_inside("room", ROOM, step);
    assert_eq!(visit.offered(&of("work")), ["dust"]);
    assert_eq!(visit.answer(&of("sort"), "wet").offered(&of("work")), ["mop", "dust"]);
    visit.answer(&of("work"), "mop").answer(&of("sort"), "dry");
    assert_eq!(visit.step(&of("work")).missing.len(), 1);
}

#[test]
fn an_offer_names_options_of_its_step_and_each_once() {
    let problems = |from: &str, to: &str| -> Vec<String> {
        let broken = CHECKLIST.replacen(from, to, 1);
        let checklist: Checklist<Expr> = serde_json::from_str(&broken).unwrap();
        checklist.problems().iter().map(ToString::to_string).collect()
    };
    assert_eq!(problems("[\"b1\"]", "[\"b2\"]"), ["steps[1].offered[1].options: there is no option `b2`"]);
    assert_eq!(problems("[\"b1\"]", "[]"), ["steps[1].offered[1].options: names no option"]);
    assert_eq!(
        problems("[\"b1\"]", "[\"b1\", \"a1\"]"),
        ["steps[1].offered[1].options: `a1` is named twice; join its conditions with `||`"]
    );
}
