//! Runs the machine: sends what it asks for, stores what comes back, one transaction per response.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minicbor::bytes::ByteVec;
use rusqlite::Connection;

use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, RequestId};
use doorstep_domain::sync::{CaseItems, EnrolmentClaim, Hello, SyncRequest, TokenRequest};

use super::answer::{Answer, Sent, SentItem};
use super::apply::{self as store_answer, Stored};
use super::batch::Batch;
use super::http::{self, Trouble};
use super::machine::{Known, Machine, Outcome, Task, WantedFile};
use super::policy::{self, Files};
use super::progress::{SyncProgress, UnderWay};
use super::receive::{Received, receive};
use super::report::{Budget, SyncReport, SyncStatus};
use super::transfer::Slice;
use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::host::{HttpTransport, Method, Request};
use crate::store::blobs::{self, Upload};
use crate::store::{
    Store, StoreError, access, enrolment, fonts, held, items, orders, outbox, packs, progress, purged, wipe,
};
use crate::trial::{self, Bug};

/// The most bytes of items wanted in one answer.
const WANT_BYTES: u32 = 1024 * 1024;

/// Files of visits that begin within a day and a half are fetched ahead: what the morning needs comes in the evening.
const AHEAD_MS: i64 = 36 * 3_600_000;

/// How much of a file is fetched at once, in bytes.
const FETCH_BYTES: u64 = 256 * 1024;

/// Files looked at between two requests.
const FILES_AHEAD: u32 = 64;

/// One run at a time, and a way to stop it.
#[derive(Debug, Default)]
pub(crate) struct SyncControl {
    running: AtomicBool,
    cancelled: AtomicBool,
    /// The last run reached nothing: what waits is waiting for a signal.
    is_offline: AtomicBool,
    /// Runs in a row that brought nothing.
    failures: AtomicU32,
    /// How far the run is that goes on, and what is in its request.
    going_on: Mutex<Option<(SyncProgress, UnderWay)>>,
}

impl SyncControl {
    /// Asks a running run to stop after the request that is under way.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Takes note of whether a run reached anything.
    pub(super) fn set_offline(&self, is_offline: bool) {
        self.is_offline.store(is_offline, Ordering::SeqCst);
    }

    /// Counts the runs in a row that failed; the first progress ends the row.
    pub(super) fn failed(&self, made_progress: bool) -> u32 {
        if made_progress {
            self.failures.store(0, Ordering::SeqCst);
        }
        self.failures.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// A run went well.
    pub(super) fn succeeded(&self) {
        self.failures.store(0, Ordering::SeqCst);
    }

    /// What is in the request that is under way.
    pub(crate) fn under_way(&self) -> UnderWay {
        self.going_on().as_ref().map(|(_, under_way)| under_way.clone()).unwrap_or_default()
    }

    fn going_on(&self) -> MutexGuard<'_, Option<(SyncProgress, UnderWay)>> {
        self.going_on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the last run reached nothing.
    pub(crate) fn is_offline(&self) -> bool {
        self.is_offline.load(Ordering::SeqCst)
    }
}

/// Marks the run as over, however it ends.
struct Running<'a>(&'a SyncControl);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *self.0.going_on() = None;
        self.0.running.store(false, Ordering::SeqCst);
    }
}

impl Core {
    /// Synchronises until everything is done or the budget is used up. Blocks; call it from a worker thread.
    /// Whatever it did when it ends, for whatever reason, is kept.
    ///
    /// # Errors
    /// [`Error::SyncRunning`]; [`Error::Store`] if the disk fails. Trouble with the network or the server is
    /// no error but a [`SyncStatus`].
    pub fn sync_now(&self, budget: Budget) -> Result<SyncReport, Error> {
        let control = &self.shared.sync;
        if control.running.swap(true, Ordering::SeqCst) {
            return Err(Error::SyncRunning);
        }
        let _running = Running(control);
        control.cancelled.store(false, Ordering::SeqCst);
        let result = self.shared.run(budget);
        self.shared.hub.sync_changed();
        result
    }

    /// How far the synchronisation is that goes on; nothing if none does.
    #[must_use]
    pub fn sync_progress(&self) -> Option<SyncProgress> {
        self.shared.sync.going_on().as_ref().map(|(progress, _)| *progress)
    }

