mod declared;
mod offered;
mod pairs;
mod repeat;
mod scope;

use std::collections::BTreeMap;

use super::*;
use crate::expr::{Context, Expr, ExprValue, Name};
use crate::id::{BlobId, QuoteId, VisitId};
use crate::text::Language;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};

const VISIT: VisitId = VisitId([0xab; 8]);

const CHECKLIST: &str = r#"{
    "phases": [
        {"id": "arrive", "title": {"en": "Arrive"}}, {"id": "quote", "title": {"en": "Quote"}},
        {"id": "work", "title": {"en": "Work"}}, {"id": "sign", "title": {"en": "Sign"}}
    ],
    "steps": [
        {"id": "ring", "phase": "arrive", "title": {"en": "Ring", "zh-CN": "敲门"}, "kind": "door_attempts", "must": "must"},
        {"id": "arrival", "phase": "arrive", "title": {"en": "Arrive"}, "kind": "arrival", "must": "should"},
        {"id": "absent_note", "phase": "arrive", "title": {"en": "Leave a note", "zh-CN": "留言"}, "kind": "photo",
         "must": "must", "only_in": ["absent"], "evidence": [{"kind": "photo", "role": "note"}]},
        {"id": "rebook", "phase": "arrive", "title": {"en": "Book the next visit"},
         "kind": {"appointment": {"visit": "next"}}, "must": "must", "only_in": ["absent"]},
        {"id": "show_quote", "phase": "quote", "title": {"en": "Show the quote"}, "kind": "quote", "must": "must"},
        {"id": "agree", "phase": "quote", "title": {"en": "Customer agrees", "zh-CN": "客户同意报价"},
         "kind": {"consent": {"what": "quote"}}, "must": "must", "after": ["show_quote"]},
        {"id": "refusal", "phase": "quote", "title": {"en": "Why not"}, "kind": {"text": {"max_chars": 200}},
         "must": "must", "only_in": ["declined"]},
        {"id": "drilling", "phase": "work", "title": {"en": "Will you drill?"}, "kind": "yes_no", "must": "must"},
        {"id": "risk", "phase": "work", "title": {"en": "Customer bears the risk"},
         "kind": {"signature": {"role": "customer_risk_consent"}}, "must": "conditional",
         "when": ["get", "answers.drilling"]},
        {"id": "greet", "phase": "work", "title": {"en": "Greet"}, "kind": "tick", "must": "should"},
        {"id": "belt", "phase": "work", "title": {"en": "Check the belt"}, "kind": "yes_no", "must": "must",
         "gating": true, "constraint": {"check": ["get", "answers.belt"], "message": {"en": "the belt must hold"}}},
        {"id": "repair", "phase": "work", "title": {"en": "Repair"}, "kind": "work", "must": "must",
         "after": ["agree", "risk", "belt", "greet"],
         "evidence": [{"kind": "photo", "role": "before"}, {"kind": "photo", "role": "after", "count": 3}]},
        {"id": "tools", "phase": "work", "title": {"en": "Tools"}, "must": "must",
         "kind": {"multi": {"at_least": 2, "options": [{"id": "cloth", "title": {}}, {"id": "ladder", "title": {}}, {"id": "lamp", "title": {}}]}}},
        {"id": "accept", "phase": "sign", "title": {"en": "Customer accepts"}, "must": "conditional",
         "kind": {"signature": {"role": "customer_accept", "instead": ["leader_verify"]}},
         "when": ["==", ["get", "job.area"], "indoor"]},
        {"id": "leader", "phase": "sign", "title": {"en": "Leader accepts"}, "must": "conditional",
         "kind": {"signature": {"role": "leader_public_accept"}}, "when": ["==", ["get", "job.area"], "public"]}
    ],
    "outcomes": {
        "done": {"title": {"en": "Done"}, "requires": "all"},
        "absent": {"title": {"en": "Nobody home"}, "requires": ["ring", "absent_note", "rebook"],
                   "no_signature": true, "nobody_home": true},
        "declined": {"title": {"en": "Declined"}, "requires": ["ring", "show_quote", "refusal"], "no_signature": true}
    },
    "punctuality": {"early_min": 3}
}"#;

