//! Decides what to do next. No I/O: the store's facts come in, tasks go out.

use std::collections::BTreeSet;

use doorstep_domain::id::{BlobId, CaseId, PackId};
use doorstep_domain::sync::{PROTOCOL, is_spoken};

use super::batch::{self, Batch};
use super::compare::Comparison;
use super::http::Trouble;
use super::report::{Budget, SyncReport, SyncStatus};
use super::transfer::{Pace, Slice, Step, Transfer};
use crate::store::blobs::Unsent;
use crate::store::fonts::Wanted;
use crate::store::outbox::Waiting;

/// A file that today's work needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WantedFile {
    /// Its case.
    pub(crate) case: CaseId,
    /// Its name.
    pub(crate) blob: BlobId,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
    /// How many of them are here.
    pub(crate) have_bytes: u64,
}

/// What the store knows between two requests.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Items to send, oldest first.
    pub(crate) waiting: Vec<Waiting>,
    /// Whether the office is to hear what is left of cases that it erased, or of orders that it may have forgotten.
    pub(crate) has_word: bool,
    /// Packs to fetch.
    pub(crate) packs: Vec<PackId>,
    /// Files to send.
    pub(crate) files: Vec<Unsent>,
    /// Whether it is time to compare.
    pub(crate) is_compare_due: bool,
    /// How many files wait for better conditions.
    pub(crate) held_back: u32,
    /// Files that today's jobs need and the office has.
    pub(crate) needed_files: Vec<WantedFile>,
    /// The font to fetch, if one is missing.
    pub(crate) font: Option<Wanted>,
    /// The office ordered to wipe this device.
    pub(crate) is_wiping: bool,
    /// Milliseconds since the run began.
    pub(crate) elapsed_ms: u64,
    /// Whether the app asked to stop.
    pub(crate) is_cancelled: bool,
}

/// One request to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// Push these and pull.
    Sync(Batch),
    /// Renew the token with the device's key, claiming at the server's time if the device's is wrong.
    RenewToken(Option<i64>),
    /// Fetch a pack.
    FetchPack(PackId),
    /// Fetch the next slice of a file that a job of today needs.
    FetchFile(WantedFile),
    /// Fetch the next slice of the font.
    FetchFont(Wanted),
    /// Compare with the server what both hold.
    Compare(Comparison),
    /// Ask how much the server has of a file.
    AskForFile(Unsent),
    /// Send a file, or a piece of it.
    SendFile(Slice),
    /// Let go of what may go, if that was ordered; say how far it is, and hear of an order.
    TellWipe,
}

/// What a task brought, as far as the next step depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer to a sync request was stored.
    Answered {
        /// The server has more for this device.
        more: bool,
        /// Something was acknowledged, refused or put in again: asking once more is worth it.
        progress: bool,
    },
    /// The token is renewed.
    Renewed,
    /// The task is done, one way or the other.
    Settled,
    /// The server has so much of a file; `None`: it takes files only whole.
    FileAt(Unsent, Option<u64>),
    /// What the server had of a file was another one.
    FileSpoiled,
    /// A step of the comparison is done.
    Compared {
        /// What follows.
        next: Option<Comparison>,
        /// Cases that differed.
        differing: u32,
        /// The log is another one: it is pulled from its beginning.
        starts_over: bool,
    },
    /// The office answered with an order to wipe this device.
    WipeOrdered,
    /// Nothing was brought.
    Trouble(Trouble),
}

impl Outcome {
    /// A comparison that found nothing.
    pub(crate) const fn agreed() -> Self {
        Self::Compared { next: None, differing: 0, starts_over: false }
    }
}

