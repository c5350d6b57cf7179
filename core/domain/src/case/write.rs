//! Making new items: a change per user action, a fact per thing that happened.

use std::collections::BTreeSet;

use minicbor::bytes::ByteVec;

use super::{Case, Moment, Version};
use crate::certificate::Signer;
use crate::document::{self, CaseDocument, Edit};
use crate::envelope::Signed;
use crate::fact::{Acting, Body, Created, Fact, FactPayload, Graph};
use crate::fold::{self, Authority, Folding, Illegal};
use crate::id::{CaseId, ChangeId, FactId};
use crate::pack::Pack;
use crate::rejected::Rejected;
use crate::sync::{Item, ItemKind};
use crate::time::TimeEvidence;

/// Who writes, when, and with which random numbers.
#[derive(Debug, Clone)]
pub struct Writer<'a> {
    /// Certificate and key of the device or of the office.
    pub signer: &'a Signer,
    /// At a desk: the user for whom the office signs.
    pub acting: Option<Acting>,
    /// What the clocks say now.
    pub time: TimeEvidence,
    /// Automerge actor of this process start; random, never derived from user or device.
    pub actor: [u8; 16],
    /// Fresh random bytes for this one action.
    pub entropy: [u8; 16],
}

impl Writer<'_> {
    fn document_writer(&self) -> document::Writer {
        document::Writer {
            actor: self.actor,
            fresh_actor: self.entropy,
            author: self.signer.id(),
            at_ms: self.time.wall_ms,
        }
    }

    /// The same a millisecond later: lists by time show what one action makes in its order.
    #[must_use]
    pub fn a_moment_later(&self) -> Self {
        let mut later = self.clone();
        later.time.wall_ms = later.time.wall_ms.saturating_add(1);
        later.time.boot_ms = later.time.boot_ms.saturating_add(1);
        later
    }

    /// The roles in which the writer acts: at a desk the acting one.
    pub(super) fn roles(&self) -> Vec<&str> {
        match &self.acting {
            Some(acting) => vec![acting.role.as_str()],
            None => self.signer.certificate().body().roles.iter().map(String::as_str).collect(),
        }
    }

    /// The user of the device; nobody for the office, which sees every case by itself.
    pub(super) fn certified_user(&self) -> Option<String> {
        let author = self.signer.certificate().body();
        let is_of_office = author.roles.iter().any(|role| role == "office");
        (!is_of_office).then(|| author.user.clone())
    }

    /// The name of whoever writes.
    pub(super) fn name(&self) -> &str {
        self.acting.as_ref().map_or(&self.signer.certificate().body().name, |acting| &acting.name)
    }

    pub(super) fn authority(&self) -> Authority {
        match &self.acting {
            Some(acting) => Authority::of([acting.role.as_str()]),
            None => Authority::of(self.signer.certificate().body().roles.iter().map(String::as_str)),
        }
    }
}

impl Case {
    /// Begins a case: its genesis change, the certificate of its creator and the `created` fact.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if a field is empty or too long.
    pub fn create(created: Created, writer: &Writer<'_>) -> Result<(Self, Vec<Item>), Rejected> {
        check_created(&created)?;
        let (document, genesis) = CaseDocument::create(&writer.document_writer())
            .map_err(|error| Rejected::Document(error.to_string()))?;
        let mut case = Self {
            id: CaseId::of_genesis(&genesis),
            document,
            facts: Default::default(),
            certificates: Default::default(),
            rulings: Default::default(),
            manifests: Default::default(),
            waiting_changes: Default::default(),
            state: Default::default(),
        };
        let mut items = vec![Item::new(ItemKind::Change, genesis)];
        let version = Version { document: case.document.heads(), facts: Vec::new() };
        items.extend(case.write_fact(&version, &created.into(), writer)?);
        Ok((case, items))
    }

    /// Changes the document: one commit for one action of the user, at the version that the screen showed.
    /// No item if nothing really changes.
    ///
    /// # Errors
    /// [`Rejected`]; nothing was changed then.
    pub fn edit(
        &mut self,
        seen: &Version,
        edits: &[Edit],
        writer: &Writer<'_>,
    ) -> Result<Vec<Item>, Rejected> {
        self.refuse_if_read_only()?;
        let committed = self.document.edit(&seen.document, edits, &writer.document_writer())?;
        let Some(committed) = committed else { return Ok(Vec::new()) };
        let mut items = self.introduce(writer);
        items.extend(committed.changes.into_iter().map(|change| Item::new(ItemKind::Change, change.bytes)));
        Ok(items)
    }