    /// Asks a running synchronisation to stop after the request that is under way.
    pub fn cancel_sync(&self) {
        self.shared.sync.cancel();
    }
}

impl Shared {
    fn run(&self, budget: Budget) -> Result<SyncReport, Error> {
        let mut machine = Machine::new(budget);
        let identity = self.identity();
        let identity = match (identity, &self.host.transport) {
            (Ok(identity), Some(transport)) => Some((Identity::clone(&identity), transport.clone())),
            (Err(Error::NotEnrolled | Error::KeyLost), _) | (Ok(_), None) => None,
            (Err(error), _) => return Err(error),
        };
        let Some((mut identity, transport)) = identity else {
            machine.report.status = SyncStatus::NotEnrolled;
            return Ok(machine.report);
        };
        let start = self.host.clock.now()?;
        let mut stuck = 0;
        loop {
            // The app may have gone to the background during the request; what came back then comes again.
            let Ok(store) = self.open_locked() else {
                machine.report.status = SyncStatus::Cancelled;
                return Ok(machine.report);
            };
            self.vouch_for_waiting(&store, &identity)?;
            let known = self.known(&store, budget, self.host.clock.now()?.since(&start).unsigned_abs())?;
            machine.report.waiting = u32::try_from(known.waiting.len()).unwrap_or(u32::MAX);
            machine.report.files_held_back = known.held_back;
            let Some(task) = machine.next(&known) else { break };
            let going_on = (SyncProgress::of(&machine, &known, &task), UnderWay::of(&task));
            *self.sync.going_on() = Some(going_on);
            self.hub.sync_changed();
            let received = match self.request(&store, &task, &identity, machine.protocol) {
                Ok((request, sent)) => {
                    drop(store);
                    send(&mut machine, &*transport, &task, request, &sent, &identity)
                }
                // A damaged photo is told and kept; the others go on.
                Err(Error::Store(StoreError::BlobDamaged)) if matches!(task, Task::SendFile(_)) => {
                    drop(store);
                    unreadable(&task)
                }
                Err(error) => return Err(error),
            };
            let Ok(store) = self.open_locked() else { continue };
            let outcome = self.keep(&store, received, &mut machine, &mut identity, &mut stuck)?;
            machine.finished(&task, outcome);
        }
        self.wind_up(&mut machine, &identity)?;
        machine.report.stuck = stuck;
        Ok(machine.report)
    }

    fn known(&self, store: &Store, budget: Budget, elapsed_ms: u64) -> Result<Known, Error> {
        let files = Files::of(budget.conditions, budget.policy);
        let has_time = policy::has_time(budget.conditions);
        let is_cancelled = self.sync.cancelled.load(Ordering::SeqCst);
        store.read(|connection| {
            let is_wiping = wipe::get(connection)?.is_some();
            let wants = |is_due: bool| is_due && !is_wiping;
            Ok(Known {
                waiting: outbox::waiting(connection)?,
                has_word: purged::is_any(connection)? || orders::is_any(connection)?,
                is_compare_due: wants(held::is_due(connection)?),
                packs: if is_wiping { Vec::new() } else { packs::wanted(connection)? },
                files: blobs::unsent(connection, files, FILES_AHEAD)?,
                held_back: blobs::held_back_count(connection, files)?,
                needed_files: if is_wiping {
                    Vec::new()
                } else {
                    self.needed_files(store, connection, files)?
                },
                font: fonts::wanted(connection, store.dir())?.filter(|_| wants(has_time)),
                is_wiping,
                elapsed_ms,
                is_cancelled,
            })
        })
    }

    /// What today's jobs of the user need and the office has, unless this run may not fetch such things.
    fn needed_files(
        &self,
        store: &Store,
        connection: &Connection,
        files: Files,
    ) -> Result<Vec<WantedFile>, Error> {
        let Some(enrolment) = enrolment::get(connection)? else { return Ok(Vec::new()) };
        let until_ms = self.true_time(connection)?.at_ms.saturating_add(AHEAD_MS);
        let user = &enrolment.certificate.body().user;
        let needed = blobs::needed_soon(connection, user, until_ms, files, FILES_AHEAD)?;
        let wanted = needed.into_iter().map(|file| {
            let here = blobs::arrived_bytes(store.dir(), file.case, file.blob);
            WantedFile {
                case: file.case,
                blob: file.blob,
                size_bytes: file.size_bytes,
                have_bytes: if here < file.size_bytes { here } else { 0 },
            }
        });
        Ok(wanted.collect())
    }

