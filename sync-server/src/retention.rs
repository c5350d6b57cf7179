//! Erases what has been kept long enough, and what a person erases.
//!
//! One case is one transaction: whether its time is over is decided once more inside it, so that a legal hold that
//! came a moment before holds. Files go after the commit; what a crash leaves of them is swept when the node opens.
//! A stub stays, which refuses whatever comes late, and every stream that ever had the case gets an order.

mod thread;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use doorstep_domain::control::Order;
use doorstep_domain::fold::State;
use doorstep_domain::id::{CaseId, Hash, PackId};
use doorstep_domain::pack::{Pack, Retention};
use doorstep_domain::rejected::Rejected;
use doorstep_domain::retention::{self, Kept};
use doorstep_domain::sync::ItemKind;
use serde::Serialize;

pub(crate) use thread::KeeperThread;

use crate::blob;
use crate::error::Error;
use crate::ingest::{self, Directive};
use crate::keys::Keys;
use crate::node::{Node, Options};
use crate::projector::Facts;
use crate::shelf::{Shelf, ledger_of};
use crate::store::{ErasedBy, JobState, JobsWanted, Read, Store, Stub, Write};
use crate::vault::Vault;
use crate::writer::Writer;

/// Cases that are listed at a time.
const PAGE: u32 = 500;

/// What it works with.
pub(crate) struct Keeper {
    pub(crate) dir: PathBuf,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) writer: Arc<Writer>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) options: Options,
}

/// The day or the moment by which it is asked whether the time of a case is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A moment, milliseconds since 1970 UTC.
    Moment(i64),
    /// A day, by the calendar of each site.
    Day(NaiveDate),
}

impl At {
    fn is_over(self, kept: &Kept) -> bool {
        match (self, kept) {
            (Self::Moment(now_ms), kept) => kept.is_over(now_ms),
            (Self::Day(day), Kept::Until { due, .. }) => *due <= day,
            (Self::Day(_), _) => false,
        }
    }
}

/// One case and how long it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reviewed {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// What it is about, a word of the glossary.
    pub kind: String,
    /// The service of its pack.
    pub service: String,
    /// How long it is kept; `None`: the pack that would say so is not here, and it stays.
    #[serde(flatten)]
    pub kept: Option<Kept>,
    /// Whether its time is over.
    pub goes: bool,
}

impl Reviewed {
    /// Why it goes or stays, in one word.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.kept.as_ref().map_or("pack_missing", Kept::name)
    }
}

impl Node {
    /// What would be erased at this moment or day and why, and what stays and why. Nothing is changed.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn review_retention(&self, at: At) -> Result<Vec<Reviewed>, Error> {
        self.project()?;
        let cases = self.keeper.cases(JobState::All)?;
        let reviewed = cases.into_iter().map(|case| self.keeper.review(case, at));
        reviewed.filter_map(Result::transpose).collect()
    }

    /// Erases every case whose time is over by now, and returns what is left of them.
    ///
    /// # Errors
    /// [`Error`] of the store; what was erased before it stays erased.
    pub fn purge_due(&self) -> Result<Vec<Stub>, Error> {
        self.project()?;
        self.keeper.run()
    }

    /// What is left of erased cases, the last one first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn stubs(&self, limit: u32) -> Result<Vec<Stub>, Error> {
        self.read(|read| read.stubs(limit))
    }
}

impl Keeper {
    /// Erases what is due. One case that cannot be read keeps no other.
    pub(crate) fn run(&self) -> Result<Vec<Stub>, Error> {
        let now_ms = self.options.now_ms();
        let mut erased = Vec::new();
        for case in self.cases(JobState::Archived)? {
            match self.purge(case, now_ms) {
                Ok(stub) => erased.extend(stub),
                Err(error @ (Error::Damaged(_) | Error::Panicked)) => {
                    tracing::error!(%case, %error, "a case is not looked at");
                }
                Err(error) => return Err(error),
            }
        }
        if !erased.is_empty() {
            tracing::info!(cases = erased.len(), "erased by rule");
        }
        Ok(erased)
    }

    /// Forgets what was left alone of files on their way, where it is kept for all nodes.
    fn sweep(&self) -> Result<(), Error> {
        let before_ms = self.options.now_ms().saturating_sub(blob::KEPT_MS);
        self.vault.pieces().map_or(Ok(()), |pieces| pieces.sweep(before_ms))
    }

    /// The cases of the office's list: all of them first, because the list changes while it is worked off.
    fn cases(&self, state: JobState) -> Result<Vec<CaseId>, Error> {
        let now_ms = self.options.now_ms();
        self.store.reading(|read| {
            let mut cases: Vec<CaseId> = Vec::new();
            loop {
                let after = cases.last().copied();
                let page =
                    read.jobs(JobsWanted { state, after, limit: PAGE, ..JobsWanted::default() }, now_ms)?;
                if page.is_empty() {
                    return Ok(cases);
                }
                cases.extend(page.into_iter().map(|row| row.case));
            }
        })
    }

    fn review(&self, case: CaseId, at: At) -> Result<Option<Reviewed>, Error> {
        let state = self.store.reading(|read| Ok(Facts::read(read, case)?.state()))?;
        let Some(created) = state.created.as_ref().map(|created| created.body.clone()) else {
            return Ok(None);
        };
        let rules = self.rules(created.pack, &created.service)?;
        let kept = rules.map(|rules| Kept::of(&state, &rules));
        let goes = kept.as_ref().is_some_and(|kept| at.is_over(kept));
        let (number, service) = (created.number, created.service);
        Ok(Some(Reviewed { case, number, kind: created.case_kind.name().to_owned(), service, kept, goes }))
    }

