//! Bodies on their way in: how slow they may be, how much room they take, how many of one client.
//!
//! A body is read to its end before its request takes one of the places in which requests run, so whoever sends slowly
//! keeps nobody from being served. Files are written to the disk as they come; everything else fits into a few megabytes.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body as HttpBody, Bytes};
use http_body_util::BodyExt as _;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::time::{Instant, timeout_at};

/// How slow a sender may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How long the head of a request may take, from its first byte or the end of the request before.
    pub(crate) head: Duration,
    /// The longest time without a byte of a body.
    pub(crate) idle: Duration,
    /// For so long it may be slower than `bytes_per_s`: a phone in a cellar.
    pub(crate) grace: Duration,
    /// Slower than this on average is nobody who works: the slowest mobile network brings five times as much.
    pub(crate) bytes_per_s: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(20),
            idle: Duration::from_secs(20),
            grace: Duration::from_secs(30),
            bytes_per_s: 1024,
        }
    }
}

impl Patience {
    /// Until when the next piece has to be here, of a body that began then and brought so much.
    fn until(self, begun: Instant, bytes: u64) -> Instant {
        let whole = begun + self.grace + Duration::from_secs(bytes / self.bytes_per_s.max(1));
        whole.min(Instant::now() + self.idle)
    }
}

/// Why a body did not come whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Its sender went away.
    Gone,
    /// It comes too slowly.
    Slow,
    /// It is larger than anything that this server reads at once.
    TooLarge,
    /// All bodies together take too much room.
    Full,
}

/// The next piece of a body; `None` at its end.
async fn next(body: &mut HttpBody, until: Instant) -> Result<Option<Bytes>, Stop> {
    loop {
        let Ok(frame) = timeout_at(until, body.frame()).await else { return Err(Stop::Slow) };
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(Stop::Gone),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

/// Reads a body of at most `limit` bytes. What it takes of `room`, in bytes, is given back with the result.
pub(crate) async fn whole(
    mut body: HttpBody,
    limit: usize,
    patience: Patience,
    room: &Semaphore,
) -> Result<(Vec<u8>, Option<SemaphorePermit<'_>>), Stop> {
    let (begun, mut bytes) = (Instant::now(), Vec::new());
    let mut taken: Option<SemaphorePermit<'_>> = None;
    loop {
        let until = patience.until(begun, bytes.len() as u64);
        let Some(piece) = next(&mut body, until).await? else { return Ok((bytes, taken)) };
        if bytes.len() + piece.len() > limit {
            return Err(Stop::TooLarge);
        }
        let size = u32::try_from(piece.len()).map_err(|_| Stop::TooLarge)?;
        let more = room.try_acquire_many(size).map_err(|_| Stop::Full)?;
        match &mut taken {
            Some(taken) => taken.merge(more),
            None => taken = Some(more),
        }
        bytes.extend_from_slice(&piece);
    }
}

/// Hands the pieces of a body to whoever reads it; ends when nobody does.
pub(crate) async fn forward(mut body: HttpBody, pieces: mpsc::Sender<io::Result<Bytes>>, patience: Patience) {
    let (mut begun, mut bytes) = (Instant::now(), 0);
    loop {
        match next(&mut body, patience.until(begun, bytes)).await {
            Ok(None) => return,
            Err(stop) => {
                let _ = pieces.send(Err(io::Error::other(format!("{stop:?}")))).await;
                return;
            }
            Ok(Some(piece)) => {
                bytes += piece.len() as u64;
                let waiting = Instant::now();
                if pieces.send(Ok(piece)).await.is_err() {
                    return;
                }
                // That our disk is slow is not the sender's fault.
                begun += waiting.elapsed();
            }
        }
    }
}

/// How many requests of each client are under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clients {
    hasher: RandomState,
    counts: Arc<Mutex<HashMap<u64, usize>>>,
}

/// One of them, until it is answered.
#[derive(Debug)]
pub(crate) struct Place {
    client: u64,
    counts: Arc<Mutex<HashMap<u64, usize>>>,
}

impl Clients {
    /// A place for a request of a client, who is known by its token; those without one share theirs.
    pub(crate) fn enter(&self, token: &str, most: usize) -> Option<Place> {
        let client = self.hasher.hash_one(token);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { client, counts: Arc::clone(&self.counts) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}