    /// The request of a task, and what it carries.
    fn request(
        &self,
        store: &Store,
        task: &Task,
        identity: &Identity,
        protocol: u16,
    ) -> Result<(Request, Sent), Error> {
        let (server, token) = (identity.enrolment.server_url.as_str(), identity.enrolment.token.as_str());
        let nothing = Sent::empty(RequestId([0; 16]));
        let request = match task {
            Task::Sync(batch) => return self.sync_request(store, batch, identity, protocol),
            Task::RenewToken(server_ms) => {
                let request = TokenRequest { claim: self.claim(identity, *server_ms)?.into() };
                http::post(server, "/v1/token", None, &request)
            }
            Task::Compare(step) => {
                let request = self.comparison(store, step, identity)?;
                http::post(server, "/v1/reconcile", Some(token), &request)
            }
            Task::TellWipe => {
                self.carry_out_wipe(store, identity)?;
                http::post(server, "/v1/wipe", None, &self.wipe_report(store, identity)?)
            }
            Task::FetchPack(pack) => http::pack(server, token, *pack),
            Task::FetchFile(file) => {
                let slice = Self::slice_to_fetch(file);
                http::blob_from(server, token, (file.case, file.blob), file.have_bytes, slice)
            }
            Task::FetchFont(wanted) => http::font(server, token, wanted),
            Task::AskForFile(file) => http::blob(server, token, Method::Head, (file.case, file.blob)),
            Task::SendFile(slice) => http::slice(server, token, slice, read(store, slice)?),
        };
        Ok((request, nothing))
    }

    fn sync_request(
        &self,
        store: &Store,
        batch: &Batch,
        identity: &Identity,
        protocol: u16,
    ) -> Result<(Request, Sent), Error> {
        let now = self.host.clock.now()?;
        let id = RequestId(self.host.uuid()?);
        let mut sent = Sent::empty(id);
        let (push, orders, progress, waiting) = store.read::<_, Error>(|connection| {
            let mut push = Vec::with_capacity(batch.len());
            for (case, rows) in batch {
                let mut items = Vec::with_capacity(rows.len());
                for row in rows {
                    let Some(stored) = items::get(connection, *row)? else { continue };
                    sent.items.push(SentItem::of(*row, *case, stored.hash, &stored.item));
                    items.push(stored.item);
                }
                push.push(CaseItems { case: *case, items });
            }
            sent.purged = purged::to_report(connection)?;
            let orders = orders::to_present(connection)?;
            Ok((push, orders, progress::get(connection)?, outbox::waiting_count(connection, None)?))
        })?;
        let (presented, orders): (Vec<CaseId>, Vec<ByteVec>) = orders.into_iter().unzip();
        sent.presented = presented;
        let sent_count = u32::try_from(sent.items.len()).unwrap_or(u32::MAX);
        let mut request = SyncRequest {
            request: id,
            epoch: progress.epoch,
            cursor: progress.cursor,
            push,
            want_bytes: WANT_BYTES,
            hello: Hello { protocol, now, outbox_left: waiting.saturating_sub(sent_count) },
            purged: Some(sent.purged.clone()).filter(|purged| !purged.is_empty()),
            orders: Some(orders).filter(|orders| !orders.is_empty()),
        };
        request.shorten();
        let enrolment = &identity.enrolment;
        let request = http::post(&enrolment.server_url, "/v1/sync", Some(&enrolment.token), &request);
        Ok((request, sent))
    }

    /// A fresh claim of this device, signed with its key.
    fn claim(&self, identity: &Identity, server_ms: Option<i64>) -> Result<Vec<u8>, Error> {
        let wall_ms = self.host.clock.now()?.wall_ms;
        let key = identity.signer.key();
        let claim = EnrolmentClaim {
            device: identity.enrolment.device,
            public_key: key.public(),
            label: String::new(),
            at_ms: server_ms.unwrap_or(wall_ms),
        };
        Ok(Signed::seal(claim, key).to_bytes())
    }