/// A visit in the making.
struct Visit {
    checklist: Checklist<Expr>,
    inputs: VisitInputs,
    area: &'static str,
}

impl Context for Visit {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        if name.as_str() == "job.area" {
            return Some(self.area.into());
        }
        match self.inputs.answers.get(&AnswerKey::step(VISIT, name.within("answers")?))? {
            Value::Bool(value) => Some((*value).into()),
            Value::Int(value) => Some((*value).into()),
            Value::Str(value) => Some(value.as_str().into()),
        }
    }
}

impl Visit {
    fn new() -> Self {
        let inputs = VisitInputs {
            visit: VISIT,
            first_visit: VISIT,
            answers: BTreeMap::new(),
            recorded: Recorded::default(),
        };
        Self { checklist: serde_json::from_str(CHECKLIST).unwrap(), inputs, area: "indoor" }
    }

    /// Everything that a visit needs to be done, indoors and without drilling.
    fn complete() -> Self {
        let mut visit = Self::new();
        visit.answer("drilling", false).answer("belt", true).declare("belt");
        visit.option("cloth", true).option("ladder", true);
        visit.ring(&[(0, true)]).quote(Some(true));
        visit.inputs.recorded.sessions_ended = 1;
        for (n, role) in [(1, "before"), (2, "after"), (3, "after"), (4, "after")] {
            visit.photo("repair", role, n);
        }
        visit.sign("customer_accept");
        visit
    }

    fn answer(&mut self, step: &str, value: impl Into<Value>) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::step(VISIT, step), value.into());
        self
    }

    fn option(&mut self, option: &str, chosen: bool) -> &mut Self {
        self.inputs.answers.insert(AnswerKey::option(VISIT, "tools", option), chosen.into());
        self
    }

    fn declare(&mut self, step: &str) -> &mut Self {
        let key = AnswerKey::step(VISIT, step);
        let answers = self.inputs.answers.get(&key).map(|value| (key.clone(), value.clone()));
        let answers = answers.into_iter().collect();
        self.inputs.recorded.steps_done.push(StepDone {
            step: step.to_owned(),
            answers,
            by_customer: false,
            lasted_ms: None,
        });
        self
    }

    fn ring(&mut self, attempts: &[(i64, bool)]) -> &mut Self {
        self.inputs.recorded.door_attempts = attempts
            .iter()
            .map(|(second, answered)| DoorAttempt { at: at(second * 1_000), answered: *answered })
            .collect();
        self
    }

    fn quote(&mut self, accepted: Option<bool>) -> &mut Self {
        self.inputs.recorded.quotes.push(QuoteOffered { quote: QuoteId([1; 8]), accepted, more: None });
        self
    }

    fn photo(&mut self, step: &str, role: &str, blob: u8) -> &mut Self {
        let photo =
            Photo { step: step.to_owned(), role: role.to_owned(), blob: BlobId([blob; 32]), pair: None };
        self.inputs.recorded.photos.push(photo);
        self
    }

    fn sign(&mut self, role: &str) -> &mut Self {
        let role = role.to_owned();
        self.inputs.recorded.signatures.push(Signed { role, proxy: false, provisional: false });
        self
    }

    fn towards(&self, outcome: &str) -> Progress<'_> {
        evaluate(&self.checklist, &self.inputs, self, outcome)
    }

    /// Why it cannot be completed, in English.
    fn why_not(&self, outcome: &str) -> Vec<String> {
        told(&self.towards(outcome).why_not_complete())
    }

    fn state(&self, step: &str) -> StepState {
        let view = self.towards("done").view();
        view.steps.into_iter().find(|view| view.id == step).unwrap().state
    }

    fn locks(&self, step: &str) -> Vec<String> {
        told(&self.towards("done").may_start(step).err().unwrap_or_default())
    }
}

fn at(wall_ms: i64) -> TimeEvidence {
    TimeEvidence { wall_ms, boot_ms: wall_ms, boot_id: 7 }
}

