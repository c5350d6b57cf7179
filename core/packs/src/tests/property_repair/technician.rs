//! A technician who does what the checklist misses, as soon as its gates allow it.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{
    Approval, Call, Checklist, Choice, ConsentDecision, Custody, DoorAttempt, EnteredBy, Kind, Missing,
    Photo, Progress, QuoteOffered, Recorded, Signed, Step, StepDone, VisitInputs, What, WhichVisit, evaluate,
};
use doorstep_domain::expr::{Context, Expr, ExprValue, Name};
use doorstep_domain::fact::CustodyMove;
use doorstep_domain::id::{BlobId, InstanceId, QuoteId, VisitId};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};

const VISIT: VisitId = VisitId([7; 8]);

/// A job as the desk reports it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Job {
    pub(crate) area: &'static str,
    pub(crate) emergency: bool,
    pub(crate) rework: bool,
}

impl Job {
    pub(crate) const HOME: Self = Self { area: "indoor", emergency: false, rework: false };
    pub(crate) const STAIRS: Self = Self { area: "public", ..Self::HOME };

    /// Every combination.
    pub(crate) fn every() -> impl Iterator<Item = Self> {
        let both = [false, true];
        let areas = ["indoor", "public"].into_iter();
        areas.flat_map(move |area| {
            both.into_iter().flat_map(move |emergency| {
                both.into_iter().map(move |rework| Self { area, emergency, rework })
            })
        })
    }
}

/// A visit in the making.
pub(crate) struct Technician<'a> {
    checklist: &'a Checklist<Expr>,
    job: Job,
    service: &'static str,
    /// What every component comes to, where the service has a coverage.
    verdict: &'static str,
    visit_number: i64,
    pub(crate) inputs: VisitInputs,
    /// What is answered to a step where more than one answer is possible; else the first option, and yes.
    choices: BTreeMap<&'static str, Value>,
}

impl Context for Technician<'_> {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let recorded = &self.inputs.recorded;
        match name.as_str() {
            "job.area" => Some(self.job.area.into()),
            "job.emergency" => Some(self.job.emergency.into()),
            "job.rework" => Some(self.job.rework.into()),
            "job.service" => Some(self.service.into()),
            "job.custody" => Some((!recorded.custody.is_empty()).into()),
            "visit.number" => Some(self.visit_number.into()),
            "quote.paid" => (!recorded.quotes.is_empty()).then(|| true.into()),
            "quote.accepted" => recorded.quotes.last()?.accepted.map(ExprValue::from),
            name if name.starts_with("coverage.") => Some(self.verdict.into()),
            name => {
                let step = self.checklist.step(name.strip_prefix("answers.")?)?;
                self.inputs.value_of(self.checklist, step)
            }
        }
    }
}

impl<'a> Technician<'a> {
    pub(crate) fn new(checklist: &'a Checklist<Expr>, job: Job) -> Self {
        let inputs = VisitInputs {
            visit: VISIT,
            first_visit: VISIT,
            answers: BTreeMap::new(),
            recorded: Recorded::default(),
        };
        let choices = BTreeMap::new();
        Self { checklist, job, service: "", verdict: "paid", visit_number: 1, inputs, choices }
    }

    /// For a service that shares its checklist with another.
    pub(crate) fn of(mut self, service: &'static str) -> Self {
        self.service = service;
        self
    }

    /// With a machine that is `covered` instead of paid for.
    pub(crate) fn judged(mut self, verdict: &'static str) -> Self {
        self.verdict = verdict;
        self
    }

    /// On a later visit of the same job, after these decisions about its quotes.
    pub(crate) fn again(mut self) -> Self {
        self.visit_number += 1;
        self.inputs.recorded.custody.iter_mut().for_each(|custody| custody.here = false);
        self
    }

    /// The same job on its next visit: what was recorded of the job stays, what was answered does not.
    pub(crate) fn with_another_visit(mut self) -> Self {
        let recorded = Recorded {
            custody: self.inputs.recorded.custody.clone(),
            quotes: self.inputs.recorded.quotes.clone(),
            ..Recorded::default()
        };
        self.inputs.recorded = recorded;
        self.inputs.answers.clear();
        self.again()
    }

    pub(crate) fn choose(&mut self, step: &'static str, answer: impl Into<Value>) {
        self.choices.insert(step, answer.into());
    }

    /// Will answer this, once asked.
    pub(crate) fn choosing(mut self, step: &'static str, answer: impl Into<Value>) -> Self {
        self.choices.insert(step, answer.into());
        self
    }