/// A run of the sync client.
#[derive(Debug)]
pub(crate) struct Machine {
    budget: Budget,
    /// What was done so far.
    pub(crate) report: SyncReport,
    /// Something came of this run.
    pub(crate) made_progress: bool,
    must_ask: bool,
    renewal: Renewal,
    comparing: Comparing,
    wipe: WipeWord,
    transfer: Option<Transfer>,
    pace: Pace,
    may_push: bool,
    /// Files were sent: ask once more, the answer says that they are checked and stored.
    must_confirm: bool,
    tried_packs: BTreeSet<PackId>,
    given_up_files: BTreeSet<(CaseId, BlobId)>,
    gave_up_font: bool,
    tried_files: BTreeSet<(CaseId, BlobId)>,
    end: Option<SyncStatus>,
    /// The version of the protocol that is spoken: that of this app, until the server says that it is older.
    pub(crate) protocol: u16,
    /// Items that already had to wait for an ancestor in this run: twice is a refusal.
    pub(crate) needed_before: BTreeSet<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Comparing {
    NotYet,
    Next(Comparison),
    Done,
}

/// Whether the office was told how far this device is with being wiped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WipeWord {
    NotYet,
    /// The device was taken out: perhaps it is to be wiped, and it hears of nothing else.
    Asking,
    /// It was taken out, and the order came.
    Telling,
    Told,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renewal {
    NotNeeded,
    Due(Option<i64>),
    Done,
}

impl Machine {
    pub(crate) fn new(budget: Budget) -> Self {
        Self {
            budget,
            report: SyncReport::new(),
            made_progress: false,
            must_ask: true,
            renewal: Renewal::NotNeeded,
            comparing: Comparing::NotYet,
            wipe: WipeWord::NotYet,
            transfer: None,
            pace: Pace::new(),
            may_push: true,
            must_confirm: false,
            tried_packs: BTreeSet::new(),
            given_up_files: BTreeSet::new(),
            gave_up_font: false,
            tried_files: BTreeSet::new(),
            end: None,
            protocol: PROTOCOL,
            needed_before: BTreeSet::new(),
        }
    }

    /// The next request; `None` when the run is over, see [`SyncReport::status`].
    ///
    /// Items first, because a fact that names a file is worth more than the file; then packs, without which
    /// a new job cannot be worked on; then files, the smallest first; last the font, which is large and only for paper.
    /// Between two slices of a file, whatever was made meanwhile goes first.
    pub(crate) fn next(&mut self, known: &Known) -> Option<Task> {
        if let Some(status) = self.end {
            self.report.status = status;
            return None;
        }
        let Some(task) = self.wanted(known) else {
            // What still waits went unanswered: asking again at once would not end.
            let is_done = known.waiting.is_empty();
            self.report.status = if is_done { SyncStatus::Done } else { SyncStatus::ServerTrouble };
            return None;
        };
        if known.is_cancelled {
            self.report.status = SyncStatus::Cancelled;
            return None;
        }
        if self.report.round_trips >= self.budget.requests
            || self.spent() >= self.budget.bytes
            || known.elapsed_ms >= self.budget.millis
        {
            self.report.status = SyncStatus::OutOfBudget;
            return None;
        }
        Some(task)
    }

    /// Bytes in both directions.
    fn spent(&self) -> u64 {
        self.report.bytes_up.saturating_add(self.report.bytes_down)
    }

    fn wanted(&mut self, known: &Known) -> Option<Task> {
        if matches!(self.wipe, WipeWord::Asking | WipeWord::Telling) {
            return Some(Task::TellWipe);
        }
        if let Renewal::Due(server_ms) = self.renewal {
            return Some(Task::RenewToken(server_ms));
        }
        if self.must_ask || (self.may_push && (!known.waiting.is_empty() || known.has_word)) {
            // A run with little to spend sends little at a time: what goes first goes whole.
            let left = self.budget.bytes.saturating_sub(self.spent());
            return Some(Task::Sync(batch::select(&known.waiting, batch::MAX_BYTES.min(left))));
        }
        if let Some(pack) = known.packs.iter().find(|pack| !self.tried_packs.contains(*pack)) {
            return Some(Task::FetchPack(*pack));
        }
        match &self.comparing {
            Comparing::NotYet if known.is_compare_due => return Some(Task::Compare(Comparison::All)),
            Comparing::Next(step) => return Some(Task::Compare(step.clone())),
            Comparing::NotYet | Comparing::Done => {}
        }
        if let Some(transfer) = &self.transfer {
            let most_bytes = self.pace.next(known.elapsed_ms, self.budget.bytes.saturating_sub(self.spent()));
            return Some(match transfer.step(most_bytes) {
                Step::Ask(file) => Task::AskForFile(file),
                Step::Send(slice) => Task::SendFile(slice),
            });
        }
        let file = known.files.iter().find(|file| !self.tried_files.contains(&(file.case, file.blob)));
        match file {
            Some(file) => Some(Task::AskForFile(file.clone())),
            None if std::mem::take(&mut self.must_confirm) => Some(Task::Sync(Batch::new())),
            // Last: what can be sent has been sent, and need not stay.
            None if known.is_wiping && self.wipe == WipeWord::NotYet => Some(Task::TellWipe),
            None => self.to_fetch(known),
        }
    }

