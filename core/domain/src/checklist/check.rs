//! What a checklist must keep to before it is published, as far as no expression is concerned.

use std::collections::BTreeSet;

use super::definition::{Checklist, EnteredBy, Evidence, Requires, Scope, Step};
use super::kind::{Choice, Kind};

/// The most things that a group can have: a large office's terminals, and still one quick look at the checklist.
const INSTANCES_MAX: u32 = 500;

/// A mistake in a checklist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct ChecklistProblem {
    /// Where, such as `steps[3].after`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

fn problem(path: impl Into<String>, reason: impl Into<String>) -> ChecklistProblem {
    ChecklistProblem { path: path.into(), reason: reason.into() }
}

impl<E> Checklist<E> {
    /// Every mistake that does not depend on an expression: names of nothing, names given twice,
    /// steps that wait for each other, outcomes that cannot be reached.
    #[must_use]
    pub fn problems(&self) -> Vec<ChecklistProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for (i, step) in self.steps.iter().enumerate() {
            let path = format!("steps[{i}]");
            if !seen.insert(step.id.as_str()) {
                problems.push(problem(format!("{path}.id"), format!("`{}` is there already", step.id)));
            }
            problems.extend(self.step_problems(step, &path));
        }
        problems.extend(self.outcome_problems());
        problems.extend(self.column_problems());
        problems
    }

    fn step_problems(&self, step: &Step<E>, path: &str) -> Vec<ChecklistProblem> {
        let mut problems = Vec::new();
        if crate::value::AnswerKey::parse(&format!("0000000000000000/{}", step.id)).is_err() {
            problems.push(problem(format!("{path}.id"), "only letters, digits, `-`, `_` and `.`"));
        }
        if !self.phases.iter().any(|phase| phase.id == step.phase) {
            problems.push(problem(format!("{path}.phase"), format!("there is no phase `{}`", step.phase)));
        }
        for earlier in step.after.iter().filter(|earlier| self.step(earlier).is_none()) {
            problems.push(problem(format!("{path}.after"), format!("there is no step `{earlier}`")));
        }
        if self.waits_for_itself(step) {
            problems.push(problem(format!("{path}.after"), "the step waits for itself"));
        }
        for outcome in step.only_in.iter().filter(|outcome| !self.outcomes.contains_key(*outcome)) {
            problems.push(problem(format!("{path}.only_in"), format!("there is no outcome `{outcome}`")));
        }
        if step.scope == Scope::Job && !step.kind.is_possible_once_per_job() {
            let reason = format!("a step of kind {} belongs to a visit, not to the job", step.kind.name());
            problems.push(problem(format!("{path}.scope"), reason));
        }
        if step.by == EnteredBy::Customer
            && !(step.kind.is_answered() || matches!(step.kind, Kind::Rating { .. }))
        {
            let reason = format!("a step of kind {} is nothing that a customer enters", step.kind.name());
            problems.push(problem(format!("{path}.by"), reason));
        }
        if step.lasts_s.is_some() && !(step.gating || matches!(step.kind, Kind::IdShown)) {
            let reason = "is measured only of `id_shown` and of gating steps, which are declared done";
            problems.push(problem(format!("{path}.lasts_s"), reason));
        }
        problems.extend(step.default_problem().map(|reason| problem(format!("{path}.default"), reason)));
        for (i, reason) in step.offer_problems() {
            problems.push(problem(format!("{path}.offered[{i}].options"), reason));
        }
        for (i, evidence) in step.evidence.iter().enumerate() {
            let reason = self.evidence_problem(step, evidence);
            problems.extend(reason.map(|reason| problem(format!("{path}.evidence[{i}]"), reason)));
        }
        problems.extend(self.group_problems(step, path));
        let kind = self.kind_problem(&step.kind);
        problems.extend(kind.map(|reason| problem(format!("{path}.kind"), reason)));
        problems
    }

    /// What is wrong with photos that are asked for.
    fn evidence_problem(&self, step: &Step<E>, evidence: &Evidence) -> Option<String> {
        if evidence.at_most.is_some_and(|most| most < evidence.count.max(1)) {
            return Some("more are needed than there can be".to_owned());
        }
        let pair = evidence.pairs_with.as_ref()?;
        let id = pair.step.as_deref().unwrap_or(&step.id);
        let Some(earlier) = self.step(id) else { return Some(format!("there is no step `{id}`")) };
        if id == step.id && pair.role == evidence.role {
            return Some("a pair is of two roles, or of two steps".to_owned());
        }
        if !earlier.evidence.iter().any(|asked| asked.role == pair.role) {
            return Some(format!("step `{id}` asks for no photo `{}`", pair.role));
        }
        if earlier.each.is_some() && earlier.each != step.each {
            return Some(format!("step `{id}` is asked of several things, and this one is not in the same"));
        }
        evidence
            .at_most
            .map(|_| "as many as there are earlier photos: it can have no limit of its own".to_owned())
    }

    /// What is wrong with a group of things alike, or with a step in one.
    fn group_problems(&self, step: &Step<E>, path: &str) -> Vec<ChecklistProblem> {
        let mut problems = Vec::new();
        let mut add = |field: &str, reason: String| problems.push(problem(format!("{path}.{field}"), reason));
        if let Kind::Repeat { name, at_least, at_most, .. } = &step.kind {
            let is_inside = |inner: &&Step<E>| inner.each.as_ref() == Some(&step.id);
            if !self.steps.iter().any(|inner| is_inside(&inner)) {
                add("kind", format!("no step says `each: {}`", step.id));
            }
            let naming = name.as_ref().and_then(|name| self.step(name).filter(is_inside));
            if name.is_some() && !naming.is_some_and(|step| step.kind.can_name()) {
                add(
                    "kind.repeat.name",
                    "names no step inside with one answer in words or figures".to_owned(),
                );
            }
            if at_least > at_most || !(1..=INSTANCES_MAX).contains(at_most) {
                let reason = format!("must be at least 1 and `at_least`, and at most {INSTANCES_MAX}");
                add("kind.repeat.at_most", reason);
            }
        }
        let Some(group) = &step.each else { return problems };
        let position = |id: &str| self.steps.iter().position(|other| other.id == id);
        let is_group = |found: &&Step<E>| matches!(found.kind, Kind::Repeat { .. });
        let Some(found) = self.step(group).filter(is_group) else {
            add("each", format!("there is no step `{group}` of kind repeat"));
            return problems;
        };
        if position(group) > position(&step.id) {
            add("each", format!("`{group}` must stand above the steps inside"));
        }
        if !step.kind.is_possible_inside() {
            add("each", format!("a step of kind {} is not repeated", step.kind.name()));
        }
        if step.by == EnteredBy::Customer {
            add("each", "what the customer enters is not repeated".to_owned());
        }
        if step.scope == Scope::Job && found.scope == Scope::Visit {
            add("scope", format!("`{group}` belongs to a visit, and so does what is inside"));
        }
        problems
    }

    fn kind_problem(&self, kind: &Kind) -> Option<String> {
        match kind {
            Kind::Rating { scale } if !self.scales.contains_key(scale) => {
                Some(format!("there is no scale `{scale}`"))
            }
            Kind::Choice { options } => options_problem(options, 1),
            Kind::Multi { options, at_least } => options_problem(options, *at_least),
            Kind::Number { min: Some(min), max: Some(max), .. } if min > max => {
                Some("no number is that large and that small".to_owned())
            }
            _ => None,
        }
    }

    fn waits_for_itself(&self, step: &Step<E>) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = step.after.iter().map(String::as_str).collect();
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(self.step(id).into_iter().flat_map(|step| &step.after).map(String::as_str));
            }
        }
        seen.contains(step.id.as_str())
    }

    fn outcome_problems(&self) -> Vec<ChecklistProblem> {
        let mut problems = Vec::new();
        for (name, outcome) in &self.outcomes {
            let path = format!("outcomes.{name}.requires");
            let Requires::Steps(steps) = &outcome.requires else { continue };
            for id in steps {
                let reason = match self.step(id) {
                    None => format!("there is no step `{id}`"),
                    Some(step) if !step.only_in.is_empty() && !step.only_in.contains(name) => {
                        format!("step `{id}` is not asked in this outcome")
                    }
                    Some(step) if outcome.no_signature && matches!(step.kind, Kind::Signature { .. }) => {
                        format!("step `{id}` is a signature, and this outcome asks for none")
                    }
                    Some(_) => continue,
                };
                problems.push(problem(path.clone(), reason));
            }
        }
        problems
    }
}

fn options_problem(options: &[Choice], at_least: u32) -> Option<String> {
    let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
    let few = u32::try_from(ids.len()).is_ok_and(|count| count < at_least.max(1));
    match ids.len() == options.len() {
        false => Some("an option is there twice".to_owned()),
        true => few.then(|| "too few options".to_owned()),
    }
}
