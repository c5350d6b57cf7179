//! The engine: a checklist held against a visit.

use std::collections::{BTreeMap, BTreeSet};

use super::column::Column;
use super::definition::{Checklist, Must, Outcome, Requires};
use super::inputs::VisitInputs;
use super::instance::{Answers, Inside, Place};
use super::kind::Kind;
use super::missing::{Missing, What};
use super::standing::Against;
use super::told::Telling;
use crate::expr::{Context, Expr};
use crate::text::Text;
use crate::value::step_of_path;

/// How far a visit has come, towards one outcome.
pub struct Progress<'a> {
    pub(super) against: Against<'a>,
    /// Every step, and those inside a group once for each of its things.
    pub(super) places: Vec<Place<'a>>,
    /// How each place stands.
    pub(super) standings: Vec<Standing>,
    /// The places of each step.
    by_step: BTreeMap<&'a str, Vec<usize>>,
}

/// How one step stands, at one place.
pub(super) struct Standing {
    /// Whether the step applies; `None`: an answer that decides it is open.
    pub(super) applies: Option<bool>,
    /// Whether the step is required wherever it applies.
    weighs: bool,
    /// Whether the outcome asks for it.
    pub(super) required: bool,
    /// What it is missing by itself; empty if it does not apply.
    pub(super) missing: Vec<What>,
    /// The options that can be chosen; `None`: all.
    pub(super) offered: Option<Vec<String>>,
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
    let places = checklist.places(&inputs.answers, inputs.visits());
    let mut by_step: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut standings: Vec<Standing> = Vec::with_capacity(places.len());
    for (i, place) in places.iter().enumerate() {
        by_step.entry(place.step.id.as_str()).or_default().push(i);
        let group = place.step.each.as_deref().and_then(|group| by_step.get(group)?.first());
        let group_applies = group.and_then(|group: &usize| standings.get(*group)).map(|group| group.applies);
        standings.push(standing(&against, place, outcome, ending).within(group_applies));
    }
    let mut progress = Progress { against, places, standings, by_step };
    progress.hold_chains();
    progress
}

fn standing(against: &Against<'_>, place: &Place<'_>, outcome: &str, ending: Option<&Outcome>) -> Standing {
    let Some(instance) = &place.instance else { return standing_at(against, place, outcome, ending) };
    let Against { checklist, inputs, context: outside, .. } = *against;
    let (answers, visits) = (&inputs.answers, inputs.visits());
    let inside = Inside { checklist, answers, visits, instance, outside };
    standing_at(&Against { context: &inside, ..*against }, place, outcome, ending)
}

fn standing_at(
    against: &Against<'_>,
    place: &Place<'_>,
    outcome: &str,
    ending: Option<&Outcome>,
) -> Standing {
    let step = place.step;
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
    let missing = if applies == Some(false) { Vec::new() } else { against.missing(place.into()) };
    let offered = step.offered(against.context);
    let offered = offered.map(|options| options.into_iter().map(|option| option.id.clone()).collect());
    Standing { applies, weighs, required, missing, offered }
}

impl Standing {
    /// The same inside of a group: where that does not apply, nothing in it does.
    fn within(self, group_applies: Option<Option<bool>>) -> Self {
        match group_applies {
            None | Some(Some(true)) => self,
            Some(Some(false)) => Self { applies: Some(false), required: false, missing: Vec::new(), ..self },
            Some(None) => Self { applies: self.applies.filter(|applies| !applies), required: false, ..self },
        }
    }
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
                let early = self.against.early_signature(self.places[i].step);
                self.standings[i].missing.extend(early);
            }
        }
    }

    /// Whether a signature is there while an earlier one of its chain is not.
    fn is_early(&self, step: usize) -> bool {
        let signs = |i: usize| matches!(self.places[i].step.kind, Kind::Signature { .. });
        let is_open = |gate: usize| {
            let standing = &self.standings[gate];
            standing.applies == Some(true) && !standing.missing.is_empty()
        };
        signs(step)
            && self.standings[step].applies == Some(true)
            && self.standings[step].missing.is_empty()
            && self.gates(step).any(|gate| signs(gate) && is_open(gate))
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

    /// Whether a step may be begun: nothing that must come before it is missing. A step inside an instance is named
    /// by its path.
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
        let Some(condition) = &self.places[step].step.when else { return };
        let reads = condition.reads();
        let questions = reads.iter().filter_map(|name| name.within("answers"));
        let questions = questions.flat_map(|id| self.meant(step, id));
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
        let after = self.places[step].step.after.iter();
        after.flat_map(move |id| self.meant(step, id)).filter(|gate| self.standings[*gate].weighs)
    }

    /// The places of a step as another one means them: of the same thing, or of all.
    fn meant(&self, from: usize, step: &str) -> impl Iterator<Item = usize> {
        let places = self.by_step.get(step).into_iter().flatten().copied();
        places.filter(move |place| self.places[from].means(&self.places[*place]))
    }

    /// Open gates of an open step that the outcome does not ask for by themselves.
    fn unasked_gates(&self, step: usize) -> impl Iterator<Item = Missing> {
        let is_open = |i: &usize| !self.standings[*i].missing.is_empty();
        let applies = |i: &usize| self.standings[*i].applies == Some(true);
        let gates = self.gates(step).filter(move |_| is_open(&step)).filter(is_open).filter(applies);
        gates.filter(|gate| !self.standings[*gate].required).map(move |gate| {
            let place = &self.places[gate];
            let (earlier, name) = (place.step, self.told(place, &place.step.title));
            self.name(step, What::EarlierStep { earlier: earlier.id.clone(), name })
        })
    }

    pub(super) fn own(&self, step: usize) -> impl Iterator<Item = Missing> {
        self.standings[step].missing.iter().map(move |what| self.name(step, what.clone()))
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, &Place<'_>, &Standing)> {
        let places = self.places.iter();
        places.zip(&self.standings).enumerate().map(|(i, (place, standing))| (i, place, standing))
    }

    /// Every step where it is asked.
    pub(crate) fn all_places(&self) -> &[Place<'_>] {
        &self.places
    }

    /// What was answered.
    pub(crate) fn answers(&self) -> &Answers {
        &self.against.inputs.answers
    }

    /// A text of a step, with the answers that it mentions.
    pub(crate) fn told(&self, place: &Place<'_>, text: &Text) -> Text {
        let inputs = self.against.inputs;
        let telling = Telling { answers: &inputs.answers, visits: inputs.visits(), path: &place.path };
        let worked_out = |column: &Column<Expr>| self.worked_out(column, place.instance.as_ref());
        self.against.checklist.told(place.step, text, telling, &worked_out)
    }

    fn name(&self, step: usize, what: What) -> Missing {
        let place @ Place { step, instance, .. } = &self.places[step];
        let title = self.told(place, &step.title);
        Missing { instance: instance.clone(), title, ..step.missing(what) }
    }

    pub(super) fn index(&self, path: &str) -> Option<usize> {
        let step = self.by_step.get(step_of_path(path))?;
        step.iter().copied().find(|place| self.places[*place].path == path)
    }
}