    /// What is fetched when nothing is left to send: first what somebody needs today.
    fn to_fetch(&self, known: &Known) -> Option<Task> {
        let is_wanted = |file: &&WantedFile| !self.given_up_files.contains(&(file.case, file.blob));
        let file = known.needed_files.iter().find(is_wanted).cloned().map(Task::FetchFile);
        file.or_else(|| known.font.clone().filter(|_| !self.gave_up_font).map(Task::FetchFont))
    }

    /// Takes note of what a task brought.
    pub(crate) fn finished(&mut self, task: &Task, outcome: Outcome) {
        if let (Task::SendFile(_), Some(transfer)) = (task, &mut self.transfer) {
            transfer.sent();
        }
        self.made_progress |= !matches!(outcome, Outcome::Trouble(_));
        match outcome {
            Outcome::Trouble(trouble) => return self.trouble(task, trouble),
            Outcome::Renewed => {
                self.renewal = Renewal::Done;
                return;
            }
            Outcome::Answered { more, progress } => {
                self.must_ask = more;
                self.may_push = progress;
            }
            Outcome::FileAt(file, offset) => {
                self.renewal = Renewal::NotNeeded;
                return self.file_at(task, file, offset);
            }
            Outcome::Compared { next, differing, starts_over } => {
                self.report.differing += differing;
                self.must_ask |= starts_over;
                self.comparing = next.map_or(Comparing::Done, Comparing::Next);
            }
            Outcome::WipeOrdered => {
                self.renewal = Renewal::NotNeeded;
                return self.wipe_ordered();
            }
            Outcome::Settled if *task == Task::TellWipe => {
                self.renewal = Renewal::NotNeeded;
                return self.wipe_told();
            }
            Outcome::FileSpoiled => {
                self.transfer.iter_mut().for_each(Transfer::spoiled);
                return;
            }
            Outcome::Settled => {
                self.must_confirm |= matches!(task, Task::SendFile(_));
                self.transfer = None;
            }
        }
        self.renewal = Renewal::NotNeeded;
        if !matches!(task, Task::FetchFile(_)) {
            self.tried(task);
        }
    }

    /// An order came as the answer to a word about it: it is carried out, and the office hears of that.
    fn wipe_ordered(&mut self) {
        match self.wipe {
            WipeWord::Asking => self.wipe = WipeWord::Telling,
            _ => self.wipe_told(),
        }
    }

    /// The office was told. A device that was taken out has nothing else to do.
    fn wipe_told(&mut self) {
        if self.wipe != WipeWord::NotYet {
            self.end = Some(SyncStatus::SignedOut);
        }
        self.wipe = WipeWord::Told;
    }

    /// The server said how much it has of a file.
    fn file_at(&mut self, task: &Task, file: Unsent, offset: Option<u64>) {
        let Some(transfer) = self.transfer.as_mut().filter(|transfer| *transfer.file() == file) else {
            self.transfer = Some(Transfer::new(file, offset));
            return;
        };
        if !transfer.at(offset) {
            // Bytes leave and do not arrive: another run may have more luck.
            self.transfer = None;
            return self.tried(task);
        }
        if matches!(task, Task::SendFile(_)) {
            self.pace.arrived();
        }
    }