    /// Stores what a response brought.
    fn keep(
        &self,
        store: &Store,
        received: Received,
        machine: &mut Machine,
        identity: &mut Identity,
        stuck: &mut u32,
    ) -> Result<Outcome, Error> {
        let set_upload = |file: &blobs::Unsent, upload, code: Option<String>| {
            store.writer().transaction::<_, Error>(|tx| {
                Ok(blobs::set_upload(tx, file.case, file.blob, upload, code.as_deref())?)
            })
        };
        Ok(match received {
            Received::Answer(answer) => self.keep_answer(store, &answer, machine, identity, stuck)?,
            Received::Compared(step, answer) => {
                self.keep_comparison(store, (&step, *answer), identity, stuck)?
            }
            Received::NotCompared => {
                store.writer().transaction::<_, Error>(|tx| Ok(held::set_compared(tx)?))?;
                Outcome::agreed()
            }
            Received::Token(token) => {
                store.writer().transaction::<_, Error>(|tx| Ok(enrolment::set_token(tx, &token)?))?;
                self.forget_identity();
                identity.enrolment.token = token;
                Outcome::Renewed
            }
            Received::Pack(pack, bytes) => {
                store.writer().transaction::<_, Error>(|tx| Ok(packs::put(tx, pack, &bytes)?))?;
                machine.report.packs_fetched += 1;
                self.hub.everything_changed();
                Outcome::Settled
            }
            Received::Wipe(order) => self.keep_wipe(store, order, identity)?,
            Received::File(wanted, slice) => self.keep_file(store, &wanted, &slice, machine)?,
            Received::Font(wanted, slice) => self.keep_font(store, &wanted, &slice)?,
            Received::FileThere(file) => {
                set_upload(&file, Upload::Sent, None)?;
                Outcome::Settled
            }
            Received::FileTaken(file) => {
                set_upload(&file, Upload::Sent, None)?;
                machine.report.files_sent += 1;
                self.hub.job_changed(file.case);
                Outcome::Settled
            }
            Received::FileRefused(file, DAMAGED_HERE) => {
                set_upload(&file, Upload::Refused, Some(blobs::DAMAGED.to_owned()))?;
                Outcome::Trouble(Trouble::Refused(DAMAGED_HERE))
            }
            Received::FileRefused(file, status) => {
                set_upload(&file, Upload::Refused, Some(word_of(status)))?;
                Outcome::Trouble(Trouble::Refused(status))
            }
            Received::FileAt(file, offset) => Outcome::FileAt(file, offset),
            Received::FileSpoiled => Outcome::FileSpoiled,
            Received::Trouble(trouble) => Outcome::Trouble(trouble),
        })
    }

    /// What the office says to a word about being wiped: an order, or that it heard.
    fn keep_wipe(
        &self,
        store: &Store,
        order: Option<Vec<u8>>,
        identity: &Identity,
    ) -> Result<Outcome, Error> {
        if let Some(order) = order {
            let holds = self.take_wipe(store, &order, identity)?;
            return Ok(if holds { Outcome::WipeOrdered } else { Outcome::Settled });
        }
        if let Some(wiping) = store.read::<_, Error>(|connection| Ok(wipe::get(connection)?))? {
            self.wipe_heard(store, wiping.round)?;
        }
        Ok(Outcome::Settled)
    }

    /// How much is fetched of a file at once.
    fn slice_to_fetch(file: &WantedFile) -> u64 {
        FETCH_BYTES.min(file.size_bytes - file.have_bytes)
    }

    /// Adds a slice to a file. One that turns out to be another is left alone in this run.
    fn keep_file(
        &self,
        store: &Store,
        wanted: &WantedFile,
        slice: &[u8],
        machine: &mut Machine,
    ) -> Result<Outcome, Error> {
        let (case, blob) = (wanted.case, wanted.blob);
        match blobs::add_slice(store.dir(), (case, blob), wanted.have_bytes, slice, wanted.size_bytes) {
            Ok(false) => {}
            Ok(true) => {
                store.writer().transaction::<_, Error>(|tx| Ok(blobs::arrived(tx, case, blob)?))?;
                machine.report.files_fetched += 1;
                self.hub.job_changed(case);
            }
            Err(StoreError::BlobDamaged) => return Ok(Outcome::Trouble(Trouble::NotFound)),
            Err(error) => return Err(error.into()),
        }
        Ok(Outcome::Settled)
    }