    pub(crate) fn towards(&self, outcome: &str) -> Progress<'_> {
        evaluate(self.checklist, &self.inputs, self, outcome)
    }

    /// The steps that miss something, in order and once each.
    pub(crate) fn open_steps(&self, outcome: &str) -> Vec<String> {
        let mut steps: Vec<String> =
            self.towards(outcome).why_not_complete().into_iter().map(|missing| missing.step).collect();
        steps.dedup();
        steps
    }

    /// The steps in whose way something stands.
    pub(crate) fn locks(&self, step: &str) -> Vec<String> {
        let missing = self.towards("done").may_start(step).err().unwrap_or_default();
        missing.into_iter().map(|missing| missing.step).collect()
    }

    /// Does everything that an outcome misses; the steps in the order in which they were done.
    ///
    /// # Panics
    /// If something is missing that can never be done.
    pub(crate) fn finish(&mut self, outcome: &str) -> Vec<String> {
        self.work_until(outcome, |_| false)
    }

    /// Works towards an outcome until one of these steps comes next.
    pub(crate) fn stop_before(&mut self, outcome: &str, steps: &[&str]) -> Vec<String> {
        self.work_until(outcome, |step| steps.contains(&step))
    }

    fn work_until(&mut self, outcome: &str, is_end: impl Fn(&str) -> bool) -> Vec<String> {
        let mut done = Vec::new();
        loop {
            let missing = self.towards(outcome).why_not_complete();
            let Some(next) = missing.iter().find(|missing| self.can_do(missing)) else {
                assert_eq!(missing, [], "after {done:?}");
                return done;
            };
            if is_end(&next.step) {
                return done;
            }
            let next = next.clone();
            self.do_it(&next, outcome);
            if done.last() != Some(&next.step) {
                done.push(next.step);
            }
        }
    }

    /// Whether it can be done now: nobody works, signs or confirms against a gate.
    fn can_do(&self, missing: &Missing) -> bool {
        let towards = self.towards("done");
        match &missing.what {
            What::Confirmation { .. }
            | What::Customer { .. }
            | What::Duration { .. }
            | What::IdShown
            | What::Entry => towards.may_finish(&missing.path()).is_ok(),
            _ => towards.may_start(&missing.path()).is_ok(),
        }
    }

    fn do_it(&mut self, missing: &Missing, outcome: &str) {
        let step = self.checklist.step(&missing.step).unwrap();
        let recorded = &mut self.inputs.recorded;
        match &missing.what {
            What::Answer | What::Options { .. } => self.answer(step, &missing.path()),
            What::Instances { .. } | What::Constraint { .. } if matches!(step.kind, Kind::Repeat { .. }) => {
                self.add_thing(&step.id);
            }
            What::Photos { role, have, .. } => {
                let mut blob = [u8::try_from(*have).unwrap(); 32];
                blob[..step.id.len().min(32)].copy_from_slice(&step.id.as_bytes()[..step.id.len().min(32)]);
                let role = role.clone().unwrap_or_default();
                recorded.photos.push(Photo { step: missing.path(), role, blob: BlobId(blob), pair: None });
            }
            What::DoorAnswered => self.ring(0, true),
            What::DoorAttempts { have, wait_s, .. } => {
                assert_eq!(outcome, "absent");
                self.ring(i64::from(*have) * i64::from(*wait_s), false);
            }
            What::Call { purpose } => recorded.calls.push(Call { purpose: purpose.clone(), reached: true }),
            What::Arrival => recorded.arrived = Some(at(0)),
            What::Consent { to, .. } if to == "quote" => {
                recorded.quotes.iter_mut().for_each(|quote| quote.accepted = Some(true));
            }
            What::Consent { to, .. } => {
                let step = Some(step.id.clone());
                recorded.consents.push(ConsentDecision { step, what: to.clone(), given: true });
            }
            What::Quote => self.offer(1, None),
            What::QuoteOptions { need, .. } => recorded.options = *need,
            What::Work { .. } => recorded.sessions_ended += 1,
            What::Signature { role, .. } => self.sign(&role.clone()),
            What::Workers { need, .. } => recorded.workers = *need,
            What::Custody { moved: CustodyMove::Out } => self.takes_along(),
            What::Custody { .. } => self.brings_back(),
            What::Approval { what, .. } => {
                recorded.approvals.insert(what.clone(), Approval::Given);
            }
            What::Rating => recorded.rated = true,
            What::Customer { .. } if matches!(step.kind, Kind::Rating { .. }) => {
                recorded.rated_by_customer = true;
            }
            What::Appointment { visit: WhichVisit::This } => recorded.appointed_at_ms = Some(0),
            What::Appointment { visit: WhichVisit::Next } => recorded.next_appointed_at_ms = Some(86_400_000),
            What::IdShown
            | What::Entry
            | What::Confirmation { .. }
            | What::Customer { .. }
            | What::Duration { .. } => self.confirm(step, &missing.path()),
            other => panic!("{}: {other:?}", step.id),
        }
    }

    pub(crate) fn ring(&mut self, second: i64, answered: bool) {
        self.inputs.recorded.door_attempts.push(DoorAttempt { at: at(second * 1_000), answered });
    }

    /// One more thing of a group.
    pub(crate) fn add_thing(&mut self, group: &str) {
        let there = self.inputs.answers.keys().filter(|key| key.step_id() == group).count();
        let id = InstanceId([u8::try_from(there).unwrap(); 8]);
        self.inputs.answers.insert(AnswerKey::member(VISIT, group, id), true.into());
    }

    fn takes_along(&mut self) {
        let taken = Custody { here: true, ..Custody::default() };
        self.inputs.recorded.custody.push(taken);
    }

    fn brings_back(&mut self) {
        self.inputs.recorded.custody.iter_mut().for_each(|custody| custody.is_back = true);
    }

    pub(crate) fn offer(&mut self, quote: u8, accepted: Option<bool>) {
        self.inputs.recorded.quotes.push(QuoteOffered { quote: QuoteId([quote; 8]), accepted, more: None });
    }

    pub(crate) fn sign(&mut self, role: &str) {
        let signed = Signed { role: role.to_owned(), proxy: false, provisional: false };
        self.inputs.recorded.signatures.push(signed);
        for custody in &mut self.inputs.recorded.custody {
            custody.signed_out |= role == "customer_custody_out";
            custody.signed_back |= role == "customer_custody_back";
        }
    }

    /// Answers one step, whatever stands in its way.
    pub(crate) fn answer_step(&mut self, step: &str) {
        self.answer(self.checklist.step(step).unwrap(), step);
    }

    fn answer(&mut self, step: &Step<Expr>, path: &str) {
        let chosen = self.choices.get(step.id.as_str()).cloned();
        let first = |options: &[Choice]| options[0].id.as_str().into();
        let value: Value = match &step.kind {
            Kind::Multi { options, .. } => {
                let chosen = chosen.unwrap_or_else(|| self.all_or_none(options));
                for option in options {
                    let is_chosen = chosen == Value::from("all") || chosen == Value::from(option.id.as_str());
                    let key = AnswerKey::option(VISIT, path, &option.id);
                    self.inputs.answers.insert(key, is_chosen.into());
                }
                return;
            }
            Kind::Choice { options } => chosen.unwrap_or_else(|| first(options)),
            Kind::Tick | Kind::YesNo => chosen.unwrap_or_else(|| true.into()),
            Kind::Number { .. } => chosen.unwrap_or_else(|| 20.into()),
            Kind::Text { .. } => chosen.unwrap_or_else(|| "as it should be".into()),
            Kind::Scan => chosen.unwrap_or_else(|| "6901234567892".into()),
            Kind::Date => chosen.unwrap_or_else(|| "2024-06-01".into()),
            other => panic!("{} is {}", step.id, other.name()),
        };
        let value = step.kind.accept(None, &value).unwrap();
        self.inputs.answers.insert(AnswerKey::step(VISIT, path), value);
    }

    /// None, where that can be chosen; else everything, such as all that is packed.
    fn all_or_none(&self, options: &[Choice]) -> Value {
        if options.iter().any(|option| option.id == "none") { "none".into() } else { "all".into() }
    }

    fn confirm(&mut self, step: &Step<Expr>, path: &str) {
        let key = AnswerKey::step(VISIT, path);
        let answers = self.inputs.answers.get(&key).map(|value| (key.clone(), value.clone()));
        let answers = answers.into_iter().collect();
        let by_customer = step.by == EnteredBy::Customer;
        let lasted_ms = step.lasts_s.map(|seconds| seconds * 1_000);
        let done = StepDone { step: path.to_owned(), answers, by_customer, lasted_ms };
        self.inputs.recorded.steps_done.push(done);
    }
}

fn at(ms: i64) -> TimeEvidence {
    TimeEvidence { wall_ms: ms, boot_ms: ms, boot_id: 1 }
}
