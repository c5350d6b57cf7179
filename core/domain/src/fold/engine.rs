//! Computes legality, aspects and additive lists from a set of facts.

use std::collections::BTreeMap;

use super::aspect::{Aspect, AspectValue, contributions, rank};
use super::authority::Authority;
use super::state::{QuoteState, Settled, State, Superseded, SupersededBy, Who};
use super::table::{self, Ancestors, Author};
use super::{Exception, Flag, OpenDecision, Outcome};
use crate::certificate::Certificate;
use crate::envelope::Signed;
use crate::fact::{Body, Fact, FactSet, Graph, Ordinals, Rulings, SignatureRole};
use crate::id::{CertificateId, FactId, Hash, QuoteId};
use crate::ruling::Verdict;

/// The version of these rules. A case pins the one it was created with, and evaluators keep them all.
pub const FOLD_VERSION: u16 = 1;

/// Everything that the state depends on.
#[derive(Debug, Clone, Copy)]
pub struct Folding<'a> {
    /// The facts, each verified against its certificate.
    pub facts: &'a FactSet,
    /// The certificates that the facts name.
    pub certificates: &'a BTreeMap<CertificateId, Signed<Certificate>>,
    /// The rulings in force, by target.
    pub rulings: &'a Rulings,
}

/// A fact that can have an effect.
pub(super) struct Entry<'a> {
    pub(super) id: FactId,
    pub(super) fact: &'a Fact,
    pub(super) body: Body,
    pub(super) who: Who,
    pub(super) authority: Authority,
    signed: bool,
    values: Vec<(Aspect, AspectValue)>,
}

/// The facts in ancestor order with their verdicts. `entries[p]` is `None` for a fact without effect.
pub(super) struct Engine<'a> {
    pub(super) graph: Graph,
    pub(super) entries: Vec<Option<Entry<'a>>>,
    by_aspect: BTreeMap<Aspect, Vec<usize>>,
    flags: Vec<Flag>,
    update_required: bool,
}

/// Folds a set of facts into a state.
#[must_use]
pub fn fold(input: Folding<'_>) -> State {
    let engine = Engine::run(input);
    let mut state = State {
        waiting: engine.graph.waiting.clone(),
        flags: engine.flags.clone(),
        update_required: engine.update_required,
        ..State::default()
    };
    engine.collect_additive(&mut state);
    let newer = |created: &super::Recorded<crate::fact::Created>| created.body.fold_version > FOLD_VERSION;
    state.update_required |= state.created.as_ref().is_some_and(newer);
    engine.settle_aspects(&mut state);
    engine.collect_answered(&mut state);
    engine.find_forks(input, &mut state);
    state
}

struct Before<'e, 'a> {
    engine: &'e Engine<'a>,
    known: &'e Ordinals,
}

impl Ancestors for Before<'_, '_> {
    fn value(&self, aspect: &Aspect) -> Option<AspectValue> {
        self.engine.standing(aspect, Some(self.known)).first().map(|(_, value)| (*value).clone())
    }

    fn any(&self, test: &dyn Fn(&FactId, &Body) -> bool) -> bool {
        self.engine.known(self.known).any(|entry| test(&entry.id, &entry.body))
    }

    fn is_to_satisfy(&self) -> bool {
        !self.engine.to_satisfy(&|position| self.known.contains(position)).is_empty()
    }

    fn is_candidate(&self, fact: &FactId) -> bool {
        !self.engine.open_values(fact, self.known).is_empty()
    }
}

impl<'a> Engine<'a> {
    fn run(input: Folding<'a>) -> Self {
        let graph = Graph::of(input.facts, input.rulings);
        let count = graph.order.len();
        let mut engine = Self {
            graph,
            entries: Vec::with_capacity(count),
            by_aspect: BTreeMap::new(),
            flags: Vec::new(),
            update_required: false,
        };
        for position in 0..count {
            let entry = engine.judge(position, input);
            if let Some(entry) = &entry {
                for (aspect, _) in &entry.values {
                    engine.by_aspect.entry(aspect.clone()).or_default().push(position);
                }
            }
            engine.entries.push(entry);
        }
        engine
    }

