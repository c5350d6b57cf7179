//! Jobs of every service, worked to each of their ends along the paths that the linter found.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::checklist::{
    Approval, Call, Checklist, ConsentDecision, Custody, DoorAttempt, EnteredBy, Kind, Missing, Photo,
    Progress, QuoteOffered, Recorded, Signed, Step, StepDone, VisitInputs, What, WhichVisit, evaluate,
};
use doorstep_domain::expr::{Context, Expr, ExprValue, Name, Scalar};
use doorstep_domain::fact::CustodyMove;
use doorstep_domain::id::{BlobId, InstanceId, QuoteId, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value, path_inside};

use crate::lint::{Path, Situation, paths};

const VISIT: VisitId = VisitId([7; 8]);

/// More things than any checklist asks for.
const MANY: usize = 5_000;

/// Works every path that the linter found in every service.
pub(super) fn every_path(pack: &Pack) -> Result<(), String> {
    for (id, service) in &pack.services {
        let checklist = &pack.checklists[&service.checklist];
        for path in paths(id, checklist, &service.timing) {
            Walk::new(checklist, &path).finish().map_err(|why| format!("{id}, {}: {why}", path.outcome))?;
        }
    }
    Ok(())
}

struct Walk<'a> {
    checklist: &'a Checklist<Expr>,
    path: &'a Path<'a>,
    inputs: VisitInputs,
}

impl<'a> Walk<'a> {
    fn new(checklist: &'a Checklist<Expr>, path: &'a Path<'a>) -> Self {
        let mut answers = BTreeMap::new();
        for step in &checklist.steps {
            if let Some(value) = path.situation.values.get(&format!("answers.{}", step.id)) {
                for path in paths_of(step, &path.situation) {
                    answers.extend(answers_of((path.as_str(), step), value));
                }
            }
        }
        let recorded = Recorded { custody: taken_before(&path.situation), ..Recorded::default() };
        Self { checklist, path, inputs: VisitInputs { visit: VISIT, first_visit: VISIT, answers, recorded } }
    }

    /// Does whatever is missing, as soon as its gates allow it.
    fn finish(&mut self) -> Result<(), String> {
        let mut last = None;
        for _ in 0..MANY {
            let judged = Judged(self);
            let progress = evaluate(self.checklist, &self.inputs, &judged, self.path.outcome);
            let open = progress.why_not_complete();
            if open.is_empty() {
                return Ok(());
            }
            // An earlier step that the outcome does not ask for by itself is named by whom it holds up.
            let earlier =
                open.iter().filter_map(|missing| progress.may_start(&missing.path()).err()).flatten();
            let next = open.iter().cloned().chain(earlier).find(|missing| can_do(&progress, missing));
            let next = next.ok_or_else(|| format!("stuck at {open:?}"))?;
            self.do_it(&next)?;
            last = Some(next);
        }
        Err(format!("never ends with {last:?}"))
    }

    fn do_it(&mut self, missing: &Missing) -> Result<(), String> {
        let step = self.checklist.step(&missing.step).ok_or_else(|| format!("no step {}", missing.step))?;
        let recorded = &mut self.inputs.recorded;
        match &missing.what {
            What::Photos { role, have, .. } => {
                let blob = photo_of(&missing.path(), *have);
                recorded.photos.push(Photo {
                    step: missing.path(),
                    role: role.clone().unwrap_or_default(),
                    blob,
                    pair: None,
                });
            }
            What::DoorAnswered => recorded.door_attempts.push(DoorAttempt { at: at(0), answered: true }),
            What::DoorAttempts { have, wait_s, .. } => {
                let second = i64::from(*have) * i64::from(*wait_s);
                recorded.door_attempts.push(DoorAttempt { at: at(second * 1_000), answered: false });
            }
            What::Call { purpose } => recorded.calls.push(Call { purpose: purpose.clone(), reached: true }),
            What::Arrival => recorded.arrived = Some(at(0)),
            What::Consent { to, .. } if to == "quote" => accept_quote(recorded),
            What::Consent { to, .. } => {
                let step = Some(step.id.clone());
                recorded.consents.push(ConsentDecision { step, what: to.clone(), given: true });
            }
            What::Quote => {
                recorded.quotes.push(QuoteOffered { quote: QuoteId([1; 8]), accepted: None, more: None });
            }
            What::QuoteOptions { need, .. } => recorded.options = *need,
            What::Work { .. } => recorded.sessions_ended += 1,
            What::Signature { role, .. } => sign(recorded, role),
            What::Workers { need, .. } => recorded.workers = *need,
            What::Custody { moved: CustodyMove::Out } => {
                recorded.custody.push(Custody { here: true, ..Custody::default() });
            }
            What::Custody { .. } => recorded.custody.iter_mut().for_each(|custody| custody.is_back = true),
            What::Rating => recorded.rated = true,
            What::Appointment { visit: WhichVisit::This } => recorded.appointed_at_ms = Some(0),
            What::Appointment { visit: WhichVisit::Next } => recorded.next_appointed_at_ms = Some(86_400_000),
            What::Approval { what, .. } => {
                recorded.approvals.insert(what.clone(), Approval::Given);
            }
            What::Customer { .. } if matches!(step.kind, Kind::Rating { .. }) => {
                recorded.rated_by_customer = true;
            }
            What::IdShown
            | What::Entry
            | What::Confirmation { .. }
            | What::Customer { .. }
            | What::Duration { .. }
            | What::Coverage => self.confirm(step, &missing.path()),
            other => return Err(format!("{} asks for {other:?}, which the linter did not find", step.id)),
        }
        Ok(())
    }

