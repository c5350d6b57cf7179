//! Reads the log behind everybody's back and keeps up to date what is derived from it: the office's list, who
//! sees which case, and documents in one piece.
//!
//! It has its own cursor and is idempotent: stopped anywhere, it does the same again. Nobody who pushes or pulls
//! ever waits for it.

mod around;
mod facts;
mod row;
mod settle;
mod snapshot;
mod stuck;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::fold::State;
use doorstep_domain::id::{CardId, CaseId};
use doorstep_domain::ledger::Ledger;
use doorstep_domain::pack::Pack;
use doorstep_domain::privacy::Veil;
use doorstep_domain::score::ScoreSource;

pub(crate) use around::alarms_of;
pub(crate) use facts::Facts;
use row::Written;
pub(crate) use row::row_of;
use settle::settles;
use stuck::Failures;

use crate::error::Error;
use crate::ingest::{self, Directive};
use crate::keys::Keys;
use crate::lease::{Lease, PATIENCE};
use crate::node::{Node, Options};
use crate::office::Desk;
use crate::office::case::{Logged, on_a_deep_stack};
use crate::shelf::{Shelf, ledger_of};
use crate::store::{Derived, JobRow, Read, Store, Write};
use crate::writer::Writer;

/// The name of its cursor.
const CONSUMER: &str = "projector";

/// See [`Projector::step`].
const STEP: u64 = 500;

/// Cases that are written in one transaction.
const TOGETHER: usize = 50;

/// Cases whose alarms are made anew in one go.
const STALE_STEP: u32 = 100;

/// How often it looks whether the log has grown. The office may see news this much later.
const EVERY: Duration = Duration::from_millis(250);

/// How often it looks whether another node has come so far.
const GLANCE: Duration = Duration::from_millis(25);

/// Documents are walked along known paths, but a deep stack costs nothing until it is used.
const STACK_BYTES: usize = 16 << 20;

/// What it works with.
pub(crate) struct Projector {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) writer: Arc<Writer>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) options: Options,
    /// Its own clock and actors: it writes facts of the office.
    desk: Desk,
    failures: Failures,
    /// Entries of the log per step: what a crash makes it do again.
    pub(crate) step: u64,
    /// Two runs at once would do everything twice.
    running: Mutex<()>,
    /// So would two nodes.
    lease: Lease,
}

/// Who caught up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// This node: it is done.
    Done,
    /// Another node does it.
    Elsewhere,
}

impl Node {
    /// Brings the office's list, scopes and snapshots up to date with the log, now, or waits until the node that does it
    /// for all has come so far. If that one is dead, this one takes over.
    ///
    /// # Errors
    /// [`Error`] of the store; [`Error::Busy`] if the other node lives and does not come so far.
    pub fn project(&self) -> Result<(), Error> {
        self.projector.run_or_wait(PATIENCE * 2)
    }
}

/// A case that is ready to be written.
struct Ready {
    projected: Arc<Projected>,
    /// The case, if something follows from how it stands.
    settles: Option<Logged>,
}

/// What the facts of one case mean outside of it.
struct Projected {
    case: CaseId,
    row: Option<JobRow>,
    /// The customer's card.
    customer: Option<CardId>,
    derived: Derived,
    ledger: Ledger,
    sees: BTreeSet<String>,
    sees_no_more: BTreeSet<String>,
}