    /// The periods of a service, if its pack is here.
    fn rules(&self, pack: PackId, service: &str) -> Result<Option<Retention>, Error> {
        let pack = self.shelf.pack(pack)?;
        Ok(pack.and_then(|pack| pack.service(service).map(|service| service.service.retention)))
    }

    fn purge(&self, case: CaseId, now_ms: i64) -> Result<Option<Stub>, Error> {
        let created = self.store.reading(|read| Ok(Facts::read(read, case)?.state().created))?;
        let Some(created) = created else { return Ok(None) };
        let Some(rules) = self.rules(created.body.pack, &created.body.service)? else { return Ok(None) };
        let means = self.means(now_ms)?;
        let stub = self.writer.run(move |tx| {
            let state = Facts::read(as_read(tx), case)?.state();
            let Kept::Until { rule, due, due_ms, .. } = Kept::of(&state, &rules) else { return Ok(None) };
            if due_ms > now_ms {
                return Ok(None);
            }
            erase(tx, case, &state, Why::Rule(ErasedBy { rule, due }), &means).map(Some)
        })?;
        if stub.is_some() {
            blob::erase(&self.dir, &*self.vault, case)?;
        }
        Ok(stub)
    }

    fn means(&self, now_ms: i64) -> Result<Means, Error> {
        Ok(Means { keys: Arc::clone(&self.keys), packs: self.shelf.newest()?, now_ms })
    }

    /// Erases a case once more: a server that was restored from a backup had forgotten that it ordered so. Does nothing
    /// if the case is not here.
    pub(crate) fn erase_again(&self, case: CaseId, ordered: &Order) -> Result<(), Error> {
        let by = match ordered {
            Order::Purge { rule, due } => due.parse().ok().map(|due| ErasedBy { rule: *rule, due }),
            _ => None,
        };
        let means = self.means(self.options.now_ms())?;
        let is_erased = self.writer.run(move |tx| {
            if tx.case(case)?.is_none_or(|row| row.erased_at_ms.is_some()) {
                return Ok(false);
            }
            let state = Facts::read(as_read(tx), case)?.state();
            erase(tx, case, &state, by.map_or_else(|| Why::Hand(ByHand::default()), Why::Rule), &means)?;
            Ok(true)
        })?;
        if is_erased {
            blob::erase(&self.dir, &*self.vault, case)?;
        }
        Ok(())
    }

    /// Erases a case because a person says so. `None` if it is not here, or no more.
    pub(crate) fn erase_by_hand(
        &self,
        case: CaseId,
        hand: ByHand,
    ) -> Result<Option<Result<(), Rejected>>, Error> {
        let means = self.means(self.options.now_ms())?;
        let outcome = self.writer.run(move |tx| {
            if tx.case(case)?.is_none_or(|row| row.erased_at_ms.is_some()) {
                return Ok(None);
            }
            let state = Facts::read(as_read(tx), case)?.state();
            if let Err(rejected) = retention::check_erasable(&state) {
                return Ok(Some(Err(rejected)));
            }
            erase(tx, case, &state, Why::Hand(hand.clone()), &means)?;
            Ok(Some(Ok(())))
        })?;
        if matches!(outcome, Some(Ok(()))) {
            blob::erase(&self.dir, &*self.vault, case)?;
        }
        Ok(outcome)
    }
}

/// What a case is erased with.
struct Means {
    keys: Arc<Keys>,
    /// Whose scores say what is kept of evaluations.
    packs: Vec<Arc<Pack>>,
    now_ms: i64,
}

/// Why a case is erased.
enum Why {
    Rule(ErasedBy),
    Hand(ByHand),
}

/// Who erases a case before its time, and why.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByHand {
    /// The name of whoever does it; `None`: somebody with the token of the office.
    pub(crate) who: Option<String>,
    /// In their words.
    pub(crate) reason: Option<String>,
}

/// Removes a case, leaves its stub, and orders the same of everybody who ever had it.
fn erase(tx: &mut dyn Write, case: CaseId, state: &State, why: Why, means: &Means) -> Result<Stub, Error> {
    let (by, hand) = match why {
        Why::Rule(by) => (Some(by), ByHand::default()),
        Why::Hand(hand) => (None, hand),
    };
    let items: Vec<Hash> = items_of(as_read(tx), case)?;
    let created = state.created.as_ref().map(|created| &created.body);
    let stub = Stub {
        case,
        number: created.map(|created| created.number.clone()).unwrap_or_default(),
        kind: created.map_or("", |created| created.case_kind.name()).to_owned(),
        by,
        who: hand.who,
        reason: hand.reason,
        ledger: ledger_of(state, &means.packs),
        digest: retention::digest(case, &items),
        item_count: items.len() as u64,
        erased_at_ms: means.now_ms,
    };
    tx.erase(&stub)?;
    for row in tx.streams_of(case)? {
        let directive = Directive { stream: &row.stream, case, order: order_of(by) };
        ingest::order(tx, directive, means.now_ms, &means.keys)?;
    }
    Ok(stub)
}

/// What devices are told about an erased case.
pub(crate) fn order_of(by: Option<ErasedBy>) -> Order {
    by.map_or(Order::Erase, |by| Order::Purge { rule: by.rule, due: by.due.to_string() })
}

/// Everything that people made; not the server's own orders.
fn items_of(read: &dyn Read, case: CaseId) -> Result<Vec<Hash>, Error> {
    let entries = read.entries(case, 0, read.head()?.seq, u32::MAX)?;
    let made = entries.into_iter().filter(|entry| entry.kind != ItemKind::Control.code());
    Ok(made.map(|entry| entry.hash).collect())
}

fn as_read(tx: &dyn Write) -> &dyn Read {
    tx
}
