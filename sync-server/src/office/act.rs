//! The way of everything that the office writes into a case.
//!
//! The case is folded and the rules are asked outside of the writing transaction, so that a large case never
//! holds up the phones. Inside, the work counts only if nothing came meanwhile; otherwise it is done again
//! upon what came. So the office's facts of a case follow one another, however many requests and nodes
//! write them.

use std::sync::Arc;
use std::time::Duration;

use doorstep_domain::case::{Case, Version, Writer};
use doorstep_domain::fact::Body;
use doorstep_domain::id::{CaseId, VisitId, mint};
use doorstep_domain::pack::Pack;
use doorstep_domain::sync::{CaseItems, Item};

use super::case::{Logged, on_a_deep_stack};
use super::vouch::vouch;
use super::{Office, OfficeError};
use crate::error::Error;
use crate::ingest::{self, OFFICE_STREAM, Push};
use crate::keys::Keys;
use crate::store::Write;

/// Attempts before a case counts as too busy. Each one loses only to what a phone or another node wrote.
const ATTEMPTS: u32 = 16;

/// How long somebody at a desk waits for the node that projects, if it is another one.
const A_MOMENT: Duration = Duration::from_secs(2);

/// What an action comes to.
pub(super) struct Done<T> {
    pub(super) value: T,
    /// To be appended to the case.
    pub(super) items: Vec<Item>,
    /// The case that follows from it, to be begun in the same transaction.
    pub(super) begun: Option<CaseItems>,
}

impl<T> Done<T> {
    pub(super) fn new(value: T, items: Vec<Item>) -> Self {
        Self { value, items, begun: None }
    }
}

/// A case at hand, with whoever acts on it.
pub(super) struct Hand<'a> {
    pub(super) case: &'a mut Case,
    pub(super) seen: Version,
    pub(super) writer: Writer<'a>,
    /// The pack of the case, if it is here.
    pub(super) pack: Option<Arc<Pack>>,
}

impl Hand<'_> {
    /// Writes a fact upon what the user saw, if the pack lets the user's role do so.
    pub(super) fn record(&mut self, body: impl Into<Body>) -> Result<Vec<Item>, OfficeError> {
        let body = body.into();
        if let Some(pack) = &self.pack {
            self.case.check_allowed(&body, &self.writer, pack)?;
        }
        Ok(self.case.record(&self.seen, body, &self.writer, None)?)
    }

    /// The visit that a request names, or the current one.
    pub(super) fn visit(&self, named: Option<VisitId>) -> Result<VisitId, OfficeError> {
        let state = self.case.state();
        match named {
            Some(visit) if state.visits.contains_key(&visit) => Ok(visit),
            Some(_) => Err(OfficeError::NotFound("visit")),
            None => state.current_visit().ok_or(OfficeError::NotFound("visit")),
        }
    }

    /// Eight bytes for something new.
    pub(super) fn mint(&self) -> [u8; 8] {
        mint(self.writer.time.wall_ms, std::array::from_fn(|i| self.writer.entropy[i]))
    }
}