    /// Writes again what changes of this device did that were in `before` and are no part of this case any more,
    /// because the server refused them or a ruling took away what they build on. Everything is placed beside what
    /// others wrote meanwhile. What the office itself declared void is not written again, only what stood on it.
    ///
    /// # Errors
    /// [`Rejected`]; nothing was changed then.
    pub fn write_again(
        &mut self,
        before: &Self,
        is_own: &dyn Fn(&ChangeId) -> bool,
        writer: &Writer<'_>,
    ) -> Result<Vec<Item>, Rejected> {
        let changes = before.document.changes_since(&[]).into_iter().map(|change| change.id);
        let innocent: BTreeSet<ChangeId> = changes.filter(|id| is_own(id) && !self.is_void(id)).collect();
        let is_innocent = |id: &ChangeId| innocent.contains(id);
        let made = self.document.replay(&before.document, &is_innocent, &writer.document_writer())?;
        if made.is_empty() {
            return Ok(Vec::new());
        }
        let mut items = self.introduce(writer);
        items.extend(made.into_iter().map(|change| Item::new(ItemKind::Change, change.bytes)));
        Ok(items)
    }

    /// Records what happened, if the status table and the gates of the checklist allow it in the state that
    /// the screen showed.
    ///
    /// `pack` is the one that the visit follows; without it the gates are not looked at.
    ///
    /// # Errors
    /// [`Rejected`]; nothing was changed then.
    pub fn record(
        &mut self,
        seen: &Version,
        body: impl Into<Body>,
        writer: &Writer<'_>,
        pack: Option<&Pack>,
    ) -> Result<Vec<Item>, Rejected> {
        self.refuse_if_read_only()?;
        let body = self.with_total(body.into(), seen, pack);
        if let Some(pack) = pack {
            let allowed =
                self.check_allowed(&body, writer, pack).and_then(|()| self.check_gates(&body, pack));
            if let Err(refused) = allowed {
                // A job that is over says so, and not which of its steps were never done.
                self.check_status(seen, &body, writer)?;
                return Err(refused);
            }
        }
        self.write_fact(seen, &body, writer)
    }

    /// A consent to a quote says what the quote came to on the screen on which it was given.
    fn with_total(&self, body: Body, seen: &Version, pack: Option<&Pack>) -> Body {
        let (Body::Consented(mut consented), Some(pack)) = (body.clone(), pack) else { return body };
        let Some(quote) = consented.quote.filter(|_| consented.accepted) else { return body };
        let then = if *seen == self.version() { None } else { self.at(&Moment::Version(seen.clone())) };
        let total = then.as_ref().unwrap_or(self).quote(quote, 0, pack).ok().and_then(|quote| quote.total);
        consented.total_minor = consented.total_minor.or(total.map(|total| total.0));
        consented.into()
    }

    /// Asks the status table about a fact without making it.
    pub(super) fn check_status(
        &self,
        seen: &Version,
        body: &Body,
        writer: &Writer<'_>,
    ) -> Result<(), Rejected> {
        let (fact, _) = self.seal(seen, body, writer)?;
        let (id, mut facts, mut certificates) = (fact.id(), self.facts.clone(), self.certificates.clone());
        facts.insert(id, fact);
        let certificate = writer.signer.certificate();
        certificates.insert(certificate.id(), certificate.clone());
        let folding = Folding { facts: &facts, certificates: &certificates, rulings: &self.rulings };
        fold::fold(folding).illegal(&id).map_or(Ok(()), |reason| Err(rejected(reason)))
    }

    pub(super) fn write_fact(
        &mut self,
        seen: &Version,
        body: &Body,
        writer: &Writer<'_>,
    ) -> Result<Vec<Item>, Rejected> {
        let (fact, bytes) = self.seal(seen, body, writer)?;
        let mut items = self.introduce(writer);
        let id = fact.id();
        self.facts.insert(id, fact);
        // One fold says both whether the fact is legal after what it names, and what the state is with it.
        let state = fold::fold(self.folding());
        if let Some(reason) = state.illegal(&id) {
            self.facts.remove(&id);
            if !items.is_empty() {
                self.certificates.remove(&writer.signer.id());
            }
            return Err(rejected(reason));
        }
        self.state = state;
        items.push(Item::new(ItemKind::Fact, bytes));
        Ok(items)
    }