impl Projector {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        writer: Arc<Writer>,
        keys: Arc<Keys>,
        shelf: Arc<Shelf>,
        options: Options,
        is_shared: bool,
    ) -> Result<Self, Error> {
        let (desk, node) = (Desk::new(&options)?, options.random()?);
        let ticks = is_shared.then(|| Arc::clone(&options.ticks));
        let lease = Lease::new(CONSUMER, node, ticks, Arc::clone(&store), Arc::clone(&writer));
        Ok(Self {
            lease,
            store,
            writer,
            keys,
            shelf,
            options,
            desk,
            failures: Failures::default(),
            step: STEP,
            running: Mutex::new(()),
        })
    }

    /// Catches up with the log, then with the time, unless another node does.
    pub(crate) fn run(&self) -> Result<Turn, Error> {
        let _running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match self.catch_up() {
            Err(Error::Superseded) => {
                tracing::warn!("another node projects now");
                self.lease.lose();
                Ok(Turn::Elsewhere)
            }
            done => done,
        }
    }

    fn catch_up(&self) -> Result<Turn, Error> {
        if self.lease.hold()?.is_none() {
            return Ok(Turn::Elsewhere);
        }
        while let Some((upto, touched)) = self.next()? {
            self.project_each(touched)?;
            self.write(move |tx| tx.consume(CONSUMER, upto))?;
        }
        let now_ms = self.options.now_ms();
        self.project_each(self.store.reading(|read| read.stale_alarms(now_ms, STALE_STEP))?)?;
        Ok(Turn::Done)
    }

    /// Catches up, or waits so long until another node has come to where the log ends now.
    pub(crate) fn run_or_wait(&self, patience: Duration) -> Result<(), Error> {
        let head = self.store.reading(|read| read.head())?.seq;
        let until = (self.options.ticks)() + patience;
        while self.run()? == Turn::Elsewhere {
            if self.store.reading(|read| read.consumed(CONSUMER))? >= head {
                return Ok(());
            }
            if (self.options.ticks)() >= until {
                return Err(Error::Busy);
            }
            (self.options.pause)(GLANCE);
        }
        Ok(())
    }

    /// Writes what the projector makes, unless another node took over meanwhile.
    fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut dyn Write) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let fence = self.lease.hold()?.ok_or(Error::Superseded)?;
        self.writer.run(move |tx| {
            fence.check(as_read(tx))?;
            work(tx)
        })
    }

    /// Projects cases, several in one transaction: a commit costs the same for one as for many.
    fn project_each(&self, cases: Vec<CaseId>) -> Result<(), Error> {
        for cases in cases.chunks(TOGETHER) {
            let mut ready = Vec::new();
            for case in cases {
                match self.caught(*case, || self.prepare(*case))? {
                    Some(Some(one)) => ready.push(one),
                    Some(None) => self.failures.forget(*case),
                    None => {}
                }
            }
            let all: Vec<Arc<Projected>> = ready.iter().map(|ready| Arc::clone(&ready.projected)).collect();
            let stuck = self.write_together(&all)?;
            for Ready { projected, settles } in ready {
                let case = projected.case;
                if !stuck.contains(&case) && self.caught(case, || self.finish(case, settles))?.is_some() {
                    self.failures.forget(case);
                }
            }
        }
        Ok(())
    }

    /// Writes what was made of several cases; one by one if together they cannot be written. Those that cannot be
    /// written alone are stuck, and come back.
    fn write_together(&self, all: &[Arc<Projected>]) -> Result<BTreeSet<CaseId>, Error> {
        let write = |several: &[Arc<Projected>]| {
            let (several, keys, now_ms) = (several.to_vec(), Arc::clone(&self.keys), self.options.now_ms());
            self.write(move |tx| several.iter().try_for_each(|one| one.write(tx, now_ms, &keys)))
        };
        let mut stuck = BTreeSet::new();
        if all.is_empty() {
            return Ok(stuck);
        }
        match write(all) {
            Err(Error::Damaged(_) | Error::Panicked) => {}
            written => return written.map(|()| stuck),
        }
        for one in all {
            if self.caught(one.case, || write(std::slice::from_ref(one)))?.is_none() {
                stuck.insert(one.case);
            }
        }
        Ok(stuck)
    }

    /// Work on one case. One that is broken must not hide the others, and a panic over it must not end the thread that
    /// all others wait for: then there is nothing, and the case is noted as stuck.
    fn caught<T>(&self, case: CaseId, work: impl FnOnce() -> Result<T, Error>) -> Result<Option<T>, Error> {
        match catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Error::Panicked)) {
            Ok(value) => Ok(Some(value)),
            Err(error @ (Error::Damaged(_) | Error::Panicked)) => {
                self.set_stuck(case, &error)?;
                Ok(None)
            }
            // A full disk or queue: this stretch again later, or who was assigned would never know.
            Err(error) => Err(error),
        }
    }

    /// The next stretch of the log and the cases in it; `None` at its head.
    fn next(&self) -> Result<Option<(u64, Vec<CaseId>)>, Error> {
        self.store.reading(|read| {
            let (done, head) = (read.consumed(CONSUMER)?, read.head()?.seq);
            let upto = head.min(done + self.step);
            if upto <= done {
                return Ok(None);
            }
            let mut touched: BTreeSet<CaseId> = read.touched(done, upto)?.into_iter().collect();
            touched.extend(self.asked_anew(read, done, upto)?);
            Ok(Some((upto, touched.into_iter().collect())))
        })
    }

    /// The cases in which somebody is evaluated, if a pack was published in a stretch of the log: its scores may ask
    /// for something else of them than those before it.
    fn asked_anew(&self, read: &dyn Read, done: u64, upto: u64) -> Result<Vec<CaseId>, Error> {
        let mut cases = Vec::new();
        for notice in read.notices(done, upto, u32::MAX)? {
            let control = SignedControl::open(&read.bytes(notice.seq)?);
            let Ok(Order::Publish { pack, .. }) = control.map(|control| control.body().order.clone()) else {
                continue;
            };
            for service in
                self.shelf.pack(pack)?.iter().flat_map(|pack| pack.score_sources()).flat_map(evaluating)
            {
                cases.extend(read.cases_of(service)?);
            }
        }
        Ok(cases)
    }

    /// What becomes of a case, without writing it; `None` if there is nothing to read.
    fn prepare(&self, case: CaseId) -> Result<Option<Ready>, Error> {
        let read = self.store.reading(|read| Ok((Facts::read(read, case)?, Logged::read(read, case)?)));
        let (facts, Some(logged)) = read? else { return Ok(None) };
        let looked = self.look(&logged);
        let state = facts.state();
        let pack = self.pack_of(&state)?;
        let is_settled = pack.as_deref().is_some_and(|pack| settles(pack, &state));
        let ledger = ledger_of(&state, &self.shelf.newest()?);
        let projected = Projected::of(case, &facts, pack.as_deref(), looked, ledger);
        Ok(Some(Ready { projected: Arc::new(projected), settles: is_settled.then_some(logged) }))
    }

    /// What follows once it is written.
    fn finish(&self, case: CaseId, settles: Option<Logged>) -> Result<(), Error> {
        self.refresh_snapshot(case)?;
        settles.map_or(Ok(()), |logged| self.settle(logged))
    }

    /// The pack that a case began with, if it is here.
    fn pack_of(&self, state: &State) -> Result<Option<Arc<Pack>>, Error> {
        let created = state.created.as_ref();
        Ok(created.map(|created| self.shelf.pack(created.body.pack)).transpose()?.flatten())
    }

    /// What the document adds to the facts. A document that cannot be read leaves its job in the list, with
    /// the reason.
    fn look(&self, logged: &Logged) -> (Written, Derived) {
        let root = self.keys.root();
        let look = || -> Result<(Written, Derived), String> {
            let case = logged.fold(&root).map_err(|error| error.to_string())?;
            let pack = self.shelf.rules_of(&case).ok().flatten();
            let derived = around::derived(&case, pack.as_deref(), self.options.now_ms());
            Ok((Written::of(&case, &self.shelf), derived))
        };
        let written = on_a_deep_stack(look).unwrap_or_else(|error| Err(error.to_string()));
        written.unwrap_or_else(|reason| {
            tracing::error!(case = %logged.case, reason, "a document cannot be read");
            (Written { stuck: Some(reason), ..Written::default() }, Derived::default())
        })
    }
}

