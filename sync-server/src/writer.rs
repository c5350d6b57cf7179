//! Group commit: one thread joins what many requests want to write into one transaction.
//!
//! A commit costs a disk flush, some 4 ms, whether it carries one row or five hundred; so the requests that
//! arrive during one flush share the next. Nobody gets an answer before the flush that covers it is done.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::error::Error;
use crate::store::{Store, Work, Write};
use crate::trial::{self, Bug};

/// Units of work that may wait. More are told to come back later.
const QUEUE_MAX: usize = 256;

/// Units of work in one transaction.
const BATCH_MAX: usize = 500;

/// How long a transaction waits for company, if the one before it had some.
const LINGER: Duration = Duration::from_millis(2);

struct Job {
    work: Box<Work<'static>>,
    done: SyncSender<Result<(), Error>>,
}

/// The queue of the one thread that writes.
pub(crate) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    commits: Arc<watch::Sender<u64>>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system has no more threads.
    pub(crate) fn start(store: Arc<dyn Store>) -> Result<Self, Error> {
        let (queue, jobs) = sync_channel(QUEUE_MAX);
        let commits = Arc::new(watch::Sender::new(0));
        let counter = Arc::clone(&commits);
        let thread = std::thread::Builder::new()
            .name("doorstep-writer".to_owned())
            .spawn(move || run(&*store, &jobs, &counter))
            .map_err(Error::file("the writer's thread"))?;
        Ok(Self { queue: Some(queue), thread: Some(thread), commits })
    }

    /// Counts what was committed: changes when there may be news.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Says that something was committed, by another node.
    pub(crate) fn tell(&self) {
        self.commits.send_modify(|count| *count += 1);
    }

    /// Writes, and returns when the commit is durable.
    ///
    /// # Errors
    /// [`Error::Busy`] if too much waits already; otherwise those of the store and of `work`.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut dyn Write) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let slot = Arc::new(Mutex::new(None));
        let result = Arc::clone(&slot);
        let (done, wait) = sync_channel(1);
        let work = Box::new(move |tx: &mut dyn Write| {
            let value = work(tx)?;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
            Ok(())
        });
        let queue = self.queue.as_ref().ok_or(Error::Stopped)?;
        queue.try_send(Job { work, done }).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Stopped,
        })?;
        wait.recv().map_err(|_| Error::Stopped)??;
        let value = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or(Error::Stopped)
    }
}

impl Drop for Writer {
    /// Finishes what waits, then stops the thread.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer's thread panicked");
        }
    }
}

fn run(store: &dyn Store, jobs: &Receiver<Job>, counter: &watch::Sender<u64>) {
    let mut had_company = false;
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        collect(&mut batch, jobs, had_company);
        had_company = batch.len() > 1;
        commit(store, batch);
        counter.send_modify(|count| *count += 1);
    }
}

fn collect(batch: &mut Vec<Job>, jobs: &Receiver<Job>, linger: bool) {
    let until = Instant::now() + if linger { LINGER } else { Duration::ZERO };
    while batch.len() < BATCH_MAX {
        match jobs.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(job) => batch.push(job),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn commit(store: &dyn Store, mut batch: Vec<Job>) {
    let mut works: Vec<&mut Work<'static>> = batch.iter_mut().map(|job| &mut *job.work).collect();
    let outcomes = store.write(&mut works);
    match outcomes {
        Ok(outcomes) => {
            for (job, outcome) in batch.iter().zip(outcomes) {
                answer(job, outcome);
            }
        }
        Err(_) if trial::is_on(Bug::AnswerBeforeCommit) => {
            batch.iter().for_each(|job| answer(job, Ok(())));
        }
        Err(error) => {
            tracing::error!(%error, units = batch.len(), "nothing was committed");
            for job in &batch {
                answer(job, Err(Error::Uncommitted));
            }
        }
    }
}

/// Whoever asked may have gone away; what was committed stays.
fn answer(job: &Job, outcome: Result<(), Error>) {
    if job.done.send(outcome).is_err() {
        tracing::debug!("nobody waits for the answer");
    }
}

#[cfg(test)]
mod tests {
    use doorstep_domain::id::{CaseId, Hash, TenantId};
    use doorstep_domain::sync::ItemKind;

    use super::*;
    use crate::store::{NewEntry, Sqlite};

    fn append(tx: &mut dyn Write, name: u32) -> Result<u64, Error> {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&name.to_be_bytes());
        tx.append(NewEntry {
            case: Some(CaseId([1; 16])),
            stream: None,
            kind: ItemKind::SmallBlob,
            hash: Hash(hash),
            about: None,
            device: None,
            bytes: &hash,
            received_at_ms: 0,
        })
    }

    #[test]
    fn what_was_answered_is_there_after_a_crash() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("doorstep.db");
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&path, TenantId([1; 16]), 7).unwrap());
        let writer = Arc::new(Writer::start(store).unwrap());
        let threads: Vec<_> = (0..4_u32)
            .map(|thread| {
                let writer = Arc::clone(&writer);
                let push = move |n: u32| writer.run(move |tx| append(tx, thread * 100 + n)).unwrap();
                std::thread::spawn(move || (0..25).map(push).collect::<Vec<u64>>())
            })
            .collect();
        let mut answered: Vec<u64> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        answered.sort_unstable();
        assert_eq!(answered, (1..=100).collect::<Vec<u64>>());
        // A crash closes nothing: the file is copied as the disk has it, with connections open.
        let copy = tempfile::tempdir().unwrap();
        for name in ["doorstep.db", "doorstep.db-wal"] {
            std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
        }
        let reopened: Arc<dyn Store> =
            Arc::new(Sqlite::open(&copy.path().join("doorstep.db"), TenantId([1; 16]), 8).unwrap());
        let head = reopened.reading(|read| read.head()).unwrap();
        assert_eq!((head.seq, head.epoch), (100, 7));
        drop(writer);
    }

    #[test]
    fn a_full_queue_says_so_at_once_and_a_failing_unit_fails_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("doorstep.db");
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&path, TenantId([1; 16]), 7).unwrap());
        let writer = Arc::new(Writer::start(Arc::clone(&store)).unwrap());
        let (release, gate) = sync_channel::<()>(0);
        let gate = Mutex::new(gate);
        let (entered, inside) = sync_channel::<()>(1);
        let blocked = Arc::clone(&writer);
        let blocker = std::thread::spawn(move || {
            blocked.run(move |_| {
                entered.send(()).unwrap();
                gate.lock().unwrap().recv().unwrap();
                Ok(())
            })
        });
        inside.recv().unwrap();
        let (done, answers) = sync_channel(QUEUE_MAX);
        for name in 0..u32::try_from(QUEUE_MAX).unwrap() {
            let work = Box::new(move |tx: &mut dyn Write| match name % 2 {
                0 => append(tx, name).map(drop),
                _ => panic!("on purpose"),
            });
            writer.queue.as_ref().unwrap().try_send(Job { work, done: done.clone() }).unwrap();
        }
        assert!(matches!(writer.run(|_| Ok(())), Err(Error::Busy)));
        release.send(()).unwrap();
        blocker.join().unwrap().unwrap();
        let answers: Vec<_> = (0..QUEUE_MAX).map(|_| answers.recv().unwrap()).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), QUEUE_MAX / 2);
        assert_eq!(store.reading(|read| read.head()).unwrap().seq, QUEUE_MAX as u64 / 2);
    }
}
