//! A completing path: for every service, every kind of job and every outcome there are answers with which a
//! visit can end so.
//!
//! Steps are taken in an order that respects `after` and what conditions read. For each the search
//! tries the values that its kind and the expressions of the checklist suggest, and goes back when a
//! constraint cannot be met.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Checklist, Kind, Must, Outcome, Requires, Step};
use doorstep_domain::coverage::Verdict;
use doorstep_domain::expr::{Context, EvalError, Expr, ExprValue, Name, Node, Scalar};
use doorstep_domain::timer::{Event, Timer, TimerState, Timing};

use super::candidates::{A_DAY, A_TIME, candidates, suggestions};
use super::gates::{Waits, order_of_steps};
use crate::report::LintReport;
use crate::source::checklist_file;

/// The most steps that one search takes; a checklist of 200 steps without dead ends takes 200.
const MAX_STEPS: usize = 20_000;

/// Components that get every verdict independently of each other. With more of them the others go together,
/// because three verdicts for each are soon too many situations.
const COMPONENTS_VARIED: usize = 4;

/// Checks one service's checklist.
pub(crate) fn check(
    service: &str,
    name: &str,
    checklist: &Checklist<Expr>,
    timing: &Timing<Expr>,
    report: &mut LintReport,
) {
    let file = checklist_file(name);
    let waits: Vec<Waits<'_>> =
        checklist.steps.iter().map(|step| (step.id.as_str(), waits_for(step, timing))).collect();
    let order = match order_of_steps(&waits) {
        Ok(order) => order,
        Err(circle) => {
            let reason = format!("these steps wait for each other: {}", circle.join(" -> "));
            return report.add(&file, "steps", reason);
        }
    };
    let order: Vec<&Step<Expr>> = order.into_iter().filter_map(|id| checklist.step(id)).collect();
    let suggested = suggestions(checklist);
    for (outcome, Outcome { requires, .. }) in &checklist.outcomes {
        for situation in situations(service, checklist) {
            let mut search = Search::new(&order, (outcome.as_str(), requires), &suggested, situation);
            if !search.can_complete(0) {
                return report.add(&file, "steps", search.explain(service));
            }
        }
    }
}

/// A way to an end of a visit: the facts of the job, and the answers found.
#[cfg(test)]
pub(crate) struct Path<'a> {
    pub(crate) outcome: &'a str,
    pub(crate) situation: Situation,
}

/// Every way that [`check`] finds.
#[cfg(test)]
pub(crate) fn paths<'a>(
    service: &str,
    checklist: &'a Checklist<Expr>,
    timing: &Timing<Expr>,
) -> Vec<Path<'a>> {
    let waits: Vec<Waits<'_>> =
        checklist.steps.iter().map(|step| (step.id.as_str(), waits_for(step, timing))).collect();
    let order = order_of_steps(&waits).unwrap_or_default();
    let order: Vec<&Step<Expr>> = order.into_iter().filter_map(|id| checklist.step(id)).collect();
    let suggested = suggestions(checklist);
    let mut found = Vec::new();
    for (outcome, Outcome { requires, .. }) in &checklist.outcomes {
        for situation in situations(service, checklist) {
            let mut search = Search::new(&order, (outcome.as_str(), requires), &suggested, situation);
            if search.can_complete(0) {
                found.push(Path { outcome, situation: search.situation });
            }
        }
    }
    found
}

/// The steps that must be decided before this one: its gates, and what its conditions read, also through timers.
fn waits_for<'a>(step: &'a Step<Expr>, timing: &'a Timing<Expr>) -> Vec<&'a str> {
    let timers = conditions(step).filter_map(|name| name.within("timers"));
    let timers = timers.filter_map(|id| timing.timers.iter().find(|timer| timer.id == id));
    let behind_timers = timers.flat_map(behind);
    let before = step.after.iter().chain(&step.each).map(String::as_str);
    before.chain(read_by(step)).chain(behind_timers).collect()
}

