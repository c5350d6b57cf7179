//! A case of the desk as the desk fills it in: its checklist, who keeps it, how it can go on, and what else is
//! open for its customer.

use doorstep_domain::checklist::{InstanceView, Kind, Missing, Step, StepState, StepView};
use doorstep_domain::expr::Expr;
use doorstep_domain::fact::CaseKind;
use doorstep_domain::id::{InstanceId, VisitId};
use doorstep_domain::value::{AnswerKey, Value};
use serde::Serialize;

use super::source::Reading;
use crate::store::JobRow;

/// The checklist as the desk fills it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeskSheet {
    /// The course that is filled in.
    pub visit: VisitId,
    /// The steps that apply or may still apply, in the order of the checklist.
    pub steps: Vec<DeskStep>,
    /// Whether nothing is missing any more.
    pub ready: bool,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeskStep {
    /// Its id, or the path of a step that is asked for one thing of a group.
    pub step: String,
    /// What people read for its phase.
    pub phase: String,
    /// What people read.
    pub title: String,
    /// How to do it well.
    pub help: Option<String>,
    /// The word for its kind, as packs write it.
    pub kind: &'static str,
    /// What can be chosen.
    pub options: Vec<StepOption>,
    /// The answer, if it is answered with one value.
    pub value: Option<Value>,
    /// The most characters of a text.
    pub max_chars: Option<u32>,
    /// What a call is for.
    pub purpose: Option<String>,
    /// Whether it ends with a declaration that is signed.
    pub gating: bool,
    /// Whether it must be done.
    pub required: bool,
    /// `locked`, `open` or `done`.
    pub state: &'static str,
    /// What it is missing, or what comes before it, in words.
    pub missing: Vec<String>,
    /// Of a group: what one of its things is called.
    pub item: Option<String>,
    /// Of a group: its things, those that were struck out among them.
    pub things: Vec<DeskThing>,
}

/// One thing of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeskThing {
    /// It.
    pub instance: InstanceId,
    /// What people call it.
    pub name: String,
    /// Whether it was struck out.
    pub removed: bool,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepOption {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Whether it is.
    pub chosen: bool,
}

/// A link of the pack that can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnwardLink {
    /// Its id in the service.
    pub link: String,
    /// What people read on the button.
    pub title: String,
    /// What the new case will be, a word of the glossary.
    pub kind: &'static str,
}

/// Who keeps a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// The user's id.
    pub user: String,
    /// The user's name.
    pub name: String,
}