    /// Adds a slice to the font. One that turns out to be another file is asked for again in the next run.
    fn keep_font(&self, store: &Store, wanted: &fonts::Wanted, slice: &[u8]) -> Result<Outcome, Error> {
        let is_last = wanted.have_bytes + slice.len() as u64 >= wanted.size_bytes;
        let is_whole = fonts::add(store.dir(), wanted, slice)?;
        Ok(if is_last && !is_whole { Outcome::Trouble(Trouble::NotFound) } else { Outcome::Settled })
    }

    fn keep_answer(
        &self,
        store: &Store,
        answer: &Answer,
        machine: &mut Machine,
        identity: &Identity,
        stuck: &mut u32,
    ) -> Result<Outcome, Error> {
        let now = self.host.clock.now()?;
        let office = &identity.enrolment.office;
        if trial::is_on(Bug::CursorBeforeStore) {
            store.writer().transaction::<_, Error>(|tx| Ok(store_answer::move_cursor(tx, answer)?))?;
        }
        let stored: Stored = store.writer().transaction::<_, Error>(|tx| {
            Ok(store_answer::store(tx, answer, office, &mut machine.needed_before, &now)?)
        })?;
        access::remove_files_of(store.dir(), &stored.erased)?;
        for case in stored.erased.iter().chain(&stored.rescued) {
            self.cases().take(*case);
            self.hub.job_changed(*case);
        }
        if let Some(order) = &answer.wipe {
            self.take_wipe(store, order, identity)?;
        }
        self.write_forked_again(store, identity)?;
        *stuck = self.apply_unread(store, identity)?;
        if !answer.more {
            self.refill_if_due(store, identity)?;
        }
        machine.report.acked += stored.acked;
        machine.report.pulled += stored.pulled;
        machine.report.refused += stored.refused;
        let settled = stored.acked + stored.refused + stored.requeued;
        let progress = answer.verdicts.is_empty() || settled > 0;
        Ok(Outcome::Answered { more: answer.more, progress })
    }
}

/// Stands for a status where a file never left, because it cannot be read.
const DAMAGED_HERE: u16 = 0;

/// Why a file was refused, in one word.
fn word_of(status: u16) -> String {
    match status {
        410 => blobs::GONE.to_owned(),
        413 => blobs::TOO_LARGE.to_owned(),
        422 => "hash".to_owned(),
        status => status.to_string(),
    }
}

/// What became of sending a file that is damaged on this device.
fn unreadable(task: &Task) -> Received {
    match task {
        Task::SendFile(slice) => Received::FileRefused(slice.file.clone(), DAMAGED_HERE),
        _ => Received::Trouble(Trouble::Failed),
    }
}

/// The bytes of a slice. Before the first one leaves, the whole file is looked at.
fn read(store: &Store, slice: &Slice) -> Result<Vec<u8>, StoreError> {
    let (dir, case, blob) = (store.dir(), slice.file.case, slice.file.blob);
    let offset = slice.offset.unwrap_or(0);
    if !slice.is_first {
        return blobs::read_slice(dir, case, blob, offset, slice.size_bytes);
    }
    let bytes = blobs::read_file(dir, case, blob)?;
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    let size = usize::try_from(slice.size_bytes).unwrap_or(usize::MAX).min(bytes.len() - from);
    Ok(bytes[from..from + size].to_vec())
}

fn send(
    machine: &mut Machine,
    transport: &dyn HttpTransport,
    task: &Task,
    request: Request,
    sent: &Sent,
    identity: &Identity,
) -> Received {
    let report = &mut machine.report;
    report.round_trips += 1;
    report.bytes_up += request.body.len() as u64;
    report.pushed += u32::try_from(sent.items.len()).unwrap_or(u32::MAX);
    tracing::debug!(?request, "request");
    let result = transport.send(request);
    if let Ok(response) = &result {
        report.bytes_down += response.body.len() as u64;
    }
    receive(task, sent, result, &identity.enrolment)
}
