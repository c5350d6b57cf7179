//! Ticks and answers of the checklist.

use doorstep_domain::checklist::{Checklist, Kind, StepState};
use doorstep_domain::expr::Expr;
use doorstep_domain::id::VisitId;
use doorstep_domain::value::{AnswerKey, Value};

use super::super::stage::Stage;
use super::Screen;
use crate::scenario::{Answer, Held};
use crate::world::Trouble;

impl Stage<'_> {
    /// An answer as the checklist of a service keeps it, by the path of the step.
    pub(in crate::tell) fn values(
        &self,
        service: &str,
        visit: VisitId,
        step: &str,
        answer: &Answer,
    ) -> Result<Vec<(AnswerKey, Option<Value>)>, Trouble> {
        let parts = self.company.pack().pack.service(service).ok_or("no such service")?;
        let kind = &parts.checklist.step_at(step).ok_or_else(|| no_step(step, parts.checklist))?.kind;
        let one = |value| Ok(vec![(AnswerKey::step(visit, step), Some(value))]);
        match (kind, answer) {
            (Kind::Tick | Kind::YesNo, Answer::Bool(yes)) => one(Value::Bool(*yes)),
            (Kind::Tick | Kind::YesNo, Answer::Text(text)) if text == "yes" || text == "no" => {
                one(Value::Bool(text == "yes"))
            }
            (Kind::Number { .. }, Answer::Int(number)) => one(Value::Int(*number)),
            (Kind::Multi { .. }, Answer::Options(options)) => {
                let chosen = options.iter().map(|o| (AnswerKey::option(visit, step, o), Some(true.into())));
                Ok(chosen.collect())
            }
            (_, Answer::Text(text)) => one(Value::Str(text.clone())),
            (kind, _) => Err(format!("`{step}` is not answered like this: it is `{}`", kind.name()).into()),
        }
    }
}

/// The service that the case follows.
pub(super) fn service_of<'a>(screen: &'a Screen<'_>) -> Result<&'a str, Trouble> {
    Ok(&screen.job.state.created.as_ref().ok_or("the job was never created")?.body.service)
}

fn no_step(step: &str, checklist: &Checklist<Expr>) -> String {
    let known: Vec<&str> = checklist.steps.iter().map(|step| step.id.as_str()).collect();
    format!("the checklist has no step `{step}`; it has: {}", known.join(", "))
}

pub(super) fn tick(screen: &Screen<'_>, step: &str) -> Result<(), Trouble> {
    let answer = (AnswerKey::step(screen.visit, step), Some(Value::Bool(true)));
    let core = screen.phone.core()?;
    let version = core.answer(screen.case, &screen.seen, vec![answer])?;
    let checklists = core.checklists(screen.case)?;
    let definition = checklists.iter().rev().find_map(|checklist| checklist.step_at(step));
    if definition.ok_or_else(|| format!("the checklist has no step `{step}`"))?.gating {
        core.finish_step(screen.case, &version, screen.visit, step)?;
    }
    Ok(())
}

/// A step that takes its time.
pub(super) fn hold_up(screen: &Screen<'_>, held: &Held) -> Result<(), Trouble> {
    let lasted_ms = held.seconds * 1_000;
    screen.phone.core()?.finish_timed_step(screen.case, &screen.seen, screen.visit, &held.step, lasted_ms)?;
    Ok(())
}

pub(super) fn finish(screen: &Screen<'_>, step: &str) -> Result<(), Trouble> {
    screen.phone.core()?.finish_step(screen.case, &screen.seen, screen.visit, step)?;
    Ok(())
}

/// Ticking one step may open the next one.
pub(super) fn tick_all(mut screen: Screen<'_>) -> Result<(), Trouble> {
    let core = screen.phone.core()?.clone();
    let mut ticked = Vec::new();
    loop {
        let checklist = core.checklist(screen.case, screen.visit, "done")?;
        let open = checklist.steps.iter().find(|step| {
            step.kind == "tick"
                && step.required
                && step.state == StepState::Open
                && !ticked.contains(&step.path)
        });
        let Some(open) = open else { return Ok(()) };
        screen.seen = core.job(screen.case)?.version;
        tick(&screen, &open.path)?;
        ticked.push(open.path.clone());
    }
}
