//! What the office does to a case: load it, let the domain write, append like any push.

use std::sync::{Arc, PoisonError};

use doorstep_domain::case::{Case, Stored, Version, Writer};
use doorstep_domain::control::Order;
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{Acting, Appointed, Assigned, Body, Created};
use doorstep_domain::id::{CaseId, Hash, VisitId};
use doorstep_domain::rejected::Rejected;
use doorstep_domain::ruling::{Ruling, Verdict};
use doorstep_domain::sync::{CaseItems, Item, ItemKind};
use doorstep_domain::time::TimeEvidence;

use crate::blob;
use crate::error::Error;
use crate::ingest::{self, Directive, OFFICE_STREAM, Push};
use crate::keys::OFFICE_CODE;
use crate::node::Node;
use crate::projector::Facts;
use crate::reply::Problem;
use crate::store::{NewEntry, Read};

impl From<Rejected> for Problem {
    fn from(rejected: Rejected) -> Self {
        let status = if matches!(rejected, Rejected::Invalid { .. }) { 422 } else { 409 };
        Self::new(status, "rejected", rejected.to_string())
    }
}

/// Who acts, and on which version of the case.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) acting: Acting,
    /// What the screen showed; `None` = whatever is newest.
    pub(crate) seen: Option<Version>,
}

impl Desk {
    /// Somebody at the desk whom the page does not know by name.
    pub(crate) fn office() -> Self {
        let (user, name, role) = ("office".to_owned(), "Office".to_owned(), "office".to_owned());
        Self { acting: Acting { user, name, role }, seen: None }
    }
}