impl Office<'_> {
    /// Writes a fact.
    pub(super) fn record(&self, case: CaseId, body: impl Into<Body>) -> Result<(), OfficeError> {
        let body = body.into();
        self.act(case, |hand| Ok(Done::new((), hand.record(body.clone())?)))
    }

    /// Lets `work` read a case and write into it. It may run several times; the last one counts.
    pub(super) fn act<T: Send>(
        &self,
        case: CaseId,
        work: impl Fn(&mut Hand<'_>) -> Result<Done<T>, OfficeError> + Sync,
    ) -> Result<T, OfficeError> {
        let _turn = self.node.desk.turn(case);
        for _ in 0..ATTEMPTS {
            let logged = self.node.read(|read| Logged::read(read, case))?;
            let logged = logged.ok_or(OfficeError::NotFound("case"))?;
            let done = on_a_deep_stack(|| self.attempt(&logged, &work))??;
            let begun = done.begun.into_iter();
            let groups: Vec<CaseItems> =
                [CaseItems { case, items: done.items }].into_iter().chain(begun).collect();
            if self.append(&logged, groups)? {
                return Ok(done.value);
            }
        }
        Err(Error::Busy.into())
    }

    /// Lets `work` read a case and write into it, and throws away what it wrote: whether the rules allow it now.
    pub(super) fn would_act<T: Send>(
        &self,
        case: CaseId,
        work: impl Fn(&mut Hand<'_>) -> Result<Done<T>, OfficeError> + Sync,
    ) -> Result<(), OfficeError> {
        let logged = self.node.read(|read| Logged::read(read, case))?;
        let logged = logged.ok_or(OfficeError::NotFound("case"))?;
        on_a_deep_stack(|| self.attempt(&logged, &work))?.map(drop)
    }

    fn attempt<T>(
        &self,
        logged: &Logged,
        work: impl Fn(&mut Hand<'_>) -> Result<Done<T>, OfficeError>,
    ) -> Result<Done<T>, OfficeError> {
        let mut case = logged.fold(&self.node.keys.root())?;
        let seen = self.seen.clone().unwrap_or_else(|| case.version());
        let writer = self.writer(logged.case)?;
        let created = case.state().created.as_ref().map(|created| created.body.pack);
        let pack = created.map(|pack| self.node.shelf.pack(pack)).transpose()?.flatten();
        work(&mut Hand { case: &mut case, seen, writer, pack })
    }

    /// Who writes now.
    pub(super) fn writer(&self, case: CaseId) -> Result<Writer<'_>, Error> {
        Ok(Writer {
            signer: self.node.keys.office(),
            acting: self.acting.clone(),
            time: self.node.desk.time(self.node.now_ms()),
            actor: self.node.desk.actor(case),
            entropy: self.node.options.random()?,
        })
    }

    /// Appends to all cases or to none, unless something came meanwhile. `false` means that nothing was written.
    fn append(&self, logged: &Logged, mut groups: Vec<CaseItems>) -> Result<bool, OfficeError> {
        if groups.iter().all(|group| group.items.is_empty()) {
            return Ok(true);
        }
        let (now, entropy) = (self.node.desk.time(self.node.now_ms()), self.node.options.random()?);
        vouch(&mut groups, self.node.keys.office(), now, entropy);
        let (case, expected) = (logged.case, logged.last_seq);
        let root = self.node.keys.root();
        let items = self.node.read(|read| ingest::examine(groups, &root, read))?;
        let push = office_push(&self.node.keys, items, self.node.now_ms());
        let keys = Arc::clone(&self.node.keys);
        let is_written = self.node.writer.run(move |tx| {
            if tx.case(case)?.is_none_or(|row| row.last_seq != expected) {
                return Ok(false);
            }
            admit(tx, &push, &keys)?;
            Ok(true)
        })?;
        self.catch_up();
        Ok(is_written)
    }

    /// Lets the list and the streams follow at once from what was written: whoever gave a job to somebody
    /// sees it there. It is written already, so that a failure here is the projector's own business.
    pub(super) fn catch_up(&self) {
        if let Err(error) = self.node.projector.run_or_wait(A_MOMENT) {
            tracing::error!(%error, "the projector will try again");
        }
    }
}

/// What the office appends, as if a phone had pushed it.
pub(crate) fn office_push(keys: &Keys, items: ingest::Examined, now_ms: i64) -> Push {
    let device = keys.office().certificate().body().device;
    Push { device, user: None, streams: vec![OFFICE_STREAM.to_owned()], items, orders: Vec::new(), now_ms }
}

/// Takes in what the office wrote itself; that it does not fit is a bug, and then nothing is written.
pub(crate) fn admit(tx: &mut dyn Write, push: &Push, keys: &Keys) -> Result<(), Error> {
    for verdict in ingest::admit(tx, push, keys)? {
        if let Err(refusal) = verdict {
            tracing::error!(
                code = refusal.code.name(),
                detail = refusal.detail,
                "refused the office's own item"
            );
            return Err(Error::Damaged("an item of the office was refused"));
        }
    }
    Ok(())
}