    /// A link that died while a file was sent: the server is asked what came.
    fn is_worth_another_try(&mut self, trouble: &Trouble, task: &Task) -> bool {
        let is_cut = matches!((trouble, task), (Trouble::Offline, Task::SendFile(_)));
        self.pace.died();
        is_cut && self.transfer.as_mut().is_some_and(Transfer::cut)
    }

    fn trouble(&mut self, task: &Task, trouble: Trouble) {
        if self.is_worth_another_try(&trouble, task) {
            return;
        }
        let end = match (trouble, task) {
            (Trouble::Clock(server_ms), Task::RenewToken(None)) => {
                self.renewal = Renewal::Due(Some(server_ms));
                return;
            }
            // A claim older than the last: the clock was set back a little. Time heals that.
            (Trouble::Forbidden(code), Task::RenewToken(_)) if code == "replay" => SyncStatus::Busy,
            (Trouble::Forbidden(code), Task::RenewToken(_) | Task::Sync(_)) if code == "revoked" => {
                self.wipe = WipeWord::Asking;
                return;
            }
            // A server of before wipes nothing.
            (Trouble::Forbidden(_) | Trouble::NotFound | Trouble::Refused(_), Task::TellWipe) => {
                return self.wipe_told();
            }
            (Trouble::Unauthorized | Trouble::Forbidden(_), Task::RenewToken(_))
            | (Trouble::Forbidden(_), Task::Sync(_)) => SyncStatus::SignedOut,
            (Trouble::Unauthorized, _) if self.renewal == Renewal::NotNeeded => {
                self.renewal = Renewal::Due(None);
                return;
            }
            (Trouble::Unauthorized, _) => SyncStatus::SignedOut,
            // One pack or file that cannot be had does not stop the others.
            (
                Trouble::Forbidden(_) | Trouble::NotFound | Trouble::Refused(_),
                Task::FetchPack(_)
                | Task::FetchFile(_)
                | Task::FetchFont(_)
                | Task::Compare(_)
                | Task::AskForFile(_)
                | Task::SendFile(_),
            ) => {
                if matches!(task, Task::Compare(_)) {
                    // A server of before does not compare.
                    self.comparing = Comparing::Done;
                    return;
                }
                self.transfer = None;
                self.gave_up_font |= matches!(task, Task::FetchFont(_));
                return self.tried(task);
            }
            (Trouble::Offline, _) => SyncStatus::Offline,
            (Trouble::Cancelled, _) => SyncStatus::Cancelled,
            (Trouble::Busy(after_ms), _) => {
                self.report.retry_after_ms = after_ms;
                SyncStatus::Busy
            }
            (Trouble::UpdateRequired, _) => SyncStatus::UpdateRequired,
            (Trouble::Protocol(version), Task::Sync(_)) if self.may_speak(version) => {
                self.protocol = version;
                return;
            }
            _ => SyncStatus::ServerTrouble,
        };
        self.end = Some(end);
    }

    /// Whether a version that the server asks for is one that this app speaks, and is not spoken already.
    fn may_speak(&self, version: u16) -> bool {
        version < self.protocol && is_spoken(version, self.protocol)
    }

    fn tried(&mut self, task: &Task) {
        match task {
            Task::FetchPack(pack) => {
                self.tried_packs.insert(*pack);
            }
            // Tried in vain: a slice that came is followed by the next one.
            Task::FetchFile(file) => {
                self.given_up_files.insert((file.case, file.blob));
            }
            Task::AskForFile(file) | Task::SendFile(Slice { file, .. }) => {
                self.tried_files.insert((file.case, file.blob));
            }
            // A slice is followed by the next one.
            Task::FetchFont(_) | Task::Compare(_) | Task::Sync(_) | Task::RenewToken(_) | Task::TellWipe => {}
        }
    }
}

#[cfg(test)]
mod tests;