/// The steps on which it depends what becomes of a timer.
fn behind(timer: &Timer<Expr>) -> Vec<&str> {
    let events = [&timer.from].into_iter().chain(&timer.until).chain(&timer.pauses).chain(&timer.extended_by);
    let by_event = events.filter_map(|event| match event {
        Event::Step(step) | Event::Answer(step) => Some(step.as_str()),
        _ => None,
    });
    let conditions = timer.limits.iter().filter_map(|limit| limit.when.as_ref()).chain(&timer.when);
    let read = conditions.flat_map(|condition| names(condition.root()));
    by_event.chain(read.filter_map(|name| name.within("answers"))).collect()
}

/// The names that decide whether a step is asked or required, and what it offers. Its own answer may make it required: an answer that need
/// not be given has to be right once it is.
fn conditions(step: &Step<Expr>) -> impl Iterator<Item = &Name> {
    let own = move |name: &&Name| name.within("answers") == Some(step.id.as_str());
    let asked = step.when.iter().flat_map(|condition| names(condition.root()));
    let required = step.required.iter().flat_map(|condition| names(condition.root()));
    let offered = step.offered.iter().flat_map(|offer| names(offer.when.root()));
    asked.chain(required.filter(move |name| !own(name))).chain(offered)
}

/// The steps whose answers decide whether this one is asked or required, and what it offers.
pub(super) fn read_by(step: &Step<Expr>) -> Vec<&str> {
    conditions(step).filter_map(|name| name.within("answers")).chain(step.each.as_deref()).collect()
}

/// Every name below a node, borrowed from it.
fn names(node: &Node) -> Vec<&Name> {
    match node {
        Node::Read(name) | Node::Has(name) => vec![name],
        Node::Literal(_) | Node::Item => Vec::new(),
        Node::List(nodes) | Node::Call(_, nodes) => nodes.iter().flat_map(names).collect(),
        Node::Matches(text, _) => names(text),
        Node::Each(_, parts) => names(&parts.0).into_iter().chain(names(&parts.1)).collect(),
    }
}

/// What a search knows: the kind of job, and the answers given so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Situation {
    pub(crate) values: BTreeMap<String, ExprValue>,
    /// The names that differ between situations.
    varied: Vec<String>,
}

impl Context for Situation {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.values.get(name.as_str()).cloned()
    }
}

/// What the conditions of one step read. A group is searched as if all of its things were alike: inside, an answer
/// is that of one, and outside the list of as many as there are.
struct Read<'a> {
    situation: &'a Situation,
    groups: &'a BTreeMap<&'a str, &'a Step<Expr>>,
    inside: Option<&'a str>,
}

impl Context for Read<'_> {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let value = self.situation.get(name);
        let step = name.within("answers").and_then(|step| self.groups.get(step));
        match step.map(|step| (&step.kind, step.each.as_deref())) {
            Some((Kind::Repeat { .. }, _)) => value.or(Some(ExprValue::List(Vec::new()))),
            Some((_, Some(group))) if self.inside != Some(group) => {
                let own = match value {
                    Some(ExprValue::Scalar(scalar)) => Some(scalar),
                    _ => None,
                };
                let count = self.situation.things(group);
                Some(ExprValue::List(own.into_iter().flat_map(|own| vec![own; count]).collect()))
            }
            _ => value,
        }
    }
}

impl Situation {
    /// How many things a group has.
    fn things(&self, group: &str) -> usize {
        match self.values.get(&format!("answers.{group}")) {
            Some(ExprValue::List(things)) => things.len(),
            _ => 0,
        }
    }
}