impl Projected {
    fn of(
        case: CaseId,
        facts: &Facts,
        pack: Option<&Pack>,
        (written, mut derived): (Written, Derived),
        ledger: Ledger,
    ) -> Self {
        let state = facts.state();
        derived.van_moves = around::van_moves(&state);
        let assigned = assigned(&state);
        let sees: BTreeSet<String> = assigned.union(&facts.handed_over(&state)).cloned().collect();
        let sees_no_more = if assigned.is_empty() {
            // Nobody else has it yet: whoever made it keeps it.
            BTreeSet::new()
        } else {
            facts.once_assigned(&state).difference(&sees).cloned().collect()
        };
        // From the facts alone: a document that cannot be read must not lift the veil.
        let veil = pack.and_then(|pack| Veil::of(&state, pack));
        let row = row::job_row(case, &state, written, veil, facts.heard_at_ms);
        let customer = state.created.as_ref().map(|created| created.body.customer.card);
        Self { case, row, customer, derived, ledger, sees, sees_no_more }
    }

    fn write(&self, tx: &mut dyn Write, now_ms: i64, keys: &Keys) -> Result<(), Error> {
        let case = self.case;
        if tx.case(case)?.is_none_or(|case| case.erased_at_ms.is_some()) {
            return Ok(());
        }
        if let Some(row) = &self.row {
            tx.put_job(row)?;
            tx.put_derived(case, &self.derived)?;
            tx.put_ledger(case, &self.ledger)?;
        }
        if let Some(customer) = self.customer {
            tx.put_customer(case, customer)?;
        }
        let grants = self.sees.iter().map(|user| (user, Order::Grant));
        let revokes = self.sees_no_more.iter().map(|user| (user, Order::Revoke));
        for (user, order) in grants.chain(revokes) {
            let stream = ingest::user_stream(user);
            ingest::order(tx, Directive { stream: &stream, case, order }, now_ms, keys)?;
        }
        Ok(())
    }
}

/// The service of the cases in which somebody is evaluated for a score.
fn evaluating(source: &ScoreSource) -> Option<&str> {
    match source {
        ScoreSource::Declared(declared) => Some(&declared.service),
        ScoreSource::Rated(_) | ScoreSource::FollowedUp(_) | ScoreSource::Deductions(_) => None,
    }
}

/// Whoever is assigned to one of the visits: the technician of an earlier visit keeps what was done there.
fn assigned(state: &State) -> BTreeSet<String> {
    state.visits.values().flat_map(|visit| visit.assigned.iter().cloned()).collect()
}

impl Drop for Projector {
    /// Another node goes on at once.
    fn drop(&mut self) {
        if let Err(error) = self.lease.release() {
            tracing::warn!(%error, "another node goes on once it has waited");
        }
    }
}

fn as_read(tx: &dyn Write) -> &dyn Read {
    tx
}

/// The thread that keeps a projector running.
pub(crate) struct ProjectorThread {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ProjectorThread {
    /// Starts it.
    pub(crate) fn start(projector: Arc<Projector>) -> Result<Self, Error> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("doorstep-projector".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || keep_running(&projector, &stopped))
            .map_err(Error::file("the projector's thread"))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for ProjectorThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the projector's thread panicked");
        }
    }
}

fn keep_running(projector: &Projector, stopped: &Receiver<()>) {
    loop {
        if let Err(error) = projector.run() {
            tracing::error!(%error, "the projector will try again");
        }
        match stopped.recv_timeout(EVERY) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