    fn confirm(&mut self, step: &Step<Expr>, path: &str) {
        let answers = &self.inputs.answers;
        let own = answers.iter().filter(|(key, _)| key.path().split('#').next() == Some(path));
        let own = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        self.inputs.recorded.steps_done.push(StepDone {
            step: path.to_owned(),
            answers: own,
            by_customer: step.by == EnteredBy::Customer,
            lasted_ms: step.lasts_s.map(|seconds| seconds * 1_000),
        });
    }
}

/// Whether it can be done now: nobody works, signs or confirms against a gate.
fn can_do(progress: &Progress<'_>, missing: &Missing) -> bool {
    match &missing.what {
        What::Confirmation { .. } | What::IdShown | What::Entry => {
            progress.may_finish(&missing.path()).is_ok()
        }
        What::EarlierStep { .. } => false,
        _ => progress.may_start(&missing.path()).is_ok(),
    }
}

/// What the linter knows of a job, with a verdict on everything: what a coverage comes to is judged elsewhere.
struct Judged<'a>(&'a Walk<'a>);

impl Context for Judged<'_> {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let Walk { checklist, path, inputs } = self.0;
        let step = name.within("answers").and_then(|step| checklist.step(step));
        if let Some(step) = step.filter(|step| step.is_of_group()) {
            return inputs.value_of(checklist, step);
        }
        let verdict = || name.within("coverage").map(|_| "covered".into());
        path.situation.get(name).or_else(verdict)
    }
}

/// What an earlier visit took along, if the facts of the job say that one did.
fn taken_before(situation: &Situation) -> Vec<Custody> {
    let says = |name: &str| situation.values.get(name) == Some(&true.into());
    let is_out = says("job.custody_out");
    let taken = Custody { is_back: !is_out, signed_out: true, signed_back: !is_out, ..Custody::default() };
    if is_out || says("job.custody") { vec![taken] } else { Vec::new() }
}

fn accept_quote(recorded: &mut Recorded) {
    if recorded.quotes.is_empty() {
        recorded.quotes.push(QuoteOffered { quote: QuoteId([1; 8]), accepted: None, more: None });
    }
    recorded.quotes.iter_mut().for_each(|quote| quote.accepted = Some(true));
}

fn sign(recorded: &mut Recorded, role: &str) {
    recorded.signatures.push(Signed { role: role.to_owned(), proxy: false, provisional: false });
    for custody in &mut recorded.custody {
        custody.signed_out |= role == "customer_custody_out";
        custody.signed_back |= role == "customer_custody_back";
    }
}

/// A picture of its own for every one that a step asks for.
fn photo_of(step: &str, have: u32) -> BlobId {
    let mut id = [0; 32];
    for (at, byte) in step.bytes().chain(have.to_be_bytes()).enumerate() {
        id[at % 32] ^= byte.wrapping_add(u8::try_from(at).unwrap_or(u8::MAX));
    }
    BlobId(id)
}

/// Where a step is asked: in each thing of its group, as many as the linter tried.
fn paths_of(step: &Step<Expr>, situation: &Situation) -> Vec<String> {
    let Some(group) = &step.each else { return vec![step.id.clone()] };
    match situation.values.get(&format!("answers.{group}")) {
        Some(ExprValue::List(things)) => {
            (0..things.len()).map(|thing| path_inside(group, thing_id(thing), &step.id)).collect()
        }
        _ => Vec::new(),
    }
}

fn thing_id(number: usize) -> InstanceId {
    InstanceId([u8::try_from(number).unwrap_or(u8::MAX); 8])
}

/// The answers in the document that give a step this value.
fn answers_of((path, step): (&str, &Step<Expr>), value: &ExprValue) -> Vec<(AnswerKey, Value)> {
    match (&step.kind, value) {
        (Kind::Repeat { .. }, ExprValue::List(things)) => (0..things.len())
            .map(|thing| (AnswerKey::member(VISIT, &step.id, thing_id(thing)), Value::Bool(true)))
            .collect(),
        (Kind::Multi { options, .. }, ExprValue::List(chosen)) => options
            .iter()
            .map(|option| {
                let is_chosen = chosen.contains(&Scalar::Str(option.id.clone()));
                (AnswerKey::option(VISIT, path, &option.id), Value::Bool(is_chosen))
            })
            .collect(),
        (_, ExprValue::Scalar(scalar)) => vec![(AnswerKey::step(VISIT, path), answer(scalar))],
        _ => Vec::new(),
    }
}

fn answer(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Int(value) | Scalar::Duration(value) => Value::Int(*value),
        Scalar::Decimal(value) => Value::Str(value.trimmed().to_string()),
        Scalar::Str(value) => Value::Str(value.clone()),
        Scalar::Date(value) => Value::Str(NaiveDate::to_string(value)),
    }
}

fn at(ms: i64) -> TimeEvidence {
    TimeEvidence { wall_ms: ms, boot_ms: ms, boot_id: 1 }
}