/// Every combination of the facts of a job that the checklist asks about.
pub(super) fn situations(service: &str, checklist: &Checklist<Expr>) -> Vec<Situation> {
    let read: BTreeSet<Name> = checklist.expressions().iter().flat_map(|(_, expr)| expr.reads()).collect();
    let varied: [(&str, [ExprValue; 2]); 8] = [
        ("job.area", ["indoor".into(), "public".into()]),
        ("job.emergency", [false.into(), true.into()]),
        ("job.rework", [false.into(), true.into()]),
        ("job.custody", [false.into(), true.into()]),
        ("job.custody_out", [false.into(), true.into()]),
        ("visit.number", [1.into(), 2.into()]),
        ("quote.paid", [true.into(), false.into()]),
        ("quote.shown", [true.into(), false.into()]),
    ];
    let fixed: [(&str, ExprValue); 8] = [
        ("job.service", service.into()),
        ("job.reported_on", A_DAY.into()),
        ("job.reported_at", A_TIME.into()),
        ("visit.date", A_DAY.into()),
        ("job.minutes", 30.into()),
        ("visit.minutes", 30.into()),
        ("visit.technicians", 2.into()),
        ("quote.accepted", true.into()),
    ];
    let values = fixed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let mut situations = vec![Situation { values, varied: Vec::new() }];
    let windows = read.iter().filter(|name| name.within("windows").is_some());
    let windows = windows.map(|name| (name.as_str(), [true.into(), false.into()]));
    for (name, choices) in varied.into_iter().filter(|(name, _)| read.contains(*name)).chain(windows) {
        situations = varied_by(&situations, &[name], &choices);
    }
    let components = read.iter().filter(|name| name.within("coverage").is_some());
    let components: Vec<&str> = components.map(Name::as_str).collect();
    let verdicts = Verdict::DECIDED.map(|verdict| verdict.name().into());
    let (each, together) = components.split_at(components.len().min(COMPONENTS_VARIED));
    for names in each.chunks(1).chain(Some(together).filter(|names| !names.is_empty())) {
        situations = varied_by(&situations, names, &verdicts);
    }
    for timer in read.iter().filter(|name| name.within("timers").is_some()) {
        let settled = TimerState::SETTLED.map(|state| state.name().into());
        situations = varied_by(&situations, &[timer.as_str()], &settled);
    }
    situations
}

/// Each situation with each choice for these names.
fn varied_by(situations: &[Situation], names: &[&str], choices: &[ExprValue]) -> Vec<Situation> {
    let with = |situation: &Situation, value: &ExprValue| {
        let mut situation = situation.clone();
        for name in names {
            situation.values.insert((*name).to_owned(), value.clone());
            situation.varied.push((*name).to_owned());
        }
        situation
    };
    situations.iter().flat_map(|situation| choices.iter().map(move |value| with(situation, value))).collect()
}

/// One search for answers.
pub(super) struct Search<'a> {
    order: &'a [&'a Step<Expr>],
    /// The steps that are groups of things alike, or asked for each of them.
    groups: BTreeMap<&'a str, &'a Step<Expr>>,
    outcome: &'a str,
    requires: &'a Requires,
    suggested: &'a [Scalar],
    situation: Situation,
    /// A step that shall be asked; the search ends there.
    goal: Option<&'a str>,
    taken: usize,
    /// The last step that stood in the way.
    blamed: Option<&'a str>,
    /// A step that no answer of its own can get done.
    dead_end: Option<&'a str>,
}