    /// The facts with an effect among some.
    fn known<'e>(&'e self, known: &'e Ordinals) -> impl Iterator<Item = &'e Entry<'a>> {
        let known = self.entries.iter().enumerate().filter(|(position, _)| known.contains(*position));
        known.filter_map(|(_, entry)| entry.as_ref())
    }

    /// The effect of the fact at `position`, whose ancestors are judged already.
    fn judge(&mut self, position: usize, input: Folding<'a>) -> Option<Entry<'a>> {
        let id = self.graph.order[position];
        if let Some(ruling) = input.rulings.get(&Hash(id.0))
            && ruling.verdict != Verdict::Admitted
        {
            self.flags.push(Flag::Ruled { fact: id, reason: ruling.reason.clone() });
            return None;
        }
        let fact = input.facts.get(&id)?;
        let (who, author) = author(fact, input)?;
        let authority = author.authority;
        let Ok(Some(body)) = fact.decode_body() else {
            self.flags.push(Flag::UnknownKind { fact: id });
            let certificate = input.certificates.get(&fact.body().certificate);
            let of_server = certificate.is_some_and(|certificate| certificate.body().is_of_server());
            self.update_required |= fact.body().critical == Some(true) && of_server;
            return None;
        };
        let known = &self.graph.ancestors[position];
        let before = Before { engine: self, known };
        if let Err(reason) = table::check(&body, author, &before) {
            self.flags.push(Flag::Illegal { fact: id, reason });
            return None;
        }
        let values = match &body {
            Body::Decided(decided) => self.open_values(&decided.chosen, known),
            body => contributions(body, authority == Authority::Lead),
        };
        let signed = self.known(known).any(|entry| entry.accepts() || is_result(&entry.body));
        Some(Entry { id, fact, body, who, authority, signed, values })
    }

    /// The values of a fact that somebody must choose between in the eyes of an author who knew `known`: each
    /// stands beside another one, and neither rank nor authority decides between them. What is decided by
    /// these is not open: else a technician could take a cancellation back by choosing what was before it.
    fn open_values(&self, chosen: &FactId, known: &Ordinals) -> Vec<(Aspect, AspectValue)> {
        let position = self.graph.position(chosen);
        let Some((at, entry)) = position.and_then(|at| Some((at, self.entries.get(at)?.as_ref()?))) else {
            return Vec::new();
        };
        let is_open = |(aspect, value): &&(Aspect, AspectValue)| {
            let standing = self.standing(aspect, Some(known));
            let Some(&(winner, won)) = standing.first() else { return false };
            let (rank, authority, _) = self.strength(winner, won);
            let mut candidates = standing.iter().filter(|(position, value)| {
                let (other_rank, other_authority, _) = self.strength(*position, value);
                (other_rank, other_authority) == (rank, authority)
            });
            candidates.clone().any(|(position, _)| *position == at)
                && candidates.any(|(_, other)| *other != value)
        };
        entry.values.iter().filter(is_open).cloned().collect()
    }

    /// The maximal legal contributions to an aspect, greatest first, optionally among some facts only.
    fn standing(&self, aspect: &Aspect, among: Option<&Ordinals>) -> Vec<(usize, &AspectValue)> {
        let all = self.by_aspect.get(aspect).map(Vec::as_slice).unwrap_or_default();
        let known: Vec<usize> = match among {
            Some(set) => all.iter().copied().filter(|position| set.contains(*position)).collect(),
            None => all.to_vec(),
        };
        let value_at = |position: usize| {
            let entry = self.entries[position].as_ref()?;
            entry.values.iter().find(|(of, _)| of == aspect).map(|(_, value)| (position, value))
        };
        let mut standing: Vec<_> = self.graph.maximal(&known).into_iter().filter_map(value_at).collect();
        standing.sort_by_key(|(position, value)| std::cmp::Reverse(self.strength(*position, value)));
        standing
    }

    fn strength(&self, position: usize, value: &AspectValue) -> (u8, Authority, FactId) {
        let (signed, authority) =
            self.entries[position].as_ref().map_or((false, Authority::Other), |e| (e.signed, e.authority));
        (rank(value, signed), authority, self.graph.order[position])
    }

    fn settled(&self, position: usize, value: &AspectValue) -> Option<Settled<AspectValue>> {
        let entry = self.entries[position].as_ref()?;
        let at = entry.fact.body().time;
        Some(Settled { value: value.clone(), fact: entry.id, who: entry.who.clone(), at })
    }

    fn settle_aspects(&self, state: &mut State) {
        for aspect in self.by_aspect.keys() {
            let standing = self.standing(aspect, None);
            let Some(&(winner, value)) = standing.first() else { continue };
            let Some(settled) = self.settled(winner, value) else { continue };
            self.compare_losers(aspect, &standing, state);
            state.put(aspect, settled);
        }
        self.find_late_cancellations(state);
        self.find_answered_prices(state);
        self.find_agreed_totals(state);
    }

    /// Which prices the customer saw who answered to a quote: those that counted among the ancestors of the answer.
    fn find_answered_prices(&self, state: &mut State) {
        for (id, quote) in &mut state.quotes {
            let answer = quote.consent.as_ref().and_then(|consent| self.graph.position(&consent.fact));
            let Some(answer) = answer else { continue };
            let pin = Aspect::Pin(*id);
            let seen = self.standing(&pin, Some(&self.graph.ancestors[answer]));
            quote.answered_for = seen.first().and_then(|(_, value)| match value {
                AspectValue::Pin(book) => Some(*book),
                _ => None,
            });
        }
    }

    /// What stands beside the winner is superseded by rank or authority, or waits for a decision.
    fn compare_losers(&self, aspect: &Aspect, standing: &[(usize, &AspectValue)], state: &mut State) {
        let Some(&(winner, won)) = standing.first() else { return };
        let (rank, authority, id) = self.strength(winner, won);
        let mut candidates = vec![(winner, won)];
        for &(position, value) in &standing[1..] {
            if value == won {
                continue;
            }
            let (lost_rank, lost_authority, _) = self.strength(position, value);
            let by = if lost_rank < rank {
                SupersededBy::Rank
            } else if lost_authority < authority {
                SupersededBy::Authority
            } else {
                candidates.push((position, value));
                continue;
            };
            if let Some(lost) = self.settled(position, value) {
                state.superseded.push(Superseded { aspect: aspect.clone(), lost, won: id, by });
            }
        }
        if candidates.len() > 1 {
            let candidates =
                candidates.into_iter().filter_map(|(position, value)| self.settled(position, value));
            state.decisions.push(OpenDecision { aspect: aspect.clone(), candidates: candidates.collect() });
        }
    }

    fn find_late_cancellations(&self, state: &mut State) {
        let Some(outcome) = &state.outcome else { return };
        if !matches!(outcome.value, Outcome::Completed { .. }) {
            return;
        }
        let cancelled =
            |lost: &&Superseded| matches!(lost.lost.value, AspectValue::Outcome(Outcome::Cancelled { .. }));
        let exceptions = state
            .superseded
            .iter()
            .filter(cancelled)
            .map(|lost| Exception::CancelledWhileDone { completed: outcome.fact, cancelled: lost.lost.fact });
        let exceptions: Vec<_> = exceptions.collect();
        state.exceptions.extend(exceptions);
    }

    fn find_forks(&self, input: Folding<'_>, state: &mut State) {
        let mut newest: BTreeMap<CertificateId, Vec<usize>> = BTreeMap::new();
        let is_void = |id: &FactId| {
            input.rulings.get(&Hash(id.0)).is_some_and(|ruling| ruling.verdict == Verdict::Void)
        };
        for (position, id) in self.graph.order.iter().enumerate() {
            // A void fact may be on one phone only, and the flags are the same everywhere.
            let Some(fact) = input.facts.get(id).filter(|_| !is_void(id)) else { continue };
            let own = newest.entry(fact.body().certificate).or_default();
            // One flag per fact that departs, not one per pair: of n copies that would be n squared.
            if let Some(&earlier) = own.iter().find(|earlier| !self.graph.precedes(**earlier, position)) {
                state.flags.push(Flag::Fork { first: self.graph.order[earlier], second: *id });
            }
            own.retain(|&earlier| !self.graph.precedes(earlier, position));
            own.push(position);
        }
    }
}

