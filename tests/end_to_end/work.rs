//! A company with one job for everybody, and random work on it.

use std::sync::Arc;

use doorstep_core::host::Method;
use doorstep_core::{Core, Version};
use doorstep_domain::document::{LineValue, NewLine};
use doorstep_domain::fact::{Appointed, DoorMethod, EntryAdded, Phase};
use doorstep_domain::id::{CaseId, LineId, NoteId, QuoteId, VisitId};
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_tests::world::{Company, Phone, Time, Trouble};
use proptest::prelude::*;
use serde_json::json;

pub(crate) const MORNING_MS: i64 = 1_772_415_000_000;
const QUOTE: QuoteId = QuoteId([7; 8]);
const STEPS: [&str; 4] = ["alone", "badge", "expected_minutes", "survey"];

/// A job that everybody has.
pub(crate) fn new_job(company: &Company, users: &[&str]) -> Result<CaseId, Trouble> {
    let body = json!({
        "pack": company.pack().id,
        "service": "longfor-dispatch",
        "report": "pump leaks",
        "area": "public",
        "customer": { "name": "Block 3" },
        "site": { "address": "pump room", "time_zone": "CST-8" },
        "users": users,
        "start_ms": MORNING_MS + 3_600_000,
    });
    let made = company.desk(Method::Post, "jobs", &body)?;
    company.project()?;
    Ok(serde_json::from_value(made["case"].clone())?)
}

/// Something that somebody does to the job.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Answer { step: usize, value: i64 },
    WriteNote { text: String },
    EditNote { note: usize, at: usize, text: String },
    DeleteNote { note: usize, deleted: bool },
    AddLine { quantity: i64 },
    SetLine { line: usize, quantity: i64 },
    DeleteLine { line: usize, deleted: bool },
    Ring,
    Arrive,
    Appoint { hour: i64 },
    PlanVisit,
    AddEntry,
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let index = || 0..4_usize;
    prop_oneof![
        4 => (index(), 0..3_i64).prop_map(|(step, value)| Act::Answer { step, value }),
        2 => "[a-z]{1,12}".prop_map(|text| Act::WriteNote { text }),
        3 => (index(), 0..20_usize, "[a-z ]{0,6}").prop_map(|(note, at, text)| Act::EditNote { note, at, text }),
        1 => (index(), any::<bool>()).prop_map(|(note, deleted)| Act::DeleteNote { note, deleted }),
        2 => (1..9_i64).prop_map(|quantity| Act::AddLine { quantity }),
        2 => (index(), 1..9_i64).prop_map(|(line, quantity)| Act::SetLine { line, quantity }),
        1 => (index(), any::<bool>()).prop_map(|(line, deleted)| Act::DeleteLine { line, deleted }),
        1 => Just(Act::Ring),
        1 => Just(Act::Arrive),
        2 => (0..8_i64).prop_map(|hour| Act::Appoint { hour }),
        1 => Just(Act::PlanVisit),
        1 => Just(Act::AddEntry),
    ]
}