impl<'a> Search<'a> {
    /// A search for answers with which a visit can end with this outcome.
    pub(super) fn new(
        order: &'a [&'a Step<Expr>],
        (outcome, requires): (&'a str, &'a Requires),
        suggested: &'a [Scalar],
        situation: Situation,
    ) -> Self {
        let of_groups = order.iter().filter(|step| step.is_of_group());
        Self {
            order,
            groups: of_groups.map(|step| (step.id.as_str(), *step)).collect(),
            outcome,
            requires,
            suggested,
            situation,
            goal: None,
            taken: 0,
            blamed: None,
            dead_end: None,
        }
    }

    /// The same search for answers with which this step is asked.
    pub(super) fn towards(self, goal: &'a str) -> Self {
        Self { goal: Some(goal), ..self }
    }

    /// Whether it stopped before it had tried everything.
    pub(super) fn gave_up(&self) -> bool {
        self.taken > MAX_STEPS
    }

    /// Whether the steps from `index` on can be done, given the answers so far. Recurses once per step.
    pub(super) fn can_complete(&mut self, index: usize) -> bool {
        self.taken += 1;
        let Some(step) = self.order.get(index).copied() else { return self.constraints_hold() };
        if self.taken > MAX_STEPS {
            return false;
        }
        if self.goal == Some(step.id.as_str()) {
            return self.applies(step);
        }
        if !self.has_something_to_bring_back(index) {
            self.dead_end = Some(step.id.as_str());
            return false;
        }
        let has_value = step.kind.is_answered() || matches!(step.kind, Kind::Repeat { .. });
        if !has_value || !self.applies(step) {
            return self.can_complete(index + 1);
        }
        let name = format!("answers.{}", step.id);
        let values = candidates(&self.offered(step), self.suggested);
        let has_nothing_to_offer = values.is_empty();
        for value in values {
            self.situation.values.insert(name.clone(), value);
            if self.holds(step) && self.can_complete(index + 1) {
                return true;
            }
        }
        self.situation.values.remove(&name);
        if self.is_required(step) {
            if has_nothing_to_offer {
                self.blamed = Some(step.id.as_str());
            }
            self.blamed.get_or_insert(step.id.as_str());
            return false;
        }
        self.can_complete(index + 1)
    }

    /// What nobody took along cannot be brought back: a step that asks for it then would hold up the visit for ever.
    fn has_something_to_bring_back(&self, index: usize) -> bool {
        let Some((step, earlier)) = self.order.get(index).map(|step| (step, &self.order[..index])) else {
            return true;
        };
        let asks =
            matches!(step.kind, Kind::CustodyBack { .. }) && self.applies(step) && self.is_required(step);
        let says = |name: &str| self.situation.values.get(name) == Some(&true.into());
        let takes =
            |step: &&'a Step<Expr>| matches!(step.kind, Kind::CustodyOut { .. }) && self.applies(step);
        !asks || says("job.custody") || says("job.custody_out") || earlier.iter().any(takes)
    }

    fn applies(&self, step: &'a Step<Expr>) -> bool {
        let in_outcome = step.only_in.is_empty() || step.only_in.iter().any(|only| only == self.outcome);
        let when = step.when.as_ref().is_none_or(|when| when.eval_bool(&self.read(step)) == Ok(true));
        let has_things = step.each.as_ref().is_none_or(|group| self.situation.things(group) > 0);
        in_outcome && when && has_things
    }

    fn read(&self, step: &'a Step<Expr>) -> Read<'_> {
        Read { situation: &self.situation, groups: &self.groups, inside: step.each.as_deref() }
    }

    fn is_required(&self, step: &'a Step<Expr>) -> bool {
        let holds =
            step.required.as_ref().is_none_or(|required| required.eval_bool(&self.read(step)) == Ok(true));
        let is_asked = match self.requires {
            Requires::All(_) => step.must != Must::Should,
            Requires::Steps(steps) => steps.contains(&step.id),
        };
        is_asked && holds
    }

    /// The kind of a step with the options that it offers as things stand.
    fn offered(&self, step: &'a Step<Expr>) -> Cow<'a, Kind> {
        let Some(offered) = step.offered(&self.read(step)) else { return Cow::Borrowed(&step.kind) };
        let options = offered.into_iter().cloned().collect();
        Cow::Owned(match step.kind {
            Kind::Multi { at_least, .. } => Kind::Multi { options, at_least },
            _ => Kind::Choice { options },
        })
    }

    /// Whether the constraint of a step is met. As for the checklist itself, it is as long as it reads
    /// an open answer.
    fn holds(&mut self, step: &'a Step<Expr>) -> bool {
        let Some(constraint) = &step.constraint else { return true };
        let met =
            matches!(constraint.check.eval_bool(&self.read(step)), Ok(true) | Err(EvalError::Unanswered(_)));
        if !met {
            self.blamed = Some(step.id.as_str());
        }
        met
    }

    fn constraints_hold(&mut self) -> bool {
        let steps = self.order;
        steps.iter().filter(|step| step.constraint.is_some()).all(|step| {
            !self.situation.values.contains_key(&format!("answers.{}", step.id)) || self.holds(step)
        })
    }

    fn explain(&self, service: &str) -> String {
        let varied: Vec<String> = (self.situation.varied.iter())
            .filter_map(|name| Some(format!(", {name} = {}", self.situation.values.get(name)?)))
            .collect();
        let blamed = self
            .dead_end
            .or(self.blamed)
            .map(|step| format!("; `{step}` stands in the way"))
            .unwrap_or_default();
        let varied = varied.concat();
        format!(
            "found no answers with which a visit of {service} can end as `{}`{varied}{blamed}",
            self.outcome
        )
    }
}