impl Node {
    /// Makes a job and returns its case with the number that people say.
    pub(crate) fn create_job(
        &self,
        desk: &Desk,
        mut created: Created,
        first: Vec<Body>,
    ) -> Result<(CaseId, String), Problem> {
        let pack = self.pack(created.pack)?;
        let pack = pack.ok_or_else(|| Problem::new(422, "pack", "this pack is not published"))?;
        if pack.service(&created.service).is_none() {
            return Err(Problem::new(422, "service", "the pack has no such service"));
        }
        let count = self.writer.run(|tx| tx.next("office job"))?;
        created.number = format!("{OFFICE_CODE}-{count:04}");
        let number = created.number.clone();
        let _at_the_desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut case, mut items) = Case::create(created, &self.case_writer(desk)?)?;
        for body in first {
            let seen = case.version();
            items.extend(case.record(&seen, body, &self.case_writer(desk)?, None)?);
        }
        self.append(case.id(), items)?;
        Ok((case.id(), number))
    }

    /// Records a fact in the name of the office.
    pub(crate) fn record(&self, desk: &Desk, id: CaseId, body: Body) -> Result<(), Problem> {
        // One certificate writes for every desk: its facts of a case must follow each other, or they would
        // look like those of a copied device.
        let _at_the_desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let mut case = self.load(id)?;
        let seen = desk.seen.clone().unwrap_or_else(|| case.version());
        let items = case.record(&seen, body, &self.case_writer(desk)?, None)?;
        self.append(id, items)
    }

    /// Writes into the document, at the version that the desk shows.
    ///
    /// # Errors
    /// 404 if there is no such case, 409 with what stands against it.
    pub(crate) fn edit(&self, desk: &Desk, id: CaseId, edit: Edit) -> Result<(), Problem> {
        let _at_the_desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let mut case = self.load(id)?;
        let seen = desk.seen.clone().unwrap_or_else(|| case.version());
        let items = case.edit(&seen, &[edit], &self.case_writer(desk)?)?;
        self.append(id, items)
    }

    /// Gives a visit to people, by default the current one. Grants and revokes follow from the fact.
    pub(crate) fn assign(
        &self,
        desk: &Desk,
        id: CaseId,
        visit: Option<VisitId>,
        users: Vec<String>,
    ) -> Result<(), Problem> {
        let visit = self.visit(id, visit)?;
        self.record(desk, id, Assigned { visit, users }.into())
    }

    /// Agrees a time for a visit, by default the current one.
    pub(crate) fn appoint(
        &self,
        desk: &Desk,
        id: CaseId,
        visit: Option<VisitId>,
        (start_ms, end_ms, reason): (i64, Option<i64>, Option<String>),
    ) -> Result<(), Problem> {
        let visit = self.visit(id, visit)?;
        self.record(desk, id, Appointed { visit, start_ms, end_ms, reason }.into())
    }

    pub(crate) fn visit(&self, id: CaseId, visit: Option<VisitId>) -> Result<VisitId, Problem> {
        if let Some(visit) = visit {
            return Ok(visit);
        }
        let facts = self.read(|read| Facts::read(read, id))?;
        facts.state().current_visit().ok_or_else(Problem::not_found)
    }

    /// Says whether a fact or change counts.
    pub(crate) fn rule(
        &self,
        id: CaseId,
        target: Hash,
        verdict: Verdict,
        reason: String,
    ) -> Result<(), Problem> {
        let facts = self.read(|read| {
            let known = read.logged(id, ItemKind::Fact, target)?.is_some()
                || read.logged(id, ItemKind::Change, target)?.is_some();
            Ok(known.then(|| Facts::read(read, id)))
        })?;
        let facts = facts.ok_or_else(Problem::not_found)??;
        let fact = facts.facts.get(&target.into());
        let ruling = self.keys.seal(Ruling {
            case: id,
            target,
            target_after: fact.map(|fact| fact.body().after.clone()).unwrap_or_default(),
            verdict,
            reason,
            round: facts.rulings.get(&target).map_or(1, |held| held.round.saturating_add(1)),
            certificate: self.keys.office().id(),
            at_ms: self.now_ms(),
        });
        let (keys, now_ms) = (Arc::clone(&self.keys), self.now_ms());
        self.writer.run(move |tx| {
            ingest::carry_certificate(tx, id, keys.office().certificate(), now_ms)?;
            tx.append(NewEntry {
                case: Some(id),
                stream: None,
                kind: ItemKind::Ruling,
                hash: ruling.hash(),
                device: None,
                bytes: &ruling.to_bytes(),
                received_at_ms: now_ms,
            })?;
            tx.announce(id)
        })?;
        Ok(self.project()?)
    }

    /// Erases a case: everything of it but a stub that keeps late items out, here and on every device.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn erase(&self, case: CaseId) -> Result<bool, Error> {
        let (keys, now_ms) = (Arc::clone(&self.keys), self.now_ms());
        let known = self.writer.run(move |tx| {
            if tx.case(case)?.is_none() {
                return Ok(false);
            }
            tx.erase(case, now_ms)?;
            for row in tx.streams_of(case)? {
                let directive = Directive { stream: &row.stream, case, order: Order::Erase };
                ingest::order(tx, directive, now_ms, &keys)?;
            }
            Ok(true)
        })?;
        blob::erase(&self.dir, case)?;
        Ok(known)
    }

    /// Brings the office's list, scopes and snapshots up to date with the log, now.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn project(&self) -> Result<(), Error> {
        self.projector.run()
    }

    /// A case as the log has it.
    pub(crate) fn load(&self, id: CaseId) -> Result<Case, Problem> {
        let items = self.read(|read| items_of(read, id))?;
        if items.is_empty() {
            return Err(Problem::not_found());
        }
        let stored = Stored { snapshot: None, items };
        Case::load(id, &stored, &self.keys.root())
            .map_err(|error| Problem::new(409, "case", error.to_string()))
    }

    fn append(&self, case: CaseId, items: Vec<Item>) -> Result<(), Problem> {
        let root = self.keys.root();
        let items = self.read(|read| ingest::examine(vec![CaseItems { case, items }], &root, read))?;
        let push = Push {
            device: self.keys.office().certificate().body().device,
            user: None,
            streams: vec![OFFICE_STREAM.to_owned()],
            items,
            now_ms: self.now_ms(),
        };
        let keys = Arc::clone(&self.keys);
        let verdicts = self.writer.run(move |tx| ingest::admit(tx, &push, &keys))?;
        if let Some(refusal) = verdicts.iter().find_map(|verdict| verdict.as_ref().err()) {
            return Err(Problem::new(409, refusal.code.name(), refusal.detail.clone()));
        }
        Ok(self.project()?)
    }

    fn case_writer(&self, desk: &Desk) -> Result<Writer<'_>, Error> {
        let now_ms = self.now_ms();
        Ok(Writer {
            signer: self.keys.office(),
            acting: Some(desk.acting.clone()),
            time: TimeEvidence {
                wall_ms: now_ms,
                boot_ms: now_ms.saturating_sub(self.opened.wall_ms),
                boot_id: self.opened.boot_id,
            },
            actor: self.actor,
            entropy: self.options.random()?,
        })
    }
}

fn items_of(read: &dyn Read, case: CaseId) -> Result<Vec<Item>, Error> {
    let entries = read.entries(case, 0, read.head()?.seq, u32::MAX)?;
    let is_part = |kind: u8| {
        let part = [ItemKind::Change, ItemKind::Fact, ItemKind::Certificate, ItemKind::Ruling];
        part.iter().any(|part| part.code() == kind)
    };
    let parts = entries.iter().filter(|entry| is_part(entry.kind));
    parts.map(|entry| Ok(Item { kind: entry.kind, bytes: read.bytes(entry.seq)?.into() })).collect()
}