/// Does it at a version that was on the screen: the newest, or an older one. What the core refuses was not
/// possible, and nothing was written then.
pub(crate) fn perform(core: &Core, case: CaseId, seen: &Version, act: &Act) {
    let job = core.job(case).unwrap();
    let Some(visit) = job.state.current_visit() else { return };
    let note = |index: usize| -> Option<(NoteId, String)> {
        let note = job.notes.get(index % job.notes.len().max(1))?;
        Some((note.id, note.text.clone()))
    };
    let line =
        |index: usize| -> Option<LineId> { job.lines.keys().nth(index % job.lines.len().max(1)).copied() };
    let done = match act {
        Act::Answer { step, value } => core.answer(case, seen, vec![answer(visit, STEPS[*step], *value)]),
        Act::WriteNote { text } => core.add_note(case, seen, visit, text.clone()).map(|(_, version)| version),
        Act::EditNote { note: index, at, text } => match note(*index) {
            Some((id, old)) => core.edit_note(case, seen, id, spliced(&old, *at, text)),
            None => return,
        },
        Act::DeleteNote { note: index, deleted } => match note(*index) {
            Some((id, _)) => core.delete_note(case, seen, id, *deleted),
            None => return,
        },
        Act::AddLine { quantity } => {
            core.add_line(case, seen, new_line(visit, *quantity)).map(|(_, version)| version)
        }
        Act::SetLine { line: index, quantity } => match line(*index) {
            Some(id) => core.set_line(case, seen, id, vec![LineValue::Quantity((*quantity).into())]),
            None => return,
        },
        Act::DeleteLine { line: index, deleted } => match line(*index) {
            Some(id) => core.delete_line(case, seen, id, *deleted),
            None => return,
        },
        Act::Ring => core.attempt_door(case, seen, visit, DoorMethod::Bell, false),
        Act::Arrive => core.enter_phase(case, seen, visit, Phase::Arrived),
        Act::Appoint { hour } => {
            let start_ms = MORNING_MS + hour * 3_600_000;
            core.appoint(case, seen, Appointed { visit, start_ms, end_ms: None, reason: None })
        }
        Act::PlanVisit => {
            core.plan_visit(case, seen, "more".to_owned(), Some(visit)).map(|(_, version)| version)
        }
        Act::AddEntry => core.add_entry(case, seen, entry()),
    };
    match done {
        Ok(_) | Err(doorstep_core::Error::Rejected(_)) => {}
        Err(error) => panic!("{act:?}: {error}"),
    }
}

fn answer(visit: VisitId, step: &str, value: i64) -> (AnswerKey, Option<Value>) {
    let value = match (step, value) {
        (_, 0) => None,
        ("alone" | "badge", value) => Some(Value::Bool(value == 1)),
        ("survey", value) => Some(Value::Str(format!("seal {value}"))),
        (_, value) => Some(Value::Int(value)),
    };
    (AnswerKey::step(visit, step), value)
}

fn spliced(old: &str, at: usize, text: &str) -> String {
    let at = at.min(old.len());
    format!("{}{text}{}", &old[..at], &old[(at + 1).min(old.len())..])
}

pub(crate) fn new_line(visit: VisitId, quantity: i64) -> NewLine {
    let (item, what) = (Some("tap".to_owned()), "tap".to_owned());
    NewLine { quote: QUOTE, visit, item, what, quantity: quantity.into(), cost: None }
}

fn entry() -> EntryAdded {
    let word = || "words".to_owned();
    EntryAdded {
        place: word(),
        contact: word(),
        content: word(),
        attitude: word(),
        plan: word(),
        phone: None,
        person: None,
    }
}

/// A company, its job, and technicians who have it.
pub(crate) struct Crew {
    pub(crate) phones: Vec<Phone>,
    pub(crate) desk: Phone,
    pub(crate) company: Arc<Company>,
    pub(crate) time: Time,
    pub(crate) case: CaseId,
}

impl Crew {
    pub(crate) fn of(names: &[&str], over_http: bool) -> Self {
        let time = Time::starting_at(MORNING_MS);
        let company = Company::found("property-repair", &time, over_http).unwrap();
        let case = new_job(&company, names).unwrap();
        let desk = company.phone("desk", &["office"]).unwrap();
        let role = |name: &str| if name == "lin" { "leader" } else { "technician" };
        let phones = names.iter().map(|name| company.phone(name, &[role(name)]).unwrap()).collect();
        let crew = Self { phones, desk, company: Arc::new(company), time, case };
        crew.everybody_syncs();
        crew
    }

    pub(crate) fn everybody_syncs(&self) {
        for _ in 0..3 {
            for phone in self.phones.iter().chain([&self.desk]) {
                phone.sync().unwrap();
                self.company.project().unwrap();
            }
        }
    }
}