/// Signatures under which work counts as accepted.
pub(super) fn is_acceptance(body: &Body) -> bool {
    matches!(body, Body::Signed(signed) if signed.role.is_acceptance())
}

/// The customer's signature under the result of something that is no repair: a coordination order, a return. It
/// needs no work report.
fn is_result(body: &Body) -> bool {
    let is_result =
        |role| matches!(role, SignatureRole::CustomerCoordinationResult | SignatureRole::CustomerReturn);
    matches!(body, Body::Signed(signed) if is_result(signed.role))
}

/// Who made a fact; `None` if its certificate is not here.
#[must_use]
pub fn who(fact: &Fact, input: Folding<'_>) -> Option<Who> {
    author(fact, input).map(|(who, _)| who)
}

/// Who made a fact, from the certificate it names; at a desk, the acting user in the acting role.
fn author(fact: &Fact, input: Folding<'_>) -> Option<(Who, Author)> {
    let payload = fact.body();
    let certificate = input.certificates.get(&payload.certificate)?.body();
    let strongest = |roles: &[String]| {
        let strongest = roles.iter().max_by_key(|role| Authority::of([role.as_str()]));
        strongest.cloned().unwrap_or_default()
    };
    let of_server = certificate.is_of_server();
    let (user, name, role) = match &payload.acting {
        Some(acting) if of_server => (acting.user.clone(), acting.name.clone(), acting.role.clone()),
        _ => (certificate.user.clone(), certificate.name.clone(), strongest(&certificate.roles)),
    };
    let author = Author {
        authority: Authority::of([role.as_str()]),
        is_server: of_server && payload.acting.is_none(),
    };
    Some((Who { certificate: payload.certificate, user, name, role }, author))
}