impl Reading<'_> {
    /// The checklist of the current visit, unless it is done on site.
    pub(super) fn desk(&self) -> Option<DeskSheet> {
        let state = self.case.state();
        let kind = state.created.as_ref()?.body.case_kind;
        let pack = self.pack.as_deref().filter(|_| kind != CaseKind::Job)?;
        let (visit, checklist) = (state.current_visit()?, self.case.service(pack).ok()?.checklist);
        let view = self.case.checklist(visit, "done", pack).ok()?;
        let phase = |id: &String| {
            let phase = view.phases.iter().find(|phase| phase.id == *id);
            phase.map_or_else(String::new, |phase| phase.title.get(self.language).to_owned())
        };
        let steps = view.steps.iter().filter_map(|step| {
            Some(DeskStep { phase: phase(&step.phase), ..self.desk_step(step, checklist.step(&step.id)?)? })
        });
        let steps = steps.collect();
        let ready = self.case.why_not(visit, "done", pack).is_ok_and(|missing| missing.is_empty());
        Some(DeskSheet { visit, steps, ready })
    }

    /// How the case can go on by somebody of the office.
    pub(super) fn onward(&self) -> Vec<OnwardLink> {
        let Some(pack) = self.pack.as_deref() else { return Vec::new() };
        let links = self.case.onward(&["office"], pack).into_iter().filter_map(|(rule, link)| {
            let service = pack.services.get(&link.service)?;
            let title = link.title.as_ref().unwrap_or(&service.title).get(self.language).to_owned();
            Some(OnwardLink { link: rule.to_owned(), title, kind: service.case.name() })
        });
        links.collect()
    }

    fn desk_step(&self, view: &StepView, step: &Step<Expr>) -> Option<DeskStep> {
        let told =
            |missing: &[Missing]| missing.iter().map(|missing| missing.message(self.language)).collect();
        let own = || view.missing.iter().map(|missing| missing.what.message(self.language)).collect();
        let (state, missing) = match &view.state {
            StepState::Hidden | StepState::NotApplicable => return None,
            StepState::Locked { reasons } => ("locked", told(reasons)),
            StepState::Open => ("open", own()),
            StepState::Done => ("done", Vec::new()),
        };
        let key = AnswerKey::step(view.answered_in, &view.path);
        Some(DeskStep {
            step: view.path.clone(),
            phase: String::new(),
            title: self.title_of(view),
            help: view.help.as_ref().map(|help| help.get(self.language).to_owned()),
            kind: view.kind,
            options: self.options_of(view, step),
            value: self.document.answers.get(&key).cloned(),
            max_chars: if let Kind::Text { max_chars } = step.kind { Some(max_chars) } else { None },
            purpose: if let Kind::Call { purpose } = &step.kind { Some(purpose.clone()) } else { None },
            gating: step.gating,
            required: view.required,
            state,
            missing,
            item: match &step.kind {
                Kind::Repeat { item, .. } => Some(item.get(self.language).to_owned()),
                _ => None,
            },
            things: self.things_of(view),
        })
    }

    /// What people read for a step: with the thing that it is asked for, if it is one of a group.
    fn title_of(&self, view: &StepView) -> String {
        let title = view.title.get(self.language);
        match &view.instance {
            Some(instance) => format!("{} · {title}", instance.name.get(self.language)),
            None => title.to_owned(),
        }
    }

    fn things_of(&self, view: &StepView) -> Vec<DeskThing> {
        let thing = |instance: &InstanceView| DeskThing {
            instance: instance.id,
            name: instance.name.get(self.language).to_owned(),
            removed: instance.removed,
        };
        view.instances.iter().map(thing).collect()
    }

    fn options_of(&self, view: &StepView, step: &Step<Expr>) -> Vec<StepOption> {
        let answer = |key: AnswerKey| self.document.answers.get(&key);
        let (options, is_multi) = match &step.kind {
            Kind::Choice { options } => (options, false),
            Kind::Multi { options, .. } => (options, true),
            _ => return Vec::new(),
        };
        let is_chosen = |id: &str| match is_multi {
            true => answer(AnswerKey::option(view.answered_in, &view.path, id)) == Some(&Value::Bool(true)),
            false => {
                matches!(answer(AnswerKey::step(view.answered_in, &view.path)), Some(Value::Str(chosen)) if chosen == id)
            }
        };
        let option = |choice: &doorstep_domain::checklist::Choice| StepOption {
            id: choice.id.clone(),
            title: choice.title.get(self.language).to_owned(),
            chosen: is_chosen(&choice.id),
        };
        // What is chosen stays visible when it is not offered any more: it has to be taken back.
        let is_shown = |option: &StepOption| {
            option.chosen || view.offered.as_ref().is_none_or(|offered| offered.contains(&option.id))
        };
        options.iter().map(option).filter(is_shown).collect()
    }

    pub(super) fn owner(&self) -> Option<Owner> {
        let owner = self.case.owner(self.pack.as_deref()?)?;
        Some(Owner { user: owner.user.clone(), name: owner.name.clone() })
    }

    /// Open complaints of the same customer, beside this case: whoever opens one of the customer's jobs sees that
    /// there is something to make good (scenario 23).
    pub(super) fn complaints(&self) -> Vec<JobRow> {
        let Some(created) = self.case.state().created.as_ref() else { return Vec::new() };
        let (customer, kind) = (created.body.customer.card, CaseKind::Complaint.name());
        let rows = self.node.read(|read| read.open_of_customer(customer, kind)).unwrap_or_default();
        rows.into_iter().filter(|row| row.case != self.case.id()).collect()
    }
}