    /// A fact upon what the screen showed, signed and within the limits, with its bytes.
    fn seal(&self, seen: &Version, body: &Body, writer: &Writer<'_>) -> Result<(Fact, Vec<u8>), Rejected> {
        if self.facts.len() >= Fact::MAX_PER_CASE {
            return Err(Rejected::TooLarge { field: "facts", limit: Fact::MAX_PER_CASE as u64 });
        }
        let after = self.after(seen, writer)?;
        let payload = FactPayload {
            case: self.id,
            kind: body.kind().code(),
            body: ByteVec::from(body.encode()),
            certificate: writer.signer.id(),
            after,
            heads: seen.document.clone(),
            time: writer.time,
            critical: None,
            acting: writer.acting.clone(),
        };
        let fact = Signed::seal(payload, writer.signer.key());
        let bytes = fact.to_bytes();
        if bytes.len() > <FactPayload as crate::envelope::Payload>::MAX_BYTES {
            return Err(Rejected::TooLarge { field: "text", limit: 32 * 1024 });
        }
        Ok((fact, bytes))
    }

    /// The newest facts of the version on the screen, and this certificate's own previous fact: what the
    /// author knew, and what makes a copied phone show.
    fn after(&self, seen: &Version, writer: &Writer<'_>) -> Result<Vec<FactId>, Rejected> {
        let graph = Graph::of(&self.facts, &self.rulings);
        let mut positions = Vec::new();
        for id in &seen.facts {
            positions.push(graph.position(id).ok_or(Rejected::UnknownVersion)?);
        }
        let certificate = writer.signer.id();
        let is_own = |fact: &Fact| fact.body().certificate == certificate;
        let own = graph.order.iter().enumerate().filter(|(_, id)| self.facts.get(id).is_some_and(is_own));
        let own: Vec<usize> = own.map(|(position, _)| position).collect();
        positions.extend(graph.maximal(&own));
        positions.sort_unstable();
        positions.dedup();
        let mut newest = graph.maximal(&positions);
        if newest.len() > Fact::MAX_AFTER {
            // A fact may name only so many. Those who knew most go first; the next fact names the others.
            let is_own =
                |position: usize| own.iter().any(|&own| own == position || graph.precedes(own, position));
            newest.sort_by_cached_key(|&at| std::cmp::Reverse((is_own(at), graph.ancestor_count(at))));
            newest.truncate(Fact::MAX_AFTER);
        }
        let mut after: Vec<FactId> = newest.into_iter().map(|position| graph.order[position]).collect();
        after.sort();
        Ok(after)
    }

    /// The certificate of the writer, if this case does not carry it yet.
    fn introduce(&mut self, writer: &Writer<'_>) -> Vec<Item> {
        let certificate = writer.signer.certificate();
        if self.certificates.insert(certificate.id(), certificate.clone()).is_some() {
            return Vec::new();
        }
        vec![Item::new(ItemKind::Certificate, certificate.to_bytes())]
    }

    pub(super) fn refuse_if_read_only(&self) -> Result<(), Rejected> {
        if self.state.update_required { Err(Rejected::UpdateRequired) } else { Ok(()) }
    }
}

fn rejected(illegal: Illegal) -> Rejected {
    match illegal {
        Illegal::Authority => {
            Rejected::Role { needed: Authority::LEAD_ROLES.iter().map(|role| (*role).to_owned()).collect() }
        }
        other => Rejected::Status { state: other.state() },
    }
}

fn check_created(created: &Created) -> Result<(), Rejected> {
    check_texts(&[
        ("number", &created.number, 40),
        ("service", &created.service, 60),
        ("report", &created.report, 2000),
        ("customer.name", &created.customer.name, 200),
        ("site.address", &created.site.address, 500),
    ])
}

/// Fields that must say something, with the most characters of each.
pub(super) fn check_texts(texts: &[(&'static str, &String, usize)]) -> Result<(), Rejected> {
    for (field, text, limit) in texts.iter().copied() {
        if text.trim().is_empty() {
            return Err(Rejected::Invalid { field, reason: "must not be empty".to_owned() });
        }
        if text.chars().count() > limit {
            return Err(Rejected::Invalid { field, reason: format!("at most {limit} characters") });
        }
    }
    Ok(())
}