fn told(missing: &[Missing]) -> Vec<String> {
    missing.iter().map(|missing| missing.message(&Language::english())).collect()
}

#[test]
fn a_visit_with_nothing_done_tells_everything_in_the_order_of_the_checklist() {
    let visit = Visit::new();
    assert_eq!(
        visit.why_not("done"),
        [
            "Ring: nobody has answered the door yet",
            "Show the quote: no quote shown",
            "Customer agrees: the customer must agree (the quote)",
            "Will you drill? Not answered",
            "Check the belt: not answered",
            "Repair: no work recorded",
            "Repair: 0 of 1 photos (before)",
            "Repair: 0 of 3 photos (after)",
            "Tools: 0 of 2 chosen",
            "Customer accepts: signature missing (the customer, for acceptance)",
        ]
    );
}

#[test]
fn a_complete_visit_misses_nothing() {
    let visit = Visit::complete();
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
    let view = visit.towards("done").view();
    assert!(view.phases.iter().all(|phase| phase.done == phase.required));
    assert_eq!(view.phases.iter().map(|phase| phase.required).collect::<Vec<_>>(), [1, 2, 4, 1]);
}

#[test]
fn work_waits_for_consent() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.quotes.clear();
    assert_eq!(
        visit.locks("repair"),
        ["Show the quote: no quote shown", "Customer agrees: the customer must agree (the quote)"]
    );
    visit.quote(None);
    assert_eq!(visit.locks("repair"), ["Customer agrees: the customer must agree (the quote)"]);
    visit.inputs.recorded.quotes[0].accepted = Some(false);
    assert_eq!(visit.locks("repair"), ["Customer agrees: the customer does not agree (the quote)"]);
    visit.inputs.recorded.quotes[0].accepted = Some(true);
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
    visit.quote(None);
    assert_eq!(visit.locks("repair").len(), 1, "work found later needs its own consent");
}

#[test]
fn a_locked_step_says_what_comes_first() {
    let mut visit = Visit::new();
    visit.answer("drilling", false).answer("belt", true).declare("belt");
    assert!(matches!(visit.state("repair"), StepState::Locked { reasons } if reasons.len() == 2));
    assert!(matches!(visit.state("agree"), StepState::Locked { .. }));
    assert_eq!(visit.state("show_quote"), StepState::Open);
    visit.quote(Some(true));
    assert_eq!(visit.state("agree"), StepState::Done);
    assert_eq!(visit.state("repair"), StepState::Open);
}

#[test]
fn a_conditional_step_is_hidden_until_its_question_is_answered() {
    let mut visit = Visit::complete();
    visit.inputs.answers.remove(&AnswerKey::step(VISIT, "drilling"));
    assert_eq!(visit.state("risk"), StepState::Hidden);
    assert_eq!(visit.why_not("done"), ["Will you drill? Not answered"]);
    assert_eq!(visit.locks("repair"), ["Will you drill? Not answered"], "a gate waits for the answer");
    visit.answer("drilling", false);
    assert_eq!(visit.state("risk"), StepState::NotApplicable);
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
}

#[test]
fn drilling_stays_locked_without_the_risk_signature() {
    let mut visit = Visit::complete();
    visit.answer("drilling", true);
    let missing = "Customer bears the risk: signature missing (the customer, for the risk)";
    assert_eq!(visit.locks("repair"), [missing]);
    assert_eq!(visit.why_not("done"), [missing]);
    visit.sign("customer_risk_consent");
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
}

#[test]
fn a_question_that_nobody_asks_locks_nothing() {
    let mut visit = Visit::complete();
    visit.checklist.steps.retain(|step| step.id != "drilling");
    visit.inputs.answers.remove(&AnswerKey::step(VISIT, "drilling"));
    assert_eq!(visit.state("risk"), StepState::Hidden);
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
}

#[test]
fn good_manners_never_block() {
    let visit = Visit::complete();
    assert_eq!(visit.state("greet"), StepState::Open);
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
}