impl State {
    /// Puts the value of an aspect where views read it.
    fn put(&mut self, aspect: &Aspect, settled: Settled<AspectValue>) {
        let Settled { value, fact, who, at } = settled;
        match (aspect, value) {
            (Aspect::Outcome, AspectValue::Outcome(value)) => {
                self.outcome = Some(Settled { value, fact, who, at });
            }
            (Aspect::Archive, AspectValue::Yes(value)) => {
                self.archived = Some(Settled { value, fact, who, at });
            }
            (Aspect::Phase(visit), AspectValue::Phase(phase, outcome)) => {
                let value = (phase, outcome);
                self.visits.entry(*visit).or_default().phase = Some(Settled { value, fact, who, at });
            }
            (Aspect::Appointment(visit), AspectValue::Appointment(start, end)) => {
                let value = (start, end);
                self.visits.entry(*visit).or_default().appointment = Some(Settled { value, fact, who, at });
            }
            (Aspect::Escalation(visit), AspectValue::Yes(value)) => {
                self.visits.entry(*visit).or_default().escalated = value;
            }
            (Aspect::Assignment(visit), AspectValue::Assignment(users)) => {
                self.visits.entry(*visit).or_default().assigned = users;
            }
            (Aspect::Consent(quote), AspectValue::Yes(value)) => {
                if let Some(quote) = self.quotes.get_mut(quote) {
                    quote.consent = Some(Settled { value, fact, who, at });
                }
            }
            (Aspect::Pin(quote), AspectValue::Pin(book)) => {
                if let Some(quote) = self.quotes.get_mut(quote) {
                    quote.price_book = book;
                }
            }
            (Aspect::Checklist(visit), AspectValue::Pack(value)) => {
                self.visits.entry(*visit).or_default().checklist = Some(Settled { value, fact, who, at });
            }
            (Aspect::Choice(offer), AspectValue::Chosen(chosen)) => self.choose(*offer, chosen),
            (Aspect::Approval(what), AspectValue::Yes(value)) => {
                self.approvals.insert(what.clone(), Settled { value, fact, who, at });
            }
            _ => {}
        }
    }

    /// The customer chose one of several options and stands by it, so the others do not count, whatever was said to them before.
    fn choose(&mut self, offer: FactId, chosen: QuoteId) {
        let Some(offer) = self.options.iter().find(|options| options.fact == offer) else { return };
        let agreed = |quote: &QuoteState| quote.consent.as_ref().is_some_and(|consent| consent.value);
        if !self.quotes.get(&chosen).is_some_and(agreed) {
            return;
        }
        for other in offer.body.options.iter().filter(|other| **other != chosen) {
            if let Some(quote) = self.quotes.get_mut(other) {
                quote.superseded_by = Some(chosen);
            }
        }
    }
}
