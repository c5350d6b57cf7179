//! What a node takes from outside: clock and randomness.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::error::Error;

/// Milliseconds since 1970 UTC.
pub type Clock = dyn Fn() -> i64 + Send + Sync;

/// Time since some moment of the past, which only goes forward.
pub type Ticks = dyn Fn() -> Duration + Send + Sync;

/// Lets so much time pass, in which other nodes work.
pub type Pause = dyn Fn(Duration) + Send + Sync;

/// Fills a buffer with random bytes.
pub type Entropy = dyn Fn(&mut [u8]) -> Result<(), String> + Send + Sync;

/// How a node is opened.
#[derive(Clone)]
pub struct Options {
    /// The wall clock.
    pub clock: Arc<Clock>,
    /// The clock by which it judges whether another node is dead.
    pub ticks: Arc<Ticks>,
    /// How it waits for another node.
    pub pause: Arc<Pause>,
    /// Where keys, tokens and ids come from.
    pub entropy: Arc<Entropy>,
    /// The bearer token of the office. If absent, made anew at each start; with a database, one that all nodes make of
    /// the keys.
    pub office_token: Option<String>,
    /// Whether a thread of the node keeps the office's list up to date. Without it, [`crate::Node::project`]
    /// does it when called.
    pub projects_itself: bool,
    /// Whether a company is made where there is none. A command that only looks must not: an empty company looks like one
    /// whose jobs are gone.
    pub founds: bool,
    /// Connection string of a PostgreSQL database; the log is kept in the data directory if absent.
    pub database: Option<String>,
    /// Folder of the keys. If absent, they are in the database, or in `keys/` of the data directory without one.
    pub keys: Option<PathBuf>,
    /// Public key that the rescue files of wiped phones are encrypted to, `age1…`; its private key opens them.
    pub rescue_key: Option<String>,
    /// Where photos and files are, such as `s3://bucket/prefix`. If absent, where they were before; at first in the data
    /// directory.
    pub blobs: Option<String>,
    /// Settings of that, before those of the environment, such as (`aws_endpoint`, `http://127.0.0.1:9000`).
    pub blob_settings: Vec<(String, String)>,
}

impl Default for Options {
    /// The system's clock and randomness.
    fn default() -> Self {
        let began = Instant::now();
        Self {
            clock: Arc::new(system_now_ms),
            ticks: Arc::new(move || began.elapsed()),
            pause: Arc::new(std::thread::sleep),
            entropy: Arc::new(|buffer| getrandom::fill(buffer).map_err(|error| error.to_string())),
            office_token: None,
            projects_itself: true,
            founds: true,
            database: None,
            keys: None,
            rescue_key: None,
            blobs: None,
            blob_settings: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("projects_itself", &self.projects_itself).finish_non_exhaustive()
    }
}

fn system_now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Options {
    pub(crate) fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes).map_err(Error::Entropy)?;
        Ok(bytes)
    }

    /// A UUID version 7: 48 bits of time, then random bits.
    pub(crate) fn uuid(&self) -> Result<[u8; 16], Error> {
        let mut bytes: [u8; 16] = self.random()?;
        let time = self.now_ms().to_be_bytes();
        bytes[..6].copy_from_slice(&time[2..]);
        bytes[6] = bytes[6] & 0x0f | 0x70;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Ok(bytes)
    }
}