#[test]
fn a_gate_stands_only_on_the_answers_it_relied_on() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.steps_done.clear();
    assert_eq!(visit.locks("repair"), ["Check the belt: not confirmed as done"]);
    assert_eq!(visit.towards("done").may_finish("belt"), Ok(()));
    visit.declare("belt").answer("belt", false);
    assert_eq!(visit.locks("repair"), ["Check the belt: the belt must hold"]);
    assert!(visit.towards("done").may_finish("belt").is_err());
    visit.answer("belt", true);
    assert_eq!(visit.towards("done").may_start("repair"), Ok(()));
    visit.inputs.recorded.steps_done[0].answers.insert(AnswerKey::step(VISIT, "drilling"), true.into());
    assert_eq!(visit.locks("repair"), ["Check the belt: changed after it was confirmed, confirm it again"]);
}

#[test]
fn one_picture_counts_once() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.photos.pop();
    visit.photo("repair", "after", 3).photo("greet", "after", 9);
    assert_eq!(visit.why_not("done"), ["Repair: 2 of 3 photos (after)"]);
    let view = visit.towards("done").view();
    let repair = view.steps.iter().find(|step| step.id == "repair").unwrap();
    assert_eq!(repair.photos.iter().map(|p| (p.have, p.need)).collect::<Vec<_>>(), [(1, 1), (2, 3)]);
}

#[test]
fn nobody_home_asks_for_patience_a_note_and_a_new_date_and_never_for_a_signature() {
    let mut visit = Visit::new();
    visit.ring(&[(0, false), (4, false), (10, false)]);
    let absent = visit.towards("absent");
    let chinese: Vec<_> =
        absent.why_not_complete().iter().map(|missing| missing.message(&Language::chinese())).collect();
    assert_eq!(
        chinese,
        [
            "敲门：敲门 2/3 次，每次间隔 10 秒",
            "留言：照片（留言条）0/1",
            "Book the next visit：未预约下次上门时间",
        ]
    );
    let states = absent.view().steps;
    let accept = states.iter().find(|step| step.id == "accept").unwrap();
    assert_eq!((&accept.state, accept.required), (&StepState::NotApplicable, false));
    visit.ring(&[(0, false), (10, false), (20, false)]).photo("absent_note", "note", 1);
    visit.inputs.recorded.next_appointed_at_ms = Some(90_000_000);
    assert_eq!(visit.why_not("absent"), Vec::<String>::new());
    assert!(visit.why_not("done").iter().any(|missing| missing.starts_with("Ring:")));
    assert_eq!(visit.state("absent_note"), StepState::NotApplicable, "only in its outcome");
}

#[test]
fn a_declined_quote_asks_for_the_reason_and_for_no_work() {
    let mut visit = Visit::new();
    visit.ring(&[(0, true)]).quote(Some(false));
    assert_eq!(visit.why_not("declined"), ["Why not: not answered"]);
    visit.answer("refusal", "too dear");
    assert_eq!(visit.why_not("declined"), Vec::<String>::new());
}

#[test]
fn a_public_area_is_accepted_by_the_leader() {
    let mut visit = Visit::complete();
    visit.area = "public";
    assert_eq!(
        visit.why_not("done"),
        ["Leader accepts: signature missing (the team leader, for acceptance)"]
    );
    visit.sign("leader_public_accept").inputs.recorded.signatures[1].provisional = true;
    let waiting = "Leader accepts: the signature (the team leader, for acceptance) counts once the steps before it are done";
    assert_eq!(visit.why_not("done"), [waiting], "a provisional signature is not an acceptance");
    visit.sign("leader_public_accept");
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
}

#[test]
fn only_the_roles_named_may_sign_for_an_absent_customer() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.signatures[0].proxy = true;
    visit.sign("technician_hand_in");
    assert_eq!(visit.why_not("done").len(), 1, "nobody signs in the customer's name");
    visit.sign("leader_verify");
    assert_eq!(visit.why_not("done"), Vec::<String>::new());
}

#[test]
fn running_work_is_not_done() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.sessions_running = 1;
    assert_eq!(visit.why_not("done"), ["Repair: work is still running"]);
}

