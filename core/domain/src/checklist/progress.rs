//! The engine: a checklist held against a visit.

use std::collections::BTreeSet;

use super::definition::{Checklist, Must, Outcome, Requires, Step};
use super::inputs::VisitInputs;
use super::kind::Kind;
use super::missing::{Missing, What};
use super::standing::Against;
use crate::expr::{Context, Expr};

/// How far a visit has come, towards one outcome.
pub struct Progress<'a> {
    pub(super) against: Against<'a>,
    pub(super) standings: Vec<Standing>,
}

/// How one step stands.
pub(super) struct Standing {
    /// Whether the step applies; `None`: an answer that decides it is open.
    pub(super) applies: Option<bool>,
    /// Whether the step is required wherever it applies.
    weighs: bool,
    /// Whether the outcome asks for it.
    pub(super) required: bool,
    /// What it is missing by itself; empty if it does not apply.
    pub(super) missing: Vec<What>,
}

/// Holds a checklist against a visit that is to end with `outcome`, such as `done`. An outcome that
/// the checklist does not know asks for everything. Conditions read their names from `context`.
#[must_use]
pub fn evaluate<'a>(
    checklist: &'a Checklist<Expr>,
    inputs: &'a VisitInputs,
    context: &'a dyn Context,
    outcome: &str,
) -> Progress<'a> {
    let ending = checklist.outcomes.get(outcome);
    let nobody_home = ending.is_some_and(|ending| ending.nobody_home);
    let against = Against { checklist, inputs, context, nobody_home };
    let standing = |step| standing(&against, step, outcome, ending);
    let mut progress = Progress { against, standings: checklist.steps.iter().map(standing).collect() };
    progress.hold_chains();
    progress
}

fn standing(against: &Against<'_>, step: &Step<Expr>, outcome: &str, ending: Option<&Outcome>) -> Standing {
    let holds = |condition: &Expr| condition.eval_bool(against.context).ok();
    let asked = step.only_in.is_empty() || step.only_in.iter().any(|name| name == outcome);
    let unsigned = ending.is_some_and(|ending| ending.no_signature);
    let listed = match ending.map(|ending| &ending.requires) {
        Some(Requires::Steps(steps)) => Some(steps.contains(&step.id)),
        Some(Requires::All(_)) | None => None,
    };
    let applies = match &step.when {
        _ if !asked || unsigned && matches!(step.kind, Kind::Signature { .. }) => Some(false),
        Some(condition) => holds(condition).or((listed == Some(true)).then_some(true)),
        None => Some(true),
    };
    let weighs = step.must != Must::Should && step.required.as_ref().is_none_or(|e| holds(e) == Some(true));
    let required = applies == Some(true) && listed.unwrap_or(weighs);
    let missing = if applies == Some(false) { Vec::new() } else { against.missing(step) };
    Standing { applies, weighs, required, missing }
}

