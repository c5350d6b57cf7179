//! What a run of the fleet did: seeds, steps, and how often each kind of trouble really came.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Fault {
    RequestLost,
    AnswerLost,
    AnswerTruncated,
    RequestTwice,
    RequestLate,
    TokenRefused,
    SmallPages,
    Interleaved,
    ClockJumped,
    DiskFull,
    FileHalfWritten,
    TransactionHalfWritten,
    PhoneKilled,
    PhoneStoppedBeforeCommit,
    PhoneStoppedAfterCommit,
    PhoneCopied,
    ServerKilled,
    NodeKilled,
    ServerStoppedBeforeCommit,
    ServerStoppedAfterCommit,
    ServerRestored,
    ServerRestoredSilently,
    Reassigned,
    Erased,
    Cancelled,
    FileSwapped,
}

impl Fault {
    /// All of them.
    pub(super) const ALL: [Self; 26] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::AnswerTruncated,
        Self::RequestTwice,
        Self::RequestLate,
        Self::TokenRefused,
        Self::SmallPages,
        Self::Interleaved,
        Self::ClockJumped,
        Self::DiskFull,
        Self::FileHalfWritten,
        Self::TransactionHalfWritten,
        Self::PhoneKilled,
        Self::PhoneStoppedBeforeCommit,
        Self::PhoneStoppedAfterCommit,
        Self::PhoneCopied,
        Self::ServerKilled,
        Self::NodeKilled,
        Self::ServerStoppedBeforeCommit,
        Self::ServerStoppedAfterCommit,
        Self::ServerRestored,
        Self::ServerRestoredSilently,
        Self::Reassigned,
        Self::Erased,
        Self::Cancelled,
        Self::FileSwapped,
    ];

    const fn words(self) -> &'static str {
        match self {
            Self::RequestLost => "request lost",
            Self::AnswerLost => "answer lost",
            Self::AnswerTruncated => "answer truncated",
            Self::RequestTwice => "request delivered twice",
            Self::RequestLate => "request delivered late",
            Self::TokenRefused => "token refused",
            Self::SmallPages => "answer in small pages",
            Self::Interleaved => "request within a request",
            Self::ClockJumped => "clock jumped years",
            Self::DiskFull => "disk full",
            Self::FileHalfWritten => "disk full in the middle of a file",
            Self::TransactionHalfWritten => "disk full in the middle of a transaction",
            Self::PhoneKilled => "phone killed",
            Self::PhoneStoppedBeforeCommit => "phone stopped before a commit",
            Self::PhoneStoppedAfterCommit => "phone stopped after a commit",
            Self::PhoneCopied => "phone copied",
            Self::ServerKilled => "server killed",
            Self::NodeKilled => "one of two nodes killed",
            Self::ServerStoppedBeforeCommit => "server stopped before a commit",
            Self::ServerStoppedAfterCommit => "server stopped after a commit",
            Self::ServerRestored => "server restored, declared",
            Self::ServerRestoredSilently => "server restored, undeclared",
            Self::Reassigned => "job reassigned",
            Self::Erased => "job erased",
            Self::Cancelled => "job cancelled",
            Self::FileSwapped => "job file swapped",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What was counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) seeds: u64,
    pub(super) seeds_twice: u64,
    pub(super) steps: u64,
    pub(super) requests: u64,
    /// Items that somebody made and knew to be kept.
    pub(super) made: u64,
    /// Items that the server acknowledged.
    pub(super) acknowledged: u64,
    faults: BTreeMap<Fault, u64>,
}

impl Tally {
    /// Something went wrong, on purpose.
    pub(super) fn count(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Adds another one.
    pub(super) fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.seeds_twice += other.seeds_twice;
        self.steps += other.steps;
        self.requests += other.requests;
        self.made += other.made;
        self.acknowledged += other.acknowledged;
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
    }

    /// What never came.
    pub(super) fn missing(&self) -> Vec<Fault> {
        Fault::ALL.into_iter().filter(|fault| !self.faults.contains_key(fault)).collect()
    }

    /// Prints it.
    pub(super) fn print(&self, took: Duration, out: &mut dyn Write) -> io::Result<()> {
        let millis = took.as_millis().max(1);
        let per_second = u128::from(self.seeds) * 10_000 / millis;
        writeln!(
            out,
            "{} seeds, {} of them twice; {} steps, {} requests, {} items made, {} acknowledged; {} s, {}.{} seeds/s",
            self.seeds,
            self.seeds_twice,
            self.steps,
            self.requests,
            self.made,
            self.acknowledged,
            took.as_secs(),
            per_second / 10,
            per_second % 10,
        )?;
        for fault in Fault::ALL {
            writeln!(out, "  {:>8}  {fault}", self.faults.get(&fault).copied().unwrap_or(0))?;
        }
        Ok(())
    }
}

/// Something that may never be, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Violation {
    pub(super) seed: u64,
    /// The step after which it was seen.
    pub(super) step: u32,
    pub(super) what: String,
}

impl Violation {
    /// It without the report of the synchronisation that showed it.
    pub(super) fn headline(&self) -> String {
        let all = self.to_string();
        all.split_once(": SyncReport").map_or(all.as_str(), |(headline, _)| headline).to_owned()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, step {}: {}", self.seed, self.step, self.what)
    }
}