#[test]
fn an_unsatisfied_gate_outside_of_the_outcome_is_named() {
    let mut visit = Visit::new();
    visit.ring(&[(0, true)]).answer("refusal", "no");
    let gated = visit.checklist.steps.iter_mut().find(|step| step.id == "show_quote").unwrap();
    gated.after = vec!["belt".to_owned()];
    assert_eq!(
        visit.why_not("declined"),
        ["Show the quote: no quote shown", "Show the quote: first do \"Check the belt\""]
    );
}

#[test]
fn late_arrival_is_a_finding_and_no_obstacle() {
    let mut visit = Visit::complete();
    visit.inputs.recorded.appointed_at_ms = Some(3_600_000);
    visit.inputs.recorded.arrived = Some(at(3_600_000 - 120_000));
    let progress = visit.towards("done");
    assert!(!progress.punctuality().unwrap().is_hit());
    assert_eq!(progress.why_not_complete(), []);
}

#[test]
fn answers_of_another_visit_do_not_count() {
    let mut visit = Visit::complete();
    visit.inputs.visit = VisitId([1; 8]);
    let missing = visit.why_not("done");
    assert!(missing.contains(&"Tools: 0 of 2 chosen".to_owned()), "{missing:?}");
}

#[test]
fn mistakes_in_a_checklist_are_found_before_it_is_published() {
    let mut checklist = Visit::new().checklist;
    assert_eq!(checklist.problems(), []);
    checklist.steps[0].after = vec!["agree".to_owned()];
    checklist.steps[4].after = vec!["ring".to_owned(), "nothing".to_owned()];
    checklist.steps[1].id = "ring".to_owned();
    checklist.outcomes.get_mut("absent").unwrap().requires =
        Requires::Steps(vec!["accept".to_owned(), "refusal".to_owned()]);
    let found: Vec<_> = checklist.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "steps[0].after: the step waits for itself",
            "steps[1].id: `ring` is there already",
            "steps[4].after: there is no step `nothing`",
            "steps[4].after: the step waits for itself",
            "steps[5].after: the step waits for itself",
            "outcomes.absent.requires: step `accept` is a signature, and this outcome asks for none",
            "outcomes.absent.requires: step `refusal` is not asked in this outcome",
        ]
    );
}

#[test]
fn a_consent_counts_for_the_step_that_asked() {
    let mut visit = Visit::complete();
    let step = visit.checklist.steps.iter_mut().find(|step| step.id == "greet").unwrap();
    step.kind = Kind::Consent { what: "move".to_owned() };
    step.must = Must::Must;
    let decide = |visit: &mut Visit, step: Option<&str>, what: &str, given: bool| {
        let decision = ConsentDecision { step: step.map(str::to_owned), what: what.to_owned(), given };
        visit.inputs.recorded.consents.push(decision);
        visit.why_not("done")
    };
    let asks = ["Greet: the customer must agree (moving things)"];
    assert_eq!(decide(&mut visit, Some("ring"), "move", true), asks);
    assert_eq!(decide(&mut visit, None, "entry", true), asks);
    assert_eq!(decide(&mut visit, None, "move", true), Vec::<String>::new());
    let refused = ["Greet: the customer does not agree (moving things)"];
    assert_eq!(decide(&mut visit, Some("greet"), "move", false), refused, "the later decision stands");
}

#[test]
fn an_entry_or_a_declaration_records_a_step() {
    for kind in [Kind::IdShown, Kind::Note, Kind::Custody, Kind::Parts] {
        let mut visit = Visit::complete();
        let step = visit.checklist.steps.iter_mut().find(|step| step.id == "drilling").unwrap();
        step.kind = kind;
        assert_eq!(visit.why_not("done").len(), 1);
        assert_eq!(visit.towards("done").may_finish("drilling"), Ok(()), "the declaration is what it misses");
        visit.declare("drilling");
        assert_eq!(visit.why_not("done"), Vec::<String>::new());
        visit.inputs.recorded.steps_done.pop();
        visit.inputs.recorded.entries.insert("drilling".to_owned());
        assert_eq!(visit.why_not("done"), Vec::<String>::new());
    }
}
