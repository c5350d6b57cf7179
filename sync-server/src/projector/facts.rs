//! The facts of a case, read from the log. No document is loaded.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Body, Fact, FactSet, Graph, HandedOver};
use doorstep_domain::fold::{self, Authority, Flag, Folding, State};
use doorstep_domain::id::{CaseId, CertificateId, FactId, Hash};
use doorstep_domain::ruling::{Ruling, SignedRuling};
use doorstep_domain::sync::ItemKind;

use crate::error::Error;
use crate::store::Read;

/// Everything that the state of a case depends on.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) facts: FactSet,
    pub(crate) certificates: BTreeMap<CertificateId, Signed<Certificate>>,
    pub(crate) rulings: BTreeMap<Hash, Ruling>,
    /// When the server last heard of the case, milliseconds since 1970 UTC.
    pub(crate) heard_at_ms: i64,
}

impl Facts {
    /// Reads a case. What the log holds was verified when it came.
    pub(crate) fn read(read: &dyn Read, case: CaseId) -> Result<Self, Error> {
        let mut facts = Self::default();
        for entry in read.entries(case, 0, read.head()?.seq, u32::MAX)? {
            if entry.kind != ItemKind::Control.code() {
                facts.heard_at_ms = facts.heard_at_ms.max(entry.received_at_ms);
            }
            let bytes = || read.bytes(entry.seq);
            match ItemKind::from_code(entry.kind) {
                Some(ItemKind::Fact) => {
                    let fact = Fact::open(&bytes()?).map_err(|_| Error::Damaged("a fact in the log"))?;
                    facts.facts.insert(fact.id(), fact);
                }
                Some(ItemKind::Certificate) => {
                    let certificate = Signed::<Certificate>::open(&bytes()?)
                        .map_err(|_| Error::Damaged("a certificate in the log"))?;
                    facts.certificates.insert(certificate.id(), certificate);
                }
                Some(ItemKind::Ruling) => facts.rule(&bytes()?)?,
                _ => {}
            }
        }
        Ok(facts)
    }

    /// The highest round holds; among equal rounds the stricter verdict.
    fn rule(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let ruling = SignedRuling::open(bytes).map_err(|_| Error::Damaged("a ruling in the log"))?;
        let ruling = ruling.body();
        let held = self.rulings.get(&ruling.target);
        if held.is_none_or(|held| (held.round, held.verdict) < (ruling.round, ruling.verdict)) {
            self.rulings.insert(ruling.target, ruling.clone());
        }
        Ok(())
    }

    /// What the facts say.
    pub(crate) fn state(&self) -> State {
        let Self { facts, certificates, rulings, .. } = self;
        fold::fold(Folding { facts, certificates, rulings })
    }

    /// Everybody who, by a state of the case, was assigned at some time, or made the case without being a leader: a leader who hands on
    /// what was reported to him goes on seeing it.
    ///
    /// What the table does not allow, or a ruling made void, assigns nobody: else a technician could take a
    /// colleague's job away by an assignment that has no effect.
    pub(crate) fn once_assigned(&self, state: &State) -> BTreeSet<String> {
        let mut users = BTreeSet::new();
        for (fact, body) in self.effective(state) {
            match body {
                Body::Assigned(assigned) => users.extend(assigned.users),
                Body::Created(_) => {
                    let creator = self.certificates.get(&fact.body().certificate).map(Signed::body);
                    users.extend(
                        creator.filter(|creator| !leads(creator)).map(|creator| creator.user.clone()),
                    );
                }
                _ => {}
            }
        }
        users
    }

    /// Everybody to whom somebody who had the case gave it as a file, unless somebody who knew of it assigned the case
    /// anew.
    pub(crate) fn handed_over(&self, state: &State) -> BTreeSet<String> {
        let (mut handovers, mut assignments) = (BTreeMap::new(), Vec::new());
        for (fact, body) in self.effective(state) {
            match body {
                Body::Assigned(_) => assignments.push(fact.id()),
                Body::HandedOver(HandedOver { receiver: Some(receiver) }) => {
                    handovers.insert(fact.id(), (fact, receiver));
                }
                _ => {}
            }
        }
        if handovers.is_empty() {
            return BTreeSet::new();
        }
        let graph = Graph::of(&self.facts, &self.rulings);
        let is_past = graph.closure(&assignments);
        let (mut had_it, mut receivers) = (self.once_assigned(state), BTreeSet::new());
        for (position, id) in graph.order.iter().enumerate() {
            let Some((fact, receiver)) = handovers.remove(id) else { continue };
            let giver = self.certificates.get(&fact.body().certificate).map(Signed::body);
            if !giver.is_some_and(|giver| leads(giver) || had_it.contains(&giver.user)) {
                continue;
            }
            had_it.insert(receiver.clone());
            if !is_past.contains(position) {
                receivers.insert(receiver);
            }
        }
        receivers
    }

    /// The facts that the table allows and no ruling made void, with what they say.
    fn effective(&self, state: &State) -> impl Iterator<Item = (&Fact, Body)> {
        let void = state.flags.iter().filter_map(|flag| match flag {
            Flag::Illegal { fact, .. } | Flag::Ruled { fact, .. } => Some(*fact),
            _ => None,
        });
        let without_effect: BTreeSet<FactId> = void.collect();
        let facts = self.facts.iter().filter(move |(id, _)| !without_effect.contains(id));
        facts.filter_map(|(_, fact)| fact.decode_body().ok().flatten().map(|body| (fact, body)))
    }
}

fn leads(certificate: &Certificate) -> bool {
    Authority::of(certificate.roles.iter().map(String::as_str)) == Authority::Lead
}