impl Progress<'_> {
    /// Signatures that wait for each other are a chain: whoever is present may sign, and a signature counts as
    /// provisional until the earlier ones are in (catalogue rule AMB-48). A chain is at most as long as the
    /// checklist.
    fn hold_chains(&mut self) {
        for _ in 0..self.standings.len() {
            let early: Vec<usize> =
                self.steps().filter_map(|(i, _, _)| self.is_early(i).then_some(i)).collect();
            if early.is_empty() {
                return;
            }
            for i in early {
                self.standings[i].missing.extend(self.against.early_signature(i));
            }
        }
    }

    /// Whether a signature is there while an earlier one of its chain is not.
    fn is_early(&self, step: usize) -> bool {
        let steps = &self.against.checklist.steps;
        let is_open = |gate: usize| {
            let standing = &self.standings[gate];
            standing.applies == Some(true) && !standing.missing.is_empty()
        };
        matches!(steps[step].kind, Kind::Signature { .. })
            && self.standings[step].applies == Some(true)
            && self.standings[step].missing.is_empty()
            && self
                .gates(step)
                .any(|gate| matches!(steps[gate].kind, Kind::Signature { .. }) && is_open(gate))
    }

    /// Whether a signature may be collected: what comes before it is there, other signatures excepted.
    ///
    /// # Errors
    /// What is missing in the earlier steps, in the order of the checklist.
    pub fn may_sign(&self, step: &str) -> Result<(), Vec<Missing>> {
        let reasons = self.may_start(step).err().unwrap_or_default();
        let reasons: Vec<Missing> =
            reasons.into_iter().filter(|missing| !matches!(missing.what, What::Signature { .. })).collect();
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }

    /// *Why can't I complete?* Everything that stands against the outcome, in the order of the
    /// checklist; empty if nothing does.
    #[must_use]
    pub fn why_not_complete(&self) -> Vec<Missing> {
        let required = self.steps().filter(|(_, _, standing)| standing.required);
        required.flat_map(|(i, _, _)| self.own(i).chain(self.unasked_gates(i))).collect()
    }

    /// Whether a step may be begun: nothing that must come before it is missing.
    ///
    /// # Errors
    /// What is missing in the earlier steps, in the order of the checklist.
    pub fn may_start(&self, step: &str) -> Result<(), Vec<Missing>> {
        let reasons = self.index(step).map(|i| self.reasons(i)).unwrap_or_default();
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }

    /// Whether a step may be declared done: it may be begun, and is missing nothing but what that
    /// declaration itself records.
    ///
    /// # Errors
    /// What is missing in the earlier steps, then in the step itself.
    pub fn may_finish(&self, step: &str) -> Result<(), Vec<Missing>> {
        let Some(i) = self.index(step) else { return Ok(()) };
        let declared = |what: &What| {
            use What::{Confirmation, Customer, Duration, Entry, IdShown};
            matches!(what, Confirmation { .. } | Customer { .. } | Duration { .. } | IdShown | Entry)
        };
        let own = self.own(i).filter(|missing| !declared(&missing.what));
        let missing: Vec<_> = self.reasons(i).into_iter().chain(own).collect();
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }

    /// Steps that must come before this one, directly or through each other, and are not done: what
    /// they miss. A gate of which it is open whether it applies waits for the answer that decides it.
    pub(super) fn reasons(&self, step: usize) -> Vec<Missing> {
        let mut blocking = BTreeSet::new();
        self.collect_gates(step, &mut blocking, &mut BTreeSet::new());
        blocking.into_iter().flat_map(|i| self.own(i)).collect()
    }

    fn collect_gates(&self, step: usize, blocking: &mut BTreeSet<usize>, seen: &mut BTreeSet<usize>) {
        for gate in self.gates(step).filter(|gate| seen.insert(*gate)).collect::<Vec<_>>() {
            match self.standings[gate].applies {
                Some(true) if !self.standings[gate].missing.is_empty() => {
                    blocking.insert(gate);
                    self.collect_gates(gate, blocking, seen);
                }
                None => self.collect_questions(gate, blocking, &mut BTreeSet::new()),
                Some(_) => {}
            }
        }
    }

    /// The open answers that decide whether a step applies. Only those that can still be given: an
    /// answer that nobody asks for must not lock a visit for ever.
    fn collect_questions(&self, step: usize, open: &mut BTreeSet<usize>, seen: &mut BTreeSet<usize>) {
        let Some(condition) = &self.against.checklist.steps[step].when else { return };
        let questions = condition.reads();
        let questions = questions.iter().filter_map(|name| self.index(name.within("answers")?));
        for question in questions.filter(|question| seen.insert(*question)).collect::<Vec<_>>() {
            match self.standings[question].applies {
                Some(true) if !self.standings[question].missing.is_empty() => {
                    open.insert(question);
                }
                None => self.collect_questions(question, open, seen),
                Some(_) => {}
            }
        }
    }

    /// The steps right before this one that weigh; good manners never block.
    fn gates(&self, step: usize) -> impl Iterator<Item = usize> {
        let after = self.against.checklist.steps[step].after.iter();
        after.filter_map(|id| self.index(id)).filter(|gate| self.standings[*gate].weighs)
    }

    /// Open gates of an open step that the outcome does not ask for by themselves.
    fn unasked_gates(&self, step: usize) -> impl Iterator<Item = Missing> {
        let is_open = |i: &usize| !self.standings[*i].missing.is_empty();
        let applies = |i: &usize| self.standings[*i].applies == Some(true);
        let gates = self.gates(step).filter(move |_| is_open(&step)).filter(is_open).filter(applies);
        gates.filter(|gate| !self.standings[*gate].required).map(move |gate| {
            let earlier = &self.against.checklist.steps[gate];
            self.name(step, What::EarlierStep { earlier: earlier.id.clone(), name: earlier.title.clone() })
        })
    }

    pub(super) fn own(&self, step: usize) -> impl Iterator<Item = Missing> {
        self.standings[step].missing.iter().map(move |what| self.name(step, what.clone()))
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, &Step<Expr>, &Standing)> {
        let steps = self.against.checklist.steps.iter();
        steps.zip(&self.standings).enumerate().map(|(i, (step, standing))| (i, step, standing))
    }

    fn name(&self, step: usize, what: What) -> Missing {
        self.against.checklist.steps[step].missing(what)
    }

    fn index(&self, step: &str) -> Option<usize> {
        self.against.checklist.steps.iter().position(|other| other.id == step)
    }
}
