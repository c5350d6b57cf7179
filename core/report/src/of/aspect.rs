//! Questions and their answers in words.

use doorstep_domain::document::{Field, LineField};
use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_domain::fold::{Aspect, AspectValue, Settled};
use doorstep_domain::id::{LineId, VisitId};
use doorstep_domain::value::Value;

use super::Builder;
use crate::words::{self, Word};

impl Builder<'_> {
    /// What an aspect asks.
    pub(super) fn question(&self, aspect: &Aspect) -> String {
        let of_visit =
            |word: Word, visit: &VisitId| format!("{} · {}", self.tongue.say(word), self.visit_name(*visit));
        match aspect {
            Aspect::Outcome => self.tongue.say(words::RESULT).to_owned(),
            Aspect::Phase(visit) => of_visit(words::STATE, visit),
            Aspect::Appointment(visit) => of_visit(words::APPOINTMENT, visit),
            Aspect::Escalation(visit) => of_visit(words::ESCALATION, visit),
            Aspect::Assignment(visit) => of_visit(words::TECHNICIANS, visit),
            Aspect::Consent(_) => self.tongue.say(words::CONSENT_TO_QUOTE).to_owned(),
            Aspect::Pin(_) => self.tongue.say(words::PRICES_FROM).to_owned(),
            Aspect::Choice(_) => self.tongue.say(words::CHOICE).to_owned(),
            Aspect::Checklist(visit) => of_visit(words::CHECKLIST_OF, visit),
            Aspect::Approval(what) => {
                format!("{} · {}", self.tongue.say(words::APPROVAL), self.approval(what))
            }
            Aspect::Archive => self.tongue.say(words::ARCHIVED).to_owned(),
        }
    }

    /// `Visit 2`
    pub(super) fn visit_name(&self, visit: VisitId) -> String {
        let number = self.source.case.state().visits.get(&visit).map(|visit| visit.number.to_string());
        format!("{} {}", self.tongue.say(words::VISIT), number.unwrap_or_default())
    }

    pub(super) fn value(&self, value: &AspectValue) -> String {
        match value {
            AspectValue::Outcome(outcome) => self.tongue.say(words::outcome(outcome)).to_owned(),
            AspectValue::Phase(phase, outcome) => self.phase(*phase, *outcome),
            AspectValue::Appointment(start, end) => self.window(*start, *end),
            AspectValue::Assignment(users) => {
                let names: Vec<String> = users.iter().map(|user| self.user_name(user)).collect();
                names.join(self.tongue.separator())
            }
            AspectValue::Pin(prices) => {
                let book = self.source.pack.price_book(*prices);
                book.map_or_else(|| prices.to_string(), |book| self.text(&book.title).to_owned())
            }
            AspectValue::Chosen(quote) => self.quote_name(*quote),
            AspectValue::Pack(pack) => pack.to_string(),
            AspectValue::Yes(yes) => self.yes_no(*yes).to_owned(),
        }
    }

    pub(super) fn phase(&self, phase: Phase, outcome: Option<VisitOutcome>) -> String {
        let phase = self.tongue.say(words::phase(phase));
        match outcome {
            Some(outcome) => format!("{phase} · {}", self.tongue.say(words::visit_outcome(outcome))),
            None => phase.to_owned(),
        }
    }

    pub(super) fn window(&self, start_ms: i64, end_ms: Option<i64>) -> String {
        crate::clock::window(&self.zone, start_ms, end_ms)
    }

    pub(super) fn yes_no(&self, yes: bool) -> &'static str {
        self.tongue.say(if yes { words::YES } else { words::NO })
    }

    /// The settled value of an aspect.
    pub(super) fn settled(&self, aspect: &Aspect) -> Option<Settled<AspectValue>> {
        let state = self.source.case.state();
        let visit = |visit: &VisitId| state.visits.get(visit);
        match aspect {
            Aspect::Outcome => state.outcome.clone().map(|settled| with(settled, AspectValue::Outcome)),
            Aspect::Phase(id) => {
                let phase = visit(id)?.phase.clone();
                phase.map(|settled| with(settled, |(phase, outcome)| AspectValue::Phase(phase, outcome)))
            }
            Aspect::Appointment(id) => {
                let appointment = visit(id)?.appointment.clone();
                appointment.map(|settled| with(settled, |(start, end)| AspectValue::Appointment(start, end)))
            }
            Aspect::Consent(quote) => {
                let consent = state.quotes.get(quote)?.consent.clone();
                consent.map(|settled| with(settled, AspectValue::Yes))
            }
            Aspect::Approval(what) => {
                state.approvals.get(what).cloned().map(|settled| with(settled, AspectValue::Yes))
            }
            Aspect::Checklist(id) => {
                visit(id)?.checklist.clone().map(|settled| with(settled, AspectValue::Pack))
            }
            Aspect::Archive => state.archived.clone().map(|settled| with(settled, AspectValue::Yes)),
            Aspect::Escalation(_) | Aspect::Assignment(_) | Aspect::Pin(_) | Aspect::Choice(_) => None,
        }
    }

    /// What a field of the document asks.
    pub(super) fn field(&self, field: &Field) -> String {
        match field {
            Field::Answer(key) => {
                let step = key.path().split('#').next().unwrap_or_default();
                format!("{} · {}", self.step_title(key.visit(), step), self.visit_name(key.visit()))
            }
            Field::Line(line, part) => {
                format!("{} · {}", self.line_name(*line), self.tongue.say(words::line_field(*part)))
            }
            Field::NoteText(_) | Field::NoteVisit(_) | Field::NoteDeleted(_) => {
                self.tongue.say(words::NOTE).to_owned()
            }
            Field::Correction(name) => {
                let known = words::correction_named(name).map(|word| self.tongue.say(word));
                format!("{} · {}", self.tongue.say(words::CORRECTION), known.unwrap_or(name))
            }
        }
    }

    fn line_name(&self, line: LineId) -> String {
        let view = self.source.case.document();
        let what = view.lines.get(&line).map(|line| match &line.item {
            Some(code) => self.item_name(code),
            None => line.what.clone(),
        });
        what.unwrap_or_else(|| self.tongue.say(words::ITEM).to_owned())
    }

    fn item_name(&self, code: &str) -> String {
        let books = self.source.pack.price_books.values();
        let item = books.filter_map(|book| book.items.get(code)).next();
        item.map_or_else(|| code.to_owned(), |item| self.text(&item.title).to_owned())
    }

    /// A value of the document as somebody wrote it; struck out and cleared have their own words.
    pub(super) fn written(&self, field: &Field, value: Option<&Value>) -> String {
        match (field, value) {
            (_, None) => self.tongue.say(words::CLEARED).to_owned(),
            (Field::Line(_, LineField::Deleted) | Field::NoteDeleted(_), Some(Value::Bool(true))) => {
                self.tongue.say(words::STRUCK_OUT).to_owned()
            }
            (_, Some(Value::Bool(yes))) => self.yes_no(*yes).to_owned(),
            (Field::Answer(key), Some(value)) => self.choice(key.path(), &value.to_string()),
            (Field::Line(_, LineField::Item), Some(Value::Str(code))) => self.item_name(code),
            (_, Some(value)) => value.to_string(),
        }
    }

    /// The title of a chosen option; other answers as they are.
    fn choice(&self, step: &str, value: &str) -> String {
        use doorstep_domain::checklist::Kind;
        let kind = self.step(step).map(|step| &step.kind);
        let Some(Kind::Choice { options }) = kind else { return value.to_owned() };
        let option = options.iter().find(|option| option.id == value);
        option.map_or_else(|| value.to_owned(), |option| self.text(&option.title).to_owned())
    }
}

fn with<T, U>(settled: Settled<T>, wrap: impl FnOnce(T) -> U) -> Settled<U> {
    let Settled { value, fact, who, at } = settled;
    Settled { value: wrap(value), fact, who, at }
}
